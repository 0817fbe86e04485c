"""What the map does: move an object, look for things in an area, give many of them a provision."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from inventory import bulk, moving, restoring
from inventory.bulk_forms import AreaForm, GiveForm, too_many
from inventory.claims import claim
from inventory.clashes import clash
from inventory.forms import MarkingForm
from inventory.models import BuildingFootprint, ProtectedObject
from inventory.pages import version_missing
from inventory.second_look import SecondLook, hindrances
from inventory.shapes import geometry_of, near_shapes
from inventory.views import LAST_GIVEN, plan_address, plan_page
from plans.access import access, person, plan_to_read, plan_to_record
from plans.models import Plan
from raknaq.lib.geo import shape_from_wkt
from raknaq.lib.methods import SAVES
from raknaq.lib.undo import StandsOnError
from raknaq.lib.versions import StaleVersionError, VersionMissingError
from raknaq.templatetags.figures import whole

SHOWN_NAMES = 10
MOST_BYTES = 2_000_000  # of a shape that is sent to be moved


@require_POST
def move(request: HttpRequest, plan_id: int, object_id: int) -> JsonResponse:
    """Write the shape of one of the plan's objects; the new version, or the row as it stands.

    Takes JSON: `version` that was seen, `shape` as WKT in SWEREF 99 TM, `act` (`moving.WHYS`).
    """
    plan = plan_to_record(request, plan_id)
    thing = moving.object_of_plan(plan, object_id)
    if thing is None and restoring.removed_from(plan, object_id) is None:
        raise Http404
    told = _json(request)
    version, act = told.get("version"), str(told.get("act"))
    if type(version) is not int:
        return _refused(_("Flytten saknar version. Öppna planen på nytt."), 428)
    try:
        shape = shape_from_wkt(str(told.get("shape", "")))
    except ValidationError as wrong:
        return _refused(wrong.messages[0], 422)
    if thing is None:
        return _stale(plan, object_id)
    try:
        version = moving.move(
            by=person(request), thing=thing, version=version, shape=shape,
            act=act if act in moving.WHYS else "move",
        )  # fmt: skip
    except StaleVersionError:
        return _stale(plan, object_id)
    claim(plan, by=person(request))
    return JsonResponse({"version": version})


def _json(request: HttpRequest) -> Mapping[str, Any]:
    """What a script sent, empty when it is nothing of ours."""
    if len(request.body) > MOST_BYTES:
        return {}
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _refused(why: str, status: int, **more: Any) -> JsonResponse:
    return JsonResponse({"error": why, **more}, status=status)


def _stale(plan: Plan, object_id: int) -> JsonResponse:
    """409 with the object as it stands: its shape, its version, who wrote it and when."""
    thing = moving.object_of_plan(plan, object_id)
    if thing is None:
        return _refused(_("Objektet togs bort av någon annan nyss."), 409, current=None)
    last = moving.last_author(thing)
    current = {
        "version": thing.version,
        "shape": geometry_of(thing),
        "who": last.who,
        "at": timezone.localtime(last.at).strftime("%H:%M"),
    }
    why = _("%(who)s ändrade objektet %(at)s, efter att du såg det.") % current
    return _refused(why, 409, current=current)


@require_POST
def within(request: HttpRequest, plan_id: int) -> JsonResponse:
    """The objects in an area, and the buildings there that are no object yet."""
    plan = plan_to_record(request, plan_id)
    form = AreaForm(plan, request.POST)
    if not form.is_valid():
        return _refused(
            " ".join(str(one) for errors in form.errors.values() for one in errors), 422
        )
    found = bulk.within(plan, form.cleaned_data["area"])
    most = max(len(things) for things in found.values())
    if most > bulk.MOST:
        return _refused(too_many(most), 422)
    return JsonResponse(found)


@require_safe
@cache_control(private=True, no_cache=True)
def near(request: HttpRequest, plan_id: int) -> JsonResponse:
    """Areas, provisions, objects and buildings around the plan, to snap to."""
    return JsonResponse(near_shapes(plan_to_read(request, plan_id)))


@require_safe
def footprint(request: HttpRequest, footprint_id: int) -> JsonResponse:
    """The outline of one building, to take over."""
    allowed = BuildingFootprint.objects.filter(municipality__county__in=access(request).reads)
    found = allowed.filter(pk=footprint_id).first()
    if found is None:
        raise Http404
    return JsonResponse({"building_id": found.building_id, "shape": geometry_of(found)})


@SAVES
def give(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Give the selected objects one provision; the plan itself for one who comes back to it."""
    if request.method != "POST":
        return redirect("inventory:plan", plan_id=plan_to_read(request, plan_id).pk)
    plan = plan_to_record(request, plan_id)
    form = GiveForm(plan, request.POST)
    if not form.is_valid():
        return plan_page(request, plan, form, status=422)
    told = form.cleaned_data
    told["decision"].plan = plan
    try:
        given = bulk.give_provision(
            by=person(request), decision=told["decision"], things=told["things"],
            footprints=told["footprints"], provision=told["provision"],
            provision_facts=form.provision_facts(), marking_facts=form.marking_facts(),
        )  # fmt: skip
    except VersionMissingError:
        return version_missing(request)
    except bulk.StaleThingsError as stale:
        return _not_as_seen(request, plan, told["things"], stale)
    except IntegrityError as refused:
        if not clash(refused):
            raise
        form.add_error("provision", clash(refused))
        return plan_page(request, plan, form, status=409)
    except StaleVersionError:
        form.add_error("provision", _("Bestämmelsen togs bort av någon annan nyss. Välj igen."))
        return plan_page(request, plan, form, status=409)
    claim(plan, by=person(request))
    _tell(request, plan, given)
    return redirect(plan_address(plan, request.POST.get("ko", "")))


