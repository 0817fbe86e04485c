"""The same rows from every format, told by the content and not by the name."""

import zipfile
from pathlib import Path

import geopandas
import openpyxl
import pyogrio
import pytest
from shapely import LineString, MultiPolygon, Point, Polygon, box

from inventory.models import ProtectedObject
from plans.models import PlanDecision
from tests.factories import FALUN, make_decision
from tests.imports.taking import Taking, reasons, texts

X, Y = FALUN


def plans_frame(crs: int | None = 3006) -> geopandas.GeoDataFrame:
    rows = {
        "kommunkod": ["2080", "0114"],
        "akt": ["2080-P1", "0114-P2"],
        "namn": ["Åsen, Ängsgården", "Övre Ätran é"],
        "plantyp": ["detaljplan", "detaljplan"],
        "laga_kraft": ["1995-05-01", "2001-12-31"],
    }
    shapes = [box(X, Y, X + 100, Y + 100), box(667_000, 6_600_000, 667_100, 6_600_100)]
    return geopandas.GeoDataFrame(rows, geometry=shapes, crs=crs)


def stored() -> list[tuple[str, str, str]]:
    rows = PlanDecision.objects.order_by("archive_ref")
    return list(rows.values_list("archive_ref", "municipality_id", "name"))


EXPECTED = [("0114-P2", "0114", "Övre Ätran é"), ("2080-P1", "2080", "Åsen, Ängsgården")]


@pytest.mark.parametrize(
    ("name", "driver"),
    [
        ("plans.gpkg", "GPKG"),
        ("plans.geojson", "GeoJSON"),
        ("plans.shp", "ESRI Shapefile"),
        ("plans.gml", "GML"),
        ("plans.gdb", "OpenFileGDB"),
    ],
)
def test_map_formats(take: Taking, tmp_path: Path, name: str, driver: str) -> None:
    path = tmp_path / name
    pyogrio.write_dataframe(plans_frame(), path, driver=driver, layer="plans")
    report = take.file("plans", path, epsg=None)
    assert report.accepted, texts(report)
    assert stored() == EXPECTED
    area = PlanDecision.objects.get(archive_ref="2080-P1").area
    assert area is not None
    assert area.area == pytest.approx(10_000, abs=0.1)


def test_reading_a_gml_leaves_nothing_beside_it(take: Taking, tmp_path: Path) -> None:
    folder = tmp_path / "from a sender"
    folder.mkdir()
    pyogrio.write_dataframe(plans_frame(), folder / "plans.gml", driver="GML")
    before = sorted(folder.iterdir())
    take.file("plans", folder / "plans.gml", epsg=None)
    assert sorted(folder.iterdir()) == before


def test_a_latin_1_shapefile_without_a_cpg_reads_right(take: Taking, tmp_path: Path) -> None:
    path = tmp_path / "plans.shp"
    pyogrio.write_dataframe(plans_frame(), path, encoding="ISO-8859-1")
    path.with_suffix(".cpg").unlink()
    report = take.file("plans", path, epsg=None)
    assert stored() == EXPECTED
    assert "encoding_guessed" in reasons(report, "warning")


def test_a_latin_1_csv_reads_right(take: Taking, tmp_path: Path) -> None:
    path = tmp_path / "plans.csv"
    path.write_text(
        "kommunkod;akt;plantyp;namn\n2080;2080-P1;detaljplan;Åsen, Ängsgården\n", encoding="latin-1"
    )
    report = take.file("plans", path)
    assert report.accepted
    assert reasons(report, "warning")[0] == "encoding_guessed"
    assert "Texten lästes som Windows-1252 (Latin-1)." in texts(report)
    assert PlanDecision.objects.get().name == "Åsen, Ängsgården"


def test_a_latin_1_json_reads_right(take: Taking, tmp_path: Path) -> None:
    path = tmp_path / "plans.json"
    row = '{"kommunkod": "2080", "akt": "2080-P1", "plantyp": "detaljplan", "namn": "Åsen"}'
    path.write_bytes(f"[{row}]".encode("latin-1"))
    report = take.file("plans", path)
    assert "encoding_guessed" in reasons(report, "warning")
    assert PlanDecision.objects.get().name == "Åsen"


