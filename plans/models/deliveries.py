"""Deliveries and the issues found in them."""

from django.contrib.auth.models import User
from django.contrib.gis.db.models import PointField
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from raknaq.lib.geo import SWEREF99_TM


class Delivery(models.Model):
    """One row is one accepted file and everything it brought.

    The events in the history that it caused carry its id. `counts` holds the rows read, new,
    changed, same and refused; `covers` the counties of which it is a whole list, where that
    matters (monuments). A delivery of kind "demo" marks the database as demonstration data.
    """

    kind = models.CharField(max_length=20, db_index=True)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text="bytes")
    accepted_at = models.DateTimeField(auto_now_add=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    counts = models.JSONField(default=dict)
    covers = ArrayField(models.CharField(max_length=2), default=list)

    class Meta:
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return f"{self.kind}: {self.file_name}"


def holds_demo() -> bool:
    """Whether the database holds demonstration data: what is shown or written out must say so."""
    return Delivery.objects.filter(kind="demo").exists()


class Issue(models.Model):
    """One row is one problem found in a delivery, or up to a thousand and more alike.

    `row` is the row number in the file, only where a row is at fault. `place` is where it lies on
    the map. `reason` names a text in `plans.imports.reasons`, `facts` fills it in.
    """

    class Severity(models.TextChoices):
        ERROR = "error", _("Fel")
        WARNING = "warning", _("Varning")

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="issues")
    severity = models.CharField(max_length=7, choices=Severity)
    reason = models.CharField(max_length=60)
    row = models.PositiveIntegerField(null=True)
    field = models.CharField(max_length=60, blank=True)
    value = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    count = models.PositiveIntegerField(default=1)
    place = PointField(srid=SWEREF99_TM, null=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(count__gt=0), name="plans_issue_count"),)

    def __str__(self) -> str:
        return f"{self.row}: {self.reason}"
