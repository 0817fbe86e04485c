"""The page on which a scanned sheet is laid on the map by control points."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inventory import fits, restoring
from inventory.conflict_page import answered, unanswered
from inventory.drafts import tell_saved
from inventory.fit_forms import FitForm, in_words
from inventory.fitting import CannotFitError
from inventory.models import Document, SheetFit
from inventory.pages import seen_version, version_missing
from inventory.plan_map import plan_map
from inventory.second_look import SecondLook, changed_since
from inventory.templatetags.words import laid_in_words
from plans.access import decision_to_record, person, plan_to_record
from raknaq.lib.methods import SAVES
from raknaq.lib.states import latest
from raknaq.lib.versions import StaleVersionError, VersionMissingError


@SAVES
def fit_page(request: HttpRequest, document_id: int) -> HttpResponse:
    """Lay a document's picture on the map, or change how it lies.

    What was written for a picture that is gone is shown (409), to be copied.
    """
    lost = _lost_picture(request, document_id)
    if lost is not None:
        return _lost_page(request, lost)
    document = _picture_to_record(request, document_id)
    laid = fits.fit_of(document)
    if request.method != "POST":
        return _page(request, document, FitForm(document, laid), laid)
    form = FitForm(document, laid, answered(request.POST))
    if not form.is_valid() or form.fitted is None:
        return _page(request, document, form, laid, status=422)
    try:
        fits.save_fit(
            by=person(request),
            document=document,
            version=form.cleaned_data["version"],
            method=form.fitted.method,
            points=form.points(),
        )
    except VersionMissingError:
        return version_missing(request)
    except StaleVersionError:
        return _conflict(request, document, form)
    messages.success(request, _("%s ligger på kartan.") % document)
    return tell_saved(request, redirect("inventory:plan", plan_id=document.decision.plan_id))


def _conflict(request: HttpRequest, document: Document, mine: FitForm) -> HttpResponse:
    """The two fits, each whole, to choose between: a method without its points says nothing."""
    now, seen = fits.fit_of(document), mine.cleaned_data["version"]
    data = answered(request.POST)
    data["version"] = str(now.version if now else fits.NEW)
    theirs = FitForm(document, now)
    told = {
        "conflict": True,
        "unanswered": unanswered(request.POST),
        "started": seen,
        "base": laid_in_words(fits.fit_at(document, seen)),
        "theirs": laid_in_words(now),
        "by": fits.last_fitted(document),
        "sent": [
            ("theirs-method", theirs["method"].value()),
            *((f"theirs-{cell['name']}", cell["value"]) for row in theirs.rows
              for cell in row.cells()),
        ] if now else [],
    }  # fmt: skip
    return _page(request, document, FitForm(document, now, data), now, status=409, **told)


def _page(
    request: HttpRequest,
    document: Document,
    form: FitForm,
    laid: SheetFit | None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    plan = plan_to_record(request, document.decision.plan_id)
    return render(
        request,
        "inventory/fitting.html",
        {
            "document": document,
            "plan": plan,
            "address": fits.picture_address(document),
            "form": form,
            "laid": laid,
            "map": plan_map(plan),
            **more,
        },
        status=status,
    )


@require_POST
def preview_fit(request: HttpRequest, document_id: int) -> JsonResponse:
    """What the points of the form say so far, unsaved: the sheet, its residuals and its error.

    `residuals` has one for each row of the table, null where the row is not whole; without a sheet,
    `told` is the reason.
    """
    document = _picture_to_record(request, document_id)
    form = FitForm(document, None, request.POST)
    form.is_valid()
    rows = [row.point() is not None for row in form.rows]
    try:
        fitted = form.fit()
    except CannotFitError as why:
        return JsonResponse({"told": str(why), "sheet": None, "residuals": [None] * len(rows)})
    told = iter(fitted.residuals or [])
    return JsonResponse(
        {
            "told": in_words(fitted, sum(rows)),
            "sheet": fits.sheet(document, fitted),
            "residuals": [next(told, None) if whole else None for whole in rows],
        }
    )


def _lost_picture(request: HttpRequest, document_id: int) -> Document | None:
    """The document whose picture was removed or weeded, for one who records in its county."""
    document = restoring.removed_document(document_id)
    if document is None:
        document = Document.objects.filter(pk=document_id).exclude(weeded_on=None).first()
    if document is None or not document.is_image:
        return None
    document.decision = decision_to_record(request, document.decision_id)
    return document


def _lost_page(request: HttpRequest, document: Document) -> HttpResponse:
    """What became of the picture, and the control points as they were written."""
    plan = plan_to_record(request, document.decision.plan_id)
    form = FitForm(document, None, answered(request.POST)) if request.method == "POST" else None
    told = {
        "document": document,
        "plan": plan,
        "map": plan_map(plan),
        "removed": None if document.weeded_on else latest(Document, document.pk),
        "rows": [row for row in form.rows if not row.is_blank] if form else [],
    }
    return render(request, "inventory/fit_lost.html", told, status=409 if form else 410)


@SAVES
def remove_fit(request: HttpRequest, document_id: int) -> HttpResponse:
    """Take a sheet off the map."""
    lost = _lost_picture(request, document_id)
    if lost is not None:
        return _lost_page(request, lost)
    document = _picture_to_record(request, document_id)
    if request.method != "POST":
        return redirect("inventory:fit", document_id=document.pk)
    laid = fits.last_fit(document)
    if laid is None:
        raise Http404
    version = seen_version(request)
    try:
        fits.remove_fit(by=person(request), laid=laid, version=version)
    except VersionMissingError:
        return version_missing(request)
    except StaleVersionError:
        return _decide_again(request, document, laid.pk, version or 0)
    messages.success(request, _("%s ligger inte längre på kartan.") % document)
    return redirect("inventory:plan", plan_id=document.decision.plan_id)


def _decide_again(
    request: HttpRequest, document: Document, laid_id: int, seen: int
) -> HttpResponse:
    """The fit as it stands, with what others made of it since; nothing to take off when gone."""
    now, since = fits.fit_of(document), changed_since((SheetFit, laid_id, seen))
    look = SecondLook(_("Inpassningen är redan borttagen"), since)
    if now is not None:
        look = SecondLook(
            told=_("Inpassningen är inte borttagen: den ändrades sedan du läste den"),
            since=since,
            address=reverse("inventory:remove_fit", args=[document.pk]),
            versions={"version": now.version},
            act=_("Ta bort ändå, som den står nu"),
            keep=reverse("inventory:plan", args=[document.decision.plan_id]),
        )
    return _page(request, document, FitForm(document, now), now, status=409, look=look)


def _picture_to_record(request: HttpRequest, document_id: int) -> Document:
    """The stored picture for one who records in its county, else 404 or 403."""
    found = Document.objects.filter(pk=document_id).first()
    if found is None:
        raise Http404
    found.decision = decision_to_record(request, found.decision_id)
    if not (found.is_image and found.can_be_shown):
        raise Http404
    return found
