"""A scanned plan map laid on the map by typed points and seen to land; what is traced on it."""

import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import Locator, Page, expect

from inventory import documents
from inventory.models import Document, ProtectedObject, SheetFit, StorageDecision
from tests.browser.conftest import log_in, map_is_ready, shoot, until
from tests.browser.test_accessible import narrow_fields, sideways, violations
from tests.factories import make_decision, make_user, square
from tests.scans import Cross, scanned_map, tiff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def document(settings: Any, tmp_path: Path) -> Document:
    """The scan among the documents of a plan, whose area is its two blocks."""
    settings.DOCUMENTS_DIR = tmp_path
    anna = make_user("anna", recorder="20")
    decision = make_decision("2080-P1", name="Kvarteret Ängen", area=square(-75, 45, 255))
    StorageDecision.objects.create(
        county_id="20", decided_on="2020-01-01", decided_by="Länsrådet", reference="1", months=24
    )
    file = ContentFile(tiff(scanned_map()[0]), name="plankarta.tif")
    return documents.store(by=anna, decision=decision, title="Plankarta", upload=file)


@pytest.fixture
def control() -> list[Cross]:
    """The crosses that the scan is fitted by."""
    return scanned_map()[1][:4]


def points(crosses: list[Cross]) -> list[dict[str, float]]:
    return [asdict(cross) for cross in crosses]


def open_fitting(page: Page, document: Document) -> None:
    log_in(page)
    page.goto(f"/inventering/plan/{document.decision.plan_id}/")
    page.get_by_role("link", name="Passa in på kartan Plankarta").click()
    map_is_ready(page)


def type_points(page: Page, crosses: list[Cross]) -> None:
    """The points by hand, from the first field on with Tab alone."""
    page.get_by_role("textbox", name="Punkt 1 x", exact=True).focus()
    for n, cross in enumerate(crosses):
        for number in (cross.x, cross.y, cross.east, cross.north):
            page.keyboard.type(f"{number:.1f}".replace(".", ","))
            page.keyboard.press("Tab")
        if n < len(crosses) - 1:
            page.keyboard.press("Tab")  # past the button that removes the point


def corner_of(sheet: Locator, x: float, y: float) -> tuple[float, float]:
    """Where on the screen a place in the picture is drawn, by the browser's own transformation."""
    place = sheet.evaluate(
        """(img, [x, y]) => {
            const mark = document.createElement("i");
            Object.assign(mark.style, { position: "absolute", left: x + "px", top: y + "px" });
            const plane = document.createElement("div");
            Object.assign(plane.style, { position: "absolute", left: "0", top: "0" });
            Object.assign(plane.style, { transform: img.style.transform, transformOrigin: "0 0" });
            plane.append(mark);
            img.parentElement.append(plane);
            const box = mark.getBoundingClientRect();
            plane.remove();
            return [box.x, box.y];
        }""",
        [x, y],
    )
    return place[0], place[1]


def lands(page: Page, control: list[Cross]) -> None:
    """Each cross of the picture lies where the map puts its coordinates, within two pixels."""
    sheet, marks = page.locator("#map .laid-sheet img"), page.locator("#map .control-point")
    expect(marks).to_have_count(len(control))
    for n, cross in enumerate(control):
        box = marks.nth(n).bounding_box()
        assert box is not None
        middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        assert math.dist(corner_of(sheet, cross.x, cross.y), middle) <= 2


def zoom(page: Page, button: str) -> None:
    """Press a zoom button and wait until the map has come to rest."""
    scale = page.locator("#map .leaflet-control-scale-line")
    before = scale.inner_text()
    page.locator("#map").get_by_role("button", name=button).click()
    expect(scale).not_to_have_text(before)
    expect(page.locator("#map .leaflet-zoom-anim")).to_have_count(0)


def test_a_sheet_is_fitted_by_typing_and_lands(
    page: Page, document: Document, control: list[Cross]
) -> None:
    open_fitting(page, document)
    assert violations(page) == []
    assert narrow_fields(page) == []
    shoot(page, "fitting-empty")
    type_points(page, control)
    expect(page.locator("#fit-told")).to_contain_text("Affin inpassning med 4 punkter")
    expect(page.locator("#points output").nth(3)).to_have_text("0,07")
    picture = page.locator("#map .laid-sheet img")
    expect(picture).to_be_visible()
    until(lambda: picture.evaluate("picture => picture.naturalWidth") == document.width)
    lands(page, control)
    shoot(page, "fitting")
    for _ in range(2):
        zoom(page, "Zooma ut")
        lands(page, control)
    assert violations(page) == []
    page.get_by_label("Bildens täckning på kartan").press("Home")
    assert page.locator("#map .laid-sheet").evaluate("sheet => sheet.style.opacity") == "0.1"
    page.get_by_role("button", name="Spara inpassningen").press("Enter")
    expect(page.get_by_text("Plankarta ligger på kartan.")).to_be_visible()
    assert SheetFit.objects.get().points == points(control)


