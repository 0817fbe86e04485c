"""The queue's own table: each decision as its county's list filters and sorts it."""

from django.contrib.gis.db.models import PointField
from django.db import models

from inventory.models.reviews import Outcome
from plans.models import Plan, PlanDecision
from plans.models.plans import PlanKind
from raknaq.lib.geo import SWEREF99_TM

BY_NUMBER = "raknaq_by_number"  # collation: 2080-P2 stands before 2080-P10


class QueueEntry(models.Model):
    """One row is one decision as the queue of its county filters and sorts it.

    The database keeps it by triggers (migration 0006) that follow every write to decisions, plans
    and readings, deliveries and undoing too; no code writes here. Measured reason: a decision is as
    wide as its area and its readings stand in another table, so that to find the unread of 50 000
    took 200 ms. `akt` is what the decision is called, `words` its akt, planbeteckning and name in
    capitals, `place` the middle of its area. `outcome` is what its readings for kulturvärden came
    to as on the map: that of a conclusive one, else the newest, empty without any; `read` says
    that there is a conclusive one.
    """

    decision = models.OneToOneField(
        PlanDecision, on_delete=models.CASCADE, primary_key=True, db_constraint=False,
        related_name="queued",
    )  # fmt: skip
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, db_constraint=False, related_name="+")
    municipality = models.CharField(max_length=4)
    county = models.CharField(max_length=2)
    kind = models.CharField(max_length=20, choices=PlanKind)
    repeals = models.BooleanField()
    day = models.DateField(null=True)
    akt = models.CharField(max_length=100, db_collation=BY_NUMBER)
    words = models.TextField()
    place = PointField(srid=SWEREF99_TM, null=True, spatial_index=False)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    read = models.BooleanField()

    class Meta:
        indexes = (models.Index(fields=("county", "day"), name="inventory_queue_county"),)

    def __str__(self) -> str:
        return self.akt