@pytest.mark.parametrize(
    ("written", "stated"), [("utf-16", None), ("utf-16-le", "utf-16-le"), ("utf-16-be", "UTF-16BE")]
)
def test_a_utf_16_table_reads_right(
    take: Taking, tmp_path: Path, written: str, stated: str | None
) -> None:
    path = tmp_path / "plans.txt"
    text = "kommunkod\takt\tplantyp\tnamn\n2080\t2080-P1\tdetaljplan\tÅsen\n"
    path.write_bytes(text.encode(written))
    report = take.file("plans", path, encoding=stated)
    assert report.accepted, texts(report)
    assert PlanDecision.objects.get().name == "Åsen"


def test_the_older_swedish_standard_gets_its_own_reason(take: Taking, tmp_path: Path) -> None:
    path = tmp_path / "plan.gml"
    path.write_text(
        '\ufeff<?xml version="1.0" encoding="utf-8"?>\n<DP_Data '
        'xmlns:gml="http://www.opengis.net/gml/3.2" xmlns="http://www.sis.se/ss637040"/>'
    )
    report = take.file("plans", path)
    assert reasons(report) == ["gml_ss637040"]
    assert "SS 637040" in texts(report)


def test_a_reference_system_that_nobody_knows(take: Taking, tmp_path: Path) -> None:
    pyogrio.write_dataframe(plans_frame(), tmp_path / "plans.gpkg")
    report = take.file("plans", tmp_path / "plans.gpkg", epsg=99999)
    assert reasons(report) == ["crs_unknown"]
    assert "raknaq känner inte till koordinatsystemet EPSG:99999." in texts(report)
    assert "till exempel 3006" in texts(report)


def test_zipped_in_folders(take: Taking, tmp_path: Path) -> None:
    pyogrio.write_dataframe(plans_frame(), tmp_path / "plans.shp", encoding="UTF-8")
    packed = tmp_path / "plans.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for part in tmp_path.glob("plans.*"):
            if part != packed:
                archive.write(part, f"export/2026/{part.name}")
    assert take.file("plans", packed, epsg=None).accepted
    assert stored() == EXPECTED


def test_names_that_a_shapefile_cut(take: Taking, tmp_path: Path) -> None:
    frame = plans_frame().rename(
        columns={"kommunkod": "municipality_code", "akt": "archive_ref",
                 "laga_kraft": "in_force_from"}
    )  # fmt: skip
    with pytest.warns(RuntimeWarning, match="Normalized"):
        pyogrio.write_dataframe(frame, tmp_path / "plans.shp", encoding="UTF-8")
    report = take.file("plans", tmp_path / "plans.shp", epsg=None)
    assert report.accepted, texts(report)
    assert stored() == EXPECTED


