"""The pages of kollegial granskning: the queue over all counties, one check, what it came to."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from inventory import checking
from inventory.check_changes import check_changes
from inventory.check_forms import CheckFilterForm, RateForm, RemarkForm, VerdictForm
from inventory.check_queries import is_held, talk, told_back, waiting_checks, with_reading
from inventory.document_list import document_list
from inventory.drafts import tell_saved
from inventory.models import CheckRate, PeerCheck, ReturnReason, Review, Verdict
from inventory.pages import number_of, seen_version, version_missing
from inventory.plan_map import plan_map
from inventory.queries import PAGE_ROWS, plan_decisions, plan_markings, plan_provisions
from inventory.readings import known_reading
from inventory.sampling import UNOPENED_FACTOR
from inventory.second_look import SecondLook, hindrances
from plans.access import (
    access,
    counties_to_check,
    county_to_check,
    county_to_read,
    county_to_set_rate,
    person,
)
from plans.models import County
from raknaq.lib.methods import SAVES
from raknaq.lib.states import latest, now_or_last
from raknaq.lib.undo import StandsOnError
from raknaq.lib.versions import StaleVersionError, VersionMissingError

LAST_CHECK = "last_check"  # in the session


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """The checks of all counties that wait for one who may do them, the oldest first."""
    return _queue_page(request)


def _queue_page(
    request: HttpRequest, *, rate: tuple[str, RateForm] | None = None, status: int = 200
) -> HttpResponse:
    """The queue; `rate` is a form of a county's share that could not be saved."""
    counties_to_check(request)
    by = person(request)
    form = CheckFilterForm(request.GET)
    page = Paginator(waiting_checks(form.selection(), by=by), PAGE_ROWS).get_page(
        request.GET.get("sida")
    )
    return render(
        request,
        "inventory/checks.html",
        {
            "form": form,
            "queue": urlencode({k: str(v) for k, v in request.GET.items() if v and k != "sida"}),
            "page": page,
            "rows": [(check, is_held(check, besides=by)) for check in page],
            "back": told_back(by),
            "last_check": request.session.get(LAST_CHECK),
            "factor": UNOPENED_FACTOR,
            "rates": _rates(access(request).sets_rate, rate),
        },
        status=status,
    )


def _rates(counties: list[str], wrong: tuple[str, RateForm] | None) -> list[dict[str, Any]]:
    """The share of each county that one leads, with its form; version 0 where it is the default."""
    known = CheckRate.objects.in_bulk(counties)
    told = []
    for county in County.objects.defer("area", "area_3857").filter(code__in=counties):
        rate = known.get(county.pk) or CheckRate(version=0)
        form = RateForm(initial={"percent": rate.percent}, auto_id=f"%s-{county.pk}")
        if wrong and wrong[0] == county.pk:
            form = wrong[1]
        told.append({"county": county, "form": form, "version": rate.version})
    return told


@SAVES
def next_check(request: HttpRequest) -> HttpResponse:
    """Take the next check of the queue; the one at hand waits again."""
    if request.method != "POST":
        return redirect("inventory:checks")
    counties_to_check(request)
    return _go_on(request, number_of(request.POST.get("fran", "")) or 0)


def _go_on(request: HttpRequest, after: int) -> HttpResponse:
    """To the next check of the selection that the page was opened from, else to the queue."""
    asked = request.POST.get("ko", "")
    selection = CheckFilterForm(QueryDict(asked)).selection()
    check = checking.take_check(by=person(request), selection=selection, after=after)
    if check is None:
        messages.success(request, _("Det finns inget mer att granska i urvalet."))
        return redirect(f"{reverse('inventory:checks')}?{asked}")
    return redirect(_address(check, asked))


def _address(check: PeerCheck, asked: str) -> str:
    told = f"?{urlencode({'ko': asked})}" if asked else ""
    return reverse("inventory:check", args=[check.pk]) + told


@require_safe
def one(request: HttpRequest, check_id: int) -> HttpResponse:
    """One check: what the author found and by what, and what to say of it."""
    lost = _lost(request, check_id)
    if lost:
        return _lost_page(request, lost, 410)
    return _page(request, _check_to_see(request, check_id))


