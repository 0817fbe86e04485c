"""The page on which a county decides what new decisions ended."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inventory.models import InventoryScope
from inventory.queries import county_frame, open_numbers
from inventory.templatetags.words import part
from plans import ends
from plans.models import Plan, PlanDecision, PlanRelation
from raknaq.lib.history import events_of
from tests.factories import (
    day,
    make_decision,
    make_object,
    make_scope,
    make_user,
    mark,
    point,
    review,
    square,
)

pytestmark = pytest.mark.django_db

PAGE = "/inventering/lan/20/upphoranden/"


@pytest.fixture
def recorder(client: Client) -> Client:
    client.force_login(make_user("anna", recorder="20"))
    return client


@pytest.fixture
def older() -> PlanDecision:
    return make_decision(
        "2080-P1", kind="stadsplan", in_force_from=day("1965-04-01"), area=square(), name="Ängen"
    )


@pytest.fixture
def proposal(older: PlanDecision) -> PlanRelation:
    make_decision("2080-P2", in_force_from=day("2003-01-01"), area=square(side=50))
    ends.propose([older.plan_id], by=make_user())
    return PlanRelation.objects.get()


def ticked(*relations: PlanRelation) -> list[str]:
    return [f"{relation.pk}:{relation.version}" for relation in relations]


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_list_says_what_is_known(
    recorder: Client, older: PlanDecision, proposal: PlanRelation
) -> None:
    mark(make_object(shape=point(25, 25)), older)
    mark(make_object(shape=point(30, 30)), older)
    mark(make_object(shape=point(75, 75)), older)  # in the plan, but beside the decision
    mark(make_object(shape=point(40, 40)), older, ended_on=day("2000-01-01"))
    page = text(recorder.get(PAGE))
    assert "1 förslag att avgöra" in page
    assert "2080-P2" in page
    assert "fick laga kraft 2003-01-01" in page
    assert "2080-P1" in page
    assert "Ängen" in page
    assert "beslutet täcker 25 % av planen" in page
    assert "2 äldre märkningar ligger inom beslutet" in page
    assert "Upphör 2003-01-01" in page


@pytest.mark.parametrize(
    ("share", "told"),
    [("0", "0 %"), ("0.0099", "mindre än 1 %"), ("0.0199", "1 %"), ("0.9999", "99 %"),
     ("1", "100 %")],
)  # fmt: skip
def test_only_the_whole_is_a_hundred_per_cent(share: str, told: str) -> None:
    assert part(Decimal(share)).split() == told.split()


def test_a_repeal_without_an_area_concerns_every_marking(
    recorder: Client, older: PlanDecision
) -> None:
    make_decision("2080-P3", plan=older.plan, decision="repeal", in_force_from=day("2010-01-01"))
    mark(make_object(shape=point(75, 75)), older)
    ends.propose([older.plan_id], by=make_user())
    assert "1 äldre märkning ligger inom beslutet" in text(recorder.get(PAGE))


def test_one_is_decided_by_its_own_button(recorder: Client, proposal: PlanRelation) -> None:
    [told] = ticked(proposal)
    answer = recorder.post(PAGE, {"ett": f"{told}/ended"}, follow=True)
    assert "1 förslag är avgjort: upphör." in text(answer)
    assert "Inget att avgöra" in text(answer)
    assert Plan.objects.get(pk=proposal.plan_id).in_force_to == day("2003-01-01")
    decided = text(recorder.get(PAGE, {"visa": "avgjorda"}))
    assert "Upphör 2003-01-01, anna" in decided


def test_one_is_decided_with_another_day(recorder: Client, proposal: PlanRelation) -> None:
    [told] = ticked(proposal)
    recorder.post(PAGE, {"ett": f"{told}/ended", f"dag-{proposal.pk}": "2003-02-02"})
    assert Plan.objects.get(pk=proposal.plan_id).in_force_to == day("2003-02-02")


def test_several_are_decided_together(recorder: Client, proposal: PlanRelation) -> None:
    make_decision("2080-P4", in_force_from=day("1990-01-01"), area=square())
    make_decision("2080-P5", in_force_from=day("2010-01-01"), area=square(east=500))
    ends.propose(Plan.objects.values_list("pk", flat=True), by=make_user())
    relations = list(PlanRelation.objects.all())
    assert len(relations) == 3
    answer = recorder.post(PAGE, {"rad": ticked(*relations), "svar": "unknown"}, follow=True)
    assert "3 förslag är avgjorda: vet inte." in text(answer)
    assert "3 förslag att avgöra" in text(recorder.get(PAGE, {"visa": "vet-inte"}))


@pytest.mark.parametrize(
    ("sent", "status", "told"),
    [
        ({}, 422, "Kryssa i minst ett förslag."),
        ({"rad": "{id}:1"}, 422, "Välj vad som gäller"),
        ({"rad": "{id}:1", "svar": "proposed"}, 422, "Välj vad som gäller"),
        ({"rad": "x", "svar": "ended"}, 422, "Formuläret är trasigt"),
        ({"rad": "{id}:1", "svar": "ended", "dag-{id}": "2003"}, 422, "ÅÅÅÅ-MM-DD"),
        ({"rad": "{id}:1", "svar": "ended", "dag-{id}": "1900-01-01"}, 422, "måste vara efter"),
        ({"rad": "{id}", "svar": "ended"}, 428, "vilken version"),
        ({"rad": "{id}:7", "svar": "ended"}, 409, "Inget sparades"),
        ({"rad": "0:1", "svar": "ended"}, 404, ""),
    ],
)
def test_what_is_not_saved(
    recorder: Client, proposal: PlanRelation, sent: dict[str, str], status: int, told: str
) -> None:
    number = str(proposal.pk)
    filled = {n.replace("{id}", number): v.replace("{id}", number) for n, v in sent.items()}
    answer = recorder.post(PAGE, filled)
    assert answer.status_code == status
    assert told in text(answer)
    assert PlanRelation.objects.get().state == "proposed"
    assert Plan.objects.get(pk=proposal.plan_id).in_force_to is None


def test_proposals_of_another_county_are_out_of_reach(
    client: Client, proposal: PlanRelation
) -> None:
    client.force_login(make_user(recorder="03"))
    sent = {"rad": ticked(proposal), "svar": "ended"}
    assert client.post(PAGE, sent).status_code == 403
    assert client.post("/inventering/lan/03/upphoranden/", sent).status_code == 404
    assert PlanRelation.objects.get().state == "proposed"


@pytest.mark.parametrize(("said", "stands"), [("behall", "2000-01-01"), ("byt", "2003-01-01")])
def test_another_day_is_shown_and_asked_about(
    recorder: Client, proposal: PlanRelation, said: str, stands: str
) -> None:
    Plan.objects.filter(pk=proposal.plan_id).update(in_force_to=day("2000-01-01"))
    sent = {"rad": ticked(proposal), "svar": "ended"}
    asked = recorder.post(PAGE, sent)
    assert asked.status_code == 409
    assert "2000-01-01" in text(asked)
    assert "2003-01-01" in text(asked)
    assert "2080-P1" in text(asked)
    assert f'name="rad" value="{sent["rad"][0]}"' in text(asked)
    assert recorder.post(PAGE, {**sent, "annan_dag": said}).status_code == 302
    assert Plan.objects.get(pk=proposal.plan_id).in_force_to == day(stands)


def test_the_list_for_a_signature_holds_all_that_is_open_through_its_day(
    recorder: Client, proposal: PlanRelation
) -> None:
    make_decision("2080-P7", in_force_from=day("2010-01-01"), area=square())
    ends.propose([proposal.plan_id], by=make_user())
    recorder.post(PAGE, {"rad": ticked(proposal), "svar": "unknown"})
    assert "0 förslag att avgöra" in text(recorder.get(PAGE, {"till": "2002-12-31"}))
    signed = text(recorder.get(PAGE, {"till": "2003-12-31"}))
    assert "1 förslag att avgöra" in signed
    assert "Vet inte, anna" in signed
    assert "2 förslag att avgöra" in text(recorder.get(PAGE, {"till": "2010-12-31"}))
    assert "ÅÅÅÅ" not in text(recorder.get(PAGE, {"till": "nu"}))


def test_an_answer_about_a_proposal_that_is_gone_is_told(
    recorder: Client, proposal: PlanRelation
) -> None:
    gone = proposal.pk
    proposal.delete()
    stale = recorder.post(PAGE, {"rad": f"{gone}:1", "svar": "ended"})
    assert stale.status_code == 409
    assert "Någon annan har just ändrat ett av förslagen." in text(stale)


def test_an_answer_is_taken_back(recorder: Client, proposal: PlanRelation) -> None:
    recorder.post(PAGE, {"rad": ticked(proposal), "svar": "ended"})
    proposal.refresh_from_db()
    address = f"/inventering/upphorande/{proposal.pk}/angra/"
    assert recorder.post(address).status_code == 428
    stale = recorder.post(address, {"version": proposal.version - 1})
    assert stale.status_code == 409
    assert "Svaret är inte ångrat" in text(stale)
    assert "Ställningstagande: <del>" in text(stale)
    back = recorder.post(address, {"version": proposal.version}, follow=True)
    assert "Svaret är ångrat" in text(back)
    assert "1 förslag att avgöra" in text(back)
    assert Plan.objects.get(pk=proposal.plan_id).in_force_to is None


def test_the_two_areas_come_for_the_map(recorder: Client, proposal: PlanRelation) -> None:
    told = recorder.get(f"/api/upphorande/{proposal.pk}/shapes/").json()
    layers = {f["properties"]["layer"]: f["properties"]["label"] for f in told["features"]}
    assert layers == {"newer": "2080-P2", "older": "2080-P1"}


def test_the_number_of_queries_does_not_grow(recorder: Client, proposal: PlanRelation) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert recorder.get(PAGE).status_code == 200
        return len(caught)

    one = queries()
    for number in range(10):
        make_decision(f"2080-N{number}", in_force_from=day("2011-01-01"), area=square())
    ends.propose(Plan.objects.values_list("pk", flat=True), by=make_user())
    assert PlanRelation.objects.count() > 10
    assert queries() == one


def test_the_countys_page_tells_what_waits(recorder: Client, proposal: PlanRelation) -> None:
    page = text(recorder.get("/inventering/lan/20/"))
    assert "1 att avgöra" in page
    assert 'href="/inventering/lan/20/upphoranden/"' in page


def test_the_month_lists_what_gained_force(
    recorder: Client, older: PlanDecision, proposal: PlanRelation
) -> None:
    new = make_decision("2080-P9", in_force_from=day("2003-01-31"))
    make_decision("0380-P1", municipality_id="0380", in_force_from=day("2003-01-31"))
    january = text(recorder.get("/inventering/lan/20/nya-beslut/", {"manad": "2003-01"}))
    assert "2 beslut, 2 inte genomgångna" in january
    assert new.archive_ref in january
    assert "0380-P1" not in january
    assert '<a href="/inventering/lan/20/upphoranden/">1</a>' in january
    assert "Inga beslut kom" in text(
        recorder.get("/inventering/lan/20/nya-beslut/", {"manad": "2003-02"})
    )
    this_month = text(recorder.get("/inventering/lan/20/nya-beslut/"))
    assert older.archive_ref not in this_month  # recorded now, in force since 1965
    for odd in ("2003", "2003-13", "1-1"):
        assert recorder.get("/inventering/lan/20/nya-beslut/", {"manad": odd}).status_code == 404


def test_the_unread_of_a_month_stand_first(recorder: Client) -> None:
    read = make_decision("2080-P1", in_force_from=day("2003-01-02"))
    review(read)
    adopted = make_decision("2080-P2", in_force_from=None, adopted_on=day("2003-01-20"))
    unread = make_decision("2080-P3", in_force_from=day("2003-01-31"))
    make_decision("2080-P4", in_force_from=None)
    january = recorder.get("/inventering/lan/20/nya-beslut/", {"manad": "2003-01"})
    assert list(january.context["page"]) == [adopted, unread, read]
    assert "antogs 2003-01-20" in text(january)
    assert open_numbers("20", day("2003-02-28")).new == 2
    assert open_numbers("20", day("2003-03-01")).new == 0


def sign(client: Client, till: str, **told: Any) -> Any:
    scope = InventoryScope.objects.get(county="20")
    sent = {"till": till, "version": scope.version, "open": 0, **told}
    return client.post("/inventering/lan/20/upphoranden/underskrift/", sent, follow=True)


@pytest.fixture
def lead(client: Client) -> Client:
    client.force_login(make_user("eva", lead="20"))
    make_scope("20", ends_checked_through=None)
    return client


def test_a_lead_signs_that_ends_are_checked(lead: Client) -> None:
    page = lead.get(PAGE, {"till": "2024-12-31"})
    assert "Skriv under till och med 2024-12-31" in text(page)
    done = sign(lead, "2024-12-31")
    assert "Underskrivet: upphöranden är kontrollerade till och med 2024-12-31." in text(done)
    scope = InventoryScope.objects.get(county="20")
    assert scope.ends_checked_through == day("2024-12-31")
    latest = events_of(InventoryScope).filter(pgh_obj=scope.pk).latest("pgh_id")
    assert latest.pgh_context.metadata["who"] == "eva"


def test_what_is_open_is_listed_before_signing(lead: Client, proposal: PlanRelation) -> None:
    page = text(lead.get(PAGE, {"till": "2024-12-31"}))
    assert "1 upphörande är inte avgjort" in page
    assert sign(lead, "2024-12-31").status_code == 409  # saw none, but one is open
    assert InventoryScope.objects.get(county="20").ends_checked_through is None
    assert sign(lead, "2024-12-31", open=1).status_code == 200
    assert InventoryScope.objects.get(county="20").ends_checked_through == day("2024-12-31")


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"till": "2999-01-01"}, 422),
        ({"till": "1986-12-31"}, 422),
        ({"till": "x"}, 422),
        ({"version": ""}, 428),
        ({"version": 9}, 409),
        ({"open": ""}, 428),
    ],
)
def test_what_is_not_signed(lead: Client, told: dict[str, Any], status: int) -> None:
    assert sign(lead, **{"till": "2024-12-31", **told}).status_code == status
    assert InventoryScope.objects.get(county="20").ends_checked_through is None


def test_a_recorder_does_not_sign(recorder: Client) -> None:
    make_scope("20", ends_checked_through=None)
    assert "Skriv under till" not in text(recorder.get(PAGE, {"till": "2024-12-31"}))
    assert sign(recorder, "2024-12-31").status_code == 403


def test_the_map_opens_at_the_first_proposals(recorder: Client, proposal: PlanRelation) -> None:
    far = make_decision("2080-P8", in_force_from=day("1970-01-01"), area=square(east=20_000))
    make_decision("2080-P9", in_force_from=day("2010-01-01"), area=square(east=20_000))
    ends.propose([far.plan_id], by=make_user())
    page = recorder.get(PAGE)
    assert len(page.context["rows"]) == 2
    [south, west], [north, east] = page.context["map"]["frame"]
    assert north - south < 0.005
    assert east - west < 0.01
    nothing = recorder.get(PAGE, {"visa": "avgjorda"}).context["map"]["frame"]
    assert nothing == county_frame("20")
