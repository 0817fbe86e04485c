"""The queue of the largest county beside the fastest look at each of its decisions.

A query is what a page of the list, its count, the next plan or the next task asks. The readings of
a third of the decisions are taken away for it, and rows that wait are put there; all of it is
rolled back.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.contrib.gis.geos import Point
from django.db import connection, transaction
from django.utils import timezone

from inventory.models import AktRequest, AktRequestItem, PendingMarking, Review
from inventory.open_years import next_task, pace, scope_of
from inventory.queries import PAGE_ROWS
from inventory.queue import (
    EVERYTHING,
    UNREAD,
    Order,
    Selection,
    county_queue,
    page_of,
    rows_of,
)
from inventory.readings import next_plan
from plans.models import Delivery, Municipality, Plan, PlanDecision, Provision
from raknaq.lib.history import change

ROOT = Path(__file__).parents[2]
YARDSTICK = ROOT / "docs/bench/queue.sql"
COUNTY, TOWN = "14", "1480"
MIDDLE = Point(320_000, 6_400_000, srid=3006)
WAITING, PROPOSED, COME, READ = 1_000, 1_000, 40, 2_000  # rows put there
RUNS = 9
LIMIT = 30  # times the yardstick; priority asks four things, the others one or two
WITHIN = 100  # milliseconds (issue 4)


def measure() -> bool:
    """Print each query's milliseconds and ratio; whether all ratios are within the limit."""
    slowest = 0.0
    with _busy_county() as anna:
        queries = {"yardstick: each decision of the county once": _yardstick} | _queries(anna)
        taken = _in_turns(queries)
    yardstick = taken.pop(next(iter(queries)))
    print(f"yardstick, each decision of the county once: {yardstick:6.1f} ms")
    for name, milliseconds in taken.items():
        ratio = milliseconds / yardstick
        slowest = max(slowest, ratio)
        over = "" if milliseconds < WITHIN else f"  over {WITHIN} ms"
        print(f"{name:<44} {milliseconds:6.1f} ms, ratio {ratio:4.1f}{over}")
    print(f"queue: ratio {slowest:.1f} (limit {LIMIT}): {'ok' if slowest <= LIMIT else 'TOO SLOW'}")
    return slowest <= LIMIT


def _yardstick() -> None:
    with connection.cursor() as cursor:
        cursor.execute(YARDSTICK.read_text(encoding="utf-8"))
        cursor.fetchall()


def _queries(anna: User) -> dict[str, Callable[[], Any]]:
    """What is measured, by name."""
    selections = {
        "everything": EVERYTHING,
        "unread": Selection(outcome=UNREAD),
        "nothing found": Selection(outcome="nothing_found"),
        "document missing": Selection(outcome="document_missing"),
        "a municipality": Selection(municipality=Municipality(code=TOWN)),
        "a year": Selection(year=1999),
        "a kind": Selection(kind="detaljplan"),
        "a series": Selection(series="1480-P0"),
        "markings waiting": Selection(waiting=True),
        "not seen by me": Selection(unseen_by=anna),
        "a word": Selection(words="björken"),
        "three words, one a place": Selection(words="kv. 1 göteborg"),
        "all filters at once": Selection(
            "kv", Municipality(code=TOWN), 1999, "detaljplan", UNREAD, "1480", waiting=True,
            unseen_by=anna,
        ),
        "unread by priority": Selection(outcome=UNREAD, order=Order.PRIORITY),
        "everything by priority": Selection(order=Order.PRIORITY),
        "everything by series": Selection(order=Order.SERIES),
        "everything by nearness": Selection(order=Order.NEAR, near=MIDDLE),
    }  # fmt: skip
    found: dict[str, Callable[[], Any]] = {}
    for name, selection in selections.items():
        found[f"count: {name}"] = partial(_count, selection)
        found[f"list: {name}"] = partial(_list, selection)
    found["page of 50 rows with its count"] = _page
    at_hand = Plan.objects.filter(decisions__municipality=TOWN).latest("pk")
    for order in Order:
        asked = Selection(order=order, near=MIDDLE)
        for name, plan in (("first", None), ("later", at_hand)):
            found[f"claim the next by {order.name.lower()}, {name}"] = partial(
                next_plan, COUNTY, asked, by=anna, after=plan, passed=[]
            )
    found["next task"] = lambda: next_task(scope_of(COUNTY), timezone.localdate())
    found["pace"] = lambda: pace(COUNTY)
    return found


