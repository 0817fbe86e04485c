"""Random small inventories, as plain objects and as rows.

The days lie close around year ends and around each other, where the rules differ.
"""

import datetime
from typing import Any

from hypothesis import strategies as st

from inventory.models import (
    BuildingStock,
    InventoryScope,
    Marking,
    Monument,
    ProtectedObject,
    Review,
)
from plans.models import Plan, PlanDecision, Provision
from tests import second_count as plain
from tests.factories import make_delivery, point

YEARS = list(range(1999, 2005))
HOMES = ("2080", "2081", "0331")
COUNTIES = (plain.County("03", "Uppsala län"), plain.County("20", "Dalarnas län"))
MUNICIPALITIES = (
    plain.Municipality("0331", "Heby", "03"),
    plain.Municipality("2080", "Falun", "20"),
    plain.Municipality("2081", "Borlänge", "20"),
)
CLASSES = ("skydd", "varsamhet", "rivningsforbud", "natur", "annat")
OUTCOMES = ("recorded", "nothing_found", "unclear", "document_missing", "unavailable")

days = st.builds(
    datetime.date,
    st.sampled_from([1986, 1987, *range(1998, 2006)]),
    st.sampled_from([1, 6, 12]),
    st.sampled_from([1, 30]),
) | st.builds(datetime.date, st.sampled_from(YEARS), st.just(12), st.just(31))
maybe_day = st.none() | days


@st.composite
def worlds(draw: st.DrawFn) -> plain.World:
    """Two counties, a few plans with changes, markings that overlap, readings of all outcomes."""
    some = st.integers(0, 5)
    plans = [
        plain.Plan(n, draw(st.sampled_from(HOMES)), draw(st.sampled_from(sorted(plain.ALL_KINDS))),
                   draw(maybe_day))
        for n in range(draw(st.integers(1, 5)))
    ]  # fmt: skip
    decisions = [plain.Decision(n, plan.id, "new", draw(maybe_day)) for n, plan in enumerate(plans)]
    decisions += [
        plain.Decision(100 + n, draw(st.sampled_from(plans)).id,
                       draw(st.sampled_from(["change", "repeal"])), draw(maybe_day))
        for n in range(draw(some))
    ]  # fmt: skip
    provisions = [
        plain.Provision(n, draw(st.sampled_from(decisions)).id,
                        draw(st.frozensets(st.sampled_from(CLASSES), min_size=1, max_size=2)),
                        draw(maybe_day))
        for n in range(draw(st.integers(1, 6)))
    ]  # fmt: skip
    objects = [
        plain.ProtectedObject(n, draw(st.sampled_from(HOMES)),
                              draw(st.sampled_from(["byggnad", "byggnad", "mur"])),
                              draw(st.sampled_from([1, 1, 3])), draw(maybe_day))
        for n in range(draw(st.integers(1, 6)))
    ]  # fmt: skip
    pairs = draw(
        st.lists(
            st.tuples(st.sampled_from(objects), st.sampled_from(provisions)),
            max_size=10, unique_by=lambda pair: (pair[0].id, pair[1].id),
        )
    )  # fmt: skip
    reviews = [
        plain.Review(draw(st.sampled_from(decisions)).id, draw(st.sampled_from(OUTCOMES)),
                     draw(st.frozensets(st.sampled_from(["kulturvarden", "natur"]), min_size=1)),
                     draw(days))
        for _ in range(draw(st.integers(0, 12)))
    ]  # fmt: skip
    return plain.World(
        counties=COUNTIES,
        municipalities=MUNICIPALITIES,
        plans=tuple(plans),
        decisions=tuple(decisions),
        provisions=tuple(provisions),
        objects=tuple(objects),
        markings=tuple(plain.Marking(o.id, p.id, draw(maybe_day)) for o, p in pairs),
        reviews=tuple(reviews),
        scopes=tuple(draw(_scope(c.code)) for c in COUNTIES if draw(st.integers(0, 3))),
        stock=tuple(draw(_stocks())),
        monuments=tuple(draw(_monuments())),
        monument_counties=draw(st.sampled_from([(), ("20",), ("03", "20")])),
    )


