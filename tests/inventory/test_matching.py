"""A person gives waiting rows their decision, one by one and many alike."""

import threading
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, connections

from inventory import matching
from inventory.matching import Chosen, NotTakenError
from inventory.models import Marking, PendingMarking, ProtectedObject
from inventory.queries import answered_rows
from inventory.templatetags.words import distance
from plans import deliveries
from plans.models import PlanDecision
from raknaq.lib.sql import statement
from raknaq.lib.versions import StaleVersionError, VersionMissingError
from tests.factories import day, make_decision, make_delivery, make_user, square, unmark
from tests.imports.taking import Taking
from tests.imports.test_county_points import old
from tests.imports.test_life import accepted, content

pytestmark = pytest.mark.django_db
Reason = PendingMarking.Reason


@pytest.fixture
def take(tmp_path: Path) -> Taking:
    return Taking(tmp_path)


@pytest.fixture
def plan() -> PlanDecision:
    return make_decision("2080-P1", area=square())


def waiting() -> PendingMarking:
    return PendingMarking.objects.get()


def test_choosing_makes_the_marking(take: Taking, plan: PlanDecision) -> None:
    take("county_points", [old(archive_ref="2080P1", inv_nr="A 7")])
    anna, row = make_user("anna"), waiting()
    matching.choose(by=anna, pending=row, version=row.version, decision=plan.pk)
    marking = Marking.objects.get()
    assert marking.provision.decision == plan
    assert marking.extra == {"inv_nr": "A 7", "year": 1995}
    assert (marking.object.name, marking.object.object_ref) == ("Gamla skolan", "1")
    row = waiting()
    assert (row.state, row.marking, row.decided_by) == ("matched", marking, anna)
    again = take("county_points", [old(archive_ref="2080P1", inv_nr="A 7")])
    assert (again.counts["new"], again.counts["changed"]) == (0, 0)


def test_a_delivery_is_not_undone_under_a_persons_answer(
    tmp_path: Path, settings: Any, plan: PlanDecision
) -> None:
    settings.DELIVERIES_DIR = tmp_path / "deliveries"
    delivery = accepted(tmp_path, "county_points", [old(archive_ref="2080P1")])
    row = waiting()
    matching.choose(by=make_user("anna"), pending=row, version=row.version, decision=plan.pk)
    assert not deliveries.undo(delivery, by=make_user(lead="20"))
    assert {told["who"] for told in delivery.hindrances} == {"anna"}
    assert Marking.objects.count() == 1


def test_an_answer_whose_marking_is_removed_stands_in_no_ones_way(
    tmp_path: Path, settings: Any, plan: PlanDecision
) -> None:
    settings.DELIVERIES_DIR = tmp_path / "deliveries"
    before = content()
    delivery = accepted(tmp_path, "county_points", [old(archive_ref="2080P1")])
    anna, row = make_user("anna"), waiting()
    matching.choose(by=anna, pending=row, version=row.version, decision=plan.pk)
    made = Marking.objects.get()
    unmark(made, anna)
    assert deliveries.undo(delivery, by=make_user(lead="20")), delivery.hindrances
    assert content() == before


@pytest.mark.parametrize("refused", [False, True])
def test_an_answer_taken_back_stands_in_no_ones_way(
    tmp_path: Path, settings: Any, plan: PlanDecision, refused: bool
) -> None:
    settings.DELIVERIES_DIR = tmp_path / "deliveries"
    before = content()
    delivery = accepted(tmp_path, "county_points", [old(archive_ref="2080P1")])
    anna, row = make_user("anna"), waiting()
    if refused:
        answer = matching.refuse(by=anna, pending=row, version=row.version, note="Rivet 1970")
    else:
        answer = matching.choose(by=anna, pending=row, version=row.version, decision=plan.pk)
    assert not deliveries.undo(delivery, by=make_user(lead="20"))
    matching.take_back_answer(answer, by=anna)
    assert deliveries.undo(delivery, by=make_user(lead="20")), delivery.hindrances
    assert content() == before


def test_a_decision_in_another_municipality_takes_the_object_there(take: Taking) -> None:
    other = make_decision("2081-P1", municipality_id="2081", area=square(300))
    take("county_points", [old(350, archive_ref="")])
    row = waiting()
    matching.choose(by=make_user(), pending=row, version=row.version, decision=other.pk)
    assert ProtectedObject.objects.get().municipality_id == "2081"
    again = take("county_points", [old(350, archive_ref="")])
    assert (again.counts["new"], again.counts["changed"]) == (0, 0)


