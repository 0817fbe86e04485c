"""SCB's table of buildings, in every form that SCB gives it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from inventory.models import BuildingStock
from tests.imports import scb
from tests.imports.taking import Taking, reasons, texts

FORMS: dict[str, Callable[..., Path]] = {
    "table.px": scb.write_px,
    "utf8.px": lambda path, *more: scb.write_px(path, *more, encoding="utf-8"),
    "list.json": scb.write_jsonstat,
    "sparse.json": lambda path, *more: scb.write_jsonstat(path, *more, sparse=True),
    "comma.csv": scb.write_csv_wide,
    "semicolon.csv": lambda path, *more: scb.write_csv_wide(path, *more, delimiter=";"),
    "long.txt": scb.write_csv_long,
    "text.xlsx": scb.write_xlsx,
    "codes.xlsx": lambda path, *more: scb.write_xlsx(path, *more, codes=True),
}
EXPECTED = {key: int(n) for key, n in scb.NUMBERS.items() if n != ".."}


def stored() -> dict[tuple[str, str, str], int]:
    codes = {text: code for code, text in scb.TYPES.items()}
    return {
        (row.county_id or row.municipality_id or "", codes[row.building_type], str(row.year)):
        row.buildings
        for row in BuildingStock.objects.all()
    }  # fmt: skip


def take_stock(take: Taking, path: Path, **how: Any) -> Any:
    return take.file("building_stock", path, epsg=None, **how)


@pytest.mark.parametrize("name", FORMS)
def test_every_form_gives_the_same_numbers(take: Taking, tmp_path: Path, name: str) -> None:
    path = FORMS[name](tmp_path / name)
    said = {} if name != "long.txt" else {"constants": {"source": "SCB"}}
    report = take_stock(take, path, **said)
    assert report.accepted, texts(report)
    assert stored() == EXPECTED
    assert "1 uppgifter saknas i tabellen (.. (1))." in texts(report)
    assert "statistics_country" in reasons(report, "warning")
    assert take_stock(take, path, **said).counts["same"] == len(EXPECTED)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("table.px", scb.SOURCE),
        ("list.json", scb.SOURCE),
        ("comma.csv", scb.TITLE),
        ("text.xlsx", f"SCB, {scb.TITLE}"),
    ],
)
def test_the_source_is_what_the_table_says(
    take: Taking, tmp_path: Path, name: str, source: str
) -> None:
    take_stock(take, FORMS[name](tmp_path / name))
    assert set(BuildingStock.objects.values_list("source", flat=True)) == {source}


def test_a_table_without_a_source_asks_for_one(take: Taking, tmp_path: Path) -> None:
    report = take_stock(take, scb.write_csv_long(tmp_path / "stock.csv"))
    assert reasons(report) == ["column_missing"]
    assert "Kolumnen source saknas." in texts(report)


def test_a_revision_leaves_the_older_number_in_the_history(take: Taking, tmp_path: Path) -> None:
    take_stock(take, scb.write_px(tmp_path / "first.px"))
    revised = {**scb.NUMBERS, ("20", "1", "2010"): "1001", ("20", "2", "2011"): "210"}
    report = take_stock(take, scb.write_px(tmp_path / "second.px", revised))
    assert (report.counts["new"], report.counts["changed"], report.counts["same"]) == (1, 1, 6)
    known = BuildingStock.objects.get(county="20", year=2010, building_type="bostad")
    assert (known.buildings, known.version) == (1001, 2)
    events: Any = BuildingStock.pgh_event_model  # type: ignore[attr-defined]
    of_it = events.objects.filter(pgh_obj_id=known.pk).order_by("pgh_id")
    assert list(of_it.values_list("buildings", flat=True)) == [1000, 1001]


def test_a_number_that_went_missing_stays_as_it_was(take: Taking, tmp_path: Path) -> None:
    take_stock(take, scb.write_px(tmp_path / "first.px"))
    gone = {**scb.NUMBERS, ("20", "1", "2010"): ".."}
    assert take_stock(take, scb.write_px(tmp_path / "second.px", gone)).counts["changed"] == 0
    assert stored() == EXPECTED


def test_total_is_all_buildings(
    take: Taking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scb, "TYPES", {"1": "bostad", "2": "totalt"})
    assert take_stock(take, scb.write_px(tmp_path / "stock.px")).accepted
    kinds = BuildingStock.objects.filter(county="20", year=2010).values_list("building_type")
    assert sorted(kinds) == [("",), ("bostad",)]


def test_nine_types_are_kept_apart(
    take: Taking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scb, "TYPES", {str(n): f"typ {n}" for n in range(1, 10)})
    take_stock(take, scb.write_jsonstat(tmp_path / "stock.json", {}))
    assert BuildingStock.objects.filter(county="20", year=2010).count() == 9


def test_a_blank_cell_is_missing_and_ends_nothing(take: Taking, tmp_path: Path) -> None:
    path = tmp_path / "stock.csv"
    path.write_text('"region";"2010";"2011"\n"20 Dalarnas län";;5\n"21 Gävleborgs län";6;\n')
    report = take_stock(take, path, constants={"source": "SCB"})
    assert report.accepted, texts(report)
    rows = BuildingStock.objects.order_by("county").values_list("county", "year", "buildings")
    assert list(rows) == [("20", 2011, 5), ("21", 2010, 6)]
    assert "2 uppgifter saknas i tabellen (tomt (2))." in texts(report)


def test_the_canonical_columns_need_nothing(take: Taking, tmp_path: Path) -> None:
    path = tmp_path / "stock.csv"
    path.write_text("region;ar;byggnader;kalla\n20;2010;5;SCB\n")
    assert take_stock(take, path).accepted
    assert BuildingStock.objects.get().buildings == 5


def test_dos_text_without_a_word_on_it(take: Taking, tmp_path: Path) -> None:
    path = tmp_path / "stock.px"
    told = scb.write_px(path).read_bytes().decode("iso-8859-15")
    for line in ('CHARSET="ANSI";\r\n', 'CODEPAGE="iso-8859-15";\r\n'):
        told = told.replace(line, "")
    path.write_bytes(told.encode("cp850"))
    report = take_stock(take, path)
    assert stored() == EXPECTED
    assert "DOS (cp850)" in texts(report)


def px_with(tmp_path: Path, old: str, new: str) -> Path:
    path = scb.write_px(tmp_path / "stock.px")
    told = path.read_bytes().decode("iso-8859-15")
    assert old in told
    path.write_bytes(told.replace(old, new).encode("iso-8859-15"))
    return path


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("DATA=\r\n", "DATA=\r\n5 ", "statistics_cells"),
        ("\r\n;", "", "statistics_damaged"),
        ("DATA=", "DATUM", "statistics_damaged"),
        ('VALUES("byggnadstyp")="bostad","industri";', "", None),
        ('CODES("byggnadstyp")="1","2";', 'CODES("byggnadstyp")="1";', "statistics_damaged"),
        ('STUB="region","byggnadstyp";', 'STUB="region","annat";', "statistics_damaged"),
        ('LANGUAGE="sv";', 'LANGUAGE="sv;', "statistics_damaged"),
        ('CODEPAGE="iso-8859-15"', 'CODEPAGE="klingon"', "encoding_wrong"),
        ('SOURCE="SCB";', 'SOURCE="SCB";\r\nKEYS("region")=VALUES;', "px_keys"),
        ('"Antal byggnader","Markyta, hektar"', '"Markyta","Areal"', "statistics_no_count"),
        ("1000", "1000.5", "number_unreadable"),
        ("1000", "-1000", "number_too_small"),
        ('"20","2080"', '"20","2099"', "municipality_unknown"),
    ],
)
def test_a_px_file_that_is_wrong(
    take: Taking, tmp_path: Path, old: str, new: str, reason: str | None
) -> None:
    report = take_stock(take, px_with(tmp_path, old, new))
    assert set(reasons(report)) == ({reason} if reason else set())


def test_a_region_that_is_neither_county_nor_municipality(
    take: Taking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scb, "REGIONS", {"20": "Dalarnas län", "SG1": "Storgöteborg"})
    report = take_stock(take, scb.write_jsonstat(tmp_path / "stock.json"))
    assert set(reasons(report)) == {"region_unknown"}
    assert "SG1 Storgöteborg är varken en länskod eller en kommunkod." in texts(report)


def broken(**parts: Any) -> dict[str, Any]:
    return scb.jsonstat() | parts


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (broken(value=[1, 2, 3]), "statistics_cells"),
        (broken(value={"24": 1}), "statistics_damaged"),
        (broken(value={"-1": 1}), "statistics_damaged"),
        (broken(value=[True] * 24), "statistics_damaged"),
        (broken(value=["x"] * 24), "statistics_damaged"),
        (broken(value=None), "statistics_damaged"),
        (broken(size=[3, 2, 2]), "statistics_damaged"),
        (broken(size=[10**9, 10**9, 2, 2]), "file_too_big"),
        (broken(size=[0, 2, 2, 2]), "file_too_big"),
        (broken(size=[4, 2, 2, 2], value={}), "statistics_damaged"),
        (broken(dimension={}), "statistics_damaged"),
        (broken(id=None), "statistics_damaged"),
        ({"dataset": {"value": []}}, "jsonstat_version"),
    ],
)
def test_a_dataset_that_is_wrong(
    take: Taking, tmp_path: Path, document: dict[str, Any], reason: str
) -> None:
    path = tmp_path / "stock.json"
    path.write_text(json.dumps(document))
    assert reasons(take_stock(take, path)) == [reason]
    assert not BuildingStock.objects.exists()


def test_not_a_number_in_a_dataset(take: Taking, tmp_path: Path) -> None:
    path = tmp_path / "stock.json"
    for word in ("NaN", "Infinity"):
        path.write_text(scb.write_jsonstat(path).read_text().replace(" 1000,", f" {word},"))
        assert reasons(take_stock(take, path)) == ["statistics_damaged"]


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["region;typ;ägare;2010", "20 Dalarnas län;bostad;kommun;5"], "statistics_split"),
        (["plats;2010", "Dalarna;5"], "statistics_no_region"),
        (["region;Markyta 2010", "20 Dalarnas län;5"], "statistics_no_count"),
        (["region;typ;2010", "20 Dalarnas län;bostad;5", ";;", "21 Gävleborgs län;bostad;6"],
         "statistics_more"),
        (["region;2010", "20 Dalarnas län;5;6"], "statistics_more"),
        (["region;2010;2011", "20 Dalarnas län;5;6", "21 Gävleborgs län;x;6"],
         "number_unreadable"),
    ],
)  # fmt: skip
def test_a_sheet_that_is_wrong(take: Taking, tmp_path: Path, lines: list[str], reason: str) -> None:
    path = tmp_path / "stock.csv"
    path.write_text("\n".join(lines))
    report = take_stock(take, path, constants={"source": "SCB"})
    assert reasons(report) == [reason]


def test_a_type_alone_is_not_taken_for_all(take: Taking, tmp_path: Path) -> None:
    path = tmp_path / "stock.csv"
    path.write_text("kod;namn;byggnadstyp;2010\n20;Dalarnas län;bostad;5\n")
    assert take_stock(take, path, constants={"source": "SCB"}).accepted
    assert BuildingStock.objects.get().building_type == "bostad"


def test_titles_above_any_workbooks_header_are_told(take: Taking, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Planer i Falun"], [], ["kommunkod", "akt", "plantyp"], ["2080", "2080-P1", "x"]):
        sheet.append(row)
    book.save(tmp_path / "plans.xlsx")
    report = take.file("plans", tmp_path / "plans.xlsx", epsg=None)
    assert "Kolumnrubrikerna lästes på rad 3" in texts(report)
    assert "Rad 4: plantyp är x" in texts(report)
