"""The workspace in a real browser: turning to the next plan, opening a heavy one, saving."""

import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, sync_playwright

from raknaq.setup import cluster
from tests.bench.server import Request, Server, serving

NATIONAL, DATABASE = "raknaq_bench", "raknaq_bench_workspace"
TURNS = int(os.environ.get("TURNS", "60"))
OPENINGS, SAVINGS = 20, 100
TURN_LIMIT, OPENING_LIMIT, SAVING_LIMIT = 700, 1_000, 150  # milliseconds, the 95th of 100
BARE_PAGE = "/om/"
MARKS = (Path(__file__).parent / "workspace.js").read_text(encoding="utf-8")
CSRF = "x" * 32
CHROMIUM = (
    "--no-sandbox --disable-gpu --enable-unsafe-swiftshader --disable-background-networking "
    "--disable-component-update --disable-sync --no-first-run"
).split()


def measure() -> bool:
    """Print milliseconds, ratios and where the time goes; whether all is within its limits."""
    with _database():
        import django

        django.setup()
        from tests.bench.county import OBJECTS, PROVISIONS, prepare

        county = prepare()
        print(f"a county with {county.unread} unread decisions, of 300000 plans in the country;")
        print(f"a plan with {PROVISIONS} provisions and {OBJECTS} objects; gunicorn and Chromium")
        with serving() as server:
            verdicts = [_saving(server, county)]
            with _browsing(server, county.session) as page:
                verdicts.append(_turning(page, server))
                verdicts.append(_choosing(page, server, county))
                verdicts.append(_opening(page, server, f"/inventering/plan/{county.heavy.pk}/"))
        from django.db import connections

        connections.close_all()
    return all(verdicts)