def _scope(county: str) -> st.SearchStrategy[plain.Scope]:
    through = st.none() | st.just(datetime.date(2003, 12, 31)) | days
    kinds = st.none() | st.frozensets(st.sampled_from(sorted(plain.ALL_KINDS)), min_size=4)
    return st.builds(
        plain.Scope, county=st.just(county), from_day=days, kinds=kinds, listed_through=through,
        ends_checked_through=through, declared_through=st.none() | st.sampled_from(YEARS),
    )  # fmt: skip


def _stocks() -> st.SearchStrategy[list[plain.Stock]]:
    one = st.builds(
        plain.Stock, st.sampled_from(["03", "20", "2080"]), st.sampled_from([1998, *YEARS]),
        st.sampled_from(["", "bostad", "industri"]), st.integers(0, 9),
    )  # fmt: skip
    return st.lists(one, max_size=6, unique_by=lambda s: (s.region, s.year, s.building_type))


def _monuments() -> st.SearchStrategy[list[plain.Monument]]:
    home = st.sampled_from(MUNICIPALITIES)
    one = st.builds(
        lambda n, m, decided, ended, buildings: plain.Monument(
            n, m.county, m.code, decided, ended, buildings
        ),
        st.integers(1, 99), home, maybe_day, maybe_day, st.none() | st.integers(0, 4),
    )  # fmt: skip
    return st.lists(one, max_size=4, unique_by=lambda m: m.id)


def write(world: plain.World) -> None:
    """The world as rows of the database."""
    plans = {p.id: Plan(municipality_id=p.municipality, kind=p.kind, in_force_to=p.in_force_to)
             for p in world.plans}  # fmt: skip
    _create(Plan, plans)
    decisions = {
        d.id: PlanDecision(
            plan=plans[d.plan], municipality_id=plans[d.plan].municipality_id,
            decision=d.decision, archive_ref=f"akt {d.id}", in_force_from=d.in_force_from,
        )
        for d in world.decisions
    }  # fmt: skip
    _create(PlanDecision, decisions)
    provisions = {
        p.id: Provision(decision=decisions[p.decision], letter="q", index=str(p.id),
                        classes=sorted(p.classes), ended_on=p.ended_on)
        for p in world.provisions
    }  # fmt: skip
    _create(Provision, provisions)
    objects = {
        o.id: ProtectedObject(
            municipality_id=o.municipality, object_ref=str(o.id), object_type=o.object_type,
            building_count=o.building_count, gone_on=o.gone_on, shape=point(),
        )
        for o in world.objects
    }  # fmt: skip
    _create(ProtectedObject, objects)
    Marking.objects.bulk_create(
        Marking(object=objects[m.object], provision=provisions[m.provision], ended_on=m.ended_on)
        for m in world.markings
    )
    Review.objects.bulk_create(
        Review(decision=decisions[r.decision], outcome=r.outcome, looked_for=sorted(r.looked_for),
               read_on=r.read_on, read_by=str(n))
        for n, r in enumerate(world.reviews)
    )  # fmt: skip
    _write_yardsticks(world)


def _write_yardsticks(world: plain.World) -> None:
    for s in world.scopes:
        InventoryScope.objects.create(
            county_id=s.county, from_day=s.from_day or datetime.date(1987, 1, 1),
            kinds=sorted(s.kinds or ()),
            listed_through=s.listed_through, listed_source="x", listed_by="x",
            ends_checked_through=s.ends_checked_through, declared_through=s.declared_through,
            declared_by="x", declared_on=datetime.date(2020, 1, 1),
        )  # fmt: skip
    for k in world.stock:
        region = {"county_id" if len(k.region) == 2 else "municipality_id": k.region}
        BuildingStock.objects.create(
            **region, year=k.year, building_type=k.building_type, buildings=k.buildings, source="x"
        )
    Monument.objects.bulk_create(
        Monument(bebyggelsenummer=str(m.id), county_id=m.county, municipality_id=m.municipality,
                 decided_on=m.decided_on, ended_on=m.ended_on, buildings=m.buildings)
        for m in world.monuments
    )  # fmt: skip
    if world.monument_counties:
        make_delivery("monuments", covers=list(world.monument_counties))


def _create(model: Any, rows: dict[Any, Any]) -> None:
    model.objects.bulk_create(rows.values())
