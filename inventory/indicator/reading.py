"""How the figures must be read: what every public page and file says, from the data.

Source: design note method.md, "How the figure must be read".
"""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inventory.indicator.count import Figure
from inventory.indicator.method import Method
from inventory.models import InventoryScope
from plans.models.plans import PlanKind
from raknaq.templatetags.figures import percent, whole

Told = list[tuple[str, str]]


def best_year(counted: Sequence[Figure], years: Sequence[int]) -> int:
    """The latest of the years in which most regions have a publishable figure."""
    published = (f for f in counted if f.unit == "buildings" and f.publishable)
    numbers = Counter(figure.year for figure in published)
    return max(years, key=lambda year: (numbers[year], year))


def how_to_read(shown: Sequence[Figure], counted: Method) -> Told:
    """Statements about the figures that are shown, as (heading, text), numbers from the data.

    `shown` are all the units of one year's figures by one method, of one county or several.
    """
    return _PARTS[counted.part](shown, counted)


def _q(shown: Sequence[Figure], counted: Method) -> Told:
    scopes = _scopes(shown)
    registered = counted.published_series == "registered"
    return [
        (_("Vad siffran är"), _(
            "Antal byggnader som skyddas i detaljplan eller områdesbestämmelser. Varje byggnad "
            "räknas en gång. Skyddad bebyggelse är en kärnindikator i miljömålsuppföljningen, "
            "inte officiell statistik."
        )),
        (_("Län och omfattning"), " ".join([f"{_with_figure(shown)}.", *_listed(scopes)])),
        (_("Plantyper som ingår"), _kinds(scopes, counted)),
        (_("Vilken sorts skydd"), _(
            "Många av byggnaderna, kanske de flesta, har bara varsamhetsbestämmelser. Därför står "
            "fördelningen på typ av bestämmelse alltid bredvid. En byggnad kan ha flera typer, så "
            "typerna går inte att lägga ihop."
        )),
        *([(_("Registrerade, inte kvarvarande"), _(
            "Siffran är det som har registrerats till och med året. Planer som har upphört och "
            "byggnader som inte finns kvar kan ingå."
        ))] if registered else []),
        (_("Beslut som inte är genomgångna"), _unread(shown)),
        (_("Kollegial granskning"), _checked(shown)),
        (_("Byggnader som saknas här"), _(
            "En byggnad som inte är med är inte oskyddad. Förbudet mot förvanskning och kravet på "
            "varsamhet i plan- och bygglagen gäller ändå. Kommunens planhandlingar avgör."
        )),
        (_("Andelen"), _(
            "Nämnaren är alla byggnader enligt SCB, även komplementbyggnader. Andelen ska inte "
            "läggas ihop med byggnadsminnen, eftersom samma byggnad kan ha båda skydden."
        )),
        _method(counted),
    ]  # fmt: skip


def _b(shown: Sequence[Figure], counted: Method) -> Told:
    buildings = [figure for figure in shown if figure.unit == "buildings"]
    return [
        (_("Vad siffran är"), _(
            "Antal byggnader i de byggnadsminnen som gäller vid årets slut, enligt "
            "Riksantikvarieämbetet. Skyddad bebyggelse är en kärnindikator i "
            "miljömålsuppföljningen, inte officiell statistik."
        )),
        (_("Län och omfattning"), _with_names(buildings)),
        (_("Byggnadsminnen och byggnader"), _sites(shown)),
        (_("Byggnader som saknas här"), _(
            "En byggnad som inte är med är inte oskyddad: den kan skyddas i en plan, och förbudet "
            "mot förvanskning och kravet på varsamhet i plan- och bygglagen gäller ändå. "
            "Byggnadsminnen utan känd beslutsdag räknas inte."
        )),
        (_("Andelen"), _(
            "Nämnaren är alla byggnader enligt SCB, även komplementbyggnader. Andelen ska inte "
            "läggas ihop med q-märkt, eftersom samma byggnad kan ha båda skydden."
        )),
        _method(counted),
    ]  # fmt: skip


_PARTS = {"q": _q, "b": _b}


def _method(counted: Method) -> tuple[str, str]:
    return _("Metod"), _("Räknat med metod %s. Uppgift saknas är inte noll.") % counted.name


def _with_figure(shown: Sequence[Figure]) -> str:
    """Which of the regions shown have a publishable figure for the year."""
    told = {"year": shown[0].year, "all": len(shown)}
    having = [figure.region_name for figure in shown if figure.publishable]
    if len(shown) == 1:
        text = (
            _("%(name)s har en publicerbar siffra för %(year)s")
            if having
            else _("%(name)s har ingen publicerbar siffra för %(year)s")
        )
        return text % {**told, "name": shown[0].region_name}
    if not having:
        return _("Inget län har en publicerbar siffra för %(year)s") % told
    text = _("%(number)s av %(all)s län har en publicerbar siffra för %(year)s")
    return text % {**told, "number": len(having)}


def _with_names(shown: Sequence[Figure]) -> str:
    """The same with the names of those that have one, where they are some of several."""
    having = [figure.region_name for figure in shown if figure.publishable]
    names = f": {', '.join(having)}" if 0 < len(having) < len(shown) else ""
    return f"{_with_figure(shown)}{names}."


