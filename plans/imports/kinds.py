"""The kinds of delivery that bring what the municipalities decided: plans, catalogue, boundaries.

Columns, merging and severities: design note exchange.md.
"""

from plans.imports import values
from plans.imports.kind import (
    EXTRA,
    Agree,
    Check,
    Column,
    Fact,
    Kind,
    Merge,
    Statement,
    given,
    identity,
    sql_of,
)
from plans.models import CatalogueEntry, County, Municipality, Plan, PlanDecision
from plans.models.plans import DecisionType, Law, PlanKind

_sql = sql_of(__file__)

MUNICIPALITY = Column(
    "municipality_code",
    values.municipality,
    ("kommunkod", "kommun"),
    required=True,
    sql_type="varchar",
    stage="municipality_id",
)
AKT = Column("archive_ref", values.text(100), ("akt", "aktbeteckning"))
DESIGNATION = Column("designation", values.text(100), ("beteckning", "planbeteckning"))

_NEW = "s.decision = 'new'"
_OTHER = "s.decision <> 'new'"
_ROW = (
    "kind", "decision", "changes_ref", "name", "adopted_on", "in_force_from", "in_force_to", "law",
    "designation", "shape",
)  # fmt: skip
_DECISION_FACTS = {
    "municipality_id": identity("s.municipality_id"),
    "decision": identity("s.decision"),
    "archive_ref": given("archive_ref", fill_only=True),
    "designation": given("designation", fill_only=True),
    "name": given("name"),
    "adopted_on": given("adopted_on"),
    "in_force_from": given("in_force_from"),
    "law": given("law"),
    "area": Fact("ST_Multi(s.shape)"),
    "extra": EXTRA,
}

PLANS = Kind(
    name="plans",
    columns=(
        MUNICIPALITY,
        AKT,
        DESIGNATION,
        Column("name", values.text(500), ("namn", "plannamn")),
        Column("kind", values.choice(PlanKind), ("plantyp",), required=True),
        Column(
            "decision",
            values.choice(DecisionType, {"ny": "new", "andring": "change", "upphavande": "repeal"}),
            ("beslut",),
        ),
        Column("changes_ref", values.text(100), ("andrar",)),
        Column("adopted_on", values.day, ("datum_antagen", "faststalld"), sql_type="date"),
        Column("in_force_from", values.day, ("laga_kraft",), sql_type="date"),
        Column("in_force_to", values.day, ("upphorde_galla",), sql_type="date"),
        Column("law", values.choice(Law, {"apbl": "APBL"}), ("lag",)),
    ),
    work={
        "ref": "text",  # what names the decision within its municipality
        "plan_id": "bigint",
        "decision_id": "bigint",
        "shell_id": "bigint",
    },
    shape="area",
    counties="left(s.municipality_id, 2)",
    extra=True,
    main="decision_id",
    steps=(
        Statement(_sql("plans_prepare")),
        Check(_sql("plans_check")),
        Statement(_sql("plans_drop_other_shapes")),
        Agree(
            ("municipality_id", "ref"),
            _ROW,
            "same_akt_differs",
            must=dict.fromkeys(_ROW, "same_akt_differs"),
            repeated=True,
        ),
        Merge(
            Plan,
            key="plan_id",
            identity=("municipality_id", "ref"),
            only=_NEW,
            also={"decision_id": PlanDecision},
            facts={
                "municipality_id": identity("s.municipality_id"),
                "kind": given("kind"),
                "in_force_to": given("in_force_to"),
                "shell_ref": Fact("''"),
            },
        ),
        Merge(
            PlanDecision,
            key="decision_id",
            identity=("municipality_id", "ref"),
            only=_NEW,
            facts={"plan_id": identity("s.plan_id"), **_DECISION_FACTS},
        ),
        Statement(_sql("plans_find_changed")),
        Merge(
            Plan,
            key="shell_id",
            identity=("municipality_id", "changes_ref"),
            only=f"{_OTHER} AND s.plan_id IS NULL",
            facts={
                "municipality_id": identity("s.municipality_id"),
                "kind": identity("s.kind"),
                "shell_ref": identity("s.changes_ref"),
            },
        ),
        Statement(_sql("plans_use_shells")),
        Merge(
            PlanDecision,
            key="decision_id",
            identity=("municipality_id", "ref"),
            only=_OTHER,
            facts={"plan_id": Fact("s.plan_id"), **_DECISION_FACTS},
        ),
        Statement(_sql("plans_fold_shells")),
        Check(_sql("plans_check_fold")),
        Check(_sql("plans_check_after")),
    ),
)

