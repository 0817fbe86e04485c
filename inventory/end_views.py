"""The pages on which a county decides what new decisions ended, and meets the new ones."""

import datetime
import re

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from inventory.actions import sign_ends
from inventory.forms import SignForm, ThroughForm
from inventory.models import InventoryScope
from inventory.pages import map_config, row_and_version, seen_version, version_missing
from inventory.queries import (
    PAGE_ROWS,
    ends_frame,
    incoming,
    markings_concerned,
    month_before,
    next_month,
    with_plans,
)
from inventory.second_look import SecondLook, changed_since, hindrances
from inventory.shapes import end_shapes
from plans import ends
from plans.access import (
    access,
    county_to_read,
    county_to_record,
    county_to_sign,
    end_to_read,
    person,
)
from plans.ends import Answer
from plans.models import County, PlanRelation
from raknaq.lib.history import events_of
from raknaq.lib.methods import SAVES
from raknaq.lib.undo import StandsOnError
from raknaq.lib.versions import StaleVersionError, VersionMissingError

State = PlanRelation.State

REFUSALS = (StaleVersionError, ends.DayMissingError)  # of answers, told in words by `refusal`

SHOWN = {
    "": (State.PROPOSED,),
    "vet-inte": (State.UNKNOWN,),
    "avgjorda": (State.ENDED, State.STILL_IN_FORCE),
}


@SAVES
def county_page(request: HttpRequest, code: str) -> HttpResponse:
    """What new decisions may have ended in a county, to decide one by one or several at once."""
    if request.method == "POST":
        return _decide(request, county_to_record(request, code))
    return _page(request, county_to_read(request, code))


def _page(
    request: HttpRequest,
    county: County,
    wrong: str = "",
    status: int = 200,
    look: SecondLook | None = None,
) -> HttpResponse:
    shown = "avgjorda" if look else request.GET.get("visa", "")
    form = ThroughForm(request.POST if "till" in request.POST else request.GET)
    if shown not in SHOWN:
        raise Http404
    if form.is_valid() and form.cleaned_data["till"]:
        shown, found = "till", ends.open_ends(county.pk, form.cleaned_data["till"])
    else:
        found = PlanRelation.objects.filter(
            decision__municipality__county=county, state__in=SHOWN[shown]
        )
    page = Paginator(with_plans(found), PAGE_ROWS).get_page(request.GET.get("sida"))
    concerned = markings_concerned(relation.pk for relation in page)
    return render(
        request,
        "inventory/ends.html",
        {
            "county": county,
            "shown": shown,
            "form": form,
            "page": page,
            "rows": [(relation, concerned.get(relation.pk, 0)) for relation in page],
            "wrong": wrong,
            "look": look,
            "records": county.pk in access(request).records,
            "signs": county.pk in access(request).accepts,
            "scope": InventoryScope.objects.filter(county=county).first(),
            "through": form.cleaned_data["till"] if shown == "till" else None,
            "answers": [(state.value, state.label) for state in ends.ANSWERS],
            "map": map_config(ends_frame(county.pk, page), county=county.pk),
        },
        status=status,
    )


def _decide(request: HttpRequest, county: County) -> HttpResponse:
    """Keep the answers of the form, or say why not."""
    allowed = PlanRelation.objects.filter(decision__municipality__county=county)
    try:
        answers = posted_answers(request, allowed)
    except ValueError as wrong:
        return _page(request, county, str(wrong), status=422)
    replace = {"byt": True, "behall": False}.get(request.POST.get("annan_dag", ""))
    try:
        ends.decide(answers, by=person(request), replace=replace)
    except VersionMissingError:
        return version_missing(request)
    except ends.OtherDayError as other:
        return ask_which_day(request, county, other)
    except REFUSALS as refused:
        told, status = refusal(refused)
        return _page(request, county, told, status)
    tell_answered(request, answers)
    return redirect(request.get_full_path())


