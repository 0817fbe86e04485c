"""The passages of documents that markings rest on: stated, and taken back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inventory import documents, restoring
from inventory.forms import MarkingForm
from inventory.models import Evidence, Marking
from inventory.pages import seen_version, version_missing
from inventory.passages import SIDES, read_passage
from inventory.second_look import SecondLook, changed_since
from inventory.views import plan_address, plan_page, queue_of
from plans.access import person, plan_to_record
from plans.models import Plan
from raknaq.lib.methods import SAVES
from raknaq.lib.versions import StaleVersionError, VersionMissingError


@require_POST
def attach(request: HttpRequest, marking_id: int) -> JsonResponse:
    """State that a marking rests on a passage of a document; what was kept, as JSON."""
    known = Marking.objects.select_related("provision__decision").filter(pk=marking_id).first()
    marking = known or restoring.removed_marking(marking_id)
    if marking is None:
        raise Http404
    plan = plan_to_record(request, marking.provision.decision.plan_id)
    try:
        passage = read_passage(request.POST.get("passage", ""), plan)
        kept = documents.attach(by=person(request), marking=marking, passage=passage)
    except ValidationError as wrong:
        return JsonResponse({"error": " ".join(wrong.messages)}, status=422)
    except StaleVersionError:
        gone = _("Märkningen eller handlingen togs bort av någon annan nyss. Ladda om sidan.")
        return JsonResponse({"error": gone}, status=409)
    return JsonResponse(
        {
            "id": kept.pk,
            "version": kept.version,
            "document": kept.document_id,
            "page": kept.page,
            **{side: getattr(kept, side) for side in SIDES},
            "quote": kept.quote,
            "remove": reverse("inventory:detach", args=[kept.pk]),
        },
        status=201,
    )


@SAVES
def detach(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """Take back that a marking rests on a passage."""
    evidence = _evidence(evidence_id) or restoring.removed_evidence(evidence_id)
    if evidence is None:
        raise Http404
    plan = plan_to_record(request, evidence.marking.provision.decision.plan_id)
    if request.method != "POST":
        return redirect(plan_address(plan, queue_of(request)) + "#markings")
    version = seen_version(request)
    try:
        documents.detach(by=person(request), evidence=evidence, version=version)
    except VersionMissingError:
        return version_missing(request)
    except StaleVersionError:
        look = _decide_on_evidence(request, plan, evidence_id, version or 0)
        return plan_page(request, plan, MarkingForm(plan), 409, look=look)
    messages.success(request, _("Belägget är borttaget. Det finns kvar i historiken."))
    return redirect(plan_address(plan, queue_of(request)) + "#markings")


def _decide_on_evidence(
    request: HttpRequest, plan: Plan, evidence_id: int, seen: int
) -> SecondLook:
    """What others made of a passage since it was seen; nothing is left to do where it is gone."""
    now, since = _evidence(evidence_id), changed_since((Evidence, evidence_id, seen))
    if now is None:
        return SecondLook(_("Belägget är redan borttaget"), since)
    return SecondLook(
        told=_("Belägget är inte borttaget: det ändrades sedan du läste det"),
        since=since,
        address=reverse("inventory:detach", args=[now.pk]),
        versions={"version": now.version},
        act=_("Ta bort ändå, som det står nu"),
        keep=plan_address(plan, queue_of(request)),
    )


def _evidence(evidence_id: int) -> Evidence | None:
    found = Evidence.objects.select_related("marking__provision__decision")
    return found.filter(pk=evidence_id).first()
