"""Rows of old county databases that wait: a person gives them a decision, or refuses them all.

A row that gets its decision is taken in by the same steps as a certain one in a delivery
(`inventory.imports.county_points`), under the person's name and the delivery that brought it.
"""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.sql import SQL, Identifier, Literal

from inventory.imports.county_points import COUNTY_POINTS, MATCH, TAKE_IN
from inventory.models import PendingMarking
from inventory.queries import waiting_rows
from plans.imports import take_step
from plans.imports.issues import ERROR, Issues
from plans.imports.stage import create_stage
from raknaq.lib import versions
from raknaq.lib.history import change
from raknaq.lib.sql import fill_and_run, names, rows

Reason = PendingMarking.Reason
State = PendingMarking.State

# The doubts in which one decision fits, so that many rows can be taken in at once.
ALIKE = (Reason.AKT_SPELLING, Reason.DESIGNATION, Reason.ONE_PLAN, Reason.NO_AREA)

_COLUMNS = [c for c in COUNTY_POINTS.columns if c.staged != "municipality_id"]
_GIVEN = frozenset(column.name for column in COUNTY_POINTS.columns)


class NotTakenError(Exception):
    """The row cannot become a marking of that decision; `texts` say why, in words."""

    def __init__(self, texts: Sequence[str]) -> None:
        super().__init__("; ".join(texts))
        self.texts = texts


def candidates(pending: PendingMarking) -> list[dict[str, Any]]:
    """The decisions that a row may be about, the likeliest first.

    Each has `id`, `plan_id`, `ref`, `name`, `decision`, `in_force_from`, `municipality`, `spelled`
    (the akt differs in spelling at most), `similarity` (0 to 1), `metres` from its area and `years`
    between, each None where it cannot be told, and `area` as GeoJSON in WGS 84.
    """
    return rows(__file__, "match_candidates", {"pending": pending.pk})


def choose(*, by: User, pending: PendingMarking, version: int | None, decision: int) -> None:
    """Take a waiting row in as a marking of the decision with this id.

    Raises VersionMissingError, StaleVersionError or NotTakenError; then nothing is written.
    """
    if pending.shape is None:
        raise NotTakenError([_("Raden saknar läge. Registrera märkningen på planens sida.")])
    with change(by=by, why="rad matchad med beslut", delivery=pending.delivery_id):
        versions.write(PendingMarking, pending.pk, version, state=State.MATCHED, **_decided(by))
        _stage([pending.pk])
        fill_and_run(__file__, "match_decide", decision=Literal(decision))
        if not _take_in(by):
            raise NotTakenError([_("Beslutet finns inte längre. Välj ett annat.")])


def choose_all(*, by: User, county: str, reason: Reason) -> int:
    """Take in all rows of a county that wait for one of `ALIKE`, if they still do; how many.

    Every row is judged anew. Raises NotTakenError, with nothing written, where one cannot be.
    """
    taken = 0
    with transaction.atomic():
        alike = waiting_rows(county).filter(reason=reason, shape__isnull=False)
        found = alike.select_for_update(of=("self",)).order_by("delivery_id", "pk")
        ordered = found.values_list("delivery_id", "pk")
        for delivery, group in itertools.groupby(ordered, key=lambda row: row[0]):
            with change(by=by, why=f"rader matchade: {reason.value}", delivery=delivery):
                _stage([pk for _, pk in group])
                take_step(MATCH, {}, _GIVEN, frozenset(), Issues())
                fill_and_run(__file__, "match_decide_alike", reason=Literal(reason.value))
                taken += _take_in(by)
    return taken


def refuse(*, by: User, pending: PendingMarking, version: int | None, note: str) -> None:
    """Keep a row without a decision, with the person's reason in words.

    Raises VersionMissingError or StaleVersionError.
    """
    with change(by=by, why="rad utan beslut", delivery=pending.delivery_id):
        versions.write(
            PendingMarking, pending.pk, version,
            state=State.UNMATCHED, reason=Reason.REFUSED, note=note, **_decided(by),
        )  # fmt: skip


def _decided(by: User) -> dict[str, Any]:
    return {"decided_by": by, "decided_on": timezone.localdate()}


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
        in_file = dict(PendingMarking.objects.values_list("pk", "row"))
        raise NotTakenError(
            [replace(one, row=in_file.get(one.row or 0, one.row)).text() for one in wrong]
        )
    day = Literal(timezone.localdate())
    [[taken]] = fill_and_run(__file__, "match_done", by=Literal(by.pk), day=day)
    return int(taken)
