"""Must show 3: all that is recorded in a plan, by `page.keyboard` alone."""

import pytest
from playwright.sync_api import Locator, Page, expect

from inventory.models import Marking, ProtectedObject
from plans.models import PlanDecision, Provision
from tests.browser.conftest import log_in, map_is_ready, until
from tests.browser.test_keep import press
from tests.browser.test_loop import is_open, tab_to
from tests.factories import FALUN, make_decision, make_user, square


@pytest.fixture
def decision(transactional_db: None) -> PlanDecision:
    """An empty plan of a hundred metres, and a recorder."""
    make_user("anna", recorder="20")
    return make_decision("2080-P1", name="Kvarteret Ängen", area=square())


def reach(page: Page, wanted: Locator) -> None:
    """Go on with Tab until it has the focus."""
    for _ in range(120):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} is not reached by Tab")


def choose(page: Page, label: str, text: str) -> None:
    """Choose from a list by the beginning of what it says."""
    tab_to(page, label)
    page.keyboard.type(text)


def typed_provision(page: Page, printed: str, wording: str) -> None:
    tab_to(page, "Beteckning")
    page.keyboard.type(printed)
    tab_to(page, "Formulering")
    page.keyboard.type(wording)
    tab_to(page, "Skyddsbestämmelse")
    page.keyboard.press("Space")


def markings(page: Page, number: int) -> None:
    expect(page.locator("#markings li")).to_have_count(number)
    map_is_ready(page)


def east_of(thing: ProtectedObject) -> float:
    thing.refresh_from_db()
    return round(float(thing.shape.x) - FALUN[0], 1)


def test_the_whole_recording_by_keyboard(page: Page, decision: PlanDecision) -> None:
    log_in(page)
    page.goto(f"/inventering/plan/{decision.plan_id}/")
    is_open(page, decision)
    map_is_ready(page)

    # A new provision, typed once.
    reach(page, page.get_by_role("link", name="Ny bestämmelse"))
    page.keyboard.press("Enter")
    expect(page.get_by_label("Beteckning")).to_be_focused()
    page.keyboard.type("k1")
    tab_to(page, "Formulering")
    page.keyboard.type("Fasadens färg behålls")
    tab_to(page, "Varsamhetsbestämmelse")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("k1 är sparad")
    reach(page, page.get_by_role("link", name="Tillbaka till planen"))
    page.keyboard.press("Enter")
    is_open(page, decision)
    map_is_ready(page)
    shared = Provision.objects.get()

    # A point under the map's cross, moved by arrows and taken by Enter.
    press(page, "Placera punkt")
    expect(page.locator("#map")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Öst (E)")).not_to_have_value("")
    typed_provision(page, "q1", "Byggnaden får inte rivas")
    page.keyboard.press("Enter")
    markings(page, 1)
    first = ProtectedObject.objects.get()
    assert 0 < east_of(first) < 100

    # A point by its coordinates.
    tab_to(page, "Öst (E)")
    page.keyboard.type(str(FALUN[0] + 20))
    tab_to(page, "Nord (N)")
    page.keyboard.type(str(FALUN[1] + 20))
    typed_provision(page, "q2", "Muren ska bevaras")
    page.keyboard.press("Enter")
    markings(page, 2)
    second = ProtectedObject.objects.exclude(pk=first.pk).get()
    assert east_of(second) == 20

    # The same object from the list, with the provision that was typed.
    choose(page, "Objekt", str(first))
    choose(page, "Bestämmelse", "k1")
    press(page, "Spara märkningen")
    markings(page, 3)
    assert Marking.objects.filter(object=first, provision=shared).exists()

    # Both selected, and given a provision in one step.
    for thing in (first, second):
        reach(page, page.locator(f"#markings input[value='{thing.pk}']").first)
        page.keyboard.press("Space")
    expect(page.locator("#selection-told")).to_contain_text("Valda: 2")
    typed_provision(page, "q3", "Taket bevaras")
    press(page, "Ge 2 objekt bestämmelsen")
    expect(page.locator(".last-reading")).to_contain_text("q3 är sparad på 2 objekt")
    markings(page, 5)
    assert Marking.objects.filter(provision__letter="q", provision__index="3").count() == 2

    # Moved by the arrows: a metre, and ten with Shift.
    row = page.locator(f"#markings li[data-object='{second.pk}']").first
    reach(page, row.get_by_role("button", name="Flytta"))
    page.keyboard.press("Enter")
    expect(page.locator("#map")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    until(lambda: east_of(second) == 31)
