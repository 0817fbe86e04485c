"""The recording pages: one plan with its markings."""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from inventory import actions
from inventory.cautions import cautions
from inventory.check_queries import checks_in_hand, told_back
from inventory.claims import claim, holder
from inventory.clashes import clash
from inventory.document_list import document_list
from inventory.drafts import tell_saved
from inventory.forms import MarkingForm
from inventory.models import Basis, Marking
from inventory.pages import PART
from inventory.plan_map import plan_map
from inventory.plan_record import ends_to_answer, relations
from inventory.plan_rows import ALL, FIRST, LATER, record_rows
from inventory.queries import plan_decisions
from inventory.queue import near_query
from inventory.reading_forms import ReadingForm
from inventory.readings import state_of
from inventory.second_look import SecondLook
from inventory.shapes import plan_shapes
from plans.access import access, person, plan_to_read, plan_to_record
from plans.ends import ANSWERS
from plans.models import CatalogueEntry, County, Plan, PlanDecision
from raknaq.lib.methods import SAVES
from raknaq.lib.versions import StaleVersionError

LAST_READING, LAST_GIVEN = "last_reading", "last_given"  # kept in the session
BASIS, LOOKED_FOR = "basis", "looked_for"
READING = ("outcome", "basis", "decisions", "looked_for", "themes_shown", "seen", "ko")


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The member's own county at once; a choice of counties for the others."""
    seen = access(request)
    if not seen.reads:
        return render(request, "inventory/no_access.html", status=403)
    if len(seen.records) == 1:
        return redirect("inventory:county", code=seen.records[0])
    counties = County.objects.defer("area", "area_3857").filter(code__in=seen.reads)
    told = {"counties": counties, "records": seen.records, "back": told_back(person(request))}
    return render(request, "inventory/start.html", told)


@require_safe
@vary_on_headers(PART)
def plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """One plan: its decisions, its markings, and the form for a new one.

    The rows of its lists that did not come with it for a script that asks for them alone.
    """
    found = plan_to_read(request, plan_id)
    records = found.municipality.county_id in access(request).records
    if request.headers.get(PART) == "rows":
        return _later_rows(request, found, records=records)
    chosen = request.GET.get("bestammelse", "")
    form = MarkingForm(found, initial={"provision": chosen}) if records else None
    return plan_page(request, found, form)


def _later_rows(request: HttpRequest, found: Plan, *, records: bool) -> HttpResponse:
    told = {
        "plan": found,
        "decisions": _decisions(found),
        "rows": record_rows(found, LATER),
        "form": records,
        "opens_copies": found.municipality.county_id in access(request).opens_copies,
        "queue": queue_of(request),
    }
    return render(request, "inventory/later_rows.html", told)


def plan_page(
    request: HttpRequest,
    found: Plan,
    form: MarkingForm | None,
    status: int = 200,
    *,
    reading: ReadingForm | None = None,
    asked: bool = False,
    wrong_end: str = "",
    look: SecondLook | None = None,
) -> HttpResponse:
    """A plan with a form for a new marking, and for what came of reading it, as they stand.

    `asked`: the reading that is posted waits for what is said of the older plans under this one;
    `wrong_end` is what was wrong with the answers, `look` what hindered a removal or an undo.
    """
    reading = reading or _fresh_reading(request, found)
    return render(
        request,
        "inventory/plan.html",
        {
            "plan": found,
            "decisions": _decisions(found),
            "rows": record_rows(found, ALL if "alla" in request.GET else FIRST),
            "relations": relations(found),
            "ends": ends_to_answer(found),
            "waiting_reading": _posted_reading(request) if asked else [],
            "wrong_end": wrong_end,
            "look": look,
            "answers": [(state.value, state.label) for state in ANSWERS],
            "form": form,
            "reading": reading if form else None,
            "seen": state_of(found),
            "queue": queue_of(request),
            "near": near_query(found),
            "holder": holder(found),
            "last_reading": request.session.get(LAST_READING),
            "in_hand": checks_in_hand(found, by=person(request)),
            "last_given": _last_given(request, found),
            "wordings": catalogue_wordings() if form else [],
            "map": plan_map(found, records=form is not None),
            **document_list(request, found, records=form is not None),
        },
        status=status,
    )


