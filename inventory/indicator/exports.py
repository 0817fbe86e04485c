"""The figures as files: JSON and CSV for machines, a workbook and CSV for publication.

Shape of a figure for machines: design note exchange.md, last paragraph.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from inventory.indicator.count import Figure
from inventory.indicator.sheets import Sheet, file_name, sheets

FLAT_CLASSES = ("skydd", "varsamhet", "rivningsforbud")
WORKBOOK = "skyddad-bebyggelse"


def as_json(figure: Figure) -> dict[str, Any]:
    """A figure as exchange.md writes it: codes text, counts integers, shares decimal strings."""
    told: dict[str, Any] = {
        "region_code": figure.region_code,
        "region_name": figure.region_name,
        "year": figure.year,
        "part": figure.part,
        "series": figure.series,
        "unit": figure.unit,
        "value": figure.value,
        "by_class": None if figure.by_class is None else dict(figure.by_class),
        "stock": figure.stock,
        "stock_year": figure.stock_year,
        "share": _text(figure.share),
        "decisions_in_scope": figure.decisions_in_scope,
        "decisions_read": figure.decisions_read,
        "decisions_unavailable": figure.decisions_unavailable,
        "decisions_undated": figure.decisions_undated,
        "coverage": _text(figure.coverage),
        "status": figure.status,
        "ends_checked": figure.ends_checked,
        "method": figure.method,
    }
    return told | ({"at_least": figure.at_least} if figure.part == "b" else {})


def as_row(figure: Figure) -> dict[str, Any]:
    """A figure as one flat row: as the JSON, with a column per class."""
    told = as_json(figure)
    by_class = told.pop("by_class") or {}
    return told | {f"class_{name}": by_class.get(name) for name in FLAT_CLASSES}


def _text(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"


def write_files(folder: Path, years: Sequence[int]) -> list[Path]:
    """Write the workbook and one CSV per table into a folder; the paths written."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = sheets(years)
    workbook = folder / f"{file_name(WORKBOOK)}.xlsx"
    with workbook.open("wb") as file:
        write_workbook(file, tables)
    written = [workbook]
    for sheet in tables:
        path = folder / f"{sheet.file_name}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as text:
            write_csv(text, sheet.header, sheet.rows)
        written.append(path)
    return written


def write_workbook(file: Any, tables: Iterable[Sheet]) -> None:
    """Write sheets as XLSX: text as text (codes keep their zero, no formulas), numbers as such."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for sheet in tables:
            page = book.add_worksheet(sheet.title)
            page.freeze_panes(1, 0)
            page.set_column(0, len(sheet.header), 24, wrapped)
            for row, cells in enumerate([sheet.header, *sheet.rows]):
                for column, cell in enumerate(cells):
                    if isinstance(cell, str):
                        page.write_string(row, column, cell, None if row else bold)
                    elif cell is not None:
                        page.write_number(row, column, cell)


def write_csv(file: Any, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows as CSV with semicolons, as Swedish spreadsheets open it; missing is empty."""
    writer = csv.writer(file, delimiter=";")
    writer.writerow(header)
    writer.writerows(_swedish(rows))


def _swedish(rows: Iterable[Sequence[Any]]) -> Iterator[list[Any]]:
    for row in rows:
        yield [str(c).replace(".", ",") if isinstance(c, Decimal) else c for c in row]
