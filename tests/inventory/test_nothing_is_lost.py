"""What nobody may lose: by two at once, a removal, a restoring, a sweep, a clash of equals."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inventory import actions, checking, documents, provisions, readings
from inventory.models import Marking, Outcome, PeerCheck, PeerRemark, ProtectedObject, Review
from inventory.plan_history import changes_of
from plans.models import Plan, PlanDecision, Provision
from raknaq.lib import versions
from raknaq.lib.history import change
from tests.factories import (
    make_decision,
    make_object,
    make_provision,
    make_user,
    mark,
    point,
    square,
    unmark,
)
from tests.inventory.test_sampling import read
from tests.meanwhile import meanwhile

pytestmark = pytest.mark.django_db

PRINTED = {"letter": "q", "index": "1", "wording": "Får inte rivas"}


@pytest.fixture
def anna() -> User:
    return make_user("anna", recorder="20")


@pytest.fixture
def recorder(anna: User) -> Client:
    client = Client()
    client.force_login(anna)
    return client


@pytest.fixture
def decision() -> PlanDecision:
    return make_decision("2080-P1", area=square())


def restored(client: Client, plan: Plan, why: str, row: models.Model) -> Any:
    """The answer when a record of a plan's latest change with a reason is asked back as it was."""
    made = next(one for one in changes_of(plan)[0] if one.why == why)
    effect = next(one for one in made.effects if (one.model, one.pk) == (type(row), row.pk))
    url = reverse("inventory:restore", args=[plan.pk, made.id])
    return client.post(url, {"record": f"{row._meta.label}:{row.pk}:{effect.version}"})


@pytest.mark.django_db(transaction=True)
def test_what_is_changed_while_it_is_removed_stays(anna: User) -> None:
    marking = mark(make_object(), make_decision())

    def remove() -> None:
        with change(by=anna, why="borttagen"):
            versions.remove(Marking, marking.pk, 1)

    with change(by=anna, why="ändrad"):
        versions.write(Marking, marking.pk, 1, note="Viktigt")
        thread, raised = meanwhile(remove)
    thread.join(10)
    assert [type(wrong) for wrong in raised] == [versions.StaleVersionError]
    assert Marking.objects.get().note == "Viktigt"


@pytest.mark.django_db(transaction=True)
def test_changing_and_removing_a_marking_at_once_wait_for_each_other(anna: User) -> None:
    """Both hold the object first: neither has what the other waits for."""
    marking = mark(make_object(), make_decision())

    def alter() -> None:
        actions.change_marking(
            by=anna, marking=marking, version=1, facts={"note": "Viktigt"}, thing_version=1,
            thing_facts={"name": "Skolan"}, provision_version=None, provision_facts={},
        )  # fmt: skip

    with change(by=anna, why="flyttad"):
        list(ProtectedObject.objects.select_for_update().filter(pk=marking.object_id))
        thread, raised = meanwhile(alter)
        list(Marking.objects.select_for_update(nowait=True).filter(pk=marking.pk))
    thread.join(10)
    assert not raised
    assert Marking.objects.get().note == "Viktigt"


def test_a_provision_that_came_by_itself_outlives_its_last_marking(
    anna: User, decision: PlanDecision
) -> None:
    facts = {**PRINTED, "classes": ["skydd"], "reach": "", "note": ""}
    typed = provisions.add_provision(by=anna, decision=decision, facts=facts)
    own = actions.record_marking(
        by=anna, decision=decision, provision=typed,
        thing_facts={"object_type": "byggnad", "shape": point()},
    )  # fmt: skip
    both = actions.record_marking(
        by=anna, decision=decision, provision_facts={**facts, "index": "2"},
        thing_facts={"object_type": "byggnad", "shape": point(10)},
    )  # fmt: skip
    for marking in (own, both):
        unmark(marking, anna)
    assert list(Provision.objects.all()) == [typed]
    assert not ProtectedObject.objects.exists()


def test_a_reading_that_is_restored_goes_to_its_check_again(
    anna: User, recorder: Client, decision: PlanDecision
) -> None:
    read(anna, decision, outcome="unclear")
    reading = Review.objects.get()
    assert PeerCheck.objects.get().why == "unclear"
    checking.say(by=make_user(checker="20"), check=PeerCheck.objects.get(), version=1, text="Hm.")
    readings.withdraw(reading, reading.version, by=anna)
    assert not PeerCheck.objects.exists()
    assert restored(recorder, decision.plan, "genomgång återtagen", reading).status_code == 302
    assert PeerCheck.objects.get().review == Review.objects.get(outcome=Outcome.UNCLEAR)
    assert PeerRemark.objects.get().text == "Hm."


def test_a_plan_and_its_decision_are_not_removed_by_the_history(
    anna: User, recorder: Client
) -> None:
    with change(by=anna, why="leverans"):
        decision = make_decision("2080-P2")
    answer = restored(recorder, decision.plan, "leverans", decision)
    assert answer.status_code == 409
    assert PlanDecision.objects.filter(pk=decision.pk).exists()


def undecided(decision: PlanDecision) -> Provision:
    """A delivered provision, proposed to be what another like it is decided to be."""
    make_provision(decision, "rivningsforbud", "skydd", **PRINTED)
    return Provision.objects.create(
        decision=decision, classes=[], proposed=["rivningsforbud", "skydd"], **PRINTED
    )


def test_a_proposal_that_would_make_two_equal_is_refused_in_words(
    recorder: Client, decision: PlanDecision
) -> None:
    provision = undecided(decision)
    row = f"{provision.pk}:{provision.version}"
    answer = recorder.post(reverse("inventory:accept", args=[decision.plan_id]), {"rad": row})
    assert answer.status_code == 409
    assert "likadan" in answer.content.decode()


def test_marking_by_a_proposal_that_would_make_two_equal_is_refused_in_words(
    recorder: Client, decision: PlanDecision
) -> None:
    provision, thing = undecided(decision), make_object()
    mark(thing, decision)
    told = {"decision": decision.pk, "provision": provision.pk}
    one = recorder.post(
        reverse("inventory:record", args=[decision.plan_id]), {**told, "thing": thing.pk}
    )
    many = recorder.post(
        reverse("inventory:give", args=[decision.plan_id]), {**told, "things": f"{thing.pk}:1"}
    )
    for answer in (one, many):
        assert answer.status_code == 409
        assert "likadan" in answer.content.decode()


def test_the_nightly_sweep_leaves_what_it_did_not_put_there(settings: Any, tmp_path: Path) -> None:
    settings.DOCUMENTS_DIR = tmp_path
    (tmp_path / "20").mkdir()
    other = [tmp_path / "README", tmp_path / "lost+found" / "0", tmp_path / "20" / "notes.txt"]
    for path in other:
        path.parent.mkdir(exist_ok=True)
        path.write_text("mine")
    unneeded = tmp_path / "20" / ("a" * 64)
    unneeded.write_text("copy")
    documents.weed(timezone.localdate())
    assert all(path.exists() for path in other)
    assert not unneeded.exists()


@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize("sent", ["[" * 100_000, '{"version": true}'])
def test_a_broken_move_is_refused_in_words(
    recorder: Client, decision: PlanDecision, sent: str
) -> None:
    thing = make_object()
    mark(thing, decision)
    url = reverse("inventory:move", args=[decision.plan_id, thing.pk])
    answer = recorder.post(url, sent, content_type="application/json")
    assert answer.status_code == 428
    assert answer.json()["error"]
