"""Codes in words."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.contrib.gis.geos import GEOSGeometry, Point
from django.db.models import TextChoices
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inventory.fitting import Method
from inventory.indicator.words import status_words
from inventory.models import ObjectType, Outcome, Review, SheetFit, Theme, Verdict
from inventory.open_years import Pace
from plans.models.plans import PlanKind, ProvisionClass

KILOMETRE = 1_000
ALMOST_HOURS = 90  # minutes, from which time is told in hours

register = template.Library()
register.filter(status_words)


@register.filter
def outcome(code: str | None) -> str:
    """What a reading came to, in the middle of a sentence; None is not read."""
    label = Outcome(code).label if code else _("Inte genomgången")
    return str(label)[0].lower() + str(label)[1:]


@register.filter
def found(code: str, looked_for: Sequence[str]) -> str:
    """What a reading came to, and for what where it was not for kulturvärden alone.

    "inga bestämmelser om natur" of one that looked for nature alone.
    """
    if list(looked_for or ()) in ([], [Theme.KULTURVARDEN]):
        return outcome(code)
    told = [label[0].lower() + label[1:] for label in _each(Theme, looked_for)]
    themes = _(" och ").join(told)
    if code == Outcome.NOTHING_FOUND:
        return _("inga bestämmelser om %(themes)s") % {"themes": themes}
    return _("%(outcome)s (för %(themes)s)") % {"outcome": outcome(code), "themes": themes}


@register.filter
def checked(review: Review) -> str:
    """Whether a second person has checked a reading, in the middle of a sentence."""
    check = getattr(review, "peer_check", None)
    if check is None or check.waits:
        return _("ej kollegialt granskad")
    if check.verdict == Verdict.SENT_BACK:
        return _("tillbaka till den som läste")
    return _("kollegialt granskad")


@register.filter
def verdict(code: str) -> str:
    """What a check came to, in the middle of a sentence."""
    return str(Verdict(code).label).lower()


@register.filter
def themes(codes: Sequence[str]) -> str:
    """Themes in words."""
    return _labels(Theme, codes)


@register.filter
def kept_columns(extra: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The columns of its sender's own that a record was delivered with, and their values."""
    return [(name, value) for name, value in extra.items() if isinstance(value, str)]


@register.filter
def classes(codes: Sequence[str]) -> str:
    """The types of a provision: "Skyddsbestämmelse, Rivningsförbud"."""
    return _labels(ProvisionClass, codes)


@register.filter
def object_type(code: str) -> str:
    """A type of object in words."""
    return str(ObjectType(code).label)


@register.filter
def object_types(codes: Sequence[str]) -> str:
    """Types of object in words."""
    return _labels(ObjectType, codes)


@register.filter
def plan_kinds(codes: Sequence[str]) -> str:
    """Kinds of plan in words."""
    return _labels(PlanKind, codes)


@register.filter
def distance(metres: int) -> str:
    """How far: "150 m", and from a kilometre up "31,9 km"."""
    if metres < KILOMETRE:
        return f"{metres}\N{NO-BREAK SPACE}m"
    return f"{number_format(metres / KILOMETRE, 1)}\N{NO-BREAK SPACE}km"


@register.filter
def reading_time(plans: int, pace: Pace) -> str:
    """How long it takes to read plans: "cirka 40 minuter", from 90 minutes up "cirka 2 timmar"."""
    minutes = plans * pace.minutes
    if minutes < ALMOST_HOURS:
        return _("cirka %d minuter") % (max(1, round(minutes / 5)) * 5)
    hours = round(minutes / 60)
    return ngettext("cirka %(hours)s timme", "cirka %(hours)s timmar", hours) % {
        "hours": number_format(hours, force_grouping=True)
    }


@register.filter
def place(shape: GEOSGeometry) -> str:
    """Where and what a shape in SWEREF 99 TM is: "E 535050,00 N 6718000,00", "Yta, 100 m²"."""
    if isinstance(shape, Point):
        east, north = (number_format(metres, 2) for metres in shape.coords)
        return f"E {east} N {north}"
    corners = ngettext("%(number)s brytpunkt", "%(number)s brytpunkter", shape.num_coords)
    told = corners % {"number": shape.num_coords}
    if shape.area:
        return _("Yta, %(size)s m², %(corners)s") % {"size": round(shape.area), "corners": told}
    if shape.length:
        return _("Linje, %(size)s m, %(corners)s") % {"size": round(shape.length), "corners": told}
    return _("Punkter: %(corners)s") % {"corners": told}


@register.filter
def control_points(points: Sequence[Mapping[str, float]]) -> str:
    """Control points a line each: where in the picture (pixels), and where on the ground."""
    return "\n".join(
        f"{number}: x {number_format(point['x'], 1)} y {number_format(point['y'], 1)} → "
        f"E {number_format(point['east'], 2)} N {number_format(point['north'], 2)}"
        for number, point in enumerate(points, 1)
    )


def laid_in_words(fit: SheetFit | None) -> str:
    """How a sheet lies on the map: its method, and its control points a line each."""
    if fit is None:
        return _("ligger inte på kartan")
    return f"{Method(fit.method).label}\n{control_points(fit.points)}"


@register.filter
def part(share: Decimal) -> str:
    """A part of an area in whole per cent: "75 %", "mindre än 1 %", and 100 only for all of it."""
    whole = int(share * 100)
    if share and not whole:
        return _("mindre än 1 %")
    return f"{whole}\N{NARROW NO-BREAK SPACE}%"


def _labels(choices: type[TextChoices], codes: Sequence[str]) -> str:
    return ", ".join(_each(choices, codes))


def _each(choices: type[TextChoices], codes: Sequence[str]) -> list[str]:
    return [str(choices(code).label) for code in codes]
