"""The page of a conflict: what I started from, what I wrote and what others saved, field by field.

Works for any form that writes versioned records and carries their versions. What only one side
altered is joined by itself; of what both did, a person says whose stands, or goes on typing.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.contrib.gis.geos import GEOSGeometry
from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from inventory.conflicts import Difference, Side, as_sent, differences
from inventory.fitting import COLUMNS
from inventory.pages import number_of
from inventory.plan_map import plan_map
from inventory.templatetags.words import distance, place
from plans.models import Plan
from raknaq.lib.geo import WGS84, shape_from_wkt
from raknaq.lib.states import Alteration, alterations, at_version

M = TypeVar("M", bound=models.Model)

PLACE = ("east", "north", "drawn")  # form fields that are one value: where the thing is
PARTS = {"place": PLACE, "fit": ("method", *COLUMNS)}


@dataclass(frozen=True)
class Subject:
    """What a conflict is about: its kind and its name in words, the address of its form, and the
    last part of the key of its form's draft.
    """

    kind: str
    name: str
    address: str
    draft: str


@dataclass(frozen=True)
class Record:
    """One record that a form writes: its row, the form's field with its version, its form fields.

    `columns` names the column of a form field where it is called otherwise.
    """

    row: models.Model
    version: str
    fields: tuple[str, ...]
    columns: Mapping[str, str]


@dataclass(frozen=True)
class Item:
    """One difference in words, with the form's own fields for it and who wrote theirs when."""

    difference: Difference
    label: str
    base: str
    mine: str
    theirs: str
    by: Alteration | None
    fields: list[forms.BoundField]
    sent: list[tuple[str, str]]
    """The two sides as hidden inputs of the form: (name, value)."""


def parts(name: str) -> tuple[str, ...]:
    """The form fields of one value."""
    return PARTS.get(name, (name,))


def as_of(row: M, text: str, pk: int | None = None) -> M:
    """A row (of another key: `pk`) as it was in the version that is sent.

    A version that never was leaves the row as it stands; the writing judges it.
    """
    version, key = number_of(text), pk or row.pk
    if version is None or (row.pk == key and row.version == version):  # type: ignore[attr-defined]
        return row
    return at_version(type(row), key, version) or row


def answered(data: QueryDict) -> QueryDict:
    """What was sent, less the choices of a conflict's page: the fields hold what was chosen.

    Where a choice is missing the versions are those that the person started from, so that saving
    meets the same conflict again; nothing typed is lost.
    """
    told = data.copy()
    for name in data.getlist("conflict"):
        choice = data.get(f"choice-{name}", "")
        if choice in (Side.MINE, Side.THEIRS):
            for field in parts(name):
                told.setlist(field, data.getlist(f"{choice}-{field}"))
        elif choice != "edit":
            for field in data.getlist("versions"):
                told[field] = data.get(f"started-{field}", "")
    return told


def unanswered(data: QueryDict) -> bool:
    """Whether a choice of a conflict's page is missing."""
    choices = {Side.MINE.value, Side.THEIRS.value, "edit"}
    return any(data.get(f"choice-{name}") not in choices for name in data.getlist("conflict"))


def conflict_of(
    mine: forms.Form,
    theirs: forms.Form,
    records: Sequence[Record],
    joined: Callable[[QueryDict], forms.Form],
) -> dict[str, Any]:
    """What the template says of a conflict, with the map's `shapes`.

    `mine` is the valid form as sent, built on what the person started from, `theirs` the form of
    what stands now, `records` the rows that stand now; `joined` makes the form that the page sends,
    from its data on the versions that stand.
    """
    names = [
        name
        for name, field in mine.fields.items()
        if name in mine.initial and not field.widget.is_hidden and name not in PLACE
    ]
    names = ["place", *names] if "east" in mine.fields else names
    base = _values(mine.initial, names)
    found = differences(base, base | _changed(mine, names), _values(theirs.initial, names))
    by = dict(_altered(records, mine))
    form = joined(_joined(mine, theirs, records, found))
    items = [_item(form, theirs, one, by.get(one.name)) for one in found]
    both = [item for item in items if item.difference.side == Side.BOTH]
    shown = {field for item in both for field in parts(item.difference.name)}
    moved = next((one for one in found if one.name == "place"), None)
    return {
        "form": form,
        "both": both,
        "joined": [item for item in items if item.difference.side != Side.BOTH],
        "carried": [form[name] for name in form.fields if name not in shown],
        "started": [
            (record.version, as_sent(mine.cleaned_data[record.version])[0]) for record in records
        ],
        **(_places(moved) if moved else {"shapes": {}}),
    }


