"""SQL in files: each statement lies in a folder `sql` beside the module that names it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection
from psycopg.sql import SQL, Composable, Composed, Identifier


@cache
def statement(module_file: str, name: str) -> str:
    """The text of `sql/<name>.sql` beside a module, given the module's `__file__`."""
    return (Path(module_file).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def rows(module_file: str, name: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Run a named statement and return its rows as dicts."""
    with connection.cursor() as cursor:
        cursor.execute(statement(module_file, name), dict(parameters))
        columns = [column.name for column in cursor.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def filled(module_file: str, name: str, /, **places: Composable) -> Composed:
    """A named statement with its places (`{table}` …) filled in.

    Places are filled with names and expressions of ours: no value from outside is ever one.
    """
    return SQL(statement(module_file, name)).format(**places)


def fill_and_run(module_file: str, name: str, /, **places: Composable) -> list[Any]:
    """Run a named statement with its places filled in; its rows, if it gives any."""
    return run_all(filled(module_file, name, **places))


def run_all(query: Composed | str) -> list[Any]:
    """Run a statement; its rows, if it gives any."""
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall() if cursor.description else []


def stream(query: Composed | str) -> Iterator[tuple[Any, ...]]:
    """The rows of a SELECT as the database gives them, however many; inside a transaction.

    The database is told that all of them will be read: else it plans for the first.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL cursor_tuple_fraction = 1")
    with connection.chunked_cursor() as cursor:
        cursor.execute(query)
        while batch := cursor.fetchmany(2_000):
            yield from batch


def names(columns: Iterable[str]) -> Composed:
    """Column names, quoted and separated by commas."""
    return SQL(", ").join([Identifier(column) for column in columns])


def copy_in(table: str, columns: Sequence[str], records: Iterable[Sequence[Any]]) -> int:
    """COPY records into the columns of a table; the number of rows.

    Raises the database's own errors; triggers and constraints act as on any insert.
    """
    target = SQL("COPY {} ({}) FROM STDIN").format(Identifier(table), names(columns))
    with connection.cursor() as cursor:
        with cursor.copy(target) as copy:
            for record in records:
                copy.write_row(record)
        return int(cursor.rowcount)
