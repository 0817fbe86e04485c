"""What has become of an object since it was recorded."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from inventory.actions import note_gone
from inventory.forms import GoneForm
from inventory.models import ProtectedObject
from inventory.pages import map_config
from inventory.queries import plan_frame
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
    stands = "kvar" in request.POST
    form = GoneForm(request.POST)
    if not form.is_valid() and (not stands or "version" in form.errors):
        return _page(request, plan, thing, form, 422)
    told = form.cleaned_data
    try:
        note_gone(
            by=person(request),
            thing=thing,
            version=told["version"],
            since=None if stands else told["gone_on"],
            how="" if stands else told["gone_how"],
        )
    except VersionMissingError:
        return render(request, "inventory/version_missing.html", status=428)
    except StaleVersionError:
        now = _thing(plan, object_id)
        again = GoneForm.of(now)
        messages.error(request, _("Objektet ändrades av någon annan nyss. Försök igen."))
        return _page(request, plan, now, again, 409)
    if stands:
        messages.success(request, _("%s står kvar.") % thing)
    else:
        told_saved = _("%(object)s är borta från och med %(day)s.")
        messages.success(request, told_saved % {"object": thing, "day": told["gone_on"]})
    return redirect(plan_address(plan, queue_of(request)))


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
        "map": map_config(plan_frame(plan), county=plan.municipality.county_id, plan=plan.pk),
    }
    return render(request, "inventory/gone.html", page, status=status)