def tell_answered(request: HttpRequest, answers: list[Answer]) -> None:
    """Say how many proposals are answered, and what the answer was."""
    number = len(answers)
    text = ngettext("%(number)s förslag är avgjort: %(answer)s.",
                    "%(number)s förslag är avgjorda: %(answer)s.", number)  # fmt: skip
    label = str(answers[0].state.label).lower()
    messages.success(request, text % {"number": number, "answer": label})


def refusal(refused: StaleVersionError | ends.DayMissingError) -> tuple[str, int]:
    """Why answers about ends were not kept, in words, and the status of the page that says so."""
    if isinstance(refused, StaleVersionError):
        return _(
            "Någon annan har just ändrat ett av förslagen. Inget sparades. Läs listan på nytt."
        ), 409
    if isinstance(refused, ends.DayTooEarlyError):
        told = _("%(decision)s: dagen måste vara efter den då den äldre planen började gälla.")
    else:
        told = _(
            "%(decision)s har ingen dag för laga kraft. Ange under Annan dag när planen upphörde."
        )
    return told % {"decision": refused.relation.decision}, 422


def ask_which_day(request: HttpRequest, county: County, other: ends.OtherDayError) -> HttpResponse:
    """Which day is right where another stands; the form is sent again with the answer."""
    days = {relation.pk: told for relation, *told in other.found}
    asked = with_plans(PlanRelation.objects.filter(pk__in=days))
    found = [(relation, *days[relation.pk]) for relation in asked]
    sent = [
        (name, value)
        for name in request.POST
        if name not in ("csrfmiddlewaretoken", "annan_dag")
        for value in request.POST.getlist(name)
    ]
    told = {"county": county, "found": found, "sent": sent}
    return render(request, "inventory/ends_day.html", told, status=409)


def posted_answers(request: HttpRequest, about: QuerySet[PlanRelation]) -> list[Answer]:
    """The answers that a form holds about some proposals; 404 for one about another.

    One about a proposal that is gone is judged when it is kept. Raises ValueError with what is
    wrong in words.
    """
    one = request.POST.get("ett", "")
    if one:
        told, _colon, state = one.rpartition("/")
        listed = [told]
    else:
        listed, state = request.POST.getlist("rad"), request.POST.get("svar", "")
    if not listed:
        raise ValueError(_("Kryssa i minst ett förslag."))
    if state not in ends.ANSWERS:
        raise ValueError(_("Välj vad som gäller: upphör, gäller fortfarande eller vet inte."))
    answers = [_answer(request, told, State(state)) for told in listed]
    asked = {answer.relation for answer in answers}
    there = set(PlanRelation.objects.filter(pk__in=asked).values_list("pk", flat=True))
    ever = events_of(PlanRelation).filter(pgh_obj_id__in=asked).values_list("pgh_obj_id", flat=True)
    if asked - there - set(ever) or about.filter(pk__in=there).count() != len(there):
        raise Http404
    return answers


def _answer(request: HttpRequest, told: str, state: State) -> Answer:
    """One answer: "id:version", with the day of its own field where there is one."""
    found = row_and_version(told)
    if found is None:
        raise ValueError(_("Formuläret är trasigt. Öppna sidan på nytt."))
    relation, version = found
    given = request.POST.get(f"dag-{relation}", "")
    try:
        day = datetime.date.fromisoformat(given) if given else None
    except ValueError:
        raise ValueError(_("Skriv dagen som ÅÅÅÅ-MM-DD.")) from None
    return Answer(relation, version, state, day)


