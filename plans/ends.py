"""How plans end: proposals from what is recorded, and what people decide about them.

Only a delivery that says so, or a person, ends a plan (docs/method.md, "How plans end"). Proposals
are derived: they come and go with the decisions and plans that they follow from.
"""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from plans.models import Delivery, Plan, PlanDecision, PlanRelation
from plans.models.plans import DecisionType, PlanKind
from raknaq.lib import versions
from raknaq.lib.history import change, events_of, name_of
from raknaq.lib.sql import rows
from raknaq.lib.undo import take_back

SLIVER_M2 = 25
SLIVER_PART = 0.01

OLD_KINDS = (PlanKind.STADSPLAN, PlanKind.BYGGNADSPLAN, PlanKind.AVSTYCKNINGSPLAN)
DETALJPLANER = (PlanKind.DETALJPLAN, *OLD_KINDS)
OMRADEN = (PlanKind.OMRADESBESTAMMELSER, PlanKind.GENERALPLAN)

State = PlanRelation.State
OPEN = (State.PROPOSED, State.UNKNOWN)
ANSWERS = (State.ENDED, State.STILL_IN_FORCE, State.UNKNOWN)


@dataclass(frozen=True)
class Proposed:
    """How many proposals are new, changed and withdrawn."""

    new: int
    changed: int
    withdrawn: int


def propose(plans: Iterable[int], *, by: User, **more: Any) -> Proposed:
    """Bring the undecided proposals about some plans up to date, as the newer and the older.

    What a person has decided is never touched. `more` is kept with the reason in the history.
    """
    told = {
        "plans": list(plans),
        "detaljplaner": list(DETALJPLANER),
        "omraden": list(OMRADEN),
        "old_kinds": [*OLD_KINDS, PlanKind.GENERALPLAN],
        "sliver_m2": SLIVER_M2,
        "sliver_part": SLIVER_PART,
    }
    with change(by=by, why="upphöranden föreslagna", **more):
        rows(__file__, "hold_ends", told)
        [found] = rows(__file__, "find_ends", told)
    return Proposed(**found)


def _hold(plans: Iterable[int]) -> None:
    """Hold plans, and then what is said of their ends and of what they end (locks, by key)."""
    asked = {"plans": list(plans)}
    rows(__file__, "hold_plans", asked)
    rows(__file__, "hold_ends", asked)


def propose_for(delivery: Delivery, *, by: User) -> Proposed:
    """Bring the proposals up to date that follow from an accepted delivery."""
    return propose(plans_touched(delivery.context), by=by, delivery=delivery.pk)


def plans_touched(context: uuid.UUID | None) -> list[int]:
    """The plans that a change touched, themselves or by their decisions."""
    touched: set[int] = set()
    for model, column in ((Plan, "pgh_obj_id"), (PlanDecision, "plan_id")):
        events = events_of(model).filter(pgh_context_id=context)
        touched.update(events.values_list(column, flat=True))
    return sorted(touched)


def withdraw(context: uuid.UUID, *, by: User) -> None:
    """Take away the undecided proposals about what a change made, before its undoing.

    Those that the change itself wrote go with it. Its plans are held from then on.
    """
    _hold(plans_touched(context))
    plans, decisions, own = (
        events_of(model).filter(pgh_context_id=context).values("pgh_obj_id")
        for model in (Plan, PlanDecision, PlanRelation)
    )
    made = Q(plan__in=plans.filter(pgh_label="insert")) | Q(
        decision__in=decisions.filter(pgh_label="insert")
    )
    with change(by=by, why="upphöranden föreslagna"):
        PlanRelation.objects.filter(made, state=State.PROPOSED).exclude(pk__in=own).delete()


def open_ends(county: str, day: datetime.date | None = None) -> QuerySet[PlanRelation]:
    """What a county has still to decide, proposals and "vet inte", by newer decision.

    With a day: of the decisions that gained legal force by then, or on an unknown day.
    """
    found = PlanRelation.objects.filter(
        Q(state=State.PROPOSED) | Q(state=State.UNKNOWN, plan__in_force_to__isnull=True),
        decision__municipality__county=county,
    )
    if day is not None:
        found = found.filter(
            Q(decision__in_force_from__lte=day) | Q(decision__in_force_from__isnull=True)
        )
    return found.order_by(
        F("decision__in_force_from").asc(nulls_first=True), "decision", "plan", "kind"
    )


