"""The recording page under the hand: nothing is lost, and what happened is seen."""

import pytest
from playwright.sync_api import Dialog, Page, expect

from plans.models import PlanDecision
from tests.browser.conftest import log_in, map_is_ready
from tests.factories import (
    make_decision,
    make_object,
    make_scope,
    make_user,
    mark,
    point,
    review,
    square,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def decision() -> PlanDecision:
    """A plan beside another one, whose neighbour beyond has an object but no area."""
    make_scope()
    make_user("anna", recorder="20")
    make_decision("2080-P2", area=square(110))
    mark(make_object(name="Smedjan", shape=point(50, -50)), make_decision("2080-P3"))
    return make_decision("2080-P1", name="Kvarteret Ängen", area=square())


def open_plan(page: Page, decision: PlanDecision) -> None:
    log_in(page)
    page.goto(f"/inventering/plan/{decision.plan_id}/")
    map_is_ready(page)


def click_map(page: Page, east: float, north: float) -> None:
    """Click so many metres from the middle of the plan, whose side is 100 m."""
    area = page.locator("path.leaflet-interactive, .leaflet-overlay-pane path").first
    box = area.bounding_box()
    assert box is not None
    metre = box["width"] / 100
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.click(middle[0] + east * metre, middle[1] - north * metre)


def test_a_click_on_another_plan_offers_it(page: Page, decision: PlanDecision) -> None:
    open_plan(page, decision)
    page.get_by_label("Beteckning").fill("q")
    page.get_by_label("Formulering").fill("Får inte rivas")
    click_map(page, 0, 0)
    expect(page.locator(".leaflet-popup")).to_have_count(0)  # the plan that is open
    click_map(page, 65, 0)
    other = PlanDecision.objects.get(archive_ref="2080-P2")
    link = page.get_by_role("link", name="Öppna 2080-P2")
    expect(link).to_have_attribute("href", f"/inventering/plan/{other.plan_id}/")
    click_map(page, 0, -100)
    expect(page.get_by_role("link", name="Öppna 2080-P3")).to_be_visible()
    expect(page.get_by_label("Beteckning")).to_have_value("q")


def test_leaving_what_is_typed_asks_first(page: Page, decision: PlanDecision) -> None:
    open_plan(page, decision)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_label("Beteckning").press_sequentially("q")
    page.get_by_role("link", name="raknaq").click()
    expect(page.get_by_label("Beteckning")).to_have_value("q")
    assert asked == ["beforeunload"]
    page.get_by_role("link", name="Dalarnas län").click()
    expect(page.locator("#note")).to_contain_text("som inte är sparat")
    expect(page.get_by_label("Beteckning")).to_have_value("q")
    page.get_by_role("link", name="Dalarnas län").click()
    page.wait_for_url("**/lan/20/")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(decision.name)
    assert asked == ["beforeunload"]


def test_symbols_stand_in_the_order_q_r_k(page: Page, decision: PlanDecision) -> None:
    mark(make_object(shape=point(20, 20)), decision, "varsamhet", "rivningsforbud")
    mark(make_object(shape=point(70, 70)), decision, "rivningsforbud", "skydd", "varsamhet")
    open_plan(page, decision)
    drawn = page.locator(".object-icon .shape > *")
    assert {shape.get_attribute("class") for shape in drawn.all()} == {"rivningsforbud", "skydd"}
    legend = page.locator(".map-legend use").all()
    assert [use.get_attribute("href") for use in legend][:4] == [
        "#symbol-skydd", "#symbol-rivningsforbud", "#symbol-varsamhet", "#symbol-natur",
    ]  # fmt: skip


def test_what_is_placed_is_seen(page: Page, decision: PlanDecision) -> None:
    """Its own colours stand against the ground; the white edge is for filled symbols alone."""
    open_plan(page, decision)
    fill_in(page)
    page.get_by_label("Formulering").focus()
    parts = page.locator(".object-icon.new .shape > *")
    expect(parts).to_have_count(2)
    edges = parts.evaluate_all("parts => parts.map(part => getComputedStyle(part).stroke)")
    assert "rgb(255, 255, 255)" not in edges


def fill_in(page: Page) -> None:
    page.get_by_label("Öst (E)").fill("535050")
    page.get_by_label("Nord (N)").fill("6718050")
    page.get_by_label("Beteckning").fill("q")
    page.get_by_label("Formulering").fill("Får inte rivas")
    page.get_by_label("Skyddsbestämmelse").check()


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (320, 700)])
def test_what_was_saved_is_in_view(
    page: Page, decision: PlanDecision, size: tuple[int, int]
) -> None:
    for n in range(12):
        mark(make_object(shape=point(n * 8)), decision)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_plan(page, decision)
    fill_in(page)
    page.get_by_role("button", name="Spara märkningen").click()
    expect(page.locator(".messages").get_by_text("är sparad.")).to_be_in_viewport()
    map_is_ready(page)
    expect(page.locator(".messages").get_by_text("är sparad.")).to_be_in_viewport()


def test_a_wide_page_stands_still_and_its_panes_scroll(page: Page, decision: PlanDecision) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    open_plan(page, decision)
    assert page.evaluate("document.scrollingElement.scrollHeight") == 720
    page.get_by_role("button", name="Spara märkningen").scroll_into_view_if_needed()
    expect(page.get_by_role("banner")).to_be_in_viewport(ratio=1)
    assert page.evaluate("scrollY") == 0
    assert page.locator(".side").evaluate("side => side.scrollTop") > 0


def test_what_is_wrong_has_the_focus(page: Page, decision: PlanDecision) -> None:
    open_plan(page, decision)
    fill_in(page)
    page.get_by_label("Beteckning").fill("")
    page.get_by_label("Skyddsbestämmelse").uncheck()
    page.get_by_role("button", name="Spara märkningen").click()
    expect(page.get_by_label("Beteckning")).to_be_focused()
    expect(page.get_by_label("Beteckning")).to_be_in_viewport()


def test_the_language_can_be_changed_after_an_error(page: Page, decision: PlanDecision) -> None:
    open_plan(page, decision)
    page.get_by_role("button", name="Spara märkningen").click()
    expect(page.get_by_label("Öst (E)")).to_be_focused()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="New marking")).to_be_visible()
    assert page.url.endswith(f"/inventering/plan/{decision.plan_id}/")


def test_the_table_of_decisions_fits_320_pixels(page: Page, decision: PlanDecision) -> None:
    review(decision, "recorded")
    page.set_viewport_size({"width": 320, "height": 700})
    open_plan(page, decision)
    beyond = "side => side.scrollWidth - side.clientWidth"
    assert page.locator(".side").evaluate(beyond) <= 0
