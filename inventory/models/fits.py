"""How scanned sheets lie on the map."""

from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from inventory.fitting import MINIMUM, Method
from inventory.models.documents import Document
from raknaq.lib.history import tracked

FEWEST_POINTS, MOST_POINTS = min(MINIMUM.values()), 50
NUMBER = Func(F("points"), function="jsonb_array_length", output_field=models.IntegerField())


@tracked()
class SheetFit(models.Model):
    """One row is how one page of one document is laid on the map (inpassning).

    `points` are its control points (passpunkter) as [{x, y, east, north}]: pixels from the upper
    left corner of the picture, metres in EPSG:3006. The transformation is not kept: it follows from
    them and the method (`inventory.fitting`).
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="fits")
    page = models.PositiveIntegerField(_("Sida"), default=1)
    method = models.CharField(_("Metod"), max_length=10, choices=Method)
    points = models.JSONField(_("Passpunkter"))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(method__in=Method.values), name="inventory_sheetfit_method"
            ),
            models.CheckConstraint(condition=Q(page__gte=1), name="inventory_sheetfit_page"),
            models.CheckConstraint(
                condition=GreaterThanOrEqual(NUMBER, FEWEST_POINTS)
                & LessThanOrEqual(NUMBER, MOST_POINTS),
                name="inventory_sheetfit_points",
            ),
            models.UniqueConstraint(
                fields=("document", "page"), name="inventory_sheetfit_once_a_page"
            ),
        )

    def __str__(self) -> str:
        return f"{self.document_id} s. {self.page}: {self.method}"
