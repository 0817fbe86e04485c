"""Requests for akter: the lists that go to archives and municipalities, and what they answer."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from plans.models import County, Municipality, PlanDecision
from raknaq.lib.history import tracked

MAX_AKTER = 40  # per request to Lantmäteriet (design note domain.md §5, "Akt requests")


class Recipient(models.TextChoices):
    """Whom akter are asked of, in the order in which they are asked (domain.md §5)."""

    KOMMUN = "kommun", _("Kommunen")
    EGET_ARKIV = "eget_arkiv", _("Länsstyrelsens eget arkiv")
    LANTMATERIET = "lantmateriet", _("Lantmäteriet")


@tracked()
class AktRequest(models.Model):
    """One row is one list of at most 40 akter, ordered from one recipient on one day.

    `municipality` is the recipient where the list goes to a municipality.
    """

    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="akt_requests")
    recipient = models.CharField(_("Mottagare"), max_length=12, choices=Recipient)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    ordered_on = models.DateField(_("Beställd"))
    ordered_by = models.CharField(_("Beställd av"), max_length=150)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(recipient__in=Recipient.values), name="inventory_aktrequest_recipient"
            ),
            models.CheckConstraint(
                condition=Q(recipient=Recipient.KOMMUN, municipality__isnull=False)
                | (~Q(recipient=Recipient.KOMMUN) & Q(municipality__isnull=True)),
                name="inventory_aktrequest_municipality",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_recipient_display()} {self.ordered_on}"


@tracked()
class AktRequestItem(models.Model):
    """One row is one akt on a request, by its number on the list, and what was answered when."""

    class Status(models.TextChoices):
        ORDERED = "ordered", _("Beställd")
        RECEIVED = "received", _("Har kommit")
        UNAVAILABLE = "unavailable", _("Finns inte där")

    request = models.ForeignKey(AktRequest, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField()
    decision = models.ForeignKey(PlanDecision, on_delete=models.PROTECT, related_name="requested")
    status = models.CharField(max_length=11, choices=Status, default=Status.ORDERED)
    answered_on = models.DateField(_("Svar den"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(number__range=(1, MAX_AKTER)), name="inventory_aktitem_at_most_40"
            ),
            models.CheckConstraint(
                condition=Q(status="ordered", answered_on__isnull=True)
                | Q(status__in=["received", "unavailable"], answered_on__isnull=False),
                name="inventory_aktitem_answered",
            ),
            models.UniqueConstraint(fields=("request", "number"), name="inventory_aktitem_number"),
            models.UniqueConstraint(fields=("request", "decision"), name="inventory_aktitem_once"),
        )

    def __str__(self) -> str:
        return f"{self.request_id}/{self.number}: {self.status}"
