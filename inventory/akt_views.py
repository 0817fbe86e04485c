"""The pages on which a county asks for akter and notes what was answered."""

from io import BytesIO, StringIO

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from inventory import requests
from inventory.akt_forms import AktChoiceForm, AnswerForm
from inventory.indicator.exports import write_csv, write_workbook
from inventory.models import MAX_AKTER, AktRequest
from inventory.pages import row_and_version, seen_version, version_missing
from inventory.queries import PAGE_ROWS
from inventory.second_look import SecondLook
from plans.access import access, county_to_read, county_to_record, decision_to_record, person
from plans.models import County
from raknaq.lib.methods import SAVES
from raknaq.lib.states import latest, now_or_last
from raknaq.lib.versions import StaleVersionError, VersionMissingError

WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@SAVES
def county_page(request: HttpRequest, code: str) -> HttpResponse:
    """A county's requests for akter, what remains to ask for, and what is nowhere to be had."""
    if request.method == "POST":
        return _make(request, county_to_record(request, code))
    county = county_to_read(request, code)
    asked = bool(request.GET.get("mottagare"))
    return _page(request, county, AktChoiceForm(code, request.GET if asked else None))


def _page(
    request: HttpRequest,
    county: County,
    form: AktChoiceForm,
    status: int = 200,
    look: SecondLook | None = None,
) -> HttpResponse:
    number = requests.wanted(form.choice()).count() if form.is_valid() else None
    lists = requests.county_requests(county.pk)
    nowhere = requests.nowhere(county.pk)
    return render(
        request,
        "inventory/akter.html",
        {
            "county": county,
            "look": look,
            "form": form,
            "number": number,
            "max_akter": MAX_AKTER,
            "page": Paginator(lists, PAGE_ROWS).get_page(request.GET.get("sida")),
            "nowhere": nowhere[:PAGE_ROWS],
            "nowhere_number": nowhere.count(),
            "records": county.pk in access(request).records,
        },
        status=status,
    )


def _make(request: HttpRequest, county: County) -> HttpResponse:
    form = AktChoiceForm(county.pk, request.POST)
    if not form.is_valid():
        return _page(request, county, form, status=422)
    lists = requests.make_lists(form.choice(), by=person(request))
    if not lists:
        messages.error(request, _("Inga beslut passar urvalet, så ingen lista gjordes."))
        return redirect("inventory:akter", code=county.pk)
    text = ngettext("%(number)s lista är gjord.", "%(number)s listor är gjorda.", len(lists))
    messages.success(request, text % {"number": len(lists)})
    if len(lists) == 1:
        return redirect("inventory:akt_request", request_id=lists[0].pk)
    return redirect("inventory:akter", code=county.pk)


@SAVES
def one(request: HttpRequest, request_id: int) -> HttpResponse:
    """One list: its akter, what was answered, and the file to send."""
    lost = None if request.method != "POST" else _lost(request_id)
    if lost is not None:
        county = county_to_record(request, lost.county_id)
        return _removed_already(request, county, request_id)
    found = _request_to_read(request, request_id)
    if request.method != "POST":
        return _one_page(request, found, AnswerForm())
    county_to_record(request, found.county_id)
    form = AnswerForm(request.POST)
    read = _read(request)
    if not read:
        form.add_error(None, _("Kryssa i minst en akt."))
    if not form.is_valid():
        return _one_page(request, found, form, status=422)
    if found.items.filter(pk__in=read).count() != len(read):
        raise Http404
    told = form.cleaned_data
    try:
        requests.answer(read, told["svar"], told["dag"], by=person(request))
    except VersionMissingError:
        return version_missing(request)
    except StaleVersionError:
        form.add_error(None, _("Någon annan har just ändrat en av akterna. Inget sparades."))
        return _one_page(request, found, form, status=409)
    text = ngettext(
        "Svaret är sparat för %(number)s akt.", "Svaret är sparat för %(number)s akter.", len(read)
    )
    messages.success(request, text % {"number": len(read)})
    return redirect("inventory:akt_request", request_id=found.pk)