@contextmanager
def _database() -> Iterator[None]:
    """A copy of the national database, for what is read and recorded here."""
    before = os.environ.get("DATABASE_URL")
    _psql(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
    _psql(f"CREATE DATABASE {DATABASE} TEMPLATE {NATIONAL}")
    os.environ["DATABASE_URL"] = cluster.url(DATABASE)
    try:
        yield
    finally:
        _psql(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        if before:
            os.environ["DATABASE_URL"] = before


def _psql(statement: str) -> None:
    subprocess.run(
        ["psql", "-h", str(cluster.home() / "run"), "-U", "raknaq", "-d", "postgres", "-XAtqc",
         statement],
        check=True,
    )  # fmt: skip


@contextmanager
def _browsing(server: Server, session: str) -> Iterator[Page]:
    """A Swedish laptop that is logged in."""
    with sync_playwright() as playwright:
        browser: Browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=CHROMIUM
        )
        context = browser.new_context(
            base_url=server.url, viewport={"width": 1400, "height": 900}, locale="sv-SE"
        )
        context.add_init_script(MARKS)
        context.add_cookies([{"name": "sessionid", "value": session, "url": server.url}])
        page = context.new_page()
        page.set_default_timeout(60_000)
        yield page
        browser.close()


def _turning(page: Page, server: Server) -> bool:
    """From pressing I to the next plan with its map, beside a bare page of the same server."""
    bare_page = page.context.new_page()
    page.bring_to_front()
    page.goto("/inventering/lan/20/")
    page.get_by_role("button", name="Nästa plan").press("Enter")
    page.locator("#outcomes[data-ready]").wait_for()
    page.locator("#map[data-ready]").wait_for()
    turns, bare, requests = [], [], []
    for _ in range(TURNS):
        bare_page.bring_to_front()
        bare.append(_timed(lambda: bare_page.goto(BARE_PAGE)))
        page.bring_to_front()
        server.requests()
        turns.append(_turn(page))
        requests.append(server.requests())
    bare_page.close()
    taken = [turn["shown"] - turn["pressed"] for turn in turns]
    within = _told("I to the next plan with its map", taken, bare, "a bare page", TURN_LIMIT)
    for part, since in (("heading", "pressed"), ("ready", "heading"), ("shown", "ready")):
        _part(f"from {since} to {part}", [turn[part] - turn[since] for turn in turns])
    for name in turns[0]["work"]:
        _part(f"of it the page's {name}", [turn["work"][name] for turn in turns])
    _by_address(turns, requests)
    return within


def _turn(page: Page) -> dict[str, Any]:
    """Press I; when each part was shown, and the timeline of what the browser fetched."""
    page.evaluate("performance.clearResourceTimings()")
    tools = page.context.new_cdp_session(page)
    tools.send("Performance.enable")
    before = _work(tools)
    page.keyboard.press("i")
    page.locator("html[data-turned]").wait_for(state="attached")
    turn: dict[str, Any] = json.loads(page.evaluate("sessionStorage['bench-turn']"))
    after = _work(tools)
    tools.detach()
    turn["work"] = {name: after[name] - before[name] for name in after}
    fetched: list[list[Any]] = page.evaluate(
        """pressed => [...performance.getEntriesByType("navigation"),
            ...performance.getEntriesByType("resource")]
            .map(e => [new URL(e.name).pathname, performance.timeOrigin + e.startTime - pressed,
                e.duration, e.transferSize])
            .filter(([, start]) => start >= 0)""",
        turn["pressed"],
    )
    turn["fetched"] = fetched
    return turn


def _work(tools: Any) -> dict[str, float]:
    """Milliseconds that the page's main thread has worked, by kind."""
    told = {m["name"]: m["value"] for m in tools.send("Performance.getMetrics")["metrics"]}
    kinds = {"scripts": "ScriptDuration", "layout": "LayoutDuration",
             "styles": "RecalcStyleDuration", "work in all": "TaskDuration"}  # fmt: skip
    return {kind: told[name] * 1000 for kind, name in kinds.items()}


def _choosing(page: Page, server: Server, county: Any) -> bool:
    """Opening the heavy plan from the list of plans, beside a bare page."""
    page.goto(f"/inventering/lan/20/?{urlencode({'q': county.heavy_akt})}")
    page.locator("#map[data-ready]").wait_for()
    taken, whole, bare, requests, work = [], [], [], [], []
    bare_page = page.context.new_page()
    tools = page.context.new_cdp_session(page)
    tools.send("Performance.enable")
    for _ in range(OPENINGS):
        bare_page.bring_to_front()
        bare.append(_timed(lambda: bare_page.goto(BARE_PAGE)))
        page.bring_to_front()
        server.requests()
        link = page.locator(f"#queue-list a[href^='/inventering/plan/{county.heavy.pk}/']")
        before = _work(tools)
        start = time.perf_counter()
        link.press("Enter")
        page.locator("#outcomes[data-ready]").wait_for()
        page.locator("#map[data-ready]").wait_for()
        taken.append((time.perf_counter() - start) * 1000)
        after = _work(tools)
        page.locator(".left-out").first.wait_for(state="detached")
        whole.append((time.perf_counter() - start) * 1000)
        work.append({name: after[name] - before[name] for name in after})
        requests.append(server.requests())
        page.go_back()
        page.locator("#outcomes").wait_for(state="detached")
        page.locator("#map[data-ready]").wait_for()
    bare_page.close()
    within = _told("opening the heavy plan from the list", taken, bare, "a bare page",
                   OPENING_LIMIT)  # fmt: skip
    _part("until all rows of its lists are there", whole)
    for name in work[0]:
        _part(f"of it the page's {name}", [one[name] for one in work])
    _by_address([], requests)
    return within


def _opening(page: Page, server: Server, address: str) -> bool:
    """Opening the heavy plan where nothing of the workspace is shown, beside a bare page.

    It is open when it is shown with its own areas and objects and its keys answer.
    """
    shown, whole, bare, requests, work = [], [], [], [], []
    tools = page.context.new_cdp_session(page)
    tools.send("Performance.enable")
    for _ in range(OPENINGS):
        bare.append(_timed(lambda: page.goto(BARE_PAGE)))
        server.requests()
        before = _work(tools)

        start = time.perf_counter()
        page.goto(address, wait_until="commit")
        page.locator("#outcomes[data-ready]").wait_for()
        shown.append((time.perf_counter() - start) * 1000)
        page.locator("#map[data-ready]").wait_for()
        whole.append((time.perf_counter() - start) * 1000)
        requests.append(server.requests())
        after = _work(tools)
        work.append({name: after[name] - before[name] for name in after})
    within = _told("opening the heavy plan from nothing", shown, bare, "a bare page", OPENING_LIMIT)
    _part("until what is around it on the map is drawn too", whole)
    for name in work[0]:
        _part(f"of it the page's {name}", [one[name] for one in work])
    _by_address([], requests)
    return within


def _saving(server: Server, county: Any) -> bool:
    """One marking saved by the real server, beside one versioned UPDATE with its history."""
    decision = county.recorded_in
    east, north = decision.area.centroid.coords
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    headers = {
        "Cookie": f"sessionid={county.session}; csrftoken={CSRF}",
        "X-CSRFToken": CSRF,
        "Content-Type": "application/x-www-form-urlencoded",
    }

    def save(number: int) -> None:
        told = {
            "decision": decision.pk, "letter": "q", "index": number, "classes": "skydd",
            "wording": "Får inte rivas", "object_type": "byggnad", "name": f"Gården {number}",
            "east": f"{east:.1f}", "north": f"{north:.1f}",
        }  # fmt: skip
        address = f"/inventering/plan/{decision.plan_id}/markning/"
        connection.request("POST", address, urlencode(told), headers)
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status < 400, (answer.status, body[-2000:].decode())

    provision = _provision(county)
    taken, yardstick = [], []
    server.requests()
    for number in range(SAVINGS):
        yardstick.append(_timed(lambda: _versioned_update(provision)))
        taken.append(_timed(lambda n=number: save(n)))  # type: ignore[misc]
    served: list[float] = []
    while len(served) < SAVINGS:  # the server logs a request when it has been answered
        served += [request.milliseconds for request in server.requests()]
    bare = "one versioned UPDATE with its history"
    within = _told("saving a marking, on the server", served, yardstick, bare, SAVING_LIMIT)
    _part("as the one who asks sees it", taken)
    connection.close()
    return within


def _provision(county: Any) -> Any:
    from plans.models import Provision

    return Provision.objects.filter(decision__plan=county.heavy).earliest("pk")


def _versioned_update(provision: Any) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pghistory.context_id', gen_random_uuid()::text, true),"
            """ set_config('pghistory.context_metadata', '{"why": "bench"}', true)"""
        )
        cursor.execute(
            "UPDATE plans_provision SET wording = wording || '.' WHERE id = %s AND version = %s",
            [provision.pk, provision.version],
        )
        assert cursor.rowcount == 1
    provision.version += 1


