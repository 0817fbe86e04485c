"""The provisions of a plan: typed once each, ticked where a delivery brought them, changed."""

import re
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from inventory import provisions, restoring
from inventory.claims import claim
from inventory.clashes import clash
from inventory.conflict_page import (
    Record,
    Subject,
    answered,
    as_of,
    conflict_of,
    conflict_page,
)
from inventory.drafts import tell_saved
from inventory.forms import MarkingForm
from inventory.pages import row_and_version, seen_version, version_missing
from inventory.plan_map import plan_map
from inventory.plan_record import shown_provisions
from inventory.proposals import proposal_for, split_printed
from inventory.provision_forms import ProvisionForm
from inventory.queries import plan_decisions
from inventory.second_look import SecondLook, changed_since
from inventory.views import catalogue_wordings, plan_address, plan_page, queue_of
from plans.access import person, plan_to_read, plan_to_record, provision_to_record
from plans.models import Plan, Provision
from raknaq.lib.methods import SAVES
from raknaq.lib.states import Alteration, latest
from raknaq.lib.versions import StaleVersionError, VersionMissingError

MAX_WORDS = 2_000  # of a wording that something is proposed for: an address has room for no more
REMOVED_TOLD = gettext_lazy("Bestämmelsen är borttagen")


@SAVES
def new(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Write a provision of a plan down, as printed; then the next one."""
    plan = plan_to_record(request, plan_id)
    if request.method != "POST":
        return _page(request, plan, ProvisionForm(plan))
    form = ProvisionForm(plan, request.POST)
    if not form.is_valid():
        return _page(request, plan, form, status=422)
    try:
        saved = provisions.add_provision(
            by=person(request),
            decision=form.cleaned_data["decision"],
            facts=form.provision_facts(),
        )
    except IntegrityError as refused:
        return _equal(request, plan, form, refused)
    claim(plan, by=person(request))
    told = _("%(provision)s är sparad. Skriv nästa, eller gå tillbaka och märk objekt med den.")
    messages.success(request, told % {"provision": saved})
    return tell_saved(request, redirect(request.get_full_path()))


@SAVES
def change(request: HttpRequest, provision_id: int) -> HttpResponse:
    """Change a provision, for all that it covers; bring one back that others removed (410)."""
    found, removed = _found(request, provision_id)
    plan = found.decision.plan
    if request.method != "POST":
        form = ProvisionForm(plan, provision=found)
        return _page(request, plan, form, 410 if removed else 200, removed=removed)
    data = answered(request.POST)
    started = as_of(found, data.get("version", ""))
    started.decision = found.decision
    form = ProvisionForm(plan, data, provision=started)
    if not form.is_valid():
        return _page(request, plan, form, 422, removed=removed)
    if removed and request.POST.get("removed") != str(found.version):
        return _conflict(request, found.pk, form)
    try:
        _write(request, found, form, removed=removed is not None)
    except VersionMissingError:
        return version_missing(request)
    except StaleVersionError:
        return _conflict(request, found.pk, form)
    except IntegrityError as refused:
        return _equal(request, plan, form, refused)
    except restoring.RefusedError as refused:
        form.add_error(None, str(refused))
        return _page(request, plan, form, 409, removed=removed)
    claim(plan, by=person(request))
    told = _("Bestämmelsen är registrerad på nytt.") if removed else _("Ändringen är sparad.")
    messages.success(request, told)
    return tell_saved(request, redirect(plan_address(plan, queue_of(request))))


def _found(request: HttpRequest, provision_id: int) -> tuple[Provision, Alteration | None]:
    """A provision for one who records it, as it was where it is removed; then also who did that."""
    gone = restoring.removed_provision(provision_id)
    if gone is None:
        return provision_to_record(request, provision_id), None
    gone.decision.plan = plan_to_record(request, gone.decision.plan_id)
    return gone, latest(Provision, provision_id)


def _write(request: HttpRequest, found: Provision, form: ProvisionForm, *, removed: bool) -> None:
    version, facts = form.cleaned_data["version"], form.changed_facts(form.FACTS)
    if removed:
        part = restoring.Part(found, version, provisions.as_kept(facts))
        restoring.bring_back(
            by=person(request), parts=[part], why="borttagen bestämmelse registrerad på nytt"
        )
    elif facts:
        provisions.change_provision(
            by=person(request), provision=found, version=version, facts=facts
        )


def _equal(
    request: HttpRequest, plan: Plan, form: ProvisionForm, refused: IntegrityError
) -> HttpResponse:
    if not clash(refused):
        raise refused
    form.add_error("letter", clash(refused))
    return _page(request, plan, form, status=409)


def _page(
    request: HttpRequest, plan: Plan, form: ProvisionForm, status: int = 200, **more: Any
) -> HttpResponse:
    decisions = plan_decisions(plan)
    told = {
        "plan": plan,
        "decisions": list(decisions),
        "form": form,
        "provision": form.provision,
        "removed_told": REMOVED_TOLD,
        "marking_count": form.provision.markings.count() if form.provision else 0,
        "provisions": [] if form.provision else shown_provisions(plan),
        "queue": queue_of(request),
        "wordings": catalogue_wordings(),
        "map": plan_map(plan),
    }
    return render(request, "inventory/provision_page.html", {**told, **more}, status=status)


def _conflict(request: HttpRequest, provision_id: int, form: ProvisionForm) -> HttpResponse:
    """Both sides field by field, to choose between; of a provision that is gone, the way back."""
    now, removed = _found(request, provision_id)
    plan = now.decision.plan
    told = conflict_of(
        form,
        ProvisionForm(plan, provision=now),
        [Record(now, "version", ProvisionForm.FACTS, {})],
        lambda data: ProvisionForm(plan, data, provision=now),
    )
    if removed and not told["both"]:
        return _page(request, plan, told["form"], 409, removed=removed)
    if removed:
        told |= {"removed": removed, "removed_told": REMOVED_TOLD, "gone": now}
    subject = Subject(
        kind=_("Bestämmelsen"),
        name=str(now),
        address=reverse("inventory:provision", args=[now.pk]),
        draft=f"bestammelse-{now.pk}",
    )
    return conflict_page(request, plan, subject, told)


@SAVES
def remove(request: HttpRequest, provision_id: int) -> HttpResponse:
    """Delete a provision that was an error and by which nothing is marked."""
    found, _removed = _found(request, provision_id)
    if request.method != "POST":
        return redirect("inventory:provision", provision_id=provision_id)
    version = seen_version(request)
    try:
        provisions.remove_provision(by=person(request), provision=found, version=version)
    except VersionMissingError:
        return version_missing(request)
    except (StaleVersionError, provisions.MarkedError):
        return _decide_again(request, provision_id, version or 0)
    messages.success(request, _("Bestämmelsen är borttagen. Den finns kvar i historiken."))
    return redirect(plan_address(found.decision.plan, queue_of(request)))


def _decide_again(request: HttpRequest, provision_id: int, seen: int) -> HttpResponse:
    """The provision as it stands, with what others did since; how it comes back when gone."""
    now, removed = _found(request, provision_id)
    plan = now.decision.plan
    form = ProvisionForm(plan, provision=now)
    if removed:
        return _page(request, plan, form, 409, removed=removed)
    since = changed_since((Provision, now.pk, seen))
    if now.markings.exists():
        told = _("Objekt är märkta med bestämmelsen. Ta bort de märkningarna först.")
        return _page(request, plan, form, 409, look=SecondLook(told, since))
    look = SecondLook(
        told=_("Bestämmelsen är inte borttagen: den ändrades sedan du läste den"),
        since=since,
        address=reverse("inventory:remove_provision", args=[now.pk]),
        versions={"version": now.version},
        act=_("Ta bort ändå, som den står nu"),
        keep=plan_address(plan, queue_of(request)),
    )
    return _page(request, plan, form, 409, look=look)


@SAVES
def accept(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Give delivered provisions the types proposed: the one pressed, or those ticked."""
    if request.method != "POST":
        return redirect("inventory:plan", plan_id=plan_to_read(request, plan_id).pk)
    plan = plan_to_record(request, plan_id)
    one = request.POST.get("en", "")
    told = [row_and_version(text) for text in ([one] if one else request.POST.getlist("rad"))]
    chosen = [found for found in told if found and found[1] is not None]
    if not chosen or len(chosen) != len(told):
        messages.error(request, _("Kryssa i minst en bestämmelse vars typ är föreslagen."))
        return plan_page(request, plan, MarkingForm(plan), 422 if not told else 428)
    own = Provision.objects.filter(decision__plan=plan, pk__in=[key for key, _version in chosen])
    try:
        if own.count() != len(dict(chosen)):
            raise StaleVersionError(None, {})
        number = provisions.accept_proposals(by=person(request), chosen=chosen)
    except StaleVersionError:
        messages.error(
            request, _("Någon annan har ändrat en av bestämmelserna nyss. Inget sparades.")
        )
        return plan_page(request, plan, MarkingForm(plan), 409)
    except IntegrityError as refused:
        if not clash(refused):
            raise
        messages.error(request, _("Inget sparades. %s") % clash(refused))
        return plan_page(request, plan, MarkingForm(plan), 409)
    claim(plan, by=person(request))
    text = ngettext("Typen är bestämd för %(number)s bestämmelse.",
                    "Typen är bestämd för %(number)s bestämmelser.", number)  # fmt: skip
    messages.success(request, text % {"number": number})
    return redirect(plan_address(plan, queue_of(request)))


@require_safe
@cache_control(private=True, no_cache=True)
def proposal(request: HttpRequest, plan_id: int) -> JsonResponse:
    """What is proposed for what is being typed: the types, why in words, letter and index."""
    plan = plan_to_read(request, plan_id)
    asked = request.GET
    chosen = asked.get("beslut", "")
    decisions = plan_decisions(plan)
    if re.fullmatch(r"\d{1,18}", chosen, re.ASCII):
        decisions = decisions.filter(pk=int(chosen))
    letter = asked.get("beteckning", "")[:40]
    wording = asked.get("formulering", "")[:MAX_WORDS]
    found = proposal_for(decisions.first(), letter, wording)
    letter, index = split_printed(letter)
    return JsonResponse(
        {"classes": found.classes, "told": found.told, "letter": letter, "index": index}
    )
