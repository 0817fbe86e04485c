"""An opened file, whatever its format: columns of text and shapes, in batches."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

import pyarrow as pa
import pyproj

from raknaq.lib.files import FileRefusedError
from raknaq.lib.files.shapes import Problem, Shapes

UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
BATCH_ROWS = 5_000
MAX_COLUMNS = 1_000
NUL, SUBSTITUTE = "\0", "\x1a"  # the database takes no NUL, in text or in JSON

Notes = list[tuple[str, dict[str, Any]]]


class Batch(NamedTuple):
    """Some rows: one text array per column, and the shapes as shapely geometries, if any.

    `problems` are the rows, counted from the batch's first as 0, that cannot be used as they are.
    """

    columns: Sequence[pa.Array]
    shapes: Shapes | None
    problems: Mapping[int, Problem] = MappingProxyType({})


@dataclass
class Content:
    """An opened file. `crs` is the reference system of its shapes, None when it has none.

    `layers` are all that could be asked for in place of `layer`, where there are several; `places`
    the columns of a table that its shapes are read from.
    """

    driver: str
    layer: str | None
    crs: pyproj.CRS | None
    notes: Notes
    columns: list[str]
    first_row: int
    batches: Iterable[Batch]
    rows: int = 0
    layers: Sequence[str] = ()
    places: Sequence[str] = ()


def header(names: Sequence[str]) -> list[str]:
    """The column names, trimmed and made unique. Raises FileRefusedError when there are none."""
    if not any(names):
        raise FileRefusedError("header_missing")
    if len(names) > MAX_COLUMNS:
        raise FileRefusedError("columns_many", limit=MAX_COLUMNS)
    seen: dict[str, int] = {}
    unique = []
    for number, name in enumerate(names, 1):
        name = name.replace(NUL, SUBSTITUTE).strip() or f"kolumn {number}"
        seen[name] = seen.get(name, 0) + 1
        unique.append(name if seen[name] == 1 else f"{name} {seen[name]}")
    return unique


def encoding_of(data: bytes) -> tuple[str, Notes]:
    """UTF-16 where a mark says so, UTF-8 where the bytes are that, else Windows-1252.

    Windows-1252 holds Latin-1's letters; that it was used is noted.
    """
    if data.startswith(UTF_16_MARKS):
        return "utf-16", []
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252", [("encoding_guessed", {"encoding": "Windows-1252 (Latin-1)"})]
    return "utf-8", []
