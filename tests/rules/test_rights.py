"""Every route × every kind of person × GET and POST has an expected status, in one table.

A route that is not in the table fails the test. The world has one plan in Dalarna (20).
"""

import datetime
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from inventory.models import (
    BuildingFootprint,
    Document,
    Evidence,
    Marking,
    PeerCheck,
    PendingMarking,
    PossibleDuplicate,
    ProtectedObject,
)
from plans.models import Delivery, Membership, PlanDecision
from tests.factories import (
    make_akt_request,
    make_decision,
    make_delivery,
    make_document,
    make_end,
    make_fit,
    make_footprint,
    make_object,
    make_scope,
    make_user,
    mark,
    point,
    review,
)

pytestmark = pytest.mark.django_db

PEOPLE = ("anonymous", "stranger", "reader", "recorder", "other", "lead", "coordinator",
          "administrator", "expired")  # fmt: skip

ALL = [200] * 9
LOGIN = 302  # a page sends the anonymous to the login
FOUND = 302  # a page that sends on
OPEN = {"get": ALL, "post": [405] * 9}

DELIVERY_PAGES = (
    "delivery",
    "accept",
    "undo",
    "again",
    "throw_away",
    "issues_file",
    "mapping_file",
    "state",
    "places",
)

# name: method → status per person, in the order of PEOPLE
TABLE: dict[str, dict[str, list[int]]] = {
    "maps:start": OPEN,
    "maps:county": OPEN,
    "maps:methods": OPEN,
    "maps:about": OPEN,
    "maps:workbook": OPEN,
    "maps:table_file": OPEN,
    "maps:boundaries": OPEN,
    "healthz": OPEN,
    "readyz": OPEN,
    "maps:tile": {"get": [401, *[200] * 8], "post": [401, *[405] * 8]},
    "inventory:start": {
        "get": [LOGIN, 403, 200, FOUND, FOUND, FOUND, 200, 200, 403],
        "post": [LOGIN, *[405] * 8],
    },
    "inventory:county": {
        "get": [LOGIN, 404, 200, 200, 200, 200, 200, 200, 404],
        "post": [LOGIN, *[405] * 8],
    },
    "inventory:matching": {
        "get": [LOGIN, 404, 403, 200, 403, 200, 403, 403, 404],
        "post": [LOGIN, *[405] * 8],
    },
    "inventory:match": {
        "get": [LOGIN, 404, 403, 200, 403, 200, 403, 403, 404],
        "post": [LOGIN, 404, 403, 428, 403, 428, 403, 403, 404],
    },
    "inventory:match_alike": {
        "get": [LOGIN, 404, 403, 404, 403, 404, 403, 403, 404],
        "post": [LOGIN, 404, 403, 404, 403, 404, 403, 403, 404],
    },
    "inventory:take_back_answer": {
        "get": [LOGIN, 404, 403, FOUND, 403, FOUND, 403, 403, 404],
        "post": [LOGIN, 404, 403, 404, 403, 404, 403, 403, 404],
    },
    "inventory:duplicates": {
        "get": [LOGIN, 404, 403, 200, 403, 200, 403, 403, 404],
        "post": [LOGIN, *[405] * 8],
    },
    "inventory:decide_pair": {
        "get": [LOGIN, 404, 403, FOUND, 403, FOUND, 403, 403, 404],
        "post": [LOGIN, 404, 403, 428, 403, 428, 403, 403, 404],
    },
    "inventory:ends": {
        "get": [LOGIN, 404, 200, 200, 200, 200, 200, 200, 404],
        "post": [LOGIN, 404, 403, 422, 403, 422, 403, 403, 404],
    },
    "inventory:end_shapes": {
        "get": [401, 404, 200, 200, 200, 200, 200, 200, 404],
        "post": [401, *[405] * 8],
    },
    "inventory:reopen_end": {
        "get": [LOGIN, 404, 403, FOUND, 403, FOUND, 403, 403, 404],
        "post": [LOGIN, 404, 403, 428, 403, 428, 403, 403, 404],
    },
    "inventory:sign_ends": {
        "get": [LOGIN, 404, 403, 403, 403, FOUND, FOUND, FOUND, 404],
        "post": [LOGIN, 404, 403, 403, 403, 422, 422, 422, 404],
    },
    "inventory:incoming": {
        "get": [LOGIN, 404, 200, 200, 200, 200, 200, 200, 404],
        "post": [LOGIN, *[405] * 8],
    },
    "inventory:akter": {
        "get": [LOGIN, 404, 200, 200, 200, 200, 200, 200, 404],
        "post": [LOGIN, 404, 403, 422, 403, 422, 403, 403, 404],
    },
    "inventory:akt_request": {
        "get": [LOGIN, 404, 200, 200, 200, 200, 200, 200, 404],
        "post": [LOGIN, 404, 403, 422, 403, 422, 403, 403, 404],
    },
    "inventory:akt_file": {
        "get": [LOGIN, 404, 200, 200, 200, 200, 200, 200, 404],
        "post": [LOGIN, *[405] * 8],
    },
    "inventory:remove_akt_request": {
        "get": [LOGIN, 404, 403, FOUND, 403, FOUND, 403, 403, 404],
        "post": [LOGIN, 404, 403, 428, 403, 428, 403, 403, 404],
    },
    "inventory:unavailable": {
        "get": [LOGIN, 404, 403, FOUND, 403, FOUND, 403, 403, 404],
        "post": [LOGIN, 404, 403, 409, 403, 409, 403, 403, 404],  # nobody has been asked
    },
    "inventory:plan": {
        "get": [LOGIN, 404, 200, 200, 200, 200, 200, 200, 404],
        "post": [LOGIN, *[405] * 8],
    },
    "inventory:shapes": {
        "get": [401, 404, 200, 200, 200, 200, 200, 200, 404],
        "post": [401, *[405] * 8],
    },
    "inventory:fit": {
        "get": [LOGIN, 404, 403, 200, 403, 200, 403, 403, 404],
        "post": [LOGIN, 404, 403, 422, 403, 422, 403, 403, 404],
    },
    "inventory:preview_fit": {
        "get": [401, *[405] * 8],
        "post": [401, 404, 403, 200, 403, 200, 403, 403, 404],
    },
    "inventory:remove_fit": {
        "get": [LOGIN, 404, 403, FOUND, 403, FOUND, 403, 403, 404],
        "post": [LOGIN, 404, 403, 428, 403, 428, 403, 403, 404],
    },
    "inventory:history": {
        "get": [LOGIN, 404, 200, 200, 200, 200, 200, 200, 404],
        "post": [LOGIN, *[405] * 8],
    },
    "inventory:restore": {
        "get": [LOGIN, 404, *[FOUND] * 6, 404],
        "post": [LOGIN, 404, 403, 404, 403, 404, 403, 403, 404],
    },
    "inventory:plan_state": {
        "get": [401, 404, 200, 200, 200, 200, 200, 200, 404],
        "post": [401, *[405] * 8],
    },
    "inventory:record": {
        "get": [LOGIN, 404, *[FOUND] * 6, 404],
        "post": [LOGIN, 404, 403, 422, 403, 422, 403, 403, 404],
    },
    "inventory:move": {
        "get": [401, *[405] * 8],
        "post": [401, 404, 403, 428, 403, 428, 403, 403, 404],
    },
    "inventory:within": {
        "get": [401, *[405] * 8],
        "post": [401, 404, 403, 422, 403, 422, 403, 403, 404],
    },
    "inventory:near": {
        "get": [401, 404, 200, 200, 200, 200, 200, 200, 404],
        "post": [401, *[405] * 8],
    },
    "inventory:footprint": {
        "get": [401, 404, 200, 200, 200, 200, 200, 200, 404],
        "post": [401, *[405] * 8],
    },
    "inventory:give": {
        "get": [LOGIN, 404, *[FOUND] * 6, 404],
        "post": [LOGIN, 404, 403, 422, 403, 422, 403, 403, 404],
    },
    "inventory:undo_given": {"get": [LOGIN, *[404] * 8], "post": [LOGIN, *[404] * 8]},
    "inventory:marking": {
        "get": [LOGIN, 404, 403, 200, 403, 200, 403, 403, 404],
        "post": [LOGIN, 404, 403, 422, 403, 422, 403, 403, 404],
    },
    "inventory:remove": {
        "get": [LOGIN, 404, 403, FOUND, 403, FOUND, 403, 403, 404],
        "post": [LOGIN, 404, 403, 428, 403, 428, 403, 403, 404],
    },
    "inventory:storage": {
        "get": [LOGIN, 404, 200, 200, 200, 200, 200, 200, 404],
        "post": [LOGIN, 404, 403, 403, 403, 422, 403, 403, 404],
    },
    "inventory:add_document": {
        "get": [LOGIN, 404, 403, 200, 403, 200, 403, 403, 404],
        "post": [LOGIN, 404, 403, 422, 403, 422, 403, 403, 404],
    },
    "inventory:document": {
        "get": [LOGIN, 404, 403, 200, 403, 200, 403, 403, 404],
        "post": [LOGIN, 404, 403, 422, 403, 422, 403, 403, 404],
    },
    "inventory:remove_document": {
        "get": [LOGIN, 404, 403, FOUND, 403, FOUND, 403, 403, 404],
        "post": [LOGIN, 404, 403, 428, 403, 428, 403, 403, 404],
    },
    "inventory:document_file": {
        "get": [LOGIN, 404, 410, 410, 404, 410, 404, 404, 404],
        "post": [LOGIN, *[405] * 8],
    },
    "inventory:attach": {
        "get": [LOGIN, *[405] * 8],
        "post": [LOGIN, 404, 403, 422, 403, 422, 403, 403, 404],
    },
    "inventory:detach": {
        "get": [LOGIN, 404, 403, FOUND, 403, FOUND, 403, 403, 404],
        "post": [LOGIN, 404, 403, 428, 403, 428, 403, 403, 404],
    },
    "inventory:new_provision": {
        "get": [LOGIN, 404, 403, 200, 403, 200, 403, 403, 404],
        "post": [LOGIN, 404, 403, 422, 403, 422, 403, 403, 404],
    },
    "inventory:provision": {
        "get": [LOGIN, 404, 403, 200, 403, 200, 403, 403, 404],
        "post": [LOGIN, 404, 403, 422, 403, 422, 403, 403, 404],
    },
    "inventory:remove_provision": {
        "get": [LOGIN, 404, 403, FOUND, 403, FOUND, 403, 403, 404],
        "post": [LOGIN, 404, 403, 428, 403, 428, 403, 403, 404],
    },
    "inventory:accept": {
        "get": [LOGIN, 404, *[FOUND] * 6, 404],
        "post": [LOGIN, 404, 403, 422, 403, 422, 403, 403, 404],
    },
    "inventory:proposal": {
        "get": [401, 404, 200, 200, 200, 200, 200, 200, 404],
        "post": [401, *[405] * 8],
    },
    "inventory:plan_ends": {
        "get": [LOGIN, 404, *[FOUND] * 6, 404],
        "post": [LOGIN, 404, 403, 422, 403, 422, 403, 403, 404],
    },
    "inventory:gone": {
        "get": [LOGIN, 404, 403, 200, 403, 200, 403, 403, 404],
        "post": [LOGIN, 404, 403, 422, 403, 422, 403, 403, 404],
    },
    "inventory:checks": {
        "get": [LOGIN, 403, 403, 200, 200, 200, 403, 403, 403],
        "post": [LOGIN, *[405] * 8],
    },
    "inventory:next_check": {
        "get": [LOGIN, *[FOUND] * 8],
        "post": [LOGIN, 403, 403, FOUND, FOUND, FOUND, 403, 403, 403],
    },
    "inventory:check": {
        "get": [LOGIN, 404, 403, 200, 200, 200, 403, 403, 404],
        "post": [LOGIN, *[405] * 8],
    },
    "inventory:take_check": {
        "get": [LOGIN, 404, 403, FOUND, FOUND, FOUND, 403, 403, 404],
        "post": [LOGIN, 404, 403, FOUND, FOUND, FOUND, 403, 403, 404],
    },
    "inventory:judge_check": {
        "get": [LOGIN, 404, 403, FOUND, FOUND, FOUND, 403, 403, 404],
        "post": [LOGIN, 404, 403, 422, 422, 422, 403, 403, 404],
    },
    "inventory:say_in_check": {
        "get": [LOGIN, 404, 403, FOUND, FOUND, FOUND, 403, 403, 404],
        "post": [LOGIN, 404, 403, 422, 422, 422, 403, 403, 404],
    },
    "inventory:see_check": {  # for the author alone
        "get": [LOGIN, 404, 403, FOUND, FOUND, FOUND, 403, 403, 404],
        "post": [LOGIN, 404, *[403] * 6, 404],
    },
    "inventory:undo_check": {"get": [LOGIN, *[FOUND] * 8], "post": [LOGIN, *[404] * 8]},
    "inventory:set_check_rate": {
        "get": [LOGIN, 404, 403, 403, 403, FOUND, 403, 403, 404],
        "post": [LOGIN, 404, 403, 403, 403, 422, 403, 403, 404],
    },
    "inventory:ask_check": {"get": [LOGIN, *[FOUND] * 8], "post": [LOGIN, *[404] * 8]},
    "plans:members": {
        "get": [LOGIN, 403, 403, 403, 403, 200, 403, 200, 403],
        "post": [LOGIN, 403, 403, 403, 403, 422, 403, 422, 403],
    },
    "plans:end_membership": {
        "get": [LOGIN, *[405] * 8],
        "post": [LOGIN, 403, 403, 403, 403, 404, 403, 404, 403],
    },
    "inventory:next_plan": {
        "get": [LOGIN, 404, *[FOUND] * 6, 404],
        "post": [LOGIN, 404, 403, FOUND, 403, FOUND, 403, 403, 404],
    },
    "inventory:hold": {
        "get": [LOGIN, *[405] * 8],
        "post": [LOGIN, 404, 403, 204, 403, 409, 403, 403, 404],  # the lead meets the recorder
    },
    "inventory:read": {
        "get": [LOGIN, 404, *[FOUND] * 6, 404],
        "post": [LOGIN, 404, 403, 422, 403, 422, 403, 403, 404],
    },
    "inventory:undo_reading": {"get": [LOGIN, *[FOUND] * 8], "post": [LOGIN, *[404] * 8]},
    "inventory:mine": {"get": [LOGIN, *[200] * 8], "post": [LOGIN, *[405] * 8]},
    "inventory:withdraw": {"get": [LOGIN, *[FOUND] * 8], "post": [LOGIN, *[404] * 8]},
    "deliveries:list": {
        "get": [LOGIN, 403, 403, 200, 200, 200, 200, 200, 403],
        "post": [LOGIN, *[405] * 8],
    },
    "deliveries:new": {
        "get": [LOGIN, 403, 403, 200, 200, 200, 200, 200, 403],
        "post": [LOGIN, 403, 403, 422, 422, 422, 422, 422, 403],
    },
    "deliveries:delivery": {
        "get": [LOGIN, 404, 404, 200, 404, 200, 200, 200, 404],
        "post": [LOGIN, 404, 404, FOUND, 404, FOUND, FOUND, FOUND, 404],
    },
    "deliveries:accept": {
        "get": [LOGIN, *[405] * 8],
        "post": [LOGIN, 404, 404, 403, 404, FOUND, FOUND, FOUND, 404],
    },
    "deliveries:undo": {
        "get": [LOGIN, *[405] * 8],
        "post": [LOGIN, 404, 404, 403, 404, FOUND, FOUND, FOUND, 404],
    },
    "deliveries:again": {
        "get": [LOGIN, *[405] * 8],
        "post": [LOGIN, 404, 404, FOUND, 404, FOUND, FOUND, FOUND, 404],
    },
    "deliveries:throw_away": {
        "get": [LOGIN, *[405] * 8],
        "post": [LOGIN, 404, 404, 403, 404, FOUND, FOUND, FOUND, 404],
    },
    "deliveries:issues_file": {
        "get": [LOGIN, 404, 404, 200, 404, 200, 200, 200, 404],
        "post": [LOGIN, *[405] * 8],
    },
    "deliveries:mapping_file": {
        "get": [LOGIN, 404, 404, 200, 404, 200, 200, 200, 404],
        "post": [LOGIN, *[405] * 8],
    },
    "deliveries:state": {
        "get": [401, 404, 404, 200, 404, 200, 200, 200, 404],
        "post": [401, *[405] * 8],
    },
    "deliveries:places": {
        "get": [401, 404, 404, 200, 404, 200, 200, 200, 404],
        "post": [401, *[405] * 8],
    },
    "set_language": {"get": [302] * 9, "post": [302] * 9},
    "account_login": {"get": [200, *[302] * 8], "post": [200, *[302] * 8]},
    "account_logout": {"get": [302, *[200] * 8], "post": [302] * 9},
    "account_change_password": {"get": [LOGIN, *[200] * 8], "post": [LOGIN, *[200] * 8]},
    "account_reauthenticate": {"get": [LOGIN, *[200] * 8], "post": [LOGIN, *[200] * 8]},
    "account_inactive": {"get": [200] * 9, "post": [405] * 9},
    "account_signup": {"get": [200, *[302] * 8], "post": [200, *[302] * 8]},
}


