"""Who is a member, where, as what and until when."""

from django.contrib.auth.models import User
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from plans.models.places import County
from raknaq.lib.history import tracked


class Role(models.TextChoices):
    """Roles as data; what each may do stands in `plans.access`."""

    READER = "reader", _("Läsare")
    RECORDER = "recorder", _("Registrerare")
    CHECKER = "checker", _("Granskare")
    LEAD = "lead", _("Länsansvarig")
    COORDINATOR = "coordinator", _("Nationell samordnare")
    ADMINISTRATOR = "administrator", _("Administratör")


@tracked()
class Membership(models.Model):
    """One row gives one person one role, in one county or nationally, for good or until a day.

    A guest recorder is a recorder in another county than their own with a last day. `until` is
    the last day on which the role holds.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    county = models.ForeignKey(County, on_delete=models.PROTECT, null=True, blank=True)
    until = models.DateField(_("Till och med"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(role__in=Role.values), name="plans_membership_role"),
            models.CheckConstraint(
                condition=Q(role__in=[Role.RECORDER, Role.LEAD], county__isnull=False)
                | Q(role__in=[Role.COORDINATOR, Role.ADMINISTRATOR], county__isnull=True)
                | Q(role__in=[Role.READER, Role.CHECKER]),
                name="plans_membership_county",
            ),
            models.UniqueConstraint(
                fields=("user", "role", "county"),
                nulls_distinct=False,
                name="plans_membership_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.role} {self.county_id or ''}"
