"""The outlines of buildings, for reference: what is protected is recorded as objects."""

from django.contrib.gis.db.models import MultiPolygonField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models import Municipality
from raknaq.lib.geo import AREAS, SWEREF99_TM, for_tiles, shape_checks
from raknaq.lib.history import tracked


@tracked(exclude=("shape_3857",))
class BuildingFootprint(models.Model):
    """One row is the outline of one building, as a delivery of footprints gave it.

    `building_id` is the identity that its sender gives the building (Lantmäteriet's
    objektidentitet, or a municipality's own number), which names it within its municipality alone:
    no delivery can touch what another municipality's delivered. An object of the municipality with
    the same `ProtectedObject.building_id` is that building. Nothing is counted from it.
    """

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="building_footprints"
    )
    building_id = models.CharField(_("Byggnads-id"), max_length=100)
    shape = MultiPolygonField(_("Läge"), srid=SWEREF99_TM)
    shape_3857 = for_tiles("shape")
    source = models.CharField(_("Källa"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = (GistIndex(fields=["shape_3857"], name="inventory_footprint_tiles"),)
        constraints = (
            models.UniqueConstraint(  # the id first: it is also asked for by itself
                fields=("building_id", "municipality"), name="inventory_footprint_identity"
            ),
            *shape_checks("inventory_footprint", "shape", AREAS),
        )

    def __str__(self) -> str:
        return self.building_id
