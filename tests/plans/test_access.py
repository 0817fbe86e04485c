"""Rights: who may read and write what, as lists of county codes."""

import datetime

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError

from plans.access import access_of
from plans.models import Membership
from tests.factories import make_user

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 20)


def test_every_member_reads_all_counties_and_writes_in_their_own() -> None:
    reader = access_of(make_user(reader="20"))
    recorder = access_of(make_user(recorder="20"))
    lead = access_of(make_user(lead="20"))
    assert len(reader.reads) == len(recorder.reads) == 21
    assert reader.records == []
    assert recorder.records == ["20"]
    assert recorder.invites == []
    assert (lead.records, lead.invites) == (["20"], ["20"])


def test_national_roles() -> None:
    coordinator = access_of(make_user(coordinator=None))
    administrator = access_of(make_user(administrator=None))
    assert len(coordinator.reads) == 21
    assert coordinator.records == []
    assert len(administrator.invites) == 21
    assert administrator.records == []


@pytest.mark.parametrize("role", ["reader", "checker", "recorder", "lead"])
def test_a_stranger_and_an_expired_guest_see_nothing(role: str) -> None:
    guest = make_user()
    assert access_of(guest).reads == []
    Membership.objects.create(user=guest, role=role, county_id="20", until=TODAY)
    assert access_of(guest, TODAY).reads
    assert access_of(guest, TODAY + datetime.timedelta(1)).reads == []


def test_anonymous_and_inactive_have_no_access() -> None:
    assert access_of(AnonymousUser()).reads == []
    user = make_user(lead="20")
    user.is_active = False
    assert access_of(user).reads == []


@pytest.mark.parametrize(
    ("role", "county"),
    [("recorder", None), ("lead", None), ("coordinator", "20"), ("administrator", "20"),
     ("emperor", None)],
)  # fmt: skip
def test_the_database_refuses_roles_in_the_wrong_place(role: str, county: str | None) -> None:
    with pytest.raises(IntegrityError):
        Membership.objects.create(user=make_user(), role=role, county_id=county)


def test_demo_logins_are_refused_where_debug_is_off(settings: object) -> None:
    make_user("demo.registrerare", recorder="20")
    settings.DEBUG = False  # type: ignore[attr-defined]
    assert authenticate(None, username="demo.registrerare", password="hemligt-lösenord") is None
    settings.DEBUG = True  # type: ignore[attr-defined]
    assert authenticate(None, username="demo.registrerare", password="hemligt-lösenord")
