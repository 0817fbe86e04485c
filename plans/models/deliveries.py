"""Deliveries, from the file that somebody hands in to what became of it, and their issues."""

from django.contrib.auth.models import User
from django.contrib.gis.db.models import PointField
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from plans.models.places import County, Municipality
from raknaq.lib.geo import SWEREF99_TM


class Delivery(models.Model):
    """One row is one file that was handed in, what it was checked to hold, and what became of it.

    It belongs to a county, or to the whole country where it names none. `options` say how it is
    read (`plans.imports.Options`). `counts` holds the rows read, new, changed, same and refused,
    `preview` what it changes table by table (`plans.imports.preview`), both as of the last check or
    the acceptance. `stored` is the file's path in the private folder, empty once it is weeded.
    `covers` are the counties of which it is a whole list, where that matters (monuments). `context`
    is the change in the history that its acceptance made. A delivery of kind "demo" marks the
    database as demonstration data.
    """

    class State(models.TextChoices):
        RECEIVED = "received", _("Mottagen")
        CHECKED = "checked", _("Kontrollerad")
        ACCEPTED = "accepted", _("Godtagen")
        UNDONE = "undone", _("Ångrad")

    class Task(models.TextChoices):
        """What a job is doing with it just now."""

        LOOK = "look", _("Läser filen")
        CHECK = "check", _("Kontrollerar")
        ACCEPT = "accept", _("Godtar")
        UNDO = "undo", _("Ångrar")

    kind = models.CharField(max_length=20, db_index=True)
    county = models.ForeignKey(County, on_delete=models.PROTECT, null=True, blank=True)
    sender = models.CharField(_("Avsändare"), max_length=200, blank=True)
    file_name = models.CharField(max_length=255)
    stored = models.CharField(max_length=300, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text="bytes")
    weed_on = models.DateField(_("Filen gallras"), null=True, blank=True)
    note = models.TextField(_("Anteckning"), blank=True)
    options = models.JSONField(default=dict, blank=True)
    found = models.JSONField(default=dict, blank=True, help_text="columns and samples of the file")
    state = models.CharField(max_length=8, choices=State, default=State.RECEIVED)
    received_at = models.DateTimeField(auto_now_add=True)
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    context = models.UUIDField(null=True, blank=True)
    counts = models.JSONField(default=dict)
    preview = models.JSONField(default=list)
    unknown = models.JSONField(default=dict, help_text="values without a code, by column")
    covers = ArrayField(models.CharField(max_length=2), default=list)
    hindrances = models.JSONField(default=list, help_text="why the last undo was refused")
    task = models.CharField(max_length=6, choices=Task, blank=True)
    step = models.CharField(max_length=60, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="accepted")
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="plans_delivery_accepted_by",
            ),
            models.CheckConstraint(
                condition=~Q(state="undone") | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="plans_delivery_undone_by",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind}: {self.file_name}"


def holds_demo() -> bool:
    """Whether the database holds demonstration data: what is shown or written out must say so."""
    return Delivery.objects.filter(kind="demo").exists()


class FetchedPlan(models.Model):
    """One row is one plan that a delivery fetched from NGP's search service.

    `digest` is of what the service said of it (`raknaq.lib.files.ngp_search.digest`), to tell
    whether it has changed since; empty where the service no longer had the plan, "again" where the
    accepted delivery could not take all of it in. It goes with a delivery that is thrown away.
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="fetched")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    national_id = models.UUIDField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "national_id", "delivery"), name="plans_fetchedplan_once"
            ),
        )

    def __str__(self) -> str:
        return str(self.national_id)


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
