"""Rows for tests: what is not said is plain and valid.

Shapes have answers that are obvious on paper: squares and points on whole hundreds of metres near
Falun (municipality 2080).
"""

import datetime
from itertools import count
from typing import Any

from django.contrib.auth.models import User
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.utils import timezone

from inventory import actions
from inventory.models import (
    AktRequest,
    AktRequestItem,
    BuildingFootprint,
    Document,
    InventoryScope,
    Marking,
    Monument,
    PeerCheck,
    ProtectedObject,
    Review,
    SheetFit,
)
from plans.models import Delivery, Membership, Plan, PlanDecision, PlanRelation, Provision

FALUN = (535_000, 6_718_000)
_number = count(1)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def point(east: float = 0, north: float = 0) -> Point:
    """A point so many metres east and north of FALUN."""
    return Point(FALUN[0] + east, FALUN[1] + north, srid=3006)


def square(east: float = 0, north: float = 0, side: float = 100) -> MultiPolygon:
    """A square with its south-west corner so many metres east and north of FALUN."""
    x, y = FALUN[0] + east, FALUN[1] + north
    return MultiPolygon(Polygon.from_bbox((x, y, x + side, y + side)), srid=3006)


def make_user(name: str = "", **memberships: str | None) -> User:
    """A user with memberships as role="county code" (None = the whole country)."""
    user = User.objects.create_user(name or f"user{next(_number)}", password="hemligt-lösenord")
    for role, county in memberships.items():
        Membership.objects.create(user=user, role=role, county_id=county)
    return user


def make_decision(akt: str = "", *, plan: Plan | None = None, **facts: Any) -> PlanDecision:
    """A decision, new on a plan of its own unless `plan` is given."""
    municipality = facts.pop("municipality_id", "2080")
    kind, to = facts.pop("kind", "detaljplan"), facts.pop("in_force_to", None)
    if plan is None:
        plan = Plan.objects.create(municipality_id=municipality, kind=kind, in_force_to=to)
    plain = {
        "decision": "new",
        "archive_ref": akt or f"{municipality}-P{next(_number)}",
        "in_force_from": day("1995-05-01"),
    }
    return PlanDecision.objects.create(
        plan=plan, municipality_id=plan.municipality_id, **{**plain, **facts}
    )


def make_end(decision: PlanDecision, **facts: Any) -> PlanRelation:
    """A proposal that a decision ends a plan of its own."""
    older = make_decision(in_force_from=day("1965-04-01")).plan
    plain = {"plan": older, "kind": "ends", "source": "overlap", "day": decision.in_force_from}
    return PlanRelation.objects.create(decision=decision, **{**plain, **facts})


def make_akt_request(*decisions: PlanDecision, **facts: Any) -> AktRequest:
    """A list of akter ordered from Lantmäteriet."""
    plain = {
        "county_id": "20",
        "recipient": "lantmateriet",
        "ordered_on": day("2020-02-01"),
        "ordered_by": "test",
    }
    request = AktRequest.objects.create(**{**plain, **facts})
    for number, decision in enumerate(decisions, 1):
        AktRequestItem.objects.create(request=request, number=number, decision=decision)
    return request


def make_object(**facts: Any) -> ProtectedObject:
    """A building at FALUN."""
    plain = {
        "municipality_id": "2080",
        "object_ref": f"o{next(_number)}",
        "object_type": "byggnad",
        "shape": point(),
    }
    return ProtectedObject.objects.create(**{**plain, **facts})


def make_footprint(building_id: str = "", *, east: float = 0, **facts: Any) -> BuildingFootprint:
    """The outline of a building of 10 by 10 metres, so many metres east of FALUN."""
    plain = {
        "municipality_id": "2080",
        "building_id": building_id or f"b{next(_number)}",
        "shape": square(east, side=10),
    }
    return BuildingFootprint.objects.create(**{**plain, **facts})


def make_provision(decision: PlanDecision, *classes: str, **facts: Any) -> Provision:
    """A provision with an index of its own."""
    plain = {"letter": "q", "index": str(next(_number)), "classes": sorted(classes or ["skydd"])}
    return Provision.objects.create(decision=decision, **{**plain, **facts})