def test_a_second_row_of_one_object_is_on_the_same_object(take: Taking, plan: PlanDecision) -> None:
    take("county_points", [old(), old(letter="k", classes="varsamhet", archive_ref="2080P1")])
    row = waiting()
    matching.choose(by=make_user(), pending=row, version=row.version, decision=plan.pk)
    assert ProtectedObject.objects.get().markings.count() == 2


def test_a_row_without_a_place_is_not_taken(take: Taking, plan: PlanDecision) -> None:
    take("county_points", [old(x="", y=""), old(object_ref="2")])
    row = waiting()
    with pytest.raises(NotTakenError):
        matching.choose(by=make_user(), pending=row, version=row.version, decision=plan.pk)


def test_what_the_database_would_refuse_is_told_with_its_row(
    take: Taking, plan: PlanDecision
) -> None:
    take("county_points", [old(archive_ref="2080P1", ended_on="1990-01-01")])
    row = waiting()
    with pytest.raises(NotTakenError, match="Rad 2: ended_on är 1990-01-01"):
        matching.choose(by=make_user(), pending=row, version=row.version, decision=plan.pk)
    assert not Marking.objects.exists()
    assert waiting().state == "doubtful"


def test_choosing_is_versioned(take: Taking, plan: PlanDecision) -> None:
    take("county_points", [old(archive_ref="2080P1")])
    row = waiting()
    with pytest.raises(VersionMissingError):
        matching.choose(by=make_user(), pending=row, version=None, decision=plan.pk)
    matching.refuse(by=make_user(), pending=row, version=row.version, note="Rivet 1970")
    with pytest.raises(StaleVersionError):
        matching.choose(by=make_user(), pending=row, version=row.version, decision=plan.pk)
    row = waiting()
    assert (row.state, row.reason, row.note) == ("unmatched", "refused", "Rivet 1970")
    matching.choose(by=make_user(), pending=row, version=row.version, decision=plan.pk)
    row = waiting()
    assert row.state == "matched"
    with pytest.raises(StaleVersionError):  # it is a marking already
        matching.choose(by=make_user(), pending=row, version=row.version, decision=plan.pk)


def shown(reason: Reason) -> list[Chosen]:
    """The rows that wait for a reason, each with the decision that is shown to fit it."""
    rows = PendingMarking.objects.filter(state="doubtful", reason=reason).order_by("row")
    fits = matching.proposals(list(rows))
    return [Chosen(row.pk, row.version, fits[row.pk]["decision"]) for row in rows if row.pk in fits]


def test_those_that_differ_in_spelling_together(take: Taking, plan: PlanDecision) -> None:
    make_decision("2080-P2", area=square(300))
    rows = [
        old(object_ref="1", archive_ref="2080P1"),
        old(350, object_ref="2", archive_ref="2080 p02"),
        old(object_ref="3", archive_ref="2080-P99"),
        old(object_ref="4", archive_ref=""),
    ]
    take("county_points", rows)
    before = content()
    delivery = PendingMarking.objects.values_list("delivery", flat=True)[0]
    anna, chosen = make_user(), shown(Reason.AKT_SPELLING)
    answer = matching.choose_several(by=anna, delivery=delivery, chosen=chosen)
    made = Marking.objects.values_list("object__object_ref", "provision__decision__archive_ref")
    assert sorted(made) == [("1", "2080-P1"), ("2", "2080-P2")]
    left = PendingMarking.objects.filter(state="doubtful").order_by("row")
    assert [row.reason for row in left] == ["akt_unknown", "one_plan"]
    with pytest.raises(StaleVersionError):
        matching.choose_several(by=anna, delivery=delivery, chosen=chosen)
    matching.take_back_answer(answer, by=make_user())
    assert content() == before
    with pytest.raises(StaleVersionError):
        matching.take_back_answer(answer, by=make_user())


def test_rows_are_judged_anew_when_they_are_shown(take: Taking, plan: PlanDecision) -> None:
    take("county_points", [old(archive_ref="")])
    assert len(shown(Reason.ONE_PLAN)) == 1
    make_decision("2080-P2", area=square(40, 40))
    assert shown(Reason.ONE_PLAN) == []


def test_an_answer_is_taken_back_though_its_marking_is_removed(
    take: Taking, plan: PlanDecision
) -> None:
    take("county_points", [old(archive_ref="2080P1")])
    anna, row, before = make_user("anna"), waiting(), content()
    answer = matching.choose(by=anna, pending=row, version=row.version, decision=plan.pk)
    [answered] = answered_rows("20")
    assert (answered.answer, answered.together) == (answer, 1)
    made = Marking.objects.get()
    unmark(made, anna)
    matching.take_back_answer(answer, by=anna)
    assert content() == before
    assert not answered_rows("20")


