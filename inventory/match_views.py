"""The queue of rows that wait for their decision, on pages: one by one, many alike, taken back."""

import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from inventory import matching
from inventory.forms import MatchForm
from inventory.models import ObjectType, PendingMarking
from inventory.pages import (
    collection,
    feature,
    map_config,
    number_of,
    row_and_version,
    seen_version,
    skipped,
    version_missing,
)
from inventory.queries import (
    PAGE_ROWS,
    answered_rows,
    county_frame,
    next_waiting,
    rows_of_answer,
    rows_without_decision,
    waiting_rows,
)
from inventory.second_look import SecondLook, hindrances
from inventory.templatetags.words import classes
from plans.access import county_to_record, person
from plans.models import County, Delivery, PlanDecision
from raknaq.lib.geo import WGS84
from raknaq.lib.methods import SAVES
from raknaq.lib.states import latest
from raknaq.lib.undo import StandsOnError
from raknaq.lib.versions import StaleVersionError, VersionMissingError

NEAR = 1_000  # metres: the map shows the row and the decisions within so much of it

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
    before = PendingMarking.objects.filter(pk=skipped(request), municipality__county=code).first()
    return _matching(request, place, next_waiting(code, before))


@SAVES
def match(request: HttpRequest, code: str, pending_id: int) -> HttpResponse:
    """One row: the decisions that it may be about; choose one, or refuse them all."""
    place = county_to_record(request, code)
    row = get_object_or_404(PendingMarking, pk=pending_id, municipality__county=code)
    if request.method != "POST":
        return _matching(request, place, row)
    version = seen_version(request)
    if version is None:
        return version_missing(request)
    form = MatchForm(code, request.POST)
    if not form.is_valid():
        return _matching(request, place, row, form, status=422)
    try:
        answer = _settle(request, row, version, form.cleaned_data)
    except matching.NotTakenError as refused:
        for text in refused.texts:
            form.add_error(None, text)
        return _matching(request, place, row, form, status=422)
    except StaleVersionError:
        messages.error(request, _("Någon annan svarade på raden nyss. Så här står den nu."))
        row.refresh_from_db()
        return _matching(request, place, row, status=409)
    return _to("inventory:matching", code, efter=row.pk, svar=answer)


def _settle(
    request: HttpRequest, row: PendingMarking, version: int, told: Mapping[str, Any]
) -> uuid.UUID:
    by = person(request)
    if told["act"] == MatchForm.CHOOSE:
        answer = matching.choose(by=by, pending=row, version=version, decision=told["decision"])
        messages.success(request, _("Raden är nu en märkning. Nästa rad visas."))
    else:
        answer = matching.refuse(by=by, pending=row, version=version, note=told["note"])
        messages.success(request, _("Raden sparas utan beslut. Nästa rad visas."))
    return answer


def _to(name: str, code: str, **asked: Any) -> HttpResponse:
    return redirect(f"{reverse(name, args=[code])}?{urlencode(asked)}")


@SAVES
def match_alike(request: HttpRequest, code: str) -> HttpResponse:
    """Rows of one delivery that are doubtful in one way, each with the decision that fits it.

    A person sees them, ticks and takes in those of a page together.
    """
    place = county_to_record(request, code)
    reason, delivery = _asked(request)
    alike = waiting_rows(code).filter(reason=reason, delivery=delivery, shape__isnull=False)
    if request.method != "POST":
        return _alike(request, place, alike)
    try:
        chosen = _ticked(request, place, delivery)
        answer = matching.choose_several(by=person(request), delivery=delivery, chosen=chosen)
    except ValueError as wrong:
        messages.error(request, str(wrong))
        return _alike(request, place, alike, status=422)
    except VersionMissingError:
        return version_missing(request)
    except StaleVersionError:
        told = _(
            "Någon annan har just svarat på en av raderna. Ingenting sparades. Läs listan igen."
        )
        messages.error(request, told)
        return _alike(request, place, alike, status=409)
    except matching.NotTakenError as refused:
        for text in refused.texts:
            messages.error(request, text)
        return _alike(request, place, alike, status=422)
    text = ngettext(
        "%(number)s rad är nu en märkning.", "%(number)s rader är nu märkningar.", len(chosen)
    )
    messages.success(request, text % {"number": len(chosen)})
    if alike.exists():
        return _to("inventory:match_alike", code, skal=reason, leverans=delivery, svar=answer)
    return _to("inventory:matching", code, svar=answer)


def _asked(request: HttpRequest) -> tuple[PendingMarking.Reason, int]:
    """Which rows are to be seen together: why they wait, and the delivery that brought them."""
    reason = next((one for one in matching.ALIKE if one == request.GET.get("skal")), None)
    delivery = request.GET.get("leverans", "")
    if reason is None or not re.fullmatch(r"\d{1,9}", delivery, re.ASCII):
        raise Http404
    return reason, int(delivery)