def mark(thing: ProtectedObject, decision: PlanDecision, *classes: str, **facts: Any) -> Marking:
    """A marking of a thing by a provision of its own."""
    return Marking.objects.create(
        object=thing, provision=make_provision(decision, *classes), **facts
    )


def unmark(marking: Marking, by: User) -> None:
    """Remove a marking as it stands now."""
    now = Marking.objects.get(pk=marking.pk)
    actions.remove_marking(
        by=by, marking=now, version=now.version, thing_version=now.object.version,
        provision_version=now.provision.version,
    )  # fmt: skip


def review(decision: PlanDecision, outcome: str = "recorded", **facts: Any) -> Review:
    """A reading of a decision for kulturvärden."""
    plain = {"looked_for": ["kulturvarden"], "read_on": day("2012-05-02")}
    return Review.objects.create(decision=decision, outcome=outcome, **{**plain, **facts})


def make_check(reading: Review, checker: User, verdict: str = "") -> PeerCheck:
    """A check of a reading by its account; waiting without a verdict."""
    assert reading.reader
    done = {"checker": checker, "taken_at": timezone.now(), "checked_at": timezone.now()}
    return PeerCheck.objects.create(
        review=reading, author=reading.reader, why="sample", verdict=verdict,
        reason="missed" if verdict == "sent_back" else "", **(done if verdict else {}),
    )  # fmt: skip


def make_scope(county: str = "20", **facts: Any) -> InventoryScope:
    """A scope from 1987, listed and with ends checked through 2012."""
    plain = {
        "from_day": day("1987-01-01"),
        "listed_through": day("2012-12-31"),
        "listed_source": "test",
        "listed_by": "test",
        "ends_checked_through": day("2012-12-31"),
    }
    return InventoryScope.objects.create(county_id=county, **{**plain, **facts})


def make_delivery(kind: str = "plans", **facts: Any) -> Delivery:
    """An accepted delivery without a file."""
    by = facts.pop("by", None) or make_user()
    plain = {
        "file_name": "x",
        "size": 0,
        "received_by": by,
        "state": "accepted",
        "accepted_by": by,
        "accepted_at": timezone.now(),
    }
    return Delivery.objects.create(kind=kind, **{**plain, **facts})


def make_document(**facts: Any) -> Document:
    """A link among the documents of a decision of its own."""
    plain = {
        "decision": facts.pop("decision", None) or make_decision(),
        "title": "Planbeskrivning",
        "link": "https://falun.example/plan.pdf",
        "added_by": facts.pop("added_by", None) or make_user(),
        "added_on": day("2020-02-01"),
    }
    return Document.objects.create(**{**plain, **facts})


def make_picture(**facts: Any) -> Document:
    """A stored picture of 4000 × 3000 pixels; its copy is not there."""
    plain = {
        "title": "Plankarta",
        "link": "",
        "file_name": "karta.png",
        "media_type": "image/png",
        "size": 10,
        "digest": "0" * 64,
        "width": 4000,
        "height": 3000,
        "weed_on": day("2130-01-01"),
    }
    return make_document(**{**plain, **facts})


def make_fit(decision: PlanDecision, **facts: Any) -> SheetFit:
    """A picture of a decision laid on the map, half a metre a pixel and north up, by two points."""
    points = [
        {"x": x, "y": 0, "east": FALUN[0] + x / 2, "north": FALUN[1] + 1500} for x in (0, 4000)
    ]
    plain = {"method": "similarity", "points": points}
    return SheetFit.objects.create(document=make_picture(decision=decision), **{**plain, **facts})


def make_monument(county: str = "20", **facts: Any) -> Monument:
    """A byggnadsminne of one building since 1990."""
    plain = {
        "bebyggelsenummer": f"b{next(_number)}",
        "county_id": county,
        "decided_on": day("1990-01-01"),
        "buildings": 1,
    }
    return Monument.objects.create(**{**plain, **facts})


def deliver_monuments(*counties: str) -> None:
    """A delivery that is the whole list of monuments of some counties."""
    make_delivery("monuments", covers=list(counties))
