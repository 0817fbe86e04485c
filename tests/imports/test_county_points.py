"""Old county databases: which rows find their decision by themselves, and what becomes of others.

Plan P is a square of 100 m at FALUN, from (0, 0) to (100, 100).
"""

from pathlib import Path
from typing import Any

import pytest

from inventory.models import Marking, PendingMarking, ProtectedObject
from plans import deliveries
from plans.models import PlanDecision, Provision
from raknaq.lib.history import change
from tests.factories import FALUN, day, make_decision, make_user, square
from tests.imports.taking import Row, Taking, reasons
from tests.imports.test_life import accepted, content

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _private_folder(tmp_path: Path, settings: Any) -> None:
    settings.DELIVERIES_DIR = tmp_path / "deliveries"


@pytest.fixture
def plan() -> PlanDecision:
    return make_decision("2080-P1", area=square(), designation="D 17")


def old(east: float = 50, north: float = 50, **facts: Any) -> Row:
    """A row of an old database: a building so many metres east and north of FALUN."""
    plain = {
        "municipality_code": "2080", "archive_ref": "2080-P1", "object_ref": "1",
        "object_type": "byggnad", "letter": "q", "index": "1", "wording": "Får inte rivas",
        "classes": "skydd", "name": "Gamla skolan", "year": "1995",
        "x": str(FALUN[0] + east), "y": str(FALUN[1] + north),
    }  # fmt: skip
    return {**plain, **facts}


def only_pending() -> PendingMarking:
    assert not Marking.objects.exists()
    return PendingMarking.objects.get()


def test_a_certain_row_becomes_a_marking(take: Taking, plan: PlanDecision) -> None:
    report = take("county_points", [old(inv_nr="A 7")])
    assert report.accepted
    assert (report.counts["new"], report.counts["read"]) == (1, 1)
    marking = Marking.objects.get()
    assert marking.provision.decision == plan
    assert (str(marking.provision), marking.provision.classes) == ("q1", ["skydd"])
    assert (marking.object.object_ref, marking.object.name) == ("1", "Gamla skolan")
    assert marking.extra == {"inv_nr": "A 7", "year": 1995}
    assert not PendingMarking.objects.exists()


@pytest.mark.parametrize(("east", "certain"), [(109, True), (111, False)])
def test_ten_metres_outside_is_certain(
    take: Taking, plan: PlanDecision, east: float, certain: bool
) -> None:
    take("county_points", [old(east)])
    assert Marking.objects.exists() is certain


@pytest.mark.parametrize(
    ("row", "state", "reason"),
    [
        (old(archive_ref="2080 p01"), "doubtful", "akt_spelling"),
        (old(archive_ref="", designation="d 17"), "doubtful", "designation"),
        (old(archive_ref=""), "doubtful", "one_plan"),
        (old(150), "doubtful", "outside"),
        (old(archive_ref="2080-P99"), "doubtful", "akt_unknown"),
        (old(700), "unmatched", "far_outside"),
        (old(700, archive_ref="2080-P99"), "unmatched", "not_found"),
        (old(700, archive_ref=""), "unmatched", "not_found"),
        (old(x="", y=""), "unmatched", "no_shape"),
    ],
)
def test_what_is_not_certain_waits_with_its_reason(
    take: Taking, plan: PlanDecision, row: Row, state: str, reason: str
) -> None:
    with_place = old(object_ref="2", archive_ref="2080-P98", x=FALUN[0] + 5000)
    report = take("county_points", [row, with_place])
    assert report.accepted
    waiting = PendingMarking.objects.get(values__object_ref="1")
    assert (waiting.state, waiting.reason) == (state, reason)
    assert f"pending_{reason}" in reasons(report, "warning")
    assert waiting.row == 2
    assert not Marking.objects.exists()
    assert not ProtectedObject.objects.exists()
    assert not Provision.objects.exists()


def test_a_decision_without_an_area_cannot_be_compared(take: Taking) -> None:
    make_decision("2080-P1")
    take("county_points", [old()])
    assert only_pending().reason == "no_area"


def test_two_plans_on_the_place_are_several(take: Taking, plan: PlanDecision) -> None:
    make_decision("2080-P2", area=square(40, 40))
    take("county_points", [old(archive_ref="")])
    assert only_pending().reason == "several"


def test_an_equal_akt_is_certain_though_plans_overlap(take: Taking, plan: PlanDecision) -> None:
    make_decision("2080-P2", area=square(40, 40))
    take("county_points", [old()])
    assert Marking.objects.get().provision.decision == plan


def test_two_akts_of_one_spelling_are_several(take: Taking, plan: PlanDecision) -> None:
    make_decision("2080-P01", area=square())
    take("county_points", [old(archive_ref="2080P1")])
    assert only_pending().reason == "several"


