"""Kollegial granskning: taking a check, what it came to, the talk about it, taking it back.

A check waits for anybody but the reading's author, or for the author (`for_author`). Whatever it
comes to, the reading stands: only its author unreads it (design note method.md, q/1, "read").
"""

import uuid

import pghistory.models
from django.contrib.auth.models import User
from django.utils import timezone

from inventory.check_changes import check_changes
from inventory.check_queries import LEASE, CheckSelection, with_reading
from inventory.models import (
    CheckRate,
    CheckWhy,
    PeerCheck,
    PeerRemark,
    ReturnReason,
    Review,
    Verdict,
)
from inventory.sampling import WAITING
from plans.models import County
from raknaq.lib import versions
from raknaq.lib.history import change, events_of
from raknaq.lib.sql import rows
from raknaq.lib.undo import take_back

WHY = "kollegial granskning"


class OwnWorkError(Exception):
    """A check of one's own reading."""


class NotOwnError(Exception):
    """What only the reading's author, or the one who checked it, may do."""


class NothingCorrectedError(Exception):
    """A correction that is neither made in the plan nor put in words."""


class SentBackError(Exception):
    """What is sent back is read again, taken back or answered: to have seen it is not enough."""


def take_check(
    *,
    by: User,
    check: PeerCheck | None = None,
    selection: CheckSelection | None = None,
    after: int = 0,
) -> PeerCheck | None:
    """Take a check, or the next of a selection after another one, and let go of any other.

    None where somebody else holds it, or there is no other. To hold a check hinders no save: that
    is judged by version.
    """
    asked = selection or CheckSelection()
    told = {
        "person": by.pk, "lease": LEASE, "check": check.pk if check else None, "after": after,
        "county": asked.county, "why": asked.why,
    }  # fmt: skip
    with change(by=by, why="kollegial granskning påbörjad"):
        taken = [row["id"] for row in rows(__file__, "take_check", told)]
        if taken or check is None:
            let_go = PeerCheck.objects.filter(checker=by, verdict="", for_author=False)
            let_go.exclude(pk__in=taken).update(checker=None, taken_at=None)
    return with_reading(PeerCheck.objects.filter(pk__in=taken)).first()


def judge(
    *,
    by: User,
    check: PeerCheck,
    version: int | None,
    verdict: Verdict,
    reason: ReturnReason | None = None,
    note: str = "",
) -> uuid.UUID:
    """Say what a check came to; the change's context.

    `reason` is for what is sent back. Raises OwnWorkError, VersionMissingError, StaleVersionError,
    and NothingCorrectedError for a correction that is neither made nor described in the note.
    """
    if check.author_id == by.pk:
        raise OwnWorkError
    _expect(check, version)
    if not check.waits:
        raise versions.StaleVersionError(check, {})
    with change(by=by, why=WHY) as context:
        if verdict == Verdict.CORRECTED and not note:
            made = check_changes([check], viewer=by)[check.pk]
            if not made.correction:
                raise NothingCorrectedError
        now = timezone.now()
        versions.write(
            PeerCheck, check.pk, version,
            verdict=verdict, reason=reason or "", note=note, checker=by, taken_at=now,
            checked_at=now, for_author=verdict != Verdict.APPROVED or bool(note),
        )  # fmt: skip
    return context


def _expect(check: PeerCheck, version: int | None) -> None:
    """Refuse a write that started from another version than the one that was just read."""
    if version is None:
        raise versions.VersionMissingError
    if version != check.version:
        raise versions.StaleVersionError(check, {})


def say(*, by: User, check: PeerCheck, version: int | None, text: str) -> None:
    """Say something in the talk about a check.

    What the author says opens a check that had come to something again: it waits for anybody. What
    others say waits for the author. Raises VersionMissingError or StaleVersionError.
    """
    with change(by=by, why="inlägg i kollegial granskning"):
        if check.author_id != by.pk:
            facts: dict[str, object] = {"for_author": True}
            if check.waits:
                facts |= {"checker": by, "taken_at": timezone.now()}
        else:
            facts = {"for_author": False} if check.waits else {**WAITING}
        versions.write(PeerCheck, check.pk, version, **facts)
        PeerRemark.objects.create(about=check, said_by=by, said_at=timezone.now(), text=text)


def see(*, by: User, check: PeerCheck, version: int | None) -> None:
    """The author has seen what came back.

    Raises NotOwnError, SentBackError, VersionMissingError or StaleVersionError.
    """
    if check.author_id != by.pk:
        raise NotOwnError
    if check.verdict == Verdict.SENT_BACK:
        raise SentBackError
    with change(by=by, why="kollegial granskning läst av den som läste planen"):
        versions.write(PeerCheck, check.pk, version, for_author=False)


def ask_for_check(*, by: User, review: Review) -> None:
    """Ask for a check of one's own reading; nothing where it has one. Raises NotOwnError."""
    if review.reader_id != by.pk:
        raise NotOwnError
    with change(by=by, why="kollegial granskning begärd"):
        PeerCheck.objects.get_or_create(
            review=review, defaults={"author": by, "why": CheckWhy.ASKED}
        )


def set_rate(*, by: User, county: County, version: int | None, percent: int) -> None:
    """Decide how many per cent of a county's readings are checked.

    `version` is 0 where the county had the default. Raises VersionMissingError or
    StaleVersionError.
    """
    with change(by=by, why="andel för kollegial granskning"):
        if version != 0:
            versions.write(CheckRate, county.pk, version, percent=percent)
            return
        known, made = CheckRate.objects.get_or_create(county=county, defaults={"percent": percent})
        if not made:
            raise versions.StaleVersionError(known, {"percent": percent})


def check_of_verdict(context: uuid.UUID, *, by: User) -> PeerCheck:
    """The check that one's own verdict, known by its context, is about. Raises NotOwnError."""
    made = pghistory.models.Context.objects.filter(pk=context).first()
    if made is None or made.metadata.get("user") != by.pk or made.metadata.get("why") != WHY:
        raise NotOwnError
    event = events_of(PeerCheck).get(pgh_context=context)
    check = with_reading(PeerCheck.objects.filter(pk=event.pgh_obj_id)).first()
    if check is None:
        raise NotOwnError
    return check


def take_back_verdict(context: uuid.UUID, *, by: User) -> None:
    """Undo a verdict. Raises StandsOnError where another verdict has been given since."""
    take_back(context, by=by, why="ångrad kollegial granskning")
