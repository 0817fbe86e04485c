"""What the recording pages read: a fixed number of queries, whatever the number of rows."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.db.models import Extent
from django.contrib.gis.geos import GEOSGeometry, Polygon
from django.db.models import (
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, NullIf

from inventory.models import (
    AktRequestItem,
    Evidence,
    Marking,
    Outcome,
    PendingMarking,
    PossibleDuplicate,
    Review,
    Theme,
)
from plans.ends import open_ends
from plans.models import County, Plan, PlanDecision, PlanRelation, Provision
from plans.models.plans import DecisionType
from raknaq.lib.geo import SWEREF99_TM, WGS84
from raknaq.lib.history import events_of
from raknaq.lib.sql import rows

PAGE_ROWS = 50
CONCLUSIVE = (Outcome.RECORDED, Outcome.NOTHING_FOUND)
FOR_CULTURE = Q(looked_for__contains=[Theme.KULTURVARDEN])  # the readings that the queue is about


def standing_outcome() -> NullIf:
    """What the readings of a decision came to, as on the map (`QueueEntry`); None without any."""
    return NullIf("queued__outcome", Value(""))


def readings_of(decision: str) -> QuerySet[Review]:
    """The readings for kulturvärden of a row's decision: one that has none is unread."""
    return Review.objects.filter(FOR_CULTURE, decision=OuterRef(decision))


def akter_to_read() -> QuerySet[AktRequestItem]:
    """The akter that have come and have not been read since."""
    read = (
        readings_of("decision")
        .filter(read_on__gte=OuterRef("answered_on"))
        .exclude(outcome=Outcome.DOCUMENT_MISSING)
    )
    return AktRequestItem.objects.filter(~Exists(read), status=AktRequestItem.Status.RECEIVED)


def incoming(county: str, month: datetime.date, *, months: int = 1) -> QuerySet[Any]:
    """The decisions that came to a county in a month, given its first day (PBL 5 kap. 32 §).

    They gained legal force in that month, or in the `months` that begin with it; where that day is
    not known they were adopted then. The unread first, each with `unread`, `outcome`
    (`standing_outcome`) and `end_count`, how many possible ends it has that are still open.
    """
    after = month
    for _ in range(months):
        after = next_month(after)
    ends = open_ends(county).filter(decision=OuterRef("pk")).order_by().values("decision")
    return (
        PlanDecision.objects.annotate(came_on=Coalesce("in_force_from", "adopted_on"))
        .filter(came_on__gte=month, came_on__lt=after, municipality__county=county)
        .select_related("plan", "municipality")
        .defer("area", "area_3857", "extra", "municipality__area", "municipality__area_3857")
        .annotate(
            unread=~Exists(readings_of("pk")),
            outcome=standing_outcome(),
            end_count=Subquery(ends.annotate(number=Count("pk")).values("number")),
        )
        .order_by("-unread", "came_on", "archive_ref", "pk")
    )


def next_month(month: datetime.date) -> datetime.date:
    """The first day of the month after that of a day."""
    return (month.replace(day=1) + datetime.timedelta(32)).replace(day=1)


def month_before(month: datetime.date) -> datetime.date:
    """The first day of the month before that of a day."""
    return (month.replace(day=1) - datetime.timedelta(1)).replace(day=1)


@dataclass(frozen=True)
class OpenNumbers:
    """What waits in a county: ends to decide, akter that have come or are on order, new decisions.

    `new` are this month's and the last one's decisions that nobody has read.
    """

    ends: int
    come: int
    ordered: int
    new: int


def open_numbers(county: str, day: datetime.date) -> OpenNumbers:
    """What waits in a county on a day."""
    akter = AktRequestItem.objects.filter(request__county=county)
    return OpenNumbers(
        ends=open_ends(county).filter(state=PlanRelation.State.PROPOSED).count(),
        come=akter_to_read().filter(request__county=county).count(),
        ordered=akter.filter(status=AktRequestItem.Status.ORDERED).count(),
        new=incoming(county, month_before(day), months=2).filter(unread=True).count(),
    )


def with_plans(ends: QuerySet[PlanRelation]) -> QuerySet[PlanRelation]:
    """Ends with their decisions and plans, by newer decision, oldest first.

    Each with the older plan's own decision as `plan.made_by` (a list of none or one).
    """
    made_by = PlanDecision.objects.filter(decision=DecisionType.NEW).defer("area", "area_3857")
    return (
        ends.select_related("decision__municipality", "decision__plan", "plan")
        .defer(
            "decision__area",
            "decision__area_3857",
            "decision__municipality__area",
            "decision__municipality__area_3857",
        )
        .prefetch_related(Prefetch("plan__decisions", made_by, to_attr="made_by"))
        .order_by(F("decision__in_force_from").asc(nulls_first=True), "decision", "plan", "kind")
    )


def markings_concerned(relations: Iterable[int]) -> dict[int, int]:
    """How many standing markings of the older plan each proposal concerns, by its id."""
    found = rows(__file__, "ends_concerned", {"relations": list(relations)})
    return {row["relation"]: row["markings"] for row in found}


def provisions_concerned(relations: Iterable[int]) -> dict[int, int]:
    """How many standing provisions of the older plan lie within the decision, by the proposal."""
    found = rows(__file__, "ends_provisions", {"relations": list(relations)})
    return {row["relation"]: row["provisions"] for row in found}


