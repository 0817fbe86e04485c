"""Plans, the decisions that made them, their provisions, and Boverket's catalogue of provisions.

Codes in the closed lists are those of the exchange files (design note exchange.md).
"""

import pgtrigger
from django.contrib.gis.db.models import GeometryField, MultiPolygonField
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import MD5, Collate, Lower, Upper
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from plans.models.places import Municipality
from plans.models.themes import FOLLOW, THEMES_OF_CATEGORY, Theme
from raknaq.lib.geo import AREAS, SWEREF99_TM, for_tiles, shape_checks
from raknaq.lib.history import tracked


class PlanKind(models.TextChoices):
    """Kinds of plan, the pre-1987 ones included."""

    DETALJPLAN = "detaljplan", _("Detaljplan")
    OMRADESBESTAMMELSER = "omradesbestammelser", _("Områdesbestämmelser")
    STADSPLAN = "stadsplan", _("Stadsplan")
    BYGGNADSPLAN = "byggnadsplan", _("Byggnadsplan")
    AVSTYCKNINGSPLAN = "avstyckningsplan", _("Avstyckningsplan")
    GENERALPLAN = "generalplan", _("Generalplan")
    FASTIGHETSPLAN = "fastighetsplan", _("Fastighetsplan eller tomtindelning")


class DecisionType(models.TextChoices):
    """What a decision does: makes a plan, changes single provisions of one, or repeals."""

    NEW = "new", _("Ny plan")
    CHANGE = "change", _("Ändring")
    REPEAL = "repeal", _("Upphävande")


class Law(models.TextChoices):
    """The law a decision follows."""

    BL = "BL", _("Byggnadslagen")
    APBL = "APBL", _("Plan- och bygglagen 1987")
    PBL = "PBL", _("Plan- och bygglagen 2010")


class ProvisionClass(models.TextChoices):
    """Types of provision. A provision can be several at once; the first three are counted."""

    SKYDD = "skydd", _("Skyddsbestämmelse")
    VARSAMHET = "varsamhet", _("Varsamhetsbestämmelse")
    RIVNINGSFORBUD = "rivningsforbud", _("Rivningsförbud")
    NATUR = "natur", _("Natur")
    ANNAT = "annat", _("Annat")


# What a category of Boverket's catalogue means. Source: design note standards.md, section 3.
CATEGORIES = {
    "Skydd av kulturvärden": ProvisionClass.SKYDD.value,
    "Varsamhet": ProvisionClass.VARSAMHET.value,
    "Rivningsförbud": ProvisionClass.RIVNINGSFORBUD.value,
}


class DecidedFrom(models.TextChoices):
    """Where the types of a provision come from: the person's own choice, or a proposal taken."""

    OWN = "own", _("Eget val")
    PROPOSAL = "proposal", _("Förslaget")


class Reach(models.TextChoices):
    """How much of the thing a provision covers."""

    BYGGNAD = "byggnad", _("Byggnad")
    BYGGNADSDEL = "byggnadsdel", _("Byggnadsdel")
    INTERIOR = "interior", _("Interiör")
    EXTERIOR = "exterior", _("Exteriör")
    BEBYGGELSEOMRADE = "bebyggelseomrade", _("Bebyggelseområde")
    TOMT = "tomt", _("Tomt")


