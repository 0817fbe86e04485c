"""The next task of a county: what makes the next year publishable, and how long that takes."""

import datetime
from typing import Any

import pytest
from django.db import connection
from hypothesis import given

from inventory import readings
from inventory.indicator import figures
from inventory.models import Basis, InventoryScope, Outcome, Review
from inventory.open_years import (
    FEWEST_TIMED,
    USUAL_MINUTES,
    Pace,
    Task,
    next_task,
    pace,
    scope_of,
)
from inventory.templatetags.words import reading_time
from plans.models import PlanDecision
from raknaq.lib.history import events_of
from tests import second_count as plain
from tests.factories import day, make_decision, make_scope, make_user, review
from tests.inventory.test_loop import client_of
from tests.inventory.test_second_count import COUNTY_CODES, many, written
from tests.inventory.worlds import worlds

pytestmark = pytest.mark.django_db
TODAY = day("2014-06-01")


def task() -> Task:
    return next_task(scope_of("20"), TODAY)


def start_page() -> str:
    page = client_of(make_user(recorder="20")).get("/inventering/lan/20/").content.decode()
    return " ".join(page.split())


def read_in(year: int, outcome: str = "nothing_found") -> None:
    review(make_decision(in_force_from=day(f"{year}-05-01")), outcome)


def test_the_task_is_the_first_year_that_cannot_be_published() -> None:
    make_scope()
    read_in(2000)
    for _ in range(41):
        make_decision(in_force_from=day("2011-03-01"))
    make_decision(in_force_from=day("2012-03-01"))
    assert task() == Task(
        done=2010, year=2011, plans=41, unclear=0, missing=0, opens=2011, through=41, hindrance=None
    )
    page = start_page()
    assert "Ni är klara till och med 2010." in page
    assert "2011: 41 planer, cirka 2 timmar." in page
    assert "När de är genomgångna kan 2011 publiceras." in page
    assert "räknad på 3 minuter per plan" in page


def test_what_is_outside_the_scope_is_no_task() -> None:
    make_scope(kinds=["detaljplan"])
    read_in(2000)
    make_decision(in_force_from=day("1965-03-01"))
    make_decision(in_force_from=day("2001-03-01"), kind="stadsplan")
    make_decision(in_force_from=day("2001-03-01"), decision="repeal")
    make_decision(in_force_from=None)
    assert (task().done, task().year, task().plans) == (2012, None, 0)


def test_inconclusive_readings_are_left_and_told_and_unavailable_ones_are_not() -> None:
    make_scope()
    for _ in range(60):
        read_in(2000)
    read_in(2001, "unavailable")
    for outcome in ("unclear", "document_missing", "document_missing"):
        read_in(2001, outcome)
    assert (task().done, task().plans, task().unclear, task().missing) == (2000, 3, 1, 2)
    page = start_page()
    assert "Redan lästa utan slutsats: 1 oklart beslut, 2 där handlingen saknas." in page


def test_older_years_lead_to_the_first_that_is_published() -> None:
    make_scope()
    make_decision(in_force_from=day("1988-03-01"))
    make_decision(in_force_from=day("1998-03-01"))
    assert (task().year, task().plans, task().opens, task().through) == (1988, 1, 1999, 2)
    page = start_page()
    assert "1988: 1 plan, cirka 5 minuter. Till och med 1999 är det 2 planer" in page.replace(
        "</strong>", ""
    )
    assert "När de är genomgångna kan 1999 publiceras." in page


def test_a_declared_county_needs_all_that_is_older_for_its_next_year() -> None:
    make_scope(declared_through=2010, declared_by="x", declared_on=day("2011-01-01"))
    make_decision(in_force_from=day("1990-03-01"))
    make_decision(in_force_from=day("2011-03-01"))
    assert (task().done, task().year, task().opens, task().through) == (2010, 1990, 2011, 2)


@pytest.mark.parametrize(
    ("scope", "told"),
    [
        ({"listed_through": day("2010-12-31")}, "när listan över beslut är undertecknad"),
        (None, "länets omfattning är angiven"),
    ],
)
def test_what_more_it_takes_is_told(scope: dict[str, Any] | None, told: str) -> None:
    if scope:
        make_scope(**scope)
    read_in(2000)
    make_decision(in_force_from=day("2011-03-01"))
    page = start_page()
    assert told in page
    assert "kan 2011 publiceras." not in page


def test_too_many_unavailable_are_told() -> None:
    make_scope()
    read_in(2000, "unavailable")
    assert task().hindrance == "unavailable"
    assert "för många handlingar finns varken i arkivet" in start_page()


@many
@given(worlds())
def test_the_years_are_those_that_the_indicator_can_publish(world: plain.World) -> None:
    today = datetime.date(2005, 6, 1)
    with written(world):
        counted = figures(years=range(1999, 2005), series=["registered"], counties=COUNTY_CODES)
        for code in COUNTY_CODES:
            told = next_task(scope_of(code), today)
            scope = InventoryScope.objects.filter(county=code).first()
            own = [f for f in counted if f.region_code == code]
            begun = [
                f for f in own
                if f.decisions_in_scope or ((scope and scope.declared_through) or 0) >= f.year
            ]  # fmt: skip
            if scope is None:
                continue  # the method's figures are of a scope alone
            open_ = next((f for f in begun if not f.publishable), None)
            done = [f.year for f in begun if open_ is None or f.year < open_.year]
            assert told.done == (done[-1] if done else None)
            assert told.opens == (open_.year if open_ else None)
            if open_ and not told.hindrance:
                rest = open_.decisions_in_scope - open_.decisions_read
                assert (told.through > 0) == (rest > open_.decisions_unavailable)


def test_the_pace_is_the_middle_time_between_a_persons_readings() -> None:
    """Anna reads every fourth minute and pauses for an hour; Bo reads between her readings."""
    anna, bo = make_user(recorder="20"), make_user(recorder="20")
    for n in range(FEWEST_TIMED):
        for person, minute in ((anna, 4 * n + 60 * (n > 2)), (bo, 4 * n + 1)):
            decision = make_decision()
            change = make_decision(plan=decision.plan, decision="change")
            readings.read(
                by=person, plan=decision.plan, decisions=[decision, change],
                outcome=Outcome.UNCLEAR, basis=Basis.AKT,
                seen=readings.state_of(decision.plan),
            )  # fmt: skip
            at(minute, decision, change)
        if n == FEWEST_TIMED // 2:
            assert pace("20") == Pace(USUAL_MINUTES, own=False)
    assert pace("20") == Pace(4, own=True)
    assert pace("21") == Pace(USUAL_MINUTES, own=False)


def at(minute: int, *decisions: PlanDecision) -> None:
    """Let the readings of the decisions have been made so many minutes after noon."""
    noon = datetime.datetime(2020, 2, 7, 12, tzinfo=datetime.UTC)
    with connection.cursor() as cursor:  # the history lets nobody change it otherwise
        cursor.execute("SET LOCAL session_replication_role = replica")
        events_of(Review).filter(decision__in=decisions).update(
            pgh_created_at=noon + datetime.timedelta(minutes=minute)
        )
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.mark.parametrize(
    ("plans", "words"),
    [(1, "cirka 5 minuter"), (13, "cirka 40 minuter"), (41, "cirka 2 timmar"),
     (400, "cirka 20 timmar")],
)  # fmt: skip
def test_time_in_words(plans: int, words: str) -> None:
    assert reading_time(plans, Pace(3, own=False)) == words
