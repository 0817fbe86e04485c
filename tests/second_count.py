"""The indicator counted a second time: plain Python over plain objects.

This is the independent second implementation of q/1 (q-märkt) and b/1 (byggnadsminnen), used in
tests to check the SQL. It was written from the design text method.md alone (plus the paragraph
"Output of the indicator" of exchange.md for the keys of a row, and that file's list of plan
kinds), without looking at the implementation it checks. Keep it so: when the two differ, read
method.md, do not copy one into the other.

Clarity goes before speed: for every region and year the facts of that region are simply walked
through again. Nothing here is a float; share and coverage are exact fractions until they are
written with six digits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor
from typing import Any

Id = int | str
Row = dict[str, Any]

CLASSES = ("skydd", "varsamhet", "rivningsforbud")
SERIES = ("in_force", "registered")
LEVELS = ("county", "municipality")
TABULATIONS = ("separate", "nested")
ALL_KINDS = frozenset(
    {
        "detaljplan",
        "omradesbestammelser",
        "stadsplan",
        "byggnadsplan",
        "avstyckningsplan",
        "generalplan",
        "fastighetsplan",
    }
)


# --- The facts (method.md, "Facts the count reads") ---------------------------------------------


@dataclass(frozen=True)
class County:
    """A county of today's division."""

    code: str
    name: str


@dataclass(frozen=True)
class Municipality:
    """A municipality of today's division; `county` is a county code."""

    code: str
    name: str
    county: str


@dataclass(frozen=True)
class Plan:
    """A plan; `in_force_to` is the first day it no longer applies."""

    id: Id
    municipality: str
    kind: str
    in_force_to: date | None = None


@dataclass(frozen=True)
class Decision:
    """A decision (akt) of a plan: "new", "change" or "repeal"."""

    id: Id
    plan: Id
    decision: str
    in_force_from: date | None = None


@dataclass(frozen=True)
class Provision:
    """A provision with its set of classes; its plan is the plan of its decision."""

    id: Id
    decision: Id
    classes: frozenset[str]
    ended_on: date | None = None


@dataclass(frozen=True)
class ProtectedObject:
    """An object; an old point can stand for several buildings."""

    id: Id
    municipality: str
    object_type: str
    building_count: int = 1
    gone_on: date | None = None


@dataclass(frozen=True)
class Marking:
    """That a provision marks an object."""

    object: Id
    provision: Id
    ended_on: date | None = None


@dataclass(frozen=True)
class Review:
    """One reading of a decision; a withdrawn review is simply not in the world."""

    decision: Id
    outcome: str
    looked_for: frozenset[str]
    read_on: date


@dataclass(frozen=True)
class Scope:
    """The inventory scope of a county; `kinds` and `from_day` None = the method's default."""

    county: str
    from_day: date | None
    kinds: frozenset[str] | None = None
    listed_through: date | None = None
    ends_checked_through: date | None = None
    declared_through: int | None = None


@dataclass(frozen=True)
class Stock:
    """Buildings of a region in a year; `building_type` "" is the region's total row."""

    region: str
    year: int
    building_type: str
    buildings: int


@dataclass(frozen=True)
class Monument:
    """A site of byggnadsminnen; `buildings` None = the number is unknown."""

    id: Id
    county: str
    municipality: str | None
    decided_on: date | None = None
    ended_on: date | None = None
    buildings: int | None = None


@dataclass(frozen=True)
class World:
    """All facts; `monument_counties` are the counties a delivery of monuments covers."""

    counties: tuple[County, ...] = ()
    municipalities: tuple[Municipality, ...] = ()
    plans: tuple[Plan, ...] = ()
    decisions: tuple[Decision, ...] = ()
    provisions: tuple[Provision, ...] = ()
    objects: tuple[ProtectedObject, ...] = ()
    markings: tuple[Marking, ...] = ()
    reviews: tuple[Review, ...] = ()
    scopes: tuple[Scope, ...] = ()
    stock: tuple[Stock, ...] = ()
    monuments: tuple[Monument, ...] = ()
    monument_counties: tuple[str, ...] = ()


