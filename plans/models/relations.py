"""What one plan's decision does to another, older plan."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from plans.models.plans import Plan, PlanDecision
from raknaq.lib.history import tracked


@tracked()
class PlanRelation(models.Model):
    """One row is one proposal, or what a person decided, that a decision does away with a plan.

    `decision` is the newer, `plan` the older one; the plan's own decision where its sender says
    that it is repealed without naming another. `day` is the first day on which the older plan
    no longer applies. `covered` is the part of the older plan's area that lies within the
    decision's, from 0 to 1, where both are known. A proposal is made and withdrawn by
    `plans.ends.propose`; a decided row is a person's word.
    """

    class Kind(models.TextChoices):
        ENDS = "ends", _("Ersätter")
        CHANGES = "changes", _("Ändrar")
        REPEALS = "repeals", _("Upphäver")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Förslag")
        ENDED = "ended", _("Upphör")
        STILL_IN_FORCE = "still_in_force", _("Gäller fortfarande")
        UNKNOWN = "unknown", _("Vet inte")

    class Source(models.TextChoices):
        OVERLAP = "overlap", _("Områdena överlappar")
        REPEAL = "repeal", _("Beslutet upphäver planen")
        PREVIOUS_PLAN = "previous_plan", _("Avsändaren anger planen som föregående")
        STATUS = "status", _("Avsändaren anger planen som upphävd")

    decision = models.ForeignKey(PlanDecision, on_delete=models.PROTECT, related_name="ends")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="ended_by")
    kind = models.CharField(max_length=7, choices=Kind)
    state = models.CharField(max_length=14, choices=State, default=State.PROPOSED)
    source = models.CharField(max_length=13, choices=Source)
    day = models.DateField(_("Upphörde gälla"), null=True, blank=True)
    covered = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    decided_by = models.CharField(_("Bedömt av"), max_length=150, blank=True)
    decided_on = models.DateField(_("Bedömt den"), null=True, blank=True)
    note = models.TextField(_("Anteckning"), blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = (models.Index("decision", condition=Q(state="proposed"), name="plans_end_open"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=["ends", "changes", "repeals"]), name="plans_end_kind"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "ended", "still_in_force", "unknown"]),
                name="plans_end_state",
            ),
            models.CheckConstraint(
                condition=Q(source__in=["overlap", "repeal", "previous_plan", "status"]),
                name="plans_end_source",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by="", decided_on__isnull=True)
                | (~Q(state="proposed") & ~Q(decided_by="") & Q(decided_on__isnull=False)),
                name="plans_end_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | Q(day__isnull=False), name="plans_end_day"
            ),
            models.CheckConstraint(
                condition=~Q(state="still_in_force") | Q(day__isnull=True), name="plans_end_no_day"
            ),
            models.CheckConstraint(
                condition=Q(covered__isnull=True) | Q(covered__range=(0, 1)),
                name="plans_end_covered",
            ),
            models.UniqueConstraint(fields=("decision", "plan", "kind"), name="plans_end_once"),
        )

    def __str__(self) -> str:
        return f"{self.decision_id} → {self.plan_id}: {self.state}"
