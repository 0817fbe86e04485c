"""What people write about membership."""

import datetime

from django.contrib.auth.models import User

from plans.models import Membership
from plans.models.members import Role
from raknaq.lib.history import change


def invite_guest(*, by: User, guest: User, county: str, until: datetime.date) -> Membership:
    """Let a person record in a county until a day (the last one), or until another day.

    The caller has checked that `by` may invite to the county.
    """
    with change(by=by, why="gästregistrerare inbjuden"):
        membership, _ = Membership.objects.update_or_create(
            user=guest, role=Role.RECORDER, county_id=county, defaults={"until": until}
        )
    return membership


def end_membership(*, by: User, membership: Membership) -> None:
    """Take a role away; it is gone at the next request."""
    with change(by=by, why="medlemskap avslutat"):
        membership.delete()
