"""Must show 1: twenty-five plans read in a row by keyboard alone, and the time of each.

After the login nothing but `page.keyboard` touches a page; addresses are only opened where a
person would open one, when a closed tab is opened again. Markings are recorded on five of them, of
which one is changed by somebody else meanwhile and solved field by field, and one is typed on from
its draft after the tab was closed; an outcome is undone. The times are in
var/screenshots/loop.txt, beside the pictures of the page empty, busy and in conflict.
"""

import statistics
import time

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from inventory.models import Marking, ProtectedObject, Review
from plans.models import PlanDecision
from raknaq.lib.history import change
from tests.browser.conftest import SHOTS, log_in, map_is_ready, shoot
from tests.browser.test_keep import press
from tests.browser.test_loop import is_open, say, tab_to
from tests.factories import (
    day,
    make_decision,
    make_object,
    make_provision,
    make_user,
    mark,
    point,
    square,
)

PLANS = 25
MARKED = {3, 9, 14, 19, 23}
UNDONE = 11
IN_CONFLICT = 14  # somebody else changes the marking while it is changed
CLOSED = 19  # the tab is closed in the middle of typing
BUSY = 22  # a plan that has its provisions and markings already


@pytest.fixture
def plans(transactional_db: None) -> list[PlanDecision]:
    """So many plans with areas and one more, the oldest first, and two who record."""
    for name in ("anna", "bo"):
        make_user(name, recorder="20")
    made = [
        make_decision(
            f"2080-P{n}", in_force_from=day(f"{1988 + n}-05-01"), name=f"Kvarteret {n}",
            area=square(east=n * 150),
        )
        for n in range(PLANS + 1)
    ]  # fmt: skip
    for n in range(6):
        thing = make_object(name=f"Uthus {n + 1}", shape=point(BUSY * 150 + 15 + 14 * n, 50))
        mark(thing, made[BUSY], *(("skydd", "rivningsforbud") if n % 2 else ("varsamhet",)))
        make_provision(made[BUSY], classes=[], proposed=["skydd"], wording=f"Port {n} bevaras.")
    return made


def place(page: Page, east: int) -> None:
    tab_to(page, "Öst (E)")
    page.keyboard.type(str(east))
    tab_to(page, "Nord (N)")
    page.keyboard.type("6718050")


def finish(page: Page) -> None:
    """From the wording on: the type, and save."""
    tab_to(page, "Rivningsförbud")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("#markings li")).to_have_count(1)


def record(page: Page, east: int) -> None:
    """A marking by coordinates."""
    place(page, east)
    tab_to(page, "Beteckning")
    page.keyboard.type("q1")
    tab_to(page, "Formulering")
    page.keyboard.type("Byggnaden får inte rivas")
    finish(page)


def change_what_another_changes(page: Page, decision: PlanDecision) -> None:
    """Both name the object; the two names are seen beside each other, and one's own is taken."""
    link = page.get_by_role("link", name="Ändra q1")
    for _ in range(60):
        if link.evaluate("link => link === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Spara ändringen")).to_be_visible()
    tab_to(page, "Namn")
    page.keyboard.type("Gamla skolan")
    with change(by=User.objects.get(username="bo"), why="rättat"):
        thing = ProtectedObject.objects.filter(markings__provision__decision=decision)
        thing.update(name="Nya skolan", address="Storgatan 1")
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", name="Någon annan ändrade medan du skrev")
    expect(heading).to_be_focused()
    map_is_ready(page)
    shoot(page, "loop-in-conflict")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name === 'choice-name'"):
            break
    page.keyboard.press("Space")  # Mitt
    press(page, "Spara")
    expect(page.locator(".messages")).to_contain_text("Ändringen är sparad.")


def lose_the_tab(page: Page, decision: PlanDecision, east: int) -> Page:
    """Close it in the middle of a word; the new one, where the draft has been taken up again."""
    place(page, east)
    tab_to(page, "Beteckning")
    page.keyboard.type("q1")
    tab_to(page, "Formulering")
    page.keyboard.type("Byggnaden får in")
    address, context = page.url, page.context
    page.close()
    page = context.new_page()
    page.goto(address)
    is_open(page, decision)
    press(page, "Återställ")
    expect(page.get_by_label("Formulering")).to_have_value("Byggnaden får in")
    tab_to(page, "Formulering")
    page.keyboard.press("End")
    page.keyboard.type("te rivas")
    finish(page)
    return page


def write_times(whole: list[float], to_next: list[float]) -> None:
    rows = [
        f"{n:4} {seconds:8.2f} {turn:14.2f}"
        for n, (seconds, turn) in enumerate(zip(whole, to_next, strict=True), 1)
    ]
    p95 = statistics.quantiles(to_next, n=20)[-1]
    told = (
        f"From key to next plan shown: median {statistics.median(to_next):.2f} s, "
        f"p95 {p95:.2f} s, slowest {max(to_next):.2f} s."
    )
    head = "Plan  Whole, s  Key to next, s"
    SHOTS.mkdir(parents=True, exist_ok=True)
    (SHOTS / "loop.txt").write_text("\n".join([head, *rows, told, ""]), encoding="utf-8")
    print(told)  # noqa: T201 - what the test was asked to show


@pytest.mark.long
def test_twenty_five_plans_by_keyboard_alone(page: Page, plans: list[PlanDecision]) -> None:
    log_in(page)
    page.goto("/inventering/lan/20/")
    press(page, "Nästa plan")
    whole, to_next = [], []
    for n, decision in enumerate(plans[:PLANS]):
        is_open(page, decision)
        started = time.perf_counter()
        if n in (0, BUSY):
            map_is_ready(page)
            shoot(page, "loop-busy" if n else "loop-empty")
        if n == CLOSED:
            page = lose_the_tab(page, decision, 535050 + n * 150)
            is_open(page, decision)
        elif n in MARKED:
            record(page, 535050 + n * 150)
            is_open(page, decision)
        if n == IN_CONFLICT:
            change_what_another_changes(page, decision)
            is_open(page, decision)
        pressed = time.perf_counter()
        say(page, "f" if n in MARKED | {BUSY} else "i")
        is_open(page, plans[n + 1])
        to_next.append(time.perf_counter() - pressed)
        whole.append(time.perf_counter() - started)
        if n == UNDONE:
            page.keyboard.press("Control+z")
            is_open(page, decision)
            assert Review.objects.count() == n
            say(page, "i")
            is_open(page, plans[n + 1])
    write_times(whole, to_next)

    read = Review.objects.order_by("decision__in_force_from").values_list("outcome", "read_by")
    assert [outcome == "recorded" for outcome, _who in read] == [
        n in MARKED | {BUSY} for n in range(PLANS)
    ]
    assert {who for _outcome, who in read} == {"anna"}
    marked = Marking.objects.exclude(provision__decision=plans[BUSY])
    assert {one.provision.decision_id for one in marked} == {plans[n].pk for n in MARKED}
    assert {one.provision.wording for one in marked} == {"Byggnaden får inte rivas"}
    named = ProtectedObject.objects.exclude(name="").exclude(name__startswith="Uthus").get()
    assert (named.name, named.address) == ("Gamla skolan", "Storgatan 1")
