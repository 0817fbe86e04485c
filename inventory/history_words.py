"""The changes of a plan in words: what each record is called, and what became of its facts."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.contrib.gis.geos import GEOSGeometry
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from inventory.models import Marking, ProtectedObject
from inventory.plan_history import Change, Effect
from inventory.templatetags.words import distance, place
from plans.models import PlanDecision, Provision
from raknaq.lib.effects import kept_fields
from raknaq.lib.history import events_of, name_of

NONE = "–"

# Fields whose models do not say what they are called.
LABELS: Mapping[str, Promise] = {
    "area": gettext_lazy("Område"),
    "catalogue_entry": gettext_lazy("Post i planbestämmelsekatalogen"),
    "covered": gettext_lazy("Täckt del"),
    "decision": gettext_lazy("Beslut"),
    "extra": gettext_lazy("Övriga kolumner ur leveransen"),
    "kind": gettext_lazy("Slag"),
    "municipality": gettext_lazy("Kommun"),
    "national_id": gettext_lazy("Identitet i NGP"),
    "object": gettext_lazy("Objekt"),
    "plan": gettext_lazy("Plan"),
    "provision": gettext_lazy("Bestämmelse"),
    "reader": gettext_lazy("Läsarens konto"),
    "shell_ref": gettext_lazy("Planens eget beslut, inte inläst"),
    "source": gettext_lazy("Förslagets grund"),
    "state": gettext_lazy("Ställningstagande"),
}

KINDS: Mapping[str, Promise] = {
    "plans.Plan": gettext_lazy("Planen"),
    "plans.PlanDecision": gettext_lazy("Beslutet"),
    "plans.Provision": gettext_lazy("Bestämmelsen"),
    "plans.PlanRelation": gettext_lazy("Upphörandet"),
    "inventory.ProtectedObject": gettext_lazy("Objektet"),
    "inventory.Marking": gettext_lazy("Märkningen"),
    "inventory.Review": gettext_lazy("Genomgången"),
}


@dataclass(frozen=True)
class Altered:
    """One fact of a record before and after a change; a moved shape is told in one phrase."""

    label: str
    before: str
    after: str
    phrase: str = ""


@dataclass(frozen=True)
class Names:
    """What things and people are called, by their keys, whether they are still there or not."""

    objects: Mapping[int, str]
    provisions: Mapping[int, str]
    decisions: Mapping[int, str]
    people: Mapping[int, str]


def names_in(changes: Iterable[Change]) -> Names:
    """The names of all that some changes refer to."""
    states = [
        state
        for change in changes
        for effect in change.effects
        for state in (effect.before, effect.after)
        if state is not None
    ]

    def keys(name: str) -> set[int]:
        found = (getattr(state, f"{name}_id", None) for state in states)
        return {key for key in found if isinstance(key, int)}

    people = User.objects.filter(pk__in=keys("reader"))
    return Names(
        objects=_called(ProtectedObject, keys("object"), ("name", "object_ref")),
        provisions=_called(Provision, keys("provision"), ("letter", "index")),
        decisions=_called(PlanDecision, keys("decision"), ("archive_ref", "designation")),
        people={person.pk: name_of(person) for person in people},
    )


def _called(model: type[models.Model], keys: set[int], columns: tuple[str, str]) -> dict[int, str]:
    latest = events_of(model).filter(pgh_obj_id__in=keys).order_by("pgh_obj_id", "-pgh_id")
    found = latest.distinct("pgh_obj_id").values_list("pgh_obj_id", *columns)
    joined = model is Provision
    return {pk: f"{one}{other}" if joined else one or other for pk, one, other in found}


def record_name(effect: Effect, names: Names) -> str:
    """What a record is: "Objektet Gamla skolan", "Märkningen q1 på Gamla skolan"."""
    state: Any = effect.state
    kind = str(KINDS[effect.model._meta.label])
    if isinstance(state, Marking):
        told = _("%(letter)s på %(object)s") % {
            "letter": names.provisions.get(state.provision_id, NONE),
            "object": names.objects.get(state.object_id, NONE),
        }
        return f"{kind} {told}"
    if isinstance(state, ProtectedObject | Provision | PlanDecision):
        return f"{kind} {state}".strip()
    if hasattr(state, "decision_id"):
        return f"{kind} {names.decisions.get(state.decision_id, NONE)}"
    return kind


def altered(effect: Effect, names: Names) -> list[Altered]:
    """What a change did to the facts of one record; of a new or removed one, all that it says."""
    return list(_altered(effect, names))


def _altered(effect: Effect, names: Names) -> Iterator[Altered]:
    for field in kept_fields(effect.model):
        before, after = (
            getattr(state, field.attname) if state is not None else None
            for state in (effect.before, effect.after)
        )
        if before == after or (before in (None, "", [], {}) and after in (None, "", [], {})):
            continue
        was, now = (_in_words(field, value, names) for value in (before, after))
        phrase = ""
        if isinstance(before, GEOSGeometry) and isinstance(after, GEOSGeometry):
            phrase = moved(before, after)
        yield Altered(_label(field), was, now, phrase)


def _label(field: "models.Field[Any, Any]") -> str:
    label = LABELS.get(field.name)
    if field.name in ("decision", "kind") and field.choices:
        return str(_("Slag"))
    return str(label or field.verbose_name)


def _in_words(field: "models.Field[Any, Any]", value: Any, names: Names) -> str:
    if value in (None, "", [], {}):
        return NONE
    if isinstance(value, GEOSGeometry):
        return place(value)
    if isinstance(field, models.ForeignKey):
        known: Mapping[Any, str] = {
            "object": names.objects, "provision": names.provisions,
            "decision": names.decisions, "reader": names.people,
        }.get(field.name, {})  # fmt: skip
        return known.get(value, str(value))
    if isinstance(value, dict):
        return ", ".join(f"{name}: {said}" for name, said in value.items())
    if isinstance(value, datetime.date):
        return value.isoformat()
    source = field.base_field if isinstance(field, ArrayField) else field
    labels = dict(source.flatchoices)
    values = value if isinstance(value, list) else [value]
    return ", ".join(str(labels.get(one, one)) for one in values)


def moved(before: GEOSGeometry, after: GEOSGeometry) -> str:
    """How a shape was changed: moved so far, turned into another kind, or which corners differ."""
    if before.geom_type != after.geom_type:
        return _("%(before)s blev %(after)s") % {"before": place(before), "after": place(after)}
    if before.geom_type == "Point":
        metres = before.distance(after)
        told = distance(round(metres)) if metres >= 1 else _("mindre än 1 m")
        return _("flyttat %(metres)s") % {"metres": told}
    were, are = (set(_corners(shape)) for shape in (before, after))
    new, gone = len(are - were), len(were - are)
    middle = distance(round(before.centroid.distance(after.centroid)))
    if not are & were and len(are) == len(were):
        return _("flyttat %(metres)s") % {"metres": middle}
    told_new = ngettext("%(number)s ny brytpunkt", "%(number)s nya brytpunkter", new)
    told_gone = ngettext("%(number)s borttagen", "%(number)s borttagna", gone)
    return f"{told_new % {'number': new}}, {told_gone % {'number': gone}}"


def _corners(shape: Any) -> Iterator[tuple[float, ...]]:
    """The corners of any shape."""
    if shape.geom_type == "Point":
        yield shape.coords
    elif shape.geom_type in ("LineString", "LinearRing"):
        yield from shape.coords
    else:
        for part in shape:
            yield from _corners(part)
