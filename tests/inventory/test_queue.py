"""The queue of a county: what each filter leaves, what each order puts first, what comes next."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.gis.geos import Point
from hypothesis import given

from inventory import readings
from inventory.models import Basis, Outcome, PendingMarking, QueueEntry, Review
from inventory.queries import standing_outcome
from inventory.queue import UNREAD, Order, Selection, county_queue, plans_waiting
from plans.models import Municipality, Plan, PlanDecision
from raknaq.lib.undo import take_back
from tests import second_count as plain
from tests.factories import (
    day,
    make_akt_request,
    make_decision,
    make_delivery,
    make_provision,
    make_scope,
    make_user,
    point,
    review,
    square,
)
from tests.inventory.test_loop import client_of, opened, say
from tests.inventory.test_second_count import many, written
from tests.inventory.worlds import worlds

pytestmark = pytest.mark.django_db
TODAY = day("2020-06-01")


@pytest.fixture
def anna() -> User:
    return make_user("anna", recorder="20")


def listed(**asked: Any) -> list[str]:
    """The akter of a selection in its order."""
    return [entry.akt for entry in county_queue("20", Selection(**asked), day=TODAY)]


def pending(**facts: Any) -> PendingMarking:
    plain_facts = {
        "row": PendingMarking.objects.count() + 2, "municipality_id": "2080", "state": "doubtful",
        "reason": "several", "identity": str(PendingMarking.objects.count()),
    }  # fmt: skip
    delivery = make_delivery("county_points")
    return PendingMarking.objects.create(delivery=delivery, **{**plain_facts, **facts})


def falun() -> Municipality:
    return Municipality.objects.get(code="2080")


def test_the_series_is_how_the_akt_begins() -> None:
    for akt in ("2080-P1", "2080-P12", "2080K-P1", "2080-P01/2", "20-2080-P1"):
        make_decision(akt)
    assert listed(series="2080-p") == ["2080-P1", "2080-P01/2", "2080-P12"]
    assert listed(series="2080K-") == ["2080K-P1"]
    assert listed(series="P1") == []


def test_all_words_must_be_found_somewhere() -> None:
    make_decision("2080-P1", name="Kvarteret Ängen", designation="DP 7")
    make_decision("2080-P2", name="Kvarteret Björken", designation="DP 7")
    make_decision("2081-P3", name="Kvarteret Ängen", municipality_id="2081")
    assert listed(words="ängen") == ["2080-P1", "2081-P3"]
    assert listed(words="ängen borlänge") == ["2081-P3"]
    assert listed(words="dp 7 falun") == ["2080-P1", "2080-P2"]
    assert listed(words="p2 KVARTERET") == ["2080-P2"]
    assert listed(words="ängen 100%") == []


def test_municipality_year_kind_and_outcome_leave_what_they_say(anna: User) -> None:
    make_decision("A", in_force_from=day("1995-01-01"))
    review(make_decision("B", kind="stadsplan"), "unclear", reader=anna, read_by="anna")
    review(make_decision("C", municipality_id="2081"), "document_missing")
    assert listed(year=1995) == ["A", "B", "C"]
    assert listed(year=1994) == []
    assert listed(kind="stadsplan") == ["B"]
    assert listed(municipality=falun()) == ["A", "B"]
    assert listed(outcome=UNREAD) == ["A"]
    assert listed(outcome="unclear") == ["B"]
    assert listed(outcome="document_missing") == ["C"]
    assert listed(unseen_by=anna) == ["A", "C"]


def test_what_was_read_for_nature_alone_is_not_read() -> None:
    review(make_decision("A"), "nothing_found", looked_for=["natur"])
    review(make_decision("B"), "nothing_found", looked_for=["natur", "kulturvarden"])
    assert listed(outcome=UNREAD) == ["A"]


def test_plans_with_something_proposed_are_those_that_wait() -> None:
    named = make_decision("2080-P1")
    designated = make_decision("2080-P2", designation="DP 7")
    around = make_decision("2080-P3", area=square(1_000))
    undecided = make_decision("2080-P4")
    make_decision("2080-P5", area=square(5_000))
    make_provision(undecided, classes=[], proposed=["skydd"])
    make_provision(make_decision("2080-P6"), "skydd")
    pending(values={"archive_ref": "2080-p1", "designation": "dp 7"})
    pending(values={"designation": "dp 7"})
    pending(values={}, shape=point(1_050, 50))
    pending(values={"archive_ref": "2080-P5"}, state="unmatched", reason="no_shape")
    waits = {decision.plan_id for decision in (named, designated, around, undecided)}
    assert set(plans_waiting("20")) == waits
    assert listed(waiting=True) == ["2080-P1", "2080-P2", "2080-P3", "2080-P4"]
    assert plans_waiting("21") == []


def came(decision: PlanDecision) -> None:
    items = make_akt_request(decision).items
    items.update(status="received", answered_on=day("2020-03-01"))


@pytest.fixture
def mixed() -> dict[str, PlanDecision]:
    """Decisions whose places in the orders differ, in a county that is listed through 2012."""
    make_scope()
    made = {
        "old": make_decision("2080-P10", in_force_from=day("1965-01-01"), area=square(0)),
        "1990": make_decision("2080-P9", in_force_from=day("1990-01-01"), area=square(3_000)),
        "1999": make_decision("2080-P2", in_force_from=day("1999-01-01"), area=square(1_000)),
        "2005": make_decision("2080-P1", in_force_from=day("2005-01-01"), area=square(2_000)),
        "2010": make_decision("2080-P3", in_force_from=day("2010-01-01")),
        "undated": make_decision("2080-P4", in_force_from=None),
    }
    came(made["2010"])
    make_provision(made["2005"], classes=[], proposed=["skydd"])
    return made


ORDERS = {
    Order.AGE: ["2010", "1990", "1999", "2005", "old", "undated"],
    # 1999 is the first year that can be published: what is older is read for it
    Order.PRIORITY: ["2010", "1990", "1999", "2005", "old", "undated"],
    Order.SERIES: ["2005", "1999", "2010", "undated", "1990", "old"],
    Order.NEAR: ["old", "1999", "2005", "1990", "2010", "undated"],
}


def names_of(mixed: dict[str, PlanDecision], entries: Any) -> list[str]:
    by_id = {decision.pk: name for name, decision in mixed.items()}
    return [by_id[entry.pk] for entry in entries]


@pytest.mark.parametrize("order", list(Order))
def test_each_order(mixed: dict[str, PlanDecision], order: Order) -> None:
    asked = Selection(order=order, near=point(0, 0))
    assert names_of(mixed, county_queue("20", asked, day=TODAY)) == ORDERS[order]


def test_priority_is_akt_then_open_year_then_what_waits(mixed: dict[str, PlanDecision]) -> None:
    waits = make_decision("2080-P20", in_force_from=day("2012-01-01"))
    make_provision(waits, classes=[], proposed=["skydd"])
    later = make_decision("2080-P21", in_force_from=day("2003-01-01"))
    named = {**mixed, "waits": waits, "2003": later}
    queue = county_queue("20", Selection(order=Order.PRIORITY), day=TODAY)
    assert names_of(named, queue) == [
        "2010", "1990", "1999", "2005", "waits", "2003", "old", "undated",
    ]  # fmt: skip


@pytest.mark.parametrize("order", list(Order))
def test_next_goes_through_each_order_and_then_round(
    anna: User, mixed: dict[str, PlanDecision], order: Order
) -> None:
    asked = Selection(order=order, near=point(0, 0))
    walked = []
    plan: Plan | None = None
    for _ in range(7):
        plan = readings.next_plan("20", asked, by=anna, after=plan, passed=[])
        assert plan is not None
        walked.append(plan.pk)
    expected = [mixed[name].plan_id for name in ORDERS[order]]
    assert walked == [*expected, expected[0]]


@pytest.mark.parametrize("order", list(Order))
def test_reading_goes_through_each_order(
    anna: User, mixed: dict[str, PlanDecision], order: Order
) -> None:
    client = client_of(anna)
    told = f"ordning={order}&mitt=535000,6718000"
    plan = opened(client.post("/inventering/lan/20/nasta/", {"ko": told}))
    for name, following in zip(ORDERS[order], ORDERS[order][1:], strict=False):
        assert plan == mixed[name].plan_id
        plan = opened(say(client, mixed[name], "nothing_found", ko=told))
        assert plan == mixed[following].plan_id


def test_an_akt_that_comes_goes_before_what_is_next(
    anna: User, mixed: dict[str, PlanDecision]
) -> None:
    client = client_of(anna)
    say(client, mixed["2010"], "nothing_found")
    came(mixed["1990"])
    assert opened(say(client, mixed["2005"], "nothing_found")) == mixed["1990"].plan_id


def test_numbers_in_akter_are_read_as_numbers() -> None:
    for akt in ("2080-P10", "2080-P9", "2080-P9/10", "2080-P9/2", "1282K-P1"):
        make_decision(akt)
    assert listed(order=Order.SERIES) == [
        "1282K-P1", "2080-P9", "2080-P9/2", "2080-P9/10", "2080-P10",
    ]  # fmt: skip


def test_the_plan_at_hand_leads_to_what_lies_nearest(anna: User) -> None:
    here, far, near = (make_decision(area=square(east)) for east in (0, 4_000, 1_000))
    client = client_of(anna)
    page = client.get(f"/inventering/plan/{here.plan_id}/")
    assert page.context["near"] == "utfall=unread&ordning=narhet&mitt=535050%2C6718050"
    told = {"fran": here.plan_id, "ko": page.context["near"]}
    assert opened(client.post("/inventering/lan/20/nasta/", told)) == near.plan_id
    told["fran"] = near.plan_id
    assert opened(client.post("/inventering/lan/20/nasta/", told)) == far.plan_id


def test_nearness_goes_from_the_middle_of_the_county_when_nothing_is_said(anna: User) -> None:
    make_decision("2080-P1", area=square(0))
    page = client_of(anna).get("/inventering/lan/20/?ordning=narhet")
    assert [row.decision.archive_ref for row in page.context["rows"]] == ["2080-P1"]


@many
@given(worlds())
def test_the_entries_are_what_the_rows_say(world: plain.World) -> None:
    with written(world):
        Review.objects.filter(pk__in=list(Review.objects.values_list("pk", flat=True)[:3])).delete()
        Review.objects.filter(outcome="unclear").update(outcome="document_missing")
        Plan.objects.filter(kind="detaljplan").update(kind="stadsplan")
        entries = QueueEntry.objects.select_related("decision__plan").order_by("pk")
        assert len(entries) == PlanDecision.objects.count()
        for entry in entries:
            decision = entry.decision
            assert (entry.plan_id, entry.municipality, entry.county) == (
                decision.plan_id, decision.municipality_id, decision.municipality_id[:2],
            )  # fmt: skip
            assert (entry.kind, entry.repeals, entry.day, entry.akt) == (
                decision.plan.kind, decision.decision == "repeal", decision.in_force_from,
                decision.archive_ref,
            )  # fmt: skip
            assert (entry.outcome, entry.read) == standing(decision)


def standing(decision: PlanDecision) -> tuple[str, bool]:
    """What the readings came to, from the words of `QueueEntry`."""

    def conclusive(told: Review) -> bool:
        return told.outcome in ("recorded", "nothing_found")

    for_culture = [r for r in decision.reviews.all() if "kulturvarden" in r.looked_for]
    told = sorted(for_culture, key=lambda r: (conclusive(r), r.read_on, r.pk))
    return (told[-1].outcome, conclusive(told[-1])) if told else ("", False)


def test_entries_follow_a_changed_a_folded_and_a_removed_decision() -> None:
    decision = make_decision("2080-P1", area=square(), name="Ängen")
    review(decision, "nothing_found")
    older = make_decision("2080-P2", kind="stadsplan")
    decision.archive_ref, decision.plan = "2080-p7", older.plan
    decision.decision, decision.in_force_from = "change", day("2001-01-01")
    decision.save()
    entry = decision.queued
    entry.refresh_from_db()
    assert (entry.akt, entry.kind, entry.outcome) == ("2080-p7", "stadsplan", "nothing_found")
    assert entry.words == "2080-P7  ÄNGEN"
    assert entry.place == Point(535_050, 6_718_050, srid=3006)
    decision.reviews.all().delete()
    decision.delete()
    assert not QueueEntry.objects.filter(pk=entry.pk).exists()


def test_a_reading_that_is_taken_back_is_gone_from_the_entry(anna: User) -> None:
    decision = make_decision()
    context = readings.read(
        by=anna, plan=decision.plan, decisions=[decision], outcome=Outcome.UNCLEAR,
        basis=Basis.AKT, seen=readings.state_of(decision.plan),
    )  # fmt: skip
    told = PlanDecision.objects.annotate(outcome=standing_outcome())
    assert told.get().outcome == "unclear"
    take_back(context, by=anna, why="test")
    assert told.get().outcome is None


def test_a_script_gets_the_list_alone(anna: User) -> None:
    make_decision("2080-P1")
    client = client_of(anna)
    part = client.get("/inventering/lan/20/?q=finnsinte", headers={"X-Part": "queue"})
    page = part.content.decode()
    assert "X-Part" in part["Vary"]
    assert page.strip().startswith('<div id="queue-list">')
    assert "<h1" not in page
    assert "0 beslut" in page
    whole = client.get("/inventering/lan/20/?q=finnsinte").content.decode()
    assert " ".join(page.split()) in " ".join(whole.split())
    assert client.get("/inventering/lan/20/?ar=1", headers={"X-Part": "queue"}).status_code == 404


def test_what_is_asked_for_can_be_removed_word_by_word(anna: User) -> None:
    address = "/inventering/lan/20/?q=ängen&serie=2080-P&osedda=on&ordning=prioritet"
    page = client_of(anna).get(address)
    assert page.context["active"] == [
        ("Sökord", "ängen", "serie=2080-P&osedda=on&ordning=prioritet"),
        ("Aktserie", "2080-P", "q=%C3%A4ngen&osedda=on&ordning=prioritet"),
        ("Inte lästa av mig", "", "q=%C3%A4ngen&serie=2080-P&ordning=prioritet"),
    ]  # fmt: skip


@pytest.mark.parametrize("part", ["", "queue"])
def test_a_filter_that_cannot_be_answered_is_named_beside_the_list(anna: User, part: str) -> None:
    make_decision("2080-P1")
    headers = {"X-Part": part} if part else {}
    page = client_of(anna).get("/inventering/lan/20/?q=ängen&ar=sextio&typ=grotta", headers=headers)
    assert page.status_code == 404
    text = page.content.decode()
    beside = text[text.index('<div id="queue-list">') :]
    assert "Filtret <strong>Laga kraft år</strong> gick inte att förstå: ”sextio”." in beside
    assert "Skriv ett år med fyra siffror, från 1850 till 2200." in beside
    assert "Filtret <strong>Plantyp</strong> gick inte att förstå: ”grotta”." in beside
    assert "Det valet finns inte. Välj ett i listan." in beside
    assert 'href="/inventering/lan/20/?q=%C3%A4ngen&amp;typ=grotta"' in beside
    assert "2080-P1" not in beside
    assert "0 beslut" not in beside


def test_a_place_that_is_no_place_is_told(anna: User) -> None:
    page = client_of(anna).get("/inventering/lan/20/?ordning=narhet&mitt=1,2")
    assert page.status_code == 404
    assert "SWEREF 99 TM: öst,nord i meter" in page.content.decode()


@pytest.mark.parametrize(
    ("asked", "part", "queries"), [("", "", 30), ("", "queue", 14),
    ("?q=a+b&vantar=on&osedda=on&ordning=prioritet&utfall=unread", "queue", 17)],
)  # fmt: skip
def test_a_fixed_number_of_queries(
    anna: User, asked: str, part: str, queries: int, django_assert_max_num_queries: Any
) -> None:
    make_scope()
    client = client_of(anna)
    for n in range(30):
        review(make_decision(name="a b"), "unclear" if n % 2 else "nothing_found")
        make_provision(make_decision(name="a b"), classes=[], proposed=["skydd"])
    client.get("/inventering/lan/20/")
    headers = {"X-Part": part} if part else {}
    with django_assert_max_num_queries(queries):
        assert client.get(f"/inventering/lan/20/{asked}", headers=headers).context["rows"]
