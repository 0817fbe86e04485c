"""Rows of old county databases that wait: a person gives them a decision, or refuses them all.

A row that gets its decision is taken in by the same steps as a certain one in a delivery
(`inventory.imports.county_points`), under the person's name and the delivery that brought it. An
answer, about one row or many, is one change in the history, so that it can be taken back.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pghistory.models
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.sql import SQL, Identifier, Literal

from inventory.imports.county_points import COUNTY_POINTS, MATCH, TAKE_IN
from inventory.models import PendingMarking
from plans.imports import take_step
from plans.imports.issues import ERROR, Issues
from plans.imports.stage import create_stage
from raknaq.lib import versions
from raknaq.lib.history import change, is_undone
from raknaq.lib.sql import fill_and_run, names, rows
from raknaq.lib.undo import take_back

Reason = PendingMarking.Reason
State = PendingMarking.State

# The doubts in which one decision fits, so that many rows can be seen and taken in together.
ALIKE = (Reason.AKT_SPELLING, Reason.DESIGNATION, Reason.ONE_PLAN, Reason.NO_AREA)

_COLUMNS = [c for c in COUNTY_POINTS.columns if c.staged != "municipality_id"]
_GIVEN = frozenset(column.name for column in COUNTY_POINTS.columns)


class NotTakenError(Exception):
    """The row cannot become a marking of that decision; `texts` say why, in words."""

    def __init__(self, texts: Sequence[str]) -> None:
        super().__init__("; ".join(texts))
        self.texts = texts


@dataclass(frozen=True)
class Chosen:
    """The decision that a person chooses for a waiting row, read in one version; all by id."""

    pending: int
    version: int | None
    decision: int


def candidates(pending: PendingMarking) -> list[dict[str, Any]]:
    """The decisions that a row may be about, the likeliest first.

    Each has `id`, `plan_id`, `ref`, `name`, `decision`, `in_force_from`, `municipality`, `spelled`
    (the akt differs in spelling at most), `similarity` (0 to 1), `metres` from its area and `years`
    between, each None where it cannot be told, and `area` as GeoJSON in WGS 84.
    """
    return rows(__file__, "match_candidates", {"pending": pending.pk})


def proposals(waiting: Sequence[PendingMarking]) -> dict[int, dict[str, Any]]:
    """The one decision that fits each row as the plans are now, by the row's id.

    Each as a candidate has `decision` (its id), `plan_id`, `ref`, `name`, `in_force_from`,
    `municipality` and `metres`. A row that is doubtful in another way by now has none.
    """
    with transaction.atomic():
        _stage([row.pk for row in waiting])
        take_step(MATCH, {}, _GIVEN, frozenset(), Issues())
        found = rows(__file__, "match_proposals", {})
    return {one["pending"]: one for one in found}


def choose(*, by: User, pending: PendingMarking, version: int | None, decision: int) -> uuid.UUID:
    """Take a waiting row in as a marking of the decision with this id; the change's context.

    Raises VersionMissingError, StaleVersionError or NotTakenError; then nothing is written.
    """
    chosen = [Chosen(pending.pk, version, decision)]
    return choose_several(by=by, delivery=pending.delivery_id, chosen=chosen)


def choose_several(*, by: User, delivery: int, chosen: Sequence[Chosen]) -> uuid.UUID:
    """Take waiting rows of one delivery in, all or none; the context of the change.

    Raises VersionMissingError, StaleVersionError or NotTakenError; then nothing is written.
    """
    ids = [one.pending for one in chosen]
    if PendingMarking.objects.filter(pk__in=ids, shape=None).exists():
        raise NotTakenError([_("Raden saknar läge. Registrera märkningen på planens sida.")])
    why = "rad matchad med beslut" if len(chosen) == 1 else "rader matchade med beslut"
    try:
        with change(by=by, why=why, delivery=delivery, answered=len(chosen)) as context:
            fill_and_run(__file__, "match_lock", ids=Literal(ids))
            taken = PendingMarking.objects.filter(pk__in=ids, marking__isnull=False).first()
            if taken:
                raise versions.StaleVersionError(taken, {})
            for one in sorted(chosen, key=lambda one: one.pending):
                told = {"state": State.MATCHED, **_decided(by)}
                versions.write(PendingMarking, one.pending, one.version, **told)
            _stage(ids)
            fill_and_run(__file__, "match_decide", chosen=_pairs(chosen))
            if _take_in(by) < len(chosen):
                raise NotTakenError([_("Beslutet finns inte längre. Välj ett annat.")])
    except IntegrityError:
        text = _(
            "Någon annan registrerade samma objekt i samma stund. Ingenting sparades. Försök igen."
        )
        raise NotTakenError([text]) from None
    return context


def refuse(*, by: User, pending: PendingMarking, version: int | None, note: str) -> uuid.UUID:
    """Keep a row without a decision, with the person's reason in words; the change's context.

    Raises VersionMissingError or StaleVersionError.
    """
    with change(by=by, why="rad utan beslut", delivery=pending.delivery_id, answered=1) as context:
        versions.write(
            PendingMarking, pending.pk, version,
            state=State.UNMATCHED, reason=Reason.REFUSED, note=note, **_decided(by),
        )  # fmt: skip
    return context


def take_back_answer(context: uuid.UUID, *, by: User) -> None:
    """Take an answer back, about all its rows: they wait again, and their markings are gone.

    Raises StaleVersionError where that is done already, or StandsOnError.
    """
    with transaction.atomic():
        fill_and_run(__file__, "match_lock_answer", context=Literal(context))
        if is_undone(context):
            raise versions.StaleVersionError(None, {})
        answer = pghistory.models.Context.objects.get(pk=context)
        delivery = answer.metadata["delivery"]  # whose rows it was about
        take_back(context, by=by, why="svar i matchningen ångrat", delivery=delivery)


def _decided(by: User) -> dict[str, Any]:
    return {"decided_by": by, "decided_on": timezone.localdate()}


def _pairs(chosen: Sequence[Chosen]) -> Any:
    pair = SQL("({}, {})")
    return SQL(", ").join(
        pair.format(Literal(one.pending), Literal(one.decision)) for one in chosen
    )


def _stage(ids: Sequence[int]) -> None:
    """Stage waiting rows as they would be from their file, numbered by their keys."""
    create_stage(COUNTY_POINTS)
    staged = [column.staged for column in _COLUMNS]
    typed = [SQL("{} {}").format(Identifier(c.staged), SQL(c.sql_type)) for c in _COLUMNS]
    fill_and_run(
        __file__,
        "match_stage",
        columns=names(staged),
        told=SQL(", ").join(SQL("told.{}").format(Identifier(name)) for name in staged),
        typed=SQL(", ").join(typed),
        ids=Literal(list(ids)),
    )


def _take_in(by: User) -> int:
    """Take the certain rows of the stage in and mark them as matched; how many."""
    issues = Issues()
    for step in TAKE_IN:
        take_step(step, {}, _GIVEN, frozenset(), issues)
    wrong = [issue for issue in issues.listed() if issue.severity == ERROR]
    if wrong:
        staged = PendingMarking.objects.filter(pk__in=[issue.row for issue in wrong])
        in_file = dict(staged.values_list("pk", "row"))
        raise NotTakenError(
            [replace(one, row=in_file.get(one.row or 0, one.row)).text() for one in wrong]
        )
    day = Literal(timezone.localdate())
    [[taken]] = fill_and_run(__file__, "match_done", by=Literal(by.pk), day=day)
    return int(taken)