@dataclass(frozen=True)
class Method:
    """The parameters (method.md, "q/1: q-märkt").

    `building_types` None = all. `first_year` says from which year figures are published; it is
    for the caller who chooses the years and changes no figure.
    """

    object_types: frozenset[str] = frozenset({"byggnad"})
    classes: frozenset[str] = frozenset(CLASSES)
    tabulation: str = "separate"
    building_types: frozenset[str] | None = None
    max_unavailable: Fraction = Fraction(2, 100)
    first_year: int = 1999
    default_kinds: frozenset[str] = ALL_KINDS - {"fastighetsplan"}
    default_from_day: date = date(1987, 1, 1)


# --- Finding facts (no rules here) --------------------------------------------------------------


@dataclass(frozen=True)
class Region:
    """A region of the asked level: `municipalities` are the codes it consists of."""

    code: str
    name: str
    county: str
    municipalities: tuple[str, ...]


class Facts:
    """The world with its references resolved, and grouped so that a region finds its own."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.plans = {plan.id: plan for plan in world.plans}
        self.decisions = {decision.id: decision for decision in world.decisions}
        self.provisions = {provision.id: provision for provision in world.provisions}
        self.objects = {thing.id: thing for thing in world.objects}
        self.scopes = {scope.county: scope for scope in world.scopes}

        self.decisions_by_municipality: dict[str, list[Decision]] = defaultdict(list)
        for decision in world.decisions:
            municipality = self.plans[decision.plan].municipality
            self.decisions_by_municipality[municipality].append(decision)

        self.markings_by_municipality: dict[str, list[Marking]] = defaultdict(list)
        for marking in world.markings:
            municipality = self.objects[marking.object].municipality
            self.markings_by_municipality[municipality].append(marking)

        self.reviews_by_decision: dict[Id, list[Review]] = defaultdict(list)
        for review in world.reviews:
            self.reviews_by_decision[review.decision].append(review)

        self.stock_by_region: dict[str, list[Stock]] = defaultdict(list)
        for row in world.stock:
            self.stock_by_region[row.region].append(row)

    def counties(self) -> list[Region]:
        """Every county with the codes of its municipalities."""
        return [
            Region(
                code=county.code,
                name=county.name,
                county=county.code,
                municipalities=tuple(
                    m.code for m in self.world.municipalities if m.county == county.code
                ),
            )
            for county in self.world.counties
        ]

    def municipalities(self) -> list[Region]:
        """Every municipality as a region of one municipality."""
        return [
            Region(code=m.code, name=m.name, county=m.county, municipalities=(m.code,))
            for m in self.world.municipalities
        ]

    def regions(self, level: str) -> list[Region]:
        """All regions of the level."""
        return self.counties() if level == "county" else self.municipalities()


# --- The rules of q/1 ---------------------------------------------------------------------------


def reference_day(year: int) -> date:
    """D = 31 December of Y (method.md, "q/1: q-märkt")."""
    return date(year, 12, 31)


def empty_or_after(end: date | None, day: date) -> bool:
    """An end is the first day without, so D itself is outside (method.md, "q/1", rule 3)."""
    return end is None or end > day


def reached(through: date | None, day: date) -> bool:
    """A signature through a day reaches D (method.md, "q/1", status and ends_checked)."""
    return through is not None and through >= day


def scope_kinds(scope: Scope, method: Method) -> frozenset[str]:
    """The kinds of the scope, default all but fastighetsplan (method.md, "q/1", parameters)."""
    return method.default_kinds if scope.kinds is None else scope.kinds


def scope_from_day(scope: Scope, method: Method) -> date:
    """from_day of the scope, default 1987-01-01 (method.md, "q/1", parameters)."""
    return method.default_from_day if scope.from_day is None else scope.from_day


def came_in_time(decision: Decision, scope: Scope, method: Method, day: date) -> bool:
    """in_force_from is known and from_day <= in_force_from <= D (method.md, "q/1", rule 2)."""
    if decision.in_force_from is None:
        return False
    return scope_from_day(scope, method) <= decision.in_force_from <= day


def stands(
    facts: Facts, marking: Marking, scope: Scope, method: Method, day: date, series: str
) -> bool:
    """Whether a marking stands on D (method.md, "q/1", rules 1 to 3)."""
    thing = facts.objects[marking.object]
    provision = facts.provisions[marking.provision]
    decision = facts.decisions[provision.decision]
    plan = facts.plans[decision.plan]

    # Rule 1: class, object type and kind of plan are counted.
    if not provision.classes & method.classes:
        return False
    if thing.object_type not in method.object_types:
        return False
    if plan.kind not in scope_kinds(scope, method):
        return False

    # Rule 2: the decision came in time.
    if not came_in_time(decision, scope, method, day):
        return False

    # Rule 3: nothing has ended; the registered series leaves it out.
    if series == "registered":
        return True
    ends = (plan.in_force_to, provision.ended_on, marking.ended_on, thing.gone_on)
    return all(empty_or_after(end, day) for end in ends)


def standing_markings(
    facts: Facts, region: Region, method: Method, day: date, series: str
) -> list[Marking]:
    """The standing markings on objects of the region (method.md, "q/1", municipality figures).

    The region's objects are those of its municipalities; the scope is the county's.
    """
    scope = facts.scopes.get(region.county)
    if scope is None:
        return []
    return [
        marking
        for municipality in region.municipalities
        for marking in facts.markings_by_municipality.get(municipality, [])
        if stands(facts, marking, scope, method, day, series)
    ]


def buildings(facts: Facts, markings: Iterable[Marking]) -> int:
    """Sum of building_count over the distinct objects (method.md, "q/1", buildings(C, Y))."""
    distinct_objects = {marking.object for marking in markings}
    return sum(facts.objects[thing].building_count for thing in distinct_objects)


def buildings_by_class(facts: Facts, standing: list[Marking], tabulation: str) -> dict[str, int]:
    """The same sum for each class, separate or nested (method.md, "q/1", by class)."""
    result: dict[str, int] = {}
    for name in CLASSES:
        wanted = {name}
        if tabulation == "nested" and name == "skydd":
            wanted.add("rivningsforbud")
        result[name] = buildings(
            facts, (m for m in standing if facts.provisions[m.provision].classes & wanted)
        )
    return result


def is_read(reviews: list[Review]) -> bool:
    """A conclusive review looked for kulturvärden (method.md, "q/1", read).

    A later inconclusive review does not unread the decision, so the days do not matter.
    """
    return any(
        review.outcome in ("recorded", "nothing_found") and "kulturvarden" in review.looked_for
        for review in reviews
    )


def is_unavailable(reviews: list[Review]) -> bool:
    """Not read, and the newest outcome is unavailable (method.md, "q/1", unavailable).

    With several reviews on the newest day, all of them must say unavailable.
    """
    if is_read(reviews) or not reviews:
        return False
    newest = max(review.read_on for review in reviews)
    return all(review.outcome == "unavailable" for review in reviews if review.read_on == newest)


@dataclass(frozen=True)
class DecisionCount:
    """How many decisions of a region are in scope, read, unavailable and without a date."""

    in_scope: int = 0
    read: int = 0
    unavailable: int = 0
    undated: int = 0


def count_decisions(facts: Facts, region: Region, method: Method, day: date) -> DecisionCount:
    """Decisions in scope, read and unavailable (method.md, "q/1", decisions in scope(C, Y)).

    Only new and change; whether the plan has ended since does not matter. A county without scope
    has none (exchange.md, "Output of the indicator").
    """
    scope = facts.scopes.get(region.county)
    if scope is None:
        return DecisionCount()
    in_scope = read = unavailable = undated = 0
    for municipality in region.municipalities:
        for decision in facts.decisions_by_municipality.get(municipality, []):
            if decision.decision not in ("new", "change"):
                continue
            if facts.plans[decision.plan].kind not in scope_kinds(scope, method):
                continue
            if decision.in_force_from is None:
                undated += 1
                continue
            if not came_in_time(decision, scope, method, day):
                continue
            reviews = facts.reviews_by_decision.get(decision.id, [])
            in_scope += 1
            read += is_read(reviews)
            unavailable += is_unavailable(reviews)
    return DecisionCount(in_scope=in_scope, read=read, unavailable=unavailable, undated=undated)


def status_of(scope: Scope | None, count: DecisionCount, method: Method, year: int) -> str:
    """The first status that fits (method.md, "q/1", status(C, Y)); `count` is the county's."""
    if scope is None:
        return "missing"
    listed = reached(scope.listed_through, reference_day(year))
    if (
        listed
        and count.in_scope >= 1
        and count.read + count.unavailable == count.in_scope
        and count.unavailable <= method.max_unavailable * count.in_scope
    ):
        return "complete"
    if scope.declared_through is not None and scope.declared_through >= year:
        return "declared"
    if listed and count.read >= 1:
        return "partial"
    return "missing"


