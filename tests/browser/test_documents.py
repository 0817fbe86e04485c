"""Documents beside the map, in a real browser: read, suggested from, and marked as evidence."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from inventory.models import Evidence, Marking, StorageDecision
from plans.models import PlanDecision, Provision
from tests.browser.conftest import log_in, shoot
from tests.browser.test_accessible import sideways, violations
from tests.documents import pdf, picture
from tests.factories import day, make_decision, make_document, make_object, make_user, mark, square

PAGES = (
    ["Planbeskrivning för kvarteret Lejonet", "Planen syftar till att skydda bebyggelsen."],
    [
        "Planbestämmelser",
        "q1 Byggnaden får inte rivas. Fasaden ska be-",
        "varas.",
        "k Varsamhet: byggnadens karaktär ska beaktas.",
        "K Kontor",
    ],
)


@pytest.fixture
def decision(transactional_db: None, settings: Any, tmp_path: Path) -> PlanDecision:
    """A plan in a county that stores copies, and its lead."""
    settings.DOCUMENTS_DIR = tmp_path
    make_user("anna", lead="20")
    StorageDecision.objects.create(
        county_id="20", decided_on=day("2020-01-01"), decided_by="Länsrådet",
        reference="408-1-2020", months=24,
    )  # fmt: skip
    return make_decision("2080-P1", name="Kvarteret Lejonet", area=square())


def add(page: Page, title: str, name: str, content: bytes) -> None:
    page.get_by_text("Lägg till en handling").click()
    page.get_by_label("Titel").fill(title)
    sent = FilePayload(name=name, mimeType="application/octet-stream", buffer=content)
    page.get_by_label("Eller en fil").set_input_files(sent)
    page.get_by_role("button", name="Lägg till", exact=True).click()
    expect(page.get_by_role("link", name=title, exact=True)).to_be_visible()


def is_shown(page: Page, number: int) -> None:
    shown = page.locator(f".reader[data-shown$='/{number}']")
    expect(shown).to_be_visible()


def test_a_provision_is_taken_from_the_text_and_opens_there_again(
    page: Page, decision: PlanDecision
) -> None:
    log_in(page)
    page.goto(f"/inventering/plan/{decision.plan_id}/")
    add(page, "Planbeskrivning", "plan.pdf", pdf(*PAGES))
    page.get_by_role("link", name="Planbeskrivning", exact=True).press("Enter")
    is_shown(page, 1)
    expect(page.locator(".reader[data-suggestions='2']")).to_be_visible()
    shoot(page, "documents-open")
    page.get_by_role("button", name="Förslag ur texten (2)").press("Enter")
    is_shown(page, 2)
    expect(page.locator(".spot")).to_have_count(2)
    shoot(page, "documents-suggested")
    assert violations(page) == []
    page.keyboard.press("Enter")
    form = page.locator("#marking-form")
    expect(form.get_by_label("Beteckning")).to_have_value("q")
    expect(form.get_by_label("Index")).to_have_value("1")
    wording = "Byggnaden får inte rivas. Fasaden ska bevaras."
    expect(form.get_by_label("Formulering")).to_have_value(wording)
    assert not Provision.objects.exists()
    form.get_by_label("Öst (E)").fill("535050")
    form.get_by_label("Nord (N)").fill("6718050")
    form.get_by_label("Rivningsförbud").check()
    form.get_by_role("button", name="Spara märkningen").press("Enter")
    expect(page.locator(".passages li")).to_have_count(1)
    assert Evidence.objects.get().marking == Marking.objects.get()
    is_shown(page, 2)  # what was read stays open when the page is turned
    page.get_by_role("button", name="Föregående sida").press("Enter")
    is_shown(page, 1)
    page.locator(".passages a").press("Enter")
    is_shown(page, 2)
    marked = page.locator(".spot").bounding_box()
    words = page.locator(".text-layer p:nth-child(2)").bounding_box()
    assert marked is not None
    assert words is not None
    assert marked["y"] - 4 <= words["y"] <= marked["y"] + marked["height"]
    shoot(page, "documents-evidence")
    assert violations(page) == []


def test_evidence_is_marked_by_keyboard_and_by_dragging(page: Page, decision: PlanDecision) -> None:
    marking = mark(make_object(name="Gamla skolan"), decision)
    log_in(page)
    page.goto(f"/inventering/plan/{decision.plan_id}/")
    add(page, "Planbeskrivning", "plan.pdf", pdf(*PAGES))
    page.get_by_role("link", name="Planbeskrivning", exact=True).click()
    is_shown(page, 1)
    reader = page.locator(".reader")
    reader.get_by_role("button", name="Textrad").press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    reader.get_by_label("Märkning").select_option(str(marking.pk))
    reader.get_by_role("button", name="Spara belägg").press("Enter")
    expect(page.locator(".passages li")).to_have_count(1)
    assert Evidence.objects.get().quote == PAGES[0][1]
    reader.get_by_label("Sök i handlingen").fill("KARAKTÄR")
    page.keyboard.press("Enter")
    is_shown(page, 2)
    expect(reader.get_by_text("Träff 1 av 1, sida 2")).to_be_visible()
    reader.get_by_role("button", name="Vrid").click()
    reader.get_by_role("button", name="Ruta").click()
    box = page.locator(".sheet").bounding_box()
    assert box is not None
    x, y, width, height = box["x"], box["y"], box["width"], box["height"]
    page.mouse.move(x + width * 0.25, y + height * 0.25)
    page.mouse.down()
    page.mouse.move(x + width * 0.5, y + height * 0.75)
    page.mouse.up()
    shoot(page, "documents-rectangle")
    assert violations(page) == []
    reader.get_by_label("Märkning").select_option(str(marking.pk))
    reader.get_by_role("button", name="Spara belägg").click()
    expect(page.locator(".passages li")).to_have_count(2)
    kept = Evidence.objects.latest("pk")
    turned = (kept.left, kept.top, kept.right, kept.bottom)
    assert turned == pytest.approx((0.25, 0.5, 0.75, 0.75), abs=0.01)
    reader.get_by_role("button", name="Karta").click()
    expect(page.locator("#map")).to_be_visible()
    expect(page.locator(".sheet-scroll")).to_be_hidden()
    shoot(page, "documents-map")


def test_an_image_is_read_in_the_same_place_at_any_width(
    page: Page, decision: PlanDecision
) -> None:
    log_in(page)
    page.goto(f"/inventering/plan/{decision.plan_id}/")
    add(page, "Plankarta", "karta.tif", picture("TIFF", "CMYK", (900, 600), (90, 10, 60, 20)))
    page.get_by_role("link", name="Plankarta", exact=True).click()
    is_shown(page, 1)
    expect(page.get_by_role("button", name="Textrad")).to_be_hidden()
    page.set_viewport_size({"width": 1900, "height": 900})
    expect(page.locator("#map")).to_be_visible()
    expect(page.locator(".sheet-scroll")).to_be_visible()
    shoot(page, "documents-wide")
    page.set_viewport_size({"width": 320, "height": 700})
    page.get_by_role("button", name="Sidbredd").click()
    assert sideways(page) <= 0
    assert violations(page) == []
    shoot(page, "documents-320", full_page=True)


@pytest.mark.parametrize("width", [1400, 320])
def test_the_pages_about_documents(page: Page, decision: PlanDecision, width: int) -> None:
    document = make_document(decision=decision)
    page.set_viewport_size({"width": width, "height": 900})
    log_in(page)
    for name, address in (
        ("storage", "/inventering/lan/20/handlingar/"),
        ("document", f"/inventering/handling/{document.pk}/"),
        ("document-new", f"/inventering/plan/{decision.plan_id}/handling/"),
    ):
        page.goto(address)
        page.locator("main form button.primary").click()
        assert violations(page) == []
        assert sideways(page) <= 0
        shoot(page, f"{name}-{width}", full_page=True)
