"""Plans from the national geodata platform: documents of Detaljplan 4.1 (standards.md, 1)."""

import json
import random
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from inventory.indicator.count import figures
from plans import deliveries, ends
from plans.models import Delivery, Plan, PlanDecision, PlanRelation, Provision
from raknaq.kinds import KINDS
from raknaq.lib.history import change
from tests.conftest import DATA
from tests.factories import (
    day,
    make_decision,
    make_object,
    make_provision,
    make_scope,
    make_user,
    review,
    square,
)
from tests.imports.taking import Taking, reasons, texts
from tests.imports.test_life import content
from tests.ngp_documents import (
    FACADE,
    KEPT,
    NOISE,
    UNKNOWN,
    beslut,
    corners,
    described,
    identity,
    kropp,
    plan,
    provision,
    write,
    yta,
)

pytestmark = pytest.mark.django_db

FILES = sorted((DATA / "ngp").glob("*.json"))
KEPT_WORDING = "[byggnad:text] ska bevaras."
CHANGE = {
    "municipality_code": "2080",
    "archive_ref": "2080-P23",
    "kind": "detaljplan",
    "decision": "andring",
    "changes_ref": "2080K-DP77",
    "in_force_from": "2023-01-01",
}


@pytest.fixture
def bring(take: Taking, tmp_path: Path) -> Any:
    """Takes a document of the given plans and provisions in; its report."""

    def bring(*things: Any, commit: bool = True, **more: Any) -> Any:
        path = write(tmp_path / "plan.json", *things, **more)
        return take.file("ngp", path, epsg=None, commit=commit)

    return bring


def taken(take: Taking, name: str) -> Any:
    report = take.file("ngp", DATA / "ngp" / name, epsg=None)
    assert report.accepted, texts(report)
    return report


def test_a_plan_in_a_local_zone_with_its_provisions(take: Taking) -> None:
    report = taken(take, "zone_13_30.json")
    decision = PlanDecision.objects.get()
    assert str(decision.plan.national_id) == identity(1)
    assert (decision.archive_ref, decision.designation) == ("2080K-DP77", "DP 77")
    assert (decision.decision, decision.in_force_from) == ("new", day("2021-11-10"))
    assert decision.area is not None
    assert decision.area.area == pytest.approx(10_000, rel=2e-3)
    assert decision.area.distance(square()) < 5
    kept, facade = Provision.objects.order_by("-letter")
    assert (kept.letter, kept.wording) == ("q", "Magasinet mot gården ska bevaras.")
    assert (kept.classes, kept.proposed) == ([], ["skydd"])
    assert kept.catalogue_entry_id == uuid.UUID(KEPT)
    assert kept.area is not None
    assert kept.area.area == pytest.approx(100, rel=2e-3)
    assert (facade.letter, facade.wording) == (
        "k", "Fasader ska vara av falurödfärgad locklistpanel"
    )  # fmt: skip
    assert facade.proposed == ["varsamhet"]
    assert reasons(report, "warning") == ["ngp_catalogue_unknown"]


def test_a_body_is_its_footprint(take: Taking) -> None:
    taken(take, "kropp.json")
    area = Provision.objects.get().area
    assert area is not None
    assert area.geom_type == "Polygon"
    assert area.area == pytest.approx(100)


def test_every_decision_has_its_own_row(take: Taking) -> None:
    report = taken(take, "several_decisions.json")
    new, change, repeal = PlanDecision.objects.order_by("in_force_from")
    assert [d.decision for d in (new, change, repeal)] == ["new", "change", "repeal"]
    assert new.plan.kind == "stadsplan"
    assert (new.area is not None, change.area) == (True, None)
    assert change.in_force_from == day("2015-06-01")
    assert change.extra == {
        "ngp": {
            "in_force_days": ["2015-06-01", "2016-02-01"],
            "previous_plans": ["DP 3", "DP 4"],
        }
    }
    assert repeal.archive_ref == ""
    assert repeal.designation == "DP 12 upphävande 2020-01-15"
    assert Provision.objects.get(proposed=["skydd"]).decision == change
    assert Provision.objects.get(proposed=["varsamhet"]).decision == new
    assert sorted(reasons(report, "warning")) == ["ngp_days_differ", "ngp_decision_left"]
    assert "2015-06-01, 2016-02-01" in texts(report)


