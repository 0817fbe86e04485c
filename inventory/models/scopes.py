"""What the indicator is measured against: each county's inventory scope, stock and monuments."""

from django.contrib.gis.db.models import GeometryField
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from plans.models import County, Municipality
from plans.models.plans import PlanKind
from raknaq.lib.geo import SWEREF99_TM, shape_checks
from raknaq.lib.history import tracked


@tracked()
class InventoryScope(models.Model):
    """One row is one county's inventory: from when, which kinds of plan, and what is signed.

    `listed_through` says that the list of decisions is whole through that day, by source and
    person. `ends_checked_through` says that ends and replacements are recorded through that day.
    `declared_through` is a year through which an older inventory is declared done though it did
    not note the plans in which nothing was found. An empty `kinds` means the method's default.
    """

    county = models.OneToOneField(
        County, on_delete=models.PROTECT, primary_key=True, related_name="scope"
    )
    from_day = models.DateField()
    kinds = ArrayField(models.CharField(max_length=20, choices=PlanKind), default=list, blank=True)
    listed_through = models.DateField(null=True, blank=True)
    listed_source = models.CharField(max_length=300, blank=True)
    listed_by = models.CharField(max_length=150, blank=True)
    ends_checked_through = models.DateField(null=True, blank=True)
    declared_through = models.PositiveIntegerField(null=True, blank=True)
    declared_by = models.CharField(max_length=150, blank=True)
    declared_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kinds__contained_by=PlanKind.values), name="inventory_scope_kinds"
            ),
            models.CheckConstraint(
                condition=Q(listed_through__isnull=True)
                | (~Q(listed_source="") & ~Q(listed_by="")),
                name="inventory_scope_listing_signed",
            ),
            models.CheckConstraint(
                condition=Q(declared_through__isnull=True)
                | (~Q(declared_by="") & Q(declared_on__isnull=False)),
                name="inventory_scope_declaration_signed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.county_id} {_('från')} {self.from_day}"


@tracked()
class BuildingStock(models.Model):
    """One row is the number of buildings in one region on 31 December of one year.

    The region is a county or a municipality, never both. An empty `building_type` is the total.
    """

    county = models.ForeignKey(County, on_delete=models.PROTECT, null=True, blank=True)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, null=True, blank=True)
    year = models.PositiveSmallIntegerField()
    building_type = models.CharField(max_length=100, blank=True)
    buildings = models.PositiveIntegerField()
    source = models.CharField(max_length=300)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "building stock"
        constraints = (
            models.CheckConstraint(
                condition=Q(county__isnull=False, municipality__isnull=True)
                | Q(county__isnull=True, municipality__isnull=False),
                name="inventory_stock_one_region",
            ),
            models.UniqueConstraint(
                fields=("county", "municipality", "year", "building_type"),
                nulls_distinct=False,
                name="inventory_stock_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.county_id or self.municipality_id} {self.year}"


@tracked()
class Monument(models.Model):
    """One row is one byggnadsminne: a site, with the number of its buildings where it is known.

    `formerly_protected` is RAÄ's mark that the protection is over; without a day for that the
    monument is in no year's count and is listed. Its municipality lies in its county.
    """

    bebyggelsenummer = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=300, blank=True, db_collation="sv-x-icu")
    protection = models.CharField(max_length=200, blank=True)
    county = models.ForeignKey(County, on_delete=models.PROTECT)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    formerly_protected = models.BooleanField(default=False)
    buildings = models.PositiveIntegerField(null=True, blank=True)
    url = models.URLField(max_length=500, blank=True)
    shape = GeometryField(srid=SWEREF99_TM, null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(municipality__isnull=True)
                | Q(Exact(Left("municipality", 2), F("county"))),
                name="inventory_monument_county",
            ),
            *shape_checks("inventory_monument", "shape"),
        )

    def __str__(self) -> str:
        return self.name or self.bebyggelsenummer
