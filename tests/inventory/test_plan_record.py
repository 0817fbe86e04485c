"""The record of a plan: ends answered in place, relations, themes of a reading, what is gone."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from inventory import readings
from inventory.indicator import figures
from inventory.models import ProtectedObject, Review
from inventory.open_years import next_task, scope_of
from inventory.queries import incoming
from inventory.queue import UNREAD, Selection, county_queue
from plans import ends
from plans.models import Plan, PlanDecision, PlanRelation
from tests.factories import (
    day,
    make_decision,
    make_object,
    make_provision,
    make_scope,
    make_user,
    mark,
    point,
    review,
    square,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> User:
    return make_user("anna", recorder="20")


@pytest.fixture
def recorder(client: Client, anna: User) -> Client:
    client.force_login(anna)
    return client


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def plan_page(client: Client, plan: Plan) -> str:
    return text(client.get(reverse("inventory:plan", args=[plan.pk])))


def reading(decision: PlanDecision, outcome: str = "recorded", **more: Any) -> dict[str, Any]:
    return {
        "outcome": outcome, "basis": "akt", "decisions": [decision.pk], "ko": "",
        "seen": readings.state_of(decision.plan), **more,
    }  # fmt: skip


def say(client: Client, decision: PlanDecision, outcome: str = "recorded", **more: Any) -> Any:
    url = reverse("inventory:read", args=[decision.plan_id])
    return client.post(url, reading(decision, outcome, **more))


@pytest.fixture
def newer() -> PlanDecision:
    """A plan of 2012 with a provision, over two older ones, the first with two provisions."""
    older = make_decision("2080-P1", in_force_from=day("1965-04-01"), kind="stadsplan",
                          area=square())  # fmt: skip
    make_decision("2080-P2", in_force_from=day("1990-04-01"), area=square(100))
    mark(make_object(shape=point(20, 20)), older)
    make_provision(older, area=square(10, 10, 5))
    make_provision(older, area=square(300, 300, 5))  # outside
    new = make_decision("2080-P9", in_force_from=day("2012-05-03"), area=square(side=200))
    mark(make_object(shape=point(30, 30)), new)
    ends.propose([new.plan_id], by=make_user())
    return new


def relations() -> list[PlanRelation]:
    return list(PlanRelation.objects.order_by("pk"))


def test_done_asks_about_the_older_plans_first(recorder: Client, newer: PlanDecision) -> None:
    following = make_decision("2080-P10", in_force_from=day("2013-05-03"))
    answer = say(recorder, newer)
    assert answer.status_code == 422
    page = text(answer)
    assert "2 äldre bestämmelser ligger inom planområdet." in page
    assert "Upphör 2012-05-03" in page
    assert "Säg vad som gäller, så sparas utfallet" in page
    assert not Review.objects.exists()
    told = {"rad": [f"{r.pk}:{r.version}" for r in relations()], "svar": "ended"}
    url = reverse("inventory:plan_ends", args=[newer.plan_id])
    answered = recorder.post(url, reading(newer) | told)
    assert answered.status_code == 302
    assert f"/plan/{following.plan_id}/" in answered["Location"]
    assert Review.objects.get().outcome == "recorded"
    ended = [Plan.objects.get(pk=r.plan_id).in_force_to for r in relations()]
    assert ended == [day("2012-05-03")] * 2
    assert "2 förslag är avgjorda: upphör." in text(recorder.get(answered["Location"]))


def test_one_by_one_the_panel_stays_until_all_are_answered(
    recorder: Client, newer: PlanDecision
) -> None:
    first, second = relations()
    url = reverse("inventory:plan_ends", args=[newer.plan_id])
    told = {"ett": f"{first.pk}:{first.version}/still_in_force"}
    answer = recorder.post(url, reading(newer) | told)
    assert answer.status_code == 422
    assert "1 äldre plan utan registrerade bestämmelser ligger under planen." in text(answer)
    assert not Review.objects.exists()
    answer = recorder.post(url, reading(newer) | {"ett": f"{second.pk}:{second.version}/unknown"})
    assert answer.status_code == 302
    assert Review.objects.exists()
    assert [r.state for r in relations()] == ["still_in_force", "unknown"]


def test_they_are_answered_in_place_before_done_too(recorder: Client, newer: PlanDecision) -> None:
    first, _second = relations()
    url = reverse("inventory:plan_ends", args=[newer.plan_id])
    answer = recorder.post(url, {"ett": f"{first.pk}:{first.version}/still_in_force"})
    assert answer["Location"].endswith(f"/inventering/plan/{newer.plan_id}/")
    assert not Review.objects.exists()
    assert first.version == 1
    stale = recorder.post(url, {"ett": f"{first.pk}:1/ended"})
    assert stale.status_code == 409
    assert "Någon annan har just ändrat ett av förslagen." in text(stale)
    assert recorder.post(url, {"ett": f"{first.pk}/ended"}).status_code == 428
    assert recorder.post(url, {}).status_code == 422
    other = make_decision(in_force_from=day("2015-01-01"))
    elsewhere = reverse("inventory:plan_ends", args=[other.plan_id])
    assert recorder.post(elsewhere, {"ett": f"{first.pk}:2/ended"}).status_code == 404


def test_another_day_that_stands_is_asked_for(recorder: Client, newer: PlanDecision) -> None:
    first, _second = relations()
    Plan.objects.filter(pk=first.plan_id).update(in_force_to=day("2010-01-01"))
    url = reverse("inventory:plan_ends", args=[newer.plan_id])
    told = reading(newer) | {"ett": f"{first.pk}:{first.version}/ended"}
    asked = recorder.post(url, told)
    assert asked.status_code == 409
    assert 'name="outcome" value="recorded"' in text(asked)  # the reading goes on afterwards
    recorder.post(url, told | {"annan_dag": "behall"})
    assert Plan.objects.get(pk=first.plan_id).in_force_to == day("2010-01-01")
    assert PlanRelation.objects.get(pk=first.pk).state == "ended"


def test_done_is_not_refused_and_nothing_else_asks(recorder: Client, newer: PlanDecision) -> None:
    assert say(recorder, newer, utan_svar="1").status_code == 302
    assert Review.objects.get().outcome == "recorded"
    Review.objects.all().delete()
    assert say(recorder, newer, "nothing_found").status_code == 302


def test_the_relations_of_a_plan_are_listed_with_links(
    recorder: Client, newer: PlanDecision
) -> None:
    first, second = relations()
    ends.decide(
        [ends.Answer(first.pk, first.version, PlanRelation.State.ENDED),
         ends.Answer(second.pk, second.version, PlanRelation.State.STILL_IN_FORCE)],
        by=make_user(),
    )  # fmt: skip
    page = plan_page(recorder, newer.plan)
    assert f'Ersätter <a href="/inventering/plan/{first.plan_id}/">2080-P1</a>' in page
    assert "upphörde 2012-05-03" in page
    assert "gäller fortfarande" in page
    older = plan_page(recorder, first.plan)
    assert f'Ersätts av <a href="/inventering/plan/{newer.plan_id}/">2080-P9</a>' in older


def test_a_reading_says_what_it_looked_for(recorder: Client) -> None:
    decision = make_decision()
    say(recorder, decision, "nothing_found", themes_shown="1", looked_for=["natur", "kulturvarden"])
    assert Review.objects.get().looked_for == ["kulturvarden", "natur"]
    page = plan_page(recorder, decision.plan)
    assert "inga bestämmelser om kulturvärden och natur" in page
    assert "Genomgången för: Kulturvärden, Natur" in page  # as one left it
    none = say(recorder, decision, "nothing_found", themes_shown="1")
    assert none.status_code == 422
    assert "Välj vad genomgången gällde, minst ett." in text(none)
    say(recorder, decision, "unclear")
    assert Review.objects.get(outcome="unclear").looked_for == ["kulturvarden"]


def test_a_reading_for_nature_alone_leaves_the_plan_unread(recorder: Client) -> None:
    make_scope()
    decision = make_decision(in_force_from=day("2012-05-03"), area=square())
    say(recorder, decision, "nothing_found", themes_shown="1", looked_for=["natur"])

    today = day("2013-01-01")

    def unread() -> list[int]:
        return [e.pk for e in county_queue("20", Selection(outcome=UNREAD), day=today)]

    def state() -> bytes:
        return bytes(recorder.get("/tiles/plans/14/8903/4703.mvt").content)

    def read() -> tuple[int, str]:
        [figure] = [
            f for f in figures(part="q", level="county", years=[2012])
            if f.region_code == "20" and f.series == "registered"
        ]  # fmt: skip
        return figure.decisions_read, figure.status

    assert unread() == [decision.pk]
    assert county_queue("20", day=today).get().outcome == ""
    assert (next_task(scope_of("20"), today).year, next_task(scope_of("20"), today).plans) == (
        2012,
        1,
    )
    assert incoming("20", day("2012-05-01")).get().unread
    assert b"unread" in state()
    assert read() == (0, "missing")
    assert "inga bestämmelser om natur" in plan_page(recorder, decision.plan)
    review(decision, "nothing_found", read_on=day("2012-05-01"))
    assert unread() == []
    assert county_queue("20", day=today).get().outcome == "nothing_found"
    assert not incoming("20", day("2012-05-01")).get().unread
    assert b"unread" not in state()
    assert read() == (1, "complete")


def gone(client: Client, decision: PlanDecision, thing: ProtectedObject, **facts: Any) -> Any:
    url = reverse("inventory:gone", args=[decision.plan_id, thing.pk])
    thing.refresh_from_db()
    return client.post(url, {"version": thing.version, **facts}, follow=False)


def test_an_object_is_gone_in_two_steps(recorder: Client) -> None:
    decision = make_decision()
    thing = mark(make_object(name="Boden"), decision).object
    url = reverse("inventory:gone", args=[decision.plan_id, thing.pk])
    assert url in plan_page(recorder, decision.plan)
    assert "Är Boden borta?" in text(recorder.get(url))
    answer = gone(recorder, decision, thing, gone_how="brunnen", gone_on="2011-08-01")
    assert answer.status_code == 302
    thing.refresh_from_db()
    assert (thing.gone_how, thing.gone_on) == ("brunnen", day("2011-08-01"))
    assert "borta från 2011-08-01 (brunnen)" in plan_page(recorder, decision.plan)
    assert gone(recorder, decision, thing, kvar="1").status_code == 302
    thing.refresh_from_db()
    assert (thing.gone_how, thing.gone_on) == ("", None)


@pytest.mark.parametrize(
    ("facts", "status", "says"),
    [
        ({"gone_how": "riven"}, 422, "måste fyllas i."),
        ({"gone_on": "2999-01-01"}, 422, "Dagen har inte varit än."),
        ({"gone_on": "2011-08-01", "gone_how": "borta"}, 422, "Välj ett giltigt alternativ"),
        ({"gone_on": "2011-08-01", "version": "9"}, 409, "Någon annan ändrade medan du skrev"),
        ({"gone_on": "2011-08-01", "version": ""}, 428, ""),
    ],
)
def test_what_is_wrong_of_what_is_gone(
    recorder: Client, facts: dict[str, str], status: int, says: str
) -> None:
    decision = make_decision()
    thing = mark(make_object(), decision).object
    answer = gone(recorder, decision, thing, **facts)
    assert answer.status_code == status
    assert says in text(answer)
    thing.refresh_from_db()
    assert thing.gone_on is None


def test_an_object_of_another_plan_is_not_found(recorder: Client) -> None:
    thing = mark(make_object(), make_decision()).object
    assert gone(recorder, make_decision(), thing, gone_on="2011-08-01").status_code == 404
    with pytest.raises(IntegrityError, match="inventory_object_gone_how"):
        make_object(gone_how="borta")
