"""What has been changed in a plan, change by change: who, when, why, and from what to what."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from inventory.models import (
    Document,
    Evidence,
    Marking,
    PeerCheck,
    PeerRemark,
    ProtectedObject,
    Review,
    SheetFit,
)
from plans.models import Delivery, Plan, PlanDecision, PlanRelation, Provision
from raknaq.lib.history import events_of
from raknaq.lib.sql import rows
from raknaq.lib.states import of_event

CHANGES = 20  # per page
RECORDS = 40  # told of one change

MODELS: tuple[type[models.Model], ...] = (
    Plan, PlanDecision, Provision, ProtectedObject, Marking, Review, PlanRelation, Document,
    Evidence, SheetFit, PeerCheck, PeerRemark,
)  # fmt: skip


@dataclass(frozen=True)
class Effect:
    """What one change did to one record: before and after, None where it was not there.

    `before_event` holds the state before; `version` and `gone` tell the record as it stands now.
    """

    model: type[models.Model]
    pk: int
    before: models.Model | None
    after: models.Model | None
    before_event: int | None
    version: int
    gone: bool

    @property
    def state(self) -> models.Model:
        """The record as the change left it; as it found it, where the change removed it."""
        state = self.after or self.before
        assert state is not None  # noqa: S101
        return state


@dataclass(frozen=True)
class Change:
    """One change: who made it, when and why, and what it did to records of the plan.

    At most RECORDS of its `number` are told in `effects`. `delivery` is the file that it was.
    """

    id: uuid.UUID
    at: datetime.datetime
    who: str
    why: str
    person: int | None
    delivery: int | None
    number: int
    effects: list[Effect]


def changes_of(
    plan: Plan,
    *,
    page: int = 1,
    change: uuid.UUID | None = None,
    since: datetime.datetime | None = None,
) -> tuple[list[Change], int]:
    """A page of a plan's changes, the latest first, and how many there are in all.

    `change` asks for one of them alone, `since` for those after a moment.
    """
    asked = {
        "plan": plan.pk, "changes": CHANGES, "offset": (page - 1) * CHANGES, "records": RECORDS,
        "change": change, "since": since,
    }  # fmt: skip
    found = rows(__file__, "plan_changes", asked)
    events = {model: _events(model, found) for model in MODELS}
    told: dict[uuid.UUID, Change] = {}
    for row in found:
        one = told.setdefault(row["change"], _change(row))
        model = apps.get_model(row["model"])
        before, last = (events[model].get(row[name]) for name in ("before", "last"))
        gone = row["action"] == "delete"
        one.effects.append(
            Effect(
                model, row["id"],
                before=of_event(model, before) if before else None,
                after=None if gone else of_event(model, last),
                before_event=row["before"], version=row["version"], gone=row["gone"],
            )
        )  # fmt: skip
    return list(told.values()), found[0]["changes"] if found else 0


def _events(model: type[models.Model], found: Iterable[dict[str, Any]]) -> dict[int, Any]:
    label = model._meta.label
    ids = {row[n] for row in found if row["model"] == label for n in ("before", "last")}
    told: dict[int, Any] = events_of(model).in_bulk(ids - {None})
    return told


def _change(row: dict[str, Any]) -> Change:
    said = {name: row[name] for name in ("at", "who", "why", "person", "delivery")}
    return Change(id=row["change"], number=row["records"], effects=[], **said)


def deliveries_named(changes: Iterable[Change]) -> dict[int, str]:
    """The file names of the deliveries that some changes were."""
    ids = [change.delivery for change in changes if change.delivery is not None]
    return dict(Delivery.objects.filter(pk__in=ids).values_list("pk", "file_name"))
