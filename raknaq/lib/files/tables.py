"""Tables: CSV, XLSX and JSON, with shapes from WKT or from two coordinate columns."""

import csv
import io
import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyproj
import shapely

from raknaq.lib.files import FileRefusedError, Wanted, jsonstat
from raknaq.lib.files.content import BATCH_ROWS, Batch, Content, Notes, encoding_of, header
from raknaq.lib.files.shapes import Problem, Shapes, notes_on, read_shapes, system
from raknaq.lib.files.spread import HEADER_ROWS, open_spread
from raknaq.lib.headers import fold
from raknaq.lib.sweden import likely_system

MAX_JSON_BYTES = 200 * 1024**2
MAX_CELL_CHARACTERS = 64 * 1024**2  # a shape of MAX_VERTICES corners as WKT is a tenth of this

Cells = list[str | None]
Columns = list[Cells]


def _text(path: Path, wanted: Wanted) -> tuple[str, Notes]:
    """The text of a file in the stated encoding, else the one that its bytes are in.

    Lines end with a newline alone, so that a text is the same whichever machine wrote it.
    """
    data = path.read_bytes()
    encoding, notes = (wanted.encoding, []) if wanted.encoding else encoding_of(data)
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except (UnicodeDecodeError, LookupError):
        raise FileRefusedError("encoding_wrong", encoding=encoding) from None
    return text.replace("\r\n", "\n").replace("\r", "\n"), notes


def _open_csv(path: Path, wanted: Wanted) -> Content:
    text, notes = _text(path, wanted)
    first_lines = text.split("\n", HEADER_ROWS)[: HEADER_ROWS if wanted.statistics else 1]
    delimiter = max(";,\t|", key=lambda mark: max(line.count(mark) for line in first_lines))
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: Iterator[Cells] = ([cell or None for cell in row] for row in reader)
    if wanted.statistics:
        read = list(rows)
        table = open_spread("CSV", None, read, notes)
        if table:
            return table
        rows = iter(read)
    names = header([cell or "" for cell in next(rows, [])])
    return _table("CSV", None, names, rows, notes, wanted)


def _open_xlsx(path: Path, wanted: Wanted) -> Content:
    import openpyxl

    # By its bytes: openpyxl refuses a workbook by its name.
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), read_only=True, data_only=True)
    if wanted.layer is not None and wanted.layer not in book.sheetnames:
        raise FileRefusedError("layer_missing", layer=wanted.layer, layers=book.sheetnames)
    sheet = book[wanted.layer or book.sheetnames[0]]
    notes: Notes = []
    if wanted.layer is None and len(book.sheetnames) > 1:
        notes.append(("sheet_first", {"sheet": sheet.title, "sheets": book.sheetnames}))
    cells = ([_cell(cell) for cell in row] for row in sheet.iter_rows(values_only=True))
    rows = list(itertools.islice(cells, HEADER_ROWS))
    if wanted.statistics:
        rows += cells
        table = open_spread("XLSX", sheet.title, rows, notes)
        if table:
            table.layers = book.sheetnames
            return table
    above = _rows_above(rows)
    names = header([cell or "" for cell in (rows[above] if rows else [])])
    following = itertools.chain(rows[above + 1 :], cells)
    if above:
        notes.append(("header_below", {"number": above + 1}))
    content = _table("XLSX", sheet.title, names, following, notes, wanted)
    content.first_row = above + 2
    content.layers = book.sheetnames
    return content


def _rows_above(rows: list[Cells]) -> int:
    """How many rows stand above the header: blank ones, and titles of one cell over wider rows."""
    filled = [sum(cell is not None for cell in row) for row in rows]
    return next((n for n, width in enumerate(filled) if width > 1), 0)


