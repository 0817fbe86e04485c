"""The loop in a real browser: what its keys do, and where. test_twenty_five_plans.py reads on."""

import pytest
from playwright.sync_api import Page, expect

from inventory.models import Claim, Review
from plans.models import PlanDecision
from tests.browser.conftest import log_in, shoot, until
from tests.browser.test_accessible import narrow_fields, sideways, violations
from tests.factories import day, make_decision, make_user, square

PLANS = 3


@pytest.fixture
def plans(transactional_db: None) -> list[PlanDecision]:
    """So many plans with areas, the oldest first, and a recorder."""
    make_user("anna", recorder="20")
    return [
        make_decision(
            f"2080-P{n}", in_force_from=day(f"{1988 + n}-05-01"), name=f"Kvarteret {n}",
            area=square(east=n * 150),
        )
        for n in range(PLANS + 1)
    ]  # fmt: skip


def is_open(page: Page, decision: PlanDecision) -> None:
    """The plan is shown, and an outcome may be said."""
    expect(page.get_by_role("heading", level=1)).to_have_text(decision.name)
    expect(page.locator("#outcomes")).to_have_attribute("data-ready", "true")


def say(page: Page, key: str) -> None:
    """Press a key where focus landed when the plan was opened."""
    assert page.evaluate("document.activeElement.closest('#outcomes') !== null")
    page.keyboard.press(key)


def tab_to(page: Page, name: str) -> None:
    """Go on with Tab until the field with this label has the focus."""
    field = page.get_by_label(name, exact=True)
    for _ in range(60):
        page.keyboard.press("Tab")
        if field.evaluate("field => field === document.activeElement"):
            return
    raise AssertionError(f"{name} is not reached by Tab")


def test_letters_act_in_the_toolbar_alone(page: Page, plans: list[PlanDecision]) -> None:
    log_in(page)
    page.goto(f"/inventering/plan/{plans[0].plan_id}/")
    is_open(page, plans[0])
    page.get_by_label("Formulering").fill("")
    page.keyboard.type("fios")
    expect(page.get_by_label("Formulering")).to_have_value("fios")
    until(lambda: Claim.objects.filter(plan=plans[0].plan_id, person__username="anna").exists())
    assert not Review.objects.exists()
    page.get_by_label("Formulering").fill("")
    page.get_by_role("button", name="Färdig").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Inga bestämmelser")).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    assert violations(page) == []
    shoot(page, "loop-keys")
    page.keyboard.press("h")
    is_open(page, plans[1])
    assert not Review.objects.exists()


def test_a_held_or_doubled_key_says_one_thing(page: Page, plans: list[PlanDecision]) -> None:
    log_in(page)
    page.goto(f"/inventering/plan/{plans[0].plan_id}/")
    is_open(page, plans[0])
    page.get_by_role("button", name="Oklart").focus()
    page.evaluate(
        """() => { for (const repeat of [true, true]) for (const key of ["o", "Enter"])
            document.activeElement.dispatchEvent(
                new KeyboardEvent("keydown", {key, repeat, bubbles: true, cancelable: true})) }"""
    )
    assert not Review.objects.exists()
    page.evaluate("() => { for (const n of [1, 2]) document.activeElement.click() }")
    is_open(page, plans[1])
    assert Review.objects.count() == 1
    for _ in range(3):
        page.keyboard.down("o")  # the second and third are repeats, wherever focus is by then
    page.keyboard.up("o")
    is_open(page, plans[2])
    assert Review.objects.count() == 2


def test_what_is_typed_is_told_before_an_outcome(page: Page, plans: list[PlanDecision]) -> None:
    log_in(page)
    page.goto(f"/inventering/plan/{plans[0].plan_id}/")
    is_open(page, plans[0])
    page.get_by_label("Formulering").fill("Får inte rivas")
    page.get_by_role("button", name="Oklart").click()
    expect(page.locator("#note")).to_contain_text("som inte är sparat")
    expect(page.get_by_label("Formulering")).to_have_value("Får inte rivas")
    assert not Review.objects.exists()
    page.get_by_role("button", name="Oklart").click()
    is_open(page, plans[1])


def test_two_who_read_the_same_plan(page: Page, plans: list[PlanDecision]) -> None:
    log_in(page)
    page.goto(f"/inventering/plan/{plans[0].plan_id}/")
    is_open(page, plans[0])
    Review.objects.create(
        decision=plans[0], outcome="unclear", looked_for=["kulturvarden"], read_on=day("2020-01-01")
    )
    say(page, "i")
    expect(page.get_by_text("fått en genomgång sedan du öppnade den")).to_be_visible()
    shoot(page, "loop-conflict")
    assert Review.objects.get().outcome == "unclear"
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"/inventering/plan/{plans[1].plan_id}/")
    is_open(page, plans[1])
    assert sideways(page) <= 0
    assert narrow_fields(page) == []
    shoot(page, "loop-320")