def test_a_photographed_sheet_lands_too(
    page: Page, document: Document, control: list[Cross]
) -> None:
    """The farther to the right in the picture, the smaller its pixels are on the ground."""
    tilted = []
    for cross in control:
        depth = 1 + cross.x / 3000
        east, north = (535_000 + 0.3 * cross.x / depth, 6_718_000 - 0.3 * cross.y / depth)
        tilted.append(Cross(cross.x, cross.y, round(east, 2), round(north, 2)))
    SheetFit.objects.create(document=document, method="projective", points=points(tilted))
    log_in(page)
    page.goto(f"/inventering/handling/{document.pk}/inpassning/")
    map_is_ready(page)
    expect(page.get_by_label("Metod")).to_have_value("projective")
    expect(page.locator("#fit-told")).to_contain_text("4 punkter, precis så många som behövs")
    expect(page.locator("#map .laid-sheet img")).to_be_visible()
    lands(page, tilted)
    zoom(page, "Zooma ut")
    lands(page, tilted)


def test_points_are_placed_by_clicks_and_by_enter(page: Page, document: Document) -> None:
    open_fitting(page, document)

    def field(name: str) -> Locator:
        return page.get_by_role("textbox", name=f"Punkt {name}", exact=True)

    for where in ("#picture", "#map"):
        box = page.locator(where).bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert document.width is not None
    assert document.height is not None
    assert float(field("1 x").input_value()) == pytest.approx(document.width / 2, abs=5)
    assert float(field("1 y").input_value()) == pytest.approx(document.height / 2, abs=5)
    expect(field("1 Öst (E)")).not_to_have_value("")
    page.locator("#picture").focus()
    page.keyboard.press("Enter")
    expect(field("2 y")).not_to_have_value("")
    expect(page.locator("#map-status")).to_have_text("Punkt 2 är placerad i bilden.")
    page.get_by_role("button", name="Ta bort punkten").first.press("Enter")
    expect(field("1 Öst (E)")).to_have_value("")
    expect(field("1 x")).not_to_have_value("")


def test_what_is_traced_is_known_as_the_sheet_is(
    page: Page, document: Document, control: list[Cross]
) -> None:
    SheetFit.objects.create(document=document, method="affine", points=points(control))
    log_in(page)
    page.goto(f"/inventering/plan/{document.decision.plan_id}/")
    map_is_ready(page)
    page.get_by_label("Visa på kartan Plankarta").check()
    expect(page.locator("#map .laid-sheet img")).to_be_visible()
    page.get_by_role("button", name="Placera punkt").click()
    box = page.locator("#map").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("#traced")).to_contain_text("Lägesosäkerhet 2 m")
    assert violations(page) == []
    shoot(page, "traced")
    page.get_by_label("Beteckning").fill("q1")
    page.get_by_label("Formulering").fill("Får inte rivas")
    page.get_by_label("Skyddsbestämmelse").check()
    page.get_by_role("button", name="Spara märkningen").click()
    expect(page.locator(".messages")).to_contain_text("är sparad.")
    assert ProtectedObject.objects.get().position_uncertainty_m == 2


def test_another_saved_first(page: Page, document: Document, control: list[Cross]) -> None:
    open_fitting(page, document)
    type_points(page, control)
    SheetFit.objects.create(document=document, method="similarity", points=points(control[:2]))
    page.get_by_role("button", name="Spara inpassningen").click()
    expect(page.get_by_role("heading", name="Någon annan passade in kartan")).to_be_visible()
    map_is_ready(page)
    assert violations(page) == []
    shoot(page, "fitting-conflict")
    page.set_viewport_size({"width": 320, "height": 700})
    shoot(page, "fitting-320", full_page=True)
    assert sideways(page) <= 0
    page.locator("[name=choice-fit][value=edit]").check()
    page.get_by_role("button", name="Spara inpassningen").click()
    expect(page.get_by_text("Plankarta ligger på kartan.")).to_be_visible()
    assert len(SheetFit.objects.get().points) == 4
