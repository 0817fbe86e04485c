"""Older plans under the plan at hand: answered in its record, whereupon the loop goes on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from inventory.end_views import REFUSALS, ask_which_day, posted_answers, refusal, tell_answered
from inventory.forms import MarkingForm
from inventory.pages import version_missing
from inventory.reading_views import read
from inventory.views import plan_address, plan_page
from plans import ends
from plans.access import person, plan_to_read, plan_to_record
from plans.models import Plan, PlanRelation
from raknaq.lib.methods import SAVES
from raknaq.lib.versions import VersionMissingError


@SAVES
def answer(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Say of older plans under a plan that they end, still apply, or that one does not know.

    A reading that waited for it (`outcome` is posted too) is recorded next.
    """
    if request.method != "POST":
        return redirect("inventory:plan", plan_id=plan_to_read(request, plan_id).pk)
    plan = plan_to_record(request, plan_id)
    try:
        answers = posted_answers(request, PlanRelation.objects.filter(decision__plan=plan))
    except ValueError as wrong:
        return _again(request, plan, str(wrong), 422)
    replace = {"byt": True, "behall": False}.get(request.POST.get("annan_dag", ""))
    try:
        ends.decide(answers, by=person(request), replace=replace)
    except VersionMissingError:
        return version_missing(request)
    except ends.OtherDayError as other:
        return ask_which_day(request, plan.municipality.county, other)
    except REFUSALS as refused:
        told, status = refusal(refused)
        return _again(request, plan, told, status)
    tell_answered(request, answers)
    if "outcome" in request.POST:
        return read(request, plan_id)
    return redirect(plan_address(plan, request.POST.get("ko", "")))


def _again(request: HttpRequest, plan: Plan, wrong: str, status: int) -> HttpResponse:
    return plan_page(
        request,
        plan,
        MarkingForm(plan),
        status,
        asked="outcome" in request.POST,
        wrong_end=wrong,
    )