def test_a_repealed_plan_is_kept_for_a_person_to_end(take: Taking) -> None:
    report = taken(take, "upphavd.json")
    decision = PlanDecision.objects.get()
    assert decision.extra == {"ngp": {"repealed_on": "2023-09-30"}}
    assert decision.plan.in_force_to is None
    assert reasons(report, "warning") == ["ngp_status", "ngp_repealed"]
    assert "1 planer har status samråd" in texts(report)


def proposed() -> list[tuple[str, Any]]:
    """(source, day) of the ends proposed about every plan."""
    ends.propose(Plan.objects.values_list("pk", flat=True), by=make_user())
    return list(PlanRelation.objects.values_list("source", "day"))


def test_a_repealed_plan_is_proposed_to_have_ended_also_without_a_day(bring: Any) -> None:
    bring(plan(status="upphävd", datumStatusforandring=None))
    assert proposed() == [("status", None)]
    bring(plan(status="upphävd", datumStatusforandring="2023-09-30"))
    assert proposed() == [("status", day("2023-09-30"))]


def test_a_plan_that_is_in_force_again_is_no_longer_proposed_to_have_ended(bring: Any) -> None:
    bring(plan(status="upphävd"))
    assert proposed() == [("status", day("2021-11-10"))]
    bring(plan())
    assert proposed() == []
    assert PlanDecision.objects.get().extra == {}


def test_a_blank_earlier_plan_is_none(bring: Any) -> None:
    make_decision("", designation="DP 3", in_force_from=day("1990-01-01"))
    make_decision("2080-P9", in_force_from=day("1990-01-01"))
    bring(plan(beslutsinformation=[beslut(foregaendePlansBeteckning=["", " ", "\0"])]))
    assert proposed() == []
    bring(plan(beslutsinformation=[beslut(foregaendePlansBeteckning=[" DP 3"])]))
    assert proposed() == [("previous_plan", day("2021-11-10"))]


