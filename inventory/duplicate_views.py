"""The pairs of a county that may be one thing, on a page: merge, keep apart, take either back."""

from typing import Any

from django.contrib import messages
from django.contrib.gis.db.models.functions import AsGeoJSON, Transform
from django.core.paginator import Paginator
from django.db.models import Field, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from inventory import duplicates
from inventory.models import PossibleDuplicate, ProtectedObject
from inventory.pages import collection, feature, map_config, seen_version, skipped, version_missing
from inventory.queries import PAGE_ROWS, county_frame, duplicate_pairs, undecided_duplicates
from inventory.second_look import hindrances
from plans.access import access, county_to_record, person
from plans.models import County
from raknaq.lib.geo import WGS84
from raknaq.lib.methods import SAVES
from raknaq.lib.states import now_or_last
from raknaq.lib.undo import StandsOnError
from raknaq.lib.versions import StaleVersionError

DECIMALS = 7


@require_safe
def duplicates_page(request: HttpRequest, code: str) -> HttpResponse:
    """The first pair of a county that nobody has decided on, or the first after the skipped."""
    return _duplicates(request, county_to_record(request, code))


@SAVES
def decide(request: HttpRequest, code: str, pair_id: int) -> HttpResponse:
    """Merge a pair, keep it apart, or take either back.

    What changes an object of two counties needs the right to record in both.
    """
    place = county_to_record(request, code)
    if request.method != "POST":
        return redirect("inventory:duplicates", code=code)
    pair = duplicate_pairs(code).select_related("a", "b").filter(pk=pair_id).first()
    if pair is None:
        if now_or_last(PossibleDuplicate, pair_id) is None:
            raise Http404
        messages.error(request, _("Paret finns inte längre: ett av objekten är borttaget."))
        return _duplicates(request, place, status=409)
    decided = {
        "merge": (duplicates.merge, _merged(pair)),
        "apart": (duplicates.keep_apart, _("De två hålls isär. Det kan ångras nedan.")),
        "unmerge": (duplicates.unmerge, _("Sammanslagningen är ångrad. Paret är obesvarat igen.")),
        "reopen": (duplicates.reopen, _("Svaret är ångrat. Paret är obesvarat igen.")),
    }
    version = seen_version(request)
    if version is None:
        return version_missing(request)
    if request.POST.get("act") not in decided:
        raise Http404
    if request.POST["act"] in ("merge", "unmerge"):
        for other in _counties(pair):
            county_to_record(request, other)
    action, done = decided[request.POST["act"]]
    try:
        action(by=person(request), pair=pair, version=version)
    except StaleVersionError:
        messages.error(request, _("Någon annan ändrade paret nyss. Så här står det nu."))
        return _duplicates(request, place, status=409)
    except StandsOnError as stands:
        told = [_("Sammanslagningen kan inte ångras, för annat bygger på den:")]
        messages.error(request, " ".join([*told, *hindrances(stands)]))
        return _duplicates(request, place, status=409)
    messages.success(request, done)
    return redirect("inventory:duplicates", code=code)


def _counties(pair: PossibleDuplicate) -> set[str]:
    """The codes of the counties in which the objects of a pair lie, or lay."""
    other = pair.b.municipality_id if pair.b else pair.merged_municipality_id
    return {pair.a.municipality_id[:2], str(other)[:2]}


def _merged(pair: PossibleDuplicate) -> str:
    """What is said when a pair has become one object."""
    done = _("De två är nu ett objekt. Det kan ångras nedan.")
    if pair.b is None or pair.a.building_count == pair.b.building_count:
        return done
    number = max(pair.a.building_count, pair.b.building_count)
    return f"{done} {_('Antal byggnader är nu %(number)s, det större talet.') % {'number': number}}"


def _duplicates(request: HttpRequest, place: County, status: int = 200) -> HttpResponse:
    pairs = duplicate_pairs(place.code)
    undecided = pairs.filter(state=PossibleDuplicate.State.UNDECIDED)
    shown = undecided.filter(pk__gt=skipped(request)).first() or undecided.first()
    decided = pairs.exclude(state=PossibleDuplicate.State.UNDECIDED)
    decided = decided.select_related("a", "b", "decided_by").defer("a__shape", "a__shape_3857")
    things = _things(shown) if shown else []
    return render(
        request,
        "inventory/duplicates.html",
        {
            "county": place,
            "pair": shown,
            "things": things,
            "rows": _compared(things),
            "others": _others(request, shown) if shown else [],
            "metres": round(things[0].shape.distance(things[1].shape), 1) if things else None,
            "undecided": undecided_duplicates(place.code),
            "page": Paginator(decided.order_by("-decided_on", "-pk"), PAGE_ROWS).get_page(
                request.GET.get("sida")
            ),
            "map": map_config(
                county_frame(place.code),
                county=place.code,
                shapes=collection(
                    feature(thing.geojson, "row", thing.pk, letter, near=True)  # type: ignore[attr-defined]
                    for letter, thing in zip("AB", things, strict=False)
                ),
            ),
        },
        status=status,
    )


def _others(request: HttpRequest, pair: PossibleDuplicate) -> list[County]:
    """The counties in which a pair's objects lie and the one who asks does not record."""
    barred = _counties(pair) - set(access(request).records)
    return list(County.objects.filter(code__in=barred).only("name"))


def _things(pair: PossibleDuplicate) -> list[ProtectedObject]:
    found = ProtectedObject.objects.filter(Q(pk=pair.a_id) | Q(pk=pair.b_id)).order_by("pk")
    shown = found.annotate(geojson=AsGeoJSON(Transform("shape", WGS84), precision=DECIMALS))
    return list(
        shown.defer("shape_3857")
        .select_related("municipality")
        .prefetch_related("markings__provision__decision")
    )


def _compared(things: list[ProtectedObject]) -> list[tuple[str, list[Any]]]:
    """Both objects' own facts side by side; what both leave empty is left out."""
    names = ("municipality", "object_type", "name", "property_designation", "address",
             "building_count", "gone_on", "building_id", "bebyggelsenummer",
             "object_ref")  # fmt: skip
    rows = []
    for name in names:
        field: Field[Any, Any] = ProtectedObject._meta.get_field(name)  # type: ignore[assignment]
        said = [dict(field.flatchoices).get(t, t) for t in (getattr(one, name) for one in things)]
        if any(said):
            rows.append((str(field.verbose_name), said))
    return rows
