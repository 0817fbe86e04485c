"""The kinds of delivery that bring what people recorded and what it is measured against.

Columns, merging and severities: design note exchange.md.
"""

from inventory.models import (
    BuildingStock,
    InventoryScope,
    Marking,
    Monument,
    ObjectType,
    Outcome,
    ProtectedObject,
    Review,
    Theme,
)
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
from plans.models import Provision
from plans.models.plans import PlanKind, ProvisionClass, Reach

_sql = sql_of(__file__)

_IN_COUNTY = "left(s.municipality_id, 2)"
_FIND_DECISION = (Statement(_sql("find_decision")), Check(_sql("check_decision")))
_DECISION_WORK = {"decision_id": "bigint", "candidates": "integer NOT NULL DEFAULT 0"}

# What a row of the markings says of the object, of the provision and of the marking itself.
_OBJECT = (
    "object_type", "building_count", "gone_on", "name", "property_designation", "address",
    "position_uncertainty_m", "building_id", "bebyggelsenummer",
)  # fmt: skip
_MARKING = ("ended_on", "evidence", "evidence_page", "recorded_on", "recorded_by", "note")

MARKINGS = Kind(
    name="markings",
    columns=(
        MUNICIPALITY,
        AKT,
        Column("designation", values.text(100), ("planbeteckning",)),
        Column("object_ref", values.text(100), ("objekt_id",), required=True),
        Column("object_type", values.choice(ObjectType), ("objekttyp",), required=True),
        Column("letter", values.letter, ("beteckning",), case_matters=True),
        Column("index", values.index),
        Column("wording", values.text(), ("formulering",)),
        Column(
            "classes",
            values.several(ProvisionClass),
            ("typ",),
            required=True,
            sql_type="varchar(20)[]",
        ),
        Column("ended_on", values.day, (), sql_type="date"),
        Column("gone_on", values.day, (), sql_type="date"),
        Column("building_count", values.whole(1), ("antal_byggnader",), sql_type="integer"),
        Column("name", values.text(300), ("objektnamn",)),
        Column("property_designation", values.text(200), ("fastighet",)),
        Column("address", values.text(300), ("adress",)),
        Column("reach", values.choice(Reach), ("rackvidd",)),
        Column("position_uncertainty_m", values.whole(), (), sql_type="integer"),
        Column("building_id", values.text(100)),
        Column("bebyggelsenummer", values.text(100)),
        Column("evidence", values.text(300), ("handling",)),
        Column("evidence_page", values.text(40), ("sida",)),
        Column("recorded_on", values.reading_day, (), sql_type="date"),
        Column("recorded_by", values.text(150)),
        Column("note", values.text(), ("anteckning",)),
    ),
    work={
        **_DECISION_WORK,
        "object_id": "bigint",
        "provision_id": "bigint",
        "marking_id": "bigint",
    },
    shape="any",
    shape_required=True,
    counties=_IN_COUNTY,
    extra=True,
    main="marking_id",
    steps=(
        *_FIND_DECISION,
        Statement(_sql("markings_find_object")),
        Agree(("municipality_id", "object_ref"), (*_OBJECT, "shape"), "object_differs"),
        Merge(
            ProtectedObject,
            key="object_id",
            identity=("municipality_id", "object_ref"),
            facts={
                "municipality_id": identity("s.municipality_id"),
                "object_ref": identity("s.object_ref"),
                "shape": Fact("s.shape"),
                **{name: given(name) for name in _OBJECT},
            },
        ),
        Statement(_sql("markings_find_provision")),
        Agree(
            ("decision_id", "letter", "index", "wording", "classes"),
            ("reach",),
            "provision_differs",
        ),
        Merge(
            Provision,
            key="provision_id",
            identity=("decision_id", "letter", "index", "wording", "classes"),
            facts={
                **{
                    name: identity(f's."{name}"')
                    for name in ("decision_id", "letter", "index", "wording", "classes")
                },
                "reach": given("reach"),
            },
        ),
        Statement(_sql("markings_find_marking")),
        Agree(
            ("object_id", "provision_id"),
            _MARKING,
            "marking_differs",
            must={"ended_on": "marking_ended_differs"},
            repeated=True,
        ),
        Merge(
            Marking,
            key="marking_id",
            identity=("object_id", "provision_id"),
            facts={
                "object_id": identity("s.object_id"),
                "provision_id": identity("s.provision_id"),
                "extra": Fact("nullif(s.extra, '{}')"),
                **{name: given(name) for name in _MARKING},
            },
        ),
        Statement(_sql("markings_places")),
        Check(_sql("markings_check")),
    ),
)

REVIEWS = Kind(
    name="reviews",
    columns=(
        MUNICIPALITY,
        AKT,
        DESIGNATION,
        Column("outcome", values.choice(Outcome), ("utfall",), required=True),
        Column("looked_for", values.several(Theme), ("genomgangen_for",), sql_type="varchar(20)[]"),
        Column("read_on", values.reading_day, ("last",), required=True, sql_type="date"),
        Column("read_by", values.text(150)),
    ),
    work={**_DECISION_WORK, "review_id": "bigint"},
    counties=_IN_COUNTY,
    main="review_id",
    steps=(
        *_FIND_DECISION,
        Statement(_sql("reviews_find")),
        Agree(
            ("decision_id", "outcome", "looked_for", "read_on", "read_by"),
            (),
            "same_differs",
            repeated=True,
        ),
        Merge(
            Review,
            key="review_id",
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

KINDS = (MARKINGS, REVIEWS, BUILDING_STOCK, MONUMENTS, SCOPES)
