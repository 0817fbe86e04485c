"""One marking: changing it with its object and its provision, removing it, bringing it back."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory import actions, restoring
from inventory.conflict_page import (
    PLACE,
    Record,
    Subject,
    answered,
    as_of,
    conflict_of,
    conflict_page,
)
from inventory.drafts import tell_saved
from inventory.forms import MARKING_DETAILS, THING_FACTS, ChangeForm
from inventory.models import Marking, ProtectedObject
from inventory.pages import number_of, version_missing
from inventory.plan_map import plan_map
from inventory.provision_forms import PROVISION_FACTS
from inventory.second_look import SecondLook, changed_since
from inventory.views import catalogue_wordings, plan_address, queue_of, saved
from plans.access import person, plan_to_record
from plans.models import Provision
from raknaq.lib.methods import SAVES
from raknaq.lib.states import latest
from raknaq.lib.versions import StaleVersionError, VersionMissingError

REMOVED = ("version", "thing_version", "provision_version")  # of what a removal takes with it
REMOVED_TOLD = gettext_lazy("Märkningen är borttagen")
NO_VERSION = gettext_lazy("Formuläret saknar version. Öppna märkningen på nytt.")


@SAVES
def marking(request: HttpRequest, marking_id: int) -> HttpResponse:
    """Change a marking, its object and its provision; bring one back that others removed (410)."""
    standing = _find(marking_id)
    found = _to_record(request, standing or restoring.removed_marking(marking_id))
    if request.method != "POST":
        return _page(request, found, ChangeForm(found), removed=standing is None)
    data = answered(request.POST)
    form = ChangeForm(_started_from(found, data), data)
    if not form.is_valid():
        return _page(request, found, form, status=422, removed=standing is None)
    if standing is None:
        return _again(request, found, form)
    try:
        _change(request, form)
    except VersionMissingError:
        form.add_error(None, NO_VERSION)
        return _page(request, found, form, status=428)
    except StaleVersionError:
        return _conflict(request, found.pk, form)
    except IntegrityError as refused:
        if "plans_provision_identity" not in str(refused):
            raise
        form.add_error("letter", _("Beslutet har redan en likadan bestämmelse."))
        return _page(request, found, form, status=409)
    return tell_saved(request, saved(request, found, _("Ändringen är sparad.")))


def _page(
    request: HttpRequest,
    found: Marking,
    form: ChangeForm,
    *,
    status: int = 200,
    removed: bool = False,
    look: SecondLook | None = None,
) -> HttpResponse:
    """The marking with its form; one that is removed answers 410 where it is only read.

    `look`: what others changed since somebody saw the marking that they want removed.
    """
    told = _about(request, found) | {"form": form, "map": _map(found, moving=found.object_id)}
    told["look"] = look
    if removed:
        told |= {"removed": latest(Marking, found.pk), "removed_told": REMOVED_TOLD}
        status = {200: 410}.get(status, status)
    return render(request, "inventory/marking.html", told, status=status)


def _about(request: HttpRequest, found: Marking) -> dict[str, Any]:
    return {
        "marking": found,
        "plan": found.provision.decision.plan,
        "queue": queue_of(request),
        "others": found.provision.markings.exclude(pk=found.pk).count(),
        "wordings": catalogue_wordings(),
    }


def _map(found: Marking, **more: Any) -> dict[str, Any]:
    return plan_map(found.provision.decision.plan, **more)


def _started_from(found: Marking, data: QueryDict) -> Marking:
    """The marking with its object and provision as they were in the versions that are sent.

    Only what differs from that is a change of one's own.
    """
    started = copy(as_of(found, data.get("marking_version", "")))
    started.object = as_of(found.object, data.get("thing_version", ""), started.object_id)
    provision_version = data.get("provision_version", "")
    started.provision = copy(as_of(found.provision, provision_version, started.provision_id))
    started.provision.decision = found.provision.decision
    return started


def _change(request: HttpRequest, form: ChangeForm) -> None:
    actions.change_marking(
        by=person(request),
        marking=form.marking,
        version=form.cleaned_data["marking_version"],
        facts=form.marking_facts(),
        thing_version=form.cleaned_data["thing_version"],
        thing_facts=form.thing_facts(),
        provision_version=form.cleaned_data["provision_version"],
        provision_facts=form.provision_facts(),
    )


def _conflict(request: HttpRequest, marking_id: int, form: ChangeForm) -> HttpResponse:
    """Both sides field by field, to choose between; of a marking that is gone, the way back."""
    standing = _find(marking_id)
    now = _to_record(request, standing or restoring.removed_marking(marking_id))
    told = conflict_of(form, ChangeForm(now), _records(now), lambda data: ChangeForm(now, data))
    if standing is None and not told["both"]:
        return _page(request, now, told["form"], status=409, removed=True)
    if standing is None:
        removed = latest(Marking, now.pk)
        told |= {"removed": removed, "removed_told": REMOVED_TOLD, "gone": now}
    subject = Subject(
        kind=_("Märkningen"),
        name=f"{now.provision} {now.object}",
        address=reverse("inventory:marking", args=[now.pk]),
        draft=str(now.pk),
    )
    return conflict_page(request, now.provision.decision.plan, subject, told, moving=now.object_id)


def _records(now: Marking) -> list[Record]:
    """The rows that the form writes."""
    place = dict.fromkeys((*PLACE, "place"), "shape")
    thing = ("place", *THING_FACTS)
    return [
        Record(now.object, "thing_version", thing, place),
        Record(now.provision, "provision_version", PROVISION_FACTS, {}),
        Record(now, "marking_version", ("ended_on", *MARKING_DETAILS), {}),
    ]


def _again(request: HttpRequest, found: Marking, form: ChangeForm) -> HttpResponse:
    """Bring a removed marking back with what was typed, for one who has seen that it is removed."""
    if request.POST.get("removed") != str(found.version):
        return _conflict(request, found.pk, form)
    sent = form.cleaned_data
    parts = (
        restoring.Part(found.object, sent["thing_version"], form.thing_facts()),
        restoring.Part(found.provision, sent["provision_version"], form.provision_facts()),
        restoring.Part(found, sent["marking_version"], form.marking_facts()),
    )
    try:
        restoring.bring_back(
            by=person(request), parts=parts, why="borttagen märkning registrerad på nytt"
        )
    except VersionMissingError:
        form.add_error(None, NO_VERSION)
        return _page(request, found, form, status=428, removed=True)
    except StaleVersionError:
        return _conflict(request, found.pk, form)
    except restoring.RefusedError as refused:
        form.add_error(None, str(refused))
        return _page(request, found, form, status=409, removed=True)
    told = _("Märkningen är registrerad på nytt.")
    return tell_saved(request, saved(request, found, told))


@SAVES
def remove(request: HttpRequest, marking_id: int) -> HttpResponse:
    """Delete a marking that was an error; the marking for one who comes back to the address."""
    found = _to_record(request, _find(marking_id) or restoring.removed_marking(marking_id))
    if request.method != "POST":
        return redirect("inventory:marking", marking_id=marking_id)
    seen = {name: number_of(request.POST.get(name, "")) for name in REMOVED}
    try:
        actions.remove_marking(
            by=person(request),
            marking=found,
            version=seen["version"],
            thing_version=seen["thing_version"],
            provision_version=seen["provision_version"],
        )
    except VersionMissingError:
        return version_missing(request)
    except StaleVersionError:
        return _decide_again(request, marking_id)
    messages.success(request, _("Märkningen är borttagen. Den finns kvar i historiken."))
    return redirect(plan_address(found.provision.decision.plan, queue_of(request)))


def _decide_again(request: HttpRequest, marking_id: int) -> HttpResponse:
    """The marking as it stands, with what others changed since; how it can come back when gone."""
    standing = _find(marking_id)
    now = _to_record(request, standing or restoring.removed_marking(marking_id))
    if standing is None:
        return _page(request, now, ChangeForm(now), status=409, removed=True)
    sent = {name: int(request.POST[name]) for name in REMOVED}
    seen = as_of(now, request.POST["version"])
    look = SecondLook(
        told=_("Märkningen är inte borttagen: den ändrades sedan du läste den"),
        since=changed_since(
            (ProtectedObject, seen.object_id, sent["thing_version"]),
            (Provision, seen.provision_id, sent["provision_version"]),
            (Marking, now.pk, sent["version"]),
        ),
        address=reverse("inventory:remove", args=[now.pk]),
        versions=dict(
            zip(REMOVED, (now.version, now.object.version, now.provision.version), strict=True)
        ),
        act=_("Ta bort ändå, som den står nu"),
        keep=plan_address(now.provision.decision.plan, queue_of(request)),
    )
    return _page(request, now, ChangeForm(now), status=409, look=look)


def _find(marking_id: int) -> Marking | None:
    found = Marking.objects.select_related(
        "object", "provision__decision__plan", "provision__catalogue_entry"
    )
    return found.filter(pk=marking_id).first()


def _to_record(request: HttpRequest, found: Marking | None) -> Marking:
    """A marking for one who records in its plan's county, else 404 or 403."""
    if found is None:
        raise Http404
    found.provision.decision.plan = plan_to_record(request, found.provision.decision.plan_id)
    return found
