"""Kollegial granskning: a second person's check of a reading, the talk about it, the share."""

from django.contrib.auth.models import User
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from inventory.models.reviews import Review
from plans.models import County
from raknaq.lib.history import tracked


class CheckWhy(models.TextChoices):
    """Why a reading goes to a second person; the rule stands in `inventory/sampling.py`."""

    UNCLEAR = "unclear", _("Oklart")
    SAMPLE = "sample", _("Stickprov")
    AGAIN = "again", _("Läst på nytt")
    ASKED = "asked", _("På begäran")


class Verdict(models.TextChoices):
    """What a check came to; empty while it waits."""

    APPROVED = "approved", _("Godkänd")
    CORRECTED = "corrected", _("Godkänd med rättelse")
    SENT_BACK = "sent_back", _("Tillbakaskickad")


class ReturnReason(models.TextChoices):
    """Why a reading is sent back."""

    MISSED = "missed", _("En bestämmelse är missad")
    WRONG_TYPE = "wrong_type", _("Fel typ av bestämmelse")
    WRONG_PLACE = "wrong_place", _("Fel läge eller fel objekt")
    WRONG_AKT = "wrong_akt", _("Fel plan eller fel akt")
    UNREADABLE = "unreadable", _("Handlingen går inte att läsa")
    ANSWER = "answer", _("Svar på det som var oklart")
    OTHER = "other", _("Annat")


APPROVING = (Verdict.APPROVED, Verdict.CORRECTED)
IN_WORDS = (ReturnReason.ANSWER, ReturnReason.OTHER)  # reasons that say nothing without a note
DEFAULT_PERCENT = 10


@tracked()
class PeerCheck(models.Model):
    """One row is a second person's check (kollegial granskning) of one reading.

    `author` is the reading's reader, whom the database keeps equal; nobody checks their own.
    `checker` took the check at `taken_at` and may let go of it while it waits. `for_author` says
    that the author has something to see or to answer: then it waits for nobody else. A check goes
    with its reading when that is withdrawn, and a waiting one when the reading is undone.
    """

    free_while = derived_while = "verdict = ''"

    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="peer_check")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    checker = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    why = models.CharField(_("Varför"), max_length=7, choices=CheckWhy)
    taken_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(_("Omdöme"), max_length=9, choices=Verdict, blank=True)
    reason = models.CharField(_("Orsak"), max_length=11, choices=ReturnReason, blank=True)
    note = models.TextField(_("Anteckning"), blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    for_author = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = (
            models.Index(
                fields=("author",), condition=Q(for_author=True), name="inventory_check_for_author"
            ),
            models.Index(
                fields=("id",),
                condition=Q(verdict="", for_author=False),
                name="inventory_check_waiting",
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(why__in=CheckWhy.values), name="inventory_check_why"
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["", *Verdict.values]), name="inventory_check_verdict"
            ),
            models.CheckConstraint(
                condition=~Q(checker=F("author")), name="inventory_check_not_own"
            ),
            models.CheckConstraint(
                condition=Q(checker__isnull=True, taken_at__isnull=True)
                | Q(checker__isnull=False, taken_at__isnull=False),
                name="inventory_check_taken",
            ),
            models.CheckConstraint(
                condition=Q(verdict="", checked_at__isnull=True)
                | ~Q(verdict="") & Q(checked_at__isnull=False, checker__isnull=False),
                name="inventory_check_signed",
            ),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.SENT_BACK, reason__in=ReturnReason.values)
                | ~Q(verdict=Verdict.SENT_BACK) & Q(reason=""),
                name="inventory_check_reason",
            ),
            models.CheckConstraint(
                condition=~Q(reason__in=IN_WORDS) | ~Q(note=""), name="inventory_check_in_words"
            ),
        )

    def __str__(self) -> str:
        return f"{self.review_id}: {self.verdict or '?'}"

    @property
    def waits(self) -> bool:
        """Whether nobody has said what the check came to."""
        return not self.verdict


@tracked()
class PeerRemark(models.Model):
    """One row is one remark in the talk about a check: who said what, when."""

    about = models.ForeignKey(PeerCheck, on_delete=models.CASCADE, related_name="remarks")
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    text = models.TextField(_("Inlägg"))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(text=""), name="inventory_remark_not_empty"),
        )

    def __str__(self) -> str:
        return f"{self.about_id}: {self.said_by_id}"


@tracked()
class CheckRate(models.Model):
    """One row is how many per cent of a county's readings are drawn for kollegial granskning.

    A county without a row has the default. Its lead decides.
    """

    county = models.OneToOneField(
        County, on_delete=models.PROTECT, primary_key=True, related_name="check_rate"
    )
    percent = models.PositiveSmallIntegerField(
        _("Andel som granskas, i procent"),
        default=DEFAULT_PERCENT,
        validators=[MaxValueValidator(100)],
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(percent__lte=100), name="inventory_rate_percent"),
        )

    def __str__(self) -> str:
        return f"{self.county_id}: {self.percent} %"
