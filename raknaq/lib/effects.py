"""What one change did, table by table, told from its events in the history.

Within the transaction of the call each touched table gets a temporary table of the change's effect
on it; `raknaq.lib.undo` takes the same effect back.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.db import models
from psycopg.sql import SQL, Composable, Identifier, Literal

from raknaq.lib.history import tracked_models
from raknaq.lib.sql import fill_and_run


@dataclass(frozen=True)
class Effect:
    """What a change did to one model's records: how many are new, altered and removed."""

    model: type[models.Model]
    event: type[models.Model]
    new: int
    changed: int
    removed: int

    @property
    def table(self) -> str:
        """The temporary table: id, action (insert, update, delete), before and last (events)."""
        return f"effect_{self.model._meta.db_table}"

    def places(self) -> dict[str, Composable]:
        """The names to fill in where a statement speaks of the model, its events and its effect."""
        return _places(self.model, self.event)


def effects(context: uuid.UUID) -> list[Effect]:
    """The effects of a change, of the models that it touched."""
    found = []
    for model, event in tracked_models():
        places = _places(model, event)
        fill_and_run(__file__, "effect", **places, context=Literal(context))
        [[new, changed, removed]] = fill_and_run(__file__, "effect_count", **places)
        if new or changed or removed:
            found.append(Effect(model, event, new, changed, removed))
    return found


def altered_fields(
    effect: Effect, limit: int
) -> "list[tuple[str, models.Field[Any, Any], str, str]]":
    """(id, field, before, after) of the columns altered in at most `limit` records."""
    fields = {str(field.column): field for field in kept_fields(effect.model)}
    rows = SQL(", ").join(
        SQL("({}, b.{}::text, a.{}::text)").format(
            Literal(name), Identifier(name), Identifier(name)
        )
        for name in fields
    )
    found = fill_and_run(
        __file__, "effect_fields", **effect.places(), fields=rows, limit=Literal(limit)
    )
    return [(pk, fields[name], before, after) for pk, name, before, after in found]


def places_of(effect: Effect, limit: int) -> list[tuple[str, str, float, float, str | None]]:
    """(action, id, longitude, latitude, outline) of at most `limit` new and altered records.

    The outline of a line or an area is GeoJSON in WGS 84, to within 2 m; None of a point.
    """
    shapes = [f for f in kept_fields(effect.model) if isinstance(f, GeometryField)]
    if not shapes:
        return []
    found: Sequence[Any] = fill_and_run(
        __file__,
        "effect_places",
        **effect.places(),
        shape=Identifier(str(shapes[0].column)),
        limit=Literal(limit),
    )
    return [tuple(row) for row in found]


def kept_fields(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """The fields that the history keeps, less key and version."""
    event = dict(tracked_models())[model]._meta
    kept = {field.name for field in event.concrete_fields}
    return [
        field
        for field in model._meta.concrete_fields
        if field.name in kept and not field.primary_key and field.name != "version"
    ]


def _places(model: type[models.Model], event: type[models.Model]) -> dict[str, Composable]:
    table = model._meta.db_table
    return {
        "table": Identifier(table),
        "event": Identifier(event._meta.db_table),
        "effect": Identifier(f"effect_{table}"),
        "pk": Identifier(str(model._meta.pk.column)),
    }