def every_name(patterns: Any, prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from every_name(pattern.url_patterns, space)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"


def test_every_route_is_in_the_table() -> None:
    assert set(every_name(get_resolver().url_patterns)) == set(TABLE)


@pytest.fixture
def people() -> dict[str, User | None]:
    expired = make_user()
    yesterday = datetime.date.today() - datetime.timedelta(1)  # noqa: DTZ011
    Membership.objects.create(user=expired, role="recorder", county_id="20", until=yesterday)
    return {
        "anonymous": None,
        "stranger": make_user(),
        "reader": make_user(reader="20"),
        "recorder": make_user(recorder="20"),
        "other": make_user(recorder="03"),
        "lead": make_user(lead="20"),
        "coordinator": make_user(coordinator=None),
        "administrator": make_user(administrator=None),
        "expired": expired,
    }


@pytest.fixture
def marking() -> Marking:
    make_scope()
    make_delivery(county_id="20")
    return mark(make_object(), make_decision())


def waiting_row() -> PendingMarking:
    known = PendingMarking.objects.first()
    return known or PendingMarking.objects.create(
        delivery=make_delivery("county_points"), row=2, municipality_id="2080", identity="x",
        state="doubtful", reason="several", shape=point(),
    )  # fmt: skip


def possible_pair(thing: ProtectedObject) -> PossibleDuplicate:
    known = PossibleDuplicate.objects.first()
    return known or PossibleDuplicate.objects.create(a=thing, b=make_object(), reason="near")


def weeded_copy(marking: Marking) -> Document:
    """A document whose copy is gone, so that the answer is about rights and not about a file."""
    return make_document(
        decision=marking.provision.decision, link="", file_name="plan.pdf", size=1,
        media_type="application/pdf", digest="0" * 64, weed_on="2020-01-01", weeded_on="2020-01-01",
    )  # fmt: skip


def evidence(marking: Marking) -> Evidence:
    return Evidence.objects.create(
        marking=marking, document=weeded_copy(marking), page=1, left=0, top=0, right=1, bottom=1
    )


def waiting_check(decision: PlanDecision) -> PeerCheck:
    author = make_user()
    return PeerCheck.objects.create(
        review=review(decision, "unclear", reader=author, read_by=author.username),
        author=author, why="unclear",
    )  # fmt: skip


def footprint() -> BuildingFootprint:
    return BuildingFootprint.objects.first() or make_footprint()


def arguments(name: str, marking: Marking) -> dict[str, Any]:
    plan = {"plan_id": marking.provision.decision.plan_id}
    county = {"code": "20"}
    tile = {"z": 8, "x": 139, "y": 73}
    akter = {"request_id": make_akt_request(marking.provision.decision).pk}
    end = {"relation_id": make_end(marking.provision.decision).pk}
    picture = {"document_id": make_fit(marking.provision.decision).document_id}
    check = {"check_id": waiting_check(marking.provision.decision).pk}
    known: dict[str, dict[str, Any]] = {
        "maps:county": {"code": "20"},
        "maps:table_file": {"name": "karta-q-markt"},
        "maps:boundaries": tile,
        "maps:tile": {"layer": "plans", **tile},
        "inventory:county": county,
        "inventory:matching": county,
        "inventory:match": {**county, "pending_id": waiting_row().pk},
        "inventory:match_alike": county,
        "inventory:take_back_answer": {**county, "answer": uuid.uuid4()},
        "inventory:duplicates": county,
        "inventory:decide_pair": {**county, "pair_id": possible_pair(marking.object).pk},
        "inventory:ends": county,
        "inventory:sign_ends": county,
        "inventory:end_shapes": end,
        "inventory:reopen_end": end,
        "inventory:incoming": county,
        "inventory:akter": county,
        "inventory:akt_request": akter,
        "inventory:akt_file": {**akter, "form": "csv"},
        "inventory:remove_akt_request": akter,
        "inventory:unavailable": {"decision_id": marking.provision.decision_id},
        "inventory:check": check,
        "inventory:take_check": check,
        "inventory:judge_check": check,
        "inventory:say_in_check": check,
        "inventory:see_check": check,
        "inventory:undo_check": {"context": uuid.uuid4()},
        "inventory:set_check_rate": county,
        "inventory:ask_check": {"review_id": 0},
        "inventory:plan": plan,
        "inventory:shapes": plan,
        "inventory:fit": picture,
        "inventory:preview_fit": picture,
        "inventory:remove_fit": picture,
        "inventory:move": {**plan, "object_id": marking.object_id},
        "inventory:within": plan,
        "inventory:near": plan,
        "inventory:footprint": {"footprint_id": footprint().pk},
        "inventory:give": plan,
        "inventory:undo_given": {"context": uuid.uuid4()},
        "inventory:history": plan,
        "inventory:restore": {**plan, "change": uuid.uuid4()},
        "inventory:plan_state": plan,
        "inventory:record": plan,
        "inventory:next_plan": county,
        "inventory:hold": plan,
        "inventory:read": plan,
        "inventory:undo_reading": {"context": uuid.uuid4()},
        "inventory:withdraw": {"review_id": 0},
        "inventory:new_provision": plan,
        "inventory:provision": {"provision_id": marking.provision_id},
        "inventory:remove_provision": {"provision_id": marking.provision_id},
        "inventory:accept": plan,
        "inventory:proposal": plan,
        "inventory:plan_ends": plan,
        "inventory:gone": {**plan, "object_id": marking.object_id},
        "inventory:marking": {"marking_id": marking.pk},
        "inventory:remove": {"marking_id": marking.pk},
        "inventory:storage": county,
        "inventory:add_document": plan,
        "inventory:attach": {"marking_id": marking.pk},
        "plans:end_membership": {"membership_id": 0},
    }
    if name in ("inventory:document", "inventory:remove_document", "inventory:document_file"):
        return {"document_id": weeded_copy(marking).pk}
    if name == "inventory:detach":
        return {"evidence_id": evidence(marking).pk}
    if name in {f"deliveries:{page}" for page in DELIVERY_PAGES}:
        return {"delivery_id": Delivery.objects.get(kind="plans").pk}
    return known.get(name, {})


@pytest.mark.parametrize("name", sorted(TABLE))
def test_who_may_what(name: str, people: dict[str, User | None], marking: Marking) -> None:
    expected, actual = TABLE[name], {}
    url = reverse(name, kwargs=arguments(name, marking))
    for method in ("get", "post"):
        row = []
        for person in PEOPLE:
            client = Client()
            user = people[person]
            if user:
                client.force_login(user)
            row.append(getattr(client, method)(url).status_code)
        actual[method] = row
    assert actual == expected


@pytest.mark.parametrize(
    "name",
    [
        "inventory:record",
        "inventory:move",
        "inventory:give",
        "inventory:remove",
        "inventory:add_document",
        "inventory:attach",
        "inventory:ends",
        "inventory:akter",
        "plans:members",
        "deliveries:new",
        "deliveries:accept",
    ],
)
def test_what_writes_is_protected_against_forgery(
    name: str, people: dict[str, User | None], marking: Marking
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["lead"])  # type: ignore[arg-type]
    url = reverse(name, kwargs=arguments(name, marking))
    assert client.post(url).status_code == 403


def test_a_right_that_is_taken_away_is_gone_at_the_next_request(marking: Marking) -> None:
    user = make_user(recorder="20")
    client = Client()
    client.force_login(user)
    url = reverse("inventory:plan", kwargs={"plan_id": marking.provision.decision.plan_id})
    assert client.get(url).status_code == 200
    user.memberships.all().delete()
    assert client.get(url).status_code == 404
