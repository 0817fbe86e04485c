"""The map as a tool: two who move one thing, many that get one provision, measuring, the view."""

import re
from collections.abc import Iterable
from io import BytesIO
from typing import Any, cast

import pytest
from PIL import Image
from playwright.sync_api import Browser, FloatRect, Locator, Page, expect

from inventory.models import Marking, ProtectedObject
from plans.models import PlanDecision
from tests.browser.conftest import log_in, map_is_ready, shoot, until
from tests.browser.test_accessible import narrow_fields, sideways, violations
from tests.factories import (
    FALUN,
    make_decision,
    make_footprint,
    make_object,
    make_provision,
    make_user,
    mark,
    point,
    square,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def decision() -> PlanDecision:
    """A plan with a provision's area and three buildings marked."""
    make_user("anna", recorder="20")
    make_user("bo", recorder="20")
    decision = make_decision("2080-P1", name="Kvarteret Ängen", area=square())
    make_provision(decision, "varsamhet", letter="k", index="1", wording="Fasadens färg behålls",
                   area=square(side=60))  # fmt: skip
    for n, name in enumerate(("Kvarnen", "Skolan", "Smedjan")):
        thing = make_object(name=name, shape=point(20 + n * 30, 50))
        mark(thing, decision, "skydd")
    return decision


@pytest.fixture
def second(browser: Browser, live_server: Any) -> Any:
    """Another person's browser."""
    context = browser.new_context(base_url=live_server.url, locale="sv-SE",
                                  viewport={"width": 1400, "height": 900})  # fmt: skip
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()


def open_plan(page: Page, decision: PlanDecision, name: str = "anna") -> None:
    log_in(page, name)
    page.goto(f"/inventering/plan/{decision.plan_id}/")
    map_is_ready(page)


def symbol(page: Page, name: str) -> Locator:
    return page.locator(f".object-icon[title='{name}']")


def drag(page: Page, name: str, east: float, north: float) -> None:
    """Drag an object's symbol so many pixels."""
    box = symbol(page, name).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.keyboard.down("Alt")  # no snapping
    page.mouse.move(x + east / 2, y - north / 2)
    page.mouse.move(x + east, y - north)
    page.mouse.up()
    page.keyboard.up("Alt")


def place_of(name: str) -> tuple[float, float]:
    shape = ProtectedObject.objects.get(name=name).shape
    return round(shape.x - FALUN[0], 1), round(shape.y - FALUN[1], 1)


def move_button(page: Page, name: str) -> Locator:
    return page.locator("#markings li", has_text=name).get_by_role("button", name="Flytta")


def test_two_who_drag_the_same_object(page: Page, second: Page, decision: PlanDecision) -> None:
    open_plan(page, decision)
    open_plan(second, decision, "bo")
    move_button(second, "Skolan").click()
    drag(second, "Skolan", 60, 0)
    until(lambda: place_of("Skolan")[0] > 50)
    bos = place_of("Skolan")
    move_button(page, "Skolan").click()
    drag(page, "Skolan", 0, 60)
    expect(page.get_by_text("Skolan: bo ändrade objektet")).to_be_visible()
    expect(page.locator("path.shape-mine")).to_have_count(1)
    assert place_of("Skolan") == bos
    assert violations(page) == []
    shoot(page, "map-conflict")
    page.get_by_role("button", name="Fortsätt ändra").click()
    page.keyboard.press("ArrowUp")
    until(lambda: place_of("Skolan") != bos)
    assert place_of("Skolan")[0] == pytest.approx(50, abs=1)
    drag(second, "Skolan", 0, -60)
    expect(second.get_by_text("Skolan: anna ändrade objektet")).to_be_visible()
    annas = place_of("Skolan")
    second.get_by_role("button", name="Ta deras").click()
    drag(second, "Skolan", 0, -60)
    until(lambda: place_of("Skolan") != annas)
    page.get_by_role("button", name="Ångra flytt").click()
    expect(page.get_by_text("Din flytt kan inte ångras eller göras om längre.")).to_be_visible()
    bos = place_of("Skolan")
    drag(page, "Skolan", 90, 0)
    until(lambda: place_of("Skolan") != bos)
    drag(second, "Skolan", 0, -30)
    expect(second.get_by_text("Skolan: anna ändrade objektet")).to_be_visible()
    annas = place_of("Skolan")
    second.get_by_role("button", name="Behåll min").click()
    until(lambda: place_of("Skolan") != annas)


def test_moving_without_a_pointer_and_back(page: Page, decision: PlanDecision) -> None:
    open_plan(page, decision)
    move_button(page, "Smedjan").press("Enter")
    expect(page.locator("#map")).to_be_focused()
    shoot(page, "map-moving")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    until(lambda: place_of("Smedjan") == (81, 60))
    page.get_by_label("Ny E").fill("535030")
    page.get_by_label("Ny N").fill("6 718 040,5")
    page.get_by_label("Ny N").press("Enter")
    until(lambda: place_of("Smedjan") == (30, 40.5))
    page.locator("#map").focus()
    page.keyboard.press("Control+z")
    until(lambda: place_of("Smedjan") == (81, 60))
    page.keyboard.press("Control+z")
    until(lambda: place_of("Smedjan") == (80, 50))
    page.keyboard.press("Control+Shift+Z")
    until(lambda: place_of("Smedjan") == (81, 60))
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    expect(page.locator("#moving")).to_be_hidden()
    assert place_of("Smedjan") == (81, 60)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Kvarteret Ängen"
    )  # no outcome undone


