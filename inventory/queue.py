"""A county's queue: which of its decisions, in which order, and what is told on a row.

It reads `QueueEntry`, one narrow row a decision, and fetches a page's decisions by their keys: so a
query of 50 000 decisions costs no more than the entries (docs/decisions/0010).
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.auth.models import User
from django.contrib.gis.db.models.functions import GeometryDistance
from django.contrib.gis.geos import Point
from django.contrib.postgres.fields import ArrayField
from django.core.paginator import Page, Paginator
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    Count,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from inventory.models import InventoryScope, Marking, QueueEntry, Review
from inventory.open_years import first_open_year, scope_of
from inventory.queries import CONCLUSIVE, PAGE_ROWS, akter_to_read
from plans.models import Municipality, Plan, PlanDecision
from raknaq.lib.sql import rows

UNREAD = "unread"
NOWHERE = 1e9  # metres: a decision without an area comes last


class Order(TextChoices):
    """In which order a queue stands; as it is called in the address."""

    AGE = "", _("Äldst laga kraft först")
    PRIORITY = "prioritet", _("Prioritet")
    SERIES = "aktserie", _("Aktserie")
    NEAR = "narhet", _("Närmast kartans mitt")


# What the name of an order does not say.
EXPLAINED = {
    Order.PRIORITY: _(
        "Först handlingar som har kommit, sedan det som behövs för att nästa år ska kunna "
        "publiceras, sedan planer där något väntar på svar."
    ),
    Order.NEAR: _("Avståndet räknas till mitten av beslutets yta."),
}

# By which of an entry's values each order goes. All end in the key, so no two entries stand in the
# same place.
KEYS: Mapping[Order, Sequence[str]] = {
    Order.AGE: ("rank", "in_force", "akt", "pk"),
    Order.PRIORITY: ("rank", "in_force", "akt", "pk"),
    Order.SERIES: ("akt", "pk"),
    Order.NEAR: ("metres", "pk"),
}


@dataclass(frozen=True)
class Selection:
    """Which of a county's decisions somebody wants to see, in what order; what is empty leaves all.

    `outcome` is UNREAD or what the readings came to. `series` is how the akt begins. `waiting`
    leaves those of plans in which something that is proposed waits for a person, `unseen_by` those
    that the person has not read. `near` is the place from which nearness is told, in SWEREF 99 TM.
    """

    words: str = ""
    municipality: Municipality | None = None
    year: int | None = None
    kind: str = ""
    outcome: str = ""
    series: str = ""
    waiting: bool = False
    unseen_by: User | None = None
    order: Order = Order.AGE
    near: Point | None = None


EVERYTHING = Selection()


def county_queue(
    county: str, selection: Selection = EVERYTHING, *, day: datetime.date
) -> QuerySet[Any]:
    """The entries of a county that a selection leaves, in its order, as seen from a day."""
    return chosen(in_order(county, selection, day=day), county, selection)


def in_order(county: str, selection: Selection, *, day: datetime.date) -> QuerySet[Any]:
    """All entries of a county in the order of a selection, as seen from a day.

    Each with `has_come` (its akt has come and waits to be read), and with the values that the
    order goes by: `rank` (from 0, of its sort of reason to be read), `in_force` (its day, those
    without last), `metres` (from `near` to the middle of its area).
    """
    come = list(akter_to_read().filter(request__county=county).values_list("decision", flat=True))
    found = QueueEntry.objects.filter(county=county).annotate(
        has_come=Case(When(pk__in=come, then=True), default=False)
    )
    if selection.order in (Order.AGE, Order.PRIORITY):
        scope = scope_of(county)
        pressing = _pressing(scope, day) if selection.order == Order.PRIORITY else []
        found = found.annotate(
            rank=_rank(scope, [Q(has_come=True), *pressing]),
            in_force=Coalesce("day", Value(datetime.date.max)),
        )
    elif selection.order == Order.NEAR:
        away = GeometryDistance("place", selection.near) if selection.near else None
        metres = Coalesce(away, Value(NOWHERE)) if away else Value(NOWHERE)
        found = found.annotate(metres=metres)
    return found.order_by(*KEYS[selection.order])


def _in_scope(scope: InventoryScope) -> Q:
    return Q(day__gte=scope.from_day, kind__in=scope.kinds, repeals=False)


def _pressing(scope: InventoryScope, day: datetime.date) -> list[Q]:
    """What makes the first open year ready; what has something waiting."""
    opens = first_open_year(scope, day)
    through = datetime.date(opens, 12, 31) if opens else datetime.date.min
    ready = Q(_in_scope(scope), read=False, day__lte=through)
    return [ready, Q(_is_waiting(scope.county_id))]


def _rank(scope: InventoryScope, reasons: Sequence[Q]) -> CombinedExpression:
    """By the first reason that holds; for each, those in the scope before the others."""
    first = Case(
        *(When(reason, then=2 * number) for number, reason in enumerate(reasons)),
        default=2 * len(reasons),
    )
    return first + Case(When(_in_scope(scope), then=0), default=1)


def chosen(found: QuerySet[Any], county: str, selection: Selection) -> QuerySet[Any]:
    """Those of a county's entries that a selection leaves."""
    if selection.municipality:
        found = found.filter(municipality=selection.municipality.pk)
    if selection.year:
        found = found.filter(day__year=selection.year)
    if selection.kind:
        found = found.filter(kind=selection.kind)
    if selection.outcome == UNREAD:
        found = found.filter(
            Q(has_come=True) | Q(outcome="") | Q(read=False, outcome__in=CONCLUSIVE)
        )
    elif selection.outcome:
        found = found.filter(outcome=selection.outcome)
    if selection.series:
        found = found.filter(words__startswith=selection.series.upper())
    if selection.waiting:
        found = found.filter(_is_waiting(county))
    if selection.unseen_by:
        own = Review.objects.filter(reader=selection.unseen_by).values("decision")
        found = found.exclude(pk__in=own)
    return _with_words(found, county, selection.words.split())


