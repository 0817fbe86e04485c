"""The things that provisions protect, and the statements that they do."""

from django.contrib.gis.db.models import GeometryField
from django.contrib.postgres.indexes import GistIndex
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from plans.models import Municipality, Provision
from raknaq.lib.geo import SWEREF99_TM, for_tiles, shape_checks
from raknaq.lib.history import tracked


class ObjectType(models.TextChoices):
    """What kind of thing is protected; only buildings feed the indicator."""

    BYGGNAD = "byggnad", _("Byggnad")
    ANLAGGNING = "anlaggning", _("Anläggning")
    MUR = "mur", _("Mur")
    TRAD = "trad", _("Träd")
    ALLE = "alle", _("Allé")
    PARK = "park", _("Park")
    TOMT = "tomt", _("Tomt")
    MILJO = "miljo", _("Miljö")
    ANNAT = "annat", _("Annat")


class GoneHow(models.TextChoices):
    """How a thing came to be gone."""

    RIVEN = "riven", _("Riven")
    BRUNNEN = "brunnen", _("Brunnen")
    FLYTTAD = "flyttad", _("Flyttad")


@tracked(exclude=("shape_3857",))
class ProtectedObject(models.Model):
    """One row is one thing in the landscape, as a point, a line or an area.

    `building_count` is above one where an old point stands for a row of houses. `gone_on` is the
    day from which it no longer stands there, `gone_how` why (demolished, burnt, moved).
    `photo_link` is an address that people open; the server never fetches it.
    """

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="protected_objects"
    )
    object_ref = models.CharField(_("Objekt-id"), max_length=100)
    object_type = models.CharField(_("Objekttyp"), max_length=20, choices=ObjectType)
    shape = GeometryField(_("Läge"), srid=SWEREF99_TM)
    shape_3857 = for_tiles("shape")
    building_count = models.PositiveIntegerField(
        _("Antal byggnader"), default=1, validators=[MinValueValidator(1)]
    )
    gone_on = models.DateField(_("Borta från och med"), null=True, blank=True)
    gone_how = models.CharField(
        _("Hur"), max_length=7, choices=GoneHow, blank=True, default="", db_default=""
    )
    name = models.CharField(_("Namn"), max_length=300, blank=True, db_collation="sv-x-icu")
    property_designation = models.CharField(_("Fastighet"), max_length=200, blank=True)
    address = models.CharField(_("Adress"), max_length=300, blank=True)
    position_uncertainty_m = models.PositiveIntegerField(
        _("Lägesosäkerhet i meter"), null=True, blank=True
    )
    building_id = models.CharField(_("Byggnads-id"), max_length=100, blank=True)
    bebyggelsenummer = models.CharField(_("Bebyggelsenummer"), max_length=100, blank=True)
    photo_link = models.CharField(
        _("Länk till foto"), max_length=500, blank=True, default="", db_default=""
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = (
            GistIndex(fields=["shape_3857"], name="inventory_object_tiles"),
            models.Index(
                fields=["building_id"],
                name="inventory_object_building",
                condition=~Q(building_id=""),
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(object_type__in=ObjectType.values), name="inventory_object_type"
            ),
            models.CheckConstraint(
                condition=Q(building_count__gte=1), name="inventory_object_buildings"
            ),
            models.CheckConstraint(
                condition=Q(gone_how__in=["", *GoneHow.values]), name="inventory_object_gone_how"
            ),
            models.CheckConstraint(
                condition=Q(photo_link="") | Q(photo_link__regex=r"^https?://[^\s]+$"),
                name="inventory_object_photo_link",
            ),
            models.UniqueConstraint(
                fields=("municipality", "object_ref"), name="inventory_object_ref"
            ),
            *shape_checks("inventory_object", "shape"),
        )

    def __str__(self) -> str:
        return self.name or self.object_ref


@tracked()
class Marking(models.Model):
    """One row states that one object is covered by one provision (q-märkning).

    It exists only when a person or an accepted delivery made it. An error is deleted, with its
    history; `ended_on` is for a marking that was right until that day.
    """

    object = models.ForeignKey(ProtectedObject, on_delete=models.PROTECT, related_name="markings")
    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="markings")
    ended_on = models.DateField(_("Upphörde gälla"), null=True, blank=True)
    evidence = models.CharField(_("Handling"), max_length=300, blank=True)
    evidence_page = models.CharField(_("Sida"), max_length=40, blank=True)
    recorded_on = models.DateField(_("Registrerad den"), null=True, blank=True)
    recorded_by = models.CharField(_("Registrerad av"), max_length=150, blank=True)
    note = models.TextField(_("Anteckning"), blank=True)
    extra = models.JSONField(default=dict, blank=True, help_text="unmapped columns of a delivery")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("object", "provision"), name="inventory_marking_once"),
        )

    def __str__(self) -> str:
        return f"{self.object_id}: {self.provision_id}"
