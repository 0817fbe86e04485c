"""The documents of a plan: added, changed, removed, and read by those who may."""

from typing import Any

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header, parse_etags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

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
from inventory.models import Document, MediaType, StorageDecision
from inventory.pages import seen_version, version_missing
from inventory.plan_map import plan_map
from inventory.second_look import SecondLook, changed_since
from inventory.views import plan_address, queue_of
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
from raknaq.lib.methods import SAVES
from raknaq.lib.partial import whole_or_part
from raknaq.lib.states import Alteration, latest
from raknaq.lib.versions import StaleVersionError, VersionMissingError


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
        return version_missing(request)
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
    named = {"title": request.GET.get("titel", "")}
    form = NewDocumentForm(plan, *posted, stores=storage is not None, initial=named)
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
    """Change what a document is called or where it leads; bring a link back (410 where removed)."""
    found, removed = _found(request, document_id)
    if request.method != "POST":
        status = 410 if removed else 200
        return _document_page(request, found, DocumentForm(found), status, removed=removed)
    data = answered(request.POST)
    form = DocumentForm(as_of(found, data.get("version", "")), data)
    if not form.is_valid():
        return _document_page(request, found, form, 422, removed=removed)
    if removed and request.POST.get("removed") != str(found.version):
        return _conflict(request, document_id, form)
    try:
        _write(request, found, form, removed=removed is not None)
    except VersionMissingError:
        return version_missing(request)
    except StaleVersionError:
        return _conflict(request, document_id, form)
    except restoring.RefusedError as refused:
        form.add_error(None, str(refused))
        return _document_page(request, found, form, 409, removed=removed)
    told = _("Handlingen är registrerad på nytt.") if removed else _("Ändringen är sparad.")
    messages.success(request, told)
    return tell_saved(request, redirect("inventory:plan", plan_id=found.decision.plan_id))


def _found(request: HttpRequest, document_id: int) -> tuple[Document, Alteration | None]:
    """A document for one who records it, as it was where it is removed; then also who did that."""
    gone = restoring.removed_document(document_id)
    if gone is None:
        return _document_to_record(request, document_id), None
    gone.decision.plan = plan_to_record(request, gone.decision.plan_id)
    return gone, latest(Document, document_id)


def _write(request: HttpRequest, found: Document, form: DocumentForm, *, removed: bool) -> None:
    version, facts = form.cleaned_data["version"], form.facts()
    if removed:
        part = restoring.Part(found, version, facts)
        why = "borttagen handling registrerad på nytt"
        restoring.bring_back(by=person(request), parts=[part], why=why)
    else:
        documents.change_document(by=person(request), document=found, version=version, facts=facts)


def _conflict(request: HttpRequest, document_id: int, form: DocumentForm) -> HttpResponse:
    """Both sides, to choose between; of a document that is gone, the way back."""
    now, removed = _found(request, document_id)
    told = conflict_of(
        form,
        DocumentForm(now),
        [Record(now, "version", ("title", "link"), {})],
        lambda data: DocumentForm(now, data),
    )
    if removed and (not told["both"] or now.digest):
        return _document_page(request, now, told["form"], 409, removed=removed)
    told |= _told_of(now, removed)
    subject = Subject(
        kind=_("Handlingen"),
        name=str(now),
        address=reverse("inventory:document", args=[now.pk]),
        draft=f"handling-{now.pk}",
    )
    return conflict_page(request, now.decision.plan, subject, told)


def _told_of(document: Document, removed: Alteration | None) -> dict[str, Any]:
    """What a page says of a document that is removed: who did it, and what can be done."""
    if removed is None:
        return {}
    lost = _("Kopian raderades med den och kommer inte tillbaka. Lägg till filen på nytt.")
    return {
        "removed": removed,
        "removed_told": _("Handlingen är borttagen"),
        "gone": document,
        "no_way_back": lost if document.digest else "",
    }


@SAVES
def remove(request: HttpRequest, document_id: int) -> HttpResponse:
    """Remove a document, unless markings rest on it."""
    found, _removed = _found(request, document_id)
    if request.method != "POST":
        return redirect("inventory:document", document_id=document_id)
    try:
        documents.remove_document(by=person(request), document=found, version=seen_version(request))
    except VersionMissingError:
        return version_missing(request)
    except StaleVersionError:
        return _decide_again(request, document_id)
    except documents.CarriesEvidenceError:
        told = _("Handlingen kan inte tas bort: märkningar vilar på den. Ta bort beläggen först.")
        return _document_page(request, found, DocumentForm(found), 409, look=SecondLook(told))
    messages.success(request, _("%s är borttagen. Den finns kvar i historiken.") % found)
    return redirect("inventory:plan", plan_id=found.decision.plan_id)


def _decide_again(request: HttpRequest, document_id: int) -> HttpResponse:
    """The document as it stands, with what others changed since; how it comes back when gone."""
    now, removed = _found(request, document_id)
    if removed:
        return _document_page(request, now, DocumentForm(now), 409, removed=removed)
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
    removed: Alteration | None = None,
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
        **_told_of(found, removed),
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
