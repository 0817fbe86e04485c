"""The documents of a plan: links, files stored privately, and what in them markings rest on."""

from django.contrib.auth.models import User
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from inventory.models.objects import Marking
from plans.models import County, PlanDecision
from raknaq.lib.history import tracked

MAX_MONTHS = 600  # a copy that nobody has needed for fifty years is an archive


class MediaType(models.TextChoices):
    """What a stored file is, by its content. A TIFF is shown as the PNG that is kept beside it."""

    PDF = "application/pdf", "PDF"
    PNG = "image/png", "PNG"
    JPEG = "image/jpeg", "JPEG"
    TIFF = "image/tiff", "TIFF"


@tracked()
class StorageDecision(models.Model):
    """One row is one county's decision on secrecy and on storing copies of plan documents.

    Nothing is stored in a county without one. `reference` is its number in the county's diary,
    `months` how long a copy is kept before it is weeded.
    """

    county = models.OneToOneField(
        County, on_delete=models.PROTECT, primary_key=True, related_name="storage_decision"
    )
    decided_on = models.DateField(_("Beslutat den"))
    decided_by = models.CharField(_("Beslutat av"), max_length=150)
    reference = models.CharField(_("Diarienummer"), max_length=100)
    months = models.PositiveSmallIntegerField(
        _("Kopior gallras efter, månader"),
        validators=[MinValueValidator(1), MaxValueValidator(MAX_MONTHS)],
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(reference="") & ~Q(decided_by=""), name="inventory_storage_signed"
            ),
            models.CheckConstraint(
                condition=Q(months__range=(1, MAX_MONTHS)), name="inventory_storage_months"
            ),
        )

    def __str__(self) -> str:
        return f"{self.county_id}: {self.reference}"


@tracked()
class Document(models.Model):
    """One row is one document (handling) of an akt: a link as somebody entered it, or a file.

    It belongs to the decision, which keeps it when its plan turns out to be another's. A link is
    never fetched by the server. A file lies in DOCUMENTS_DIR by its SHA-256 `digest`; `size` is in
    bytes, `width` and `height` are an image's in pixels, `pages` says how many a TIFF has, of which
    the first is shown. Its copy is deleted when `weed_on` has come; the row stays, with the day in
    `weeded_on`.
    """

    decision = models.ForeignKey(PlanDecision, on_delete=models.PROTECT, related_name="documents")
    title = models.CharField(_("Titel"), max_length=300, db_collation="sv-x-icu")
    link = models.CharField(_("Länk"), max_length=1000, blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    media_type = models.CharField(max_length=15, choices=MediaType, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True, help_text="bytes")
    digest = models.CharField(max_length=64, blank=True, db_index=True)
    width = models.PositiveIntegerField(null=True, blank=True, help_text="pixels")
    height = models.PositiveIntegerField(null=True, blank=True, help_text="pixels")
    pages = models.PositiveIntegerField(null=True, blank=True)
    weed_on = models.DateField(_("Kopian gallras"), null=True, blank=True)
    weeded_on = models.DateField(_("Kopian gallrad"), null=True, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_on = models.DateField(_("Tillagd den"))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(title=""), name="inventory_document_titled"),
            models.CheckConstraint(
                condition=Q(
                    link__iregex=r"^https?://[^[:space:]]+$",
                    file_name="",
                    media_type="",
                    digest="",
                    size__isnull=True,
                    weed_on__isnull=True,
                    weeded_on__isnull=True,
                )
                | Q(
                    ~Q(file_name=""),
                    link="",
                    media_type__in=MediaType.values,
                    digest__regex="^[0-9a-f]{64}$",
                    size__isnull=False,
                    size__gt=0,
                    weed_on__isnull=False,
                ),
                name="inventory_document_link_or_file",
            ),
            models.CheckConstraint(
                condition=Q(
                    media_type__in=["", MediaType.PDF], width__isnull=True, height__isnull=True
                )
                | Q(
                    ~Q(media_type__in=["", MediaType.PDF]),
                    width__isnull=False,
                    height__isnull=False,
                    width__gt=0,
                    height__gt=0,
                ),
                name="inventory_document_image_size",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_image(self) -> bool:
        """Whether it is a stored image, whose pixels can be laid over the map."""
        return self.width is not None

    @property
    def can_be_shown(self) -> bool:
        """Whether its copy is here to be read."""
        return bool(self.digest) and self.weeded_on is None


@tracked()
class Evidence(models.Model):
    """One row is a passage or a rectangle on a page of a document that a marking rests on.

    The rectangle is in fractions of the upright page, from its upper left corner; the whole page is
    0, 0, 1, 1. `quote` is the words in it, empty where the page is an image.
    """

    marking = models.ForeignKey(Marking, on_delete=models.CASCADE, related_name="passages")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="passages")
    page = models.PositiveIntegerField(_("Sida"))
    left = models.FloatField()
    top = models.FloatField()
    right = models.FloatField()
    bottom = models.FloatField()
    quote = models.TextField(_("Citat"), blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "evidence"
        constraints = (
            models.CheckConstraint(condition=Q(page__gte=1), name="inventory_evidence_page"),
            models.CheckConstraint(
                condition=Q(
                    left__gte=0, top__gte=0, right__lte=1, bottom__lte=1,
                    left__lt=F("right"), top__lt=F("bottom"),
                ),
                name="inventory_evidence_on_the_page",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.marking_id}: {self.document_id} s. {self.page}"
