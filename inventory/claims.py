"""Who is at work with which plan: a lease, not a lock. Reading and saving are free."""

import datetime

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from inventory.models import Claim
from plans.models import Plan
from raknaq.lib.sql import rows

LEASE = datetime.timedelta(minutes=20)  # since the one who holds it last did something


def claim(plan: Plan, *, by: User) -> bool:
    """Take a plan, or renew one's hold of it, and let go of any other; whether one holds it now.

    Of two who ask at once one gets it. False where another holds it and has not let it lapse.
    """
    try:
        return _take(plan, by)
    except IntegrityError:  # the same person in two windows: the other one was first
        return _take(plan, by)


@transaction.atomic
def _take(plan: Plan, by: User) -> bool:
    Claim.objects.filter(person=by).exclude(plan=plan).delete()
    told = {"plan": plan.pk, "person": by.pk, "lease": LEASE}
    return bool(rows(__file__, "claim", told))


def release(plan: Plan | None = None, *, by: User) -> None:
    """Let go of the plan that one holds, whichever it is unless `plan` is given."""
    held = Claim.objects.filter(person=by)
    (held.filter(plan=plan) if plan else held).delete()


def held_by_others(by: User) -> QuerySet[Claim]:
    """The plans that others hold just now."""
    return _current().exclude(person=by)


def holder(plan: Plan) -> Claim | None:
    """Who holds a plan just now."""
    return _current().filter(plan=plan).first()


def _current() -> QuerySet[Claim]:
    alive = Claim.objects.filter(renewed_at__gte=timezone.now() - LEASE)
    return alive.select_related("person")
