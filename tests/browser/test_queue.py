"""A county's list in a real browser: it follows its filter, is kept, and knows its map."""

import pytest
from playwright.sync_api import FloatRect, Page, expect

from plans.models import PlanDecision
from tests.browser.conftest import log_in, map_is_ready, shoot, until
from tests.browser.test_accessible import narrow_fields, sideways, violations
from tests.factories import (
    day,
    make_decision,
    make_provision,
    make_scope,
    make_user,
    review,
    square,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plans() -> list[PlanDecision]:
    """Four plans in a row, of which one is read, and somebody who reads."""
    make_scope()
    make_user("anna", recorder="20")
    made = [
        make_decision(
            f"2080-P{n}", in_force_from=day(f"{2009 + n}-05-01"), name=name,
            area=square(east=n * 400),
        )
        for n, name in enumerate(("Ängen", "Björken", "Björkhagen", "Smedjan"))
    ]  # fmt: skip
    review(made[0], "nothing_found")
    make_provision(made[3], classes=[], proposed=["skydd"])
    return made


def akter(page: Page) -> list[str]:
    return page.locator("#queue-list .decisions strong").all_inner_texts()


def test_the_list_follows_its_filter_and_is_there_again(
    page: Page, plans: list[PlanDecision]
) -> None:
    log_in(page)
    map_is_ready(page)
    expect(page.get_by_text("Ni är klara till och med 2009.")).to_be_visible()
    assert violations(page) == []
    shoot(page, "queue")
    search = page.get_by_label("Sök akt, planbeteckning, namn eller kommun")
    search.press_sequentially("björk")
    expect(page.locator(".queue-count")).to_have_text("2 beslut")
    expect(search).to_be_focused()
    expect(page.locator("#map-status")).to_have_text("2 beslut")
    page.get_by_text("Fler filter").click()
    page.get_by_label("Aktserie").fill("2080-P2")
    expect(page.locator(".queue-count")).to_have_text("1 beslut")
    page.get_by_label("Inte lästa av mig").check()
    expect(page.locator(".asked li")).to_have_count(3)
    assert "q=bj%C3%B6rk" in page.url
    assert "osedda=on" in page.url
    assert violations(page) == []
    shoot(page, "queue-filtered")
    page.get_by_role("link", name="2080-P2 Björkhagen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Björkhagen")
    expect(page.locator(".queue [aria-current]")).to_contain_text("2080-P2")
    page.go_back()
    expect(page.get_by_label("Sök akt")).to_have_value("björk")
    expect(page.locator(".queue-count")).to_have_text("1 beslut")
    page.get_by_role("link", name="Ta bort filtret Aktserie").click()
    expect(page.locator(".queue-count")).to_have_text("2 beslut")
    page.get_by_role("button", name="Nästa plan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Björken")


def test_half_a_year_asks_for_nothing_and_nearness_takes_the_maps_middle(
    page: Page, plans: list[PlanDecision]
) -> None:
    log_in(page)
    map_is_ready(page)
    page.get_by_text("Fler filter").click()
    page.get_by_label("Laga kraft år").press_sequentially("2011")
    expect(page.locator(".queue-count")).to_have_text("1 beslut")
    assert page.url.endswith("?ar=2011")
    page.get_by_label("Laga kraft år").fill("")
    expect(page.locator(".queue-count")).to_have_text("4 beslut")
    last = page.locator("[data-plan]", has_text="2080-P3")
    last.get_by_role("button", name="Visa").click()
    expect(page.locator("#map-status")).to_have_text("Planen är markerad på kartan.")
    page.get_by_label("Ordning").select_option("Närmast kartans mitt")
    until(lambda: akter(page) == ["2080-P3", "2080-P2", "2080-P1", "2080-P0"])


def test_list_and_map_choose_each_other(page: Page, plans: list[PlanDecision]) -> None:
    log_in(page)
    map_is_ready(page)
    row = page.locator("[data-plan]", has_text="2080-P1")
    row.get_by_role("link").focus()
    pointed = page.locator("#map")
    expect(pointed).to_have_attribute("data-pointed", str(plans[1].plan_id))
    row.get_by_role("button", name="Visa 2080-P1 på kartan").press("Enter")
    expect(row).to_have_class("selected")
    expect(page.locator("#map-status")).to_have_text("Planen är markerad på kartan.")
    shoot(page, "queue-shown")
    width = outline(page)["width"]
    page.get_by_role("button", name="Zooma ut").click()
    until(lambda: outline(page)["width"] < width * 0.6)
    other = page.locator("[data-plan]", has_text="2080-P2")

    def chosen() -> bool:
        box = outline(page)  # 100 m wide; the next plan begins 400 m east of its corner
        page.mouse.click(box["x"] + box["width"] * 4.5, box["y"] + box["height"] / 2)
        return "selected" in (other.get_attribute("class") or "")

    until(chosen)
    expect(row).not_to_have_class("selected")
    expect(page.get_by_role("link", name="Öppna 2080-P2")).to_be_visible()


def outline(page: Page) -> FloatRect:
    """Where the outline of the plan that is shown lies on the screen."""
    box = page.locator(".leaflet-overlay-pane path").bounding_box()
    assert box is not None
    return box


def test_the_list_on_a_telephone(page: Page, plans: list[PlanDecision]) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    log_in(page)
    map_is_ready(page)
    page.get_by_text("Fler filter").click()
    assert sideways(page) <= 0
    assert narrow_fields(page) == []
    assert violations(page) == []
    shoot(page, "queue-320", full_page=True)
