"""The loop: an outcome, the next plan, and taking a reading back; who holds what."""

import threading
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone

from inventory import claims, readings
from inventory.models import Claim, Review
from inventory.queue import UNREAD, Selection, county_queue
from plans.models import Membership, Plan, PlanDecision
from raknaq.lib.versions import StaleVersionError, VersionMissingError
from tests.factories import day, make_decision, make_object, make_user, mark

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> User:
    return make_user("anna", recorder="20")


@pytest.fixture
def plans() -> list[PlanDecision]:
    """Three plans of three years, the oldest first."""
    return [make_decision(f"2080-P{n}", in_force_from=day(f"{1990 + n}-05-01")) for n in (1, 2, 3)]


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def say(client: Client, decision: PlanDecision, outcome: str, **more: Any) -> Any:
    told = {
        "outcome": outcome, "basis": "akt", "decisions": [decision.pk], "ko": "",
        "seen": readings.state_of(decision.plan),
    }  # fmt: skip
    return client.post(f"/inventering/plan/{decision.plan_id}/genomgang/", told | more)


def opened(answer: Any) -> int:
    """The plan that one was sent on to."""
    assert answer.status_code == 302, answer
    return int(answer.url.split("/plan/")[1].split("/")[0])


def test_an_outcome_is_one_request_and_opens_the_next(
    anna: User, plans: list[PlanDecision]
) -> None:
    client = client_of(anna)
    assert opened(client.post("/inventering/lan/20/nasta/")) == plans[0].plan_id
    answer = say(client, plans[0], "nothing_found", basis="kommunkarta")
    assert opened(answer) == plans[1].plan_id
    review = Review.objects.get()
    assert (review.outcome, review.basis, review.reader) == ("nothing_found", "kommunkarta", anna)
    assert Claim.objects.get().plan == plans[1].plan
    assert "Sparat: 2080-P1, inga bestämmelser" in client.get(answer.url).content.decode()


def test_the_last_plan_leads_back_to_the_list(anna: User, plans: list[PlanDecision]) -> None:
    client = client_of(anna)
    for decision in plans:
        answer = say(client, decision, "unclear")
    assert answer.url.startswith("/inventering/lan/20/")
    assert "inget mer att läsa" in client.get(answer.url).content.decode()
    assert not Claim.objects.exists()


def test_skipped_plans_come_last_and_next_goes_on(anna: User, plans: list[PlanDecision]) -> None:
    client = client_of(anna)
    onward = "/inventering/lan/20/nasta/"
    ids = [decision.plan_id for decision in plans]
    assert opened(client.post(onward, {"fran": ids[0], "hoppa": "1"})) == ids[1]
    assert opened(client.post(onward, {"fran": ids[1]})) == ids[2]
    assert opened(client.post(onward, {"fran": ids[2]})) == ids[1]  # not the one passed over
    say(client, plans[1], "unclear")
    say(client, plans[2], "unclear")
    assert opened(client.post(onward, {"fran": ids[1]})) == ids[0]


def test_the_filter_is_the_queue(anna: User, plans: list[PlanDecision]) -> None:
    answer = say(client_of(anna), plans[0], "unclear", ko="ar=1993")
    assert opened(answer) == plans[2].plan_id
    assert "ko=ar%3D1993" in answer.url
    shown = county_queue("20", Selection(year=1993, outcome=UNREAD), day=day("2020-01-01"))
    assert [entry.pk for entry in shown] == [plans[2].pk]


def test_what_others_hold_is_passed_by(anna: User, plans: list[PlanDecision]) -> None:
    bo = make_user("bo", recorder="20")
    assert claims.claim(plans[0].plan, by=bo)
    assert opened(client_of(anna).post("/inventering/lan/20/nasta/")) == plans[1].plan_id
    assert not claims.claim(plans[0].plan, by=anna)
    assert "hålls av bo" in client_of(anna).get("/inventering/lan/20/").content.decode()
    page = client_of(anna).get(f"/inventering/plan/{plans[0].plan_id}/").content.decode()
    assert "Hålls av bo" in page
    Claim.objects.update(renewed_at=timezone.now() - claims.LEASE * 2)
    assert claims.claim(plans[0].plan, by=anna)


def test_saving_a_marking_takes_the_plan_and_leaves_the_queue_as_it_was(
    anna: User, plans: list[PlanDecision]
) -> None:
    client = client_of(anna)
    told = {
        "thing": "", "object_type": "byggnad", "east": "535050", "north": "6718050",
        "provision": "", "decision": plans[1].pk, "letter": "q",
        "wording": "Får inte rivas", "classes": ["skydd"], "ko": "ar=1992",
    }  # fmt: skip
    answer = client.post(f"/inventering/plan/{plans[1].plan_id}/markning/", told)
    assert answer.status_code == 302, answer.context["form"].errors
    assert "ko=ar%3D1992" in answer["Location"]
    assert Claim.objects.get().plan == plans[1].plan


def test_one_person_holds_one_plan(anna: User, plans: list[PlanDecision]) -> None:
    for decision in plans:
        assert claims.claim(decision.plan, by=anna)
    assert Claim.objects.get().plan == plans[2].plan


