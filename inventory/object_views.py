"""What has become of an object since it was recorded."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

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
from inventory.models import ProtectedObject
from inventory.plan_map import plan_map
from inventory.views import plan_address, queue_of
from plans.access import person, plan_to_record
from plans.models import Plan
from raknaq.lib.versions import StaleVersionError, VersionMissingError


@require_http_methods(["GET", "HEAD", "POST"])
def gone(request: HttpRequest, plan_id: int, object_id: int) -> HttpResponse:
    """Say that an object of a plan is gone, how and since when; with `kvar`, that it stands."""
    plan = plan_to_record(request, plan_id)
    thing = _thing(plan, object_id)
    if request.method != "POST":
        return _page(request, plan, thing, GoneForm.of(thing))
    data = answered(request.POST)
    form = GoneForm.of(as_of(thing, data.get("version", "")), data)
    if not form.is_valid():
        return _page(request, plan, thing, form, 422)
    day, how = form.cleaned_data["gone_on"], form.cleaned_data["gone_how"]
    try:
        note_gone(
            by=person(request),
            thing=thing,
            version=form.cleaned_data["version"],
            since=day,
            how=how,
        )
    except VersionMissingError:
        return render(request, "inventory/version_missing.html", status=428)
    except StaleVersionError:
        return _conflict(request, plan, _thing(plan, object_id), form)
    told = _("%(object)s är borta från och med %(day)s.") if day else _("%(object)s står kvar.")
    messages.success(request, told % {"object": thing, "day": day})
    return tell_saved(request, redirect(plan_address(plan, queue_of(request))))


def _conflict(
    request: HttpRequest, plan: Plan, now: ProtectedObject, form: GoneForm
) -> HttpResponse:
    """Both sides, to choose between."""
    facts = ("gone_how", "gone_on")
    told = conflict_of(
        form,
        GoneForm.of(now),
        [Record(now, "version", facts, {})],
        lambda data: GoneForm.of(now, data),
    )
    subject = Subject(
        kind=_("Objektet"),
        name=str(now),
        address=reverse("inventory:gone", args=[plan.pk, now.pk]),
        draft=f"borta-{now.pk}",
    )
    return conflict_page(request, plan, subject, told)


def _thing(plan: Plan, object_id: int) -> ProtectedObject:
    """An object that is marked in the plan, else 404."""
    things = ProtectedObject.objects.filter(markings__provision__decision__plan=plan)
    thing = things.defer("shape_3857").filter(pk=object_id).first()
    if thing is None:
        raise Http404
    return thing


def _page(
    request: HttpRequest, plan: Plan, thing: ProtectedObject, form: GoneForm, status: int = 200
) -> HttpResponse:
    page = {
        "plan": plan,
        "thing": thing,
        "form": form,
        "queue": queue_of(request),
        "map": plan_map(plan),
    }
    return render(request, "inventory/gone.html", page, status=status)
