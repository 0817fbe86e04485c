"""Kollegial granskning by keyboard alone, and its author who sees what came of it, in Chromium."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect

from inventory import actions
from inventory.models import PeerCheck
from plans.models import PlanDecision
from tests.browser.conftest import log_in, map_is_ready, shoot
from tests.browser.test_accessible import narrow_fields, sideways, violations
from tests.browser.test_loop import tab_to
from tests.factories import make_decision, make_user, point, square
from tests.inventory.test_sampling import read

QUEUE = "/kollegial-granskning/"
NAMES = ("Kvarteret Ängen", "Kvarteret Björken", "Torget")


@pytest.fixture
def decisions(transactional_db: None) -> list[PlanDecision]:
    """Three readings of Anna's that were unclear to her; in the second she recorded a marking."""
    anna = make_user("anna", recorder="20", lead="20")
    make_user("cilla", recorder="20")
    made = [
        make_decision(f"2080-KG{n}", name=name, area=square(east=n * 150))
        for n, name in enumerate(NAMES)
    ]
    _mark(anna, made[1])
    for decision in made:
        read(anna, decision, outcome="unclear", basis="kommunkarta")
    return made


def _mark(by: User, decision: PlanDecision) -> None:
    actions.record_marking(
        by=by, decision=decision,
        thing_facts={"object_type": "byggnad", "shape": point(200, 50), "name": "Skolan"},
        provision_facts={"letter": "q", "index": "1", "wording": "Får inte rivas",
                         "classes": ["skydd"]},
        marking_facts={"evidence": "Plankarta", "evidence_page": "3"},
    )  # fmt: skip


def is_open(page: Page, name: str) -> None:
    """The check is shown, and its verdict may be said."""
    expect(page.locator(".evidence h1")).to_have_text(name)
    expect(page.locator("#outcomes")).to_have_attribute("data-ready", "true")


def press(page: Page, key: str) -> None:
    """Press a key where focus landed when the check was opened."""
    assert page.evaluate("document.activeElement.closest('#outcomes') !== null")
    page.keyboard.press(key)


