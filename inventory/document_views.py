"""The documents of a plan: added, changed, removed, and read by those who may."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    JsonResponse,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header, parse_etags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from inventory import documents, restoring
from inventory.conflict_page import (
    Record,
    Subject,
    answered,
    as_of,
    conflict_of,
    conflict_page,
)
from inventory.document_forms import DocumentForm, NewDocumentForm, StorageForm, refusal
from inventory.drafts import tell_saved
from inventory.forms import MarkingForm
from inventory.models import Document, Evidence, Marking, MediaType, StorageDecision
from inventory.pages import seen_version
from inventory.passages import SIDES, read_passage
from inventory.plan_map import plan_map
from inventory.second_look import SecondLook, changed_since
from inventory.views import plan_address, plan_page, queue_of
from plans.access import (
    access,
    county_of_copies,
    county_to_lead,
    county_to_read,
    person,
    plan_to_record,
)
from plans.models import County, Plan
from raknaq.lib.files import FileRefusedError
from raknaq.lib.partial import whole_or_part
from raknaq.lib.versions import StaleVersionError, VersionMissingError

SAVES = require_http_methods(["GET", "HEAD", "POST"])


@SAVES
def storage(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a county stores copies of documents, by which decision; its lead records it."""
    county = county_to_read(request, code)
    if request.method != "POST":
        return _storage_page(request, county, StorageForm(_storage_of(code)))
    county_to_lead(request, code)
    form = StorageForm(_storage_of(code), request.POST)
    if not form.is_valid():
        return _storage_page(request, county, form, 422)
    try:
        documents.decide_storage(
            by=person(request), county=county, version=form.cleaned_data["version"],
            facts=form.facts(),
        )  # fmt: skip
    except VersionMissingError:
        return render(request, "inventory/version_missing.html", status=428)
    except StaleVersionError:
        now = StorageForm(_storage_of(code), {**request.POST.dict(), "version": _version(code)})
        now.add_error(None, _("Någon annan ändrade beslutet nyss. Läs det och spara igen."))
        return _storage_page(request, county, now, 409)
    messages.success(request, _("Beslutet är antecknat. Kopior av handlingar kan lagras."))
    return redirect("inventory:storage", code=code)


def _storage_of(code: str) -> StorageDecision | None:
    return StorageDecision.objects.filter(county=code).first()


def _version(code: str) -> int:
    known = _storage_of(code)
    return known.version if known else 0


def _storage_page(
    request: HttpRequest, county: County, form: StorageForm, status: int = 200
) -> HttpResponse:
    leads = county.pk in access(request).leads
    told = {"county": county, "storage": _storage_of(county.pk), "form": form if leads else None}
    return render(request, "inventory/storage.html", told, status=status)


