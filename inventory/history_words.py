"""The changes of a plan in words: what each record is called, and what became of its facts."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.contrib.gis.geos import GEOSGeometry
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from inventory.models import (
    Document,
    Evidence,
    Marking,
    PeerCheck,
    PeerRemark,
    ProtectedObject,
    SheetFit,
)
from inventory.passages import SIDES
from inventory.plan_history import Effect
from inventory.templatetags.words import control_points, distance, place
from plans.models import PlanDecision, Provision
from raknaq.lib.effects import kept_fields
from raknaq.lib.history import events_of, name_of

NONE = "–"
PEOPLE = ("reader", "added_by", "author", "checker", "said_by")  # fields that hold a person

# Fields whose models do not say what they are called.
LABELS: Mapping[str, Promise] = {
    "about": gettext_lazy("Granskning"),
    "added_by": gettext_lazy("Tillagd av"),
    "area": gettext_lazy("Område"),
    "author": gettext_lazy("Den som läste"),
    "catalogue_entry": gettext_lazy("Post i planbestämmelsekatalogen"),
    "checked_at": gettext_lazy("Granskad"),
    "checker": gettext_lazy("Granskas av"),
    "covered": gettext_lazy("Täckt del"),
    "decision": gettext_lazy("Beslut"),
    "digest": gettext_lazy("Kopians kontrollsumma"),
    "document": gettext_lazy("Handling"),
    "extra": gettext_lazy("Övriga kolumner ur leveransen"),
    "file_name": gettext_lazy("Fil"),
    "for_author": gettext_lazy("Väntar på den som läste"),
    "height": gettext_lazy("Höjd i bildpunkter"),
    "kind": gettext_lazy("Slag"),
    "left": gettext_lazy("Ställe på sidan"),
    "marking": gettext_lazy("Märkning"),
    "media_type": gettext_lazy("Filtyp"),
    "municipality": gettext_lazy("Kommun"),
    "national_id": gettext_lazy("Identitet i NGP"),
    "object": gettext_lazy("Objekt"),
    "pages": gettext_lazy("Sidor"),
    "plan": gettext_lazy("Plan"),
    "provision": gettext_lazy("Bestämmelse"),
    "reader": gettext_lazy("Läsarens konto"),
    "review": gettext_lazy("Genomgång"),
    "said_at": gettext_lazy("Sagt"),
    "said_by": gettext_lazy("Sagt av"),
    "shell_ref": gettext_lazy("Planens eget beslut, inte inläst"),
    "size": gettext_lazy("Storlek i byte"),
    "source": gettext_lazy("Förslagets grund"),
    "state": gettext_lazy("Ställningstagande"),
    "taken_at": gettext_lazy("Granskas sedan"),
    "width": gettext_lazy("Bredd i bildpunkter"),
}

KINDS: Mapping[str, Promise] = {
    "plans.Plan": gettext_lazy("Planen"),
    "plans.PlanDecision": gettext_lazy("Beslutet"),
    "plans.Provision": gettext_lazy("Bestämmelsen"),
    "plans.PlanRelation": gettext_lazy("Upphörandet"),
    "inventory.ProtectedObject": gettext_lazy("Objektet"),
    "inventory.Marking": gettext_lazy("Märkningen"),
    "inventory.Review": gettext_lazy("Genomgången"),
    "inventory.Document": gettext_lazy("Handlingen"),
    "inventory.Evidence": gettext_lazy("Belägget"),
    "inventory.SheetFit": gettext_lazy("Inpassningen"),
    "inventory.PeerCheck": gettext_lazy("Granskningen"),
    "inventory.PeerRemark": gettext_lazy("Inlägget"),
}


# What only some may read stands where they read it: the words of a copy with the marking, what is
# said in kollegial granskning on its page.
UNTOLD: Mapping[type[models.Model], tuple[str, ...]] = {
    Evidence: ("quote",),
    PeerCheck: ("note",),
    PeerRemark: ("text",),
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
    documents: Mapping[int, str]
    markings: Mapping[int, str]


def names_in(effects: Iterable[Effect]) -> Names:
    """The names of all that some effects of changes refer to."""
    states = [
        state for effect in effects for state in (effect.before, effect.after) if state is not None
    ]

    def keys(*names: str) -> set[int]:
        found = (getattr(state, f"{name}_id", None) for state in states for name in names)
        return {key for key in found if isinstance(key, int)}

    marked = {
        pk: (provision, thing)
        for pk, provision, thing in _latest(Marking, keys("marking"), "provision", "object")
    }
    things = keys("object") | {thing for _, thing in marked.values()}
    letters = keys("provision") | {provision for provision, _ in marked.values()}
    objects = _called(ProtectedObject, things, "name", "object_ref")
    provisions = {
        pk: f"{letter}{index}"
        for pk, letter, index in _latest(Provision, letters, "letter", "index")
    }
    people = User.objects.filter(pk__in=keys(*PEOPLE))
    return Names(
        objects=objects,
        provisions=provisions,
        decisions=_called(PlanDecision, keys("decision"), "archive_ref", "designation"),
        people={person.pk: name_of(person) for person in people},
        documents=_called(Document, keys("document"), "title", "file_name"),
        markings={
            pk: _marking(provisions.get(provision), objects.get(thing))
            for pk, (provision, thing) in marked.items()
        },
    )


def _latest(model: type[models.Model], keys: set[int], *columns: str) -> Any:
    """(key, columns) of records as they are or last were."""
    last = events_of(model).filter(pgh_obj_id__in=keys).order_by("pgh_obj_id", "-pgh_id")
    return last.distinct("pgh_obj_id").values_list("pgh_obj_id", *columns)


def _called(model: type[models.Model], keys: set[int], name: str, other: str) -> dict[int, str]:
    return {pk: called or instead for pk, called, instead in _latest(model, keys, name, other)}


def _marking(provision: str | None, thing: str | None) -> str:
    told = {"letter": provision or NONE, "object": thing or NONE}
    return _("%(letter)s på %(object)s") % told


def record_name(effect: Effect, names: Names) -> str:
    """What a record is: "Objektet Gamla skolan", "Märkningen q1 på Gamla skolan"."""
    state: Any = effect.state
    kind = str(KINDS[effect.model._meta.label])
    if isinstance(state, Marking):
        provision, thing = (
            names.provisions.get(state.provision_id),
            names.objects.get(state.object_id),
        )
        return f"{kind} {_marking(provision, thing)}"
    if isinstance(state, Evidence):
        told = _("i %(document)s, sidan %(page)s") % {
            "document": names.documents.get(state.document_id, NONE),
            "page": state.page,
        }
        return f"{kind} {told}"
    if isinstance(state, SheetFit):
        return f"{kind} {names.documents.get(state.document_id, NONE)}"
    if isinstance(state, ProtectedObject | Provision | PlanDecision | Document):
        return f"{kind} {state}".strip()
    if hasattr(state, "decision_id"):
        return f"{kind} {names.decisions.get(state.decision_id, NONE)}"
    return kind


def altered(effect: Effect, names: Names) -> list[Altered]:
    """What a change did to the facts of one record; of a new or removed one, all that it says."""
    return list(_altered(effect, names))


def _altered(effect: Effect, names: Names) -> Iterator[Altered]:
    for field in kept_fields(effect.model):
        if field.name in UNTOLD.get(effect.model, ()):
            continue
        if field.name in SIDES[1:]:
            continue  # told with the first of them
        before, after = (
            _value(state, field) if state is not None else None
            for state in (effect.before, effect.after)
        )
        if before == after or (before in (None, "", [], {}) and after in (None, "", [], {})):
            continue
        was, now = (_in_words(field, value, names) for value in (before, after))
        phrase = ""
        if isinstance(before, GEOSGeometry) and isinstance(after, GEOSGeometry):
            phrase = moved(before, after)
        yield Altered(_label(field), was, now, phrase)


def _value(state: models.Model, field: "models.Field[Any, Any]") -> Any:
    """What a record says in a field; the four sides of a passage are one value."""
    if field.name == SIDES[0]:
        return tuple(getattr(state, side) for side in SIDES)
    return getattr(state, field.attname)


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
            "decision": names.decisions, "document": names.documents,
            "marking": names.markings, **dict.fromkeys(PEOPLE, names.people),
        }.get(field.name, {})  # fmt: skip
        return known.get(value, str(value))
    if isinstance(value, dict):
        return ", ".join(f"{name}: {said}" for name, said in value.items())
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if field.name == SIDES[0]:
        return _passage(value)
    if field.name == "points":
        return control_points(value)
    source = field.base_field if isinstance(field, ArrayField) else field
    labels = dict(source.flatchoices)
    values = value if isinstance(value, list) else [value]
    return ", ".join(str(labels.get(one, one)) for one in values)


def _passage(sides: tuple[float, float, float, float]) -> str:
    """Where on its page a passage lies."""
    left, top, right, bottom = (round(side * 100) for side in sides)
    if (left, top, right, bottom) == (0, 0, 100, 100):
        return _("hela sidan")
    told = _("%(left)d–%(right)d %% från vänster, %(top)d–%(bottom)d %% uppifrån")
    return told % {"left": left, "right": right, "top": top, "bottom": bottom}


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
