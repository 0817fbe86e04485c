"""Charts and maps as numbers for SVG templates: no drawing library, every figure also in a table.

Pixel coordinates have their origin at the upper left. Counts have their axis from 0; a year
without a publishable value is a gap, drawn as a gap.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from inventory.indicator import Figure
from raknaq.lib import sql

STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Frame:
    """The size of a chart and where its axes stand; a label every so many years."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    years_apart: int


ALONE = Frame(640, 300, left=64, right=564, top=16, bottom=268, years_apart=5)
AMONG_OTHERS = Frame(300, 180, left=54, right=236, top=14, bottom=152, years_apart=10)


@dataclass(frozen=True)
class Tick:
    """One mark on an axis: where, and what it says."""

    at: float
    value: int


@dataclass(frozen=True)
class Point:
    """One value in a chart."""

    x: float
    y: float
    year: int
    value: int
    at_least: bool


@dataclass(frozen=True)
class LineChart:
    """One line over the years for one region; `segments` are broken where values are missing."""

    frame: Frame
    region_code: str
    region_name: str
    segments: Sequence[Sequence[Point]]
    value_ticks: Sequence[Tick]
    year_ticks: Sequence[Tick]

    @property
    def first(self) -> Point:
        return self.segments[0][0]

    @property
    def last(self) -> Point:
        return self.segments[-1][-1]

    @property
    def at_least(self) -> bool:
        """Whether any of its values is "at least"."""
        return any(point.at_least for segment in self.segments for point in segment)


def line_charts(figures: Sequence[Figure]) -> list[LineChart]:
    """A chart per region that has any publishable value; figures ordered by region and year.

    One alone is large; several are small multiples, each with an axis of its own.
    """
    groups = [list(rows) for _, rows in groupby(figures, key=lambda figure: figure.region_code)]
    drawn = [rows for rows in groups if any(figure.publishable for figure in rows)]
    frame = ALONE if len(drawn) == 1 else AMONG_OTHERS
    return [_line_chart(rows, frame) for rows in drawn]


def _line_chart(rows: Sequence[Figure], frame: Frame) -> LineChart:
    values = [figure.value or 0 for figure in rows if figure.publishable]
    ticks = nice_ticks(max(values))
    top_value = ticks[-1] or 1
    years = [figure.year for figure in rows]
    step = (frame.right - frame.left) / max(len(years) - 1, 1)

    def x(year: int) -> float:
        return round(frame.left + (year - years[0]) * step, 1)

    def y(value: int) -> float:
        return round(frame.bottom - (frame.bottom - frame.top) * value / top_value, 1)

    segments = [
        [Point(x(f.year), y(f.value or 0), f.year, f.value or 0, f.at_least) for f in run]
        for publishable, run in groupby(rows, key=lambda figure: figure.publishable)
        if publishable
    ]
    return LineChart(
        frame=frame,
        region_code=rows[0].region_code,
        region_name=rows[0].region_name,
        segments=segments,
        value_ticks=[Tick(y(value), value) for value in ticks],
        year_ticks=[Tick(x(year), year) for year in years if year % frame.years_apart == 0],
    )


def nice_ticks(top: int) -> list[int]:
    """Whole numbers from 0 to at least `top`, about four of them, in steps of 1, 2 or 5."""
    scale = 1
    while True:
        for step in STEPS:
            if step * scale * 4 >= top:
                return list(range(0, top + step * scale, step * scale))
        scale *= 10


@dataclass(frozen=True)
class ShareClass:
    """One class of the map: shares in per cent, half-open [low, high)."""

    number: int
    low: Decimal
    high: Decimal | None

    def holds(self, share: Decimal) -> bool:
        """Whether a share (of 1) falls in the class."""
        per_cent = share * 100
        return self.low <= per_cent and (self.high is None or per_cent < self.high)


def share_classes(limits: Sequence[Decimal]) -> list[ShareClass]:
    """The classes between the lower limits (per cent), the last one open upwards."""
    return [
        ShareClass(number, low, limits[number] if number < len(limits) else None)
        for number, low in enumerate(limits, 1)
    ]


@dataclass(frozen=True)
class Region:
    """One region on the map: its outline as an SVG path in kilometres, and how it is drawn.

    `style` is "share-1" … for a class, else preliminary, no-stock or missing: never a colour of
    the scale.
    """

    figure: Figure
    outline: str
    style: str


@dataclass(frozen=True)
class RegionMap:
    """Regions drawn by their share; the frame is in kilometres, y pointing south."""

    regions: Sequence[Region]
    left: int
    top: int
    width: int
    height: int


def region_map(
    figures: Sequence[Figure], classes: Sequence[ShareClass], county: str | None = None
) -> RegionMap:
    """The regions of one year's figures on a map: all counties, or a county's municipalities."""
    level, tolerance = ("county", 1_000) if county is None else ("municipality", 200)
    asked = {"level": level, "county": county, "tolerance": tolerance}
    rows = {row["code"]: row for row in sql.rows(__file__, "outlines", asked)}
    regions = [
        Region(figure, rows[figure.region_code]["outline"], region_style(figure, classes))
        for figure in figures
    ]
    frame = next(iter(rows.values()))
    return RegionMap(regions, *(frame[side] for side in ("left", "top", "width", "height")))


def region_style(figure: Figure, classes: Sequence[ShareClass]) -> str:
    """How a region is drawn on the map."""
    if figure.status == "partial":
        return "preliminary"
    if not figure.publishable:
        return "missing"
    share = figure.share
    if share is None:
        return "no-stock"
    return next(f"share-{group.number}" for group in classes if group.holds(share))
