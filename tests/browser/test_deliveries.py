"""A delivery through the pages, with a real worker: hand in, map, read, accept, undo."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Browser, Page, expect

from plans.models import PlanDecision
from raknaq.lib.history import change
from tests import template
from tests.browser.conftest import ROOT, log_in, map_is_ready, shoot
from tests.factories import make_decision, make_user, square
from tests.imports.taking import Row, write_csv

AREA = square(0, 0, 200)
AKTER = ("2080-P19/1", "2080-P19/2", "2080-P19/3")


@pytest.fixture
def people(transactional_db: None) -> None:
    make_user("anna", recorder="20")
    make_user("lena", lead="20")
    make_user("otto", recorder="03")


@pytest.fixture
def _worker(people: None, tmp_path: Path, settings: Any) -> Iterator[None]:
    """A worker of its own on the test's database and a private folder for the files."""
    settings.DELIVERIES_DIR = tmp_path / "deliveries"
    environment = {
        **os.environ,
        "DATABASE_URL": template.url(connection.settings_dict["NAME"]),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DELIVERIES_DIR": str(settings.DELIVERIES_DIR),
    }
    command = [sys.executable, "manage.py", "procrastinate", "worker"]
    worker = subprocess.Popen(command, cwd=ROOT, env=environment)
    yield
    worker.terminate()
    assert worker.wait(30) == 0


def rows(**more: str) -> list[Row]:
    """Three plans with the columns of a municipality; the second lies far from it."""
    far = square(90_000, -90_000, 200)
    return [
        {"KNKOD": "2080", "lm_aktbeteckning": akt, "plan_typ": "DP", "dat_lagakraft": "2019-05-02",
         "PLANNAMN": f"Kvarteret Ny {n}", "geom": (far if n == 1 else AREA).wkt, **more}
        for n, akt in enumerate(AKTER)
    ]  # fmt: skip


def hand_in(page: Page, path: Path) -> None:
    page.goto("/leveranser/")
    page.get_by_role("link", name="Lämna in en leverans").click()
    page.get_by_label("Innehåll").select_option(label="Planer och beslut")
    page.get_by_label("Avsändare").fill("Falu kommun")
    page.get_by_label("Fil", exact=True).set_input_files(path)
    page.get_by_role("button", name="Lämna in").click()


def person(browser: Browser, base_url: str, name: str) -> Page:
    """Another person's browser."""
    context = browser.new_context(
        base_url=base_url, viewport={"width": 1400, "height": 900}, locale="sv-SE"
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    log_in(page, name)
    return page


@pytest.mark.usefixtures("_worker")
def test_recorder_prepares_lead_accepts_and_undoes(
    page: Page, browser: Browser, live_server: Any, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "planer_falun.csv", rows())
    log_in(page)
    hand_in(page, path)

    # The columns and the reference system are guessed, and what DP means: the recorder agrees.
    expect(page.get_by_role("combobox", name="Akt", exact=True)).to_have_value("lm_aktbeteckning")
    expect(page.get_by_role("combobox", name="Geometri (WKT)")).to_have_value("geom")
    expect(page.get_by_label("Koordinatsystem (EPSG)")).to_have_value("3006")
    expect(page.get_by_role("heading", name="Värden som raknaq inte känner igen")).to_be_visible()
    expect(page.get_by_label("DP", exact=True)).to_have_value("detaljplan")
    shoot(page, "delivery-columns", full_page=True)
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    shoot(page, "delivery-columns-narrow", full_page=True)
    page.set_viewport_size({"width": 1400, "height": 900})

    # A word that nobody knows stops the file, and is said once.
    page.get_by_label("DP", exact=True).select_option("")
    page.get_by_role("button", name="Kontrollera").click()
    expect(page.get_by_text("3 fel hindrar")).to_be_visible()
    page.get_by_label("DP", exact=True).select_option(label="Detaljplan")
    page.get_by_role("button", name="Kontrollera igen").click()
    expect(page.get_by_text("3 rader lästa: nya: 3")).to_be_visible()
    expect(page.get_by_role("button", name="Godta leveransen")).to_have_count(0)
    expect(page.locator(".issues li.warning").filter(has_text="Rad 3")).to_be_visible()
    map_is_ready(page)
    page.locator(".report-map").scroll_into_view_if_needed()
    assert page.locator(".report-map path.leaflet-interactive").count() >= 3
    placed = page.locator(".issues li").filter(has=page.locator("button")).first
    placed.get_by_role("button", name="Visa på kartan").click()
    expect(page.locator(".leaflet-popup")).to_contain_text("Rad")
    shoot(page, "delivery-report", full_page=True)
    address = page.url

    # Another county's recorder cannot see it.
    other = person(browser, live_server.url, "otto")
    answer = other.goto(address)
    assert answer is not None
    assert answer.status == 404
    other.context.close()

    lead = person(browser, live_server.url, "lena")
    lead.goto(address)
    lead.get_by_role("button", name="Godta leveransen").click()
    expect(lead.get_by_role("button", name="Ångra leveransen")).to_be_visible()
    assert set(PlanDecision.objects.values_list("archive_ref", flat=True)) == set(AKTER)
    lead.get_by_role("button", name="Ångra leveransen").click()
    expect(lead.locator("dd").get_by_text("Ångrad", exact=True)).to_be_visible()
    assert not PlanDecision.objects.exists()
    expect(lead.get_by_text("Allt som den ändrade är återställt")).to_be_visible()
    expect(lead.get_by_role("button", name="Lämna in filen igen")).to_be_visible()
    shoot(lead, "delivery-undone", full_page=True)
    lead.context.close()


@pytest.mark.usefixtures("_worker")
def test_a_persons_edit_between_two_deliveries_survives_as_a_conflict(
    page: Page, tmp_path: Path
) -> None:
    with change(by=make_user("importer"), why="leverans", delivery=0):
        make_decision("2080-P19/1", name="Från leveransen", in_force_from="2019-05-02")
    with change(by=make_user("berit"), why="namn rättat"):
        PlanDecision.objects.update(name="Rättat av Berit")
    known = [{**rows()[0], "plan_typ": "detaljplan", "PLANNAMN": "Från nästa leverans", "geom": ""}]
    log_in(page, "lena")
    hand_in(page, write_csv(tmp_path / "igen.csv", known))
    page.get_by_role("button", name="Kontrollera").click()
    conflict = page.locator(".issues li").filter(has_text="Rättat av Berit")
    expect(conflict).to_contain_text("berit")
    expect(conflict).to_contain_text("Från nästa leverans")
    page.get_by_role("button", name="Godta leveransen").click()
    expect(page.get_by_role("button", name="Ångra leveransen")).to_be_visible()
    assert PlanDecision.objects.get().name == "Rättat av Berit"
    shoot(page, "delivery-conflict", full_page=True)
