"""Two who write the same rows at once wait, and never for each other (docs/architecture.md, locks).

In each test the first holds one of two rows when the second begins, and then goes on to the other:
had the second taken that one before it waits, the database would end one of them as a deadlock.
"""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, models, transaction
from django.db.models import F

from inventory import actions, bulk, documents, duplicates, provisions, requests, restoring
from inventory.models import (
    AktRequestItem,
    Document,
    Marking,
    PossibleDuplicate,
    ProtectedObject,
    QueueEntry,
)
from plans import deliveries, ends
from plans.models import Plan, PlanDecision, PlanRelation, Provision
from raknaq.lib.history import change, events_of
from raknaq.lib.versions import StaleVersionError
from tests.factories import (
    make_akt_request,
    make_decision,
    make_document,
    make_end,
    make_footprint,
    make_object,
    make_provision,
    make_user,
    mark,
    review,
    square,
)
from tests.imports.taking import Taking
from tests.imports.test_life import accepted
from tests.imports.test_merging import PLAN
from tests.meanwhile import meanwhile

pytestmark = pytest.mark.django_db(transaction=True)

State = PlanRelation.State


@pytest.fixture
def anna() -> User:
    return make_user("anna", recorder="20")


@pytest.fixture
def bo() -> User:
    return make_user("bo", recorder="20")


def behind(row: models.Model) -> None:
    """Let a row lie behind the others in its table, where one that reads on comes to it last."""
    type(row)._default_manager.filter(pk=row.pk).update(version=F("version"))


def hold(row: models.Model) -> None:
    """Hold a row, as every action that will write it does."""
    list(type(row)._default_manager.select_for_update().filter(pk=row.pk).values_list("pk"))


def two_decisions() -> list[PlanDecision]:
    """Two decisions of two plans, of which the first lies last in its table, as does its plan."""
    found = [make_decision(name="Äng"), make_decision(name="Skog")]
    behind(found[0].plan)
    behind(found[0])
    return found


def test_renaming_decisions_and_reading_them(anna: User, bo: User) -> None:
    first, second = two_decisions()

    def rename() -> None:
        with change(by=bo, why="namn rättade"):
            PlanDecision.objects.update(name="Rättat")

    with change(by=anna, why="genomgång"):
        review(first)
        thread, raised = meanwhile(rename)
        review(second)
    thread.join(10)
    assert not raised
    assert set(QueueEntry.objects.values_list("words", "read")) == {
        (f"{one.archive_ref} {one.designation} RÄTTAT".upper(), True) for one in (first, second)
    }


def test_correcting_the_kind_of_plans_and_reading_them(anna: User, bo: User) -> None:
    first, second = two_decisions()

    def correct() -> None:
        with change(by=bo, why="plantyp rättad"):
            Plan.objects.update(kind="stadsplan")

    with change(by=anna, why="genomgång"):
        review(first)
        thread, raised = meanwhile(correct)
        review(second)
    thread.join(10)
    assert not raised
    assert set(QueueEntry.objects.values_list("kind", "read")) == {("stadsplan", True)}


def test_a_delivery_that_changes_decisions_and_others_who_do(tmp_path: Path, anna: User) -> None:
    take = Taking(tmp_path)
    rows = [PLAN | {"archive_ref": akt} for akt in ("2080-P1", "2080-P2")]
    take("plans", rows)
    first, second = PlanDecision.objects.order_by("pk")
    behind(first)

    def deliver() -> None:
        with connection.cursor() as cursor:  # as the database joins many rows
            cursor.execute("SET enable_nestloop = off; SET enable_mergejoin = off")
        assert take("plans", [row | {"name": "Från filen"} for row in rows]).accepted

    with change(by=anna, why="namn rättade"):
        hold(first)
        thread, raised = meanwhile(deliver)
        hold(second)
    thread.join(30)
    assert not raised
    assert set(PlanDecision.objects.values_list("name", flat=True)) == {"Från filen"}


