"""Markings: rows that say that a provision of a decision covers an object."""

from inventory.models import Marking, ObjectType, ProtectedObject
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
    Step,
    given,
    identity,
    sql_of,
)
from plans.imports.kinds import AKT, MUNICIPALITY
from plans.models import Provision
from plans.models.plans import ProvisionClass, Reach

_sql = sql_of(__file__)

IN_COUNTY = "left(s.municipality_id, 2)"
FIND_DECISION = (Statement(_sql("find_decision")), Check(_sql("check_decision")))
DECISION_WORK = {"decision_id": "bigint", "candidates": "integer NOT NULL DEFAULT 0"}
REMOVED_WORK = {"removed": "boolean NOT NULL DEFAULT false"}  # a person has removed it: it stays so
NOT_REMOVED = "NOT s.removed"
MARKING_WORK = {
    "object_id": "bigint",
    "provision_id": "bigint",
    "marking_id": "bigint",
    "merged": "boolean NOT NULL DEFAULT false",  # the object is another since a person merged them
    **REMOVED_WORK,
}

# What a row says of the object, of the provision and of the marking itself.
OBJECT = (
    "object_type", "building_count", "gone_on", "name", "property_designation", "address",
    "position_uncertainty_m", "building_id", "bebyggelsenummer",
)  # fmt: skip
MARKING = ("ended_on", "evidence", "evidence_page", "recorded_on", "recorded_by", "note")
_PROVISION = ("decision_id", "letter", "index", "wording", "classes")

COLUMNS = (
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
)


FIND_REMOVED = Check(_sql("markings_find_removed"), marks=True)


def marking_steps(only: str = NOT_REMOVED) -> tuple[Step, ...]:
    """From rows that know their decision to objects, provisions and markings.

    `only` limits the rows, as SQL over the staged row `s`. What a row says of an object that was
    merged into another, and of a marking that went with it, is not written over the other's.
    """
    own = f"{only} AND NOT s.merged"
    own_or_new = f"{only} AND (NOT s.merged OR s.marking_id IS NULL OR s.marking_id_is_new)"
    return (
        Statement(_sql("markings_find_object")),
        Agree(("municipality_id", "object_ref"), (*OBJECT, "shape"), "object_differs", only=only),
        Merge(
            ProtectedObject,
            key="object_id",
            identity=("municipality_id", "object_ref"),
            only=own,
            facts={
                "municipality_id": identity("s.municipality_id"),
                "object_ref": identity("s.object_ref"),
                "shape": Fact("s.shape"),
                **{name: given(name) for name in OBJECT},
            },
        ),
        Statement(_sql("markings_find_provision")),
        Check(_sql("markings_check_provision")),
        Agree(_PROVISION, ("reach",), "provision_differs", only=only),
        Merge(
            Provision,
            key="provision_id",
            identity=_PROVISION,
            only=only,
            facts={
                **{name: identity(f's."{name}"') for name in _PROVISION},
                "reach": given("reach"),
            },
        ),
        Statement(_sql("markings_find_marking")),
        Agree(
            ("object_id", "provision_id"),
            MARKING,
            "marking_differs",
            must={"ended_on": "marking_ended_differs"},
            repeated=True,
            only=own,
        ),
        Merge(
            Marking,
            key="marking_id",
            identity=("object_id", "provision_id"),
            only=own_or_new,
            facts={
                "object_id": identity("s.object_id"),
                "provision_id": identity("s.provision_id"),
                "extra": EXTRA,
                **{name: given(name) for name in MARKING},
            },
        ),
        Statement(_sql("markings_places")),
        Check(_sql("markings_check")),
    )


MARKINGS = Kind(
    name="markings",
    columns=COLUMNS,
    work={**DECISION_WORK, **MARKING_WORK},
    shape="any",
    shape_required=True,
    counties=IN_COUNTY,
    extra=True,
    main="marking_id",
    steps=(*FIND_DECISION, FIND_REMOVED, *marking_steps()),
)
