"""What a county has left to read before its next year can be published, and how long that takes.

The rule is the method's (design note method.md, "status"), for the published series: a test holds
it to the indicator's own figures. Only the reading is counted here, so the list can open at once.
"""

import datetime
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile
from typing import Any

from inventory.indicator.method import DEFAULT, Method, method, years_until
from inventory.models import InventoryScope
from raknaq.lib.sql import rows

FROM_DAY = datetime.date(1987, 1, 1)  # where a county has said nothing (method.md, q/1)
USUAL_MINUTES = 3.0  # a plan, until a county has times of its own: 41 plans in 2 hours (issue 4)
FEWEST_TIMED = 10  # readings, for a middle to be trusted
LATEST, PAUSE = 1_000, 30  # readings that are timed; minutes, after which one has been away


class Hindrance(StrEnum):
    """What keeps a year from being published when all of it is read."""

    SCOPE = "scope"
    LISTED = "listed"
    UNAVAILABLE = "unavailable"
    UNFINISHED = "unfinished"


@dataclass(frozen=True)
class Task:
    """A county's next task: the year whose plans stand first, and the year that it makes ready.

    `done` is the year through which all can be published. `year` is the oldest with something left:
    `plans` plans, whose decisions may have been read as `unclear` or `missing` (their document).
    `opens` is the first year that cannot be published, `through` how many plans are left through
    it; `hindrance` is what more that takes. Each year is None where there is none.
    """

    done: int | None
    year: int | None
    plans: int
    unclear: int
    missing: int
    opens: int | None
    through: int
    hindrance: Hindrance | None


@dataclass(frozen=True)
class Pace:
    """Minutes a plan; `own` where they are the county's own, else they are assumed."""

    minutes: float
    own: bool


def scope_of(county: str) -> InventoryScope:
    """A county's scope with the kinds that it means; the method's own where it has none."""
    scope = InventoryScope.objects.filter(county=county).first()
    scope = scope or InventoryScope(county_id=county, from_day=FROM_DAY)
    scope.kinds = scope.kinds or method(DEFAULT["q"]).default_kinds
    return scope


def next_task(scope: InventoryScope, day: datetime.date) -> Task:
    """The next task of the county of a scope (`scope_of`), as seen from a day."""
    ready, unready = _years(scope, day)
    left = rows(__file__, "years_left", _asked(scope))
    first: dict[str, Any] = (
        left[0] if left else {"year": None, "plans": 0, "unclear": 0, "missing": 0}
    )
    return Task(
        done=ready[-1].year if ready else None,
        **first,
        opens=unready.year if unready else None,
        through=sum(row["plans"] for row in left if unready and row["year"] <= unready.year),
        hindrance=_hindrance(scope, unready),
    )


def first_open_year(scope: InventoryScope, day: datetime.date) -> int | None:
    """The first year of a county that cannot be published, as seen from a day."""
    _ready, unready = _years(scope, day)
    return unready.year if unready else None


@dataclass(frozen=True)
class _State:
    year: int
    begun: bool  # something is in scope, or declared
    publishable: bool
    listed: bool
    too_many: bool  # too many are unavailable


def _asked(scope: InventoryScope) -> dict[str, Any]:
    asked = {"county": scope.county_id, "from_day": scope.from_day, "kinds": scope.kinds}
    return {**asked, **method(DEFAULT["q"]).parameters()}


def _years(scope: InventoryScope, day: datetime.date) -> tuple[list[_State], _State | None]:
    """The finished years through which all can be published, and the first that cannot."""
    rule = method(DEFAULT["q"])
    counted = rows(__file__, "open_years", _asked(scope))
    states = [_state(scope, rule, counted, year) for year in years_until(day, rule)]
    begun = [state for state in states if state.begun]
    ready = list(takewhile(lambda state: state.publishable, begun))
    return ready, begun[len(ready)] if len(ready) < len(begun) else None


def _state(scope: InventoryScope, rule: Method, counted: list[dict[str, Any]], year: int) -> _State:
    month, dom = map(int, rule.reference_day.split("-"))
    listed = (scope.listed_through or datetime.date.min) >= datetime.date(year, month, dom)
    whole, read, unavailable = (
        sum(row[name] for row in counted if row["year"] <= year)
        for name in ("decisions", "read", "unavailable")
    )
    too_many = unavailable > rule.max_unavailable * whole
    declared = (scope.declared_through or 0) >= year
    complete = listed and whole > 0 and read + unavailable == whole and not too_many
    return _State(year, whole > 0 or declared, complete or declared, listed, too_many)


def _hindrance(scope: InventoryScope, unready: _State | None) -> Hindrance | None:
    if scope._state.adding:
        return Hindrance.SCOPE
    if unready is None:
        return Hindrance.UNFINISHED
    if not unready.listed:
        return Hindrance.LISTED
    return Hindrance.UNAVAILABLE if unready.too_many else None


def pace(county: str) -> Pace:
    """How long a plan takes in a county, from the readings that its people have made here."""
    [told] = rows(__file__, "pace", {"county": county, "latest": LATEST, "pause": PAUSE})
    if told["timed"] < FEWEST_TIMED:
        return Pace(USUAL_MINUTES, own=False)
    return Pace(told["minutes"], own=True)