@tracked()
class Plan(models.Model):
    """One row is one plan (detaljplan, områdesbestämmelser or an older kind).

    What the plan is called, its akt and its area stand on its decisions. `shell_ref` is set on a
    plan that is known only because a change or repeal named it; its own decision takes it when that
    arrives, or it is folded into the real plan. `national_id` is its objektidentitet on the
    national geodata platform (NGP).
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="plans")
    national_id = models.UUIDField(null=True, blank=True)
    kind = models.CharField(max_length=20, choices=PlanKind)
    in_force_to = models.DateField(_("Upphörde gälla"), null=True, blank=True)
    shell_ref = models.CharField(max_length=100, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=PlanKind.values), name="plans_plan_kind"),
            models.UniqueConstraint("id", "municipality", name="plans_plan_id_municipality"),
            models.UniqueConstraint(
                "national_id",
                condition=Q(national_id__isnull=False),
                name="plans_plan_national_id",
            ),
            models.UniqueConstraint(
                "municipality",
                Upper("shell_ref"),
                condition=~Q(shell_ref=""),
                name="plans_plan_shell",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


@tracked(exclude=("area_3857",))
class PlanDecision(models.Model):
    """One row is one decision (the akt) on a plan, with its own day of legal force.

    The municipality repeats the plan's, because an akt is unique within a municipality; the
    database keeps the two equal. `in_force_from` is the day of laga kraft, or of fastställelse
    for older plans; without it the decision is listed but outside every count. `extra` keeps the
    unmapped columns of a delivery, and under `ngp` what NGP said (`plans.imports.ngp`).
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="decisions")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=6, choices=DecisionType)
    archive_ref = models.CharField(_("Akt"), max_length=100, blank=True)
    designation = models.CharField(_("Planbeteckning"), max_length=100, blank=True)
    name = models.CharField(_("Namn"), max_length=500, blank=True, db_collation="sv-x-icu")
    adopted_on = models.DateField(_("Antagen"), null=True, blank=True)
    in_force_from = models.DateField(_("Fick laga kraft"), null=True, blank=True)
    law = models.CharField(_("Lag"), max_length=4, choices=Law, blank=True)
    area = MultiPolygonField(srid=SWEREF99_TM, null=True, blank=True)
    area_3857 = for_tiles("area")
    extra = models.JSONField(default=dict, blank=True, help_text="unmapped columns of a delivery")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = (
            GistIndex(fields=["area_3857"], name="plans_plandecision_tiles"),
            models.Index(
                F("municipality"),
                Upper("designation"),
                condition=~Q(designation=""),
                name="plans_plandecision_designated",
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(decision__in=DecisionType.values), name="plans_plandecision_decision"
            ),
            models.CheckConstraint(
                condition=Q(law__in=["", *Law.values]), name="plans_plandecision_law"
            ),
            models.CheckConstraint(
                condition=~Q(archive_ref="", designation=""), name="plans_plandecision_named"
            ),
            models.UniqueConstraint(
                "municipality",
                Upper("archive_ref"),
                condition=~Q(archive_ref=""),
                name="plans_plandecision_akt",
            ),
            models.UniqueConstraint(
                "municipality",
                Upper("designation"),
                condition=Q(archive_ref=""),
                name="plans_plandecision_designation",
            ),
            models.UniqueConstraint(
                fields=("plan",),
                condition=Q(decision=DecisionType.NEW),
                name="plans_plandecision_one_new",
            ),
            *shape_checks("plans_plandecision", "area", AREAS),
        )

    def __str__(self) -> str:
        return self.archive_ref or self.designation


