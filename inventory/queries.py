"""What the recording pages read: a fixed number of queries, whatever the number of rows."""

from typing import Any

from django.contrib.gis.db.models import Extent
from django.contrib.gis.geos import GEOSGeometry, Polygon
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from inventory.models import Marking, PendingMarking, PossibleDuplicate, Review
from plans.models import County, Plan, PlanDecision
from raknaq.lib.geo import SWEREF99_TM, WGS84

PAGE_ROWS = 50


def county_decisions(
    county: str, *, words: str = "", municipality: Any = None
) -> QuerySet[PlanDecision]:
    """The decisions of a county in the order in which reading them makes years publishable.

    Each with `outcome`, the newest reading's, and `marking_count`.
    """
    newest = Review.objects.filter(decision=OuterRef("pk")).order_by("-read_on", "-pk")
    rows = PlanDecision.objects.filter(municipality__county=county)
    if municipality is not None:
        rows = rows.filter(municipality=municipality)
    for word in words.split():
        rows = rows.filter(
            Q(archive_ref__icontains=word)
            | Q(designation__icontains=word)
            | Q(name__icontains=word)
        )
    return (
        rows.select_related("plan", "municipality")
        .defer("area", "area_3857", "extra", "municipality__area", "municipality__area_3857")
        .annotate(
            outcome=Subquery(newest.values("outcome")[:1]),
            marking_count=Count("provisions__markings"),
        )
        .order_by("in_force_from", "archive_ref", "pk")
    )


def plan_markings(plan: Plan) -> QuerySet[Marking]:
    """The markings of a plan with their objects, provisions and decisions."""
    return (
        Marking.objects.filter(provision__decision__plan=plan)
        .select_related("object", "provision__decision")
        .defer("object__shape_3857", "provision__decision__area", "provision__decision__area_3857")
        .order_by("object__name", "object_id", "provision__letter", "provision__index")
    )


def waiting_rows(county: str) -> QuerySet[PendingMarking]:
    """The rows of old county databases in a county that wait for a person, as their files go."""
    return PendingMarking.objects.filter(
        municipality__county=county, state=PendingMarking.State.DOUBTFUL
    ).order_by("delivery", "row")


def rows_without_decision(county: str) -> QuerySet[PendingMarking]:
    """The rows of a county that found none, and those whose marking was an error and is removed."""
    states = PendingMarking.State
    return PendingMarking.objects.filter(
        Q(state=states.UNMATCHED) | Q(state=states.MATCHED, marking=None),
        municipality__county=county,
    ).order_by("-decided_on", "delivery", "row")


def next_waiting(county: str, after: PendingMarking | None = None) -> PendingMarking | None:
    """The first waiting row of a county; the first after another, while there is one."""
    queue = waiting_rows(county)
    later = None
    if after is not None:
        same_file = Q(delivery=after.delivery_id, row__gt=after.row)
        later = queue.filter(same_file | Q(delivery__gt=after.delivery_id)).first()
    return later or queue.first()


def duplicate_pairs(county: str) -> QuerySet[PossibleDuplicate]:
    """The pairs of a county: those in which the object that stays lies in it."""
    return PossibleDuplicate.objects.filter(a__municipality__county=county).order_by("pk")


def undecided_duplicates(county: str) -> int:
    """How many pairs of a county nobody has decided on yet: a warning before a release."""
    return duplicate_pairs(county).filter(state=PossibleDuplicate.State.UNDECIDED).count()


def county_frame(county: str) -> list[list[float]]:
    """South-west and north-east corners of a county as [latitude, longitude]."""
    return _corners(County.objects.only("area").get(code=county).area)


def plan_frame(plan: Plan) -> list[list[float]]:
    """The corners of a plan's area, of its objects where it has none, else of its municipality."""
    found = (
        plan.decisions.aggregate(box=Extent("area"))["box"]
        or Marking.objects.filter(provision__decision__plan=plan).aggregate(
            box=Extent("object__shape")
        )["box"]
    )
    area = Polygon.from_bbox(found or plan.municipality.area.extent)
    area.srid = SWEREF99_TM
    return _corners(area)


def _corners(area: GEOSGeometry) -> list[list[float]]:
    west, south, east, north = area.transform(WGS84, clone=True).extent
    return [[south, west], [north, east]]
