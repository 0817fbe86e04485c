"""How pages write numbers: thin spaces between thousands, decimal comma, a dash for missing."""

from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.utils.formats import number_format

register = template.Library()

MISSING = "–"
THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"


@register.filter
def whole(number: int | None) -> str:
    """12345 as "12 345", None as "–"."""
    return MISSING if number is None else f"{number:,}".replace(",", THIN_SPACE)


@register.filter
def percent(share: Decimal | None) -> str:
    """0.016950 as "1,70 %", None as "–"."""
    if share is None:
        return MISSING
    rounded = (share * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{number_format(rounded)}{THIN_SPACE}%"


@register.filter
def limit(number: Decimal) -> str:
    """A class limit as short as it can be: 1, 1,5."""
    return number_format(number)


@register.filter
def part_of(number: int, total: int) -> str:
    """The width of a bar: 30 of 120 is "25%"."""
    return f"{100 * number // total if total else 0}%"