def ends_checked(scope: Scope | None, day: date) -> bool:
    """ends_checked_through >= D (method.md, "q/1", Publishable)."""
    return scope is not None and reached(scope.ends_checked_through, day)


def stock_in(rows: list[Stock], year: int, method: Method) -> int | None:
    """One region's stock of exactly that year (method.md, "q/1", share(C, Y)).

    The total row where there is one, else the sum of the method's building types, never both.
    """
    of_year = [row for row in rows if row.year == year]
    totals = [row.buildings for row in of_year if row.building_type == ""]
    if totals:
        return totals[0]
    types = [
        row.buildings
        for row in of_year
        if method.building_types is None or row.building_type in method.building_types
    ]
    return sum(types) if types else None


def stock_for(
    facts: Facts, region: Region, year: int, method: Method
) -> tuple[int, int] | tuple[None, None]:
    """Stock and its year: that of Y, else the latest earlier (method.md, "q/1", share(C, Y))."""
    rows = facts.stock_by_region.get(region.code, [])
    for stock_year in sorted({row.year for row in rows if row.year <= year}, reverse=True):
        stock = stock_in(rows, stock_year, method)
        if stock is not None:
            return stock, stock_year
    return None, None


def share_of(value: int | None, stock: int | None) -> Fraction | None:
    """Buildings over stock (method.md, "q/1", share(C, Y)); empty without a value or a stock."""
    if value is None or not stock:
        return None
    return Fraction(value, stock)