def _decisions(found: Plan) -> list[PlanDecision]:
    return list(plan_decisions(found).prefetch_related("reviews__peer_check"))


def queue_of(request: HttpRequest) -> str:
    """The query of the list that one came from."""
    return str(request.POST.get("ko") or request.GET.get("ko", ""))


def _fresh_reading(request: HttpRequest, found: Plan) -> ReadingForm:
    """The form for an outcome, as the one who reads used it last."""
    initial = {"basis": request.session.get(BASIS, Basis.AKT), "themes_shown": True}
    if request.session.get(LOOKED_FOR):
        initial["looked_for"] = request.session[LOOKED_FOR]
    return ReadingForm(found, initial=initial)


def _posted_reading(request: HttpRequest) -> list[tuple[str, str]]:
    """What was said of a reading, to be sent again when the rest has been answered."""
    return [(name, value) for name in READING for value in request.POST.getlist(name)]


def _last_given(request: HttpRequest, found: Plan) -> dict[str, Any] | None:
    """What one last gave many objects of the plan, to take back."""
    given: dict[str, Any] | None = request.session.get(LAST_GIVEN)
    return given if given and given["plan"] == found.pk else None


def catalogue_wordings() -> list[str]:
    """Wordings of the catalogue's protective provisions, to choose from while typing."""
    entries = CatalogueEntry.objects.filter(valid_to=None).exclude(proposed_class="")
    return list(entries.order_by("wording").values_list("wording", flat=True).distinct())


@require_safe
@cache_control(private=True, no_cache=True)
def shapes(request: HttpRequest, plan_id: int) -> JsonResponse:
    """A plan's areas and objects as GeoJSON."""
    return JsonResponse(plan_shapes(plan_to_read(request, plan_id)))


@SAVES
def record(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Record a marking in a plan; the plan itself for one who comes back to the address."""
    if request.method != "POST":
        return redirect("inventory:plan", plan_id=plan_to_read(request, plan_id).pk)
    found = plan_to_record(request, plan_id)
    form = MarkingForm(found, request.POST)
    if not form.is_valid():
        return plan_page(request, found, form, status=422)
    told = form.cleaned_data
    try:
        marking = actions.record_marking(
            by=person(request),
            decision=told["decision"],
            thing=told["thing"],
            thing_facts=form.thing_facts(),
            provision=told["provision"],
            provision_facts=form.provision_facts(),
            marking_facts=form.marking_facts(),
            passage=told["passage"],
        )
    except IntegrityError as refused:
        if not clash(refused):
            raise
        form.add_error(None, clash(refused))
        return plan_page(request, found, form, status=409)
    except StaleVersionError:
        form.add_error(
            None,
            _("Objektet, bestämmelsen eller handlingen togs bort av någon annan nyss. Välj igen."),
        )
        return plan_page(request, found, form, status=409)
    told_saved = _("%(letter)s på %(object)s är sparad.")
    said = told_saved % {"letter": marking.provision, "object": marking.object}
    return tell_saved(request, saved(request, marking, said))


def saved(request: HttpRequest, marking: Marking, told: str) -> HttpResponse:
    """Back to the plan, which one is at work with now, with what was saved and is odd about it."""
    claim(marking.provision.decision.plan, by=person(request))
    messages.success(request, told)
    for caution in cautions(marking):
        messages.warning(request, caution)
    return redirect(plan_address(marking.provision.decision.plan, queue_of(request)))


def plan_address(plan: Plan, queue: str) -> str:
    """The address of a plan, with the query of the list that one came from."""
    told = QueryDict(mutable=True)
    if queue:
        told["ko"] = queue
    address = reverse("inventory:plan", args=[plan.pk])
    return f"{address}?{told.urlencode()}" if queue else address