def _with_words(found: QuerySet[Any], county: str, words: Sequence[str]) -> QuerySet[Any]:
    """The entries in which each word stands, or is part of the name of the municipality."""
    if not words:
        return found
    names = dict(Municipality.objects.filter(county=county).values_list("code", "name"))
    for word in words:
        named = [code for code, name in names.items() if word.upper() in name.upper()]
        found = found.filter(Q(words__contains=word.upper()) | Q(municipality__in=named))
    return found


class _OneOf(Func):
    """That a value is one of an array: 2 000 parameters of their own take 30 ms to write."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY ("
    output_field = BooleanField()
    conditional = True


def _is_waiting(county: str) -> _OneOf:
    numbers = ArrayField(BigIntegerField())
    return _OneOf(F("plan"), Value(plans_waiting(county), output_field=numbers))


def plans_waiting(county: str) -> list[int]:
    """The ids of the plans in which something that is proposed waits for a person."""
    return [row["plan_id"] for row in rows(__file__, "plans_waiting", {"county": county})]


def near_query(plan: Plan) -> str:
    """The query of the unread plans that lie nearest to a plan; empty where it has no area."""
    entry = QueueEntry.objects.filter(plan=plan, place__isnull=False).order_by("pk").first()
    if entry is None or entry.place is None:
        return ""
    middle = f"{entry.place.x:.0f},{entry.place.y:.0f}"
    return urlencode({"utfall": UNREAD, "ordning": Order.NEAR.value, "mitt": middle})


def later(queue: QuerySet[Any], everything: QuerySet[Any], plan: Plan) -> QuerySet[Any]:
    """What stands after a plan in a queue, whether the queue holds the plan or not.

    `everything` is the county's `in_order`, by which the queue goes.
    """
    keys = [str(key) for key in everything.query.order_by]
    here = everything.filter(plan=plan).values_list(*keys).first()
    if here is None:
        return queue
    # A row is compared whole and never read: the type it is given here has no meaning.
    row = partial(Func, function="ROW", output_field=BooleanField())
    return queue.filter(GreaterThan(row(*map(F, keys)), row(*map(Value, here))))


@dataclass(frozen=True)
class Row:
    """One row of the list: a decision, and what is told about it."""

    decision: PlanDecision
    outcome: str | None
    has_come: bool
    markings: int
    holder: User | None


def page_of(queue: QuerySet[Any], number: str | None) -> Page[Any]:
    """A page of a queue's entries, as pairs of the decision's id and whether its akt has come."""
    return Paginator(queue.values_list("pk", "has_come"), PAGE_ROWS).get_page(number)


def rows_of(page: Page[Any], held: Mapping[int, User]) -> list[Row]:
    """The rows of a page, in its order; `held` says who holds which plan, by its id."""
    listed = list(page)
    decisions = (
        PlanDecision.objects.filter(pk__in=[pk for pk, _come in listed])
        .select_related("municipality", "queued")
        .defer("area", "area_3857", "extra", "municipality__area", "municipality__area_3857")
        .annotate(marking_count=_marking_count())
    )
    by_id = {decision.pk: decision for decision in decisions}
    return [
        Row(
            decision=by_id[pk],
            outcome=by_id[pk].queued.outcome or None,
            has_come=has_come,
            markings=by_id[pk].marking_count or 0,
            holder=held.get(by_id[pk].plan_id),
        )
        for pk, has_come in listed
        if pk in by_id
    ]


def _marking_count() -> Subquery:
    """How many markings a decision has. Without a GROUP BY, which would count all before a page."""
    marked = Marking.objects.filter(provision__decision=OuterRef("pk")).order_by()
    counted = marked.values("provision__decision").annotate(number=Count("pk"))
    return Subquery(counted.values("number"))
