"""What has become of an object since it was recorded."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory import restoring
from inventory.actions import note_gone
from inventory.conflict_page import (
    Record,
    Subject,
    answered,
    as_of,
    conflict_of,
    conflict_page,
)
from inventory.drafts import tell_saved
from inventory.forms import GoneForm
from inventory.models import Marking, ProtectedObject
from inventory.pages import version_missing
from inventory.plan_map import plan_map
from inventory.views import plan_address, queue_of
from plans.access import person, plan_to_record
from plans.models import Plan
from raknaq.lib.methods import SAVES
from raknaq.lib.states import latest, now_or_last
from raknaq.lib.versions import StaleVersionError, VersionMissingError

FACTS = ("gone_how", "gone_on")
REMOVED_TOLD = gettext_lazy("Objektets märkning är borttagen")


@SAVES
def gone(request: HttpRequest, plan_id: int, object_id: int) -> HttpResponse:
    """Say that an object of a plan is gone, how and since when; with `kvar`, that it stands.

    An object whose marking others removed (410) comes back with what is said of it.
    """
    plan = plan_to_record(request, plan_id)
    thing, removed = _found(plan, object_id)
    if request.method != "POST":
        return _page(request, plan, thing, GoneForm.of(thing), 410 if removed else 200, removed)
    data = answered(request.POST)
    form = GoneForm.of(as_of(thing, data.get("version", "")), data)
    if not form.is_valid():
        return _page(request, plan, thing, form, 422, removed)
    if removed and request.POST.get("removed") != str(removed.version):
        return _conflict(request, plan, object_id, form)
    try:
        _write(request, thing, removed, form)
    except VersionMissingError:
        return version_missing(request)
    except StaleVersionError:
        return _conflict(request, plan, object_id, form)
    except restoring.RefusedError as refused:
        form.add_error(None, str(refused))
        return _page(request, plan, thing, form, 409, removed)
    day = form.cleaned_data["gone_on"]
    told = _("%(object)s är borta från och med %(day)s.") if day else _("%(object)s står kvar.")
    messages.success(request, told % {"object": thing, "day": day})
    return tell_saved(request, redirect(plan_address(plan, queue_of(request))))


def _found(plan: Plan, object_id: int) -> tuple[ProtectedObject, Marking | None]:
    """An object that is marked in the plan, else 404; with the marking that others removed.

    That marking may stand as another object's, where the two were merged.
    """
    things = ProtectedObject.objects.filter(markings__provision__decision__plan=plan)
    thing = things.defer("shape_3857").filter(pk=object_id).first()
    if thing is not None:
        return thing, None
    removed = restoring.removed_from(plan, object_id)
    last = now_or_last(ProtectedObject, object_id)
    if removed is None or last is None:
        raise Http404
    return last, removed


def _write(
    request: HttpRequest, thing: ProtectedObject, removed: Marking | None, form: GoneForm
) -> None:
    facts = {name: form.cleaned_data[name] for name in FACTS}
    version = form.cleaned_data["version"]
    if removed is None:
        note_gone(
            by=person(request), thing=thing, version=version, since=facts["gone_on"],
            how=facts["gone_how"],
        )  # fmt: skip
        return
    parts = (
        restoring.Part(thing, version, facts),
        restoring.Part(removed.provision, removed.provision.version, {}),
        restoring.Part(removed, removed.version, {}),
    )
    why = "borttagen märkning registrerad på nytt"
    restoring.bring_back(by=person(request), parts=parts, why=why)


def _conflict(request: HttpRequest, plan: Plan, object_id: int, form: GoneForm) -> HttpResponse:
    """Both sides, to choose between; of an object whose marking is removed, the way back."""
    now, removed = _found(plan, object_id)
    told = conflict_of(
        form,
        GoneForm.of(now),
        [Record(now, "version", FACTS, {})],
        lambda data: GoneForm.of(now, data),
    )
    if removed and (not told["both"] or not _comes_back(now, removed)):
        return _page(request, plan, now, told["form"], 409, removed)
    subject = Subject(
        kind=_("Objektet"),
        name=str(now),
        address=reverse("inventory:gone", args=[plan.pk, now.pk]),
        draft=f"borta-{now.pk}",
    )
    return conflict_page(request, plan, subject, told | _told(now, removed))


def _comes_back(thing: ProtectedObject, removed: Marking) -> bool:
    """Whether the marking is gone, and not another object's since the two were merged."""
    return removed.object_id == thing.pk and not Marking.objects.filter(pk=removed.pk).exists()


def _told(thing: ProtectedObject, removed: Marking | None) -> dict[str, Any]:
    """What a page says of a marking that is removed: who did it, and what can be done."""
    if removed is None:
        return {}
    merged = _("Objektet är sammanslaget med ett annat. Öppna planen, och säg det om det andra.")
    return {
        "removed": latest(Marking, removed.pk),
        "removed_told": REMOVED_TOLD,
        "gone": removed,
        "no_way_back": "" if _comes_back(thing, removed) else merged,
    }


def _page(
    request: HttpRequest,
    plan: Plan,
    thing: ProtectedObject,
    form: GoneForm,
    status: int = 200,
    removed: Marking | None = None,
) -> HttpResponse:
    page = {
        "plan": plan,
        "thing": thing,
        "form": form,
        "queue": queue_of(request),
        "map": plan_map(plan),
        **_told(thing, removed),
    }
    return render(request, "inventory/gone.html", page, status=status)
