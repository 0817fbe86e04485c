"""What people see: public pages, their files, and the tiles of the maps."""

import datetime
import hashlib
import re
from io import BytesIO, StringIO

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from inventory.indicator import method, years_until
from inventory.indicator.exports import WORKBOOK, write_csv, write_workbook
from inventory.indicator.latest import data_version
from inventory.indicator.method import DEFAULT, methods
from inventory.indicator.sheets import TABLES, file_name, sheet, sheets
from maps.charts import share_classes
from maps.layers import LAYERS, Layer
from maps.pages import county_page, indicator_page
from maps.tiles import in_range, tile
from plans.access import access
from plans.models import County

WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TILE_TYPE = "application/vnd.mapbox-vector-tile"


def _years() -> list[int]:
    return years_until(timezone.localdate(), method(DEFAULT["q"]))


def _asked(request: HttpRequest) -> tuple[str, int | None]:
    """The part and the year that a page is asked for: ?del=q|b&ar=2017."""
    part = request.GET.get("del", "q")
    year = request.GET.get("ar", "")
    if part not in DEFAULT:
        raise Http404
    return part, int(year) if re.fullmatch("[0-9]{4}", year) else None


@login_not_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The indicator: headline, diagram, map, table and how to read them."""
    part, year = _asked(request)
    page = indicator_page(part, _years(), year)
    return render(request, "maps/start.html", {"page": page, "part": part})


@login_not_required
@require_safe
def county(request: HttpRequest, code: str) -> HttpResponse:
    """One county: its figure and its municipalities."""
    place = get_object_or_404(County, code=code)
    part, year = _asked(request)
    page = county_page(part, code, _years(), year)
    return render(request, "maps/county.html", {"page": page, "part": part, "county": place})


@login_not_required
@require_safe
def how_counted(request: HttpRequest) -> HttpResponse:
    """The methods with their parameters."""
    told = [(known, share_classes(known.map_classes)) for known in methods().values()]
    return render(request, "maps/methods.html", {"methods": told})


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What raknaq is, whose data it shows, and how accessible it is."""
    return render(request, "maps/about.html")


@login_not_required
@require_safe
def workbook(request: HttpRequest) -> FileResponse:
    """All published tables as one workbook."""
    file = BytesIO()
    write_workbook(file, sheets(_years()))
    file.seek(0)
    name = f"{file_name(WORKBOOK)}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=WORKBOOK_TYPE)


@login_not_required
@require_safe
def table_file(request: HttpRequest, name: str) -> HttpResponse:
    """One published table as CSV."""
    if name not in TABLES:
        raise Http404
    table = sheet(name, _years())
    text = StringIO()
    write_csv(text, table.header, table.rows)
    return HttpResponse(
        "\ufeff" + text.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{table.file_name}.csv"'},
    )


def _tile_etag(request: HttpRequest, layer: str, z: int, x: int, y: int) -> str:
    """Tiles are equal while the data, the reader's counties and the minute are.

    The minute, because the data's version does not tell of a long delivery that ends after a
    shorter change has (`inventory.indicator.latest`).
    """
    minute = timezone.now().replace(second=0, microsecond=0)
    seen = (data_version(), access(request).reads, minute, layer, z, x, y)
    return f'"{hashlib.sha256(repr(seen).encode()).hexdigest()}"'


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def public_tile(request: HttpRequest, layer: str, z: int, x: int, y: int) -> HttpResponse:
    """A tile of a layer that everybody may see."""
    return _tile(LAYERS[layer], z, x, y, [])


@require_safe
@cache_control(private=True, no_cache=True)
@condition(etag_func=_tile_etag)
def member_tile(request: HttpRequest, layer: str, z: int, x: int, y: int) -> HttpResponse:
    """A tile for members: of the counties that they may read."""
    if layer not in LAYERS or LAYERS[layer].public:
        raise Http404
    return _tile(LAYERS[layer], z, x, y, access(request).reads)


def _tile(layer: Layer, z: int, x: int, y: int, counties: list[str]) -> HttpResponse:
    if not in_range(z, x, y):
        raise Http404
    day: datetime.date = timezone.localdate()
    return HttpResponse(tile(layer, z, x, y, counties=counties, day=day), content_type=TILE_TYPE)
