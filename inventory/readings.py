"""Readings: what a person found in a plan's decisions, the next plan to read, taking one back."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import pghistory.models
from django.contrib.auth.models import User
from django.db.models import Count, Max, QuerySet, Sum
from django.utils import timezone

from inventory import claims
from inventory.models import AktRequestItem, Basis, Marking, Outcome, QueueEntry, Review, Theme
from inventory.queue import UNREAD, Order, Selection, chosen, in_order, later
from inventory.sampling import send_to_check
from plans.models import Plan, PlanDecision, Provision
from raknaq.lib import versions
from raknaq.lib.history import change, events_of, name_of
from raknaq.lib.states import now_or_last
from raknaq.lib.undo import take_back

WHY = "genomgång"
ATTEMPTS = 5  # at a next plan, when others take them at the same moment


class NothingRecordedError(Exception):
    """A reading says that provisions are recorded, and the decisions have none."""


class NotOwnError(Exception):
    """A reading that is not one's own to take back."""


def state_of(plan: Plan) -> str:
    """What the readings of a plan are told from: other ones by the next reading or withdrawal."""
    told = Review.objects.filter(decision__plan=plan).aggregate(
        number=Count("pk"), last=Max("pk"), versions=Sum("version")
    )
    return f"{told['number']}-{told['last'] or 0}-{told['versions'] or 0}"


def read(
    *,
    by: User,
    plan: Plan,
    decisions: Sequence[PlanDecision],
    outcome: Outcome,
    basis: Basis,
    seen: str | None,
    looked_for: Sequence[Theme] = (Theme.KULTURVARDEN,),
) -> uuid.UUID:
    """Record one reading of each of the decisions, for what it looked for; the change's context.

    `seen` is the plan's `state_of` when it was shown. Raises VersionMissingError or
    StaleVersionError, and NothingRecordedError for provisions that nobody has recorded.
    """
    if seen is None:
        raise versions.VersionMissingError
    with change(by=by, why=WHY) as context:
        ids = [decision.pk for decision in decisions]
        its_own = PlanDecision.objects.filter(plan=plan).order_by("pk")
        list(its_own.select_for_update(no_key=True).values("pk"))
        if state_of(plan) != seen:
            raise versions.StaleVersionError(None, {})
        recorded = Provision.objects.filter(decision__in=ids)
        if outcome == Outcome.RECORDED and not recorded.exists():
            raise NothingRecordedError
        today, themes = timezone.localdate(), [theme.value for theme in looked_for]
        same = Review.objects.filter(
            decision__in=ids, outcome=outcome, read_on=today, read_by=name_of(by),
            looked_for=themes,
        )  # fmt: skip
        known = set(same.values_list("decision", flat=True))
        made = Review.objects.bulk_create(
            Review(
                decision=decision,
                outcome=outcome,
                looked_for=themes,
                read_on=today,
                read_by=name_of(by),
                reader=by,
                basis=basis,
            )
            for decision in decisions
            if decision.pk not in known
        )
        send_to_check(made, decisions=ids, county=plan.municipality.county_id, by=by)
    return context


def has_markings(decisions: Sequence[PlanDecision]) -> bool:
    """Whether anything is marked by the decisions."""
    return Marking.objects.filter(provision__decision__in=decisions).exists()


def plan_of_reading(context: uuid.UUID, *, by: User) -> Plan | None:
    """The plan of one's own reading; None where the reading changed nothing.

    Raises NotOwnError.
    """
    made = pghistory.models.Context.objects.filter(pk=context).first()
    if made is None or made.metadata.get("user") != by.pk or made.metadata.get("why") != WHY:
        raise NotOwnError
    event = events_of(Review).filter(pgh_context=context).first()
    return Plan.objects.get(decisions=event.decision_id) if event else None


def take_back_reading(context: uuid.UUID, *, by: User) -> None:
    """Undo a reading, whole. Raises StandsOnError where something has been built on it."""
    take_back(context, by=by, why="ångrad genomgång")


def known_reading(pk: int) -> Review | None:
    """A reading, as it is or last was; None where it never was, or its decision is gone."""
    review = now_or_last(Review, pk)
    there = review and PlanDecision.objects.filter(pk=review.decision_id).exists()
    return review if there else None


def withdraw(review: Review, version: int | None, *, by: User) -> None:
    """Take one of one's own readings back, however old; its check goes with it.

    Raises NotOwnError, VersionMissingError or StaleVersionError.
    """
    if review.reader_id != by.pk:
        raise NotOwnError
    with change(by=by, why="genomgång återtagen"):
        list(Review.objects.select_for_update().filter(pk=review.pk).only("pk"))
        versions.remove(Review, review.pk, version)


def next_plan(
    county: str,
    selection: Selection,
    *,
    by: User,
    after: Plan | None,
    passed: Collection[int],
    read: bool = False,
) -> Plan | None:
    """Claim the next plan to read for a person; None when there is none.

    It comes after the one at hand in the order of the list, else first in it; plans passed over
    come last, and those that others hold not at all. Once the one at hand is `read`, an akt that
    has come goes before all others where the order puts it first.
    """
    wanted = selection if selection.outcome else replace(selection, outcome=UNREAD)
    everything = in_order(county, wanted, day=timezone.localdate())
    free = chosen(everything, county, wanted)
    for _ in range(ATTEMPTS):
        held = list(claims.held_by_others(by).values_list("plan", flat=True))
        queue = free.exclude(plan__in=held)
        found = _first(queue, everything, wanted.order, after, passed, read=read)
        if found is None:
            return None
        if claims.claim(found.plan, by=by):
            return found.plan
    return None


def _first(
    queue: QuerySet[Any],
    everything: QuerySet[Any],
    order: Order,
    after: Plan | None,
    passed: Collection[int],
    *,
    read: bool,
) -> QueueEntry | None:
    others = queue.exclude(plan=after) if after else queue
    fresh = others.exclude(plan__in=passed)
    tried = [fresh, others]
    if after is not None and not (read and _stood_first(queue, order, after)):
        tried.insert(0, later(fresh, everything, after))
        if read and order == Order.AGE:
            tried.insert(0, fresh.filter(has_come=True))
    return next((found for one in tried if (found := one.first())), None)


def _stood_first(queue: QuerySet[Any], order: Order, plan: Plan) -> bool:
    """Whether a plan stood first for what it no longer is, now that it is read."""
    if order == Order.AGE:
        received = AktRequestItem.Status.RECEIVED
        return AktRequestItem.objects.filter(decision__plan=plan, status=received).exists()
    return order == Order.PRIORITY and not queue.filter(plan=plan).exists()