@SAVES
def reopen(request: HttpRequest, relation_id: int) -> HttpResponse:
    """Take back what was decided about one proposal."""
    relation = end_to_read(request, relation_id)
    county = county_to_record(request, relation.decision.municipality.county_id)
    if request.method != "POST":
        return redirect("inventory:ends", code=county.pk)
    version = seen_version(request)
    try:
        ends.reopen(relation, version, by=person(request))
    except VersionMissingError:
        return version_missing(request)
    except StaleVersionError:
        return _page(request, county, status=409, look=_reopen_again(relation.pk, version or 0))
    except StandsOnError as stands:
        told = _("Planen har ändrats sedan dess, så svaret kan inte ångras här.")
        look = SecondLook(told, hindrances=hindrances(stands))
        return _page(request, county, status=409, look=look)
    messages.success(request, _("Svaret är ångrat och förslaget öppet igen."))
    return redirect("inventory:ends", code=county.pk)


def _reopen_again(relation_id: int, seen: int) -> SecondLook:
    """What became of an answered proposal since; nothing is left to take back where it is open."""
    now = PlanRelation.objects.get(pk=relation_id)
    since = changed_since((PlanRelation, relation_id, seen))
    if now.state in ends.OPEN:
        return SecondLook(_("Svaret är redan ångrat, och förslaget är öppet"), since)
    address = reverse("inventory:ends", args=[now.decision.municipality.county_id])
    return SecondLook(
        told=_("Svaret är inte ångrat: det ändrades sedan du läste det"),
        since=since,
        address=reverse("inventory:reopen_end", args=[relation_id]),
        versions={"version": now.version},
        act=_("Ångra ändå, som det står nu"),
        keep=f"{address}?visa=avgjorda",
    )


@SAVES
def sign(request: HttpRequest, code: str) -> HttpResponse:
    """Sign that ends are checked through a day, having seen how many are still open by then."""
    county = county_to_sign(request, code)
    if request.method != "POST":
        return redirect("inventory:ends", code=code)
    scope = get_object_or_404(InventoryScope, county=county)
    form = SignForm(scope, request.POST)
    if not form.is_valid():
        wrong = " ".join(str(text) for listed in form.errors.values() for text in listed)
        return _page(request, county, wrong, status=422)
    told = form.cleaned_data
    if told["open"] is None:
        return version_missing(request)
    if ends.open_ends(code, told["till"]).count() != told["open"]:
        wrong = _("Antalet som är öppna har ändrats. Läs listan på nytt innan ni skriver under.")
        return _page(request, county, wrong, status=409)
    try:
        sign_ends(by=person(request), scope=scope, version=told["version"], through=told["till"])
    except VersionMissingError:
        return version_missing(request)
    except StaleVersionError:
        wrong = _("Någon annan har just ändrat länets underskrifter. Läs sidan på nytt.")
        return _page(request, county, wrong, status=409)
    text = _("Underskrivet: upphöranden är kontrollerade till och med %(day)s.")
    messages.success(request, text % {"day": told["till"]})
    return redirect(f"{reverse('inventory:ends', args=[code])}?till={told['till']}")


@require_safe
@cache_control(private=True, no_cache=True)
def shapes(request: HttpRequest, relation_id: int) -> JsonResponse:
    """The areas of the newer decision and the older plan as GeoJSON."""
    return JsonResponse(end_shapes(end_to_read(request, relation_id)))


@require_safe
def new_decisions(request: HttpRequest, code: str) -> HttpResponse:
    """The decisions that came to a county in a month (PBL 5 kap. 32 §), read or not."""
    county = county_to_read(request, code)
    month = _month(request.GET.get("manad", ""))
    found = incoming(code, month)
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("sida"))
    return render(
        request,
        "inventory/incoming.html",
        {
            "county": county,
            "month": month,
            "before": month_before(month),
            "after": next_month(month),
            "page": page,
            "unread": found.filter(unread=True).count(),
        },
    )


def _month(asked: str) -> datetime.date:
    """The first day of "2026-10", of this month when nothing is asked; 404 for anything else."""
    if not asked:
        return timezone.localdate().replace(day=1)
    if not re.fullmatch(r"(19|20)\d\d-(0[1-9]|1[0-2])", asked, re.ASCII):
        raise Http404
    return datetime.date.fromisoformat(f"{asked}-01")
