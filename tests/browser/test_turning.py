"""What comes late to a page of the workspace: rows, tiles, an older page."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, Route, expect

from inventory.models import Marking
from plans.models import PlanDecision
from tests.browser.conftest import ROOT, log_in, map_is_ready, until
from tests.browser.test_map_editing import blue, drag, move_button, place_of, symbol
from tests.factories import (
    make_decision,
    make_object,
    make_provision,
    make_user,
    mark,
    point,
    square,
)

pytestmark = pytest.mark.django_db(transaction=True)

MARKED, UNDECIDED = 60, 40


@pytest.fixture
def many() -> PlanDecision:
    """A plan with more rows of each list than come with its page."""
    make_user("anna", recorder="20")
    many = make_decision("2080-P1", name="Kvarteret Ängen", area=square())
    provision = make_provision(many)
    for n in range(MARKED):
        thing = make_object(name=f"Hus {n:02}", shape=point(n % 20 * 5, n // 20 * 30))
        Marking.objects.create(object=thing, provision=provision)
    for n in range(UNDECIDED):
        make_provision(many, letter="q", index=f"{n + 1_000}", classes=[], proposed=["skydd"])
    return many


@pytest.fixture
def neighbours() -> tuple[PlanDecision, PlanDecision]:
    """Two plans side by side, the older first, each with a house by their common border."""
    make_user("anna", recorder="20")
    west = make_decision("2080-P1", name="Västra", area=square(), in_force_from="1995-05-01")
    mark(make_object(name="Hus V", shape=point(90, 50)), west, "skydd")
    east = make_decision("2080-P2", name="Östra", area=square(100), in_force_from="1996-05-01")
    mark(make_object(name="Hus Ö", shape=point(150, 50)), east, "skydd")
    return west, east


def hold(page: Page, what: str, *, part: str = "") -> list[Route]:
    """Hold requests back: those for a part of a page alone where it is named."""
    held: list[Route] = []

    def asked(route: Route) -> None:
        if part and route.request.headers.get("x-part") != part:
            route.continue_()
        else:
            held.append(route)

    page.route(what, asked)
    return held


def wait_for(page: Page, held: list[Route]) -> None:
    until(lambda: page.evaluate("1") == 1 and bool(held))  # the browser's word comes meanwhile


def open_plan(page: Page, decision: PlanDecision) -> None:
    log_in(page)
    page.goto(f"/inventering/plan/{decision.plan_id}/")
    expect(page.locator("#outcomes[data-ready]")).to_be_visible()


def test_what_is_done_before_the_rows_come_stands(page: Page, many: PlanDecision) -> None:
    held = hold(page, "**/inventering/plan/**", part="rows")
    open_plan(page, many)
    wait_for(page, held)
    page.get_by_label("Alla föreslagna").check()
    first = page.locator("#provisions input[name=rad]").first
    first.uncheck()
    page.locator(".object-icon[title='Hus 50']").click()
    page.get_by_role("link", name=f"Visa alla {MARKED}").focus()
    held[0].continue_()
    expect(page.locator("#markings > li")).to_have_count(MARKED)
    expect(first).not_to_be_checked()
    expect(page.locator("#provisions input[name=rad]:checked")).to_have_count(UNDECIDED - 1)
    expect(page.locator("#markings > li.selected")).to_contain_text("Hus 50")
    expect(page.get_by_label("Välj Hus 30")).to_be_focused()


def test_a_row_that_came_meanwhile_leaves_the_others_whole(page: Page, many: PlanDecision) -> None:
    held = hold(page, "**/inventering/plan/**", part="rows")
    open_plan(page, many)
    wait_for(page, held)
    mark(make_object(name="Aktern"), many, "skydd")
    held[0].continue_()
    rows = page.locator("#markings > li")
    expect(rows).to_have_count(MARKED)
    assert len(set(rows.evaluate_all("rows => rows.map(row => row.dataset.row)"))) == MARKED


def test_a_row_that_went_meanwhile_leaves_the_way_to_all(page: Page, many: PlanDecision) -> None:
    held = hold(page, "**/inventering/plan/**", part="rows")
    open_plan(page, many)
    wait_for(page, held)
    Marking.objects.get(object__name="Hus 00").delete()
    held[0].continue_()
    expect(page.locator("#markings > li")).to_have_count(MARKED - 1)
    page.get_by_role("link", name=f"Visa alla {MARKED}").click()
    expect(page.locator("#markings > li").last).to_contain_text("Hus 59")
    expect(page.locator("#markings > li")).to_have_count(MARKED - 1)


def test_rows_and_list_do_not_wait_for_a_tile_that_never_comes(
    page: Page, many: PlanDecision
) -> None:
    hold(page, "**/tiles/plans/**")
    open_plan(page, many)
    expect(page.locator("#markings > li")).to_have_count(MARKED)
    expect(page.locator("#queue-list a").first).to_be_visible()
    page.unroute_all(behavior="ignoreErrors")


def test_back_shows_an_object_where_it_was_moved(page: Page, many: PlanDecision) -> None:
    mark(make_object(name="Skolan", shape=point(50, 50)), many, "skydd")
    open_plan(page, many)
    map_is_ready(page)
    expect(page.locator("#markings > li")).to_have_count(MARKED + 1)
    move_button(page, "Skolan").click()
    drag(page, "Skolan", 60, 0)
    until(lambda: place_of("Skolan")[0] > 50)
    moved = symbol(page, "Skolan").bounding_box()
    page.goto("/om/")
    page.go_back()
    map_is_ready(page)
    assert symbol(page, "Skolan").bounding_box() == moved


def test_a_turn_before_the_tiles_have_come_leaves_the_neighbours_object(
    page: Page, neighbours: tuple[PlanDecision, PlanDecision]
) -> None:
    parts = [part for part in (ROOT / "static/build/parts").iterdir() if part.suffix == ".js"]
    held = hold(page, f"**/{max(parts, key=_size).name}")
    open_plan(page, neighbours[0])
    wait_for(page, held)
    page.get_by_role("button", name="Hoppa över").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Östra")
    for route in held:
        route.continue_()
    map_is_ready(page)
    own, area = symbol(page, "Hus Ö").bounding_box(), page.locator(".leaflet-overlay-pane path")
    drawn = area.first.bounding_box()
    assert own is not None
    assert drawn is not None
    metre = drawn["width"] / 100
    assert blue(page, own["x"] + 12 - 60 * metre, own["y"] + 12) > 50


def test_what_came_of_a_plan_is_seen_from_the_next_one_in_its_tile(page: Page) -> None:
    make_user("anna", recorder="20")
    for n, name in enumerate(("Västra", "Östra")):
        make_decision(name=name, area=square(270 * n, side=60), in_force_from=f"199{n}-05-01")
    open_plan(page, PlanDecision.objects.get(name="Västra"))
    map_is_ready(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(_tile(request)))
    page.reload()
    map_is_ready(page)
    shared = {max(asked)}  # the easternmost is the nearest
    asked.clear()
    page.get_by_role("button", name="Inga bestämmelser").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Östra")
    map_is_ready(page)
    assert shared <= {*asked}


def _size(path: Path) -> int:
    return path.stat().st_size


def _tile(request: Request) -> str:
    return request.url.partition("/tiles/plans/")[2]
