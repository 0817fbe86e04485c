"""Rows as they were: the state of a tracked row in one version, and who altered what since."""

import datetime
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

from django.db import models

from raknaq.lib.effects import kept_fields
from raknaq.lib.history import events_of

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Alteration:
    """Who altered a field last, and when."""

    who: str
    at: datetime.datetime


def of_event(model: type[M], event: Any) -> M:
    """A row, not saved, with the facts and the version that an event of it holds."""
    facts = {field.attname: getattr(event, field.attname) for field in kept_fields(model)}
    return model(pk=event.pgh_obj_id, version=event.version, **facts)


def at_version(model: type[M], pk: int, version: int) -> M | None:
    """A row as it stood in a version; None where it never had that version."""
    event = events_of(model).filter(pgh_obj_id=pk, version=version).order_by("-pgh_id").first()
    return of_event(model, event) if event else None


def now_or_last(model: type[M], pk: int) -> M | None:
    """A row as it stands, or as it last was where it is gone; None where it never was."""
    now = model._default_manager.filter(pk=pk).first()
    if now is not None:
        return now
    event = events_of(model).filter(pgh_obj_id=pk).order_by("-pgh_id").first()
    return of_event(model, event) if event else None


def latest(model: type[models.Model], pk: int) -> Alteration:
    """Who wrote a row last and when; of a row that is gone, who removed it.

    Raises the events' DoesNotExist where there never was one.
    """
    event = events_of(model).select_related("pgh_context").filter(pgh_obj_id=pk).latest("pgh_id")
    return Alteration(event.pgh_context.metadata.get("who", ""), event.pgh_created_at)


def alterations(model: type[models.Model], pk: int, since: int) -> dict[str, Alteration]:
    """Who altered each field of a row last, by its name, in the versions after a given one."""
    events = events_of(model).filter(pgh_obj_id=pk, version__gte=since)
    told: dict[str, Alteration] = {}
    for before, after in pairwise(events.select_related("pgh_context").order_by("pgh_id")):
        by = Alteration(after.pgh_context.metadata.get("who", ""), after.pgh_created_at)
        for field in kept_fields(model):
            if getattr(before, field.attname) != getattr(after, field.attname):
                told[field.name] = by
    return told
