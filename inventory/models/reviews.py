"""Readings: that somebody has read a decision, and what came of it."""

from django.contrib.auth.models import User
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from plans.models import PlanDecision, Theme
from raknaq.lib.history import tracked


class Outcome(models.TextChoices):
    """What a reading came to. The first two are conclusive."""

    RECORDED = "recorded", _("Färdig, bestämmelser registrerade")
    NOTHING_FOUND = "nothing_found", _("Inga bestämmelser om kulturvärden")
    UNCLEAR = "unclear", _("Oklart")
    DOCUMENT_MISSING = "document_missing", _("Handling saknas")
    UNAVAILABLE = "unavailable", _("Handlingen finns varken i arkivet eller hos kommunen")


class Basis(models.TextChoices):
    """How a decision was read, for what it is worth."""

    AKT = "akt", _("Akten")
    MUNICIPAL_MAP = "kommunkarta", _("Kommunens karta")
    NGP = "ngp", _("Bara NGP")


@tracked()
class Review(models.Model):
    """One row is one reading (genomgång) of one decision by one person on one day.

    Read and found nothing is a result. Withdrawing a reading deletes it, with its history.
    `reader` is the account that read it here; a reading from a file has only the name that the file
    gives, and no basis.
    """

    decision = models.ForeignKey(PlanDecision, on_delete=models.PROTECT, related_name="reviews")
    outcome = models.CharField(_("Utfall"), max_length=20, choices=Outcome)
    looked_for = ArrayField(
        models.CharField(max_length=20, choices=Theme), verbose_name=_("Genomgången för")
    )
    read_on = models.DateField(_("Läst den"))
    read_by = models.CharField(_("Genomgången av"), max_length=150, blank=True)
    reader = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    basis = models.CharField(_("Läst i"), max_length=11, choices=Basis, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(basis__in=["", *Basis.values]), name="inventory_review_basis"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values), name="inventory_review_outcome"
            ),
            models.CheckConstraint(
                condition=Q(looked_for__contained_by=Theme.values) & Q(looked_for__len__gt=0),
                name="inventory_review_looked_for",
            ),
            models.UniqueConstraint("id", "reader", name="inventory_review_id_reader"),
            models.UniqueConstraint(
                F("decision"),
                F("read_on"),
                F("outcome"),
                F("read_by"),
                F("looked_for"),
                name="inventory_review_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.outcome} {self.read_on}"