def plan_decisions(plan: Plan) -> QuerySet[PlanDecision]:
    """The decisions of a plan, the oldest first, without their areas."""
    return plan.decisions.defer("area", "area_3857").order_by("in_force_from", "pk")


def plan_markings(plan: Plan) -> QuerySet[Marking]:
    """The markings of a plan with their objects, provisions and decisions."""
    return (
        Marking.objects.filter(provision__decision__plan=plan)
        .select_related("object", "provision__decision")
        .defer(
            "object__shape", "object__shape_3857", "provision__area", "provision__decision__area",
            "provision__decision__area_3857", "provision__decision__extra",
        )
        .prefetch_related(Prefetch("passages", Evidence.objects.select_related("document")))
        .order_by("object__name", "object_id", "provision__letter", "provision__index", "pk")
    )  # fmt: skip


def plan_provisions(plan: Plan) -> QuerySet[Any]:
    """The provisions of a plan as printed, each with `marking_count`, decision and catalogue entry.

    Of one with no markings the number of buildings is unknown.
    """
    return (
        Provision.objects.filter(decision__plan=plan)
        .select_related("decision", "catalogue_entry")
        .defer("area", "decision__area", "decision__area_3857", "decision__extra")
        .annotate(marking_count=Count("markings"))
        .order_by("letter", "index", "wording", "pk")
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


def answered_rows(county: str) -> QuerySet[Any]:
    """The rows of a county that a person has answered, the latest first.

    Each with its `answer`, the context of the change that can be taken back, and `together`, how
    many rows that answer was about.
    """
    events = events_of(PendingMarking)
    undoes = KeyTextTransform("undoes", "pgh_context__metadata")
    undone = events.annotate(undoes=Cast(undoes, UUIDField())).filter(
        pgh_obj=OuterRef("pgh_obj"), undoes=OuterRef("pgh_context")
    )
    answer = events.filter(
        ~Exists(undone), pgh_obj=OuterRef("pk"), pgh_context__metadata__has_key="answered"
    ).order_by("-pgh_id")
    return (
        PendingMarking.objects.filter(municipality__county=county, decided_by__isnull=False)
        .annotate(
            answer=Subquery(answer.values("pgh_context")[:1]),
            together=Subquery(answer.values("pgh_context__metadata__answered")[:1]),
        )
        .filter(answer__isnull=False)
        .select_related("decided_by", "marking__provision__decision")
        .defer("shape", "marking__provision__decision__area")
        .order_by("-decided_on", "-pk")
    )


def rows_of_answer(answer: uuid.UUID) -> list[PendingMarking]:
    """The rows that an answer, known by its context, was about."""
    events = events_of(PendingMarking).filter(
        pgh_context=answer, pgh_context__metadata__has_key="answered"
    )
    found = PendingMarking.objects.filter(pk__in=events.values("pgh_obj"))
    return list(found.only("municipality"))


def next_waiting(county: str, after: PendingMarking | None = None) -> PendingMarking | None:
    """The first waiting row of a county; the first after another, while there is one."""
    queue = waiting_rows(county)
    later = None
    if after is not None:
        same_file = Q(delivery=after.delivery_id, row__gt=after.row)
        later = queue.filter(same_file | Q(delivery__gt=after.delivery_id)).first()
    return later or queue.first()


def duplicate_pairs(county: str) -> QuerySet[PossibleDuplicate]:
    """The pairs of a county: those of which at least one object lies, or lay, in it."""
    return PossibleDuplicate.objects.filter(
        Q(a__municipality__county=county)
        | Q(b__municipality__county=county)
        | Q(merged_municipality__county=county)
    ).order_by("pk")


def undecided_duplicates(county: str) -> int:
    """How many pairs of a county nobody has decided on yet: a warning before a release."""
    return duplicate_pairs(county).filter(state=PossibleDuplicate.State.UNDECIDED).count()


def county_frame(county: str) -> list[list[float]]:
    """South-west and north-east corners of a county as [latitude, longitude]."""
    return _corners(County.objects.only("area").get(code=county).area)


def ends_frame(county: str, shown: Iterable[PlanRelation]) -> list[list[float]]:
    """The corners of a list's first decision and its older plans, the county's without areas."""
    listed = list(shown)
    older = [one.plan_id for one in listed if one.decision_id == listed[0].decision_id]
    found = PlanDecision.objects.filter(
        Q(pk__in=[one.decision_id for one in listed[:1]]) | Q(plan__in=older)
    ).aggregate(box=Extent("area"))["box"]
    return _box_corners(found) if found else county_frame(county)


def plan_frame(plan: Plan) -> list[list[float]]:
    """The corners of a plan's area, of its objects where it has none, else of its municipality."""
    found = (
        plan.decisions.aggregate(box=Extent("area"))["box"]
        or Marking.objects.filter(provision__decision__plan=plan).aggregate(
            box=Extent("object__shape")
        )["box"]
    )
    return _box_corners(found or plan.municipality.area.extent)


def _box_corners(box: tuple[float, float, float, float]) -> list[list[float]]:
    area = Polygon.from_bbox(box)
    area.srid = SWEREF99_TM
    return _corners(area)


def _corners(area: GEOSGeometry) -> list[list[float]]:
    west, south, east, north = area.transform(WGS84, clone=True).extent
    return [[south, west], [north, east]]
