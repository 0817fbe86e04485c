"""Requests for akter: which are to be asked for, the lists, what was answered, the file to send."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.contrib.auth.models import User
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from inventory.indicator.sheets import LANGUAGE, Sheet, file_name
from inventory.models import (
    MAX_AKTER,
    AktRequest,
    AktRequestItem,
    Outcome,
    Recipient,
    Review,
    Theme,
)
from inventory.queries import CONCLUSIVE, readings_of, standing_outcome
from plans.models import County, PlanDecision
from plans.models.plans import DecisionType
from raknaq.lib import versions
from raknaq.lib.history import change, name_of

MAX_LISTS = 10  # made in one go: more than a county can follow up

Status = AktRequestItem.Status
NOT_GIVEN_UP = Q(outcome=None) | ~Q(outcome=Outcome.UNAVAILABLE)  # None: no reading at all


@dataclass(frozen=True)
class Choice:
    """Which decisions to ask for: a recipient and a filter, with years of legal force inclusive."""

    county: str
    recipient: str
    only_missing: bool = True
    municipality: str = ""
    first_year: int | None = None
    last_year: int | None = None


def wanted(choice: Choice) -> QuerySet[PlanDecision]:
    """The unread decisions that a choice comes to and that its recipient has not been asked for.

    Nor those whose akt has come from elsewhere. With `only_missing` those whose newest reading
    says *handling saknas*, else all that are not conclusively read.
    """
    items = AktRequestItem.objects.filter(decision=OuterRef("pk"))
    asked = Q(request__recipient=choice.recipient) | Q(status=Status.RECEIVED)
    read = readings_of("pk").filter(outcome__in=CONCLUSIVE)
    found = (
        PlanDecision.objects.annotate(outcome=standing_outcome())
        .filter(
            NOT_GIVEN_UP,
            ~Exists(items.filter(asked)),
            ~Exists(read),
            municipality__county=choice.county,
        )
        .exclude(decision=DecisionType.REPEAL)
    )
    if choice.only_missing:
        found = found.filter(outcome=Outcome.DOCUMENT_MISSING)
    if choice.municipality:
        found = found.filter(municipality=choice.municipality)
    if choice.first_year:
        found = found.filter(in_force_from__year__gte=choice.first_year)
    if choice.last_year:
        found = found.filter(in_force_from__year__lte=choice.last_year)
    return found.defer("area", "area_3857", "extra")


def make_lists(choice: Choice, *, by: User, day: datetime.date | None = None) -> list[AktRequest]:
    """Make lists of at most 40 akter of what a choice comes to, at most ten lists at a time.

    Lists for municipalities hold the akter of one municipality each. Oldest legal force first.
    """
    with change(by=by, why="akter beställda"):
        # Two who make lists at once wait for each other, so that no akt is ordered twice.
        County.objects.select_for_update(no_key=True).only("code").get(code=choice.county)
        order = (F("in_force_from").asc(nulls_last=True), "archive_ref", "pk")
        by_place = ("municipality",) if choice.recipient == Recipient.KOMMUN else ()
        decisions = list(wanted(choice).order_by(*by_place, *order)[: MAX_LISTS * MAX_AKTER])
        lists = list(_lists(choice, decisions))[:MAX_LISTS]
        return [_keep(choice, akter, by, day or timezone.localdate()) for akter in lists]


def _lists(choice: Choice, decisions: Sequence[PlanDecision]) -> Iterable[list[PlanDecision]]:
    def place(decision: PlanDecision) -> str:
        return decision.municipality_id if choice.recipient == Recipient.KOMMUN else ""

    for _place, group in groupby(decisions, place):
        akter = list(group)
        for start in range(0, len(akter), MAX_AKTER):
            yield akter[start : start + MAX_AKTER]


def _keep(
    choice: Choice, akter: Sequence[PlanDecision], by: User, day: datetime.date
) -> AktRequest:
    to_kommun = choice.recipient == Recipient.KOMMUN
    request = AktRequest.objects.create(
        county_id=choice.county,
        recipient=choice.recipient,
        municipality_id=akter[0].municipality_id if to_kommun else None,
        ordered_on=day,
        ordered_by=name_of(by),
    )
    AktRequestItem.objects.bulk_create(
        AktRequestItem(request=request, number=number, decision=decision)
        for number, decision in enumerate(akter, 1)
    )
    return request


def county_requests(county: str) -> QuerySet[AktRequest]:
    """A county's lists, the latest first, each with its number of akter by status."""
    numbers = {
        status.value: Count("items", filter=Q(items__status=status.value)) for status in Status
    }
    return (
        AktRequest.objects.filter(county=county)
        .select_related("municipality")
        .defer("municipality__area", "municipality__area_3857")
        .annotate(akter=Count("items"), **numbers)
        .order_by("-ordered_on", "-pk")
    )


