"""The pages of deliveries: hand in, say how to read, follow, read the report, accept, undo."""

import csv
import json
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, Sum
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from plans import deliveries
from plans.access import (
    access,
    deliveries_to_see,
    delivery_to_accept,
    delivery_to_see,
    may_throw_away,
    person,
)
from plans.imports.mapping import write_mapping
from plans.imports.reasons import say
from plans.models import Delivery, Issue
from raknaq.deliveries.forms import HandInForm, ReadingForm
from raknaq.deliveries.jobs import ask
from raknaq.deliveries.report import PAGE_ROWS, page_of, standing, text_of
from raknaq.deliveries.words import PAGE
from raknaq.kinds import KINDS, LABELS
from raknaq.lib.files import FileRefusedError
from raknaq.lib.methods import SAVES

SHOWN_PLACES = 2_000

Task = Delivery.Task


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The deliveries that one may see, the latest first."""
    _may_hand_in(request)
    found = deliveries_to_see(request).select_related("received_by", "county").order_by("-pk")
    found = found.defer("preview", "hindrances", "unknown", "county__area", "county__area_3857")
    found = found.annotate(
        errors=Sum("issues__count", filter=Q(issues__severity=Issue.Severity.ERROR), default=0)
    )
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("sida"))
    rows = [(delivery, LABELS[delivery.kind], standing(delivery)) for delivery in page]
    return render(request, "deliveries/list.html", {"page": page, "rows": rows})


@SAVES
def new(request: HttpRequest) -> HttpResponse:
    """Hand a file in."""
    _may_hand_in(request)
    seen = access(request)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = HandInForm(seen.hands_in, *posted, national=seen.accepts_nationally)
    if posted and form.is_valid():
        told = form.cleaned_data
        try:
            delivery = deliveries.hand_in(
                KINDS[told["kind"]], told["parts"], by=person(request), county=told["county"],
                sender=told["sender"], note=told["note"], mapping=told["mapping"],
            )  # fmt: skip
        except FileRefusedError as refused:
            form.add_error("parts", say(refused.reason, refused.facts, speech=PAGE))
        else:
            ask(delivery, Task.LOOK, by=person(request))
            return redirect("deliveries:delivery", delivery_id=delivery.pk)
    status = 422 if posted else 200
    earlier = deliveries_to_see(request).exclude(sender="").order_by("sender")
    senders = earlier.values_list("sender", flat=True).distinct()
    return render(request, "deliveries/new.html", {"form": form, "senders": senders}, status=status)


@SAVES
def delivery(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """One delivery: what it holds, how it is read, what it would change, and its issues."""
    found = delivery_to_see(request, delivery_id)
    form = ReadingForm(KINDS[found.kind], found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _read_so(request, found, form)
    status = 422 if request.method == "POST" else 200
    return render(request, "deliveries/delivery.html", page_of(request, found, form), status=status)


def _read_so(request: HttpRequest, found: Delivery, form: ReadingForm) -> HttpResponse:
    """Keep how the file is to be read; then look again, or check it."""
    told = deliveries.options_as_json(form.options())
    again = "columns" not in found.found or any(
        (found.options.get(name) or None) != told[name] for name in ("layer", "encoding")
    )
    if again and "columns" in found.found:  # another layer has columns of its own
        told["mapping"]["columns"] = {}
    task = Task.LOOK if again else Task.CHECK
    facts = {"options": told, "state": Delivery.State.RECEIVED}
    if not ask(found, task, by=person(request), seen=_seen(request), **facts):
        messages.error(
            request,
            _("Leveransen kan inte läsas om nu, eller så har någon gjort det. Börja om härifrån."),
        )
    return redirect("deliveries:delivery", delivery_id=found.pk)


@require_safe
def state(request: HttpRequest, delivery_id: int) -> JsonResponse:
    """How far the work on a delivery has come."""
    found = delivery_to_see(request, delivery_id)
    return JsonResponse(
        {
            "task": found.task,
            "text": _progress(found),
            "done": found.done,
            "total": found.total,
        }
    )


def _progress(found: Delivery) -> str:
    if not found.task:
        return ""
    what = str(Task(found.task).label)
    if found.step == "read":
        if found.total:
            return _("%(what)s: %(done)s av %(total)s rader lästa") % {
                "what": what, "done": found.done, "total": found.total,
            }  # fmt: skip
        return _("%(what)s: %(done)s rader lästa") % {"what": what, "done": found.done}
    if found.step == "steps":
        return _("%(what)s: steg %(done)s av %(total)s") % {
            "what": what, "done": found.done + 1, "total": found.total,
        }  # fmt: skip
    return what


@require_safe
def issues_file(request: HttpRequest, delivery_id: int) -> StreamingHttpResponse:
    """All the issues of a delivery as CSV."""
    found = delivery_to_see(request, delivery_id)
    answer = StreamingHttpResponse(_issue_lines(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="leverans-{found.pk}-avvikelser.csv"'
    return answer


class _Echo:
    """What csv.writer writes to: it gives each line back."""

    def write(self, line: str) -> str:
        return line


def _issue_lines(found: Delivery) -> Iterator[str]:
    writer = csv.writer(_Echo(), delimiter=";")
    yield "\ufeff"
    header = (_("grad"), _("rad"), _("kolumn"), _("värde"), _("text"), "E", "N")
    yield str(writer.writerow(header))
    for issue in found.issues.order_by("severity", "row", "pk").iterator(chunk_size=1_000):
        place = issue.place
        where = (round(place.x), round(place.y)) if place else ("", "")
        cells = (
            issue.get_severity_display(), issue.row or "", issue.field, issue.value, text_of(issue)
        )  # fmt: skip
        yield str(writer.writerow([_plain(cell) for cell in (*cells, *where)]))


def _plain(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@")) else cell


@require_safe
def places(request: HttpRequest, delivery_id: int) -> JsonResponse:
    """Where the issues and the new and altered records of a delivery lie, as GeoJSON."""
    found = delivery_to_see(request, delivery_id)
    told = []
    for effect in found.preview:
        for action, name, east, north, outline in effect["places"]:
            if outline:
                told.append(_feature(action, name, json.loads(outline)))
            told.append(_feature(action, name, _point(east, north)))
    marked = found.issues.filter(place__isnull=False).order_by("severity", "pk")[:SHOWN_PLACES]
    for issue in marked:
        assert issue.place is not None  # noqa: S101 (filtered above)
        place: Any = issue.place.transform(4326, clone=True)
        told.append(_feature(issue.severity, text_of(issue), _point(place.x, place.y)))
    return JsonResponse({"type": "FeatureCollection", "features": told})


def _feature(kind: str, text: str, geometry: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "Feature", "properties": {"kind": kind, "text": text}, "geometry": geometry,
    }  # fmt: skip


def _point(east: float, north: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [east, north]}


@require_safe
def mapping_file(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Which column is which as a mapping file, for the command line or another delivery."""
    found = delivery_to_see(request, delivery_id)
    text = write_mapping(deliveries.options_of(found).mapping)
    answer = HttpResponse(text, content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="leverans-{found.pk}.toml"'
    return answer


@require_POST
def accept(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Have the delivery taken in."""
    found = delivery_to_accept(request, delivery_id)
    if found.issues.filter(severity=Issue.Severity.ERROR).exists():
        messages.error(request, _("Leveransen har fel som måste rättas först."))
    elif not ask(found, Task.ACCEPT, by=person(request), seen=_seen(request) or ""):
        messages.error(request, _not_accepted(found))
    return redirect("deliveries:delivery", delivery_id=found.pk)


def _not_accepted(found: Delivery) -> str:
    found.refresh_from_db(fields=["state"])
    if found.state == Delivery.State.ACCEPTED:
        return _("Leveransen är redan godtagen.")
    return _("Leveransen godtogs inte: den har kontrollerats på nytt eller arbetas med just nu.")


@require_POST
def again(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Hand in the file of a delivery that was undone once more, to be checked and accepted."""
    found = delivery_to_see(request, delivery_id)
    if found.state != Delivery.State.UNDONE:
        messages.error(request, _("Bara en ångrad leverans lämnas in igen."))
        return redirect("deliveries:delivery", delivery_id=found.pk)
    try:
        handed_in = deliveries.hand_in_again(KINDS[found.kind], found, by=person(request))
    except FileRefusedError as refused:
        messages.error(request, say(refused.reason, refused.facts, speech=PAGE))
        return redirect("deliveries:delivery", delivery_id=found.pk)
    ask(handed_in, Task.LOOK, by=person(request))
    return redirect("deliveries:delivery", delivery_id=handed_in.pk)


@require_POST
def undo(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Have all that the delivery changed written back."""
    found = delivery_to_accept(request, delivery_id)
    if not ask(found, Task.UNDO, by=person(request)):
        messages.error(request, _("Leveransen kan inte ångras nu. Läs hur det står till med den."))
    return redirect("deliveries:delivery", delivery_id=found.pk)


@require_POST
def throw_away(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Delete a delivery that was never accepted."""
    found = delivery_to_see(request, delivery_id)
    if not may_throw_away(request, found):
        raise PermissionDenied(_("Den som lämnade in leveransen eller länsansvarig tar bort den."))
    if not deliveries.throw_away(found):
        messages.error(request, _("En leverans som har godtagits eller arbetas med blir kvar."))
        return redirect("deliveries:delivery", delivery_id=found.pk)
    messages.success(request, _("Leveransen är borttagen."))
    return redirect("deliveries:list")


def _seen(request: HttpRequest) -> str | None:
    """Which check the one who asks has read the report of; None before the first."""
    return request.POST.get("seen") or None


def _may_hand_in(request: HttpRequest) -> None:
    seen = access(request)
    if not seen.hands_in and not seen.accepts_nationally:
        raise PermissionDenied(_("Leveranser är för registrerare, länsansvariga och samordnare."))
