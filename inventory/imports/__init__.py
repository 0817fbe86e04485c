"""The kinds of delivery that bring what people recorded and what it is measured against.

Columns, merging and severities: design note exchange.md.
"""

from inventory.imports.county_points import COUNTY_POINTS
from inventory.imports.footprints import FOOTPRINTS
from inventory.imports.markings import (
    DECISION_WORK,
    FIND_DECISION,
    IN_COUNTY,
    MARKINGS,
    NOT_REMOVED,
    REMOVED_WORK,
)
from inventory.models import BuildingStock, InventoryScope, Monument, Outcome, Review, Theme
from plans.imports import values
from plans.imports.kind import (
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
from plans.imports.kinds import AKT, DESIGNATION, MUNICIPALITY
from plans.models.plans import PlanKind

_sql = sql_of(__file__)

# What lists of readings call an outcome, beside its code and its label.
OUTCOMES = {"klar": "recorded", "fardig": "recorded", "inga_bestammelser": "nothing_found"}

REVIEWS = Kind(
    name="reviews",
    columns=(
        MUNICIPALITY,
        AKT,
        DESIGNATION,
        Column("outcome", values.choice(Outcome, OUTCOMES), ("utfall",), required=True),
        Column("looked_for", values.several(Theme), ("genomgangen_for",), sql_type="varchar(20)[]"),
        Column("read_on", values.reading_day, ("last",), required=True, sql_type="date"),
        Column("read_by", values.text(150)),
    ),
    work={**DECISION_WORK, **REMOVED_WORK, "review_id": "bigint"},
    counties=IN_COUNTY,
    main="review_id",
    steps=(
        *FIND_DECISION,
        Statement(_sql("reviews_find")),
        Check(_sql("reviews_find_removed"), marks=True),
        Check(_sql("reviews_check_corrected")),
        Agree(
            ("decision_id", "outcome", "looked_for", "read_on", "read_by"),
            (),
            "same_differs",
            repeated=True,
            only=NOT_REMOVED,
        ),
        Merge(
            Review,
            key="review_id",
            only=NOT_REMOVED,
            identity=("decision_id", "outcome", "looked_for", "read_on", "read_by"),
            facts={
                name: identity(f"s.{name}")
                for name in ("decision_id", "outcome", "looked_for", "read_on", "read_by")
            },
        ),
        Check(_sql("reviews_check")),
    ),
)

BUILDING_STOCK = Kind(
    name="building_stock",
    columns=(
        Column("region_code", values.region, ("regionkod", "region"), required=True),
        Column("year", values.year, ("ar",), required=True, sql_type="integer"),
        Column("buildings", values.whole(), ("byggnader",), required=True, sql_type="integer"),
        Column("source", values.text(300), ("kalla",), required=True),
        Column("building_type", values.building_type, ("byggnadstyp",)),
    ),
    work={"county_id": "varchar", "municipality_id": "varchar", "stock_id": "bigint"},
    counties="left(s.region_code, 2)",
    statistics=True,
    main="stock_id",
    steps=(
        Statement(_sql("building_stock_find")),
        Agree(
            ("region_code", "year", "building_type"),
            ("buildings", "source"),
            "same_differs",
            must={"buildings": "stock_differs"},
            repeated=True,
        ),
        Merge(
            BuildingStock,
            key="stock_id",
            identity=("region_code", "year", "building_type"),
            facts={
                "county_id": identity("s.county_id"),
                "municipality_id": identity("s.municipality_id"),
                "year": identity("s.year"),
                "building_type": identity("s.building_type"),
                "buildings": given("buildings"),
                "source": given("source"),
            },
        ),
    ),
)

_MONUMENT = ("name", "protection", "decided_on", "ended_on", "formerly_protected", "url")

_MONUMENT_MUST = ("decided_on", "ended_on", "county_id", "buildings")

MONUMENTS = Kind(
    name="monuments",
    columns=(
        Column("bebyggelsenummer", values.text(100), required=True),
        Column("name", values.text(300), ("namn",)),
        Column("protection", values.text(200), ("skyddstyp_namn",)),
        Column("formerly_protected", values.truth, ("havt_skydd",), sql_type="boolean"),
        Column("decided_on", values.day, ("beslutsdatum",), sql_type="date"),
        Column("ended_on", values.day, ("upphorde_galla",), sql_type="date"),
        Column("objects_told", values.text(), ("ingaende_objekt",)),
        Column(
            "county", values.county, ("lansnamn",), required=True, sql_type="varchar",
            stage="county_id",
        ),
        Column(
            "municipality", values.municipality, ("kommunnamn",), sql_type="varchar",
            stage="municipality_id",
        ),
        Column("url", values.address),
    ),
    work={"monument_id": "bigint", "buildings": "integer", "left_county": "varchar"},
    shape="any",
    counties="s.county_id",
    left_county="s.left_county",
    whole=True,
    main="monument_id",
    steps=(
        Statement(_sql("monuments_find")),
        Check(_sql("monuments_check_place")),
        Agree(
            ("bebyggelsenummer",),
            (*_MONUMENT, "county_id", "buildings"),
            "same_differs",
            must=dict.fromkeys(_MONUMENT_MUST, "same_differs"),
        ),
        Merge(
            Monument,
            key="monument_id",
            identity=("bebyggelsenummer",),
            facts={
                "bebyggelsenummer": identity("s.bebyggelsenummer"),
                "county_id": Fact("s.county_id", "county"),
                "municipality_id": Fact("s.municipality_id", "municipality"),
                "buildings": Fact("s.buildings", "objects_told"),
                "shape": Fact("s.shape"),
                **{name: given(name) for name in _MONUMENT},
            },
        ),
        Check(_sql("monuments_check")),
    ),
)  # fmt: skip

_SCOPE = (
    "from_day", "kinds", "listed_through", "listed_source", "listed_by", "ends_checked_through",
    "declared_through", "declared_by", "declared_on",
)  # fmt: skip

SCOPES = Kind(
    name="scopes",
    columns=(
        Column("county_code", values.county, ("lanskod",), required=True, stage="county_id"),
        Column("from_day", values.day, ("fran_dag",), required=True, sql_type="date"),
        Column("kinds", values.several(PlanKind), ("plantyper",), sql_type="varchar(20)[]"),
        Column("listed_through", values.reading_day, (), sql_type="date"),
        Column("listed_source", values.text(300)),
        Column("listed_by", values.text(150)),
        Column("ends_checked_through", values.reading_day, (), sql_type="date"),
        Column("declared_through", values.year, (), sql_type="integer"),
        Column("declared_by", values.text(150)),
        Column("declared_on", values.reading_day, (), sql_type="date"),
    ),
    counties="s.county_id",
    main="county_id",
    steps=(
        Check(_sql("scopes_check")),
        Statement(_sql("scopes_sign")),
        Agree(("county_id",), _SCOPE, "same_differs", must=dict.fromkeys(_SCOPE, "same_differs"),
              repeated=True),
        Merge(
            InventoryScope,
            key="county_id",
            identity=("county_id",),
            natural=True,
            facts={name: Fact(f"s.{name}") for name in _SCOPE},
        ),
    ),
)  # fmt: skip

KINDS = (MARKINGS, COUNTY_POINTS, REVIEWS, BUILDING_STOCK, MONUMENTS, SCOPES, FOOTPRINTS)
