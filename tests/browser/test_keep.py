"""Nothing typed is lost and nothing is overwritten unseen, in real browsers."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect

from inventory.models import Marking, ProtectedObject, Review
from plans.models import PlanDecision
from raknaq.lib.history import change
from tests.browser.conftest import PATIENCE_MS, log_in, map_is_ready, shoot, until
from tests.browser.test_accessible import sideways, violations
from tests.factories import (
    make_decision,
    make_object,
    make_scope,
    make_user,
    mark,
    point,
    square,
    unmark,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def marking() -> Marking:
    """A plan with the school, which Anna and Bo both record in."""
    make_scope()
    make_user("anna", recorder="20")
    make_user("bo", recorder="20")
    decision = make_decision("2080-P1", name="Kvarteret Ängen", area=square())
    return mark(make_object(name="Skolan", shape=point(20, 20)), decision, "skydd")


@pytest.fixture
def other(browser: Browser, live_server: Any) -> Iterator[Page]:
    """Bo, at a computer of his own."""
    context = browser.new_context(base_url=live_server.url, locale="sv-SE")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    yield page
    context.close()


def others_write(**facts: Any) -> None:
    """Bo writes, elsewhere."""
    with change(by=User.objects.get(username="bo"), why="rättat"):
        ProtectedObject.objects.update(**facts)


def plan_of(marking: Marking) -> PlanDecision:
    return marking.provision.decision


def open_plan(page: Page, marking: Marking) -> None:
    page.goto(f"/inventering/plan/{plan_of(marking).plan_id}/")
    page.locator("#outcomes[data-ready]").wait_for()
    map_is_ready(page)


def open_marking(page: Page, marking: Marking) -> None:
    page.goto(f"/inventering/markning/{marking.pk}/")
    map_is_ready(page)


def drafts(page: Page) -> list[str]:
    """The drafts that the browser keeps."""
    kept: list[str] = page.evaluate(
        "() => Object.entries(localStorage).filter(([key]) => key.startsWith('raknaq-draft/'))"
        ".map(([key, text]) => key + text)"
    )
    return kept


def said(page: Page, text: str) -> None:
    """The page says so at its top."""
    expect(page.locator(".messages")).to_contain_text(text)


def is_kept(page: Page, text: str) -> None:
    until(lambda: any(text in draft for draft in drafts(page)))


def draw_a_line(page: Page) -> None:
    page.get_by_role("button", name="Rita linje").click()
    box = page.locator("#map").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.click(x, y)
    for _ in range(2):  # the second ends it
        page.mouse.click(x + 80, y + 20)
    expect(page.locator("#drawn-note")).to_be_visible()


def press(page: Page, name: str) -> None:
    """Go on with Tab to the button of this name, and press it."""
    button = page.get_by_role("button", name=name, exact=True)
    for _ in range(80):
        if button.evaluate("button => button === document.activeElement"):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} is not reached by Tab")


def tab_to(page: Page, selector: str) -> None:
    """Go on with Tab until what matches has the focus."""
    for _ in range(80):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by Tab")


def test_a_draft_is_recovered_after_the_tab_is_closed_in_the_middle_of_typing(
    page: Page, marking: Marking
) -> None:
    log_in(page)
    tab = page.context.new_page()
    open_plan(tab, marking)
    draw_a_line(tab)
    tab.get_by_label("Rivningsförbud").check()
    tab.get_by_label("Formulering").press_sequentially("Byggnaden får inte ri")
    tab.close()
    open_plan(page, marking)
    expect(page.locator(".kept p")).to_have_text(
        re.compile(r"^Du har ett utkast från \d\d:\d\d: Byggnaden får inte ri\.$")
    )
    expect(page.get_by_label("Formulering")).to_have_value("")  # never by itself
    assert "csrf" not in "".join(drafts(page)).lower()
    assert violations(page) == []
    shoot(page, "draft")
    page.set_viewport_size({"width": 320, "height": 700})
    assert sideways(page) <= 0
    shoot(page, "draft-320", full_page=True)
    page.set_viewport_size({"width": 1400, "height": 900})
    page.locator("a.brand").focus()
    press(page, "Återställ")
    expect(page.get_by_label("Formulering")).to_have_value("Byggnaden får inte ri")
    expect(page.locator("input[name=drawn]")).to_have_value(re.compile("^LINESTRING"))
    expect(page.locator("#drawn-note")).to_be_visible()
    expect(page.get_by_label("Rivningsförbud")).to_be_checked()
    expect(page.get_by_text("Utkastet är återställt i formuläret.")).to_be_focused()
    shoot(page, "draft-restored")
    page.get_by_label("Beteckning").fill("q1")
    page.get_by_role("button", name="Spara märkningen").click()
    said(page, "är sparad.")
    until(lambda: drafts(page) == [])  # once the server has said so
    expect(page.locator(".kept")).to_have_count(0)


def test_an_empty_form_that_is_refused_is_no_draft(page: Page, marking: Marking) -> None:
    log_in(page)
    open_plan(page, marking)
    page.get_by_role("button", name="Spara märkningen").click()
    expect(page.locator("#marking-form .error").first).to_be_visible()
    assert drafts(page) == []
    page.reload()
    map_is_ready(page)
    expect(page.locator(".kept")).to_have_count(0)
    page.get_by_label("Formulering").fill("Byggnaden får inte rivas")
    page.get_by_role("button", name="Spara märkningen").click()
    expect(page.locator("#marking-form .error").first).to_be_visible()
    is_kept(page, "Byggnaden får inte rivas")
    open_plan(page, marking)
    expect(page.locator(".kept p")).to_contain_text("Byggnaden får inte rivas")


def test_a_login_that_runs_out_loses_nothing(page: Page, marking: Marking) -> None:
    log_in(page)
    open_marking(page, marking)
    page.get_by_label("Namn").fill("Gamla skolan")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Spara ändringen").click()
    expect(page.locator(".connection")).to_contain_text("Du är utloggad.")
    assert violations(page) == []
    shoot(page, "logged-out")
    page.locator(".connection").get_by_role("link", name="Logga in").click()
    page.get_by_label("Användarnamn").fill("anna")
    page.get_by_label("Lösenord").fill("hemligt-lösenord")
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_url(f"**/markning/{marking.pk}/")
    page.get_by_role("button", name="Återställ").click()
    expect(page.get_by_label("Namn")).to_have_value("Gamla skolan")
    page.get_by_role("button", name="Spara ändringen").click()
    said(page, "Ändringen är sparad.")
    assert ProtectedObject.objects.get().name == "Gamla skolan"


def test_another_person_never_sees_a_draft(page: Page, marking: Marking) -> None:
    log_in(page)
    open_marking(page, marking)
    page.get_by_label("Namn").fill("Gamla skolan")
    is_kept(page, "Gamla skolan")
    page.on("dialog", lambda dialog: dialog.accept())
    page.context.clear_cookies()
    log_in(page, "bo")
    open_plan(page, marking)
    expect(page.locator(".kept")).to_have_count(0)
    page.context.clear_cookies()
    log_in(page)
    expect(page.locator(".kept")).to_contain_text("Skolan")  # the list leads to it
    page.locator(".kept").get_by_role("link", name="Öppna").click()
    page.wait_for_url(f"**/markning/{marking.pk}/")
    page.get_by_role("button", name="Kasta").click()
    expect(page.locator(".kept")).to_have_count(0)
    until(lambda: drafts(page) == [])


def test_without_a_network_nothing_is_lost_and_sending_is_asked_for(
    page: Page, marking: Marking
) -> None:
    log_in(page)
    open_marking(page, marking)
    page.get_by_label("Namn").fill("Gamla skolan")
    bar = page.locator(".connection")
    page.route("**/andringar/**", lambda route: route.fulfill(status=500, body=""))
    page.get_by_role("button", name="Spara ändringen").click()
    expect(bar).to_contain_text("Servern svarade med ett fel (500).")
    expect(bar).to_be_in_viewport()
    page.unroute("**/andringar/**")
    page.context.set_offline(True)
    expect(bar).to_contain_text("Ingen kontakt med servern.")
    page.get_by_role("button", name="Spara ändringen").click()
    expect(bar).to_contain_text("När kontakten är tillbaka frågar sidan innan den skickar.")
    assert violations(page) == []
    shoot(page, "offline")
    page.set_viewport_size({"width": 320, "height": 700})
    assert sideways(page) <= 0
    expect(bar).to_be_in_viewport()
    shoot(page, "offline-320")
    page.set_viewport_size({"width": 1400, "height": 900})
    others_write(name="Nya skolan")
    page.context.set_offline(False)
    expect(bar).to_contain_text("Kontakten är tillbaka. Det du ville spara är inte skickat än.")
    expect(bar).to_contain_text("bo")
    expect(bar).to_contain_text("(rättat)")
    shoot(page, "back")
    assert ProtectedObject.objects.get().name == "Nya skolan"
    bar.get_by_role("button", name="Skicka nu").click()
    heading = page.get_by_role("heading", name="Någon annan ändrade medan du skrev")
    expect(heading).to_be_visible()
    assert ProtectedObject.objects.get().name == "Nya skolan"


def test_a_conflict_is_solved_field_by_field_by_keyboard(
    page: Page, other: Page, marking: Marking
) -> None:
    log_in(page)
    open_marking(page, marking)
    log_in(other, "bo")
    open_marking(other, marking)
    other.get_by_label("Namn").fill("Nya skolan")
    other.get_by_label("Adress").fill("Storgatan 1")
    other.get_by_label("Öst (E)").fill("535040")
    other.get_by_label("Anteckning").fill("bos ord")
    other.get_by_role("button", name="Spara ändringen").click()
    said(other, "Ändringen är sparad.")

    for label, text in (
        ("Öst (E)", "535070"), ("Namn", "Gamla skolan"), ("Anteckning", "annas ord"),
        ("Sida", "3"),
    ):  # fmt: skip
        page.get_by_label(label, exact=True).fill(text)
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", name="Någon annan ändrade medan du skrev")
    expect(heading).to_be_focused()
    map_is_ready(page)
    expect(page.locator(".joined li")).to_have_count(2)  # Bo's address and Anna's page
    assert violations(page) == []
    shoot(page, "conflict")
    page.set_viewport_size({"width": 320, "height": 700})
    assert sideways(page) <= 0
    shoot(page, "conflict-320", full_page=True)
    page.set_viewport_size({"width": 1400, "height": 900})
    heading.focus()

    tab_to(page, "[name=choice-place]")
    page.keyboard.press("ArrowDown")  # Deras
    tab_to(page, "[name=choice-name]")
    page.keyboard.press("Space")  # Mitt
    tab_to(page, "[name=choice-note]")
    page.keyboard.press("ArrowUp")  # Fortsätt ändra
    tab_to(page, "textarea[name=note]")
    page.keyboard.press("End")
    page.keyboard.type(" och bos ord")
    shoot(page, "conflict-chosen")
    press(page, "Spara")
    said(page, "Ändringen är sparad.")
    thing = ProtectedObject.objects.get()
    assert (thing.name, thing.address, thing.shape.x) == ("Gamla skolan", "Storgatan 1", 535040)
    saved = Marking.objects.get()
    assert (saved.note, saved.evidence_page) == ("annas ord och bos ord", "3")
    until(lambda: drafts(page) == [])


@pytest.mark.long
def test_no_way_of_saving_overwrites_unseen(page: Page, other: Page, marking: Marking) -> None:
    """Form, autosaved draft, removal, outcome and restoring: each after somebody else's change."""
    page.on("dialog", lambda dialog: dialog.accept())
    log_in(page)
    log_in(other, "bo")

    # A draft that was kept before the other's change, put back after it.
    open_marking(page, marking)
    page.get_by_label("Namn").fill("annas namn")
    is_kept(page, "annas namn")
    open_marking(other, marking)
    other.get_by_label("Namn").fill("bos namn")
    other.get_by_role("button", name="Spara ändringen").click()
    said(other, "Ändringen är sparad.")
    open_marking(page, marking)
    page.get_by_role("button", name="Återställ").click()
    page.get_by_role("button", name="Spara ändringen").click()
    expect(page.get_by_role("heading", name="Någon annan ändrade")).to_be_visible()
    assert ProtectedObject.objects.get().name == "bos namn"
    page.get_by_label("Deras").check()
    page.get_by_role("button", name="Spara", exact=True).click()
    said(page, "Ändringen är sparad.")
    assert ProtectedObject.objects.get().name == "bos namn"

    # Restoring a state of a page that was read before another change.
    history = f"/inventering/plan/{plan_of(marking).plan_id}/historik/"
    page.goto(history)
    shoot(page, "history")
    assert violations(page) == []
    others_write(name="bos andra namn")
    page.get_by_role("button", name="Återställ läget före ändringen").first.click()
    said(page, "Inget är återställt.")
    assert ProtectedObject.objects.get().name == "bos andra namn"
    page.get_by_role("button", name="Återställ läget före ändringen").first.click()
    said(page, "Läget är återställt, som en ny ändring.")
    assert ProtectedObject.objects.get().name == "bos namn"
    page.set_viewport_size({"width": 320, "height": 700})
    assert sideways(page) <= 0
    shoot(page, "history-320")
    page.set_viewport_size({"width": 1400, "height": 900})

    # An outcome of a plan that somebody else has given one since it was opened.
    open_plan(page, marking)
    open_plan(other, marking)
    other.get_by_role("button", name="Oklart").click()
    until(lambda: Review.objects.count() == 1)
    page.get_by_role("button", name="Färdig").click()
    expect(page.get_by_text("fått en genomgång sedan du öppnade den")).to_be_visible()
    assert Review.objects.get().outcome == "unclear"

    # A removal of what was changed since, and a change of what was removed since.
    open_marking(page, marking)
    with change(by=Review.objects.get().reader, why="rättat"):  # type: ignore[arg-type]
        Marking.objects.update(note="bos ord")
    page.get_by_text("Märkningen är fel").click()
    page.get_by_role("button", name="Ta bort märkningen").click()
    expect(page.locator(".second-look")).to_be_focused()
    expect(page.locator(".second-look")).to_contain_text("Anteckning: – → bos ord")
    map_is_ready(page)
    assert violations(page) == []
    shoot(page, "removal-refused")
    assert Marking.objects.get().note == "bos ord"
    page.get_by_label("Anteckning").fill("annas ord")
    now = Marking.objects.get()
    unmark(now, Review.objects.get().reader)  # type: ignore[arg-type]
    page.get_by_role("button", name="Spara ändringen").click()
    expect(page.get_by_text("Märkningen är borttagen")).to_be_visible()
    expect(page.get_by_label("Anteckning")).to_have_value("annas ord")
    map_is_ready(page)
    assert violations(page) == []
    shoot(page, "removed")
    page.get_by_role("button", name="Registrera på nytt").click()
    said(page, "Märkningen är registrerad på nytt.")

    # What became of an object, said when its marking is removed since.
    now = Marking.objects.get()
    page.goto(f"/inventering/plan/{plan_of(now).plan_id}/objekt/{now.object_id}/borta/")
    map_is_ready(page)
    unmark(now, Review.objects.get().reader)  # type: ignore[arg-type]
    page.get_by_label("Brunnen").check()
    page.get_by_label("Borta från och med").fill("2011-08-01")
    page.get_by_role("button", name="Objektet är borta").click()
    expect(page.locator(".errors")).to_be_focused()
    expect(page.get_by_label("Borta från och med")).to_have_value("2011-08-01")
    map_is_ready(page)
    assert violations(page) == []
    shoot(page, "gone-removed")
    page.get_by_role("button", name="Registrera på nytt").click()
    said(page, "är borta från och med 2011-08-01.")
    assert ProtectedObject.objects.get().gone_how == "brunnen"
    assert Marking.objects.get().note == "annas ord"