def test_an_older_provision_comes_as_it_is(take: Taking) -> None:
    taken(take, "uninterpreted.json")
    only = Provision.objects.get()
    assert only.wording == (
        "Rivningsförbud är angivet som q Byggnad får ej rivas. "
        "Bestämmelsen har inte tolkats eftersom den är oklar."
    )
    assert (only.letter, only.proposed) == ("r", ["rivningsforbud"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_same_document_twice_changes_nothing(take: Taking, path: Path) -> None:
    taken(take, path.name)
    before = content()
    again = taken(take, path.name)
    assert (again.counts["new"], again.counts["changed"]) == (0, 0)
    assert again.preview == []
    assert content() == before


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_undoing_leaves_what_was(take: Taking, path: Path) -> None:
    make_decision("2080K-DP77", designation="DP 77", area=square())
    before = content()
    report = taken(take, path.name)
    assert content() != before
    delivery = Delivery.objects.get(pk=report.delivery)
    assert deliveries.undo(delivery, by=make_user(lead="20")), delivery.hindrances
    assert content() == before


def test_the_rows_are_counted_by_their_own_records(bring: Any) -> None:
    one = provision(11, KEPT, KEPT_WORDING, "Magasinet")
    other = provision(12, FACADE, "Fasader ska vara av [material:text]", "trä")
    report = bring(plan(), one, other)
    assert report.counts == {"read": 4, "new": 4, "changed": 0, "same": 0, "refused": 0}
    report = bring(plan(namn="Nytt namn"), one, other | {"bestammelsegeometri": [yta(5, 5, 10)]})
    assert report.counts == {"read": 4, "new": 0, "changed": 2, "same": 2, "refused": 0}


# Which recorded plan a plan is


def test_a_plan_recorded_by_its_akt_does_not_become_a_second_one(bring: Any) -> None:
    known = make_decision("2080k-dp77", name="Ängen", in_force_from=day("2021-11-10"))
    report = bring(plan())
    assert Plan.objects.get() == known.plan
    known.refresh_from_db()
    assert (known.archive_ref, known.designation) == ("2080k-dp77", "DP 77")
    assert str(Plan.objects.get().national_id) == identity(1)
    assert report.counts["new"] == 0
    bring(plan(beslutsinformation=[beslut(arkividentitetKommun="2080-X")]))
    known.refresh_from_db()
    assert known.archive_ref == "2080k-dp77"  # identifiers are added, never swapped


def test_a_plan_is_known_by_designation_and_day(bring: Any) -> None:
    known = make_decision(
        "2080-P21/9", designation="dp 77", in_force_from=day("2021-11-10"), area=square(10)
    )
    report = bring(plan())
    assert Plan.objects.get() == known.plan
    assert "identifier_differs" in reasons(report, "warning")
    assert PlanDecision.objects.get().archive_ref == "2080-P21/9"


@pytest.mark.parametrize(
    "facts",
    [
        {"in_force_from": day("2020-01-01"), "area": square()},
        {"in_force_from": None},
        {"in_force_from": day("2021-11-10"), "area": square(5_000)},
        {"in_force_from": day("2020-01-01"), "area": None},
    ],
    ids=["another day, same place", "no day", "same day, elsewhere", "another day, no area"],
)
def test_a_doubtful_plan_is_told_and_not_taken(bring: Any, facts: dict[str, Any]) -> None:
    make_decision("2080-P21/9", designation="DP 77", **facts)
    before = content()
    report = bring(plan(), provision(11, KEPT, KEPT_WORDING, "Magasinet"))
    assert report.accepted
    assert reasons(report, "warning") == ["ngp_doubtful"]
    assert "DP 77 liknar 2080-P21/9" in texts(report)
    assert content() == before


def test_another_plan_with_the_same_designation_elsewhere_is_no_doubt(bring: Any) -> None:
    make_decision(
        "2080-P95/1", designation="DP 77", in_force_from=day("1995-01-01"), area=square(5_000)
    )
    report = bring(plan())
    assert reasons(report, "warning") == []
    assert Plan.objects.count() == 2


def test_two_recorded_plans_alike_are_a_doubt(bring: Any) -> None:
    for akt in ("2080-P1", "2080-P2"):
        make_decision(akt, designation="DP 77", in_force_from=day("2021-11-10"))
    report = bring(plan())
    assert reasons(report, "warning") == ["ngp_doubtful"]
    assert Plan.objects.count() == 2


def test_an_akt_of_another_plan_on_ngp_is_a_doubt(bring: Any) -> None:
    bring(plan(1))
    report = bring(plan(2, beteckning="DP 78"))
    assert reasons(report, "warning") == ["ngp_doubtful"]
    assert Plan.objects.count() == 1


def test_a_designation_without_akt_is_one_plans(bring: Any) -> None:
    nameless = [beslut(arkividentitetKommun=None)]
    report = bring(plan(1, beslutsinformation=nameless), plan(2, beslutsinformation=nameless))
    assert reasons(report, "warning") == ["ngp_doubtful"]
    assert Plan.objects.count() == 1
    report = bring(plan(3, beteckning=None, beslutsinformation=nameless))
    assert reasons(report, "warning") == ["ngp_unnamed"]


def test_an_akt_that_the_decisions_share_is_the_plans_own(bring: Any) -> None:
    both = [beslut(), beslut(beslutstyp="antagande om ändring", datumLagakraft=["2023-01-01"])]
    report = bring(plan(beslutsinformation=both))
    assert reasons(report, "warning") == ["ngp_akt_shared"]
    new, change = PlanDecision.objects.order_by("in_force_from")
    assert (new.archive_ref, change.archive_ref) == ("2080K-DP77", "")
    assert change.designation == "DP 77 ändring 2023-01-01"
    assert bring(plan(beslutsinformation=both)).preview == []


def test_a_second_decision_of_a_new_plan_is_a_change_and_told(bring: Any) -> None:
    second = beslut(arkividentitetKommun="2080K-DP78", datumLagakraft=["2022-05-01"])
    report = bring(plan(beslutsinformation=[second, beslut()]))
    assert reasons(report, "warning") == ["ngp_second_new"]
    assert "2080K-DP78 med laga kraft 2022-05-01 läses som en ändring" in texts(report)
    told = PlanDecision.objects.order_by("in_force_from").values_list("archive_ref", "decision")
    assert list(told) == [("2080K-DP77", "new"), ("2080K-DP78", "change")]
    assert bring(plan(beslutsinformation=[second, beslut()])).preview == []


def test_the_decision_recorded_as_the_plans_own_stays_so(bring: Any) -> None:
    later = beslut(arkividentitetKommun="2080K-DP78", datumLagakraft=["2022-05-01"])
    bring(plan(beslutsinformation=[later]))
    bring(plan(beslutsinformation=[beslut(), later]))
    told = PlanDecision.objects.order_by("in_force_from").values_list("archive_ref", "decision")
    assert list(told) == [("2080K-DP77", "change"), ("2080K-DP78", "new")]


def test_a_plan_known_only_by_its_change_gets_its_own_decision(take: Taking, bring: Any) -> None:
    take("plans", [CHANGE])
    both = [
        beslut(),
        beslut(
            beslutstyp="antagande om ändring",
            datumLagakraft=["2023-01-01"],
            arkividentitetKommun="2080-P23",
        ),
    ]
    bring(plan(beslutsinformation=both))
    only = Plan.objects.get()
    assert only.shell_ref == ""
    assert list(only.decisions.order_by("pk").values_list("decision", flat=True)) == [
        "change", "new"
    ]  # fmt: skip


def test_a_change_alone_folds_into_its_plan(take: Taking, bring: Any) -> None:
    take("plans", [CHANGE])
    known = Plan.objects.get()
    bring(plan())
    only = Plan.objects.get()
    assert (only.pk, only.shell_ref, only.decisions.count()) == (known.pk, "", 2)


def test_a_list_of_plans_leaves_what_ngp_said(take: Taking) -> None:
    taken(take, "upphavd.json")
    row = {"municipality_code": "2080", "archive_ref": "2080K-DP5", "kind": "detaljplan"}
    take("plans", [row | {"handläggare": "Anna", "ngp": "nej"}])
    assert PlanDecision.objects.get().extra == {
        "ngp": {"repealed_on": "2023-09-30"},
        "handläggare": "Anna",
        "ngp (kolumn)": "nej",
    }


# What is taken of it


def test_only_the_category_protects(bring: Any) -> None:
    report = bring(
        plan(),
        provision(11, NOISE, "Bullerskydd ska finnas"),
        provision(12, UNKNOWN, "Byggnaden ska bevaras"),
    )
    assert not Provision.objects.exists()
    assert "1 bestämmelser hänvisar till poster som inte är inlästa" in texts(report)
    assert UNKNOWN in texts(report)


def test_a_slot_without_a_value_is_left_as_printed(bring: Any) -> None:
    bring(plan(), provision(11, KEPT, KEPT_WORDING))
    assert Provision.objects.get().wording == KEPT_WORDING


def test_the_newest_version_holds(bring: Any) -> None:
    old = plan(objektversion=1, versionGiltigTill="2022-01-01T00:00:00Z", namn="Gammalt")
    bring(plan(objektversion=2, namn="Nytt"), old)
    assert PlanDecision.objects.get().name == "Nytt"


def test_equal_provisions_in_different_places_are_several(bring: Any) -> None:
    bring(
        plan(),
        *(
            provision(n, KEPT, KEPT_WORDING, "Boden", bestammelsegeometri=[yta(n, 0, 1)])
            for n in (11, 12)
        ),
    )
    assert Provision.objects.count() == 2


def test_a_recorded_provision_with_the_same_words_is_the_same(bring: Any) -> None:
    known = make_provision(
        make_decision("2080K-DP77"), "skydd", "rivningsforbud", letter="q", index="1",
        wording="Boden ska bevaras.",
    )  # fmt: skip
    bring(plan(), provision(11, KEPT, KEPT_WORDING, "Boden"))
    only = Provision.objects.get()
    assert (only, str(only.national_id)) == (known, identity(11))
    assert (only.classes, only.index) == (["rivningsforbud", "skydd"], "1")


def test_what_a_person_decided_stands(bring: Any) -> None:
    things = (plan(), provision(11, KEPT, KEPT_WORDING, "Boden"))
    bring(*things)
    with change(by=make_user("anna"), why="typ bestämd"):
        Provision.objects.update(classes=["annat"], wording="Boden ska bevaras (rättat)")
    report = bring(*things)
    only = Provision.objects.get()
    assert (only.classes, only.wording) == (["annat"], "Boden ska bevaras (rättat)")
    assert reasons(report, "warning") == ["person_changed"]


def test_a_provision_that_is_gone_is_told_and_left(bring: Any) -> None:
    first, second = (
        provision(n, KEPT, KEPT_WORDING, name) for n, name in ((11, "Boden"), (12, "Bron"))
    )
    bring(plan(), first, second)
    report = bring(plan(), first)
    assert reasons(report, "warning") == ["ngp_provisions_gone"]
    assert "1 registrerade bestämmelser finns inte längre" in texts(report)
    assert "2080K-DP77: q Bron ska bevaras." in texts(report)
    assert Provision.objects.count() == 2


def test_a_provision_of_another_plan_is_left_and_told(bring: Any) -> None:
    """Not even its own county may write it through another plan, and no other county at all."""
    known = make_provision(
        make_decision("2180-P1", municipality_id="2180"), "skydd", letter="q",
        national_id=identity(11), wording="Rådhuset ska bevaras.",
    )  # fmt: skip
    report = bring(plan(), provision(11, KEPT, KEPT_WORDING, "Boden"))
    assert reasons(report, "warning") == ["ngp_provision_elsewhere"]
    assert "redan registrerad på beslutet 2180-P1" in texts(report)
    only = Provision.objects.get()
    assert (only.version, only.wording, only.area) == (known.version, known.wording, None)


# Shapes


@pytest.mark.parametrize("epsg", range(3006, 3019))
def test_every_zone_lands_in_the_same_place(bring: Any, epsg: int) -> None:
    bring(plan(plangeometri=[yta(epsg=epsg)]))
    area = PlanDecision.objects.get().area
    assert area is not None
    assert area.distance(square().centroid) == 0


def test_parts_in_different_zones_are_one_area(bring: Any) -> None:
    """Two squares side by side, one drawn in EPSG:3006 and one in EPSG:3009, 1 km apart."""
    bring(plan(plangeometri=[yta(), yta(1_000, epsg=3009)]))
    area = PlanDecision.objects.get().area
    assert area is not None
    assert len(area) == 2
    assert area.area == pytest.approx(20_000, rel=1e-3)


def test_adjoining_and_overlapping_parts_are_joined(bring: Any) -> None:
    bring(plan(plangeometri=[yta(), yta(100), yta(150)]))
    area = PlanDecision.objects.get().area
    assert area is not None
    assert len(area) == 1
    assert area.area == pytest.approx(25_000)


def test_several_bodies_are_their_footprints(bring: Any) -> None:
    solid = kropp()["geometri"]["position"]
    away = json.loads(json.dumps(solid))
    for face in away["coordinates"]:
        for ring in face:
            for corner in ring:
                corner[0] += 50
    both = described("multikropp", {"type": "GeometryCollection", "geometries": [solid, away]},
                     dimension=3)  # fmt: skip
    bring(plan(), provision(11, KEPT, KEPT_WORDING, "Tornen", bestammelsegeometri=[both]))
    area = Provision.objects.get().area
    assert area is not None
    assert (area.geom_type, area.area) == ("MultiPolygon", pytest.approx(200))


def test_mixed_geometries_keep_the_areas(bring: Any) -> None:
    point = {"type": "Point", "coordinates": corners()[0]}
    polygon = {"type": "Polygon", "coordinates": [corners(20, 20, 10)]}
    mixed = described("multigeometri", {"type": "GeometryCollection",
                                        "geometries": [point, polygon]})  # fmt: skip
    report = bring(plan(), provision(11, KEPT, KEPT_WORDING, "x", bestammelsegeometri=[mixed]))
    area = Provision.objects.get().area
    assert area is not None
    assert area.area == pytest.approx(100)
    assert reasons(report, "warning") == ["ngp_shape_mixed"]


@pytest.mark.parametrize(
    ("typ", "position", "kind"),
    [
        ("punkt", {"type": "Point", "coordinates": corners()[0]}, "Point"),
        ("multipunkt", {"type": "MultiPoint", "coordinates": corners()[:2]}, "MultiPoint"),
        ("linje", {"type": "LineString", "coordinates": corners()[:3]}, "LineString"),
        (
            "multilinje",
            {"type": "MultiLineString", "coordinates": [corners()[:2], corners()[2:4]]},
            "MultiLineString",
        ),
        ("multiyta", {"type": "MultiPolygon", "coordinates": [[corners()]]}, "Polygon"),
    ],
)
def test_points_lines_and_areas(bring: Any, typ: str, position: Any, kind: str) -> None:
    where = [described(typ, position)]
    bring(plan(), provision(11, KEPT, KEPT_WORDING, "x", bestammelsegeometri=where))
    area = Provision.objects.get().area
    assert area is not None
    assert area.geom_type == kind


def _bow_tie() -> Any:
    a, b, c, d, _ = corners()
    return described("yta", {"type": "Polygon", "coordinates": [[a, c, b, d, a]]})


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        (_bow_tie(), "shape_invalid"),
        (described("yta", {"type": "Polygon", "coordinates": [[y, x] for x, y in corners()]}),
         "shape_broken"),
        (described("yta", {"type": "Polygon",
                           "coordinates": [[[y, x] for x, y in corners()]]}),
         "shape_outside_sweden"),
        (described("yta", {"type": "Polygon", "coordinates": [corners()]}, epsg=3857),
         "ngp_system"),
        (described("yta", {"type": "Polygon", "coordinates": []}), "shape_empty"),
        ({"geometri": None}, "ngp_system"),
    ],
    ids=["bow tie", "no ring", "north first", "another system", "empty", "nothing"],
)  # fmt: skip
def test_shapes_that_are_refused(bring: Any, where: Any, reason: str) -> None:
    report = bring(plan(plangeometri=[where]))
    assert reasons(report) == [reason]
    assert not Plan.objects.exists()