def test_a_refusal_comes_back_when_the_later_choice_is_taken_back(
    take: Taking, plan: PlanDecision
) -> None:
    take("county_points", [old(archive_ref="2080P1")])
    anna, row = make_user("anna"), waiting()
    refusal = matching.refuse(by=anna, pending=row, version=row.version, note="Rivet 1970")
    row = waiting()
    matching.choose(by=anna, pending=row, version=row.version, decision=plan.pk)
    matching.take_back_answer(answered_rows("20")[0].answer, by=anna)
    assert (waiting().state, waiting().note) == ("unmatched", "Rivet 1970")
    assert [one.answer for one in answered_rows("20")] == [refusal]
    matching.take_back_answer(refusal, by=anna)
    assert (waiting().state, waiting().note) == ("doubtful", "")


@pytest.mark.django_db(transaction=True)
def test_two_people_answer_rows_of_one_object_at_once(take: Taking, plan: PlanDecision) -> None:
    take("county_points", [old(archive_ref="2080P1"), old(letter="k", archive_ref="2080P1")])
    people = [make_user("anna"), make_user("bo")]
    wrong: list[Exception] = []

    def answer(by: User, row: PendingMarking) -> None:
        try:
            matching.choose(by=by, pending=row, version=row.version, decision=plan.pk)
        except (NotTakenError, StaleVersionError, IntegrityError) as error:
            wrong.append(error)
        finally:
            connections.close_all()

    rows = PendingMarking.objects.all()
    threads = [
        threading.Thread(target=answer, args=pair) for pair in zip(people, rows, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert ProtectedObject.objects.get().markings.count() == 2


def test_what_another_writes_in_the_same_moment_is_told(
    take: Taking, plan: PlanDecision, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(by: User) -> int:
        raise IntegrityError

    take("county_points", [old(archive_ref="2080P1")])
    monkeypatch.setattr(matching, "_take_in", refused)
    row = waiting()
    with pytest.raises(NotTakenError, match="i samma stund"):
        matching.choose(by=make_user(), pending=row, version=row.version, decision=plan.pk)
    assert waiting().state == "doubtful"


def test_a_municipality_code_in_two_parts_is_spelling(take: Taking) -> None:
    spelled = make_decision("2080-P99/1233", area=square())
    take("county_points", [old(archive_ref="20-80 P99/1233")])
    [found] = matching.candidates(waiting())
    assert (found["id"], found["spelled"]) == (spelled.pk, True)


def test_the_far_away_is_left_out_where_anything_is_nearer(take: Taking) -> None:
    far = make_decision("2080-P01", area=square(30_000))
    take("county_points", [old(archive_ref="2080-P1")])
    assert [one["id"] for one in matching.candidates(waiting())] == [far.pk]
    near = make_decision("20-FAL-7", area=square())
    assert [one["id"] for one in matching.candidates(waiting())] == [near.pk]


@pytest.mark.parametrize(
    ("metres", "told"), [(0, "0 m"), (999, "999 m"), (1000, "1,0 km"), (31_902, "31,9 km")]
)
def test_how_far_in_words(metres: int, told: str) -> None:
    assert distance(metres).split() == told.split()


def test_candidates_are_ranked(take: Taking) -> None:
    spelled = make_decision("2080-P01", area=square(200), in_force_from=day("1970-01-01"))
    on_place = make_decision("20-FAL-7", area=square(), in_force_from=day("1994-01-01"))
    near = make_decision("20-FAL-8", area=square(150), in_force_from=day("1995-01-01"))
    make_decision("20-FAL-9", area=square(5_000))
    take("county_points", [old(archive_ref="2080-P1")])
    found = matching.candidates(waiting())
    assert [one["id"] for one in found] == [spelled.pk, on_place.pk, near.pk]
    assert [one["metres"] for one in found] == [150, 0, 100]
    assert [one["years"] for one in found] == [25, 1, 0]
    assert [one["spelled"] for one in found] == [True, False, False]


def test_the_ranking_uses_its_indexes() -> None:
    make_decision("2080-P1", area=square())
    row = PendingMarking.objects.create(
        delivery=make_delivery("county_points"), row=2, municipality_id="2080", identity="x",
        state="doubtful", reason="outside", values={"archive_ref": "2080P1"}, shape=square(),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        text = statement(matching.__file__, "match_candidates")
        cursor.execute(f"EXPLAIN {text}", {"pending": row.pk})
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "plans_plandecision_area" in plan
    assert "Seq Scan" not in plan