_ENTRY = (
    "code", "provision_type", "use_form", "category", "subcategory", "letter", "wording",
    "valid_from", "valid_to", "release", "published",
)  # fmt: skip

CATALOGUE = Kind(
    name="catalogue",
    columns=(
        Column("id", values.identifier, required=True, sql_type="uuid"),
        Column("code", values.tidy(200), ("bestammelsekod", "kod")),
        Column("provision_type", values.tidy(60), ("bestammelsetyp", "typ")),
        Column("use_form", values.tidy(60), ("anvandningsform",)),
        Column("category", values.tidy(200), ("kategori",)),
        Column("subcategory", values.tidy(200), ("underkategori",)),
        Column("letter", values.text(60), ("beteckning",), case_matters=True),
        Column("wording", values.text(), ("bestammelseformulering", "formulering")),
        Column("valid_from", values.day, ("borjargalla", "borjar_galla"), sql_type="date"),
        Column("valid_to", values.day, ("slutargalla", "slutar_galla"), sql_type="date"),
        Column("release", values.tidy(60), ("namn",), required=True),
        Column("published", values.day, ("publicerad",), sql_type="date"),
        Column("replaces", values.listed, ("ersatter",), sql_type="text[]"),
        Column("replaced_by", values.listed, ("ersattsav",), sql_type="text[]"),
        Column("corresponds_to", values.listed, ("motsvarasavidag",), sql_type="text[]"),
        Column(
            "interpretation", values.truth, ("tolkningsbestammelse", "tolkning"),
            sql_type="boolean",
        ),
        Column("use", values.tidy(200), ("anvandningsslag",)),
        Column("former_category", values.tidy(200), ("ursprungskategori",)),
        Column("geometry_type", values.tidy(60), ("geometrityp",)),
    ),
    work={"more": "jsonb"},
    main="id",
    steps=(
        Statement(_sql("catalogue_prepare")),
        Check(_sql("catalogue_check")),
        Agree(("id",), ("code", "category", "letter", "wording"), "same_differs",
              must={"wording": "same_differs"}, repeated=True),
        Merge(
            CatalogueEntry,
            key="id",
            identity=("id",),
            natural=True,
            facts={"extra": Fact("s.more"), **{name: given(name) for name in _ENTRY}},
        ),
    ),
)  # fmt: skip

BOUNDARIES = Kind(
    name="boundaries",
    columns=(
        Column("code", values.new_region, ("kod",), required=True, sql_type="varchar"),
        Column("name", values.text(60), ("namn",), required=True),
    ),
    work={"county_id": "varchar"},
    shape="area",
    shape_required=True,
    main="code",
    steps=(
        Statement(_sql("boundaries_prepare")),
        Check(_sql("boundaries_check")),
        Agree(("code",), ("name", "shape"), "same_differs",
              must={"name": "same_differs", "shape": "same_differs"}, repeated=True),
        Merge(
            County,
            key="code",
            identity=("code",),
            natural=True,
            only="length(s.code) = 2",
            facts={"name": given("name"), "area": Fact("ST_Multi(s.shape)")},
        ),
        Merge(
            Municipality,
            key="code",
            identity=("code",),
            natural=True,
            only="length(s.code) = 4",
            facts={
                "county_id": identity("s.county_id"),
                "name": given("name"),
                "area": Fact("ST_Multi(s.shape)"),
            },
        ),
    ),
)  # fmt: skip

KINDS = (PLANS, CATALOGUE, BOUNDARIES)
