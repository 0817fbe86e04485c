"""The published files: Swedish, marked where they are a demo, never zero for the unknown."""

from pathlib import Path

import openpyxl
import pytest
from django.utils import translation

from inventory.indicator.exports import write_files
from inventory.indicator.sheets import TABLES, Sheet, sheet
from inventory.models import BuildingStock
from tests.factories import (
    day,
    deliver_monuments,
    make_decision,
    make_delivery,
    make_monument,
    make_object,
    make_scope,
    mark,
    review,
)

pytestmark = pytest.mark.django_db
YEARS = [2011, 2012]


def row_of(table: Sheet, **wanted: object) -> dict[str, object]:
    """The one row of a table with these values, by the names in its header."""
    rows = [dict(zip(table.header, row, strict=True)) for row in table.rows]
    [row] = [row for row in rows if wanted.items() <= row.items()]
    return row


def first_lines(folder: Path) -> dict[str, list[str]]:
    return {
        path.name: path.read_text(encoding="utf-8-sig").splitlines()[0].split(";")
        for path in folder.glob("*.csv")
    }


def test_a_demo_says_so_in_every_file(tmp_path: Path) -> None:
    make_delivery("demo")
    written = write_files(tmp_path, YEARS)
    assert all(path.name.startswith("demo-") for path in written)
    assert len(first_lines(tmp_path)) == len(TABLES)
    for header in first_lines(tmp_path).values():
        assert header[0].endswith(" (demo)")
    book = openpyxl.load_workbook(tmp_path / "demo-skyddad-bebyggelse.xlsx")
    for page in book.worksheets:
        assert str(page["A1"].value).endswith(" (demo)")
    told = {row[0]: row[1] for row in book["Läs detta först"].iter_rows(values_only=True)}
    assert told["Källa"] == "DEMO: påhittade uppgifter"


def test_real_data_does_not_say_demo(tmp_path: Path) -> None:
    written = write_files(tmp_path, YEARS)
    assert "skyddad-bebyggelse.xlsx" in {path.name for path in written}
    for path in written:
        assert "demo" not in path.name
        assert b"demo" not in path.read_bytes().lower()


def test_files_are_swedish_whatever_the_language() -> None:
    swedish = [sheet(name, YEARS) for name in TABLES]
    with translation.override("en"):
        assert [sheet(name, YEARS) for name in TABLES] == swedish


def test_the_reading_of_both_parts_is_in_the_workbook() -> None:
    headings = {row[0] for row in sheet("las-detta-forst", YEARS).rows}
    assert {"Q-märkt: Vad siffran är", "Byggnadsminnen: Byggnadsminnen och byggnader"} <= headings


def test_byggnadsminnen_have_sites_buildings_and_at_least() -> None:
    make_monument(buildings=3)
    make_monument(buildings=None)
    make_monument("03", buildings=2)
    deliver_monuments("20", "03")
    BuildingStock.objects.create(county_id="20", year=2010, buildings=100, source="SCB")
    table = sheet("karta-byggnadsminnen", YEARS)
    row = row_of(table, Kod="20", År=2012)
    assert (row["Minst"], row["Antal byggnader"], row["Antal byggnadsminnen"]) == ("ja", 3, 2)
    assert row["Byggnadsminnen med okänt antal byggnader"] == 1
    assert row_of(table, Kod="03", År=2012)["Minst"] == "nej"
    assert row_of(table, Kod="01", År=2012)["Minst"] is None
    diagram = sheet("diagram-byggnadsminnen", YEARS)
    row = row_of(diagram, År=2012)
    assert (row["Dalarnas län"], row["Uppsala län"], row["Stockholms län"]) == (3, 2, None)
    assert row[diagram.header[-1]] == "Dalarnas län"
    assert row_of(sheet("diagram-antal-byggnadsminnen", YEARS), År=2012)["Dalarnas län"] == 2


def test_buildings_that_nobody_has_counted_are_not_zero() -> None:
    make_monument(buildings=None)
    deliver_monuments("20")
    row = row_of(sheet("karta-byggnadsminnen", YEARS), Kod="20", År=2012)
    assert (row["Antal byggnader"], row["Antal byggnadsminnen"]) == (None, 1)
    assert row["Status"] == "Antal byggnader okänt"
    assert row_of(sheet("diagram-byggnadsminnen", YEARS), År=2012)["Dalarnas län"] is None


def test_nothing_listed_is_not_zero_decisions() -> None:
    make_scope("20")
    decision = make_decision(in_force_from=day("2012-05-01"))
    review(decision)
    mark(make_object(), decision)
    table = sheet("genomgangna-beslut", YEARS)
    assert row_of(table, Kod="20", År=2012)["Beslut i omfattningen"] == 1
    assert row_of(table, Kod="20", År=2012)["Kollegialt granskade"] == 0
    assert row_of(table, Kod="01", År=2012)["Kollegialt granskade"] is None
    assert row_of(table, Kod="01", År=2012)["Beslut i omfattningen"] is None