def _cell(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _open_json(path: Path, wanted: Wanted) -> Content:
    """A JSON list of flat objects, or the longest in an object; its other members are constants."""
    if path.stat().st_size > MAX_JSON_BYTES:
        raise FileRefusedError("file_too_big")
    text, notes = _text(path, wanted)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise FileRefusedError("file_damaged") from None
    if jsonstat.is_dataset(document):
        return jsonstat.open_dataset(document, notes)
    around: dict[str, Any] = {}
    if isinstance(document, dict):
        around = {k: v for k, v in document.items() if isinstance(v, str | int | float)}
        document = max((v for v in document.values() if isinstance(v, list)), key=len, default=None)
    if not document or not all(isinstance(item, dict) for item in document):
        raise FileRefusedError("file_unknown")
    records = [{**around, **item} for item in document]
    names = header(list(dict.fromkeys(key for record in records for key in record)))
    texts = ([_json_text(record.get(name)) for name in names] for record in records)
    content = _table("JSON", None, names, texts, notes, wanted)
    content.first_row = 1
    return content


def _json_text(value: Any) -> str | None:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return _cell(value)


def _table(
    driver: str,
    layer: str | None,
    names: list[str],
    rows: Iterator[Cells],
    notes: Notes,
    wanted: Wanted,
) -> Content:
    """Rows of cells as content; shapes come from a WKT column or from two coordinate columns."""
    by_name = {fold(name): n for n, name in enumerate(names)}

    def column(wanted_names: list[str]) -> int | None:
        return next((by_name[name] for name in wanted_names if name in by_name), None)

    wkt, x, y = map(column, (wanted.wkt_headers, wanted.easting_headers, wanted.northing_headers))
    pair = [] if x is None or y is None else [x, y]
    used = pair if wkt is None else [wkt]
    batches = _in_batches(rows, len(names))
    crs = None
    if used:
        first = next(batches, None)
        batches = itertools.chain([first] if first else [], batches)
        crs = _table_crs(first and first[0], wkt, x, y, wanted.epsg)
        notes = notes + notes_on(crs)
    return Content(
        driver=driver,
        layer=layer,
        crs=crs,
        notes=notes,
        columns=names,
        first_row=2,
        places=[names[n] for n in used],
        batches=(
            Batch(
                [pa.array(column, pa.string()) for column in columns],
                None if crs is None else _table_shapes(columns, wkt, x, y),
                problems,
            )
            for columns, problems in batches
        ),
    )


def _in_batches(rows: Iterator[Cells], width: int) -> Iterator[tuple[Columns, dict[int, Problem]]]:
    """Rows as lists of columns, and the rows with cells beyond the header; short rows are filled.

    A row without any text is left out only at the end of the file, so that row numbers hold.
    """
    blank: list[Cells] = []
    waiting: list[Cells] = []
    problems: dict[int, Problem] = {}
    for cells in rows:
        if not any(cells):
            blank.append([None] * width)
            continue
        waiting += blank
        blank = []
        if any(cells[width:]):
            facts = {"cells": len(cells), "columns": width}
            problems[len(waiting)] = {"reason": "row_long", "facts": facts, "field": ""}
        waiting.append((cells + [None] * width)[:width])
        if len(waiting) >= BATCH_ROWS:
            yield _columns(waiting), problems
            waiting, problems = [], {}
    if waiting:
        yield _columns(waiting), problems


def _columns(rows: list[Cells]) -> Columns:
    return [list(column) for column in zip(*rows, strict=True)]


def _table_crs(
    first: Columns | None,
    wkt: int | None,
    x: int | None,
    y: int | None,
    epsg: int | None,
) -> pyproj.CRS:
    if epsg is not None:
        return system(f"EPSG:{epsg}")
    likely = None
    if first:
        shapes = _table_shapes(first, wkt, x, y)
        seen = [shape for shape in shapes if isinstance(shape, shapely.Geometry)]
        if seen and not shapely.is_empty(seen[0]):
            likely = likely_system(*shapely.bounds(seen[0])[:2])
    raise FileRefusedError("crs_missing", likely=likely)


def _table_shapes(columns: Columns, wkt: int | None, x: int | None, y: int | None) -> Shapes:
    if wkt is not None:
        return read_shapes(shapely.from_wkt, columns[wkt])
    assert x is not None and y is not None  # noqa: S101, PT018 (a table has shapes by one of the two)
    pairs = list(zip(columns[x], columns[y], strict=True))
    points = np.array([(_number(e), _number(n)) for e, n in pairs])
    usable = ~np.isnan(points).any(axis=1)
    shapes: Shapes = np.full(len(pairs), None, dtype=object)
    shapes[usable] = shapely.points(points[usable])
    told = np.array([e is not None or n is not None for e, n in pairs], dtype=bool)
    shapes[told & ~usable] = "broken"
    return shapes


def _number(text: str | None) -> float:
    """A coordinate written with decimal point or comma, and any spaces; NaN when it is none."""
    try:
        return float(re.sub(r"\s", "", text or "").replace(",", "."))
    except ValueError:
        return float("nan")


OPENERS = {"CSV": _open_csv, "XLSX": _open_xlsx, "JSON": _open_json}
