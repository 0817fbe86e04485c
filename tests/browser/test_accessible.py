"""axe finds nothing serious on any page, empty, full or in error; 320 pixels are enough."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from inventory.models import Marking
from plans.models import PlanDecision
from tests.browser.conftest import ROOT, log_in, map_is_ready, shoot
from tests.factories import make_user

AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


def violations(page: Page) -> list[str]:
    """Serious and critical violations of WCAG 2.1 AA on the page as it stands."""
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate(
        "tags => axe.run({runOnly: {type: 'tag', values: tags}})", TAGS
    )
    return [
        f"{rule['id']}: {rule['nodes'][0]['html'][:200]}"
        for rule in found["violations"]
        if rule["impact"] in ("serious", "critical")
    ]


def sideways(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    return int(
        page.evaluate(
            "document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
        )
    )


def narrow_fields(page: Page) -> list[str]:
    """The fields to type in that have no room for what is typed."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("main input, main select, main textarea")]
            .filter(field => !["hidden", "checkbox", "radio"].includes(field.type)
                && field.checkVisibility() && field.getBoundingClientRect().width < 60)
            .map(field => field.name)"""
    )
    return found


@pytest.mark.django_db(transaction=True)
def test_public_pages_when_empty(page: Page) -> None:
    for address in ("/", "/?del=b", "/lan/20/", "/metod/", "/om/", "/konto/logga-in/", "/x/"):
        page.goto(address)
        assert violations(page) == [], address
    make_user("anna", recorder="20")
    log_in(page)
    map_is_ready(page)
    assert violations(page) == []
    shoot(page, "county-empty")


@pytest.mark.usefixtures("demo")
def test_every_page_with_the_demo(page: Page) -> None:
    make_user("lena", lead="20")
    log_in(page, "lena")
    marking = Marking.objects.select_related("provision__decision").earliest("pk")
    empty = PlanDecision.objects.filter(provisions=None).earliest("pk")
    for address in (
        "/", "/?del=b", "/lan/20/", "/metod/", "/inventering/lan/20/",
        f"/inventering/plan/{marking.provision.decision.plan_id}/",
        f"/inventering/plan/{empty.plan_id}/", f"/inventering/markning/{marking.pk}/", "/konton/",
        "/inventering/lan/03/", "/inventering/lan/20/?q=finnsinte", "/konto/losenord/",
    ):  # fmt: skip
        page.goto(address)
        if page.locator("#map").count():
            map_is_ready(page)
        assert violations(page) == [], address
        assert narrow_fields(page) == [], address


@pytest.mark.usefixtures("demo")
def test_the_forms_in_error(page: Page) -> None:
    log_in(page)
    empty = PlanDecision.objects.filter(provisions=None).earliest("pk")
    page.goto(f"/inventering/plan/{empty.plan_id}/")
    page.get_by_role("button", name="Spara märkningen").click()
    expect(page.get_by_text("Placera objektet på kartan eller ange koordinater.")).to_be_visible()
    map_is_ready(page)
    assert violations(page) == []
    field = page.get_by_label("Beteckning")
    expect(field).to_have_attribute("aria-invalid", "true")
    described = field.get_attribute("aria-describedby") or ""
    assert any("error" in part for part in described.split())
    shoot(page, "form-in-error")


@pytest.mark.usefixtures("demo")
def test_320_pixels_are_enough(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    log_in(page)
    marking = Marking.objects.select_related("provision__decision").earliest("pk")
    for address in (
        "/", "/?del=b", "/lan/20/", "/metod/", "/om/", "/inventering/lan/20/",
        f"/inventering/plan/{marking.provision.decision.plan_id}/",
        f"/inventering/markning/{marking.pk}/",
    ):  # fmt: skip
        page.goto(address)
        assert sideways(page) <= 0, address
