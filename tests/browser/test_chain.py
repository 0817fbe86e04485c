"""The whole chain as a recorder: county, plan, object, marking, and the figure changes."""

import re

import pytest
from django.db.models import Count
from playwright.sync_api import Page, Response, expect

from inventory.models import Marking
from plans.models import Plan, PlanDecision
from tests.browser.conftest import headline, log_in, log_in_by_form, map_is_ready, shoot
from tests.factories import make_user

pytestmark = pytest.mark.usefixtures("demo")


def test_from_the_map_to_the_published_figure(page: Page) -> None:
    page.goto("/")
    before = headline(page)

    tiles: list[Response] = []
    page.on(
        "response", lambda answer: tiles.append(answer) if "/tiles/plans/" in answer.url else None
    )
    log_in_by_form(page)
    expect(page.get_by_role("heading", name="Dalarnas län")).to_be_visible()
    map_is_ready(page)
    assert any(answer.status == 200 and answer.body() for answer in tiles)
    shoot(page, "county")

    # A plan that holds nothing yet, opened from the list.
    plan = PlanDecision.objects.filter(provisions=None, decision="new").earliest("in_force_from")
    page.get_by_label("Sök akt, planbeteckning, namn eller kommun").fill(plan.archive_ref)
    expect(page.locator("#queue-list")).to_contain_text("1 beslut")
    page.locator(".decisions").get_by_role("link", name=plan.archive_ref).click()
    expect(page).to_have_url(re.compile(rf"/inventering/plan/{plan.plan_id}/\?ko=q%3D"))
    map_is_ready(page)

    page.get_by_role("button", name="Placera punkt").click()
    page.locator("#map").click()
    expect(page.get_by_label("Öst (E)")).not_to_have_value("")
    page.get_by_label("Beteckning").fill("q")
    page.get_by_label("Index").fill("1")
    page.get_by_label("Formulering").fill("Byggnaden får inte rivas")
    page.get_by_label("Skyddsbestämmelse").check()
    page.get_by_label("Rivningsförbud").check()
    page.get_by_text("Fler uppgifter").click()
    page.get_by_label("Namn").fill("Gamla skolan")
    page.get_by_role("button", name="Spara märkningen").click()

    expect(page.get_by_role("status").first).to_contain_text("q1 på Gamla skolan är sparad.")
    expect(page.get_by_role("listitem").filter(has_text="Gamla skolan").last).to_be_visible()
    map_is_ready(page)
    marking = Marking.objects.get(provision__decision=plan)
    assert plan.area is not None
    assert plan.area.contains(marking.object.shape)
    assert marking.provision.classes == ["rivningsforbud", "skydd"]

    page.goto("/")
    assert headline(page) == before + 1
    page.goto("/lan/20/")
    assert headline(page) == before + 1


def test_pictures_for_the_readme(page: Page) -> None:
    markings = Count("decisions__provisions__markings")
    plan = Plan.objects.annotate(markings=markings).filter(markings=24).earliest("pk").pk
    log_in(page)
    page.goto(f"/inventering/plan/{plan}/")
    map_is_ready(page)
    shoot(page, "map")
    page.goto("/")
    shoot(page, "start", full_page=True)


def test_without_a_pointer(page: Page) -> None:
    """Everything on the recording form answers to the keyboard alone."""
    plan = PlanDecision.objects.filter(provisions=None, decision="new").first()
    assert plan is not None
    assert plan.area is not None
    log_in(page)
    page.goto(f"/inventering/plan/{plan.plan_id}/")
    map_is_ready(page)
    inside = plan.area.point_on_surface

    def tab_to(label: str) -> None:
        wanted = page.get_by_label(label, exact=True)
        for _ in range(60):
            page.keyboard.press("Tab")
            if wanted.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError(f"Tab never reached {label}")

    tab_to("Öst (E)")
    page.keyboard.type(f"{inside.x:.2f}")
    tab_to("Nord (N)")
    page.keyboard.type(f"{inside.y:.2f}")
    tab_to("Beteckning")
    page.keyboard.type("k")
    tab_to("Formulering")
    page.keyboard.type("Karaktären ska bevaras")
    tab_to("Varsamhetsbestämmelse")
    page.keyboard.press("Space")
    page.get_by_role("button", name="Spara märkningen").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("är sparad.")
    assert Marking.objects.get(provision__decision=plan).provision.classes == ["varsamhet"]


def test_moving_an_object_on_the_map(page: Page) -> None:
    marking = Marking.objects.select_related("object").earliest("pk")
    log_in(page)
    page.goto(f"/inventering/markning/{marking.pk}/")
    map_is_ready(page)
    before = page.get_by_label("Öst (E)").input_value()
    icon = page.locator(".object-icon.new")
    box = icon.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 12, box["y"] + 12)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 40, steps=8)
    page.mouse.up()
    expect(page.get_by_label("Öst (E)")).not_to_have_value(before)
    after = page.get_by_label("Öst (E)").input_value()
    page.get_by_role("button", name="Spara ändringen").click()
    expect(page.get_by_role("status").first).to_contain_text("Ändringen är sparad.")
    marking.object.refresh_from_db()
    assert f"{marking.object.shape.x:.2f}" == after


def test_two_recorders_on_one_object(page: Page) -> None:
    marking = Marking.objects.select_related("object").earliest("pk")
    log_in(page)
    page.goto(f"/inventering/markning/{marking.pk}/")
    assert page.context.browser is not None
    other = page.context.browser.new_context(
        base_url=page.url.split("/inventering")[0], locale="sv-SE"
    ).new_page()
    make_user("bo", recorder="20")
    log_in(other, "bo")
    other.goto(f"/inventering/markning/{marking.pk}/")
    other.get_by_label("Namn").fill("Bos namn")
    other.get_by_role("button", name="Spara ändringen").click()
    expect(other.get_by_role("status").first).to_contain_text("Ändringen är sparad.")
    page.get_by_label("Namn").fill("Annas namn")
    page.get_by_role("button", name="Spara ändringen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Någon annan ändrade medan du skrev")
    expect(page.get_by_role("group", name="Namn")).to_contain_text("Bos namn")
    expect(page.get_by_role("group", name="Namn")).to_contain_text("Annas namn")
    shoot(page, "conflict")
    marking.object.refresh_from_db()
    assert marking.object.name == "Bos namn"
    other.context.close()


def test_english(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="How to read this figure")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    log_in_english = page.get_by_role("link", name="Log in")
    expect(log_in_english).to_be_visible()
