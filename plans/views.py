"""Membership: who belongs to a county, and guests until a day."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plans import actions
from plans.access import access, person
from plans.forms import GuestForm
from plans.models import Membership
from raknaq.lib.methods import SAVES


@SAVES
def members(request: HttpRequest) -> HttpResponse:
    """The members of the counties one leads, and the form that invites a guest recorder."""
    counties = _counties_led(request)
    form = GuestForm(counties, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        actions.invite_guest(
            by=person(request), guest=told["username"], county=told["county"].pk,
            until=told["until"],
        )  # fmt: skip
        text = _("%(name)s får registrera i %(county)s till och med %(until)s.")
        names = {"name": told["username"], "county": told["county"], "until": told["until"]}
        messages.success(request, text % names)
        return redirect("plans:members")
    rows = Membership.objects.filter(county__in=counties).select_related("user", "county")
    rows = rows.defer("county__area", "county__area_3857").order_by("county", "role", "user")
    status = 422 if form.is_bound else 200
    return render(request, "plans/members.html", {"members": rows, "form": form}, status=status)


@require_POST
def end(request: HttpRequest, membership_id: int) -> HttpResponse:
    """End a guest's membership before its day."""
    guests = Membership.objects.filter(county__in=_counties_led(request), until__isnull=False)
    membership = get_object_or_404(guests, pk=membership_id)
    actions.end_membership(by=person(request), membership=membership)
    messages.success(request, _("Gästen kan inte längre registrera."))
    return redirect("plans:members")


def _counties_led(request: HttpRequest) -> list[str]:
    counties = access(request).invites
    if not counties:
        raise PermissionDenied(_("Bara den som är länsansvarig kan bjuda in gäster."))
    return counties
