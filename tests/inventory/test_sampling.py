"""Which readings go to kollegial granskning: all that are unclear, and a sample drawn by digest."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from inventory import readings
from inventory.models import Basis, CheckRate, Outcome, PeerCheck
from inventory.sampling import TICKETS, UNOPENED_FACTOR, ticket, winning
from plans.models import PlanDecision
from tests.factories import make_decision, make_object, make_user, mark

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> User:
    return make_user("anna", recorder="20")


def read(
    by: User, *decisions: PlanDecision, outcome: str = "nothing_found", basis: str = "akt"
) -> Any:
    plan = decisions[0].plan
    return readings.read(
        by=by, plan=plan, decisions=decisions, outcome=Outcome(outcome), basis=Basis(basis),
        seen=readings.state_of(plan),
    )  # fmt: skip


def rate(percent: int) -> None:
    CheckRate.objects.update_or_create(county_id="20", defaults={"percent": percent})


@given(st.integers(1, 10**12), st.integers(1, 10**6))
def test_a_ticket_is_drawn_again_the_same(decision: int, reader: int) -> None:
    assert ticket(decision, reader) == ticket(decision, reader)
    assert 0 <= ticket(decision, reader) < TICKETS


@examples(max_examples=25, deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 10**6), st.sampled_from([1, 5, 10, 30, 50, 90]))
def test_the_sample_is_the_share_that_was_asked_for(first: int, reader: int, percent: int) -> None:
    """Of 4 000 decisions read by one person: within five standard deviations of the rate."""
    number, share = 4_000, percent / 100
    drawn = sum(
        ticket(n, reader) < winning(percent, "recorded", "akt")
        for n in range(first, first + number)
    )
    assert abs(drawn - number * share) < 5 * (number * share * (1 - share)) ** 0.5


@given(st.integers(0, 100), st.sampled_from(Outcome.values), st.sampled_from(Basis.values))
def test_what_is_unsure_is_drawn_more(percent: int, outcome: str, basis: str) -> None:
    plain = winning(percent, "recorded", "akt")
    assert plain == TICKETS * percent // 100
    won = winning(percent, outcome, basis)
    if outcome == "unclear":
        assert won == TICKETS
    elif outcome == "nothing_found" and basis != "akt":
        assert won == min(TICKETS, UNOPENED_FACTOR * plain)
    else:
        assert won == plain


def test_another_salt_draws_others(settings: Any) -> None:
    before = [ticket(n, 1) for n in range(20)]
    settings.SAMPLING_SALT = "another"
    assert [ticket(n, 1) for n in range(20)] != before


def test_all_that_is_unclear_goes_to_checking(anna: User) -> None:
    rate(0)
    decision, other = make_decision(), make_decision()
    read(anna, decision, outcome="unclear")
    read(anna, other)
    check = PeerCheck.objects.get()
    assert (check.review.decision, check.why, check.author) == (decision, "unclear", anna)
    assert check.waits


def test_a_countys_own_rate(anna: User) -> None:
    rate(100)
    decision = make_decision()
    mark(make_object(), decision)
    read(anna, decision, outcome="recorded")
    assert PeerCheck.objects.get().why == "sample"


def test_without_a_decision_of_the_lead_a_tenth_is_drawn(anna: User) -> None:
    for decision in (made := [make_decision() for _ in range(60)]):
        read(anna, decision)
    expected = {one.pk for one in made if ticket(one.pk, anna.pk) < TICKETS // 10}
    drawn = set(PeerCheck.objects.values_list("review__decision", flat=True))
    assert drawn == expected


def test_taking_back_and_reading_anew_draws_nothing_new(anna: User) -> None:
    for decision in [make_decision() for _ in range(30)]:
        context = read(anna, decision)
        drawn = PeerCheck.objects.filter(review__decision=decision).exists()
        readings.take_back_reading(context, by=anna)
        assert not PeerCheck.objects.filter(review__decision=decision)
        read(anna, decision)
        assert PeerCheck.objects.filter(review__decision=decision).exists() == drawn


def test_the_number_of_queries_does_not_grow_with_the_decisions(anna: User) -> None:
    from django.db import connection

    rate(100)
    counted = []
    for number in (1, 8):
        first = make_decision()
        rest = [make_decision(plan=first.plan, decision="change") for _ in range(number - 1)]
        with CaptureQueriesContext(connection) as captured:
            read(anna, first, *rest)
        counted.append(len(captured))
    assert counted[0] == counted[1]
    assert PeerCheck.objects.count() == 9
