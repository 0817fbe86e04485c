"""Which readings go to a second person: all that are unclear, and a sample of the others.

The sample is drawn by a digest and no dice: whoever knows the salt can draw it again, and one who
reads can neither know nor change whether their reading is in it (docs/decisions/0011).
"""

import hmac
from collections.abc import Sequence

from django.conf import settings
from django.contrib.auth.models import User

from inventory.models import Basis, CheckRate, CheckWhy, Outcome, PeerCheck, Review, Verdict

TICKETS = 10_000
UNOPENED_FACTOR = 3  # how much oftener nothing found without the akt is checked

# A check as it waits for anybody.
WAITING = {
    "verdict": "",
    "reason": "",
    "note": "",
    "checked_at": None,
    "checker": None,
    "taken_at": None,
    "for_author": False,
}


def ticket(decision: int, reader: int) -> int:
    """The number below TICKETS that a person's readings of a decision draw, always the same.

    It follows from who reads what and not from the reading, so that taking a reading back and
    making it anew draws nothing new.
    """
    key, drawn = settings.SAMPLING_SALT.encode(), f"{decision}:{reader}".encode()
    return int.from_bytes(hmac.digest(key, drawn, "sha256")[:8]) % TICKETS


def winning(percent: int, outcome: str, basis: str) -> int:
    """How many of TICKETS go to checking, at a county's per cent.

    All that is unclear; nothing found without the akt opened UNOPENED_FACTOR times as often.
    """
    if outcome == Outcome.UNCLEAR:
        return TICKETS
    unopened = outcome == Outcome.NOTHING_FOUND and basis != Basis.AKT
    return min(TICKETS, TICKETS * percent * (UNOPENED_FACTOR if unopened else 1) // 100)


def rate_of(county: str) -> CheckRate:
    """A county's rate; the default, unsaved, where its lead has decided nothing."""
    return CheckRate.objects.filter(county=county).first() or CheckRate(county_id=county)


def send_to_check(
    made: Sequence[Review], *, decisions: Sequence[int], county: str, by: User
) -> None:
    """Send what shall be checked of a person's new readings of some decisions to checking.

    Reading again what was sent back is the answer to it. The new reading goes to checking; where
    the same reading already stood, its check is open again. To be called inside the reading's
    change; the number of queries is fixed.
    """
    back = PeerCheck.objects.filter(
        author=by, review__decision__in=decisions, verdict=Verdict.SENT_BACK, for_author=True
    )
    again = set(back.values_list("review__decision", flat=True))
    if again:
        fresh = [review.decision_id for review in made]
        back.exclude(review__decision__in=fresh).update(**WAITING)
        back.update(for_author=False)
    percent = rate_of(county).percent
    chosen = ((review, _why(review, percent, again)) for review in made)
    PeerCheck.objects.bulk_create(
        PeerCheck(review=review, author=by, why=why) for review, why in chosen if why
    )


def _why(review: Review, percent: int, again: set[int]) -> CheckWhy | None:
    if review.outcome == Outcome.UNCLEAR:
        return CheckWhy.UNCLEAR
    if review.decision_id in again:
        return CheckWhy.AGAIN
    drawn = ticket(review.decision_id, review.reader_id or 0)
    won = drawn < winning(percent, review.outcome, review.basis)
    return CheckWhy.SAMPLE if won else None
