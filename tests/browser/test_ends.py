"""A recorder decides what a new plan ended, and asks for an akt that is missing."""

import pytest
from playwright.sync_api import Page, expect

from inventory.models import AktRequestItem
from plans import ends
from plans.models import Plan, PlanRelation
from tests.browser.conftest import log_in, map_is_ready, shoot
from tests.browser.test_accessible import sideways, violations
from tests.factories import (
    day,
    make_decision,
    make_object,
    make_user,
    mark,
    point,
    review,
    square,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def _dalarna(transactional_db: None) -> None:
    make_user("anna", recorder="20")
    older = make_decision(
        "2080-P1", kind="stadsplan", in_force_from=day("1965-04-01"), area=square(side=400),
        name="Kvarteret Ängen",
    )  # fmt: skip
    other = make_decision(
        "2080-P2", kind="byggnadsplan", in_force_from=day("1972-06-01"),
        area=square(east=400, side=400), name="Norslund",
    )  # fmt: skip
    make_decision(
        "2080-P3", in_force_from=day("2003-01-01"), area=square(east=100, side=400),
        name="Detaljplan för Ängen och Norslund",
    )  # fmt: skip
    mark(make_object(shape=point(200, 200)), older)
    review(other, "document_missing")
    ends.propose([older.plan_id, other.plan_id], by=make_user())


@pytest.mark.usefixtures("_dalarna")
def test_what_a_new_plan_ended(page: Page) -> None:
    log_in(page)
    page.get_by_role("link", name="Upphöranden").click()
    map_is_ready(page)
    expect(page.get_by_text("2 förslag att avgöra")).to_be_visible()
    expect(page.get_by_text("1 äldre märkning ligger inom beslutet")).to_be_visible()
    page.get_by_role("button", name="Visa på kartan 2080-P1").click()
    page.locator("#map[data-shown]").wait_for()
    expect(page.locator("#map-status")).to_contain_text("hel linje")
    assert violations(page) == []
    shoot(page, "ends")

    page.set_viewport_size({"width": 320, "height": 700})
    assert sideways(page) <= 0
    shoot(page, "ends-320", full_page=True)
    page.set_viewport_size({"width": 1400, "height": 900})

    page.get_by_role("button", name="Upphör 2003-01-01 2080-P1").click()
    expect(page.get_by_role("status").first).to_contain_text("1 förslag är avgjort: upphör.")
    assert Plan.objects.get(kind="stadsplan").in_force_to == day("2003-01-01")

    page.get_by_label("Alla på sidan").check()
    page.get_by_role("button", name="Gäller fortfarande", exact=True).click()
    expect(page.get_by_text("Inget att avgöra.")).to_be_visible()
    page.get_by_role("link", name="Avgjorda").click()
    map_is_ready(page)
    expect(page.get_by_text("2 avgjorda förslag")).to_be_visible()
    assert violations(page) == []
    shoot(page, "ends-decided")
    page.get_by_role("button", name="Ångra 2080-P1").click()
    expect(page.get_by_text("1 förslag att avgöra")).to_be_visible()
    assert Plan.objects.get(kind="stadsplan").in_force_to is None
    assert PlanRelation.objects.filter(state="still_in_force").count() == 1


@pytest.mark.usefixtures("_dalarna")
def test_another_day_stands_already(page: Page) -> None:
    Plan.objects.filter(kind="stadsplan").update(in_force_to=day("2000-01-01"))
    log_in(page)
    page.goto("/inventering/lan/20/upphoranden/?till=2026-01-01")
    map_is_ready(page)
    page.get_by_role("button", name="Upphör 2003-01-01 2080-P1").click()
    expect(page.get_by_role("heading", name="En annan dag står redan")).to_be_visible()
    expect(page.get_by_role("row").last).to_contain_text("2080-P1")
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert sideways(page) <= 0
    shoot(page, "ends-day-320", full_page=True)
    page.get_by_role("button", name="Behåll dagen som står").click()
    expect(page.get_by_role("status").first).to_contain_text("1 förslag är avgjort: upphör.")
    assert PlanRelation.objects.get(state="ended").day == day("2000-01-01")


@pytest.mark.usefixtures("_dalarna")
def test_asking_for_an_akt(page: Page) -> None:
    log_in(page)
    page.get_by_role("link", name="Akter").click()
    page.get_by_label("Mottagare").select_option("Lantmäteriet")
    page.get_by_role("button", name="Visa hur många").click()
    expect(page.get_by_text("1 beslut passar urvalet.")).to_be_visible()
    assert violations(page) == []
    shoot(page, "akter")
    page.get_by_role("button", name="Gör beställningslistor").click()
    expect(page.get_by_role("heading", name="Lantmäteriet")).to_be_visible()
    page.get_by_label("Kryssa alla").check()
    expect(page.get_by_label("2080-P2")).to_be_checked()
    page.get_by_label("Svar", exact=True).select_option("Har kommit")
    page.get_by_role("button", name="Spara svaret").click()
    expect(page.get_by_role("status").first).to_contain_text("Svaret är sparat för 1 akt.")
    assert AktRequestItem.objects.get().status == "received"
    assert violations(page) == []
    shoot(page, "akt-request", full_page=True)
    page.set_viewport_size({"width": 320, "height": 700})
    assert sideways(page) <= 0
    shoot(page, "akt-request-320", full_page=True)
    page.get_by_role("link", name="Dalarnas län").click()
    expect(page.get_by_role("listitem").filter(has_text="handlingen har kommit")).to_contain_text(
        "2080-P2"
    )
    shoot(page, "county-come", full_page=True)
    page.set_viewport_size({"width": 1400, "height": 900})
    page.goto("/inventering/lan/20/nya-beslut/?manad=2003-01")
    expect(page.get_by_text("1 beslut, 1 inte genomgånget")).to_be_visible()
    assert violations(page) == []
    shoot(page, "incoming", full_page=True)