def _count(selection: Selection) -> None:
    county_queue(COUNTY, selection, day=timezone.localdate()).count()


def _list(selection: Selection) -> None:
    queue = county_queue(COUNTY, selection, day=timezone.localdate())
    list(queue.values_list("pk", "has_come")[:PAGE_ROWS])


def _page() -> None:
    queue = county_queue(COUNTY, Selection(outcome=UNREAD), day=timezone.localdate())
    rows_of(page_of(queue, "100"), {})


def _in_turns(queries: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """The median milliseconds of each, run in turns so that all meet the same machine."""
    taken: dict[str, list[float]] = {name: [] for name in queries}
    for _ in range(RUNS):
        for name, run in queries.items():
            start = time.perf_counter()
            run()
            taken[name].append((time.perf_counter() - start) * 1_000)
    return {name: statistics.median(times) for name, times in taken.items()}


@contextmanager
def _busy_county() -> Iterator[User]:
    """The largest county at work, and somebody in it; rolled back afterwards."""
    with transaction.atomic():
        anna = User.objects.create_user("bench-anna")
        with change(by=anna, why="bench"):
            _put_work(anna)
        with connection.cursor() as cursor:  # as vacuum leaves it, which a transaction cannot run
            cursor.execute("CLUSTER inventory_queueentry USING inventory_queueentry_pkey")
            cursor.execute("ANALYZE inventory_queueentry, inventory_review, plans_provision")
        yield anna
        transaction.set_rollback(True)


def _put_work(anna: User) -> None:
    decisions = PlanDecision.objects.filter(municipality__county=COUNTY)
    ids = list(decisions.order_by("pk").values_list("pk", flat=True))
    Review.objects.filter(decision__in=ids[::3]).delete()
    Review.objects.filter(decision__in=ids[1::50]).update(outcome="unclear")
    Review.objects.filter(decision__in=ids[2::50]).update(outcome="document_missing")
    Review.objects.filter(decision__in=ids[1:READ:2]).update(reader=anna)
    Provision.objects.bulk_create(
        Provision(decision_id=pk, letter="q", index=f"b{pk}", classes=[], proposed=["skydd"])
        for pk in ids[:: len(ids) // PROPOSED]
    )
    delivery = Delivery.objects.create(
        kind="county_points", file_name="bench", size=0, received_by=anna, state="accepted",
        accepted_by=anna, accepted_at=timezone.now(),
    )  # fmt: skip
    places = decisions.filter(pk__in=ids[1 :: len(ids) // WAITING])
    PendingMarking.objects.bulk_create(
        PendingMarking(
            delivery=delivery, row=n, municipality_id=place.municipality_id, identity=f"b{n}",
            values={"archive_ref": place.archive_ref} if n % 2 else {"designation": str(n)},
            state="doubtful", reason="several", shape=place.area and place.area.centroid,
        )
        for n, place in enumerate(places.only("municipality_id", "archive_ref", "area"))
    )  # fmt: skip
    request = AktRequest.objects.create(
        county_id=COUNTY, recipient="eget_arkiv", ordered_on="2020-01-01", ordered_by="bench"
    )
    AktRequestItem.objects.bulk_create(
        AktRequestItem(request=request, number=n + 1, decision_id=pk, status="received",
                       answered_on="2030-01-01")
        for n, pk in enumerate(ids[: COME * 3 : 3])
    )  # fmt: skip
