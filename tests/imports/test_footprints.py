"""Footprints of buildings: an id names a building within its municipality, so that a delivery never
touches what was delivered for another."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from inventory.models import BuildingFootprint
from plans import deliveries
from plans.models import County, Delivery
from tests.factories import make_footprint, make_user
from tests.imports.taking import Row, Taking, reasons, texts

pytestmark = pytest.mark.django_db

FALUN, BORLANGE, ORNSKOLDSVIK = "2080", "2081", "2284"


def building(name: str, municipality: str, east: int = 0, side: int = 10) -> Row:
    x, y = 535000 + east, 6718000
    corners = ((x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y))
    ring = ", ".join(f"{e} {n}" for e, n in corners)
    return {"municipality_code": municipality, "building_id": name, "source": municipality,
            "geometry": f"POLYGON(({ring}))"}  # fmt: skip


def outlines(municipality: str) -> list[tuple[Any, ...]]:
    """What is known of a municipality's buildings: key, id, source, version, area in m²."""
    found = BuildingFootprint.objects.filter(municipality=municipality).order_by("pk")
    return [(f.pk, f.building_id, f.source, f.version, round(f.shape.area)) for f in found]


@pytest.mark.parametrize("other", [BORLANGE, ORNSKOLDSVIK])
def test_a_delivery_leaves_what_another_municipality_delivered_with_the_same_ids(
    take: Taking, other: str
) -> None:
    take("footprints", [building("1", FALUN), building("2", FALUN, 20)])
    before = outlines(FALUN)
    report = take("footprints", [building("1", other, 90, side=5), building("3", other, 200)])
    assert report.accepted, texts(report)
    assert (report.counts["new"], report.counts["changed"]) == (2, 0)
    assert outlines(FALUN) == before
    assert [one[1] for one in outlines(other)] == ["1", "3"]
    again = take("footprints", [building("1", other, 90, side=7)])
    assert (again.counts["new"], again.counts["changed"]) == (0, 1)
    assert outlines(FALUN) == before
    assert outlines(other)[0][3:] == (2, 49)


def test_undoing_a_delivery_leaves_what_another_county_delivered(take: Taking) -> None:
    take("footprints", [building("1", FALUN)])
    report = take("footprints", [building("1", ORNSKOLDSVIK, 90)])
    take("footprints", [building("1", FALUN, side=12)])
    before = outlines(FALUN)
    delivery = Delivery.objects.get(pk=report.delivery or 0)
    assert deliveries.undo(delivery, by=make_user(coordinator=None))
    assert outlines(FALUN) == before
    assert outlines(ORNSKOLDSVIK) == []


def test_a_file_of_two_municipalities_may_use_an_id_in_each(take: Taking) -> None:
    report = take("footprints", [building("1", FALUN), building("1", BORLANGE, 90)])
    assert report.accepted
    assert report.issues == []
    assert (len(outlines(FALUN)), len(outlines(BORLANGE))) == (1, 1)


def test_ids_that_another_municipality_has_are_told(take: Taking) -> None:
    """As when a file is handed in for the wrong municipality."""
    take("footprints", [building("1", FALUN), building("2", FALUN, 20)])
    report = take("footprints", [building(name, BORLANGE) for name in ("1", "2", "3")])
    assert reasons(report, "warning") == ["buildings_elsewhere"]
    assert "2 av de nya byggnaderna i Borlänge har id som också finns i Falun" in texts(report)
    again = take("footprints", [building("1", BORLANGE)])
    assert again.issues == []


def test_a_delivery_for_one_county_is_refused_rows_of_another(take: Taking) -> None:
    lead = make_user(lead="20")
    report = take("footprints", [building("1", FALUN), building("1", ORNSKOLDSVIK)], by=lead)
    assert reasons(report) == ["not_allowed"]
    assert not BuildingFootprint.objects.exists()
    assert County.objects.get(code="22").name in texts(report)


def test_the_database_keeps_an_id_once_in_a_municipality() -> None:
    make_footprint("1")
    make_footprint("1", municipality_id=BORLANGE)
    with pytest.raises(IntegrityError, match="inventory_footprint_identity"), transaction.atomic():
        make_footprint("1", east=20)
