"""What stands in single cells and rows, and what is made of it."""

from pathlib import Path

import pytest

from inventory.models import BuildingStock, InventoryScope
from plans.models import PlanDecision
from tests.factories import make_decision
from tests.imports.taking import Taking, reasons, texts

PLAN = {"municipality_code": "2080", "archive_ref": "2080-P1", "kind": "detaljplan"}
MARKING = {
    "municipality_code": "2080",
    "archive_ref": "2080-P1",
    "object_ref": "1",
    "object_type": "byggnad",
    "classes": "skydd",
    "x": "535000",
    "y": "6718000",
}
REVIEW = {"municipality_code": "2080", "archive_ref": "2080-P1", "outcome": "recorded",
          "read_on": "2012-01-01"}  # fmt: skip


def test_a_list_of_nothing_is_an_empty_cell(take: Taking) -> None:
    decision = make_decision("2080-P1")
    report = take("markings", [MARKING | {"classes": " ; ,"}])
    assert reasons(report) == ["value_missing"]
    assert take("reviews", [REVIEW | {"looked_for": ";"}]).accepted
    assert decision.reviews.get().looked_for == ["kulturvarden"]
    assert take("scopes", [{"county_code": "20", "from_day": "1987-01-01", "kinds": ";"}]).accepted
    assert InventoryScope.objects.get().kinds == []


@pytest.mark.parametrize("word", ["Totalt", "total", "SAMTLIGA", "samtliga byggnadstyper", ""])
def test_all_types_of_buildings_in_words(take: Taking, word: str) -> None:
    row = {"region_code": "20", "year": "2010", "buildings": "300000", "source": "SCB",
           "building_type": word}  # fmt: skip
    assert take("building_stock", [row]).accepted
    assert BuildingStock.objects.get().building_type == ""
    assert take("building_stock", [row | {"building_type": ""}]).counts["same"] == 1


def test_a_long_wkt_in_a_csv_is_read(take: Taking) -> None:
    corners = ",".join(f"{535_000 + n % 2} {6_718_000 + n}" for n in range(20_000))
    ring = f"{corners},534000 6737999,534000 6718000,535000 6718000"
    assert len(ring) > 131_072  # what Python's reader takes in one cell unless told
    report = take("plans", [PLAN | {"geometry": f"POLYGON(({ring}))"}])
    assert report.accepted, texts(report)
    assert PlanDecision.objects.get().area is not None


def test_a_row_with_more_cells_than_the_header_is_refused(take: Taking, tmp_path: Path) -> None:
    path = tmp_path / "plans.csv"
    path.write_text(
        "kommunkod;akt;plantyp;namn\n"
        "2080;2080-P1;detaljplan;Ängen;;\n"
        "2080;2080-P2;detaljplan;Åsen; norra delen\n"
    )
    report = take.file("plans", path)
    assert reasons(report) == ["row_long"]
    assert report.counts["refused"] == 1
    assert "Rad 3: Raden har 5 celler men rubrikraden 4." in texts(report)


def test_a_value_that_is_missing_is_a_dash(take: Taking) -> None:
    make_decision("2080-P1")
    rows = [MARKING | {"ended_on": "2010-01-01"}, MARKING | {"ended_on": ""}]
    said = texts(take("markings", rows))
    assert "Rad 3: Samma märkning står på rad 2 men upphör 2010-01-01 där och – här." in said


def test_a_file_without_usable_rows_covers_nothing(take: Taking) -> None:
    report = take("monuments", [{"bebyggelsenummer": "1", "lansnamn": "Dalekarlien"}])
    assert reasons(report) == ["county_unknown"]
    assert "covers" not in reasons(report, "warning")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_alike_whichever_machine_wrote_them(
    take: Taking, tmp_path: Path, end: str
) -> None:
    path = tmp_path / "plans.csv"
    lines = ["kommunkod;akt;plantyp;namn", '2080;2080-P1;detaljplan;"Ängen', 'norra"', ""]
    path.write_bytes(end.join(lines).encode())
    assert take.file("plans", path).accepted
    assert PlanDecision.objects.get().name == "Ängen\nnorra"