def _not_as_seen(
    request: HttpRequest, plan: Plan, seen: list[tuple[int, int]], stale: bulk.StaleThingsError
) -> HttpResponse:
    """Who was changed, and the form with its selection as it stands now; nothing is written."""
    things = ProtectedObject.objects.filter(pk__in=[pk for pk, _version in seen])
    data = request.POST.copy()
    data["things"] = " ".join(f"{pk}:{v}" for pk, v in things.values_list("pk", "version"))
    form = GiveForm(plan, data)
    if stale.names:
        names = ", ".join(stale.names[:SHOWN_NAMES])
        if len(stale.names) > SHOWN_NAMES:
            names = _("%(names)s med flera, %(number)s i allt") % {
                "names": names, "number": whole(len(stale.names)),
            }  # fmt: skip
        why = _(
            "Inget är sparat: %(names)s ändrades av någon annan sedan du valde. "
            "Urvalet finns kvar. Se efter på kartan och spara igen."
        )
        form.add_error(None, why % {"names": names})
    if stale.gone:
        why = ngettext(
            "Inget är sparat: %(gone)s objekt finns inte längre, och är taget ur urvalet.",
            "Inget är sparat: %(gone)s objekt finns inte längre, och är tagna ur urvalet.",
            stale.gone,
        )
        form.add_error(None, why % {"gone": whole(stale.gone)})
    return plan_page(request, plan, form, status=409)


def _tell(request: HttpRequest, plan: Plan, given: bulk.Given) -> None:
    """What was given and what was left; one's latest, with its undoing, stays on the page."""
    facts = {
        "letter": str(given.provision), "given": whole(given.given), "made": whole(given.made),
        "already": whole(given.already),
    }  # fmt: skip
    request.session.pop(LAST_GIVEN, None)
    if not given.given:
        messages.info(request, _("Alla valda objekt har redan %(letter)s.") % facts)
        return
    parts = [
        ngettext(
            "%(letter)s är sparad på %(given)s objekt.",
            "%(letter)s är sparad på %(given)s objekt.",
            given.given,
        )
    ]
    if given.made:
        parts.append(_("%(made)s är nya, av byggnader på kartan."))
    if given.already:
        parts.append(_("%(already)s hade den redan och är orörda."))
    request.session[LAST_GIVEN] = {
        "context": str(given.context), "plan": plan.pk, "told": " ".join(parts) % facts,
    }  # fmt: skip


@SAVES
def undo_given(request: HttpRequest, context: uuid.UUID) -> HttpResponse:
    """Take back one's own giving of a provision to many objects, whole."""
    try:
        plan = bulk.plan_of_change(context, by=person(request))
    except bulk.NotOwnChangeError:
        raise Http404 from None
    if request.method == "POST":
        plan = plan_to_record(request, plan.pk)
        try:
            bulk.take_back_given(context, by=person(request))
        except StandsOnError as stands:
            told = _("Det går inte att ångra: annat bygger på det. Inget är ändrat.")
            look = SecondLook(told, hindrances=hindrances(stands))
            return plan_page(request, plan, MarkingForm(plan), 409, look=look)
        request.session.pop(LAST_GIVEN, None)
        messages.success(request, _("Ångrat. Objekten är som de var."))
    return redirect(plan_address(plan, request.POST.get("ko", "")))
