"""The queues of a county: waiting rows that need a decision, pairs that may be one thing."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.gis.db.models.functions import AsGeoJSON, Transform
from django.core.paginator import Paginator
from django.db.models import Count, Field, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from inventory import duplicates, matching
from inventory.forms import MatchForm
from inventory.models import ObjectType, PendingMarking, PossibleDuplicate, ProtectedObject
from inventory.pages import map_config
from inventory.queries import (
    PAGE_ROWS,
    county_frame,
    duplicate_pairs,
    next_waiting,
    rows_without_decision,
    undecided_duplicates,
    waiting_rows,
)
from inventory.templatetags.words import classes
from plans.access import access, county_to_record, person
from plans.models import County
from raknaq.lib.geo import WGS84
from raknaq.lib.undo import StandsOnError
from raknaq.lib.versions import StaleVersionError

NEAR = 1_000  # metres: the map shows the row and the decisions within so much of it
DECIMALS = 7
MAX_DIGITS = 10  # of a number in an address or a form: what the database takes

TOLD: Mapping[str, Promise] = {
    "archive_ref": gettext_lazy("Akt"),
    "designation": gettext_lazy("Planbeteckning"),
    "letter": gettext_lazy("Beteckning"),
    "index": gettext_lazy("Index"),
    "classes": gettext_lazy("Typ av bestämmelse"),
    "wording": gettext_lazy("Formulering"),
    "object_type": gettext_lazy("Objekttyp"),
    "name": gettext_lazy("Namn"),
    "property_designation": gettext_lazy("Fastighet"),
    "address": gettext_lazy("Adress"),
    "year": gettext_lazy("År"),
    "building_count": gettext_lazy("Antal byggnader"),
    "gone_on": gettext_lazy("Borta från och med"),
    "ended_on": gettext_lazy("Upphörde gälla"),
    "evidence": gettext_lazy("Handling"),
    "recorded_on": gettext_lazy("Registrerad den"),
    "recorded_by": gettext_lazy("Registrerad av"),
    "note": gettext_lazy("Anteckning"),
}


@require_safe
def matching_page(request: HttpRequest, code: str) -> HttpResponse:
    """The first waiting row of a county, or the first after the one that was skipped."""
    place = county_to_record(request, code)
    skipped = PendingMarking.objects.filter(pk=_skipped(request), municipality__county=code).first()
    return _matching(request, place, next_waiting(code, skipped))


@require_http_methods(["GET", "HEAD", "POST"])
def match(request: HttpRequest, code: str, pending_id: int) -> HttpResponse:
    """One row: the decisions that it may be about; choose one, or refuse them all."""
    place = county_to_record(request, code)
    row = PendingMarking.objects.filter(pk=pending_id, municipality__county=code).first()
    if row is None:
        raise Http404
    if request.method != "POST":
        return _matching(request, place, row)
    version = _version(request)
    if version is None:
        return render(request, "inventory/version_missing.html", status=428)
    form = MatchForm(code, request.POST)
    if not form.is_valid():
        return _matching(request, place, row, form, status=422)
    try:
        _settle(request, row, version, form.cleaned_data)
    except matching.NotTakenError as refused:
        for text in refused.texts:
            form.add_error(None, text)
        return _matching(request, place, row, form, status=422)
    except StaleVersionError:
        messages.error(request, _("Någon annan svarade på raden nyss. Så här står den nu."))
        row.refresh_from_db()
        return _matching(request, place, row, status=409)
    address = redirect("inventory:matching", code=code)
    address["Location"] += f"?efter={row.pk}"
    return address


def _settle(
    request: HttpRequest, row: PendingMarking, version: int, told: Mapping[str, Any]
) -> None:
    by = person(request)
    if told["act"] == MatchForm.CHOOSE:
        matching.choose(by=by, pending=row, version=version, decision=told["decision"])
        messages.success(request, _("Raden är nu en märkning. Nästa rad visas."))
    else:
        matching.refuse(by=by, pending=row, version=version, note=told["note"])
        messages.success(request, _("Raden sparas utan beslut. Nästa rad visas."))


@require_POST
def match_all(request: HttpRequest, code: str) -> HttpResponse:
    """Take in all rows that are doubtful in one way, if they are as many as the person saw."""
    place = county_to_record(request, code)
    seen = _version(request)
    if seen is None:
        return render(request, "inventory/version_missing.html", status=428)
    reason = next((one for one in matching.ALIKE if one == request.POST.get("reason")), None)
    if reason is None:
        raise Http404
    if waiting_rows(code).filter(reason=reason).count() != seen:
        messages.error(request, _("Antalet rader har ändrats. Läs det nya antalet först."))
        return _matching(request, place, next_waiting(code), status=409)
    try:
        taken = matching.choose_all(by=person(request), county=code, reason=reason)
    except matching.NotTakenError as refused:
        for text in refused.texts[:PAGE_ROWS]:
            messages.error(request, text)
        return _matching(request, place, next_waiting(code), status=422)
    text = ngettext(
        "%(number)s rad är nu en märkning.", "%(number)s rader är nu märkningar.", taken
    )
    messages.success(request, text % {"number": taken})
    return redirect("inventory:matching", code=code)


def _matching(
    request: HttpRequest,
    place: County,
    row: PendingMarking | None,
    form: MatchForm | None = None,
    status: int = 200,
) -> HttpResponse:
    waiting = waiting_rows(place.code)
    counted = dict(waiting.values_list("reason").annotate(number=Count("pk")).order_by("-number"))
    unmatched = rows_without_decision(place.code)
    found = matching.candidates(row) if row else []
    return render(
        request,
        "inventory/matching.html",
        {
            "county": place,
            "row": row,
            "told": _told(row) if row else [],
            "candidates": found,
            "form": form or MatchForm(place.code),
            "waiting": sum(counted.values()),
            "groups": [
                (reason, PendingMarking.Reason(reason).label, number, reason in matching.ALIKE)
                for reason, number in counted.items()
            ],
            "page": Paginator(unmatched, PAGE_ROWS).get_page(request.GET.get("sida")),
            "map": map_config(
                county_frame(place.code),
                county=place.code,
                shapes=_collection([*_row_shape(row), *map(_candidate_shape, found)]),
            ),
        },
        status=status,
    )


def _told(row: PendingMarking) -> list[tuple[str, Any]]:
    """What a row says, label by label, and its unmapped columns under their own names."""
    said = {**row.values}
    if "classes" in said:
        said["classes"] = classes(said["classes"])
    if "object_type" in said:
        said["object_type"] = ObjectType(said["object_type"]).label
    named = [(str(label), said[name]) for name, label in TOLD.items() if said.get(name)]
    return [*named, *row.extra.items()]


def _row_shape(row: PendingMarking | None) -> list[dict[str, Any]]:
    if row is None or row.shape is None:
        return []
    shape = row.shape.transform(WGS84, clone=True).geojson
    return [_feature(shape, "row", row.pk, "", near=True)]


def _candidate_shape(found: Mapping[str, Any]) -> dict[str, Any]:
    near = found["metres"] is None or found["metres"] <= NEAR
    return _feature(found["area"], "candidate", found["id"], found["ref"], near=near)


def _feature(shape: str | None, layer: str, key: int, label: str, *, near: bool) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": json.loads(shape) if shape else None,
        "properties": {"layer": layer, "id": key, "label": label, "near": near},
    }


def _collection(features: Iterable[dict[str, Any]]) -> dict[str, Any]:
    drawn = [feature for feature in features if feature["geometry"]]
    return {"type": "FeatureCollection", "features": drawn}


@require_safe
def duplicates_page(request: HttpRequest, code: str) -> HttpResponse:
    """The first pair of a county that nobody has decided on, or the first after the skipped."""
    return _duplicates(request, county_to_record(request, code))


@require_POST
def decide(request: HttpRequest, code: str, pair_id: int) -> HttpResponse:
    """Merge a pair, keep it apart, or take either back.

    What changes an object of two counties needs the right to record in both.
    """
    place = county_to_record(request, code)
    pair = duplicate_pairs(code).select_related("a", "b").filter(pk=pair_id).first()
    if pair is None:
        raise Http404
    decided = {
        "merge": (duplicates.merge, _merged(pair)),
        "apart": (duplicates.keep_apart, _("De två hålls isär. Det kan ångras nedan.")),
        "unmerge": (duplicates.unmerge, _("Sammanslagningen är ångrad. Paret är obesvarat igen.")),
        "reopen": (duplicates.reopen, _("Svaret är ångrat. Paret är obesvarat igen.")),
    }
    version = _version(request)
    if version is None:
        return render(request, "inventory/version_missing.html", status=428)
    if request.POST.get("act") not in decided:
        raise Http404
    if request.POST["act"] in ("merge", "unmerge"):
        for other in _counties(pair):
            county_to_record(request, other)
    action, done = decided[request.POST["act"]]
    try:
        action(by=person(request), pair=pair, version=version)
    except StaleVersionError:
        messages.error(request, _("Någon annan ändrade paret nyss. Så här står det nu."))
        return _duplicates(request, place, status=409)
    except StandsOnError as stands:
        hindrances = [_("Sammanslagningen kan inte ångras, för annat bygger på den:")]
        hindrances += [
            _("%(day)s: %(who)s, %(why)s") % {"day": one.day, "who": one.who, "why": one.why}
            for one in stands.hindrances
            if one.who or one.why
        ]
        messages.error(request, " ".join(hindrances))
        return _duplicates(request, place, status=409)
    messages.success(request, done)
    return redirect("inventory:duplicates", code=code)


def _counties(pair: PossibleDuplicate) -> set[str]:
    """The codes of the counties in which the objects of a pair lie, or lay."""
    other = pair.b.municipality_id if pair.b else pair.merged_municipality_id
    return {pair.a.municipality_id[:2], str(other)[:2]}


def _merged(pair: PossibleDuplicate) -> str:
    """What is said when a pair has become one object."""
    done = _("De två är nu ett objekt. Det kan ångras nedan.")
    if pair.b is None or pair.a.building_count == pair.b.building_count:
        return done
    number = max(pair.a.building_count, pair.b.building_count)
    return f"{done} {_('Antal byggnader är nu %(number)s, det större talet.') % {'number': number}}"


def _duplicates(request: HttpRequest, place: County, status: int = 200) -> HttpResponse:
    pairs = duplicate_pairs(place.code)
    undecided = pairs.filter(state=PossibleDuplicate.State.UNDECIDED)
    shown = undecided.filter(pk__gt=_skipped(request)).first() or undecided.first()
    decided = pairs.exclude(state=PossibleDuplicate.State.UNDECIDED)
    decided = decided.select_related("a", "b", "decided_by").defer("a__shape", "a__shape_3857")
    things = _things(shown) if shown else []
    return render(
        request,
        "inventory/duplicates.html",
        {
            "county": place,
            "pair": shown,
            "things": things,
            "rows": _compared(things),
            "others": _others(request, shown) if shown else [],
            "metres": round(things[0].shape.distance(things[1].shape), 1) if things else None,
            "undecided": undecided_duplicates(place.code),
            "page": Paginator(decided.order_by("-decided_on", "-pk"), PAGE_ROWS).get_page(
                request.GET.get("sida")
            ),
            "map": map_config(
                county_frame(place.code),
                county=place.code,
                shapes=_collection(
                    _feature(thing.geojson, "row", thing.pk, letter, near=True)  # type: ignore[attr-defined]
                    for letter, thing in zip("AB", things, strict=False)
                ),
            ),
        },
        status=status,
    )


def _others(request: HttpRequest, pair: PossibleDuplicate) -> list[County]:
    """The counties in which a pair's objects lie and the one who asks does not record."""
    barred = _counties(pair) - set(access(request).records)
    return list(County.objects.filter(code__in=barred).only("name"))


