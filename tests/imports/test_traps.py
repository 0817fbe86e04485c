"""The traps that were measured before (design note trust.md): each is stepped over here.

Trap 5's calls out are in `test_child`; here is the rest.
"""

import io
import json
import math
import re
import sqlite3
import struct
import time
import zipfile
from contextlib import closing
from pathlib import Path
from random import Random

import django
import geopandas
import openpyxl
import pyogrio
import pytest
from django.contrib.gis.geos import GEOSGeometry
from django.db import IntegrityError, transaction
from shapely import Point, Polygon, box, to_wkt

from plans.models import PlanDecision
from tests.factories import FALUN, make_decision
from tests.imports.hostile import listening, vrt
from tests.imports.taking import Taking, reasons, texts, write_csv
from tests.imports.test_formats import plans_frame
from tests.imports.test_wrong_input import MARKING, PLAN, nothing_is_stored

X, Y = FALUN


def star(corners: int) -> str:
    """A polygon that crosses itself at nearly every corner, as WKT."""
    random = Random(1)  # noqa: S311
    points = [(X + random.random() * 1_000, Y + random.random() * 1_000) for _ in range(corners)]
    return str(to_wkt(Polygon(points)))


def test_trap_1_a_shape_that_crosses_itself_never_reaches_the_database(take: Taking) -> None:
    start = time.monotonic()
    report = take("plans", [PLAN | {"geometry": star(1_000)}])
    assert reasons(report) == ["shape_invalid"]
    assert time.monotonic() - start < 30  # repairing it ran past every limit
    assert nothing_is_stored()


def test_trap_1_the_database_itself_refuses_what_crosses_itself(take: Taking) -> None:
    decision = make_decision("2080-P1")
    bow = "MULTIPOLYGON (((535000 6718000, 535100 6718100, 535100 6718000, 535000 6718100,"
    crossed = GEOSGeometry(f"SRID=3006;{bow} 535000 6718000)))")
    with pytest.raises(IntegrityError, match="plans_plandecision_area"), transaction.atomic():
        PlanDecision.objects.filter(pk=decision.pk).update(area=crossed)


def test_trap_1_a_million_corners(take: Taking) -> None:
    turns = [2 * math.pi * n / 1_000_000 for n in range(1_000_000)]
    circle = Polygon([(X + 500 * math.cos(turn), Y + 500 * math.sin(turn)) for turn in turns])
    report = take("plans", [PLAN | {"geometry": to_wkt(circle, rounding_precision=6)}])
    assert reasons(report) == ["shape_huge"]


@pytest.mark.parametrize(
    ("x", "y", "reason"),
    [
        ("NaN", "6718000", "shape_broken"),
        ("1e999", "6718000", "shape_not_finite"),
        ("15.6", "95", "shape_outside_sweden"),
    ],
)
def test_trap_2_a_point_that_is_no_place(take: Taking, x: str, y: str, reason: str) -> None:
    take("plans", [PLAN])
    report = take("markings", [MARKING | {"x": x, "y": y}])
    assert reasons(report) == [reason]


@pytest.mark.parametrize(
    ("shape", "reason"),
    [
        (b"GP\0\1" + struct.pack("<iBIdd", 3006, 1, 1, math.nan, math.nan), "shape_empty"),
        (b"GP\0\1" + struct.pack("<iBIII", 3006, 1, 3, 0, 0)[:-4], "shape_empty"),
        (b"GP\0\1" + struct.pack("<iBII", 3006, 1, 10, 0), "shape_curved"),
        (b"GP\0\1" + struct.pack("<iBII", 3006, 1, 7, 0), "shape_empty"),
    ],
    ids=["NaN", "empty", "curve", "collection"],
)
def test_trap_2_a_shape_that_is_none(
    take: Taking, tmp_path: Path, shape: bytes, reason: str
) -> None:
    path = tmp_path / "plans.gpkg"
    pyogrio.write_dataframe(plans_frame(), path, layer="plans", SPATIAL_INDEX="NO")
    replace_first_shape(path, shape)
    report = take.file("plans", path, epsg=None)
    assert reasons(report) == [reason], texts(report)
    assert nothing_is_stored()


