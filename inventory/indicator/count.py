"""Counting: the figures of the indicator, one SQL statement per part."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from inventory.indicator.method import DEFAULT, SERIES, Method, method
from plans.models import County
from raknaq.lib import sql

SIX_DIGITS = Decimal("0.000001")


@dataclass(frozen=True)
class Figure:
    """One figure: a region, a year, a series and a unit, with everything needed to read it.

    `value` is None where the status is missing: never 0. `by_class` need not add up to the value,
    because a building can be in several classes. `at_least` (part b) says that some of what is
    counted has an unknown number, `sites_unknown` for how many sites. `blocked` (part q) says that
    every decision of the county is read or unavailable, but too many are unavailable.
    `decisions_checked` (part q) are those read of which a second person has approved the reading.
    """

    region_code: str
    region_name: str
    year: int
    part: str
    series: str
    unit: str
    value: int | None
    by_class: Mapping[str, int] | None
    stock: int | None
    stock_year: int | None
    decisions_in_scope: int
    decisions_read: int
    decisions_unavailable: int
    decisions_undated: int
    status: str
    ends_checked: bool
    method: str
    at_least: bool = False
    sites_unknown: int = 0
    blocked: bool = False
    decisions_checked: int = 0

    @property
    def share(self) -> Decimal | None:
        """Value through stock, exact to six digits; None without either."""
        if self.value is None or not self.stock:
            return None
        return (Decimal(self.value) / self.stock).quantize(SIX_DIGITS, ROUND_HALF_UP)

    @property
    def coverage(self) -> Decimal | None:
        """Decisions read of decisions in scope; None where none is in scope."""
        if not self.decisions_in_scope:
            return None
        return (Decimal(self.decisions_read) / self.decisions_in_scope).quantize(
            SIX_DIGITS, ROUND_HALF_UP
        )

    @property
    def publishable(self) -> bool:
        """Whether it may be published without a person letting it through (method.md, status).

        Complete and declared may; of the in force series of part q only where ends are checked.
        A number that is wholly unknown may not.
        """
        done = self.status in ("complete", "declared") and not self.value_unknown
        return done and (self.part == "b" or self.series == "registered" or self.ends_checked)

    @property
    def value_unknown(self) -> bool:
        """Whether there are sites but no known number of buildings: "at least 0" says nothing."""
        return self.at_least and not self.value


def figures(
    *,
    years: Sequence[int],
    part: str = "q",
    series: Sequence[str] | None = None,
    level: str = "county",
    counties: Iterable[str] | None = None,
    chosen: Method | None = None,
) -> list[Figure]:
    """The figures of a part, ordered by region, year and series (part q) or unit (part b).

    `years` are the asked years, all of them present in the answer for every region of `level`
    ("county" or "municipality") in `counties` (codes; all when None). `series` are of
    ("in_force", "registered"), both when None; part b has only in_force. `chosen` is the method,
    the part's default when None.
    """
    counted = chosen or method(DEFAULT[part])
    asked = {
        "level": level,
        "years": list(years),
        "series": [name for name in SERIES[part] if series is None or name in series],
        "counties": list(County.objects.values_list("code", flat=True))
        if counties is None
        else list(counties),
    }
    rows = sql.rows(__file__, part, {**asked, **counted.parameters()})
    return _blocked([_FIGURE[part](row, counted.name) for row in rows])


def _blocked(counted: Sequence[Figure]) -> list[Figure]:
    """Mark what only the limit on unavailable decisions keeps from being complete.

    The status is the county's, so what is left to read is added up over its municipalities.
    """
    left: Counter[tuple[str, int, str]] = Counter()
    for f in counted:
        rest = f.decisions_in_scope - f.decisions_read - f.decisions_unavailable
        left[f.region_code[:2], f.year, f.series] += rest
    return [
        replace(f, blocked=f.status == "partial" and not left[f.region_code[:2], f.year, f.series])
        for f in counted
    ]


def _q_figure(row: dict[str, Any], name: str) -> Figure:
    by_class = {key: int(row.pop(key)) for key in ("skydd", "varsamhet", "rivningsforbud")}
    counts = ("value", "stock", "decisions_in_scope", "decisions_read", "decisions_unavailable",
              "decisions_undated", "decisions_checked")  # fmt: skip
    whole = {key: None if row[key] is None else int(row[key]) for key in counts}
    return Figure(
        **{
            **row,
            **whole,
            "part": "q",
            "unit": "buildings",
            "by_class": None if whole["value"] is None else by_class,
            "method": name,
        }
    )


def _b_figure(row: dict[str, Any], name: str) -> Figure:
    return Figure(
        **row,
        part="b",
        series="in_force",
        by_class=None,
        decisions_in_scope=0,
        decisions_read=0,
        decisions_unavailable=0,
        decisions_undated=0,
        ends_checked=False,
        method=name,
    )


_FIGURE = {"q": _q_figure, "b": _b_figure}