def _things(pair: PossibleDuplicate) -> list[ProtectedObject]:
    found = ProtectedObject.objects.filter(Q(pk=pair.a_id) | Q(pk=pair.b_id)).order_by("pk")
    shown = found.annotate(geojson=AsGeoJSON(Transform("shape", WGS84), precision=DECIMALS))
    return list(
        shown.defer("shape_3857")
        .select_related("municipality")
        .prefetch_related("markings__provision__decision")
    )


def _compared(things: list[ProtectedObject]) -> list[tuple[str, list[Any]]]:
    """Both objects' own facts side by side; what both leave empty is left out."""
    names = ("municipality", "object_type", "name", "property_designation", "address", "building_count",
             "gone_on", "building_id", "bebyggelsenummer", "object_ref")  # fmt: skip
    rows = []
    for name in names:
        field: Field[Any, Any] = ProtectedObject._meta.get_field(name)  # type: ignore[assignment]
        said = [dict(field.flatchoices).get(t, t) for t in (getattr(one, name) for one in things)]
        if any(said):
            rows.append((str(field.verbose_name), said))
    return rows


def _skipped(request: HttpRequest) -> int:
    """The key of what was shown before, 0 where nothing was."""
    text = request.GET.get("efter", "")
    return int(text) if text.isdecimal() and len(text) < MAX_DIGITS else 0


def _version(request: HttpRequest) -> int | None:
    """The version (or the number) that the person saw, None where the form does not say."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < MAX_DIGITS else None