def test_trap_2_a_curve_in_a_table_leaves_the_other_rows(take: Taking) -> None:
    """Found by make fuzz: one curve made the whole file damaged."""
    curve = f"CIRCULARSTRING ({X} {Y}, {X + 9} {Y + 9}, {X} {Y})"
    rows = [PLAN, PLAN | {"akt": "2080-P2", "geometry": f"CURVEPOLYGON ({curve})"}]
    report = take("plans", rows)
    assert reasons(report) == ["shape_curved"]
    assert report.counts["new"] == 1


def replace_first_shape(path: Path, shape: bytes) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute("UPDATE plans SET geom = ? WHERE fid = 1", [shape])


def test_trap_3_swapped_axes_are_an_error_that_says_so(take: Taking, tmp_path: Path) -> None:
    frame = plans_frame().iloc[:1].set_geometry([box(Y, X, Y + 100, X + 100)], crs=3006)
    pyogrio.write_dataframe(frame, tmp_path / "plans.gpkg")
    report = take.file("plans", tmp_path / "plans.gpkg", epsg=None)
    assert reasons(report) == ["shape_outside_sweden"]
    assert "med öst och nord omkastade" in texts(report)


def test_trap_3_another_municipality_is_a_warning(take: Taking) -> None:
    stockholm = "POLYGON ((674000 6580000, 674100 6580000, 674100 6580100, 674000 6580000))"
    report = take("plans", [PLAN | {"geometry": stockholm}])
    assert report.accepted
    assert "shape_outside_municipality" in reasons(report, "warning")


def test_trap_5_a_virtual_layer_under_any_name(take: Taking, tmp_path: Path) -> None:
    with listening() as ear:
        path = vrt(tmp_path, ear.url)
        for name in ("plan.geojson", "plan.gpkg", "plan.shp", "plan.gml", "plan.csv", "plan.zip"):
            path = path.rename(tmp_path / name)
            assert reasons(take.file("plans", path)) == ["file_unknown"]
        with zipfile.ZipFile(tmp_path / "packed.zip", "w") as archive:
            archive.write(path, "plan.gpkg")
        assert reasons(take.file("plans", tmp_path / "packed.zip")) == ["file_unknown"]
        assert ear.calls() == 0


def test_trap_6_what_opens_changed_is_seen_before_it_is_accepted(
    take: Taking, tmp_path: Path
) -> None:
    """One turned bit in a coordinate opens without error: the report shows what it would do."""
    path = tmp_path / "plans.csv"
    row = PLAN | {"geometry": to_wkt(box(X, Y, X + 100, Y + 100))}
    first = take.file("plans", write_csv(path, [row]), epsg=3006)
    assert first.accepted
    assert first.counts["new"] == 1
    path.write_text(path.read_text().replace("535100", "535900"))
    second = take.file("plans", path, epsg=3006, commit=False)
    assert second.counts == {"read": 1, "new": 0, "changed": 1, "same": 0, "refused": 0}
    [effect] = second.preview
    assert [field for _, field, *_ in effect["fields"]] == ["area"]
    assert len(effect["places"]) == 1


def test_trap_12_what_a_shapefile_has_cut_is_told(take: Taking, tmp_path: Path) -> None:
    row = {"kommunkod": "2080", "akt": "2080-P1", "plantyp": "detaljplan", "namn": "Å" * 127}
    frame = geopandas.GeoDataFrame([row], geometry=[box(X, Y, X + 9, Y + 9)], crs=3006)
    path = tmp_path / "plans.shp"
    pyogrio.write_dataframe(frame, path, driver="ESRI Shapefile", encoding="ISO-8859-1")
    path.with_suffix(".cpg").unlink()
    report = take.file("plans", path, epsg=None)
    assert report.accepted, texts(report)
    assert "encoding_guessed" in reasons(report, "warning")
    assert PlanDecision.objects.get().name == "Å" * 127


