"""Old county databases: points, lines and areas whose decision must be found.

What is certain becomes objects, provisions and markings at once. The rest waits for a person
(`PendingMarking`); `inventory.matching` takes it in by the same steps.
"""

from dataclasses import replace

from inventory.imports.markings import (
    COLUMNS,
    FIND_REMOVED,
    IN_COUNTY,
    MARKING,
    MARKING_WORK,
    NOT_REMOVED,
    OBJECT,
    marking_steps,
)
from inventory.models import PendingMarking
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
    identity,
    sql_of,
)

_sql = sql_of(__file__)

CERTAIN = f"s.state = 'certain' AND {NOT_REMOVED}"
_WAITS = "s.state <> 'certain'"

# An object may lack a name of its own, and q and Q in a column of types are two.
_LOOSER = {"object_ref": {"required": False}, "classes": {"case_matters": True}}

MATCH = Statement(_sql("county_points_match"))
TAKE_IN = (Statement(_sql("county_points_keep_year")), *marking_steps(CERTAIN))

COUNTY_POINTS = Kind(
    name="county_points",
    columns=(
        *(replace(column, **_LOOSER.get(column.name, {})) for column in COLUMNS),  # type: ignore[arg-type]
        Column("year", values.year_in_text, ("ar", "artal"), sql_type="integer"),
    ),
    work={
        **MARKING_WORK,
        "delivery_id": "bigint",
        "told": "jsonb",  # what the row says, by staged column
        "identity": "text",
        "pending_id": "bigint",
        "state": "text",
        "reason": "text",
        "decision_id": "bigint",  # of a row that is certain
        "proposed_id": "bigint",  # the one decision that fits a doubtful row
        "metres": "double precision",  # from the one that fits
    },
    shape="any",
    counties=IN_COUNTY,
    extra=True,
    main=("marking_id", "pending_id"),
    steps=(
        Statement(_sql("county_points_prepare")),
        MATCH,
        Statement(_sql("county_points_find_pending")),
        Agree(
            ("municipality_id", "identity"),
            (*OBJECT, *MARKING, "shape"),
            "object_differs",
            repeated=True,
            only=_WAITS,
        ),
        Merge(
            PendingMarking,
            key="pending_id",
            identity=("municipality_id", "identity"),
            only=_WAITS,
            facts={
                "delivery_id": identity("s.delivery_id"),
                "row": identity("s.row"),
                "municipality_id": identity("s.municipality_id"),
                "identity": identity("s.identity"),
                "values": Fact("s.told"),
                "extra": EXTRA,
                "shape": Fact("s.shape"),
                "state": Fact("s.state"),
                "reason": Fact("s.reason"),
            },
        ),
        Check(_sql("county_points_check")),
        FIND_REMOVED,
        *TAKE_IN,
        Merge(
            PendingMarking,
            key="pending_id",
            identity=("municipality_id", "identity"),
            only=f"{CERTAIN} AND s.pending_id IS NOT NULL",
            facts={
                "values": Fact("s.told"),
                "state": Fact("'matched'"),
                "marking_id": Fact("s.marking_id"),
            },
        ),
    ),
)
