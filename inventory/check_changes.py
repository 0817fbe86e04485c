"""What a reading and its check changed in a plan: the diff the two look at, from the history."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.geos import GEOSGeometry, Point
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.models import Marking, PeerCheck, ProtectedObject
from plans.models import Provision
from raknaq.lib.effects import kept_fields
from raknaq.lib.sql import rows
from raknaq.templatetags.figures import MISSING, whole

MODELS: dict[str, type[models.Model]] = {
    "provision": Provision,
    "object": ProtectedObject,
    "marking": Marking,
}
TITLES: dict[tuple[str, str], Promise | str] = {
    ("provision", "insert"): gettext_lazy("Ny bestämmelse"),
    ("provision", "update"): gettext_lazy("Ändrad bestämmelse"),
    ("provision", "delete"): gettext_lazy("Borttagen bestämmelse"),
    ("object", "insert"): gettext_lazy("Nytt objekt"),
    ("object", "update"): gettext_lazy("Ändrat objekt"),
    ("object", "delete"): gettext_lazy("Borttaget objekt"),
    ("marking", "insert"): gettext_lazy("Ny märkning"),
    ("marking", "update"): gettext_lazy("Ändrad märkning"),
    ("marking", "delete"): gettext_lazy("Borttagen märkning"),
}
# What no person writes, or what the name of the row says already.
LEFT_OUT = {"national_id", "proposed", "object_ref", "recorded_on", "recorded_by", "extra"}


@dataclass(frozen=True)
class Changed:
    """One row that was made, altered or removed, in words, and its fields (label, before, after).

    `action` is insert, update or delete; of a new row before says nothing, of a removed one after.
    """

    title: Promise | str
    name: str
    action: str
    fields: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Changes:
    """What the author changed up to the reading, and the checker from then on."""

    reading: Sequence[Changed] = ()
    correction: Sequence[Changed] = ()


def check_changes(checks: Sequence[PeerCheck], *, viewer: User) -> dict[int, Changes]:
    """The changes of each of some checks, by its id, in one query.

    While a check of another's reading waits the correction is the viewer's own.
    """
    asked = {"checks": [check.pk for check in checks], "viewer": viewer.pk}
    found: dict[int, dict[str, list[Changed]]] = defaultdict(lambda: defaultdict(list))
    for row in rows(__file__, "check_changes", asked):
        changed = _changed(row)
        if changed.fields or changed.action != "update":
            found[row["check"]][row["part"]].append(changed)
    return {check.pk: Changes(**found[check.pk]) for check in checks}


def _changed(row: dict[str, Any]) -> Changed:
    model = MODELS[row["what"]]
    before, after = (json.loads(row[name] or "null") for name in ("before", "after"))
    action = "insert" if before is None else "delete" if after is None else "update"
    told = (
        (_label(field), *_both(field, before, after))
        for field in kept_fields(model)
        if not field.is_relation and field.name not in LEFT_OUT
    )
    fields = [one for one in told if one[1] != one[2]]
    return Changed(TITLES[row["what"], action], row["name"], action, fields)


def _label(field: "models.Field[Any, Any]") -> str:
    return _("Läge") if isinstance(field, GeometryField) else str(field.verbose_name)


def _both(
    field: "models.Field[Any, Any]", before: dict[str, Any] | None, after: dict[str, Any] | None
) -> tuple[str, str]:
    """A field's value before and after, as it is read; equal where it did not change."""
    old, new = ((told or {}).get(str(field.column)) for told in (before, after))
    if old == new:
        return "", ""
    if isinstance(field, GeometryField):
        return _places(old, new)
    return _in_words(field, old), _in_words(field, new)


def _places(old: Any, new: Any) -> tuple[str, str]:
    """Where a shape was and where it is: a point by its coordinates, with how far it moved."""
    shapes = [GEOSGeometry(json.dumps(told)) if told else None for told in (old, new)]
    texts = [_place(shape) for shape in shapes]
    if shapes[0] and shapes[1]:
        metres = whole(round(shapes[0].centroid.distance(shapes[1].centroid)))
        texts[1] = _("%(place)s, flyttat %(metres)s m") % {"place": texts[1], "metres": metres}
    return texts[0], texts[1]


def _place(shape: GEOSGeometry | None) -> str:
    if shape is None:
        return MISSING
    if isinstance(shape, Point):
        east, north = shape.coords
        return f"N {round(north)} E {round(east)}"
    return _("form med %(number)s hörn") % {"number": whole(shape.num_coords)}


def _in_words(field: "models.Field[Any, Any]", value: Any) -> str:
    if value in (None, "", []):
        return MISSING
    inner = field.base_field if isinstance(field, ArrayField) else field
    labels = dict(inner.flatchoices)
    listed = value if isinstance(value, list) else [value]
    return ", ".join(str(labels.get(one, one)) for one in listed)