def _timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def _p95(taken: Sequence[float]) -> float:
    return statistics.quantiles(taken, n=20, method="inclusive")[-1]


def _told(
    what: str, taken: Sequence[float], yardstick: Sequence[float], named: str, limit: int
) -> bool:
    within = _p95(taken) <= limit
    middle, bare = statistics.median(taken), statistics.median(yardstick)
    print(f"{what}: {len(taken)} times, p50 {middle:.0f} ms, p95 {_p95(taken):.0f} ms"
          f" (limit {limit}): {'ok' if within else 'TOO SLOW'}")  # fmt: skip
    print(f"  {named}: p50 {bare:.1f} ms, p95 {_p95(yardstick):.1f} ms; ratio {middle / bare:.1f}")
    return within


def _part(name: str, taken: Sequence[float]) -> None:
    print(f"  {name}: p50 {statistics.median(taken):.0f} ms, p95 {_p95(taken):.0f} ms")


def _by_address(turns: Sequence[dict[str, Any]], requests: Sequence[list[Request]]) -> None:
    """What each kind of address cost the server, and when the browser had it."""
    served: dict[str, list[float]] = {}
    for answered in requests:
        for request in answered:
            served.setdefault(f"{request.method} {_kind(request.path)}", []).append(
                request.milliseconds
            )
    print("  on the server, for each time (requests, milliseconds of one):")
    for kind, taken in sorted(served.items(), key=lambda item: -sum(item[1])):
        print(f"    {len(taken) / len(requests):5.1f} × {statistics.median(taken):6.1f}  {kind}")
    fetched: dict[str, list[tuple[float, float]]] = {}
    for turn in turns:
        for path, start, duration, _ in turn["fetched"]:
            fetched.setdefault(_kind(path), []).append((start, start + duration))
    if fetched:
        print("  in the browser (requests, asked for and had after so many milliseconds):")
    for kind, spans in sorted(fetched.items(), key=lambda item: item[1][0]):
        asked, had = (statistics.median(side) for side in zip(*spans, strict=True))
        print(f"    {len(spans) / len(turns):5.1f} × {asked:5.0f} → {had:5.0f}  {kind}")


def _kind(path: str) -> str:
    """An address without its numbers and the hashes of files."""
    if path.startswith("/static/"):
        return "/static/…"
    return re.sub(r"\d+", "N", path)


if __name__ == "__main__":
    from tests.bench.__main__ import prepare

    prepare()
    os.environ["DJANGO_SETTINGS_MODULE"] = "raknaq.settings"
    sys.exit(0 if measure() else 1)
