"""The figures as they stand now, remembered until the data change."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.core.cache import cache
from django.db import connection

from inventory.indicator.count import Figure, figures
from inventory.indicator.method import DEFAULT, Method, method
from raknaq.lib.sql import statement

# A change that began before another and is committed after it can hide behind it; so nothing is
# remembered for longer than this.
LONGEST_SECONDS = 60


def latest(part: str, years: Sequence[int], *, level: str = "county", **how: Any) -> list[Figure]:
    """The published series of a part, for all regions of the level, by the part's method.

    `how` is passed on to `figures` (counties).
    """
    counted = method(DEFAULT[part])
    asked = (part, tuple(years), level, sorted(how.items()), counted.name, data_version())
    key = "figures-" + hashlib.sha256(repr(asked).encode()).hexdigest()
    known: list[Figure] | None = cache.get(key)
    if known is None:
        known = _count(counted, years, level, how)
        cache.set(key, known, LONGEST_SECONDS)
    return known


def _count(counted: Method, years: Sequence[int], level: str, how: dict[str, Any]) -> list[Figure]:
    return figures(
        part=counted.part,
        years=years,
        series=[counted.published_series],
        level=level,
        chosen=counted,
        **how,
    )


def data_version() -> tuple[int | None, ...]:
    """What changes whenever the data behind a figure change."""
    with connection.cursor() as cursor:
        cursor.execute(statement(__file__, "data_version"))
        row: tuple[int | None, ...] = cursor.fetchone()
        return row
