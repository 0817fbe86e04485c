"""What the public pages show, put together from the figures; the templates only lay it out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from inventory.indicator import Figure, Method, method
from inventory.indicator.latest import latest
from inventory.indicator.method import DEFAULT
from inventory.indicator.reading import best_year, how_to_read
from maps.charts import LineChart, RegionMap, ShareClass, line_charts, region_map, share_classes


class Row(NamedTuple):
    """One region in the table: its published figure, and the number of its sites (part b)."""

    figure: Figure
    sites: int | None


@dataclass(frozen=True)
class IndicatorPage:
    """One part of the indicator for the public: all counties, or one county's municipalities.

    `rows` are those of the chosen year, one per region; `headline` is the figure that stands in
    large type, None when there is no single one to show. `years` are those that can be chosen,
    `latest_published` the latest of them with any publishable figure.
    """

    method: Method
    year: int
    years: Sequence[int]
    latest_published: int | None
    rows: Sequence[Row]
    headline: Figure | None
    charts: Sequence[LineChart]
    map: RegionMap
    classes: Sequence[ShareClass]
    reading: Sequence[tuple[str, str]]

    @property
    def publishable(self) -> Sequence[Figure]:
        """The chosen year's figures that may be shown with a value."""
        return [row.figure for row in self.rows if row.figure.publishable]

    @property
    def at_least(self) -> bool:
        """Whether any chart shows a number that is "at least"."""
        return any(chart.at_least for chart in self.charts)


def indicator_page(part: str, years: Sequence[int], asked_year: int | None) -> IndicatorPage:
    """The start page's part q or b: every county, in the asked year or the best one."""
    counted = latest(part, years)
    year = _year(counted, years, asked_year)
    chosen = [figure for figure in counted if figure.year == year]
    publishable = [figure for figure in _published(chosen) if figure.publishable]
    headline = publishable[0] if len(publishable) == 1 else None
    return _page(part, year, years, counted, chosen, headline)


def county_page(
    part: str, county: str, years: Sequence[int], asked_year: int | None
) -> IndicatorPage:
    """One county: its own curve and figure, and its municipalities in the year."""
    own = latest(part, years, counties=[county])
    year = _year(own, years, asked_year)
    municipal = latest(part, [year], level="municipality", counties=[county])
    headline = next(figure for figure in _published(own) if figure.year == year)
    return _page(part, year, years, own, municipal, headline, county)


def _page(
    part: str,
    year: int,
    years: Sequence[int],
    counted: Sequence[Figure],
    chosen: Sequence[Figure],
    headline: Figure | None,
    county: str | None = None,
) -> IndicatorPage:
    rule = method(DEFAULT[part])
    classes = share_classes(rule.map_classes)
    published = _published(counted)
    return IndicatorPage(
        method=rule,
        year=year,
        years=years,
        latest_published=max((f.year for f in published if f.publishable), default=None),
        rows=_rows(chosen),
        headline=headline if headline and headline.publishable else None,
        charts=line_charts(published),
        map=region_map(_published(chosen), classes, county),
        classes=classes,
        reading=how_to_read([figure for figure in counted if figure.year == year], rule),
    )


def _rows(chosen: Sequence[Figure]) -> list[Row]:
    sites = {f.region_code: f.value for f in chosen if f.unit == "sites" and f.publishable}
    return [Row(figure, sites.get(figure.region_code)) for figure in _published(chosen)]


def _published(counted: Sequence[Figure]) -> list[Figure]:
    """The unit that is published: buildings."""
    return [figure for figure in counted if figure.unit == "buildings"]


def _year(counted: Sequence[Figure], years: Sequence[int], asked: int | None) -> int:
    """The asked year where it can be chosen, else the best one."""
    return asked if asked is not None and asked in years else best_year(counted, years)
