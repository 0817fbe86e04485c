"""What the pages of kollegial granskning read: what waits, what came back, what has been said."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from inventory.check_changes import Changes, check_changes
from inventory.models import PeerCheck, PeerRemark
from plans.models import Plan
from raknaq.lib.history import events_of, undoing

LEASE = datetime.timedelta(hours=1)  # a correction in the plan takes its time
MOST_TOLD = 10  # of what has come back, on top of a page


@dataclass(frozen=True)
class CheckSelection:
    """Which checks somebody wants to do; what is empty leaves all."""

    county: str = ""
    why: str = ""


@dataclass(frozen=True)
class Said:
    """One entry of the talk: a remark, or a verdict with its reason and note."""

    who: User
    at: datetime.datetime
    text: str
    verdict: str = ""
    reason: str = ""


def with_reading(checks: "QuerySet[PeerCheck]") -> "QuerySet[PeerCheck]":
    """Checks with their people, readings, decisions and places, without the areas."""
    return checks.select_related(
        "author", "checker", "review__decision__plan", "review__decision__municipality__county"
    ).defer(
        "review__decision__area", "review__decision__area_3857", "review__decision__extra",
        "review__decision__municipality__area", "review__decision__municipality__area_3857",
        "review__decision__municipality__county__area",
        "review__decision__municipality__county__area_3857",
    )  # fmt: skip


def waiting_checks(selection: CheckSelection, *, by: User) -> "QuerySet[PeerCheck]":
    """The checks that wait for one who is not their author, the oldest first."""
    found = PeerCheck.objects.filter(verdict="", for_author=False).exclude(author=by)
    if selection.county:
        found = found.filter(review__decision__municipality__county=selection.county)
    if selection.why:
        found = found.filter(why=selection.why)
    return with_reading(found).order_by("pk")


def is_held(check: PeerCheck, *, besides: User) -> bool:
    """Whether somebody else is at work with a waiting check just now."""
    since = timezone.now() - LEASE
    taken = check.waits and check.taken_at is not None and check.taken_at >= since
    return taken and check.checker_id != besides.pk


def came_back(by: User) -> "QuerySet[PeerCheck]":
    """What has come back to the author: to read again, to see, to answer; the oldest first."""
    return with_reading(PeerCheck.objects.filter(author=by, for_author=True)).order_by("pk")


@dataclass(frozen=True)
class Back:
    """The first of what has come back: each check, what was changed, the latest remark; and more.

    `more` says that there are others than those told.
    """

    rows: Sequence[tuple[PeerCheck, Changes, PeerRemark | None]] = ()
    more: bool = False


def told_back(by: User) -> Back:
    """What stands on top of the author's pages."""
    found = list(came_back(by)[: MOST_TOLD + 1])
    if not found:
        return Back()
    checks = found[:MOST_TOLD]
    changes = check_changes(checks, viewer=by)
    remarks = PeerRemark.objects.filter(about__in=checks).exclude(said_by=by)
    latest = {one.about_id: one for one in remarks.select_related("said_by").order_by("pk")}
    told = [(check, changes[check.pk], latest.get(check.pk)) for check in checks]
    return Back(told, more=len(found) > MOST_TOLD)


def talk(check: PeerCheck) -> list[Said]:
    """All that has been said about a check, the oldest first: remarks, and verdicts that stand.

    A verdict that was answered is gone from the check and is told from its history.
    """
    undone = undoing().filter(undone=Cast(OuterRef("pgh_context"), TextField()))
    verdicts = (
        events_of(PeerCheck)
        .filter(~Exists(undone), pgh_obj=check.pk, checked_at__isnull=False)
        .order_by("checked_at", "pgh_id")
        .distinct("checked_at")
        .select_related("checker")
    )
    said = [
        Said(one.checker, one.checked_at, one.note, one.get_verdict_display(),
             one.get_reason_display())
        for one in verdicts
    ]  # fmt: skip
    said += [Said(r.said_by, r.said_at, r.text) for r in check.remarks.select_related("said_by")]
    return sorted(said, key=lambda one: one.at)


def checks_in_hand(plan: Plan, *, by: User) -> "QuerySet[PeerCheck]":
    """The checks of a plan's readings that a person has taken and not said anything about."""
    return PeerCheck.objects.filter(review__decision__plan=plan, checker=by, verdict="")
