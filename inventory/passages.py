"""A passage of a document as a page sends it: read and judged, but not yet tied to a marking."""

import json
import math
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from inventory.models import Document
from plans.models import Plan

MAX_PAGE = 100_000
MAX_QUOTE = 5_000  # characters: a page of text
SIDES = ("left", "top", "right", "bottom")


def read_passage(text: str, plan: Plan) -> dict[str, Any]:
    """What a marking is to rest on, as `inventory.documents.attach` takes it.

    `text` is JSON: the id of a document of the plan, a page from 1, the rectangle in fractions of
    the page, and a quote. Raises ValidationError.
    """
    try:
        told = json.loads(text)
        page, sides = int(told["page"]), {side: float(told[side]) for side in SIDES}
        quote = str(told.get("quote", "")).replace("\0", "").encode(errors="ignore").decode()
        asked = int(told["document"])
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        unread = _("Stället i handlingen gick inte att läsa. Markera det igen.")
        raise ValidationError(unread) from None
    if not 1 <= page <= MAX_PAGE or not _on_the_page(sides):
        raise ValidationError(_("Stället ligger utanför handlingens sida. Markera det igen."))
    if len(quote) > MAX_QUOTE:
        raise ValidationError(_("Citatet är för långt. Markera högst en sida text."))
    known = Document.objects.filter(decision__plan=plan).exclude(digest="")
    document = known.filter(pk=asked).first() if 0 < asked < 2**63 else None
    if document is None:
        raise ValidationError(_("Handlingen hör inte till planen, eller så har den tagits bort."))
    return {"document": document, "page": page, **sides, "quote": " ".join(quote.split())}


def _on_the_page(sides: dict[str, float]) -> bool:
    if not all(math.isfinite(side) for side in sides.values()):
        return False
    left, top, right, bottom = (sides[side] for side in SIDES)
    return 0 <= left < right <= 1 and 0 <= top < bottom <= 1