def test_an_area_is_taken_over_and_its_corner_dragged(page: Page, decision: PlanDecision) -> None:
    open_plan(page, decision)
    page.get_by_label("Ta över formen av").select_option(label="k1 Fasadens färg behålls")
    page.get_by_label("Beteckning").fill("q")
    page.get_by_label("Formulering").fill("Får inte rivas")
    page.get_by_label("Skyddsbestämmelse").check()
    page.get_by_label("Objekttyp").select_option("Miljö")
    page.get_by_role("button", name="Spara märkningen").click()
    expect(page.locator("#markings li")).to_have_count(4)
    miljo = ProtectedObject.objects.get(object_type="miljo")
    assert miljo.shape.area == pytest.approx(3_600, abs=0.1)
    move_button(page, str(miljo)).click()
    corner = page.locator(".marker-icon:not(.marker-icon-middle)").first
    box = corner.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 6, box["y"] + 6)
    page.mouse.down()
    page.mouse.move(box["x"] - 20, box["y"] + 20, steps=4)
    page.mouse.up()
    until(lambda: abs(ProtectedObject.objects.get(pk=miljo.pk).shape.area - 3_600) > 50)
    page.get_by_role("button", name="Klar", exact=True).click()
    expect(page.locator("#moving")).to_be_hidden()


def test_several_get_one_provision_by_keyboard(page: Page, decision: PlanDecision) -> None:
    make_footprint("a", east=10)
    make_footprint("b", east=300)
    open_plan(page, decision)
    for name in ("Kvarnen", "Smedjan"):
        page.get_by_role("checkbox", name=f"Välj {name}").press("Space")
    expect(page.locator("#selection-told")).to_have_text("Valda: 2 · Kvarnen, Smedjan")
    page.locator("#choose summary").press("Enter")
    page.get_by_label("Område").select_option(label="k1 Fasadens färg behålls")
    page.get_by_role("button", name="Välj byggnaderna där").press("Enter")
    expect(page.locator("#selection-told")).to_contain_text("nya objekt av byggnader: 1")
    page.get_by_label("Bestämmelse", exact=True).select_option(index=1)
    assert violations(page) == []
    shoot(page, "map-selection")
    page.get_by_role("button", name="Ge 4 objekt bestämmelsen").press("Enter")
    expect(page.locator(".last-reading")).to_contain_text("k1 är sparad på 4 objekt. 1 är nya")
    assert Marking.objects.filter(provision__letter="k").count() == 4
    map_is_ready(page)
    page.get_by_role("button", name="Ångra för alla").press("Enter")
    expect(page.locator(".messages")).to_contain_text("Ångrat. Objekten är som de var.")
    assert (Marking.objects.count(), ProtectedObject.objects.count()) == (3, 3)