@pgtrigger.register(FOLLOW)
@tracked(exclude=("themes",))
class Provision(models.Model):
    """One row is one provision (planbestämmelse) as the plan prints it.

    Letter, index and wording are kept exactly as printed: case carries meaning (K is kontor, k is
    varsamhet). `classes` holds what a person decided it is, sorted, and is all that is counted. It
    is empty only where a delivery brought the provision and nobody has decided: then `proposed`
    says what the catalogue makes of it. `decided_from` says whether the person chose the types or
    took a proposal over (`inventory.proposals`); it is empty where a delivery brought them.
    `themes` follows from the types and the catalogue (`plans.models.themes`). `national_id` is its
    objektidentitet on the national geodata platform (NGP), `area` where it applies (points, lines
    or areas).
    """

    decision = models.ForeignKey(PlanDecision, on_delete=models.PROTECT, related_name="provisions")
    national_id = models.UUIDField(null=True, blank=True)
    catalogue_entry = models.ForeignKey(
        "plans.CatalogueEntry", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    letter = models.CharField(_("Beteckning"), max_length=20, blank=True)
    index = models.CharField(_("Index"), max_length=20, blank=True)
    wording = models.TextField(_("Formulering"), blank=True)
    classes = ArrayField(
        models.CharField(max_length=20, choices=ProvisionClass), verbose_name=_("Typ"), blank=True
    )
    proposed = ArrayField(
        models.CharField(max_length=20, choices=ProvisionClass),
        verbose_name=_("Föreslagen typ"),
        default=list,
        blank=True,
    )
    decided_from = models.CharField(
        _("Typen kommer av"),
        max_length=8,
        choices=DecidedFrom,
        blank=True,
        default="",
        db_default="",
    )
    themes = ArrayField(
        models.CharField(max_length=20, choices=Theme),
        verbose_name=_("Teman"),
        default=list,
        blank=True,
    )
    area = GeometryField(srid=SWEREF99_TM, null=True, blank=True)
    reach = models.CharField(_("Räckvidd"), max_length=20, choices=Reach, blank=True)
    ended_on = models.DateField(_("Upphörde gälla"), null=True, blank=True)
    note = models.TextField(_("Anteckning"), blank=True, default="", db_default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = (
            models.Index(
                fields=("decision",), condition=Q(classes=[]), name="plans_provision_undecided"
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(classes__contained_by=ProvisionClass.values)
                & Q(proposed__contained_by=ProvisionClass.values)
                & (Q(classes__len__gt=0) | Q(proposed__len__gt=0)),
                name="plans_provision_classes",
            ),
            models.CheckConstraint(
                condition=Q(reach__in=["", *Reach.values]), name="plans_provision_reach"
            ),
            models.CheckConstraint(
                condition=Q(decided_from="")
                | (Q(decided_from__in=DecidedFrom.values) & Q(classes__len__gt=0)),
                name="plans_provision_decided_from",
            ),
            models.UniqueConstraint(
                F("decision"),
                F("letter"),
                F("index"),
                MD5("wording"),
                F("classes"),
                F("catalogue_entry"),
                condition=Q(national_id__isnull=True),
                nulls_distinct=False,
                name="plans_provision_identity",
            ),
            models.UniqueConstraint(
                "national_id",
                condition=Q(national_id__isnull=False),
                name="plans_provision_national_id",
            ),
            *shape_checks("plans_provision", "area"),
        )

    def __str__(self) -> str:
        return f"{self.letter}{self.index}"


def _same(column: str, text: str) -> Exact:
    """That a column says a text, in any case."""
    return Exact(Lower(Collate(column, "sv-x-icu")), text.lower())


def _named(category: str, subcategory: str) -> Q | Exact:
    named = _same("category", category)
    return Q(named) & Q(_same("subcategory", subcategory)) if subcategory else named


def _array(themes: tuple[Theme, ...]) -> Func:
    return Func(
        *(Value(theme.value) for theme in themes),
        template="ARRAY[%(expressions)s]::varchar(20)[]",
        output_field=ArrayField(models.CharField(max_length=20)),
    )


@tracked(exclude=("proposed_class", "themes"))
class CatalogueEntry(models.Model):
    """One row is one provision of Boverket's planbestämmelsekatalog; rows are never deleted.

    `letter` is the printed form with # for the index ("q#"). Source of every row: "Källa:
    Boverket, Planbestämmelsekatalogen". `release` names the release that last carried it,
    `published` is its day. `extra` holds replaces, replaced_by and corresponds_to (ids),
    interpretation, use, former_category and geometry_type where the release gives them.
    `proposed_class` is the ProvisionClass that the category means, empty for every other: by
    category alone, because a code with Skydd in it may be "Skydd mot störningar", and the use
    SKYDD is no heritage. `themes` are those of its category and subcategory
    (`plans.models.themes`). Provisions from before 1987 have neither code nor category.
    """

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=200, blank=True)
    provision_type = models.CharField(max_length=60, blank=True)
    use_form = models.CharField(max_length=60, blank=True)
    category = models.CharField(max_length=200, blank=True)
    subcategory = models.CharField(max_length=200, blank=True)
    letter = models.CharField(max_length=60, blank=True)
    wording = models.TextField(blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    release = models.CharField(max_length=60)
    published = models.DateField(null=True, blank=True)
    extra = models.JSONField(default=dict, blank=True)
    proposed_class = models.GeneratedField(
        expression=Case(
            *(When(_same("category", name), then=Value(code)) for name, code in CATEGORIES.items()),
            default=Value(""),
        ),
        output_field=models.CharField(max_length=20),
        db_persist=True,
    )
    themes = models.GeneratedField(
        expression=Case(
            *(
                When(_named(category, subcategory), then=_array(themes))
                for category, subcategory, themes in THEMES_OF_CATEGORY
            ),
            default=_array(()),
        ),
        output_field=ArrayField(models.CharField(max_length=20)),
        db_persist=True,
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "catalogue entries"

    def __str__(self) -> str:
        return self.code or str(self.pk)
