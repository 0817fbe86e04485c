"""Tables of statistics as a web page or a workbook writes them: title, header, body, notes.

The years are columns of their own ("2010", "Antal byggnader 2010"), with the contents in a line
above or in the same cell; or the table is long, with the year in a column. A blank cell to the left
repeats the one above it. A table that is neither is for others to read.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from raknaq.lib.files import FileRefusedError
from raknaq.lib.files.content import Content, Notes
from raknaq.lib.files.statistics import (
    CODE,
    MISSING,
    REGION,
    YEAR,
    Dimension,
    Statistics,
    content,
    fold,
)

HEADER_ROWS = 30  # the header is among the first of these
YEAR_HEADER = re.compile(r"(.*?)\s*((?:19|20)\d\d)")
NUMBER = re.compile(r"-?\d[\d\s\u00a0\u202f]*(?:[.,]\d+)?")
SOURCE_COLUMNS = {"source", "kalla"}

Cells = Sequence[str | None]
Columns = dict[int, tuple[str | None, str]]  # the columns of values: their year and contents


def open_spread(
    driver: str, layer: str | None, rows: Sequence[Cells], notes: Notes
) -> Content | None:
    """The rows of a sheet as a table of statistics; None when they are no such table.

    Raises FileRefusedError as `statistics.content`.
    """
    widest = max(map(len, rows), default=0)
    rows = [[*row, *[None] * (widest - len(row))] for row in rows]
    for number, row in enumerate(rows[: min(HEADER_ROWS, len(rows) - 1)]):
        header = [cell and cell.strip() for cell in row[: _width(row)]]
        columns = _long_columns(header, rows[number + 1 :])
        columns = columns or _year_columns(header, rows[: number + 2])
        if columns:
            body = _body(rows[number + 1 :], min(columns) if columns[max(columns)][0] else 1)
            after = rows[number + 1 + len(body) :]
            _refuse_more(body, after, len(header), number + 2)
            told = _table(header[: min(columns)], body, columns, rows[:number], after)
            return content(driver, layer, told, notes)
    return None


def _width(row: Cells) -> int:
    return max((n for n, cell in enumerate(row, 1) if cell), default=0)


def _is_value(cell: str | None) -> bool:
    return not cell or bool(NUMBER.fullmatch(cell) or MISSING.fullmatch(cell))


def _body(rows: Sequence[Cells], first: int) -> Sequence[Cells]:
    """The rows up to the first that has nothing in the columns from `first` on."""
    end = next((n for n, row in enumerate(rows) if not any(row[first:])), len(rows))
    return rows[:end]


def _refuse_more(body: Sequence[Cells], after: Sequence[Cells], width: int, first_row: int) -> None:
    """Refuse numbers beside or below the table: they would be left out unseen."""
    for number, row in enumerate([*body, *after], first_row):
        beside = any(row[width:])
        below = number >= first_row + len(body) and width > 2 and row[width - 1]
        if beside or (below and NUMBER.fullmatch(below)):
            raise FileRefusedError("statistics_more", number=number)


def _long_columns(header: Cells, rows: Sequence[Cells]) -> Columns:
    """The columns of values of a long table: the last ones, of numbers."""
    names = [fold(name or "") for name in header]
    if not (REGION & set(names) and YEAR & set(names)) or SOURCE_COLUMNS & set(names):
        return {}
    body = _body(rows, 1)
    found: Columns = {}
    for n in reversed(range(len(header))):
        if names[n] in YEAR | REGION or not all(_is_value(row[n]) for row in body):
            break
        found[n] = (None, header[n] or "")
    return found


def _year_columns(header: Cells, rows: Sequence[Cells]) -> Columns:
    """The columns of values of a wide table: from the first year to the end of the header.

    `rows` end with the header and the row below it.
    """
    years = [YEAR_HEADER.fullmatch(cell or "") for cell in header]
    first = next((n for n, found in enumerate(years) if n and found), len(header))
    below = rows[-1]
    if not any(below[first:]) or not all(map(_is_value, below[first:])):
        return {}
    above = _above(rows[-3] if len(rows) > 2 else [], first, len(header))
    found: Columns = {}
    for n, over in zip(range(first, len(header)), above, strict=True):
        year = years[n]
        if not year:
            return {}
        found[n] = (year[2], f"{over} {year[1]}".strip())
    return found


def _above(row: Cells, first: int, width: int) -> list[str]:
    """What the line above the years says of each column; a blank repeats the one to its left."""
    told = [*row, *[None] * width][first:width]
    if any(row[:first]):
        told = [None] * len(told)  # a title, not a line of the header
    filled = [""]
    for cell in told:
        filled.append(cell or filled[-1])
    return filled[1:]


def _table(
    names: Cells,
    body: Sequence[Cells],
    columns: Columns,
    before: Sequence[Cells],
    after: Sequence[Cells],
) -> Statistics:
    sides = _sides(names, body)
    years = list(dict.fromkeys(year for year, _ in columns.values() if year))
    contents = list(dict.fromkeys(text for _, text in columns.values()))
    dimensions = [side for side, _ in sides]
    if years:
        dimensions.append(Dimension("år", [""] * len(years), years, "year"))
    if any(contents):
        dimensions.append(Dimension("", [""] * len(contents), contents, "contents"))

    def place(row: int, column: int) -> tuple[int, ...]:
        year, text = columns[column]
        of_year = (years.index(year),) if year else ()
        of_contents = (contents.index(text),) if any(contents) else ()
        return (*(numbers[row] for _, numbers in sides), *of_year, *of_contents)

    return Statistics(
        dimensions=dimensions,
        values=(
            (place(n, column), row[column])
            for n, row in enumerate(body)
            for column in sorted(columns)
        ),
        title=next((cell for row in before for cell in row if cell), ""),
        publisher=_publisher(after),
    )


def _sides(names: Cells, body: Sequence[Cells]) -> list[tuple[Dimension, list[int]]]:
    """The columns to the left as dimensions, each with the index of every row.

    A column of codes with its texts in the column after it is one dimension.
    """
    filled = [_filled_down([row[n] for row in body]) for n in range(len(names))]
    coded = {n for n, pair in enumerate(pairwise(filled)) if _is_coded(*pair)}
    sides = []
    for n, name in enumerate(names):
        if n - 1 in coded:
            continue
        pairs = list(zip(filled[n], filled[n + 1] if n in coded else filled[n], strict=True))
        distinct = list(dict.fromkeys(pairs))
        numbers = {pair: number for number, pair in enumerate(distinct)}
        codes = [code if n in coded else "" for code, _ in distinct]
        side = Dimension(name or "", codes, [text for _, text in distinct])
        sides.append((side, [numbers[pair] for pair in pairs]))
    return sides


def _filled_down(cells: list[str | None]) -> list[str]:
    filled = [""]
    for cell in cells:
        filled.append((cell or "").strip() or filled[-1])
    return filled[1:]


def _is_coded(codes: list[str], texts: list[str]) -> bool:
    """Whether one column holds the codes of the other's texts."""
    pairs = set(zip(codes, texts, strict=True))
    return (
        all(code.isdecimal() for code in codes)
        and not any(text.isdecimal() or CODE.match(text) for text in texts)
        and len(pairs) == len(set(codes)) == len(set(texts))
    )


def _publisher(after: Sequence[Cells]) -> str:
    """What the notes below a table say after "Källa:"."""
    texts = [cell.strip() for row in after for cell in row if cell and cell.strip()]
    for text, following in pairwise([*texts, ""]):
        label, _, told = text.partition(":")
        if fold(label) == "kalla":
            return told.strip() or following
    return ""