def packed(tmp_path: Path, name: str, content: bytes, mode: int = 0o100644) -> Path:
    path = tmp_path / "packed.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        member = zipfile.ZipInfo(name)
        member.external_attr = mode << 16
        archive.writestr(member, content, zipfile.ZIP_DEFLATED)
    return path


def test_a_zip_that_grows_without_end(take: Taking, tmp_path: Path) -> None:
    path = packed(tmp_path, "plans.csv", b"\0" * 310_000_000)
    assert path.stat().st_size < 1_000_000
    assert reasons(take.file("plans", path)) == ["zip_too_big"]


def test_a_zip_that_writes_elsewhere(take: Taking, tmp_path: Path) -> None:
    path = packed(tmp_path, "../../../../../../tmp/raknaq_slip.csv", b"akt\n1\n")
    assert reasons(take.file("plans", path)) == ["file_damaged"]
    assert not Path("/tmp/raknaq_slip.csv").exists()  # noqa: S108


def test_a_link_in_a_zip_is_not_followed(take: Taking, tmp_path: Path) -> None:
    path = packed(tmp_path, "plans.csv", b"/etc/passwd", 0o120777)
    report = take.file("plans", path)
    assert "root" not in texts(report)
    assert "/etc/passwd" in texts(report)  # the text of the link, read as a table's header


def test_xml_that_grows_without_end(take: Taking, tmp_path: Path) -> None:
    entities = '<!ENTITY a0 "lol">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)
    )
    path = tmp_path / "plans.gml"
    path.write_text(
        f'<?xml version="1.0"?><!DOCTYPE x [{entities}]><ogr:FeatureCollection'
        ' xmlns:ogr="http://ogr.maptools.org/" xmlns:gml="http://www.opengis.net/gml">'
        "<gml:featureMember><ogr:a><ogr:akt>&a11;</ogr:akt></ogr:a></gml:featureMember>"
        "</ogr:FeatureCollection>"
    )
    assert not take.file("plans", path).accepted
    assert nothing_is_stored()


@pytest.mark.parametrize(
    "row",
    [
        PLAN | {"diarie\0nr": "1"},
        PLAN | {"diarienr": "1\0"},
        PLAN | {"plantyp": "detalj\0slott"},
        PLAN | {"namn": "Å\0sen"},
    ],
)
def test_a_nul_is_taken_for_a_control_character(
    take: Taking, tmp_path: Path, row: dict[str, str]
) -> None:
    """Found by make fuzz: the database takes no NUL, in text or in JSON, and the job broke down."""
    path = tmp_path / "plans.json"
    path.write_text(json.dumps([row]))
    report = take.file("plans", path, commit=False)
    assert set(reasons(report)) <= {"code_unknown"}
    assert "\0" not in texts(report)


def test_a_workbook_is_one_whatever_its_name(take: Taking, tmp_path: Path) -> None:
    """Found by make fuzz: openpyxl goes by the name."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(list(PLAN))
    book.active.append(list(PLAN.values()))
    data = io.BytesIO()
    book.save(data)
    path = tmp_path / "plans.gml"
    path.write_bytes(data.getvalue())
    assert take.file("plans", path).accepted


def test_a_point_in_a_plan_file_keeps_the_plan(take: Taking, tmp_path: Path) -> None:
    frame = plans_frame().iloc[:1].set_geometry([Point(X, Y)], crs=3006)
    pyogrio.write_dataframe(frame, tmp_path / "plans.gpkg")
    report = take.file("plans", tmp_path / "plans.gpkg", epsg=None)
    assert report.accepted
    assert reasons(report, "warning").count("shape_not_area") == 1


def test_trap_4_the_spatial_lookups_of_django() -> None:
    """Below 5.2.17 a value in a spatial lookup could write a file (CVE-2026-15307)."""
    assert django.VERSION >= (5, 2, 17)
    pinned = (Path(__file__).parents[2] / "requirements.txt").read_text(encoding="utf-8")
    [told] = re.findall(r"^django==([\d.]+)", pinned, re.MULTILINE | re.IGNORECASE)
    assert tuple(map(int, told.split("."))) >= (5, 2, 17)
