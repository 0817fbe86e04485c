"""The queue of a county: its decisions by filter and order, its next task, list and map."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from inventory.check_queries import told_back
from inventory.claims import held_by_others
from inventory.open_years import next_task, pace, scope_of
from inventory.pages import PART, map_config
from inventory.queries import county_frame, open_numbers, undecided_duplicates, waiting_rows
from inventory.queue import EVERYTHING, EXPLAINED, county_queue, page_of, rows_of
from inventory.reading_forms import PlanFilterForm
from inventory.views import LAST_READING
from plans.access import access, county_to_read, person


@require_safe
@vary_on_headers(PART)
def county(request: HttpRequest, code: str) -> HttpResponse:
    """A county's queue as a list and on the map; the list alone for a script that asks for it.

    A filter that cannot be answered is named beside the list, which is empty (404).
    """
    place, by = county_to_read(request, code), person(request)
    today = timezone.localdate()
    asked = PlanFilterForm(code, request.GET)
    selection = asked.selection(by) if asked.is_valid() else EVERYTHING
    queue = county_queue(code, selection, day=today)
    if not asked.is_valid():
        queue = queue.none()
    page = page_of(queue, request.GET.get("sida"))
    held = {claim.plan_id: claim.person for claim in held_by_others(by)}
    told = {
        "county": place,
        "queue": _address(request),
        "rows": rows_of(page, held),
        "page": page,
        "form": asked,
        "active": _removable(request, asked),
        "wrong": _wrong(request, asked),
        "explained": EXPLAINED.get(selection.order),
        "records": code in access(request).records,
    }
    status = 200 if asked.is_valid() else 404
    if request.headers.get(PART) == "queue":
        return render(request, "inventory/queue_list.html", told, status=status)
    task = next_task(scope_of(code), today)
    told |= {
        "back": told_back(by),
        "task": task,
        "pace": pace(code) if task.plans else None,
        "open": open_numbers(code, today),
        "last_reading": request.session.get(LAST_READING),
        "waiting": waiting_rows(code).count(),
        "duplicates": undecided_duplicates(code),
        "map": map_config(county_frame(code), county=code),
    }
    return render(request, "inventory/county.html", told, status=status)


def _address(request: HttpRequest, *without: str) -> str:
    """The query that says which queue this is, without its page and what is empty."""
    kept = QueryDict(mutable=True)
    for name, value in request.GET.items():
        if value and name not in ("sida", *without):
            kept[name] = str(value)
    return kept.urlencode()


def _wrong(request: HttpRequest, asked: PlanFilterForm) -> list[tuple[str, str, str, str]]:
    """What is asked for and cannot be answered: label, value, why, and the address without it."""
    return [
        (str(field.label), request.GET.get(field.name, ""), " ".join(map(str, field.errors)),
         _address(request, field.name))
        for field in asked if field.errors
    ]  # fmt: skip


def _removable(request: HttpRequest, asked: PlanFilterForm) -> list[tuple[str, str, str]]:
    """What is asked for: label, value and the address without it."""
    if not asked.is_valid():
        return []
    return [(label, value, _address(request, name)) for name, label, value in asked.active()]