def coverage_of(count: DecisionCount) -> Fraction | None:
    """Read over in scope (method.md, "q/1", coverage); empty when nothing is in scope."""
    return Fraction(count.read, count.in_scope) if count.in_scope else None


def six_digits(number: Fraction | None) -> str | None:
    """A decimal string with six digits, rounded half up; rounding only when shown ("q/1")."""
    if number is None:
        return None
    millionths = floor(number * 1_000_000 + Fraction(1, 2))
    whole, rest = divmod(millionths, 1_000_000)
    return f"{whole}.{rest:06d}"


def q_figures(
    facts: Facts, series: Iterable[str], level: str, years: Iterable[int], method: Method
) -> list[Row]:
    """One row per region, year and series (method.md, "q/1: q-märkt").

    A municipality has its county's status and ends_checked, and its own value and decisions
    (method.md, "q/1", municipality figures).
    """
    asked_series = sorted(set(series))
    rows: list[Row] = []
    for year in years:
        day = reference_day(year)
        county_status = {
            county.code: status_of(
                facts.scopes.get(county.code),
                count_decisions(facts, county, method, day),
                method,
                year,
            )
            for county in facts.counties()
        }
        for region in facts.regions(level):
            status = county_status[region.county]
            count = count_decisions(facts, region, method, day)
            stock, stock_year = stock_for(facts, region, year, method)
            for one_series in asked_series:
                value: int | None = None
                by_class: dict[str, int] | None = None
                if status != "missing":
                    standing = standing_markings(facts, region, method, day, one_series)
                    value = buildings(facts, standing)
                    by_class = buildings_by_class(facts, standing, method.tabulation)
                rows.append(
                    {
                        "region_code": region.code,
                        "region_name": region.name,
                        "year": year,
                        "part": "q",
                        "series": one_series,
                        "unit": "buildings",
                        "value": value,
                        "by_class": by_class,
                        "stock": stock,
                        "stock_year": stock_year,
                        "share": six_digits(share_of(value, stock)),
                        "decisions_in_scope": count.in_scope,
                        "decisions_read": count.read,
                        "decisions_unavailable": count.unavailable,
                        "decisions_undated": count.undated,
                        "coverage": six_digits(coverage_of(count)),
                        "status": status,
                        "ends_checked": ends_checked(facts.scopes.get(region.county), day),
                        "method": "q/1",
                    }
                )
    return sorted(rows, key=lambda row: (row["region_code"], row["year"], row["series"]))


# --- The rules of b/1 ---------------------------------------------------------------------------


def monument_stands(monument: Monument, day: date) -> bool:
    """Decided by D and not ended by D; left out without a day (method.md, "b/1")."""
    if monument.decided_on is None:
        return False
    return monument.decided_on <= day and empty_or_after(monument.ended_on, day)