# The document as a whole


def test_a_document_is_known_wherever_it_says_what_it_is(take: Taking, tmp_path: Path) -> None:
    told = json.loads(write(tmp_path / "x.json", plan()).read_text())
    told = {"feature:mediatyp": told.pop("feature:mediatyp"), **told}
    path = tmp_path / "first.json"
    path.write_text("\ufeff" + json.dumps(told, indent=4))
    assert take.file("ngp", path, epsg=None).accepted


def test_another_version_is_refused(bring: Any) -> None:
    report = bring(plan(), **{"feature:mediatyp": "application/vnd.lm.detaljplan.v3+json"})
    assert reasons(report) == ["ngp_version"]


def test_the_wrong_kind_says_so(take: Taking, tmp_path: Path, bring: Any) -> None:
    path = write(tmp_path / "plan.json", plan())
    assert reasons(take.file("plans", path, epsg=None)) == ["ngp_other_kind"]
    (tmp_path / "x.csv").write_text("record\nplan\n")
    assert reasons(take.file("ngp", tmp_path / "x.csv")) == ["ngp_not"]


def test_a_provision_of_no_plan_is_told(bring: Any) -> None:
    report = bring(plan(), provision(11, KEPT, KEPT_WORDING, "x", detaljplan=identity(9)))
    assert reasons(report, "warning") == ["ngp_orphans"]


