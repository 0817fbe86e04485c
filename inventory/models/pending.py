"""What a machine could not settle: rows waiting for their decision, pairs that may be one thing."""

from django.contrib.auth.models import User
from django.contrib.gis.db.models import GeometryField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from inventory.models.objects import Marking, ProtectedObject
from plans.models import Delivery, Municipality
from raknaq.lib.geo import SWEREF99_TM, shape_checks
from raknaq.lib.history import tracked


@tracked()
class PendingMarking(models.Model):
    """One row is one row of an old county database that has not found its decision by itself.

    `values` holds what the row says, by canonical column, `extra` its unmapped columns, `row` its
    number in the file. `identity` is a digest of what names the row, so that the same row delivered
    again is the same. A doubtful row has decisions that a person may choose from; an unmatched one
    is kept with its `reason`, and with a person's `note` where a person refused them all. A matched
    one has become `marking`, empty again when that marking is removed: then nothing of it stands
    in the way when its delivery is undone.
    """

    free_while = "state = 'matched' AND marking_id IS NULL"

    class State(models.TextChoices):
        DOUBTFUL = "doubtful", _("Tveksam")
        MATCHED = "matched", _("Matchad")
        UNMATCHED = "unmatched", _("Utan beslut")

    class Reason(models.TextChoices):
        """Why the row waits; the rules stand in `inventory/imports/sql/county_points_match.sql`."""

        AKT_SPELLING = "akt_spelling", _("Akten skiljer bara i stavning")
        DESIGNATION = "designation", _("Ingen akt, men planbeteckningen passar ett beslut")
        ONE_PLAN = "one_plan", _("Ingen akt, men ett enda beslut på platsen")
        NO_AREA = "no_area", _("Ett beslut passar, men det har ingen kartyta")
        OUTSIDE = "outside", _("Läget ligger en bit utanför planen")
        SEVERAL = "several", _("Flera beslut passar")
        AKT_UNKNOWN = "akt_unknown", _("Akten finns inte, men det finns en plan på platsen")
        FAR_OUTSIDE = "far_outside", _("Akten stämmer, men läget är mer än 500 m från planen")
        NOT_FOUND = "not_found", _("Varken akt, planbeteckning eller läge ger ett beslut")
        NO_SHAPE = "no_shape", _("Raden saknar läge")
        REFUSED = "refused", _("Någon har svarat: ingen av dem")

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="+")
    row = models.PositiveIntegerField()
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    identity = models.CharField(max_length=32)
    values = models.JSONField(default=dict)
    extra = models.JSONField(default=dict, blank=True)
    shape = GeometryField(srid=SWEREF99_TM, null=True, blank=True)
    state = models.CharField(max_length=9, choices=State)
    reason = models.CharField(max_length=12, choices=Reason)
    note = models.TextField(_("Anteckning"), blank=True)
    marking = models.ForeignKey(
        Marking, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = (models.Index(fields=("municipality", "state"), name="inventory_pending_queue"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["doubtful", "matched", "unmatched"]),
                name="inventory_pending_state",
            ),
            models.CheckConstraint(
                condition=Q(marking__isnull=True) | Q(state="matched"),
                name="inventory_pending_marking",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_on__isnull=True)
                | Q(decided_by__isnull=False, decided_on__isnull=False),
                name="inventory_pending_decided",
            ),
            models.CheckConstraint(
                condition=~Q(reason="refused") | Q(decided_by__isnull=False),
                name="inventory_pending_refused_by",
            ),
            models.UniqueConstraint(
                fields=("municipality", "identity"), name="inventory_pending_once"
            ),
            *shape_checks("inventory_pending", "shape"),
        )

    def __str__(self) -> str:
        return str(self.values.get("archive_ref") or self.values.get("name") or self.row)


@tracked()
class PossibleDuplicate(models.Model):
    """One row is a pair of objects that may be one and the same thing, and what a person decided.

    `a` is the older record, which stays in a merger. When a pair is merged `b` is gone; its
    municipality and object_ref are kept here, so that later deliveries of `b` are `a`, and
    `context` is the change in the history that take_back undoes. An undecided pair goes with its
    objects when the change that made one of them is undone.
    """

    class State(models.TextChoices):
        UNDECIDED = "undecided", _("Obesvarat")
        MERGED = "merged", _("Sammanslagna")
        KEPT_APART = "kept_apart", _("Två olika objekt")

    class Reason(models.TextChoices):
        """What makes them alike; the rules stand in `inventory/sql/find_duplicates.sql`."""

        NEAR = "near", _("Samma objekttyp, högst 10 m isär")
        BUILDING_ID = "building_id", _("Samma byggnads-id")
        BEBYGGELSENUMMER = "bebyggelsenummer", _("Samma bebyggelsenummer")

    derived_while = "state = 'undecided'"

    a = models.ForeignKey(ProtectedObject, on_delete=models.CASCADE, related_name="+")
    b = models.ForeignKey(
        ProtectedObject, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=16, choices=Reason)
    state = models.CharField(max_length=10, choices=State, default=State.UNDECIDED)
    merged_municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    merged_ref = models.CharField(max_length=100, blank=True)
    context = models.UUIDField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(reason__in=["near", "building_id", "bebyggelsenummer"]),
                name="inventory_duplicate_reason",
            ),
            models.CheckConstraint(
                condition=Q(b__isnull=True) | Q(a__lt=F("b")), name="inventory_duplicate_order"
            ),
            models.CheckConstraint(
                condition=Q(
                    state="merged",
                    b__isnull=True,
                    merged_municipality__isnull=False,
                    context__isnull=False,
                )
                & ~Q(merged_ref="")
                | Q(
                    state__in=["undecided", "kept_apart"],
                    b__isnull=False,
                    merged_municipality__isnull=True,
                    context__isnull=True,
                    merged_ref="",
                ),
                name="inventory_duplicate_merged",
            ),
            models.CheckConstraint(
                condition=Q(state="undecided", decided_by__isnull=True, decided_on__isnull=True)
                | ~Q(state="undecided") & Q(decided_by__isnull=False, decided_on__isnull=False),
                name="inventory_duplicate_decided",
            ),
            models.UniqueConstraint(fields=("a", "b"), name="inventory_duplicate_once"),
            models.UniqueConstraint(
                fields=("merged_municipality", "merged_ref"), name="inventory_duplicate_merged_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.a_id} = {self.b_id or self.merged_ref}?"