def standing_monuments(facts: Facts, region: Region, level: str, day: date) -> list[Monument]:
    """The standing monuments of a region (method.md, "b/1")."""
    return [
        monument
        for monument in facts.world.monuments
        if (monument.county if level == "county" else monument.municipality) == region.code
        and monument_stands(monument, day)
    ]


def count_monuments(standing: list[Monument], unit: str) -> tuple[int, bool]:
    """The number and whether it is "minst" (method.md, "b/1").

    A site with an unknown number of buildings is a site, adds nothing to the buildings, and makes
    the sum of buildings (not the number of sites) a lower bound.
    """
    if unit == "sites":
        return len(standing), False
    known = [monument.buildings for monument in standing if monument.buildings is not None]
    return sum(known), len(known) < len(standing)


def b_figures(facts: Facts, level: str, years: Iterable[int], method: Method) -> list[Row]:
    """One row per region, year and unit (method.md, "b/1: byggnadsminnen")."""
    rows: list[Row] = []
    for region in sorted(facts.regions(level), key=lambda region: region.code):
        covered = region.county in facts.world.monument_counties
        for year in years:
            standing = standing_monuments(facts, region, level, reference_day(year))
            for unit in ("sites", "buildings"):
                value: int | None = None
                at_least = False
                if covered:
                    value, at_least = count_monuments(standing, unit)
                stock: int | None = None
                stock_year: int | None = None
                if unit == "buildings":
                    stock, stock_year = stock_for(facts, region, year, method)
                rows.append(
                    {
                        "region_code": region.code,
                        "region_name": region.name,
                        "year": year,
                        "part": "b",
                        "series": "in_force",
                        "unit": unit,
                        "value": value,
                        "at_least": at_least,
                        "by_class": None,
                        "stock": stock,
                        "stock_year": stock_year,
                        "share": six_digits(share_of(value, stock)),
                        "decisions_in_scope": 0,
                        "decisions_read": 0,
                        "decisions_unavailable": 0,
                        "decisions_undated": 0,
                        "coverage": None,
                        "status": "complete" if covered else "missing",
                        "ends_checked": False,
                        "method": "b/1",
                    }
                )
    return rows


# --- The way in ---------------------------------------------------------------------------------


def figures(
    world: World,
    *,
    part: str = "q",
    series: Iterable[str] = SERIES,
    level: str = "county",
    years: Iterable[int],
    method: Method = Method(),
) -> list[Row]:
    """All regions of the level and all asked years (exchange.md, "Output of the indicator").

    Part q is ordered by region_code, year, series; part b, which has the one series in_force
    whatever `series` says, by region_code, year and unit (sites, then buildings).
    """
    asked_series = tuple(series)
    if part not in ("q", "b"):
        raise ValueError(f"unknown part: {part!r}")
    if level not in LEVELS:
        raise ValueError(f"unknown level: {level!r}")
    if method.tabulation not in TABULATIONS:
        raise ValueError(f"unknown tabulation: {method.tabulation!r}")
    if not set(asked_series) <= set(SERIES):
        raise ValueError(f"unknown series: {asked_series!r}")
    facts = Facts(world)
    asked_years = sorted(set(years))
    if part == "b":
        return b_figures(facts, level, asked_years, method)
    return q_figures(facts, asked_series, level, asked_years, method)


# --- The worked example -------------------------------------------------------------------------


