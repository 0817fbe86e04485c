"""No page asks more questions of the database for having more rows to show.

The pages are those of the table of rights: a new one is here as soon as it is there. A new kind of
row that pages list belongs in `grow`.
"""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inventory import claims
from inventory.models import AktRequestItem, Marking, PendingMarking, PossibleDuplicate
from raknaq.lib.history import undoing
from tests.factories import (
    make_akt_request,
    make_decision,
    make_delivery,
    make_end,
    make_object,
    make_provision,
    make_scope,
    make_user,
    mark,
    point,
    review,
    square,
)
from tests.rules.test_rights import PEOPLE, TABLE, arguments

pytestmark = pytest.mark.django_db

ROOMS = ("inventory:", "plans:", "deliveries:")
PAGES = [
    name
    for name, methods in sorted(TABLE.items())
    if name.startswith(ROOMS) and methods["get"][PEOPLE.index("lead")] == 200
]
ASKED = {"inventory:incoming": {"manad": "1995-05"}}  # the month of the factories' decisions
FEW, MANY = 2, 50
MOST_AKTER = 40  # in one request


def grow(marking: Marking, lead: User, number: int) -> None:
    """So many more rows of every kind, in the plan of the marking and in its county."""
    decision = marking.provision.decision
    request = make_akt_request(decision, ordered_by="anna")
    for n in range(request.items.count() + 1, min(number, MOST_AKTER) + 1):
        AktRequestItem.objects.create(request=request, number=n, decision=make_decision())
    for n in range(number):
        change = make_decision(plan=decision.plan, decision="change", area=square(n * 10))
        mark(make_object(name=f"Gården {n}", shape=point(n)), change, "skydd", "varsamhet")
        Marking.objects.create(object=make_object(), provision=marking.provision)
        make_provision(decision, "varsamhet")
        make_provision(decision, "annat", classes=[], proposed=["skydd"])
        review(decision, "unclear", reader=lead, read_by=f"{number}-{n}")
        review(make_decision(area=square(n * 100)), reader=lead)
        make_end(decision)
        claims.claim(make_decision().plan, by=make_user())
        wait(n)
        PossibleDuplicate.objects.create(a=make_object(), b=make_object(), reason="near")
        make_user(recorder="20")
        make_delivery(county_id="20")


def wait(number: int) -> None:
    """A row that waits for its decision."""
    delivery = make_delivery("county_points")
    PendingMarking.objects.create(
        delivery=delivery, row=2, municipality_id="2080", identity=f"w{delivery.pk}",
        state="doubtful", reason="several", shape=point(number), values={"archive_ref": "P1"},
    )  # fmt: skip


def test_no_page_asks_more_for_more_rows() -> None:
    lead = make_user(lead="20")
    make_scope()
    marking = mark(make_object(), make_decision(area=square(side=400)))
    make_delivery(county_id="20")
    client = Client()
    client.force_login(lead)
    addresses = {name: reverse(name, kwargs=arguments(name, marking)) for name in PAGES}

    def asked() -> dict[str, int]:
        told = {}
        for name, address in addresses.items():
            with CaptureQueriesContext(connection) as caught:
                answer: Any = client.get(address, ASKED.get(name))
            assert answer.status_code == 200, name
            told[name] = len(caught)
        return told

    asked()  # what is cached is cached
    grow(marking, lead, FEW)
    few = asked()
    grow(marking, lead, MANY)
    assert asked() == few


def test_what_a_change_takes_back_is_found_by_an_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "raknaq_context_undoes" in undoing().filter(undone="x").explain()