def test_giving_a_building_a_provision_and_marking_it_by_that(anna: User, bo: User) -> None:
    decision = make_decision(area=square())
    thing, footprint = make_object(building_id="a"), make_footprint("a")
    one, other = make_provision(decision), make_provision(decision, "varsamhet")

    def give() -> None:
        bulk.give_provision(
            by=bo, decision=decision, things=[], footprints=[footprint.pk], provision=other
        )

    with transaction.atomic():
        actions.record_marking(by=anna, decision=decision, thing=thing, provision=one)
        thread, raised = meanwhile(give)
        actions.record_marking(by=anna, decision=decision, thing=thing, provision=other)
    thread.join(10)
    assert not raised
    assert Marking.objects.filter(object=thing).count() == 2


def test_giving_a_building_a_provision_while_its_object_is_removed(anna: User, bo: User) -> None:
    decision = make_decision(area=square())
    marking, footprint = mark(make_object(building_id="a"), decision), make_footprint("a")
    provision = make_provision(decision, "varsamhet")

    def give() -> None:
        bulk.give_provision(
            by=bo, decision=decision, things=[], footprints=[footprint.pk], provision=provision
        )

    with transaction.atomic():
        actions.remove_marking(
            by=anna, marking=marking, version=1, thing_version=1, provision_version=1
        )
        thread, raised = meanwhile(give)
    thread.join(10)
    assert not raised
    assert Marking.objects.get().provision == provision
    assert ProtectedObject.objects.get().building_id == "a"


def test_taking_a_given_provision_back_and_changing_a_marking_by_it(anna: User, bo: User) -> None:
    decision, thing = make_decision(), make_object()
    given = bulk.give_provision(
        by=anna, decision=decision, things=[(thing.pk, 1)],
        provision_facts={"letter": "q", "classes": ["skydd"]},
    )  # fmt: skip
    marking = Marking.objects.get()
    with change(by=bo, why="märkning ändrad"):
        hold(thing)
        hold(given.provision)
        thread, raised = meanwhile(lambda: bulk.take_back_given(given.context, by=anna))
        hold(marking)
    thread.join(10)
    assert not raised
    assert not Provision.objects.exists()


def test_restoring_several_records_and_changing_them(anna: User, bo: User) -> None:
    marking = mark(make_object(), make_decision())
    with change(by=anna, why="märkning ändrad"):
        ProtectedObject.objects.update(name="Skolan")
        Marking.objects.update(note="Viktigt")
    states = []
    for row in (marking, marking.object):
        events = events_of(type(row)).filter(pgh_obj=row.pk).order_by("pgh_id")
        states.append(restoring.State(type(row), row.pk, events[0].pk, 2))
    gone = [restoring.State(one.model, one.pk, None, one.seen) for one in states]
    with change(by=bo, why="märkning ändrad"):
        hold(marking.object)
        thread, raised = meanwhile(
            lambda: restoring.restore(by=anna, states=gone, why="återställd")
        )
        hold(marking)
    thread.join(10)
    assert not raised
    assert not Marking.objects.exists()


def test_a_passage_for_a_marking_and_the_removal_of_its_document(anna: User, bo: User) -> None:
    decision = make_decision()
    marking, document = mark(make_object(), decision), make_document(decision=decision)
    passage = {"document": document, "page": 1, "left": 0, "top": 0, "right": 1, "bottom": 1}
    with change(by=anna, why="handling ändrad"):
        hold(document)
        thread, raised = meanwhile(
            lambda: documents.attach(by=bo, marking=marking, passage=passage)
        )
        hold(marking)
    thread.join(10)
    assert not raised
    assert Document.objects.get().passages.count() == 1


def test_unmerging_two_objects_and_changing_what_became_of_them(anna: User, bo: User) -> None:
    things = [make_object(), make_object(name="Skolan")]
    pair = PossibleDuplicate.objects.create(a=things[0], b=things[1], reason="near")
    duplicates.merge(by=anna, pair=pair, version=1)
    pair.refresh_from_db()
    with change(by=bo, why="dubbletter sammanslagna"):
        hold(things[0])
        thread, raised = meanwhile(
            lambda: duplicates.unmerge(by=anna, pair=pair, version=pair.version)
        )
        hold(pair)
    thread.join(10)
    assert not raised
    assert ProtectedObject.objects.count() == 2


