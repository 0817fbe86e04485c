"""How the figures must be read: what every public page and file says, from the data.

Source: design note method.md, "How the figure must be read".
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inventory.indicator.count import Figure
from inventory.indicator.method import Method
from inventory.models import InventoryScope


def publishable_years(chosen: Sequence[Figure]) -> list[int]:
    """The years in which at least one region has a publishable figure, in order."""
    return sorted({figure.year for figure in chosen if figure.publishable})


def how_to_read(chosen: Sequence[Figure], counted: Method) -> list[tuple[str, str]]:
    """Statements about published figures of part q as (heading, text), numbers from the data.

    `chosen` are the figures of all counties and years of one series.
    """
    years = publishable_years(chosen)
    latest = [f for f in chosen if years and f.year == years[-1] and f.publishable]
    return [
        (_("Vad siffran är"), _(
            "Antal byggnader som skyddas i detaljplan eller områdesbestämmelser. Varje byggnad "
            "räknas en gång. Skyddad bebyggelse är en kärnindikator i miljömålsuppföljningen, "
            "inte officiell statistik."
        )),
        (_("Län och omfattning"), _scopes(latest)),
        (_("Vilken sorts skydd"), _(
            "Många av byggnaderna, kanske de flesta, har bara varsamhetsbestämmelser. Därför står "
            "fördelningen på typ av bestämmelse alltid bredvid. En byggnad kan ha flera typer, så "
            "typerna går inte att lägga ihop."
        )),
        (_("Registrerade, inte kvarvarande"), _(
            "Siffran är det som har registrerats till och med året. Planer som har upphört och "
            "byggnader som inte finns kvar kan ingå."
        )),
        (_("Beslut som inte är genomgångna"), _unread(chosen)),
        (_("Byggnader som saknas här"), _(
            "En byggnad som inte är med är inte oskyddad. Förbudet mot förvanskning och kravet på "
            "varsamhet i plan- och bygglagen gäller ändå. Kommunens planhandlingar avgör."
        )),
        (_("Andelen"), _(
            "Nämnaren är alla byggnader enligt SCB, även komplementbyggnader. Andelen ska inte "
            "läggas ihop med byggnadsminnen, eftersom samma byggnad kan ha båda skydden."
        )),
        (_("Metod"), _("Räknat med metod %s. Uppgift saknas är inte noll.") % counted.name),
    ]  # fmt: skip


def _scopes(latest: Sequence[Figure]) -> str:
    """Which counties have a publishable figure, and from which day each has read its plans."""
    if not latest:
        return _("Inget län har en publicerbar siffra än.")
    codes = [figure.region_code for figure in latest]
    scopes = InventoryScope.objects.filter(county__in=codes).select_related("county")
    told = [f"{scope.county.name} ({scope.from_day})" for scope in scopes.order_by("county")]
    return _(
        "Län med publicerbar siffra %(year)s, med första dag för planer som ingår: %(listed)s."
    ) % {
        "year": latest[0].year,
        "listed": ", ".join(told),
    }


def _unread(chosen: Sequence[Figure]) -> str:
    """How many decisions in scope are unread, unavailable or without a date, in all counties."""
    last = max((figure.year for figure in chosen), default=None)
    final = [figure for figure in chosen if figure.year == last]
    unavailable = sum(figure.decisions_unavailable for figure in final)
    unread = sum(f.decisions_in_scope - f.decisions_read for f in final) - unavailable
    undated = sum(figure.decisions_undated for figure in final)
    told = []
    if unread:
        text = ngettext(
            "%(number)s listat beslut är inte genomgånget.",
            "%(number)s listade beslut är inte genomgångna.",
            unread,
        )
        told.append(text % {"number": unread})
    if unavailable:
        text = ngettext(
            "%(number)s beslut finns varken i arkivet eller hos kommunen.",
            "%(number)s beslut finns varken i arkivet eller hos kommunen.",
            unavailable,
        )
        told.append(text % {"number": unavailable})
    if undated:
        text = ngettext(
            "%(number)s beslut saknar dag för laga kraft och räknas inte.",
            "%(number)s beslut saknar dag för laga kraft och räknas inte.",
            undated,
        )
        told.append(text % {"number": undated})
    return " ".join(told) or _("Alla beslut som är listade är genomgångna.")
