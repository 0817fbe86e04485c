"""A recorder resolves a doubtful point, and merges and unmerges a pair; pictures of both queues."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from inventory import duplicates
from inventory.models import Marking, PendingMarking, PossibleDuplicate
from raknaq.lib.history import change
from tests.browser.conftest import log_in, map_is_ready, shoot
from tests.browser.test_accessible import sideways, violations
from tests.factories import make_decision, make_object, make_user, mark, point, square
from tests.imports.taking import Taking
from tests.imports.test_county_points import old

pytestmark = pytest.mark.django_db(transaction=True)
QUEUE = "/inventering/lan/20/matchning/"
PAIRS = "/inventering/lan/20/dubbletter/"


@pytest.fixture
def anna() -> User:
    return make_user("anna", recorder="20")


def test_a_doubtful_point_gets_its_decision(page: Page, anna: User, tmp_path: Path) -> None:
    right = make_decision("2080-P01/12", area=square(), name="Stadsplan för kvarteret Ängen")
    make_decision("20-FAL-77", area=square(40, 40), name="Ändring för kvarteret Bäcken")
    make_decision("2080-P2", area=square(300), name="Kvarteret Linden")
    rows = [
        old(archive_ref="2080-P1 12", inv_nr="A 7", note="Läst på mikrofilm 1995"),
        old(20, 20, object_ref="2", archive_ref="2080P1/12", name="Magasinet"),
        old(700, object_ref="3", archive_ref="", name="Utan plan"),
    ]
    Taking(tmp_path)("county_points", rows)
    log_in(page)
    page.get_by_role("link", name="Matchning").click()
    map_is_ready(page)
    expect(page.get_by_role("heading", name="2080-P1 12")).to_be_visible()
    expect(page.get_by_role("radio").first).to_be_checked()
    assert violations(page) == []
    shoot(page, "matching")

    other = page.get_by_role("radio", name="20-FAL-77")
    page.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    expect(other).to_be_checked()
    page.keyboard.press("ArrowUp")
    page.get_by_role("button", name="Välj beslutet och nästa").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Raden är nu en märkning.")
    expect(page.get_by_role("heading", name="2080P1/12")).to_be_visible()
    assert Marking.objects.get().provision.decision == right

    page.get_by_text("Ingen av dem", exact=True).press("Enter")
    page.get_by_role("button", name="Spara utan beslut och nästa").click()
    expect(page.get_by_text("Skriv varför")).to_be_visible()
    shoot(page, "matching-in-error")
    page.get_by_role("link", name="Se raderna").click()
    expect(page.get_by_role("checkbox", name="2080P1/12")).to_be_checked()
    assert violations(page) == []
    shoot(page, "matching-alike")
    page.get_by_role("button", name="Ta in de ikryssade").click()
    expect(page.get_by_text("Ingen rad väntar.")).to_be_visible()
    assert PendingMarking.objects.filter(state="matched").count() == 2
    page.get_by_text("1 rad utan beslut").click()
    expect(page.get_by_role("link", name="Utan plan")).to_be_visible()
    shoot(page, "matching-empty")


def test_a_pair_is_merged_and_unmerged(page: Page, anna: User) -> None:
    decision = make_decision("2080-P1", area=square())
    bo = make_user("bo")
    for person, east, facts in (
        (anna, 50, {"name": "Gamla skolan", "address": "Storgatan 1"}),
        (bo, 56, {"name": "Folkskolan", "property_designation": "Falun Skolan 3"}),
    ):
        with change(by=person, why="märkning registrerad"):
            mark(make_object(shape=point(east, 50), **facts), decision, "skydd", "varsamhet")
    duplicates.find()
    log_in(page)
    page.get_by_role("link", name="Möjliga dubbletter").click()
    map_is_ready(page)
    expect(page.get_by_text("1 par är obesvarat.")).to_be_visible()
    assert violations(page) == []
    shoot(page, "duplicates")
    page.get_by_role("button", name="Samma: slå samman").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("De två är nu ett objekt.")
    merged = PossibleDuplicate.objects.get()
    assert merged.a.markings.count() == 2
    assert merged.a.property_designation == "Falun Skolan 3"
    map_is_ready(page)
    assert violations(page) == []
    shoot(page, "duplicates-merged")
    page.get_by_role("button", name="Ångra").click()
    expect(page.get_by_role("status").first).to_contain_text("Sammanslagningen är ångrad.")
    expect(page.get_by_text("1 par är obesvarat.")).to_be_visible()
    assert Marking.objects.filter(object__name="Folkskolan").count() == 1


def test_320_pixels_are_enough(page: Page, anna: User, tmp_path: Path) -> None:
    make_decision("2080-P01/12", area=square(), name="Stadsplan för kvarteret Ängen med omnejd")
    Taking(tmp_path)("county_points", [old(archive_ref="2080P1/12", inventeringsnummer="A" * 60)])
    with change(by=anna, why="märkning registrerad"):
        make_object(shape=point(), name="Gamla folkskolan med lärarbostad")
    with change(by=make_user("bo"), why="märkning registrerad"):
        make_object(shape=point(5), name="Folkskolan", address="Storgatan 1")
    duplicates.find()
    page.set_viewport_size({"width": 320, "height": 700})
    log_in(page)
    for address, name in ((QUEUE, "matching-320"), (PAIRS, "duplicates-320")):
        page.goto(address)
        map_is_ready(page)
        assert sideways(page) <= 0, address
        shoot(page, name, full_page=True)
