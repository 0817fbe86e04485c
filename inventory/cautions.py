"""What is odd about a marking that was just saved: told, never refused.

The oddities are the warnings of the exchange files (docs/exchange.md), asked of one marking.
"""

import datetime
import json
from collections.abc import Mapping

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inventory.models import Marking
from raknaq.lib.sql import rows
from raknaq.templatetags.figures import whole

LIMITS = {
    "near_m": 10,
    "plan_m": 10,
    "municipality_m": 2_000,  # the boundaries are coarse: they may only warn of what is far off
}

TEXTS: Mapping[str, Promise | str] = {
    "outside_plan": _("Objektet ligger %(metres)s m utanför planens område. Stämmer läget?"),
    "outside_municipality": _(
        "Objektet ligger %(metres)s m utanför %(municipality)s. Stämmer läget?"
    ),
    "near_same_type": _(
        "Ett annat objekt av samma typ, %(name)s, ligger %(metres)s m bort. Är det samma sak?"
    ),
    "nothing_found": _(
        "%(ref)s är genomgången med utfallet Inga bestämmelser om kulturvärden, men har nu en "
        "märkning. Stämmer båda?"
    ),
    "of_repeal": _(
        "%(ref)s är ett upphävande. Kontrollera att bestämmelsen hör till det beslutet."
    ),
    "decided_after_plan": _(
        "Beslutet fick laga kraft %(from)s, men planen upphörde gälla redan %(to)s."
    ),
    "gone_before": _(
        "Objektet är borta från och med %(gone)s, men beslutet fick laga kraft först %(from)s."
    ),
    "gone_in_future": _("Objektet är borta från och med %(gone)s, en dag som inte har varit än."),
    "ended_after_plan": _("Märkningen upphör %(ended)s, men planen upphörde gälla redan %(to)s."),
    "ended_after_gone": _(
        "Märkningen upphör %(ended)s, men objektet är borta redan från och med %(gone)s."
    ),
    "ended_in_future": _("Märkningen upphör %(ended)s, en dag som inte har varit än."),
}


def cautions(marking: Marking, day: datetime.date | None = None) -> list[str]:
    """What is odd about a saved marking on a day (today), in words; empty when nothing is."""
    asked = {"marking": marking.pk, "day": day or timezone.localdate(), **LIMITS}
    found = {row["reason"]: json.loads(row["facts"]) for row in rows(__file__, "cautions", asked)}
    for facts in found.values():
        if "metres" in facts:
            facts["metres"] = whole(facts["metres"])
    return [str(text) % found[reason] for reason, text in TEXTS.items() if reason in found]