def _scopes(shown: Sequence[Figure]) -> list[InventoryScope]:
    """The scopes behind the figures that can be read here: the publishable, or the only one's."""
    codes = [f.region_code for f in shown if f.publishable or len(shown) == 1]
    scopes = InventoryScope.objects.filter(county__in=codes).select_related("county")
    return list(scopes.defer("county__area", "county__area_3857").order_by("county"))


def _listed(scopes: Sequence[InventoryScope]) -> list[str]:
    """From which day plans are included and through which they are listed; equal counties once."""

    def days(scope: InventoryScope) -> tuple[str, str]:
        through = scope.listed_through
        return date_format(scope.from_day), date_format(through) if through else ""

    told = []
    for (first, through), group in groupby(sorted(scopes, key=days), key=days):
        text = (
            _(
                "%(names)s: planer som fick laga kraft från och med %(first)s, listade till och "
                "med %(through)s."
            )
            if through
            else _(
                "%(names)s: planer som fick laga kraft från och med %(first)s, ingen hel lista "
                "över planerna."
            )
        )
        names = ", ".join(scope.county.name for scope in group)
        told.append(text % {"names": names, "first": first, "through": through})
    return told


def _kinds(scopes: Sequence[InventoryScope], counted: Method) -> str:
    """The kinds of plan in the method's default, and in the counties that have chosen others."""
    told = [_in_words(counted.default_kinds)]
    for scope in scopes:
        if scope.kinds and set(scope.kinds) != set(counted.default_kinds):
            told.append(f"{scope.county.name}: {_in_words(scope.kinds)}")
    return " ".join(f"{text}." for text in told)


def _in_words(kinds: Sequence[str]) -> str:
    labels = ", ".join(str(PlanKind(kind).label).lower() for kind in kinds)
    return labels[0].upper() + labels[1:]


def _unread(shown: Sequence[Figure]) -> str:
    """How many decisions of the year's scope are unread, unavailable or without a date."""
    listed = [f for f in shown if f.decisions_in_scope or f.decisions_undated]
    if not listed:
        return _("Inga planer är listade.")
    unavailable = sum(figure.decisions_unavailable for figure in listed)
    unread = sum(f.decisions_in_scope - f.decisions_read for f in listed) - unavailable
    undated = sum(figure.decisions_undated for figure in listed)
    told = []
    if unread:
        text = ngettext(
            "%(number)s listat beslut är inte genomgånget.",
            "%(number)s listade beslut är inte genomgångna.",
            unread,
        )
        told.append(text % {"number": whole(unread)})
    if unavailable:
        text = ngettext(
            "%(number)s beslut finns varken i arkivet eller hos kommunen.",
            "%(number)s beslut finns varken i arkivet eller hos kommunen.",
            unavailable,
        )
        told.append(text % {"number": whole(unavailable)})
    if undated:
        text = ngettext(
            "%(number)s beslut saknar dag för laga kraft och räknas inte.",
            "%(number)s beslut saknar dag för laga kraft och räknas inte.",
            undated,
        )
        told.append(text % {"number": whole(undated)})
    told = told or [_("Alla beslut som är listade är genomgångna.")]
    if len(listed) < len(shown):
        text = _("Inga planer är listade för %(number)s av %(all)s län.")
        told.append(text % {"number": len(shown) - len(listed), "all": len(shown)})
    return " ".join(told)


def _checked(shown: Sequence[Figure]) -> str:
    """Of how many of the year's decisions that are read a second person has approved the reading.

    Older inventories have no checks: that nobody has checked is said, and is no share of 0.
    """
    read = sum(figure.decisions_read for figure in shown)
    checked = sum(figure.decisions_checked for figure in shown)
    if not read:
        return _("Inga beslut är genomgångna.")
    if not checked:
        return _("Ej kollegialt granskad: ingen har läst besluten en andra gång.")
    text = ngettext(
        "%(checked)s av %(read)s genomgångna beslut (%(share)s) är kollegialt granskat: en annan "
        "person har läst och godkänt. Resten är ej kollegialt granskat.",
        "%(checked)s av %(read)s genomgångna beslut (%(share)s) är kollegialt granskade: en annan "
        "person har läst och godkänt. Resten är ej kollegialt granskade.",
        checked,
    )
    share = percent(Decimal(checked) / read)
    return text % {"checked": whole(checked), "read": whole(read), "share": share}


def _sites(shown: Sequence[Figure]) -> str:
    """What sites and buildings are, and for how many sites the number of buildings is unknown."""
    told = [_("Ett byggnadsminne kan ha flera byggnader, så de är två olika antal.")]
    if len({figure.region_code for figure in shown}) == 1:
        told += [
            _("Antal byggnadsminnen: %s.") % whole(figure.value)
            for figure in shown
            if figure.unit == "sites" and figure.value is not None
        ]
    unknown = sum(figure.sites_unknown for figure in shown if figure.at_least)
    if unknown:
        text = ngettext(
            "För %(number)s byggnadsminne är antalet byggnader okänt: det ingår inte i antalet "
            "byggnader, som därför är minst det som står.",
            "För %(number)s byggnadsminnen är antalet byggnader okänt: de ingår inte i antalet "
            "byggnader, som därför är minst det som står.",
            unknown,
        )
        told.append(text % {"number": whole(unknown)})
    return " ".join(told)