def akter_of(request: AktRequest) -> QuerySet[AktRequestItem]:
    """The akter of a list in its order, with their decisions and municipalities."""
    return (
        request.items.select_related("decision__municipality")
        .defer(
            "decision__area",
            "decision__area_3857",
            "decision__extra",
            "decision__municipality__area",
            "decision__municipality__area_3857",
        )
        .order_by("number")
    )


def answer(
    read: Mapping[int, int | None], status: str, day: datetime.date | None, *, by: User
) -> None:
    """Note what was answered about some akter on a day, all or nothing.

    `read` holds the version of each item that was read. Ordered takes an answer back. Raises
    VersionMissingError or StaleVersionError.
    """
    answered_on = None if status == Status.ORDERED else day or timezone.localdate()
    with change(by=by, why="svar om akter"):
        for item, version in sorted(read.items()):
            versions.write(AktRequestItem, item, version, status=status, answered_on=answered_on)


class AnsweredError(Exception):
    """A list that somebody has answered is not removed."""


def remove_list(request: AktRequest, version: int | None, *, by: User) -> None:
    """Delete a list that was an error and that nobody has answered.

    Raises AnsweredError, VersionMissingError or StaleVersionError.
    """
    with change(by=by, why="felaktig aktbeställning borttagen"):
        items = AktRequestItem.objects.select_for_update().filter(request=request).order_by("pk")
        if any(item.status != Status.ORDERED for item in items):
            raise AnsweredError
        items.delete()
        versions.remove(AktRequest, request.pk, version)


def nowhere(county: str) -> QuerySet[PlanDecision]:
    """The decisions whose akt neither Lantmäteriet nor the municipality has, by their answers.

    It has not come from anywhere, and nobody has noted it as unavailable or read it.
    """
    items = AktRequestItem.objects.filter(decision=OuterRef("pk"))
    none = items.filter(status=Status.UNAVAILABLE)
    read = readings_of("pk").filter(outcome__in=CONCLUSIVE)
    return (
        PlanDecision.objects.annotate(outcome=standing_outcome())
        .filter(
            NOT_GIVEN_UP,
            Exists(none.filter(request__recipient=Recipient.LANTMATERIET)),
            Exists(none.filter(request__recipient=Recipient.KOMMUN)),
            ~Exists(items.filter(status=Status.RECEIVED)),
            ~Exists(read),
            municipality__county=county,
        )
        .select_related("municipality")
        .defer("area", "area_3857", "extra", "municipality__area", "municipality__area_3857")
        .order_by("municipality", "archive_ref", "pk")
    )


class NotAnsweredError(Exception):
    """Archive and municipality have not both said that they lack the akt."""


def note_unavailable(decision: PlanDecision, *, by: User) -> Review:
    """Record that the akt is nowhere to be had. Raises NotAnsweredError.

    Rule: design note method.md, "unavailable": both archive and municipality have answered, with
    dates, which the requests keep.
    """
    with change(by=by, why="handlingen går inte att få tag på"):
        locked = PlanDecision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
        if not nowhere(locked.municipality_id[:2]).filter(pk=decision.pk).exists():
            raise NotAnsweredError
        return Review.objects.create(
            decision=locked,
            outcome=Outcome.UNAVAILABLE,
            looked_for=[Theme.KULTURVARDEN],
            read_on=timezone.localdate(),
            read_by=name_of(by),
        )


def as_sheet(request: AktRequest) -> Sheet:
    """The list as a table to send, in Swedish."""
    with translation.override(LANGUAGE):
        header = (_("Nr"), _("Kommunkod"), _("Kommun"), _("Akt"), _("Planbeteckning"),
                  _("Plannamn"), _("Laga kraft"))  # fmt: skip
        rows = [
            (
                item.number,
                item.decision.municipality_id,
                item.decision.municipality.name,
                item.decision.archive_ref,
                item.decision.designation,
                item.decision.name,
                item.decision.in_force_from.isoformat() if item.decision.in_force_from else "",
            )
            for item in akter_of(request)
        ]
    return Sheet(
        "Beställning", file_name(f"aktbestallning-{request.ordered_on}-{request.pk}"), header, rows
    )
