"""The history of a plan, and bringing an earlier state back."""

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from inventory import restoring
from inventory.history_words import Names, altered, names_in, record_name
from inventory.pages import number_of, version_missing
from inventory.plan_history import CHANGES, Change, Effect, changes_of, deliveries_named
from inventory.whys import in_words
from plans.access import access, person, plan_to_read, plan_to_record
from plans.models import Plan
from raknaq.lib.methods import SAVES
from raknaq.lib.versions import StaleVersionError, VersionMissingError

MAX_PAGES = 500


@require_safe
def history(request: HttpRequest, plan_id: int) -> HttpResponse:
    """What has been changed in a plan, the latest first, a page at a time."""
    return _page(request, plan_to_read(request, plan_id))


def _page(request: HttpRequest, plan: Plan, status: int = 200) -> HttpResponse:
    asked = min(number_of(request.GET.get("sida", "1")) or 1, MAX_PAGES)
    changes, number = changes_of(plan, page=asked)
    names = names_in(effect for change in changes for effect in change.effects)
    files = deliveries_named(changes)
    told = {
        "plan": plan,
        "decision": plan.decisions.defer("area", "area_3857").order_by("pk").first(),
        "changes": [_told(change, names, files) for change in changes],
        "page": Paginator(range(number), CHANGES).get_page(asked),
        "records": plan.municipality.county_id in access(request).records,
    }
    return render(request, "inventory/history.html", told, status=status)


def _told(change: Change, names: Names, files: dict[int, str]) -> dict[str, Any]:
    """A change in words. The whole of it is brought back at once where a person made all of it."""
    known = all(effect.model in restoring.RESTORABLE for effect in change.effects)
    begins = any(
        effect.before is None and effect.model in restoring.ROOTS for effect in change.effects
    )
    all_told = change.number == len(change.effects)
    return {
        "change": change,
        "why": in_words(change.why),
        "file": files.get(change.delivery or 0),
        "records": [_record(effect, names) for effect in change.effects],
        "more": change.number - len(change.effects),
        "whole": known and all_told and not begins and change.number > 1 and not change.delivery,
    }


def _record(effect: Effect, names: Names) -> dict[str, Any]:
    """One record of a change in words, and how it is named when its state before is asked for."""
    return {
        "name": record_name(effect, names),
        "altered": altered(effect, names),
        "new": effect.before is None,
        "removed": effect.after is None,
        "key": f"{effect.model._meta.label}:{effect.pk}:{effect.version}",
        "restorable": effect.before is not None and effect.model in restoring.RESTORABLE,
        "copy_lost": effect.after is None and restoring.copy_is_lost(effect.state),
    }


@SAVES
def restore(request: HttpRequest, plan_id: int, change: uuid.UUID) -> HttpResponse:
    """Bring back what records of a change were before it; the history for one who comes back."""
    if request.method != "POST":
        plan_to_read(request, plan_id)
        return redirect("inventory:history", plan_id=plan_id)
    plan = plan_to_record(request, plan_id)
    states = _states(plan, change, request.POST.getlist("record"))
    try:
        restoring.restore(by=person(request), states=states, why="tidigare läge återställt")
    except VersionMissingError:
        return version_missing(request)
    except StaleVersionError:
        told = _("Något av det är ändrat sedan du läste sidan. Läs historiken och pröva igen.")
        return _refused(request, plan, told)
    except restoring.RefusedError as refused:
        return _refused(request, plan, str(refused))
    messages.success(request, _("Läget är återställt, som en ny ändring."))
    return redirect("inventory:history", plan_id=plan.pk)


def _refused(request: HttpRequest, plan: Plan, told: str) -> HttpResponse:
    messages.error(request, _("Inget är återställt. %s") % told)
    return _page(request, plan, status=409)


def _states(plan: Plan, change: uuid.UUID, asked: list[str]) -> list[restoring.State]:
    """What the records asked for were before the change. Raises Http404 for what is not in it."""
    changes, _number = changes_of(plan, change=change)
    known = {
        f"{effect.model._meta.label}:{effect.pk}": effect
        for one in changes
        for effect in one.effects
    }
    states = []
    for text in asked:
        name, _colon, version = text.rpartition(":")
        if name not in known:
            raise Http404
        effect = known[name]
        states.append(
            restoring.State(effect.model, effect.pk, effect.before_event, number_of(version))
        )
    if not states:
        raise Http404
    return states


@require_safe
@never_cache
def state(request: HttpRequest, plan_id: int) -> JsonResponse:
    """What others have changed in a plan since a moment, asked before something is sent.

    Answers with `person`, who is signed in, `token`, the form token that holds now, and `changes`
    (who, at, why), the latest first.
    """
    plan = plan_to_read(request, plan_id)
    since = _moment(request.GET.get("sedan", ""))
    changes, _number = changes_of(plan, since=since) if since else ([], 0)
    others = [change for change in changes if change.person != person(request).pk]
    return JsonResponse(
        {
            "person": person(request).pk,
            "token": get_token(request),
            "changes": [
                {
                    "who": change.who,
                    "at": timezone.localtime(change.at).strftime("%H:%M"),
                    "why": in_words(change.why),
                }
                for change in others
            ],
        }
    )


def _moment(text: str) -> datetime.datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and found.tzinfo else None
