"""What a delivery changes, table by table, as a person reads it before accepting it."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.apps import apps
from django.contrib.gis.db.models import GeometryField
from django.db import models

from plans.models import Plan, PlanDecision
from plans.models.plans import DecisionType
from raknaq.lib.effects import Effect, altered_fields, effects, places_of
from raknaq.lib.undo import Hindrance

SHOWN_RECORDS = 200  # altered records per table whose columns are shown
SHOWN_PLACES = 500  # per table, on the map

Told = dict[str, Any]


def preview(context: uuid.UUID) -> list[Told]:
    """The effects of the change with this context, as JSON, table by table.

    Each has `table` (the model's label), `new`, `changed`, `removed`; `fields`: [name of the
    record, column, before, after] of some altered records, null for a shape; `places`: [action,
    name, longitude, latitude, outline as GeoJSON or null] of some new and altered ones. Call
    inside the change's transaction.
    """
    return [_told(effect) for effect in effects(context)]


def named(hindrances: Sequence[Hindrance]) -> list[Told]:
    """What stands on a change, as JSON, each record with its `name`."""
    keys: dict[str, list[str]] = {}
    for hindrance in hindrances:
        keys.setdefault(hindrance.model, []).append(hindrance.id)
    names = {model: _names(apps.get_model(model), ids) for model, ids in keys.items() if model}
    return [
        {**asdict(hindrance), "name": names.get(hindrance.model, {}).get(hindrance.id, "")}
        for hindrance in hindrances
    ]


def _told(effect: Effect) -> Told:
    altered = altered_fields(effect, SHOWN_RECORDS) if effect.changed else []
    places = places_of(effect, SHOWN_PLACES)
    named = _names(effect.model, [pk for pk, *_ in altered] + [pk for _, pk, *_ in places])
    return {
        "table": effect.model._meta.label,
        "new": effect.new,
        "changed": effect.changed,
        "removed": effect.removed,
        "fields": [
            [named.get(pk, pk), field.name, *_values(field, before, after)]
            for pk, field, before, after in altered
        ],
        "places": [
            [action, named.get(pk, pk), round(east, 6), round(north, 6), outline]
            for action, pk, east, north, outline in places
        ],
    }


def _values(field: "models.Field[Any, Any]", before: str, after: str) -> tuple[Any, Any]:
    return (None, None) if isinstance(field, GeometryField) else (before, after)


def _names(model: type[models.Model], keys: Sequence[str]) -> dict[str, str]:
    """What the records are called, by key as text."""
    if issubclass(model, Plan):  # called as their own decisions are
        made_by = PlanDecision.objects.filter(plan__in=set(keys), decision=DecisionType.NEW)
        named = made_by.only("plan_id", "archive_ref", "designation")
        return {str(decision.plan_id): str(decision) for decision in named}
    heavy = [
        f.name for f in model._meta.concrete_fields if f.generated or isinstance(f, GeometryField)
    ]
    found = model._default_manager.defer(*heavy).in_bulk(list(set(keys)))
    return {str(pk): str(record) for pk, record in found.items()}
