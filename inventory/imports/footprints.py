"""Building footprints: a reference layer, from which objects are made where a provision covers."""

from inventory.models import BuildingFootprint
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
from plans.imports.kinds import MUNICIPALITY

_sql = sql_of(__file__)

_IDENTITY = ("municipality_id", "building_id")

FOOTPRINTS = Kind(
    name="footprints",
    columns=(
        MUNICIPALITY,
        Column("building_id", values.text(100), ("byggnads_id", "objektidentitet"), required=True),
        Column("source", values.text(300), ("kalla",)),
    ),
    work={"footprint_id": "bigint"},
    shape="area",
    shape_required=True,
    counties="left(s.municipality_id, 2)",
    main="footprint_id",
    steps=(
        Statement(_sql("footprints_find")),
        Agree(_IDENTITY, ("shape",), "same_differs", repeated=True),
        Merge(
            BuildingFootprint,
            key="footprint_id",
            identity=_IDENTITY,
            facts={
                **{name: identity(f"s.{name}") for name in _IDENTITY},
                "shape": Fact("ST_Multi(s.shape)"),
                "source": given("source"),
            },
        ),
        Check(_sql("footprints_check")),
    ),
)
