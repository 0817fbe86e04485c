"""The record of a plan in a real browser: a provision typed once, proposed types, ends, themes."""

import pytest
from playwright.sync_api import Page, expect

from inventory.models import Marking, Review
from plans import ends
from plans.models import CatalogueEntry, Plan, PlanDecision, Provision
from tests.browser.conftest import log_in, map_is_ready, shoot
from tests.browser.test_accessible import narrow_fields, sideways, violations
from tests.browser.test_loop import is_open, tab_to
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


@pytest.fixture
def decision(transactional_db: None) -> PlanDecision:
    """A plan of 1995 without provisions, and a recorder."""
    make_user("anna", recorder="20")
    return make_decision("2080-P1", name="Kvarteret Almen", area=square(side=200))


def test_a_provision_is_typed_once_and_marks_two_objects(
    page: Page, decision: PlanDecision
) -> None:
    log_in(page)
    page.goto(f"/inventering/plan/{decision.plan_id}/")
    is_open(page, decision)
    map_is_ready(page)
    assert violations(page) == []
    page.get_by_role("link", name="Ny bestämmelse").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ny bestämmelse")
    expect(page.get_by_label("Beteckning")).to_be_focused()
    page.keyboard.type("q1")
    tab_to(page, "Formulering")
    expect(page.get_by_label("Beteckning")).to_have_value("q")
    expect(page.get_by_label("Index")).to_have_value("1")
    page.keyboard.type("Byggnaden får inte rivas")
    told = page.locator(".proposal .told")
    expect(told).to_contain_text("Föreslås: Skyddsbestämmelse och rivningsförbud, eftersom")
    expect(page.get_by_label("Rivningsförbud")).not_to_be_checked()
    assert violations(page) == []
    shoot(page, "provision-proposed")
    page.keyboard.press("Alt+g")
    expect(page.get_by_label("Skyddsbestämmelse")).to_be_checked()
    expect(page.get_by_label("Rivningsförbud")).to_be_checked()
    tab_to(page, "Rivningsförbud")
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("q1 är sparad. Skriv nästa")
    saved = Provision.objects.get()
    assert (saved.classes, saved.decided_from) == (["rivningsforbud", "skydd"], "proposal")
    page.get_by_role("link", name="Tillbaka till planen").press("Enter")
    is_open(page, decision)
    for number, east in enumerate((535050, 535080), 1):
        page.get_by_role("link", name="Märk objekt med q1").press("Enter")
        expect(page.get_by_label("Objekt", exact=True)).to_be_focused()
        tab_to(page, "Öst (E)")
        page.keyboard.type(str(east))
        tab_to(page, "Nord (N)")
        page.keyboard.type("6718050")
        page.keyboard.press("Enter")
        expect(page.locator("#markings li")).to_have_count(number)
    assert Provision.objects.get() == saved
    assert Marking.objects.filter(provision=saved).count() == 2
    expect(page.locator("#provisions")).to_contain_text("2 märkningar")
    map_is_ready(page)
    assert violations(page) == []
    shoot(page, "record-full")


def test_what_is_wrong_is_told_and_details_are_remembered(
    page: Page, decision: PlanDecision
) -> None:
    log_in(page)
    address = f"/inventering/plan/{decision.plan_id}/bestammelse/"
    page.goto(address)
    more = page.locator("details.more")
    expect(more).not_to_have_attribute("open", "")
    page.get_by_text("Fler uppgifter").click()
    page.get_by_label("Anteckning").fill("Se planbeskrivningen")
    page.get_by_label("Beteckning").fill("K")
    page.get_by_role("button", name="Spara bestämmelsen").click()
    expect(page.get_by_text("Skriv bestämmelsen som den står i planen.")).to_be_visible()
    expect(page.locator(".proposal .told")).to_contain_text("K är användningen kontor")
    map_is_ready(page)
    assert violations(page) == []
    shoot(page, "provision-wrong")
    page.goto(address)
    expect(more).to_have_attribute("open", "")
    page.get_by_text("Fler uppgifter").click()
    page.goto(address)
    expect(more).not_to_have_attribute("open", "")
    expect(page.get_by_label("Anteckning")).to_be_visible()  # it was filled in the last time
    page.set_viewport_size({"width": 320, "height": 700})
    assert sideways(page) <= 0
    assert narrow_fields(page) == []
    shoot(page, "provision-320", full_page=True)


def test_delivered_provisions_are_ticked_and_ends_answered_before_done(
    page: Page, decision: PlanDecision
) -> None:
    older = make_decision(
        "2080-P0", in_force_from=day("1965-04-01"), kind="stadsplan", area=square(), name="Ängen"
    )
    mark(make_object(shape=point(20, 20)), older)
    ends.propose([older.plan_id], by=make_user())
    following = make_decision("2080-P2", name="Kvarteret Boken", in_force_from=day("1996-05-01"))
    entry = CatalogueEntry.objects.filter(category="Skydd av kulturvärden").first()
    for wording in ("Boden får inte rivas.", "Muren ska bevaras."):
        make_provision(decision, letter="q", index="", wording=wording, classes=[],
                       proposed=["skydd"], catalogue_entry=entry)  # fmt: skip
    mark(make_object(shape=point(30, 30), name="Skolan"), decision)
    log_in(page)
    page.goto(f"/inventering/plan/{decision.plan_id}/")
    is_open(page, decision)
    page.get_by_label("Alla föreslagna").check()
    page.get_by_role("button", name="Godta förslagen för de ikryssade").click()
    expect(page.locator(".messages")).to_have_text("Typen är bestämd för 2 bestämmelser.")
    is_open(page, decision)
    page.get_by_text("Genomgången för: Kulturvärden").click()
    page.get_by_label("Natur", exact=True).first.check()
    shoot(page, "record-ends")
    page.get_by_role("button", name="Färdig").focus()
    page.keyboard.press("f")
    asked = page.get_by_role("button", name="Upphör 1995-05-01").first
    expect(asked).to_be_focused()
    map_is_ready(page)
    assert violations(page) == []
    shoot(page, "record-ends-asked")
    page.keyboard.press("Enter")
    is_open(page, following)
    assert Plan.objects.get(pk=older.plan_id).in_force_to == day("1995-05-01")
    reading = Review.objects.get()
    assert (reading.outcome, reading.looked_for) == ("recorded", ["kulturvarden", "natur"])
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"/inventering/plan/{decision.plan_id}/")
    is_open(page, decision)
    assert sideways(page) <= 0
    page.get_by_role("link", name="Borta Skolan").click()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.get_by_label("Riven").check()
    page.get_by_label("Borta från och med").fill("2011-08-01")
    map_is_ready(page)
    assert violations(page) == []
    shoot(page, "gone-320", full_page=True)
    page.get_by_role("button", name="Objektet är borta").click()
    expect(page.get_by_text("borta från 2011-08-01 (riven)")).to_be_visible()