def test_checking_by_keyboard_and_its_author(page: Page, decisions: list[PlanDecision]) -> None:
    log_in(page, "cilla")
    page.goto(QUEUE)
    assert violations(page) == []
    shoot(page, "checks")
    page.get_by_role("button", name="Granska nästa").press("Enter")
    is_open(page, NAMES[0])
    press(page, "g")

    is_open(page, NAMES[1])
    expect(page.locator("#undo-check")).to_contain_text("2080-KG0, godkänd")
    map_is_ready(page)
    assert violations(page) == []
    shoot(page, "check")
    _correct(page)
    is_open(page, NAMES[1])
    expect(page.get_by_text("Ändrad bestämmelse")).to_be_visible()
    shoot(page, "check-corrected")
    press(page, "r")

    is_open(page, NAMES[2])
    page.keyboard.press("Control+z")
    is_open(page, NAMES[1])
    assert PeerCheck.objects.filter(verdict="").count() == 2
    press(page, "r")
    is_open(page, NAMES[2])
    press(page, "d")
    page.keyboard.type("Jag ser en q-bestämmelse.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".talk li")).to_have_count(1)
    is_open(page, NAMES[2])
    press(page, "t")
    expect(page.get_by_label("Orsak, om du skickar tillbaka")).to_be_focused()
    page.keyboard.type("En bes")
    page.keyboard.press("Shift+Tab")
    press(page, "t")
    expect(page.locator(".messages")).to_have_text("Det finns inget mer att granska i urvalet.")
    assert violations(page) == []
    told = PeerCheck.objects.order_by("pk").values_list("verdict", "reason")
    assert list(told) == [("approved", ""), ("corrected", ""), ("sent_back", "missed")]

    page.get_by_role("button", name="Logga ut").press("Enter")
    log_in(page, "anna")
    map_is_ready(page)
    back = page.get_by_role("region", name="Tillbaka till dig")
    expect(back.get_by_text("Godkänd med rättelse av cilla")).to_be_visible()
    expect(back.get_by_text("En bestämmelse är missad")).to_be_visible()
    page.locator(".came-back summary").press("Enter")
    expect(back.get_by_text("Byggnaden får inte rivas")).to_be_visible()
    assert violations(page) == []
    shoot(page, "came-back")
    back.get_by_role("button", name="Jag har sett det").press("Enter")
    expect(back.locator("li")).to_have_count(1)
    back.get_by_role("link", name="Läs planen igen").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(NAMES[2])


def _correct(page: Page) -> None:
    """From the check to the plan, the marking and back, without a pointer."""
    page.get_by_role("button", name="Rätta i planen").press("Enter")
    expect(page.locator("#outcomes [name=outcome]").first).to_be_visible()
    page.get_by_role("link", name="Ändra q1 Skolan").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("q1 Skolan")
    tab_to(page, "Formulering")
    page.keyboard.press("Control+a")
    page.keyboard.type("Byggnaden får inte rivas")
    tab_to(page, "Rivningsförbud")
    page.keyboard.press("Space")
    page.get_by_role("button", name="Spara ändringen").press("Enter")
    expect(page.locator(".messages")).to_have_text("Ändringen är sparad.")
    page.get_by_role("link", name="Tillbaka till granskningen").press("Enter")


def test_two_who_check_the_same(
    page: Page, browser: Browser, decisions: list[PlanDecision]
) -> None:
    check = PeerCheck.objects.earliest("pk")
    log_in(page, "cilla")
    page.goto(f"{QUEUE}{check.pk}/")
    is_open(page, NAMES[0])
    make_user("bo", checker=None)
    address = page.url.split(QUEUE)[0]
    with browser.new_context(base_url=address, locale="sv-SE") as context:
        second = context.new_page()
        log_in(second, "bo")
        second.goto(f"{QUEUE}{check.pk}/")
        is_open(second, NAMES[0])
        expect(second.get_by_text("Du registrerar inte i Dalarnas län")).to_be_visible()
        second.get_by_label("Till den som läste planen").fill("Det är skola, inte bostad.")
        second.get_by_role("button", name="Godkänn med rättelse").click()
        is_open(second, NAMES[1])
    page.get_by_label("Till den som läste planen").fill("Jag håller med.")
    page.locator("[value=approved]").click()
    expect(page.get_by_text("Granskningen ändrades av någon annan nyss")).to_be_visible()
    expect(page.get_by_label("Ditt inlägg")).to_have_value("Jag håller med.")
    map_is_ready(page)
    assert violations(page) == []
    shoot(page, "check-conflict")
    check.refresh_from_db()
    assert (check.verdict, check.note) == ("corrected", "Det är skola, inte bostad.")


def test_320_pixels_are_enough_for_checking(page: Page, decisions: list[PlanDecision]) -> None:
    check = PeerCheck.objects.get(review__decision=decisions[1])
    log_in(page, "cilla")
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(QUEUE)
    assert sideways(page) <= 0
    shoot(page, "checks-320", full_page=True)
    page.goto(f"{QUEUE}{check.pk}/")
    is_open(page, NAMES[1])
    page.get_by_role("button", name="Skicka tillbaka").click()
    page.get_by_label("Orsak, om du skickar tillbaka").select_option("Annat")
    page.get_by_role("button", name="Skicka tillbaka").click()
    expect(page.get_by_text("Skriv vad du menar")).to_be_visible()
    assert violations(page) == []
    assert sideways(page) <= 0
    assert narrow_fields(page) == []
    shoot(page, "check-320", full_page=True)
    page.get_by_label("Till den som läste planen").fill("Fel hus: se kartan i akten.")
    page.get_by_role("button", name="Skicka tillbaka").click()
    is_open(page, NAMES[2])
    page.goto("/konto/logga-ut/")
    page.locator("main").get_by_role("button").click()
    log_in(page, "anna")
    expect(page.get_by_text("Fel hus: se kartan i akten.")).to_be_in_viewport()
    assert sideways(page) <= 0
    shoot(page, "came-back-320")
    page.goto(QUEUE)
    assert sideways(page) <= 0
    assert narrow_fields(page) == []
    assert violations(page) == []
    shoot(page, "checks-lead-320", full_page=True)
    page.goto("/inventering/genomgangar/")
    assert violations(page) == []
    page.set_viewport_size({"width": 1400, "height": 900})
    shoot(page, "mine-checked")