def test_a_workbook_keeps_its_zeros_and_days(take: Taking, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    import datetime

    sheet.append(["Kommunkod", "Akt", "Plantyp", "Laga kraft", "Namn"])
    sheet.append(["0114", "0114-P2", "detaljplan", datetime.date(2001, 12, 31), "=1+1"])
    sheet.append([114, "0114-P3", "detaljplan", 20011231, "Övre"])
    book.save(tmp_path / "plans.xlsx")
    report = take.file("plans", tmp_path / "plans.xlsx", epsg=None)
    assert report.accepted, texts(report)
    assert set(PlanDecision.objects.values_list("municipality_id", flat=True)) == {"0114"}
    days = set(PlanDecision.objects.values_list("in_force_from", flat=True))
    assert {str(day) for day in days} == {"2001-12-31"}


def test_a_map_file_without_a_reference_system(take: Taking, tmp_path: Path) -> None:
    pyogrio.write_dataframe(plans_frame(), tmp_path / "plans.shp", encoding="UTF-8")
    (tmp_path / "plans.prj").unlink()
    report = take.file("plans", tmp_path / "plans.shp", epsg=None)
    assert reasons(report) == ["crs_missing"]
    assert "Koordinaterna ser ut som SWEREF 99 TM (EPSG:3006)." in texts(report)
    assert not PlanDecision.objects.exists()
    assert take.file("plans", tmp_path / "plans.shp", epsg=3006).accepted


def test_geojson_with_a_bom_and_degrees_is_wgs_84(take: Taking, tmp_path: Path) -> None:
    path = tmp_path / "plans.geojson"
    pyogrio.write_dataframe(plans_frame().to_crs(4326), path)
    text = path.read_text()
    member = '"crs": { "type": "name", "properties": { "name": "urn:ogc:def:crs:OGC:1.3:CRS84" } },'
    assert member in text
    path.write_bytes(b"\xef\xbb\xbf" + text.replace(member, "").encode())
    report = take.file("plans", path, epsg=None)
    assert report.accepted, texts(report)
    assert "crs_assumed_wgs84" in reasons(report, "warning")
    area = PlanDecision.objects.get(archive_ref="2080-P1").area
    assert area is not None
    assert area.centroid.coords == pytest.approx((X + 50, Y + 50), abs=0.01)


@pytest.mark.parametrize("epsg", [3007, 3010, 3018, 3021, 3024, 4326, 4619])
def test_other_systems_land_where_they_should(take: Taking, tmp_path: Path, epsg: int) -> None:
    make_decision("2080-P1", area=None)
    rows = {"municipality_code": ["2080"], "archive_ref": ["2080-P1"], "object_ref": ["1"],
            "object_type": ["byggnad"], "classes": ["skydd"]}  # fmt: skip
    frame = geopandas.GeoDataFrame(rows, geometry=[Point(X, Y)], crs=3006).to_crs(epsg)
    path = tmp_path / "markings.gpkg"
    pyogrio.write_dataframe(frame, path)
    report = take.file("markings", path, epsg=None)
    assert report.accepted, texts(report)
    assert ProtectedObject.objects.get().shape.coords == pytest.approx((X, Y), abs=0.01)
    assert ("crs_rt90" in reasons(report, "warning")) == (3019 <= epsg <= 3024)


def test_heights_are_dropped_and_lines_and_areas_are_kept(take: Taking, tmp_path: Path) -> None:
    make_decision("2080-P1")
    shapes = [
        Point(X, Y, 12),
        LineString([(X, Y, 1), (X + 10, Y, 2)]),
        MultiPolygon([Polygon([(X, Y, 1), (X + 10, Y, 1), (X, Y + 10, 1)])]),
    ]
    rows = {"municipality_code": ["2080"] * 3, "archive_ref": ["2080-P1"] * 3,
            "object_ref": ["1", "2", "3"], "object_type": ["byggnad", "mur", "miljo"],
            "classes": ["skydd"] * 3}  # fmt: skip
    path = tmp_path / "markings.gpkg"
    pyogrio.write_dataframe(
        geopandas.GeoDataFrame(rows, geometry=shapes, crs=3006), path, geometry_type="Unknown"
    )
    report = take.file("markings", path, epsg=None)
    assert report.accepted, texts(report)
    kinds = [o.shape.geom_type for o in ProtectedObject.objects.order_by("object_ref")]
    assert kinds == ["Point", "LineString", "MultiPolygon"]
    assert not any(o.shape.hasz for o in ProtectedObject.objects.all())


def test_a_system_that_is_not_swedens(take: Taking, tmp_path: Path) -> None:
    frame = plans_frame().set_crs(27700, allow_override=True)
    pyogrio.write_dataframe(frame, tmp_path / "plans.gpkg")
    report = take.file("plans", tmp_path / "plans.gpkg", epsg=None)
    assert reasons(report) == ["crs_not_sweden"]
    assert "EPSG:27700" in texts(report)


def test_several_layers_need_a_choice(take: Taking, tmp_path: Path) -> None:
    path = tmp_path / "plans.gpkg"
    pyogrio.write_dataframe(plans_frame(), path, layer="gällande")
    pyogrio.write_dataframe(plans_frame(), path, layer="upphävda", append=True)
    report = take.file("plans", path, epsg=None)
    assert reasons(report) == ["layers_several"]
    assert "gällande, upphävda" in texts(report)


def test_a_disguise_is_refused_by_its_content(take: Taking, tmp_path: Path) -> None:
    pyogrio.write_dataframe(plans_frame(), tmp_path / "plans.gpkg")
    renamed = (tmp_path / "plans.gpkg").rename(tmp_path / "plans.csv")
    assert take.file("plans", renamed, epsg=None).accepted  # a GeoPackage, whatever its name