@dataclass(frozen=True)
class Answer:
    """What a person says of one proposal, read in one version; a day only where it differs."""

    relation: int
    version: int | None
    state: State
    day: datetime.date | None = None


class DayMissingError(Exception):
    """A plan is said to have ended, but nobody knows on which day."""

    def __init__(self, relation: PlanRelation) -> None:
        super().__init__("day missing")
        self.relation = relation


class DayTooEarlyError(DayMissingError):
    """A plan is said to have ended on or before the day when it began to apply."""


class OtherDayError(Exception):
    """Plans already end on another day: (proposal, that day, the day of the answer)."""

    def __init__(self, found: "list[tuple[PlanRelation, datetime.date, datetime.date]]") -> None:
        super().__init__("another day stands")
        self.found = found


@transaction.atomic
def decide(
    answers: Sequence[Answer], *, by: User, note: str = "", replace: bool | None = None
) -> None:
    """Keep what a person says of some proposals, all or nothing; each is a change of its own.

    A plan that ends gets its day at the same time. Where another day stands on it already,
    `replace` says which is right: the new one (true) or the standing one (false).

    Raises OtherDayError where that is not said, DayMissingError, DayTooEarlyError,
    VersionMissingError or StaleVersionError.
    """
    if any(answer.version is None for answer in answers):
        raise versions.VersionMissingError
    asked = PlanRelation.objects.filter(pk__in=[answer.relation for answer in answers])
    plans = list(asked.values_list("plan", flat=True).distinct())
    _hold(plans)
    others = []
    for answer in answers:
        relation = _open(answer)
        plan = Plan.objects.get(pk=relation.plan_id)
        day = _day(answer, relation)
        if day and plan.in_force_to and plan.in_force_to != day:
            if replace is None:
                others.append((relation, plan.in_force_to, day))
            elif not replace:
                day = plan.in_force_to
        with change(by=by, why="upphörande bedömt"):
            if day and plan.in_force_to != day:
                versions.write(Plan, plan.pk, plan.version, in_force_to=day)
            versions.write(
                PlanRelation,
                relation.pk,
                answer.version,
                state=answer.state,
                day=day or (None if answer.state == State.STILL_IN_FORCE else relation.day),
                decided_by=name_of(by),
                decided_on=timezone.localdate(),
                note=note,
            )
    if others:
        raise OtherDayError(others)
    propose(plans, by=by)


def _open(answer: Answer) -> PlanRelation:
    """The proposal as it stands, if nobody has decided it. Raises StaleVersionError."""
    found = PlanRelation.objects.select_related("decision").filter(pk=answer.relation).first()
    if found is None or found.state not in OPEN or found.version != answer.version:
        raise versions.StaleVersionError(found, {"state": answer.state})
    return found


def _day(answer: Answer, relation: PlanRelation) -> datetime.date | None:
    """The day on which the plan ends by an answer. Raises DayMissingError, DayTooEarlyError."""
    if answer.state != State.ENDED:
        return None
    day = answer.day or relation.day
    if day is None:
        raise DayMissingError(relation)
    began = PlanDecision.objects.filter(plan=relation.plan_id, decision=DecisionType.NEW)
    if began.filter(in_force_from__gte=day).exists():
        raise DayTooEarlyError(relation)
    return day


@transaction.atomic
def reopen(relation: PlanRelation, version: int | None, *, by: User) -> None:
    """Take back that a plan ends or still applies, with the plan's day that came with it.

    Raises VersionMissingError, StaleVersionError, or StandsOnError where later work stands on it.
    """
    if version is None:
        raise versions.VersionMissingError
    _hold([relation.plan_id])
    locked = PlanRelation.objects.select_for_update().get(pk=relation.pk)
    if locked.version != version or locked.state in OPEN:
        raise versions.StaleVersionError(locked, {"state": State.PROPOSED})
    take_back(_deciding_context(locked), by=by, why="bedömt upphörande ångrat")
    locked.refresh_from_db()
    propose([locked.plan_id], by=by)


def _deciding_context(relation: PlanRelation) -> uuid.UUID:
    """The change in which a person gave the answer that stands: the last that altered the state.

    Later ones may have moved the row to the plan that its own had been a shell of, and back.
    """
    events = events_of(PlanRelation).filter(pgh_obj=relation.pk).order_by("pgh_id")
    told = [("", uuid.UUID(int=0)), *events.values_list("state", "pgh_context_id")]
    altered: list[uuid.UUID] = [now for (was, _), (state, now) in pairwise(told) if state != was]
    return altered[-1]
