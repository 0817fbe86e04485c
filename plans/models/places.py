"""Counties and municipalities: today's division, used for all years."""

from django.contrib.gis.db.models import MultiPolygonField
from django.contrib.postgres.indexes import GistIndex
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from raknaq.lib.geo import AREAS, SWEREF99_TM, for_tiles, shape_checks
from raknaq.lib.history import tracked


@tracked(exclude=("area_3857",))
class County(models.Model):
    """One row is a county (län) of today, by its two-digit code as text ("01" … "25")."""

    code = models.CharField(max_length=2, primary_key=True, validators=[RegexValidator(r"^\d\d$")])
    name = models.CharField(max_length=60, db_collation="sv-x-icu")
    area = MultiPolygonField(srid=SWEREF99_TM)
    area_3857 = for_tiles("area")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("code",)
        indexes = (GistIndex(fields=["area_3857"], name="plans_county_tiles"),)
        constraints = (
            models.CheckConstraint(condition=Q(code__regex=r"^\d\d$"), name="plans_county_code"),
            *shape_checks("plans_county", "area", AREAS),
        )

    def __str__(self) -> str:
        return self.name


@tracked(exclude=("area_3857",))
class Municipality(models.Model):
    """One row is a municipality (kommun) of today, by its four-digit code as text.

    The first two digits are its county; that holds for today's codes only.
    """

    code = models.CharField(max_length=4, primary_key=True)
    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="municipalities")
    name = models.CharField(max_length=60, db_collation="sv-x-icu")
    area = MultiPolygonField(srid=SWEREF99_TM)
    area_3857 = for_tiles("area")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "municipalities"
        indexes = (GistIndex(fields=["area_3857"], name="plans_municipality_tiles"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(code__regex=r"^\d{4}$", code__startswith=models.F("county")),
                name="plans_municipality_code",
            ),
            *shape_checks("plans_municipality", "area", AREAS),
        )

    def __str__(self) -> str:
        return self.name


class FormerMunicipalityCode(models.Model):
    """One row is a municipality code no longer in use and the municipality of today it became.

    Old codes stay inside old files and archive numbers; Heby was 1917 and is 0331.
    """

    code = models.CharField(max_length=4, primary_key=True)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="former_codes"
    )
    source = models.CharField(max_length=200)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(code__regex=r"^\d{4}$"), name="plans_formermunicipalitycode_code"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} → {self.municipality_id}"
