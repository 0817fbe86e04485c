"""The figures as files: JSON and CSV for machines, a workbook and CSV for publication.

Shape of a figure: design note exchange.md, last paragraph. Only publishable figures reach the
published files; the others are an empty cell with their status beside, never 0.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils import timezone

from inventory.indicator.count import Figure, figures
from inventory.indicator.method import DEFAULT, Method, method
from inventory.indicator.reading import how_to_read

PER_CENT = Decimal(100)
SOURCE = "Länsstyrelserna, Räkna q; byggnadsbestånd: SCB; byggnadsminnen: Riksantikvarieämbetet"
LICENCE = "CC BY 4.0"
FLAT_CLASSES = ("skydd", "varsamhet", "rivningsforbud")


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


@dataclass(frozen=True)
class Sheet:
    """One table of the published files: a name for the sheet, one for the CSV, header and rows."""

    title: str
    file_name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Any]]


def published_sheets(years: Sequence[int]) -> list[Sheet]:
    """The tables to publish: a diagram and a map per part, the classes, and how to read them.

    A diagram is year × county; a map is code, name, year, value, unit, status.
    """
    q, b = method(DEFAULT["q"]), method(DEFAULT["b"])
    q_figures = figures(part="q", years=years, series=[q.published_series], chosen=q)
    b_figures = [f for f in figures(part="b", years=years, chosen=b) if f.unit == "buildings"]
    return [
        Sheet("Läs detta först", "las-detta-forst", ("Uppgift", "Innehåll"), _about(q_figures, q)),
        _diagram("Diagram q-märkt", "diagram-q-markt", q_figures),
        _map("Karta q-märkt", "karta-q-markt", q_figures),
        _classes("Typ av bestämmelse", "typ-av-bestammelse", years, q),
        _coverage("Genomgångna beslut", "genomgangna-beslut", q_figures),
        _diagram("Diagram byggnadsminnen", "diagram-byggnadsminnen", b_figures),
        _map("Karta byggnadsminnen", "karta-byggnadsminnen", b_figures),
    ]


def _about(chosen: Sequence[Figure], counted: Method) -> list[tuple[str, str]]:
    """Source, licence, day and method, then how the figure must be read."""
    return [
        ("Indikator", "Skyddad bebyggelse (kärnindikator), God bebyggd miljö"),
        ("Källa", SOURCE),
        ("Licens", LICENCE),
        ("Uttagen", timezone.localdate().isoformat()),
        *how_to_read(chosen, counted),
    ]


def _diagram(title: str, file_name: str, chosen: Sequence[Figure]) -> Sheet:
    names = {figure.region_code: figure.region_name for figure in chosen}
    value = {(f.region_code, f.year): f.value if f.publishable else None for f in chosen}
    years = sorted({figure.year for figure in chosen})
    rows = [[year, *(value[code, year] for code in names)] for year in years]
    return Sheet(title, file_name, ("År", *names.values()), rows)


def _map(title: str, file_name: str, chosen: Sequence[Figure]) -> Sheet:
    header = ("Kod", "Namn", "År", "Värde", "Enhet", "Status", "Antal byggnader", "Bestånd",
              "Beståndets år")  # fmt: skip
    return Sheet(title, file_name, header, [_map_row(figure) for figure in chosen])


def _map_row(figure: Figure) -> list[Any]:
    share = figure.share if figure.publishable else None
    return [
        figure.region_code,
        figure.region_name,
        figure.year,
        None if share is None else share * PER_CENT,
        "procent av alla byggnader",
        figure.status,
        figure.value if figure.publishable else None,
        figure.stock,
        figure.stock_year,
    ]


def _classes(title: str, file_name: str, years: Sequence[int], counted: Method) -> Sheet:
    """The split by type of provision, in both tabulations over the same facts."""
    rows: list[list[Any]] = []
    for tabulation in ("separate", "nested"):
        chosen = replace(counted, tabulation=tabulation)
        for f in figures(part="q", years=years, series=[counted.published_series], chosen=chosen):
            by_class = f.by_class if f.publishable and f.by_class else {}
            split = [by_class.get(name) for name in FLAT_CLASSES]
            rows.append(
                [f.region_code, f.region_name, f.year, TABULATION_NAMES[tabulation], *split]
            )
    header = ("Kod", "Namn", "År", "Uppställning", "Skyddsbestämmelse", "Varsamhetsbestämmelse",
              "Rivningsförbud")  # fmt: skip
    return Sheet(title, file_name, header, rows)


def _coverage(title: str, file_name: str, chosen: Sequence[Figure]) -> Sheet:
    """How much of each county's scope is read, year by year."""
    header = ("Kod", "Namn", "År", "Beslut i omfattningen", "Genomgångna", "Går inte att få tag på",
              "Utan dag för laga kraft", "Status")  # fmt: skip
    rows = [
        [f.region_code, f.region_name, f.year, f.decisions_in_scope, f.decisions_read,
         f.decisions_unavailable, f.decisions_undated, f.status]
        for f in chosen
    ]  # fmt: skip
    return Sheet(title, file_name, header, rows)


TABULATION_NAMES = {
    "separate": "var för sig",
    "nested": "rivningsförbud ingår i skyddsbestämmelse",
}


def write_files(folder: Path, years: Sequence[int]) -> list[Path]:
    """Write the workbook and one CSV per table into a folder; the paths written."""
    folder.mkdir(parents=True, exist_ok=True)
    sheets = published_sheets(years)
    workbook = folder / "skyddad-bebyggelse.xlsx"
    with workbook.open("wb") as file:
        write_workbook(file, sheets)
    written = [workbook]
    for sheet in sheets:
        path = folder / f"{sheet.file_name}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as text:
            write_csv(text, sheet.header, sheet.rows)
        written.append(path)
    return written


def write_workbook(file: Any, sheets: Iterable[Sheet]) -> None:
    """Write sheets as XLSX: text as text (codes keep their zero, no formulas), numbers as such."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for sheet in sheets:
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