def test_undo_takes_all_of_the_reading_back(anna: User, plans: list[PlanDecision]) -> None:
    client = client_of(anna)
    change = make_decision("2080-P1/2", plan=plans[0].plan, decision="change")
    say(client, plans[0], "nothing_found", decisions=[plans[0].pk, change.pk])
    assert Review.objects.count() == 2
    context = client.session["last_reading"]["context"]
    other = client_of(make_user("bo", recorder="20"))
    assert other.post(f"/inventering/genomgang/{context}/angra/").status_code == 404
    assert opened(client.post(f"/inventering/genomgang/{context}/angra/")) == plans[0].plan_id
    assert not Review.objects.exists()
    assert "last_reading" not in client.session


def test_one_who_may_not_record_any_longer_takes_nothing_back(
    anna: User, plans: list[PlanDecision]
) -> None:
    client = client_of(anna)
    say(client, plans[0], "nothing_found")
    context = client.session["last_reading"]["context"]
    Membership.objects.filter(user=anna).update(role="reader")
    assert client.post(f"/inventering/genomgang/{context}/angra/").status_code == 403
    assert Review.objects.exists()


def test_no_reading_without_or_against_the_state_one_saw(
    anna: User, plans: list[PlanDecision]
) -> None:
    client = client_of(anna)
    before = readings.state_of(plans[0].plan)
    say(client_of(make_user("bo", recorder="20")), plans[0], "nothing_found")
    answer = say(client, plans[0], "unclear", seen=before)
    assert answer.status_code == 409
    assert "fått en genomgång sedan du öppnade den" in answer.content.decode()
    told = {"outcome": "unclear", "basis": "akt", "decisions": [plans[1].pk]}
    address = f"/inventering/plan/{plans[1].plan_id}/genomgang/"
    assert client.post(address, told).status_code == 428
    assert Review.objects.count() == 1


def test_done_without_provisions_is_refused(anna: User, plans: list[PlanDecision]) -> None:
    client = client_of(anna)
    answer = say(client, plans[0], "recorded")
    assert answer.status_code == 422
    assert "inga bestämmelser registrerade" in answer.content.decode()
    mark(make_object(), plans[0], "skydd")
    assert opened(say(client, plans[0], "recorded")) == plans[1].plan_id


def test_nothing_found_where_something_is_marked_is_told(
    anna: User, plans: list[PlanDecision]
) -> None:
    mark(make_object(), plans[0], "skydd")
    client = client_of(anna)
    answer = say(client, plans[0], "nothing_found")
    assert "2080-P1 har märkningar" in client.get(answer.url).content.decode()


def test_decisions_of_another_plan_are_refused(anna: User, plans: list[PlanDecision]) -> None:
    answer = say(client_of(anna), plans[0], "unclear", decisions=[plans[1].pk])
    assert answer.status_code == 422
    assert not Review.objects.exists()


def test_ones_own_readings_can_be_taken_back_later(anna: User, plans: list[PlanDecision]) -> None:
    client = client_of(anna)
    say(client, plans[0], "nothing_found")
    review = Review.objects.get()
    assert "2080-P1" in client.get("/inventering/genomgangar/").content.decode()
    bo = client_of(make_user("bo", recorder="20"))
    assert "2080-P1" not in bo.get("/inventering/genomgangar/").content.decode()
    address = f"/inventering/genomgangar/{review.pk}/"
    assert bo.post(address, {"version": review.version}).status_code == 404
    assert client.post(address).status_code == 428
    client.post(address, {"version": review.version})
    assert not Review.objects.exists()
    with pytest.raises(VersionMissingError):
        readings.withdraw(review, None, by=anna)
    with pytest.raises(StaleVersionError):
        readings.withdraw(review, review.version, by=anna)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_ask_at_once_each_gets_a_plan_of_their_own() -> None:
    people = [make_user(f"p{n}", recorder="20") for n in range(6)]
    for n in range(4):
        make_decision(f"2080-P{n}", in_force_from=day(f"{1990 + n}-05-01"))
    got: list[Plan | None] = []
    ready = threading.Barrier(len(people))

    def ask(person: User) -> None:
        ready.wait()
        got.append(readings.next_plan("20", Selection(), by=person, after=None, passed=[]))
        connection.close()

    threads = [threading.Thread(target=ask, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    plans = [plan.pk for plan in got if plan is not None]
    assert len(plans) == len(set(plans)) == Claim.objects.count() == 4
    assert got.count(None) == 2


def test_a_plan_is_held_from_the_first_change_until_one_leaves(
    anna: User, plans: list[PlanDecision]
) -> None:
    address = f"/inventering/plan/{plans[0].plan_id}/hall/"
    bo = make_user("bo", recorder="20")
    assert client_of(anna).post(address).status_code == 204
    refused = client_of(bo).post(address)
    assert refused.status_code == 409
    assert "hålls av anna" in refused.json()["text"]
    client_of(bo).post(address, {"slapp": "1"})  # what another holds is not one's to let go
    assert Claim.objects.get().person == anna
    client_of(anna).post(address, {"slapp": "1"})
    assert client_of(bo).post(address).status_code == 204
