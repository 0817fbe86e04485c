"""The long lists of a plan: their first rows come with the page, the others after it."""

import re

import pytest
from django.test import Client

from inventory.models import Marking
from plans.models import PlanDecision
from tests.factories import make_decision, make_object, make_provision, make_user, square

pytestmark = pytest.mark.django_db

FIRST, MARKED, UNDECIDED, DECIDED = 30, 34, 33, 41


@pytest.fixture
def decision() -> PlanDecision:
    """A plan with more markings and provisions, of both kinds, than come with its page."""
    decision = make_decision()
    decided = [make_provision(decision, letter="k", index=str(n)) for n in range(DECIDED)]
    for n in range(MARKED):
        Marking.objects.create(object=make_object(name=f"Hus {n:02}"), provision=decided[0])
    for n in range(UNDECIDED):
        make_provision(decision, letter="q", index=str(n), classes=[], proposed=["skydd"])
    return decision


@pytest.fixture
def recorder() -> Client:
    client = Client()
    client.force_login(make_user(recorder="20"))
    return client


def names(html: str) -> list[str]:
    return re.findall(r"<strong>(Hus \d\d)</strong>", html)


def rows(html: str) -> list[int]:
    return [int(key) for key in re.findall(r'data-row="(\d+)" data-object', html)]


def provisions(html: str) -> list[str]:
    return re.findall(r'data-provision="(\d+)"', html)


def test_the_first_rows_come_with_the_page_and_the_rest_after_it(
    recorder: Client, decision: PlanDecision
) -> None:
    address = f"/inventering/plan/{decision.plan_id}/"
    page = recorder.get(address).content.decode()
    later = recorder.get(address, headers={"X-Part": "rows"}).content.decode()
    assert "<html" not in later
    assert (len(names(page)), len(names(later))) == (FIRST, MARKED - FIRST)
    assert names(page) + names(later) == [f"Hus {n:02}" for n in range(MARKED)]
    assert len(provisions(page)) == 2 * FIRST
    assert len(provisions(later)) == UNDECIDED + DECIDED - 2 * FIRST
    assert len({*provisions(page), *provisions(later)}) == UNDECIDED + DECIDED
    for number in (MARKED, UNDECIDED, DECIDED):
        assert f"Visa alla {number}</a>" in page


def test_all_rows_are_there_without_a_script(recorder: Client, decision: PlanDecision) -> None:
    page = recorder.get(f"/inventering/plan/{decision.plan_id}/?alla=ja").content.decode()
    assert (len(names(page)), len(provisions(page))) == (MARKED, UNDECIDED + DECIDED)
    assert "Visa alla" not in page


def test_rows_that_are_alike_stand_once_each(recorder: Client) -> None:
    """One provision "q" after another, told apart by their wordings alone."""
    decision = make_decision()
    provisions = [make_provision(decision, index="", wording=f"Ord {n}") for n in range(7)]
    things = [make_object(name=f"Hus {n:02}") for n in range(14)]
    pairs = [(thing, provision) for thing in things for provision in provisions]
    for thing, provision in pairs[::3] + pairs[1::3] + pairs[2::3]:
        Marking.objects.create(object=thing, provision=provision)
    address = f"/inventering/plan/{decision.plan_id}/"
    page = recorder.get(address).content.decode()
    later = recorder.get(address, headers={"X-Part": "rows"}).content.decode()
    shown = [*rows(page), *rows(later)]
    assert sorted(shown) == sorted(Marking.objects.values_list("pk", flat=True))


def test_what_is_behind_the_login_is_kept_by_no_browser(
    recorder: Client, client: Client, decision: PlanDecision
) -> None:
    """Back would show what others have changed since, and a shared computer what is private."""
    page = recorder.get(f"/inventering/plan/{decision.plan_id}/")
    assert page["Cache-Control"] == "private, no-store"
    shapes = recorder.get(f"/api/plan/{decision.plan_id}/shapes/")
    assert shapes["Cache-Control"] == "private, no-cache"
    assert "Cache-Control" not in client.get("/om/")


def test_a_reader_has_the_plans_own_shapes_with_the_page(client: Client) -> None:
    decision = make_decision(area=square())
    client.force_login(make_user(reader="01"))
    told = client.get(f"/inventering/plan/{decision.plan_id}/").context["map"]
    [area] = told["own"]["features"]
    assert (area["properties"]["layer"], area["properties"]["id"]) == ("decision", decision.pk)


def test_the_later_rows_are_as_closed_as_the_page(client: Client, decision: PlanDecision) -> None:
    address = f"/inventering/plan/{decision.plan_id}/"
    client.force_login(make_user(recorder="01"))
    later = client.get(address, headers={"X-Part": "rows"}).content.decode()
    assert len(names(later)) == MARKED - FIRST
    assert "Ändra" not in later
    client.force_login(make_user())
    assert client.get(address, headers={"X-Part": "rows"}).status_code == 404
