"""Real Chromium against a real server with the demo in the database."""

import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.factories import make_user

ROOT = Path(__file__).parents[2]
SHOTS = ROOT / "var/screenshots"
PUBLISHED = {"map", "start"}  # kept in docs/images when SCREENSHOTS is set
PASSWORD = "hemligt-lösenord"
CHROMIUM = (
    "--no-sandbox --disable-gpu --enable-unsafe-swiftshader --disable-background-networking "
    "--disable-component-update --disable-sync --no-first-run"
).split()

PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)

# Playwright keeps an event loop in this thread; Django is used from it as ever.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        yield chromium
        chromium.close()


@pytest.fixture
def demo(transactional_db: None) -> None:
    """Dalarna's published size, and a recorder in it."""
    call_command("make_demo", verbosity=0)
    make_user("anna", recorder="20")


@pytest.fixture
def page(browser: Browser, live_server: Any) -> Iterator[Page]:
    """A Swedish laptop; an error in the scripts of a page of it fails the test."""
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": 1400, "height": 900}, locale="sv-SE"
    )
    wrong: list[str] = []
    context.set_default_timeout(PATIENCE_MS)
    context.on("weberror", lambda told: wrong.append(str(told.error)))
    context.on(
        "console",
        lambda message: (
            wrong.append(message.text)
            if message.type == "error" and "Failed to load resource" not in message.text
            else None
        ),
    )
    yield context.new_page()
    for opened in browser.contexts:  # also those that a failed test has left
        opened.close()
    until(no_request_is_served)
    assert wrong == []


def until(holds: Callable[[], bool]) -> None:
    """Wait for a condition. (Playwright's own waiting for a function is barred by our CSP.)"""
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline, "waited for 20 seconds"
        time.sleep(0.05)


def no_request_is_served() -> bool:
    """Whether the server's threads are done, so that the database can be emptied.

    A request that the browser no longer waits for, such as a tile's, is still served, and between
    two of its queries the database does not know of it.
    """
    return not any("process_request_thread" in thread.name for thread in threading.enumerate())


def log_in(page: Page, name: str = "anna") -> None:
    """Be somebody, and ask for the first page of a member; its answer has begun to come."""
    client = Client()
    client.force_login(User.objects.get(username=name))
    session = client.cookies["sessionid"].value
    page.context.add_cookies([
        {"name": "sessionid", "value": session, "domain": "localhost", "path": "/"}
    ])  # fmt: skip
    page.goto("/inventering/", wait_until="commit")


def log_in_by_form(page: Page, name: str = "anna") -> None:
    """Log in as people do."""
    page.goto("/konto/logga-in/")
    page.get_by_label("Användarnamn").fill(name)
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_url("**/inventering/**")


def map_is_ready(page: Page) -> None:
    """The map has drawn everything it asked for."""
    page.locator("#map[data-ready]").wait_for()


def headline(page: Page) -> int:
    """The figure in large type on a public page."""
    return int(re.sub(r"\D", "", page.locator(".headline strong").inner_text()))


def shoot(page: Page, name: str, **how: Any) -> None:
    """Keep a picture in var/screenshots; the README's in docs/images when SCREENSHOTS is set."""
    published = name in PUBLISHED and os.environ.get("SCREENSHOTS")
    folder = ROOT / "docs/images" if published else SHOTS
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png", **how)