def _page(
    request: HttpRequest,
    check: PeerCheck,
    *,
    status: int = 200,
    wrong: str = "",
    look: SecondLook | None = None,
    verdict: VerdictForm | None = None,
    remark: RemarkForm | None = None,
) -> HttpResponse:
    """A check with its forms as they stand, and with what went wrong."""
    by, plan = person(request), check.review.decision.plan
    changes = check_changes([check], viewer=by)[check.pk]
    county = check.review.decision.municipality.county_id
    return render(
        request,
        "inventory/check.html",
        {
            "check": check,
            "plan": plan,
            "decisions": plan_decisions(plan).prefetch_related("reviews__peer_check"),
            "markings": plan_markings(plan),
            "open_provisions": [one for one in plan_provisions(plan) if not one.marking_count],
            **document_list(request, plan, records=False),
            "changes": changes,
            "talk": talk(check),
            "own": check.author_id == by.pk,
            "judges": check.waits and check.author_id != by.pk,
            "held": is_held(check, besides=by),
            "corrects": county in access(request).records,
            "wrong": wrong,
            "look": look,
            "verdict": verdict or VerdictForm(),
            "remark": remark or RemarkForm(),
            "queue": request.POST.get("ko") or request.GET.get("ko", ""),
            "last_check": request.session.get(LAST_CHECK),
            "map": plan_map(plan),
        },
        status=status,
    )


def _check_to_see(request: HttpRequest, check_id: int) -> PeerCheck:
    """The check for its author or one who may check, else 404 or 403."""
    check = with_reading(PeerCheck.objects.filter(pk=check_id)).first()
    if check is None:
        raise Http404
    county = check.review.decision.municipality.county_id
    if check.author_id == person(request).pk:
        county_to_read(request, county)
    else:
        county_to_check(request, county)
    return check


def _lost(request: HttpRequest, check_id: int) -> PeerCheck | None:
    """A check that went with its reading when that was taken back, for those who could see it."""
    if PeerCheck.objects.filter(pk=check_id).exists():
        return None
    check = now_or_last(PeerCheck, check_id)
    review = known_reading(check.review_id) if check else None
    if check is None or review is None:
        return None
    check.review = review
    county = review.decision.municipality.county_id
    judge = county_to_read if check.author_id == person(request).pk else county_to_check
    judge(request, county)
    return check


def _lost_page(request: HttpRequest, check: PeerCheck, status: int, text: str = "") -> HttpResponse:
    """Who took the reading back, with what somebody was writing about it, to be copied."""
    told = {"check": check, "removed": latest(PeerCheck, check.pk), "text": text}
    return render(request, "inventory/check_lost.html", told, status=status)


def _check_to_judge(request: HttpRequest, check_id: int) -> PeerCheck:
    """The check for one who may check and has not made the reading, else 404 or 403."""
    check = _check_to_see(request, check_id)
    if check.author_id == person(request).pk:
        raise PermissionDenied(_("Du kan inte granska din egen genomgång. Någon annan gör det."))
    return check


@SAVES
def take(request: HttpRequest, check_id: int) -> HttpResponse:
    """Take a check of one's choice, and open the plan where it is to be corrected."""
    if request.method != "POST":
        return redirect("inventory:check", check_id=_check_to_see(request, check_id).pk)
    check = _check_to_judge(request, check_id)
    if checking.take_check(by=person(request), check=check) is None and check.waits:
        messages.warning(
            request, _("Någon annan granskar den just nu. Du kan läsa och spara ändå.")
        )
    if "ratta" in request.POST:
        return redirect("inventory:plan", plan_id=check.review.decision.plan_id)
    return redirect(_address(check, request.POST.get("ko", "")))


@SAVES
def judge(request: HttpRequest, check_id: int) -> HttpResponse:
    """Say what a check came to, and go on to the next."""
    lost = _lost(request, check_id)
    if lost:
        return _lost_page(request, lost, 409, request.POST.get("note", ""))
    if request.method != "POST":
        return redirect("inventory:check", check_id=_check_to_see(request, check_id).pk)
    check = _check_to_judge(request, check_id)
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return _page(request, check, status=422, verdict=form)
    told = form.cleaned_data
    try:
        context = checking.judge(
            by=person(request), check=check, version=seen_version(request),
            verdict=Verdict(told["verdict"]), note=told["note"],
            reason=ReturnReason(told["reason"]) if told["reason"] else None,
        )  # fmt: skip
    except VersionMissingError:
        return version_missing(request)
    except StaleVersionError:
        kept = RemarkForm({"text": told["note"]}) if told["note"] else None
        return _stale(request, check_id, verdict=form, remark=kept)
    except checking.NothingCorrectedError:
        form.add_error("note", _("Rätta i planen först, eller skriv här vad som ska rättas."))
        return _page(request, check, status=422, verdict=form)
    request.session[LAST_CHECK] = {
        "context": str(context),
        "decision": str(check.review.decision),
        "verdict": told["verdict"],
    }
    return tell_saved(request, _go_on(request, check.pk))