def test_two_who_note_the_same_answers_in_two_orders(anna: User, bo: User) -> None:
    akter = make_akt_request(make_decision(), make_decision())
    first, second = AktRequestItem.objects.filter(request=akter).order_by("pk")
    read = {second.pk: 1, first.pk: 1}
    with change(by=bo, why="svar om akter"):
        hold(first)
        thread, raised = meanwhile(lambda: requests.answer(read, "received", None, by=anna))
        hold(second)
    thread.join(10)
    assert not raised
    assert set(AktRequestItem.objects.values_list("status", flat=True)) == {"received"}


def test_marking_by_a_provision_like_one_that_is_removed_meanwhile(anna: User, bo: User) -> None:
    decision, thing = make_decision(), make_object()
    provision = make_provision(decision)
    facts = {name: getattr(provision, name) for name in ("letter", "index", "classes")}

    def record() -> None:
        actions.record_marking(by=bo, decision=decision, thing=thing, provision_facts=facts)

    with transaction.atomic():
        provisions.remove_provision(by=anna, provision=provision, version=1)
        thread, raised = meanwhile(record)
    thread.join(10)
    assert [type(wrong) for wrong in raised] == [StaleVersionError]
    assert not Marking.objects.exists()


def answers(*found: PlanRelation) -> list[ends.Answer]:
    return [ends.Answer(one.pk, one.version, State.STILL_IN_FORCE) for one in found]


def test_two_who_answer_the_same_proposals_in_two_orders(anna: User, bo: User) -> None:
    newer = make_decision()
    first, second = make_end(newer), make_end(newer)
    with transaction.atomic():
        ends.decide(answers(first), by=anna)
        thread, raised = meanwhile(lambda: ends.decide(answers(second, first), by=bo))
        ends.decide(answers(second), by=anna)
    thread.join(10)
    assert [type(wrong) for wrong in raised] == [StaleVersionError]
    assert set(PlanRelation.objects.values_list("decided_by", flat=True)) == {"anna"}


def test_an_answer_and_the_reopening_of_another_about_the_same_plan(anna: User, bo: User) -> None:
    end = make_end(make_decision())
    ends.decide([ends.Answer(end.pk, 1, State.ENDED, end.day)], by=anna)
    with change(by=bo, why="upphörande bedömt"):
        hold(end.plan)
        thread, raised = meanwhile(lambda: ends.reopen(end, 2, by=anna))
        hold(end)
    thread.join(10)
    assert not raised
    assert Plan.objects.get(pk=end.plan_id).in_force_to is None


@pytest.mark.parametrize("newer_first", [True, False])
def test_two_who_have_the_same_proposals_brought_up_to_date(
    anna: User, bo: User, newer_first: bool
) -> None:
    """Of a plan between: what ends it, and what it ends."""
    newer, between = make_decision(), make_decision()
    its_own = [(newer, between.plan), (between, make_decision().plan)]
    if not newer_first:
        its_own.reverse()
    first, second = [make_end(decision, plan=plan) for decision, plan in its_own]
    behind(first)
    with change(by=bo, why="upphörande bedömt"):
        hold(first)
        thread, raised = meanwhile(lambda: ends.propose([between.plan_id], by=anna))
        hold(second)
    thread.join(10)
    assert not raised
    assert not PlanRelation.objects.exists()


def test_an_answer_and_the_undoing_of_the_delivery_it_is_about(
    tmp_path: Path, settings: Any, anna: User, bo: User
) -> None:
    settings.DELIVERIES_DIR = tmp_path / "deliveries"
    delivery = accepted(tmp_path, "plans", [PLAN])
    end = make_end(PlanDecision.objects.get())
    plan = PlanDecision.objects.get(pk=end.decision_id).plan
    with change(by=anna, why="upphörande bedömt"):
        hold(plan)
        thread, raised = meanwhile(lambda: deliveries.undo(delivery, by=bo))
        hold(end)
    thread.join(10)
    assert not raised
    delivery.refresh_from_db()
    assert delivery.state == "undone"
