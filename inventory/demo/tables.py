"""The rows of the demo: every table as columns and rows, from what `inventory.demo.drawn` drew.

Names, places, stock and monuments are made up and say so.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely
from django.db import models

from inventory.demo.drawn import (
    CLASSES,
    FIRST_DAY,
    LAST_DAY,
    TYPED,
    Decisions,
    Markings,
    Size,
    draw_decisions,
    draw_markings,
    draw_places,
)
from inventory.models import (
    Basis,
    BuildingStock,
    InventoryScope,
    Marking,
    Monument,
    ObjectType,
    Outcome,
    ProtectedObject,
    Review,
    Theme,
)
from plans.models import Municipality, Plan, PlanDecision, Provision
from plans.models.plans import DecisionType, PlanKind, ProvisionClass
from raknaq.lib.geo import SWEREF99_TM

READ_ON = datetime.date(2020, 1, 31)
STOCK_YEARS = range(2010, 2023)
STOCK_PER_OBJECT = 36  # a share of about 1,7 % in the county, more or less in its municipalities
SHARE_ENDED = 0.03  # of the plans, since their last decision
SHARE_GONE = 0.01  # of the objects, since their decision
SHARE_OMRADESBESTAMMELSER = 0.04

PRINTED = {
    ProvisionClass.SKYDD: ("q", "Byggnaden får inte förvanskas."),
    ProvisionClass.RIVNINGSFORBUD: ("r", "Byggnaden får inte rivas."),
    ProvisionClass.VARSAMHET: ("k", "Byggnadens karaktär ska bevaras vid ändring."),
    ProvisionClass.NATUR: ("n", "Trädet ska bevaras."),
    ProvisionClass.ANNAT: ("f", "Gårdsbilden ska hållas samman."),
}
TYPED_OBJECTS = [ObjectType.BYGGNAD] * 8 + [ObjectType.MUR, ObjectType.MILJO]
OBJECTS = {
    ProvisionClass.NATUR: [ObjectType.TRAD, ObjectType.TRAD, ObjectType.ALLE, ObjectType.PARK],
    ProvisionClass.ANNAT: [ObjectType.TOMT, ObjectType.BYGGNAD, ObjectType.MILJO],
    **dict.fromkeys(TYPED, TYPED_OBJECTS),
}
BLOCKS = (
    "Almen Aspen Björken Boken Ekorren Falken Fasanen Fjärilen Granen Grindstugan Gästgivaren "
    "Hammaren Haren Hasseln Hermelinen Humlan Igelkotten Kvarnen Kyrkan Linden Lönnen Mejeriet "
    "Nybygget Orren Prästgården Rektorn Rönnen Skolan Smeden Stationen Svalan Tallen Tjädern "
    "Torget Trasten Uttern Vakten Videt Väktaren Ängen"
).split()


class Table(NamedTuple):
    """One table to fill: its model, the columns given, the rows."""

    model: type[models.Model]
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]


def every_table(
    size: Size, municipalities: Sequence[Municipality], random: np.random.Generator
) -> Iterator[Table]:
    """The tables in the order in which foreign keys allow them to be filled."""
    drawn = draw_decisions(size, municipalities, random)
    yield _plans(drawn, municipalities, random)
    yield _decisions(drawn, municipalities)
    marked = draw_markings(size, drawn, random)
    yield _provisions(marked)
    yield _objects(size, drawn, marked, municipalities, random)
    yield _markings(marked)
    yield _reviews(drawn, marked)
    yield _scopes(size)
    yield _stock(size, drawn, marked, municipalities, random)
    yield _monuments(municipalities, random)


def _plans(
    drawn: Decisions, municipalities: Sequence[Municipality], random: np.random.Generator
) -> Table:
    """The plans: a few are områdesbestämmelser, a few have ended since their last decision."""
    last = np.zeros(drawn.plans, dtype=np.int64)
    np.maximum.at(last, drawn.plan, drawn.day)
    left = (LAST_DAY - FIRST_DAY).days - last
    ended = last + 1 + (random.random(drawn.plans) * left).astype(np.int64)
    has_ended = random.random(drawn.plans) < SHARE_ENDED
    loose = random.random(drawn.plans) < SHARE_OMRADESBESTAMMELSER

    def rows() -> Iterator[Sequence[Any]]:
        arrays = (drawn.municipality[: drawn.plans], loose, has_ended, ended)
        for n, (home, is_loose, over, since) in enumerate(
            zip(*(array.tolist() for array in arrays), strict=True)
        ):
            yield (
                n + 1,
                municipalities[home].code,
                PlanKind.OMRADESBESTAMMELSER if is_loose else PlanKind.DETALJPLAN,
                FIRST_DAY + datetime.timedelta(since) if over else None,
                "",
                1,
            )

    return Table(
        Plan, ("id", "municipality_id", "kind", "in_force_to", "shell_ref", "version"), rows()
    )


def _decisions(drawn: Decisions, municipalities: Sequence[Municipality]) -> Table:
    one_each = np.arange(drawn.plans)
    areas = _ewkb(
        shapely.multipolygons(np.asarray(shapely.polygons(drawn.corners)), indices=one_each)
    )

    def rows() -> Iterator[Sequence[Any]]:
        arrays = (drawn.plan.tolist(), drawn.municipality.tolist(), drawn.day.tolist())
        for n, (plan, home, since) in enumerate(zip(*arrays, strict=True)):
            code = municipalities[home].code
            day = FIRST_DAY + datetime.timedelta(since)
            new = n < drawn.plans
            what = "Detaljplan" if new else "Ändring av detaljplan"
            name = f"{what} för kv. {BLOCKS[plan % len(BLOCKS)]} {plan + 1} (demo)"
            yield (
                n + 1, plan + 1, code, DecisionType.NEW if new else DecisionType.CHANGE,
                f"{code}-P{day.year % 100:02}/{n + 1}", f"DEMO {n + 1}", name, day,
                "", areas[plan], "{}", 1,
            )  # fmt: skip

    return Table(
        PlanDecision,
        ("id", "plan_id", "municipality_id", "decision", "archive_ref", "designation", "name",
         "in_force_from", "law", "area", "extra", "version"),
        rows(),
    )  # fmt: skip


def _provisions(marked: Markings) -> Table:
    arrays = (marked.decision.tolist(), marked.kind.tolist(), marked.index.tolist())

    def rows() -> Iterator[Sequence[Any]]:
        for n, (decision, kind, index) in enumerate(zip(*arrays, strict=True)):
            letter, wording = PRINTED[CLASSES[kind]]
            yield n + 1, decision + 1, letter, index, wording, [CLASSES[kind]], [], "", 1

    columns = (
        "id", "decision_id", "letter", "index", "wording", "classes", "proposed", "reach",
        "version",
    )  # fmt: skip
    return Table(Provision, columns, rows())


def _objects(
    size: Size,
    drawn: Decisions,
    marked: Markings,
    municipalities: Sequence[Municipality],
    random: np.random.Generator,
) -> Table:
    decision = marked.decision[: size.objects]
    along, across = random.uniform(0.1, 0.9, size=(2, size.objects, 1))
    south_west, south_east, north_east, north_west = drawn.corners[drawn.plan[decision]].transpose(
        1, 0, 2
    )
    south = south_west + (south_east - south_west) * along
    north = north_west + (north_east - north_west) * along
    shapes = _ewkb(shapely.points((south + (north - south) * across).round(2)))
    left = (LAST_DAY - FIRST_DAY).days - drawn.day[decision]
    gone = drawn.day[decision] + 1 + (random.random(size.objects) * left).astype(np.int64)
    arrays = (
        drawn.municipality[decision],
        marked.kind[: size.objects],
        random.random(size.objects),
        random.random(size.objects) < SHARE_GONE,
        gone,
    )

    def rows() -> Iterator[Sequence[Any]]:
        for n, (home, kind, share, is_gone, since) in enumerate(
            zip(*(array.tolist() for array in arrays), strict=True)
        ):
            types = OBJECTS[CLASSES[kind]]
            yield (
                n + 1, municipalities[home].code, f"demo-{n + 1:06}",
                types[int(share * len(types))], shapes[n], 1,
                FIRST_DAY + datetime.timedelta(since) if is_gone else None,
                f"Objekt {n + 1} (demo)", "", "", "", "", 1,
            )  # fmt: skip

    return Table(
        ProtectedObject,
        ("id", "municipality_id", "object_ref", "object_type", "shape", "building_count", "gone_on",
         "name", "property_designation", "address", "building_id", "bebyggelsenummer", "version"),
        rows(),
    )  # fmt: skip


def _markings(marked: Markings) -> Table:
    return Table(
        Marking,
        ("id", "object_id", "provision_id", "evidence", "evidence_page", "recorded_by", "note",
         "extra", "version"),
        (
            (n + 1, thing + 1, n + 1, "", "", "demo", "", "{}", 1)
            for n, thing in enumerate(marked.object.tolist())
        ),
    )  # fmt: skip


def _reviews(drawn: Decisions, marked: Markings) -> Table:
    holding = set(marked.decision.tolist())
    return Table(
        Review,
        ("id", "decision_id", "outcome", "looked_for", "read_on", "read_by", "basis", "version"),
        (
            (n + 1, n + 1, Outcome.RECORDED if n in holding else Outcome.NOTHING_FOUND,
             [Theme.KULTURVARDEN], READ_ON, "demo", Basis.AKT, 1)
            for n in range(len(drawn.plan))
        ),
    )  # fmt: skip


def _scopes(size: Size) -> Table:
    return Table(
        InventoryScope,
        ("county_id", "from_day", "kinds", "listed_through", "listed_source", "listed_by",
         "ends_checked_through", "declared_by", "version"),
        ((code, FIRST_DAY, [], LAST_DAY, "demo", "demo", LAST_DAY, "", 1)
         for code in size.counties),
    )  # fmt: skip


def _stock(
    size: Size,
    drawn: Decisions,
    marked: Markings,
    municipalities: Sequence[Municipality],
    random: np.random.Generator,
) -> Table:
    """A made-up stock, growing a little every year.

    A county's is in proportion to its objects; its municipalities divide it more unevenly, so that
    their shares differ.
    """
    homes = drawn.municipality[marked.decision]
    objects = np.bincount(homes[: size.objects], minlength=len(municipalities)) + 1
    weights = objects * random.uniform(0.5, 1.6, size=len(municipalities))
    county = np.array([m.county_id for m in municipalities])
    stock: dict[str, int] = {}
    for code in np.unique(county).tolist():
        within = county == code
        shares = weights[within] / weights[within].sum()
        parts = (shares * objects[within].sum() * STOCK_PER_OBJECT).astype(np.int64)
        names = [m.code for m in municipalities if m.county_id == code]
        stock |= dict(zip(names, parts.tolist(), strict=True))
        stock[code] = int(parts.sum())

    def rows() -> Iterator[Sequence[Any]]:
        for code, buildings in sorted(stock.items()):
            county, municipality = (code, None) if len(code) == 2 else (None, code)
            for year in STOCK_YEARS:
                grown = buildings * (1_000 + 4 * (year - STOCK_YEARS[0])) // 1_000
                yield county, municipality, year, "", grown, "demo", 1

    columns = (
        "county_id",
        "municipality_id",
        "year",
        "building_type",
        "buildings",
        "source",
        "version",
    )
    return Table(BuildingStock, columns, rows())


def _monuments(municipalities: Sequence[Municipality], random: np.random.Generator) -> Table:
    """A few made-up byggnadsminnen per municipality, some with an unknown number of buildings."""

    def rows() -> Iterator[Sequence[Any]]:
        for municipality in municipalities:
            for n, place in enumerate(draw_places(municipality, random).round(2)):
                decided = FIRST_DAY + datetime.timedelta(int(random.integers(9_000)))
                yield (
                    f"demo-{municipality.code}-{n + 1}", f"Byggnadsminne {n + 1} (demo)",
                    "Byggnadsminne (demo)", municipality.county_id, municipality.code, decided,
                    False, None if n == 0 else int(random.integers(1, 6)), "",
                    _ewkb(shapely.points([place]))[0], 1,
                )  # fmt: skip

    return Table(
        Monument,
        ("bebyggelsenummer", "name", "protection", "county_id", "municipality_id", "decided_on",
         "formerly_protected", "buildings", "url", "shape", "version"),
        rows(),
    )  # fmt: skip


def _ewkb(shapes: Any) -> list[str]:
    """Shapes as the hexadecimal EWKB that COPY reads, in SWEREF 99 TM."""
    with_srid = shapely.set_srid(shapes, SWEREF99_TM)
    written: list[str] = shapely.to_wkb(with_srid, hex=True, include_srid=True).tolist()
    return written
