"""A provision's conflict by keyboard, and an outcome that does not come through."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, Route, expect

from inventory.models import Marking, Review
from plans.models import Provision
from raknaq.lib.history import change
from tests.browser.conftest import log_in, map_is_ready, shoot, until
from tests.browser.test_accessible import sideways, violations
from tests.browser.test_keep import drafts, marking, open_plan, press, said, tab_to

__all__ = ["marking"]  # the fixture
pytestmark = pytest.mark.django_db(transaction=True)


def narrow(page: Page, name: str) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    assert sideways(page) <= 0
    shoot(page, f"{name}-320", full_page=True)
    page.set_viewport_size({"width": 1400, "height": 900})


def test_a_provisions_conflict_is_solved_by_keyboard(page: Page, marking: Marking) -> None:
    log_in(page)
    page.goto(f"/inventering/bestammelse/{marking.provision_id}/")
    map_is_ready(page)
    page.get_by_label("Formulering").fill("Dörren bevaras")
    page.get_by_label("Index").fill("7")
    until(lambda: any("Dörren bevaras" in draft for draft in drafts(page)))
    with change(by=User.objects.get(username="bo"), why="rättat"):
        Provision.objects.update(wording="Taket bevaras", reach="exterior")
    page.get_by_label("Index").press("Enter")
    heading = page.get_by_role("heading", name="Någon annan ändrade medan du skrev")
    expect(heading).to_be_focused()
    map_is_ready(page)
    expect(page.locator(".joined li")).to_have_count(2)  # my index and their reach
    assert violations(page) == []
    shoot(page, "provision-conflict")
    narrow(page, "provision-conflict")
    heading.focus()
    tab_to(page, "[name=choice-wording]")
    page.keyboard.press("ArrowUp")  # Fortsätt ändra
    tab_to(page, "textarea[name=wording]")
    page.keyboard.press("Control+End")
    page.keyboard.type(" och taket")
    press(page, "Spara")
    said(page, "Ändringen är sparad.")
    saved = Provision.objects.get()
    assert saved.wording == "Dörren bevaras och taket"
    assert (saved.index, saved.reach) == ("7", "exterior")
    until(lambda: drafts(page) == [])


def test_an_outcome_without_a_network_is_sent_by_one_key(page: Page, marking: Marking) -> None:
    log_in(page)
    open_plan(page, marking)
    bar = page.locator(".connection")
    page.get_by_label("Kommunens karta").check()
    page.locator("#outcomes [data-key=o]").focus()
    page.context.set_offline(True)
    page.keyboard.press("o")
    expect(bar).to_contain_text("Utfallet Oklart (läst i: Kommunens karta) är inte bekräftat.")
    expect(page.get_by_label("Kommunens karta")).to_be_checked()
    assert violations(page) == []
    shoot(page, "outcome-offline")
    narrow(page, "outcome-offline")
    page.context.set_offline(False)
    again = bar.get_by_role("button", name="Skicka nu")
    expect(again).to_be_focused()
    shoot(page, "outcome-back")
    assert not Review.objects.exists()
    page.keyboard.press("Enter")
    until(lambda: Review.objects.count() == 1)
    expect(bar).to_be_hidden()
    read = Review.objects.get()
    assert (read.outcome, read.basis) == ("unclear", "kommunkarta")
    until(lambda: drafts(page) == [])


def test_an_outcome_is_never_taken_twice(page: Page, marking: Marking) -> None:
    """It came through, and its answer did not."""
    log_in(page)
    open_plan(page, marking)

    def swallow(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    page.route("**/genomgang/", swallow, times=1)
    page.get_by_role("button", name="Oklart").click()
    expect(page.locator(".connection")).to_contain_text("Utfallet Oklart (läst i: Akten)")
    assert Review.objects.count() == 1
    page.get_by_role("button", name="Oklart").click()
    expect(page.get_by_text("fått en genomgång sedan du öppnade den")).to_be_visible()
    assert Review.objects.count() == 1


def test_an_outcome_outlives_a_login_that_ran_out(page: Page, marking: Marking) -> None:
    log_in(page)
    open_plan(page, marking)
    page.get_by_label("Kommunens karta").check()
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Oklart").click()
    bar = page.locator(".connection")
    expect(bar).to_contain_text("Du är utloggad.")
    expect(bar.get_by_role("link", name="Logga in")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_label("Användarnamn").fill("anna")
    page.get_by_label("Lösenord").fill("hemligt-lösenord")
    page.get_by_role("button", name="Logga in").click()
    page.locator("#outcomes[data-ready]").wait_for()
    expect(page.locator(".kept")).to_contain_text("utfallet Oklart")
    page.get_by_role("button", name="Återställ").click()
    expect(page.get_by_label("Kommunens karta")).to_be_checked()
    expect(bar.get_by_role("button", name="Skicka nu")).to_be_focused()
    page.keyboard.press("Enter")
    until(lambda: Review.objects.count() == 1)
    assert Review.objects.get().basis == "kommunkarta"