@pytest.mark.parametrize(
    "shape",
    ["LINESTRING(535010 6718010, 535090 6718090)",
     "POLYGON((535010 6718010, 535090 6718010, 535090 6718090, 535010 6718010))"],
)  # fmt: skip
def test_a_line_or_an_area_is_a_points_equal(take: Taking, plan: PlanDecision, shape: str) -> None:
    row = old(geometry=shape)
    del row["x"], row["y"]
    take("county_points", [row])
    assert Marking.objects.get().object.shape.geom_type.upper() == shape.split("(")[0]


def test_any_columns_by_mapping(take: Taking, plan: PlanDecision) -> None:
    row = {"AKTNR": "2080-P1", "BET": "q", "TEXT": "Får inte rivas", "AR": "ca 1995", "SORT": "hus",
           "FOTO": "7.jpg", "x": "535050", "y": "6718050"}  # fmt: skip
    columns = {"archive_ref": "AKTNR", "letter": "BET", "classes": "BET", "wording": "TEXT",
               "year": "AR", "object_type": "SORT"}  # fmt: skip
    values = {"object_type": {"hus": "byggnad"}, "classes": {"q": "skydd"}}
    rows = [row, row | {"BET": "Q", "SORT": "staket"}]
    first = take("county_points", rows, columns=columns, constants={"municipality_code": "2080"})
    assert first.unknown["object_type"]["values"] == [["hus", 1], ["staket", 1]]
    assert first.unknown["classes"]["values"] == [["q", 1], ["Q", 1]]
    told: dict[str, Any] = {"columns": columns, "constants": {"municipality_code": "2080"}}
    report = take("county_points", [row], values=values, **told)
    assert report.accepted
    marking = Marking.objects.get()
    assert marking.provision.letter == "q"
    assert marking.extra == {"FOTO": "7.jpg", "year": 1995}
    again = take("county_points", [row], values=values, **told)
    assert (again.counts["new"], again.counts["changed"], again.counts["same"]) == (0, 0, 1)


FILE = [
    old(),
    old(letter="k", classes="varsamhet"),
    old(object_ref="2", archive_ref="2080P1"),
    old(object_ref="", name="Utan namn", archive_ref=""),
    old(700, object_ref="3", archive_ref=""),
]


def test_the_same_file_twice_changes_nothing(take: Taking, plan: PlanDecision) -> None:
    first = take("county_points", FILE)
    assert first.counts["new"] == 5
    before = content()
    again = take("county_points", FILE)
    assert (again.counts["new"], again.counts["changed"], again.counts["same"]) == (0, 0, 5)
    assert content() == before


def test_a_row_that_is_repeated_is_one(take: Taking, plan: PlanDecision) -> None:
    row = old(object_ref="", archive_ref="2080P1")
    report = take("county_points", [row, row])
    assert report.counts["new"] == 1
    assert "row_repeated" in reasons(report, "warning")
    assert PendingMarking.objects.count() == 1


def test_undo_takes_all_of_it_back(tmp_path: Path, plan: PlanDecision) -> None:
    before = content()
    delivery = accepted(tmp_path, "county_points", FILE)
    assert content() != before
    assert deliveries.undo(delivery, by=make_user(lead="20"))
    assert content() == before


def test_undo_is_refused_where_a_person_has_decided(tmp_path: Path, plan: PlanDecision) -> None:
    delivery = accepted(tmp_path, "county_points", FILE)
    anna = make_user("anna")
    with change(by=anna, why="ingen passar"):
        PendingMarking.objects.filter(values__object_ref="3").update(
            reason="refused", decided_by=anna, decided_on=day("2026-01-01")
        )
    assert not deliveries.undo(delivery, by=make_user(lead="20"))
    delivery.refresh_from_db()
    assert [told["model"] for told in delivery.hindrances] == ["inventory.PendingMarking"]


def test_a_row_becomes_certain_when_its_plan_has_arrived(take: Taking) -> None:
    take("county_points", [old()])
    waiting = PendingMarking.objects.get()
    assert (waiting.state, waiting.reason) == ("unmatched", "not_found")
    make_decision("2080-P1", area=square())
    take("county_points", [old()])
    waiting.refresh_from_db()
    assert (waiting.state, waiting.marking) == ("matched", Marking.objects.get())
    again = take("county_points", [old()])
    assert (again.counts["new"], again.counts["changed"]) == (0, 0)


def test_a_persons_refusal_stands_against_a_second_delivery(
    take: Taking, plan: PlanDecision
) -> None:
    take("county_points", [old(archive_ref="2080P1")])
    anna = make_user("anna")
    with change(by=anna, why="ingen passar"):
        PendingMarking.objects.update(
            state="unmatched", reason="refused", decided_by=anna, decided_on=day("2026-01-01")
        )
    again = take("county_points", [old(archive_ref="2080P1")])
    assert (again.counts["new"], again.counts["changed"]) == (0, 0)
    assert reasons(again, "warning") == []
    assert PendingMarking.objects.get().state == "unmatched"