def conflict_page(
    request: HttpRequest, plan: Plan, subject: Subject, told: dict[str, Any], **more: Any
) -> HttpResponse:
    """The page of a conflict (409) as `conflict_of` tells it, beside the plan's map."""
    page = {
        "subject": subject,
        "plan": plan,
        "queue": request.POST.get("ko", ""),
        "unanswered": unanswered(request.POST),
        **told,
        "map": plan_map(plan, conflict=told["shapes"], **more),
    }
    return render(request, "inventory/conflict.html", page, status=409)


def _places(moved: Difference) -> dict[str, Any]:
    """The two places as geometries (GeoJSON in WGS 84), and how far `apart` they are."""
    mine, theirs = _shape(moved.mine), _shape(moved.theirs)
    if mine is None or theirs is None or mine == theirs:
        return {"shapes": {}}
    sides = {"mine": mine, "theirs": theirs}
    geometries = {
        side: json.loads(shape.transform(WGS84, clone=True).json) for side, shape in sides.items()
    }
    return {"shapes": geometries, "apart": distance(round(mine.distance(theirs)))}


def _values(said: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Values as they are compared: texts without outer space, lists in order, None as empty."""
    return {name: _value(said, name) for name in names}


def _value(said: Mapping[str, Any], name: str) -> Any:
    if name == "place":
        return tuple(_plain(said.get(part)) for part in PLACE)
    return _plain(said.get(name))


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(sorted(value))
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    return "" if value is None else value


def _changed(form: forms.Form, names: Sequence[str]) -> dict[str, Any]:
    altered = [name for name in names if set(parts(name)) & set(form.changed_data)]
    return _values(form.cleaned_data, altered)


def _joined(
    mine: forms.Form, theirs: forms.Form, records: Sequence[Record], found: Sequence[Difference]
) -> QueryDict:
    """What was sent, with what only they altered as they have it, on the versions that stand."""
    data: Any = mine.data.copy()  # type: ignore[attr-defined]
    for record in records:
        data[record.version] = str(record.row.version)  # type: ignore[attr-defined]
    for one in found:
        if one.side == Side.THEIRS:
            for part in parts(one.name):
                data.setlist(part, as_sent(theirs[part].value()))
    told: QueryDict = data
    return told


def _altered(records: Sequence[Record], mine: forms.Form) -> Iterator[tuple[str, Alteration]]:
    for record in records:
        since = mine.cleaned_data.get(record.version)
        if since is None or record.row.pk is None:
            continue
        known = alterations(type(record.row), record.row.pk, since)
        for name in record.fields:
            by = known.get(record.columns.get(name, name))
            if by:
                yield name, by


def _item(form: forms.Form, theirs: forms.Form, one: Difference, by: Alteration | None) -> Item:
    fields = [form[part] for part in parts(one.name)]
    return Item(
        difference=one,
        label=str(_("Läge")) if one.name == "place" else str(fields[0].label),
        base=in_words(form, one.name, one.base),
        mine=in_words(form, one.name, one.mine),
        theirs=in_words(form, one.name, one.theirs),
        by=by,
        fields=fields,
        sent=[
            (f"{side}-{field.html_name}", text)
            for side, values in (
                ("mine", [as_sent(field.value()) for field in fields]),
                ("theirs", [as_sent(theirs[field.name].value()) for field in fields]),
            )
            for field, texts in zip(fields, values, strict=True)
            for text in texts
        ],
    )


def in_words(form: forms.Form, name: str, value: Any) -> str:
    """A value of a form as it is read: the labels of its codes, – for none."""
    if name == "place":
        shape = _shape(value)
        return place(shape) if shape else "–"
    labels = dict(getattr(form.fields[name], "choices", ()))
    values = value if isinstance(value, tuple) else [value]
    return ", ".join(str(labels.get(one, one)) for one in values if one not in ("", None)) or "–"


def _shape(value: tuple[Any, Any, Any]) -> GEOSGeometry | None:
    east, north, drawn = value
    if east != "" and north != "":
        return shape_from_wkt(f"POINT({east} {north})")
    return shape_from_wkt(drawn) if drawn else None