def _stale(request: HttpRequest, check_id: int, **forms: Any) -> HttpResponse:
    """The check as it stands, with what was typed, for one who started from an older version."""
    now = _check_to_see(request, check_id)
    told = _(
        "Granskningen ändrades av någon annan nyss. Det du skrev är inte sparat, och står kvar."
    )
    return _page(request, now, status=409, wrong=told, **forms)


@SAVES
def say(request: HttpRequest, check_id: int) -> HttpResponse:
    """Say something in the talk about a check."""
    lost = _lost(request, check_id)
    if lost:
        return _lost_page(request, lost, 409, request.POST.get("text", ""))
    check = _check_to_see(request, check_id)
    if request.method != "POST":
        return redirect("inventory:check", check_id=check.pk)
    form = RemarkForm(request.POST)
    if not form.is_valid():
        return _page(request, check, status=422, remark=form)
    try:
        checking.say(
            by=person(request), check=check, version=seen_version(request),
            text=form.cleaned_data["text"],
        )  # fmt: skip
    except VersionMissingError:
        return version_missing(request)
    except StaleVersionError:
        return _stale(request, check_id, remark=form)
    told = (
        _("Ditt svar är sparat. Genomgången väntar på granskning igen.")
        if check.author_id == person(request).pk
        else _("Inlägget är sparat. Den som läste planen ser det först av allt.")
    )
    messages.success(request, told)
    address = _address(check, request.POST.get("ko", "")) + "#talk"
    return tell_saved(request, redirect(address))


@SAVES
def see(request: HttpRequest, check_id: int) -> HttpResponse:
    """The author has seen what came back."""
    check = _check_to_see(request, check_id)
    if request.method != "POST":
        return redirect("inventory:check", check_id=check.pk)
    try:
        checking.see(by=person(request), check=check, version=seen_version(request))
    except checking.NotOwnError:
        raise PermissionDenied(_("Det är den som läste planen som har sett det.")) from None
    except VersionMissingError:
        return version_missing(request)
    except StaleVersionError:
        return _stale(request, check_id)
    except checking.SentBackError:
        told = _("En genomgång som har kommit tillbaka läses på nytt, besvaras eller tas tillbaka.")
        return _page(request, check, status=422, wrong=told)
    return redirect("inventory:start")


@SAVES
def undo(request: HttpRequest, context: uuid.UUID) -> HttpResponse:
    """Take one's latest verdict back, and open its check again."""
    if request.method != "POST":
        return redirect("inventory:checks")
    try:
        check = checking.check_of_verdict(context, by=person(request))
        _check_to_judge(request, check.pk)
        checking.take_back_verdict(context, by=person(request))
    except checking.NotOwnError:
        raise Http404 from None
    except StandsOnError as stands:
        told = _("Omdömet kan inte ångras: någon annan har sagt något nytt sedan.")
        look = SecondLook(told, hindrances=hindrances(stands))
        return _page(request, _check_to_see(request, check.pk), status=409, look=look)
    request.session.pop(LAST_CHECK, None)
    messages.success(request, _("Omdömet är ångrat. Granskningen är öppen igen."))
    return redirect(_address(check, request.POST.get("ko", "")))


@SAVES
def ask(request: HttpRequest, review_id: int) -> HttpResponse:
    """Ask for a check of one's own reading."""
    if request.method != "POST":
        return redirect("inventory:mine")
    review = Review.objects.filter(pk=review_id, reader=person(request)).first()
    if review is None:
        raise Http404
    county_to_read(request, review.decision.municipality.county_id)
    checking.ask_for_check(by=person(request), review=review)
    messages.success(request, _("Genomgången väntar på kollegial granskning."))
    return redirect("inventory:mine")


@SAVES
def set_rate(request: HttpRequest, code: str) -> HttpResponse:
    """Decide how many per cent of a county's readings are checked."""
    county = county_to_set_rate(request, code)
    if request.method != "POST":
        return redirect("inventory:checks")
    form = RateForm(request.POST, auto_id=f"%s-{code}")
    if not form.is_valid():
        return _queue_page(request, rate=(code, form), status=422)
    try:
        checking.set_rate(
            by=person(request), county=county, version=seen_version(request),
            percent=form.cleaned_data["percent"],
        )  # fmt: skip
    except VersionMissingError:
        return version_missing(request)
    except StaleVersionError:
        form.add_error("percent", _("Någon annan ändrade andelen nyss. Läs den och försök igen."))
        return _queue_page(request, rate=(code, form), status=409)
    messages.success(
        request, _("%(percent)s %% av länets genomgångar granskas.") % form.cleaned_data
    )
    return redirect("inventory:checks")