def test_measuring_the_view_and_a_narrow_screen(page: Page, decision: PlanDecision) -> None:
    open_plan(page, decision)
    page.get_by_role("button", name="Mät sträcka").press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Sträcka: ")).not_to_have_text("Sträcka: 0,0 m")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Mät sträcka")).to_have_attribute(
        "aria-pressed", "false"
    )
    page.locator("#map").press("+")
    until(lambda: "#karta=" in page.url)
    address = page.url
    page.goto("/inventering/lan/20/")
    page.goto(address)
    map_is_ready(page)
    assert page.url == address
    expect(page.locator("#outcomes button").first).to_be_focused()
    page.set_viewport_size({"width": 320, "height": 700})
    page.reload()
    map_is_ready(page)
    assert sideways(page) <= 0
    assert narrow_fields(page) == []
    shoot(page, "map-320")


def blue(page: Page, x: float, y: float) -> int:
    """How many pixels of the map around a place are of the colour of a skyddsbestämmelse."""
    clip: FloatRect = {"x": x - 12, "y": y - 12, "width": 24, "height": 24}
    picture = Image.open(BytesIO(page.screenshot(clip=clip))).convert("RGB")
    pixels = cast("Iterable[tuple[int, int, int]]", picture.get_flattened_data())
    return sum(red < 40 and 90 < green < 140 < ink for red, green, ink in pixels)


def test_an_object_that_is_moved_leaves_nothing_where_it_was(
    page: Page, decision: PlanDecision
) -> None:
    """The tiles still have it there, and leave it to the page."""
    open_plan(page, decision)
    box = symbol(page, "Skolan").bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    assert blue(page, *middle) > 100
    move_button(page, "Skolan").click()
    drag(page, "Skolan", 60, 0)
    until(lambda: place_of("Skolan")[0] > 50)
    assert blue(page, *middle) == 0


def test_hundreds_of_objects_are_on_the_map_and_come_to_the_list(
    page: Page, decision: PlanDecision
) -> None:
    """The first rows come with the page, and the others when the plan is shown."""
    many = make_decision("2080-P2", area=square())
    provision = make_provision(many)
    for n in range(400):
        thing = make_object(name=f"Hus {n:03}", shape=point(n % 20 * 5, n // 20 * 5))
        Marking.objects.create(object=thing, provision=provision)
    log_in(page)
    page.goto(f"/inventering/plan/{many.plan_id}/")
    expect(page.locator("#outcomes[data-ready]")).to_be_visible()
    assert page.locator(".object-icon").count() == 400
    rows = page.locator("#markings > li")
    expect(rows).to_have_count(400)
    expect(page.get_by_role("link", name="Visa alla 400")).to_have_count(0)
    last = rows.filter(has_text="Hus 399")
    last.get_by_role("button", name="Visa Hus 399").press("Enter")
    expect(last).to_have_class("selected")
    expect(page.locator(".object-icon[title='Hus 399']")).to_have_class(re.compile("selected"))
    last.get_by_label("Välj Hus 399").check()
    expect(page.locator("#selection-told")).to_contain_text("Hus 399")


def test_a_base_map_is_chosen_and_its_silence_is_told(
    page: Page, decision: PlanDecision, settings: Any
) -> None:
    settings.BASE_MAPS = [
        {"name": "Tyst", "url": "/ingen/{z}/{x}/{y}.png", "layers": "", "attribution": "LM"},
        {"name": "Ortofoto", "url": "/wms", "layers": "orto025", "attribution": ""},
    ]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_plan(page, decision)
    expect(page.locator("#base-told")).to_contain_text("Bakgrundskartan svarar inte.")
    page.get_by_label("Bakgrund").select_option("Ortofoto")
    until(lambda: any("/wms?" in url and "layers=orto025" in url for url in asked))
    expect(page.locator("#base-told")).to_be_hidden()
    page.get_by_label("Bakgrund").select_option("Bara gränser")
    expect(page.locator(".leaflet-tile")).to_have_count(0)
    page.reload()
    expect(page.get_by_label("Bakgrund")).to_have_value("")
