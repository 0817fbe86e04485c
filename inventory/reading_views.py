"""The loop: what came of reading a plan, the next plan, and taking a reading back."""

import uuid

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from inventory import claims, readings
from inventory.forms import MarkingForm
from inventory.models import Basis, Outcome, Review, Theme
from inventory.pages import number_of, seen_version, version_missing
from inventory.plan_record import asks_about_ends
from inventory.queries import PAGE_ROWS
from inventory.queue import Selection
from inventory.reading_forms import PlanFilterForm, ReadingForm
from inventory.second_look import SecondLook, changed_since, hindrances
from inventory.views import BASIS, LAST_READING, LOOKED_FOR, plan_address, plan_page
from plans.access import (
    county_to_read,
    county_to_record,
    person,
    plan_to_read,
    plan_to_record,
)
from plans.models import Plan
from raknaq.lib.history import name_of
from raknaq.lib.methods import SAVES
from raknaq.lib.undo import StandsOnError
from raknaq.lib.versions import StaleVersionError, VersionMissingError

PASSED = "passed_plans"  # in the session: those passed over, the latest last
MOST_PASSED = 200


@SAVES
def read(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Record what came of reading a plan, and go on to the next."""
    if request.method != "POST":
        return redirect("inventory:plan", plan_id=plan_to_read(request, plan_id).pk)
    plan = plan_to_record(request, plan_id)
    form = ReadingForm(plan, request.POST)
    if not form.is_valid():
        return plan_page(request, plan, MarkingForm(plan), 422, reading=form)
    told = form.cleaned_data
    decisions, outcome = list(told["decisions"]), Outcome(told["outcome"])
    if outcome == Outcome.RECORDED and "utan_svar" not in request.POST and asks_about_ends(plan):
        return plan_page(request, plan, MarkingForm(plan), 422, reading=form, asked=True)
    try:
        context = readings.read(
            by=person(request), plan=plan, decisions=decisions, outcome=outcome,
            basis=Basis(told["basis"]), seen=request.POST.get("seen"),
            looked_for=told["looked_for"],
        )  # fmt: skip
    except VersionMissingError:
        return version_missing(request)
    except StaleVersionError:
        form.add_error(None, _("Planen har fått en genomgång sedan du öppnade den. Läs den först."))
        return plan_page(request, plan, MarkingForm(plan), 409, reading=form)
    except readings.NothingRecordedError:
        form.add_error(
            None,
            _("Planen har inga bestämmelser registrerade. Registrera dem, eller säg något annat."),
        )
        return plan_page(request, plan, MarkingForm(plan), 422, reading=form)
    themes = [theme.value for theme in told["looked_for"]]
    request.session[BASIS], request.session[LOOKED_FOR] = told["basis"], themes
    request.session[LAST_READING] = {
        "context": str(context),
        "decision": str(decisions[0]),
        "outcome": outcome.value,
        "looked_for": themes,
    }
    for_culture = Theme.KULTURVARDEN in told["looked_for"]
    if outcome == Outcome.NOTHING_FOUND and for_culture and readings.has_markings(decisions):
        messages.warning(request, _("%s har märkningar. Stämmer utfallet?") % decisions[0])
    return _go_on(request, plan, read=True)


@require_POST
def hold(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Take the plan, or renew one's hold of it; let go of it when `slapp` is sent.

    409 with the holder's name where another holds it: nothing is hindered by that.
    """
    plan, by = plan_to_record(request, plan_id), person(request)
    if "slapp" in request.POST:
        claims.release(plan, by=by)
    elif not claims.claim(plan, by=by):
        other = claims.holder(plan)
        told = {"who": name_of(other.person) if other else _("någon annan")}
        return JsonResponse(
            {"text": _("Planen hålls av %(who)s. Du kan läsa och spara ändå.") % told}, status=409
        )
    return HttpResponse(status=204)


@SAVES
def next_plan(request: HttpRequest, code: str) -> HttpResponse:
    """Open the next plan to read; the one at hand is passed over when `hoppa` is sent."""
    if request.method != "POST":
        return redirect("inventory:county", code=county_to_read(request, code).pk)
    county_to_record(request, code)
    at_hand = request.POST.get("fran", "")
    plan = plan_to_record(request, number) if (number := number_of(at_hand)) else None
    if plan is not None and "hoppa" in request.POST:
        passed = [pk for pk in request.session.get(PASSED, []) if pk != plan.pk]
        request.session[PASSED] = [*passed, plan.pk][-MOST_PASSED:]
    return _go_on(request, plan, code)


def _go_on(
    request: HttpRequest, plan: Plan | None, code: str | None = None, *, read: bool = False
) -> HttpResponse:
    """To the next plan in the queue that the page was opened from; to the list when it is empty."""
    queue = request.POST.get("ko", "")
    county = code or (plan.municipality.county_id if plan else "")
    by = person(request)
    following = readings.next_plan(
        county,
        _selection(county, queue, by),
        by=by,
        after=plan,
        passed=request.session.get(PASSED, []),
        read=read,
    )
    if following is None:
        claims.release(by=by)
        messages.success(request, _("Det finns inget mer att läsa i urvalet."))
        return redirect(f"{reverse('inventory:county', args=[county])}?{queue}")
    return redirect(plan_address(following, queue))


def _selection(county: str, queue: str, by: User) -> Selection:
    asked = PlanFilterForm(county, QueryDict(queue))
    return asked.selection(by) if asked.is_valid() else Selection()


@SAVES
def undo(request: HttpRequest, context: uuid.UUID) -> HttpResponse:
    """Take one's latest reading back, whole, and open its plan again."""
    if request.method != "POST":
        return redirect("inventory:mine")
    try:
        plan = readings.plan_of_reading(context, by=person(request))
        if plan is not None:
            plan_to_record(request, plan.pk)
            readings.take_back_reading(context, by=person(request))
    except readings.NotOwnError:
        raise Http404 from None
    except StandsOnError as stands:
        told = _("Genomgången kan inte ångras: något annat bygger på den.")
        return _mine(request, 409, look=SecondLook(told, hindrances=hindrances(stands)))
    request.session.pop(LAST_READING, None)
    if plan is None:
        return redirect("inventory:mine")
    messages.success(request, _("Genomgången är ångrad. Planen är öppen igen."))
    return redirect(plan_address(plan, request.POST.get("ko", "")))


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """One's own readings, the latest first."""
    return _mine(request)


def _mine(request: HttpRequest, status: int = 200, look: SecondLook | None = None) -> HttpResponse:
    """One's own readings, and what hindered one from being taken back."""
    own = Review.objects.filter(reader=person(request))
    own = own.select_related("decision__municipality", "peer_check").defer(
        "decision__area", "decision__area_3857", "decision__extra",
        "decision__municipality__area", "decision__municipality__area_3857",
    )  # fmt: skip
    page = Paginator(own.order_by("-read_on", "-pk"), PAGE_ROWS).get_page(request.GET.get("sida"))
    return render(request, "inventory/mine.html", {"page": page, "look": look}, status=status)


def _withdraw_again(review_id: int, seen: int) -> SecondLook:
    """What became of a reading since it was seen; nothing is left to take back where it is gone."""
    now = Review.objects.filter(pk=review_id).first()
    since = changed_since((Review, review_id, seen))
    if now is None:
        return SecondLook(_("Genomgången är redan återtagen"), since)
    return SecondLook(
        told=_("Genomgången är inte återtagen: den ändrades sedan du läste den"),
        since=since,
        address=reverse("inventory:withdraw", args=[review_id]),
        versions={"version": now.version},
        act=_("Ta tillbaka ändå, som den står nu"),
        keep=reverse("inventory:mine"),
    )


@SAVES
def withdraw(request: HttpRequest, review_id: int) -> HttpResponse:
    """Take back one of one's own readings."""
    if request.method != "POST":
        return redirect("inventory:mine")
    review = readings.known_reading(review_id)
    if review is None or review.reader_id != person(request).pk:
        raise Http404
    plan = plan_to_record(request, review.decision.plan_id)
    version = seen_version(request)
    try:
        readings.withdraw(review, version, by=person(request))
    except VersionMissingError:
        return version_missing(request)
    except StaleVersionError:
        return _mine(request, 409, look=_withdraw_again(review_id, version or 0))
    messages.success(request, _("Genomgången är återtagen. Planen är öppen igen."))
    return redirect(plan_address(plan, ""))