@pytest.mark.parametrize(
    "told",
    [
        {"kommun": 2080},
        {"kommun": "9999"},
        {"kommun": None},
        {"objektidentitet": "x"},
        {"typ": None},
        {"typ": "områdesbestämmelser "},
        {"beslutsinformation": "ingen"},
        {"beslutsinformation": [None, 3, {"datumLagakraft": {"a": 1}}]},
        {"beslutsinformation": [{"beslutstyp": ["x"], "planbestammelse": {"a": 1}}]},
        {"plangeometri": {"geometri": 1}},
        {"plangeometri": [[[]]]},
        {"plangeometri": [{"geometri": {"koordinatsystemPlan": ["EPSG:3006"]}}]},
        {"status": 7},
        {"objektversion": "två"},
        {"namn": "\x00\x07Ängen"},
        {"beteckning": "x" * 200},
        {"datumStatusforandring": "2021-02-31"},
    ],
    ids=str,
)
def test_odd_values_never_break_the_reading(bring: Any, told: Any) -> None:
    """Each is either an issue with its reason or taken as nothing; never an exception."""
    things = plan() | told, provision(11, KEPT, KEPT_WORDING, "x")
    report = bring(*things, commit=False)
    assert "file_damaged" not in reasons(report)


def _paths(told: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = told.items() if isinstance(told, dict) else enumerate(told)
    for key, value in inner:
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from _paths(value, (*path, key))


@pytest.mark.parametrize("seed", range(15))
def test_mutants_are_taken_or_refused_with_a_reason(
    take: Taking, tmp_path: Path, seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Two members of a document are something else: never an exception, never a broken child."""
    draw = random.Random(seed)  # noqa: S311
    told = json.loads((DATA / "ngp" / "several_decisions.json").read_text())
    for _ in range(2):
        *way, last = draw.choice(list(_paths(told["features"])))
        inner: Any = told["features"]
        for key in way:
            inner = inner[key]
        inner[last] = draw.choice([None, 7, -1.5, "x", "\0", "2021-02-30", [], {}, [[1]], {"a": 1}])
    path = tmp_path / "mutant.json"
    path.write_text(json.dumps(told))
    take.file("ngp", path, epsg=None)
    assert "reading child" not in caplog.text


def test_an_identity_in_capitals_is_the_same(bring: Any) -> None:
    one = provision(0xAB, KEPT, KEPT_WORDING, "Boden")
    bring(
        plan(0xCD),
        *(
            {**one, "objektidentitet": identity(0xAB), "detaljplan": told}
            for told in (identity(0xCD), identity(0xCD).upper())
        ),
    )
    assert Provision.objects.count() == 1


@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize(
    "text",
    [
        '{"feature:mediatyp": "application/vnd.lm.detaljplan.v4+json"',
        '{"feature:mediatyp": "application/vnd.lm.detaljplan.v4+json", "features": [[], 3, null]}',
        '{"feature:mediatyp": "application/vnd.lm.detaljplan.v4+json", "features": '
        + "[" * 100_000,
    ],
    ids=["cut", "no features", "deep"],
)
def test_a_broken_document_is_refused(take: Taking, tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text)
    assert reasons(take.file("ngp", path, epsg=None))[0] in ("file_damaged", "no_rows")


# Proposed is not decided


def test_a_proposed_class_is_never_counted(bring: Any) -> None:
    """Until somebody decides, the provision adds nothing; then its marking counts once."""
    make_scope(listed_through=day("2022-12-31"), ends_checked_through=day("2022-12-31"))
    bring(plan(), provision(11, KEPT, KEPT_WORDING, "Boden"))
    decision = PlanDecision.objects.get()
    review(decision)
    only = Provision.objects.get()
    only.markings.create(object=make_object())

    def buildings() -> Any:
        [figure] = figures(years=[2022], counties=["20"], series=["registered"])
        return figure.value

    assert buildings() == 0
    with change(by=make_user("anna"), why="typ bestämd"):
        Provision.objects.update(classes=["skydd"])
    assert buildings() == 1


def test_a_provision_is_decided_or_proposed() -> None:
    decision = make_decision()
    for classes, proposed in (([], []), ([], ["gron"]), (["gron"], ["skydd"])):
        with pytest.raises(DatabaseError, match="classes"), transaction.atomic():
            Provision.objects.create(
                decision=decision, letter="q", classes=classes, proposed=proposed
            )
    Provision.objects.create(decision=decision, letter="q", classes=[], proposed=["skydd"])


def test_the_kind_is_offered_with_its_name() -> None:
    from raknaq.kinds import LABELS

    assert set(LABELS) == set(KINDS)
    assert str(LABELS["ngp"]) == "Detaljplaner från NGP"
