"""The world of the bench of the workspace: a county that nobody has read, and a heavy plan."""

from dataclasses import dataclass

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.gis.geos import Point
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from inventory.models import Marking, ProtectedObject, Review
from plans.models import Membership, Plan, PlanDecision, Provision
from raknaq.lib.history import change

COUNTY = "20"
PROVISIONS, OBJECTS = 200, 400


@dataclass(frozen=True)
class County:
    """Who reads, in which session, the plan to open (and its akt) and the decision to record in."""

    user: User
    session: str
    unread: int
    heavy: Plan
    heavy_akt: str
    recorded_in: PlanDecision


def prepare() -> County:
    """Take a county's readings of empty plans away, and make one plan heavy."""
    user = User.objects.create_user("bench")
    empty = PlanDecision.objects.filter(municipality__county=COUNTY, provisions=None)
    decisions = empty.exclude(area=None).filter(decision="new").order_by("in_force_from", "pk")
    heavy, recorded_in = decisions.reverse()[:2]
    with change(by=user, why="bench"):
        Membership.objects.create(user=user, role="recorder", county_id=COUNTY)
        Review.objects.filter(decision__in=empty.values("pk")).delete()
        _fill(heavy)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    akt = heavy.archive_ref or heavy.designation
    return County(user, _session(user), empty.count(), heavy.plan, akt, recorded_in)


def _fill(decision: PlanDecision) -> None:
    assert decision.area is not None
    west, south, east, north = decision.area.extent
    provisions = Provision.objects.bulk_create(
        Provision(
            decision=decision, letter="q", index=str(n), classes=["rivningsforbud", "skydd"],
            wording=f"Byggnaden får inte rivas och dess fasad av tegel ska bevaras, {n}",
        )
        for n in range(PROVISIONS)
    )  # fmt: skip
    things = ProtectedObject.objects.bulk_create(
        ProtectedObject(
            municipality_id=decision.municipality_id, object_ref=f"bench-{n}",
            object_type="byggnad", name=f"Gården {n}",
            shape=Point(west + (east - west) * (n % 20) / 20,
                        south + (north - south) * (n // 20) / 20, srid=3006),
        )
        for n in range(OBJECTS)
    )  # fmt: skip
    Marking.objects.bulk_create(
        Marking(object=thing, provision=provisions[n % PROVISIONS])
        for n, thing in enumerate(things)
    )


def _session(user: User) -> str:
    """The key of a session that is logged in already."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "plans.access.DemoAwareBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    assert session.session_key
    return session.session_key
