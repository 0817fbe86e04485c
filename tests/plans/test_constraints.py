"""What the database itself refuses, whoever writes: trust.md, traps 1-3 and 10."""

import math

import pytest
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Point, Polygon
from django.db import DatabaseError, connection, transaction

from inventory.models import InventoryScope, Marking, ProtectedObject
from plans.models import Plan, PlanDecision
from tests.factories import (
    FALUN,
    day,
    make_decision,
    make_object,
    make_provision,
    make_scope,
    mark,
)

pytestmark = pytest.mark.django_db
X, Y = FALUN

BOWTIE = f"POLYGON(({X} {Y},{X + 10} {Y + 10},{X + 10} {Y},{X} {Y + 10},{X} {Y}))"


@pytest.mark.parametrize(
    "shape",
    [
        Point(math.nan, math.nan, srid=3006),
        Point(math.inf, Y, srid=3006),
        Point(Y, X, srid=3006),
        Point(15.6, 60.6, srid=3006),
        Point(X, Y, 3, srid=3006),
        GEOSGeometry("POINT EMPTY", srid=3006),
        GEOSGeometry(BOWTIE, srid=3006),
        GEOSGeometry(f"GEOMETRYCOLLECTION(POINT({X} {Y}))", srid=3006),
    ],
    ids=["nan", "infinite", "swapped", "degrees", "3-D", "empty", "bow tie", "collection"],
)
def test_shapes_that_are_refused(shape: GEOSGeometry) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        make_object(shape=shape)


def test_a_shape_with_too_many_corners_is_refused() -> None:
    turn = [2 * math.pi * n / 100_001 for n in range(100_001)]
    ring = [(X + 1_000 * math.cos(t), Y + 1_000 * math.sin(t)) for t in turn]
    huge = MultiPolygon(Polygon([*ring, ring[0]]), srid=3006)
    with pytest.raises(DatabaseError, match="not_huge"), transaction.atomic():
        make_decision(area=huge)


def test_rows_that_are_refused() -> None:
    decision = make_decision("2080-P1", designation="DP 1")
    thing = make_object(object_ref="1")
    provision = make_provision(decision)
    Marking.objects.create(object=thing, provision=provision)

    def refused(write: object, **facts: object) -> None:
        with pytest.raises(DatabaseError), transaction.atomic():
            write(**facts)  # type: ignore[operator]

    refused(make_decision, akt="2080-p1")
    refused(make_decision, plan=decision.plan)
    refused(make_decision, decision="rename")
    refused(make_decision, kind="fritidsplan")
    refused(make_object, object_ref="1")
    refused(make_object, object_type="hus")
    refused(make_object, building_count=0)
    refused(Marking.objects.create, object=thing, provision=provision)
    refused(make_scope, listed_by="")
    refused(make_scope, declared_through=2010)
    refused(make_scope, kinds=["fritidsplan"])
    with pytest.raises(DatabaseError), transaction.atomic():
        make_provision(decision, "gron")
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanDecision.objects.update(municipality_id="2081")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_versions_only_rise() -> None:
    thing = make_object()
    ProtectedObject.objects.filter(pk=thing.pk).update(name="ny", version=0)
    thing.refresh_from_db()
    assert thing.version == 2
    InventoryScope.objects.all().delete()


def test_a_change_without_a_reason_is_refused() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pghistory.context_id', '', true)")
    with pytest.raises(DatabaseError, match="pgh_context_id"), transaction.atomic():
        Plan.objects.create(municipality_id="2080", kind="detaljplan")


def test_history_holds_every_state_and_cannot_be_changed() -> None:
    marking = mark(make_object(), make_decision())
    Marking.objects.update(ended_on=day("2010-01-01"))
    key = marking.pk
    marking.delete()
    events = Marking.pgh_event_model.objects.filter(pgh_obj_id=key)  # type: ignore[attr-defined]
    assert list(events.order_by("pgh_id").values_list("pgh_label", "ended_on")) == [
        ("insert", None),
        ("update", day("2010-01-01")),
        ("delete", day("2010-01-01")),
    ]
    with pytest.raises(DatabaseError), transaction.atomic():
        events.update(note="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        events.all().delete()