def worked_example() -> World:
    """The facts of method.md, "Worked example": county 20, here with municipality 2080.

    method.md gives no days for the reviews; they are chosen, with C's unclear one the later.
    """
    kulturvarden = frozenset({"kulturvarden"})
    read_on = date(2012, 5, 2)
    later = date(2012, 9, 3)
    return World(
        counties=(County(code="20", name="Dalarnas län"),),
        municipalities=(Municipality(code="2080", name="Falun", county="20"),),
        plans=(
            Plan(id="A", municipality="2080", kind="detaljplan"),
            Plan(id="B", municipality="2080", kind="detaljplan", in_force_to=date(2010, 6, 30)),
            Plan(id="C", municipality="2080", kind="detaljplan"),
            Plan(id="D", municipality="2080", kind="detaljplan"),
            Plan(id="E", municipality="2080", kind="detaljplan"),
            Plan(id="G", municipality="2080", kind="stadsplan"),
        ),
        decisions=(
            Decision(id="A", plan="A", decision="new", in_force_from=date(1995, 5, 1)),
            Decision(id="B", plan="B", decision="new", in_force_from=date(2001, 12, 31)),
            Decision(id="C", plan="C", decision="new", in_force_from=date(2003, 1, 1)),
            Decision(id="D", plan="D", decision="new", in_force_from=date(1986, 12, 31)),
            Decision(id="E", plan="E", decision="new", in_force_from=date(2008, 3, 15)),
            Decision(id="G", plan="G", decision="new", in_force_from=date(1965, 4, 1)),
            Decision(id="F", plan="G", decision="change", in_force_from=date(2003, 6, 10)),
        ),
        provisions=(
            Provision(id="A skydd", decision="A", classes=frozenset({"skydd"})),
            Provision(id="A varsamhet", decision="A", classes=frozenset({"varsamhet"})),
            Provision(id="B rivningsforbud", decision="B", classes=frozenset({"rivningsforbud"})),
            Provision(id="B skydd", decision="B", classes=frozenset({"skydd"})),
            Provision(id="D skydd", decision="D", classes=frozenset({"skydd"})),
            Provision(id="F varsamhet", decision="F", classes=frozenset({"varsamhet"})),
            Provision(id="F natur", decision="F", classes=frozenset({"natur"})),
        ),
        objects=(
            ProtectedObject(
                id=1, municipality="2080", object_type="byggnad", gone_on=date(2011, 8, 1)
            ),
            ProtectedObject(id=2, municipality="2080", object_type="byggnad"),
            ProtectedObject(id=3, municipality="2080", object_type="mur"),
            ProtectedObject(id=4, municipality="2080", object_type="byggnad"),
            ProtectedObject(id=5, municipality="2080", object_type="byggnad"),
            ProtectedObject(id=6, municipality="2080", object_type="byggnad"),
            ProtectedObject(id=7, municipality="2080", object_type="trad"),
        ),
        markings=(
            Marking(object=1, provision="A skydd"),
            Marking(object=1, provision="A varsamhet"),
            Marking(object=2, provision="A varsamhet"),
            Marking(object=3, provision="A skydd"),
            Marking(object=4, provision="B rivningsforbud"),
            Marking(object=2, provision="B skydd"),
            Marking(object=5, provision="D skydd"),
            Marking(object=6, provision="F varsamhet"),
            Marking(object=7, provision="F natur"),
        ),
        reviews=(
            Review(decision="A", outcome="recorded", looked_for=kulturvarden, read_on=read_on),
            Review(decision="B", outcome="recorded", looked_for=kulturvarden, read_on=read_on),
            Review(decision="C", outcome="nothing_found", looked_for=kulturvarden, read_on=read_on),
            Review(decision="C", outcome="unclear", looked_for=kulturvarden, read_on=later),
            Review(decision="D", outcome="recorded", looked_for=kulturvarden, read_on=read_on),
            Review(decision="F", outcome="recorded", looked_for=kulturvarden, read_on=read_on),
        ),
        scopes=(
            Scope(
                county="20",
                from_day=date(1987, 1, 1),
                listed_through=date(2012, 12, 31),
                ends_checked_through=date(2012, 12, 31),
            ),
        ),
    )


def print_worked_example() -> None:
    """Print the table of method.md, "Worked example", and the classes of 2003."""
    world = worked_example()
    years = (1999, 2001, 2003, 2008, 2010, 2011, 2013)
    rows = {(row["year"], row["series"]): row for row in figures(world, years=years)}
    print(f"{'year':<6}{'in force':<10}{'registered':<12}{'read / in scope':<17}status")
    for year in years:
        row = rows[year, "in_force"]
        values = ["–" if (v := rows[year, s]["value"]) is None else str(v) for s in SERIES]
        read = f"{row['decisions_read']}/{row['decisions_in_scope']}"
        print(f"{year:<6}{values[0]:<10}{values[1]:<12}{read:<17}{row['status']}")
    for tabulation in TABULATIONS:
        (row,) = figures(
            world, series=("in_force",), years=(2003,), method=Method(tabulation=tabulation)
        )
        classes = ", ".join(f"{name} {number}" for name, number in row["by_class"].items())
        print(f"by class 2003, in force, {tabulation}: {classes}")


if __name__ == "__main__":
    print_worked_example()