@SAVES
def add(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Add a link or a file to the documents of a plan."""
    plan = plan_to_record(request, plan_id)
    storage = _storage_of(plan.municipality.county_id)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = NewDocumentForm(plan, *posted, stores=storage is not None)
    if not posted:
        return _add_page(request, plan, form, storage)
    if not form.is_valid():
        return _add_page(request, plan, form, storage, 422)
    try:
        added = _add(request, form)
    except FileRefusedError as refused:
        form.add_error("file", refusal(refused))
        return _add_page(request, plan, form, storage, 422)
    except documents.StorageNotDecidedError:
        form.add_error(None, _("Länet lagrar inte kopior längre. Ange en länk i stället."))
        return _add_page(request, plan, form, None, 409)
    messages.success(request, _("%s är tillagd.") % added)
    if added.pages and added.pages > 1:
        told = _(
            "TIFF-filen har %(pages)s sidor. Den första visas. Lägg till de andra som egna filer."
        )
        messages.warning(request, told % {"pages": added.pages})
    address = plan_address(plan, request.POST.get("ko", "")) + "#documents"
    return tell_saved(request, redirect(address))


def _add(request: HttpRequest, form: NewDocumentForm) -> Document:
    told = form.cleaned_data
    named = {"by": person(request), "decision": told["akt"], "title": told["title"]}
    if told.get("file"):
        return documents.store(**named, upload=told["file"])
    return documents.add_link(**named, link=told["link"])


def _add_page(
    request: HttpRequest,
    plan: Plan,
    form: NewDocumentForm,
    storage: StorageDecision | None,
    status: int = 200,
) -> HttpResponse:
    told = {
        "plan": plan,
        "document_form": form,
        "storage": storage,
        "queue": request.POST.get("ko") or request.GET.get("ko", ""),
        "map": plan_map(plan),
    }
    return render(request, "inventory/document_new.html", told, status=status)


@SAVES
def change(request: HttpRequest, document_id: int) -> HttpResponse:
    """Change what a document is called or where it leads, or remove it."""
    found = _document_to_record(request, document_id)
    if request.method != "POST":
        return _document_page(request, found, DocumentForm(found))
    data = answered(request.POST)
    form = DocumentForm(as_of(found, data.get("version", "")), data)
    if not form.is_valid():
        return _document_page(request, found, form, 422)
    try:
        documents.change_document(
            by=person(request), document=found, version=form.cleaned_data["version"],
            facts=form.facts(),
        )  # fmt: skip
    except VersionMissingError:
        return render(request, "inventory/version_missing.html", status=428)
    except StaleVersionError:
        return _conflict(request, document_id, form)
    messages.success(request, _("Ändringen är sparad."))
    return tell_saved(request, redirect("inventory:plan", plan_id=found.decision.plan_id))


def _conflict(request: HttpRequest, document_id: int, form: DocumentForm) -> HttpResponse:
    """Both sides, to choose between."""
    now = _document_to_record(request, document_id)
    told = conflict_of(
        form,
        DocumentForm(now),
        [Record(now, "version", ("title", "link"), {})],
        lambda data: DocumentForm(now, data),
    )
    subject = Subject(
        kind=_("Handlingen"),
        name=str(now),
        address=reverse("inventory:document", args=[now.pk]),
        draft=f"handling-{now.pk}",
    )
    return conflict_page(request, now.decision.plan, subject, told)


@require_POST
def remove(request: HttpRequest, document_id: int) -> HttpResponse:
    """Remove a document, unless markings rest on it."""
    found = _document_to_record(request, document_id)
    try:
        documents.remove_document(by=person(request), document=found, version=seen_version(request))
    except VersionMissingError:
        return render(request, "inventory/version_missing.html", status=428)
    except StaleVersionError:
        return _decide_again(request, document_id)
    except documents.CarriesEvidenceError:
        told = _("Handlingen kan inte tas bort: märkningar vilar på den. Ta bort beläggen först.")
        return _document_page(request, found, DocumentForm(found), 409, look=SecondLook(told))
    messages.success(request, _("%s är borttagen. Den finns kvar i historiken.") % found)
    return redirect("inventory:plan", plan_id=found.decision.plan_id)


def _decide_again(request: HttpRequest, document_id: int) -> HttpResponse:
    """The document as it stands, with what others changed since."""
    now = _document_to_record(request, document_id)
    look = SecondLook(
        told=_("Handlingen är inte borttagen: den ändrades sedan du läste den"),
        since=changed_since((Document, now.pk, seen_version(request) or 0)),
        address=reverse("inventory:remove_document", args=[now.pk]),
        versions={"version": now.version},
        act=_("Ta bort ändå, som den står nu"),
        keep=plan_address(now.decision.plan, queue_of(request)),
    )
    return _document_page(request, now, DocumentForm(now), 409, look=look)


def _document_page(
    request: HttpRequest,
    found: Document,
    form: DocumentForm,
    status: int = 200,
    *,
    look: SecondLook | None = None,
) -> HttpResponse:
    passages = found.passages.select_related("marking__object", "marking__provision")
    plan = found.decision.plan
    told = {
        "document": found,
        "plan": plan,
        "map": plan_map(plan),
        "form": form,
        "look": look,
        "passages": passages.defer("marking__object__shape_3857").order_by("page", "pk"),
    }
    return render(request, "inventory/document.html", told, status=status)


@require_safe
def file(request: HttpRequest, document_id: int) -> HttpResponseBase:
    """The copy of a document, for those who may open the county's; 410 once it is weeded."""
    found = _document(document_id)
    county_of_copies(request, found.decision.municipality.county_id)
    if not found.digest:
        raise Http404
    if found.weeded_on:
        return render(request, "inventory/document_weeded.html", {"document": found}, status=410)
    shown = MediaType.PNG if found.media_type == MediaType.TIFF else found.media_type
    etag = f'"{found.digest}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponseNotModified()
    try:
        opened = documents.copy_path(found).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    answer = whole_or_part(opened, request.headers.get("Range", ""), str(shown))
    answer["ETag"] = etag
    answer["Accept-Ranges"] = "bytes"
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Content-Type-Options"] = "nosniff"
    name = found.file_name + (".png" if found.media_type == MediaType.TIFF else "")
    answer["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    return answer


@require_POST
def attach(request: HttpRequest, marking_id: int) -> JsonResponse:
    """State that a marking rests on a passage of a document; what was kept, as JSON."""
    marking = Marking.objects.select_related("provision__decision").filter(pk=marking_id).first()
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


@require_POST
def detach(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """Take back that a marking rests on a passage."""
    evidence = _evidence(evidence_id) or restoring.removed_evidence(evidence_id)
    if evidence is None:
        raise Http404
    plan = plan_to_record(request, evidence.marking.provision.decision.plan_id)
    version = seen_version(request)
    try:
        documents.detach(by=person(request), evidence=evidence, version=version)
    except VersionMissingError:
        return render(request, "inventory/version_missing.html", status=428)
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


def _document(document_id: int) -> Document:
    found = Document.objects.select_related("decision__municipality").filter(pk=document_id)
    document = found.defer(*_HEAVY).first()
    if document is None:
        raise Http404
    return document


def _document_to_record(request: HttpRequest, document_id: int) -> Document:
    """The document for one who records in its county, else 404 or 403."""
    document = _document(document_id)
    document.decision.plan = plan_to_record(request, document.decision.plan_id)
    return document


_HEAVY = (
    "decision__area", "decision__area_3857", "decision__extra",
    "decision__municipality__area", "decision__municipality__area_3857",
)  # fmt: skip
