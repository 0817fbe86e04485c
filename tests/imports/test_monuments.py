"""Byggnadsminnen as the heritage board gives them: sites, their areas and their buildings."""

from pathlib import Path

import pytest

from inventory.models import Monument
from tests.factories import day
from tests.imports import raa
from tests.imports.taking import Taking, reasons, texts


def test_sites_are_monuments_and_buildings_are_their_number(take: Taking, tmp_path: Path) -> None:
    report = take.file("monuments", raa.geopackage(tmp_path), epsg=None)
    assert report.accepted, texts(report)
    found = Monument.objects.in_bulk(field_name="bebyggelsenummer")
    assert {number: site.buildings for number, site in found.items()} == {
        raa.TWO_AREAS: 3, raa.NUMBERED: 1, raa.FORMER: 1, raa.VAGUE: None,
    }  # fmt: skip
    numbered = found[raa.NUMBERED]
    assert (numbered.protection, numbered.decided_on) == (
        "Statligt byggnadsminne",
        day("1975-03-01"),
    )
    assert (numbered.county_id, numbered.municipality_id) == ("20", "2080")
    assert {"monument_undated", "monument_count_unreadable"} <= set(reasons(report, "warning"))


def test_the_areas_of_a_site_are_one_shape(take: Taking, tmp_path: Path) -> None:
    report = take.file("monuments", raa.geopackage(tmp_path), epsg=None)
    shape = Monument.objects.get(bebyggelsenummer=raa.TWO_AREAS).shape
    assert shape is not None
    assert (shape.geom_type, len(shape)) == ("MultiPolygon", 2)
    assert shape.area == pytest.approx(20_000)
    assert f"Byggnadsminnet {raa.TWO_AREAS} står på 2 rader." in texts(report)
    assert take.file("monuments", raa.geopackage(tmp_path), epsg=None).counts["same"] == 5


def test_what_was_protected_is_listed_and_told(take: Taking, tmp_path: Path) -> None:
    report = take.file("monuments", raa.geopackage(tmp_path), epsg=None)
    assert Monument.objects.get(bebyggelsenummer=raa.FORMER).formerly_protected
    assert reasons(report, "warning").count("monument_ended_undated") == 1


def test_a_site_that_is_partly_protected_is_protected(
    take: Taking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(raa.ROWS[0], "havt_skydd", True)
    take.file("monuments", raa.geopackage(tmp_path), epsg=None)
    assert not Monument.objects.get(bebyggelsenummer=raa.TWO_AREAS).formerly_protected