def _one_page(
    request: HttpRequest,
    found: AktRequest,
    form: AnswerForm,
    status: int = 200,
    look: SecondLook | None = None,
) -> HttpResponse:
    page = {
        "look": look,
        "request_list": found,
        "county": found.county,
        "items": requests.akter_of(found),
        "form": form,
        "records": found.county_id in access(request).records,
        "today": timezone.localdate(),
    }
    return render(request, "inventory/akt_request.html", page, status=status)


def _read(request: HttpRequest) -> dict[int, int | None]:
    """The version of each ticked akt as it was read: "id:version"."""
    return dict(one for told in request.POST.getlist("rad") if (one := row_and_version(told)))


@SAVES
def remove(request: HttpRequest, request_id: int) -> HttpResponse:
    """Delete a list that was an error."""
    found = now_or_last(AktRequest, request_id)
    if found is None:
        raise Http404
    county = county_to_record(request, found.county_id)
    if request.method != "POST":
        return redirect("inventory:akter", code=county.pk)
    version = seen_version(request)
    try:
        requests.remove_list(found, version, by=person(request))
    except VersionMissingError:
        return version_missing(request)
    except StaleVersionError:
        return _removed_already(request, county, request_id)
    except requests.AnsweredError:
        look = SecondLook(_("Listan har fått svar och blir kvar."))
        found.county = county
        return _one_page(request, found, AnswerForm(), 409, look=look)
    messages.success(request, _("Listan är borttagen."))
    return redirect("inventory:akter", code=found.county_id)


def _lost(request_id: int) -> AktRequest | None:
    """A list that is removed, as it last was; None where it stands or never was."""
    there = AktRequest.objects.filter(pk=request_id).exists()
    return None if there else now_or_last(AktRequest, request_id)


def _removed_already(request: HttpRequest, county: County, request_id: int) -> HttpResponse:
    """The county's lists, and who removed the one that somebody still had open."""
    look = SecondLook(_("Listan är redan borttagen."), by=latest(AktRequest, request_id))
    return _page(request, county, AktChoiceForm(county.pk), 409, look=look)


@require_safe
def file(request: HttpRequest, request_id: int, form: str) -> FileResponse:
    """The list as a file to send: CSV or XLSX."""
    sheet = requests.as_sheet(_request_to_read(request, request_id))
    if form == "csv":
        text = StringIO("\ufeff", newline="")
        text.seek(0, 2)
        write_csv(text, sheet.header, [[_plain(cell) for cell in row] for row in sheet.rows])
        content, kind = BytesIO(text.getvalue().encode()), "text/csv; charset=utf-8"
    else:
        content, kind = BytesIO(), WORKBOOK_TYPE
        write_workbook(content, [sheet])
        content.seek(0)
    return FileResponse(
        content, as_attachment=True, filename=f"{sheet.file_name}.{form}", content_type=kind
    )


def _plain(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    live = isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{cell}" if live else cell


@SAVES
def unavailable(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Record that the akt is nowhere to be had."""
    decision = decision_to_record(request, decision_id)
    code = decision.municipality.county_id
    if request.method != "POST":
        return redirect("inventory:akter", code=code)
    try:
        requests.note_unavailable(decision, by=person(request))
    except requests.NotAnsweredError:
        told = _("Både Lantmäteriet och kommunen måste ha svarat att akten saknas.")
        county = county_to_record(request, code)
        return _page(request, county, AktChoiceForm(code), 409, look=SecondLook(told))
    told = _("%(decision)s är antecknad: handlingen finns varken i arkivet eller hos kommunen.")
    messages.success(request, told % {"decision": decision})
    return redirect("inventory:akter", code=code)


def _request_to_read(request: HttpRequest, request_id: int) -> AktRequest:
    """The list for one who may read its county, else 404."""
    found = AktRequest.objects.select_related("municipality").filter(pk=request_id).first()
    if found is None:
        raise Http404
    found.county = county_to_read(request, found.county_id)
    return found