def _ticked(request: HttpRequest, place: County, delivery: int) -> list[matching.Chosen]:
    """What the form says of each ticked row: "id:version:decision". Raises ValueError in words."""
    chosen = []
    for told in request.POST.getlist("rad"):
        seen, _colon, answer = told.rpartition(":")
        found, decision = row_and_version(seen), number_of(answer)
        if found is None or decision is None:
            raise ValueError(_("Formuläret är trasigt. Öppna sidan på nytt."))
        chosen.append(matching.Chosen(*found, decision))
    if not chosen:
        raise ValueError(_("Kryssa i minst en rad."))
    if len(chosen) > PAGE_ROWS:
        raise Http404
    rows = PendingMarking.objects.filter(municipality__county=place, delivery=delivery)
    decisions = PlanDecision.objects.filter(municipality__county=place)
    for known, told_of in (
        (rows, {one.pending for one in chosen}),
        (decisions, {one.decision for one in chosen}),
    ):
        if known.filter(pk__in=told_of).count() != len(told_of):
            raise Http404
    return chosen


def _alike(
    request: HttpRequest, place: County, alike: QuerySet[PendingMarking], status: int = 200
) -> HttpResponse:
    reason, delivery = _asked(request)
    page = Paginator(alike, PAGE_ROWS).get_page(request.GET.get("sida"))
    fits = matching.proposals(list(page))
    return render(
        request,
        "inventory/match_alike.html",
        {
            "county": place,
            "reason": reason.label,
            "delivery": Delivery.objects.filter(pk=delivery).first(),
            "page": page,
            "rows": [(row, fits.get(row.pk)) for row in page],
            "answer": _answer(request, place.code),
        },
        status=status,
    )


@SAVES
def take_back(request: HttpRequest, code: str, answer: uuid.UUID) -> HttpResponse:
    """Take an answer back, with all the rows that it was about."""
    place = county_to_record(request, code)
    if request.method != "POST":
        return redirect("inventory:matching", code=code)
    rows = rows_of_answer(answer)
    if not rows or any(row.municipality_id[:2] != code for row in rows):
        raise Http404
    try:
        matching.take_back_answer(answer, by=person(request))
    except StaleVersionError:
        look = SecondLook(_("Svaret är redan ångrat."), by=latest(PendingMarking, rows[0].pk))
        return _matching(request, place, next_waiting(code), status=409, look=look)
    except StandsOnError as stands:
        later = _("Ett senare svar använder samma objekt eller bestämmelse. Ångra det först.")
        told = _("Svaret kan inte ångras, för annat bygger på det.")
        look = SecondLook(told, hindrances=hindrances(stands, later))
        return _matching(request, place, next_waiting(code), status=409, look=look)
    text = ngettext(
        "Svaret är ångrat. Raden väntar igen.",
        "Svaret är ångrat. %(number)s rader väntar igen.",
        len(rows),
    )
    messages.success(request, text % {"number": len(rows)})
    return redirect("inventory:matching", code=code)


def _answer(request: HttpRequest, code: str) -> uuid.UUID | None:
    """The answer that the person has just given, to be taken back beside its message."""
    try:
        answer = uuid.UUID(request.GET.get("svar", ""))
    except ValueError:
        return None
    standing = answered_rows(code).filter(pk__in=[row.pk for row in rows_of_answer(answer)])
    return answer if standing.filter(answer=answer).exists() else None


def _matching(
    request: HttpRequest,
    place: County,
    row: PendingMarking | None,
    form: MatchForm | None = None,
    status: int = 200,
    look: SecondLook | None = None,
) -> HttpResponse:
    groups = _groups(place)
    found = matching.candidates(row) if row else []
    pages = {
        "page": Paginator(rows_without_decision(place.code), PAGE_ROWS),
        "answered": Paginator(answered_rows(place.code), PAGE_ROWS),
    }
    return render(
        request,
        "inventory/matching.html",
        {
            "county": place,
            "row": row,
            "look": look,
            "told": _told(row) if row else [],
            "candidates": found,
            "form": form or MatchForm(place.code),
            "waiting": sum(group["number"] for group in groups),
            "groups": groups,
            "answer": _answer(request, place.code),
            **{name: listed.get_page(request.GET.get("sida")) for name, listed in pages.items()},
            "map": map_config(
                county_frame(place.code),
                county=place.code,
                shapes=collection([*_row_shape(row), *map(_candidate_shape, found)]),
            ),
        },
        status=status,
    )


def _groups(place: County) -> Sequence[dict[str, Any]]:
    """How many rows wait for each reason in each delivery, most first."""
    groups = waiting_rows(place.code).order_by().values("reason", "delivery", "delivery__file_name")
    return [
        {
            **group,
            "label": PendingMarking.Reason(group["reason"]).label,
            "alike": group["reason"] in matching.ALIKE,
        }
        for group in groups.annotate(number=Count("pk")).order_by("-number", "reason", "delivery")
    ]


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
    return [feature(shape, "row", row.pk, "", near=True)]


def _candidate_shape(found: Mapping[str, Any]) -> dict[str, Any]:
    near = found["metres"] is None or found["metres"] <= NEAR
    return feature(found["area"], "candidate", found["id"], found["ref"], near=near)
