"""The figures as they stand now, counted once and remembered until the data change."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction

from inventory.indicator.count import Figure, figures
from inventory.indicator.method import DEFAULT, method
from raknaq.lib import sql

# A change that began before another and is committed after it can hide behind it; so nothing is
# remembered for longer than this.
LONGEST_SECONDS = 60


def latest(
    part: str,
    years: Sequence[int],
    *,
    level: str = "county",
    counties: Sequence[str] | None = None,
    tabulation: str | None = None,
) -> list[Figure]:
    """The published series of a part, for all regions of the level, by the part's method.

    `counties` are codes, all when None; `tabulation` is another than the method's own. Those who
    ask for the same at once wait for the one who counts.
    """
    counted = method(DEFAULT[part])
    if tabulation:
        counted = replace(counted, tabulation=tabulation)
    asked: dict[str, Any] = {
        "part": part,
        "years": list(years),
        "series": [counted.published_series],
        "level": level,
        "counties": counties,
        "chosen": counted,
    }
    key = "figures-" + hashlib.sha256(repr((asked, data_version())).encode()).hexdigest()
    known: list[Figure] | None = cache.get(key)
    if known is None:
        with transaction.atomic():
            sql.rows(__file__, "take_turn", {"key": key})
            known = cache.get(key)
            if known is None:
                known = figures(**asked)
                cache.set(key, known, LONGEST_SECONDS)
    return known


def data_version() -> tuple[int | None, ...]:
    """What changes whenever the data behind a figure change."""
    with connection.cursor() as cursor:
        cursor.execute(sql.statement(__file__, "data_version"))
        row: tuple[int | None, ...] = cursor.fetchone()
        return row
