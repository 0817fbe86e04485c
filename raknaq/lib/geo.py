"""Reference systems by name, and what the database refuses in a shape."""

import math

from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.db.models.functions import Transform
from django.contrib.gis.geos import GEOSException, GEOSGeometry, WKTReader
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func
from django.utils.translation import gettext as _

from raknaq.lib.sweden import BOUNDS, MAX_VERTICES, SWEREF99_TM

__all__ = [
    "AREAS",
    "LINES",
    "POINTS",
    "SWEREF99_TM",
    "WEB_MERCATOR",
    "WGS84",
    "for_tiles",
    "shape_checks",
    "shape_from_wkt",
]

WEB_MERCATOR = 3857
WGS84 = 4326

POINTS = ("POINT", "MULTIPOINT")
LINES = ("LINESTRING", "MULTILINESTRING")
AREAS = ("POLYGON", "MULTIPOLYGON")


class _ShapeRule(Func):
    """A condition on one geometry column, written as the SQL that checks it."""

    output_field = models.BooleanField()
    conditional = True


def shape_checks(
    table: str, column: str, kinds: tuple[str, ...] = POINTS + LINES + AREAS
) -> list[models.CheckConstraint]:
    """The constraints on a geometry column in SWEREF 99 TM; an empty column passes.

    They call PostGIS directly: a function of our own with unqualified names breaks pg_restore.
    PostgreSQL checks them in order of name, so the cheap ones stand before `valid`, which takes
    0.03 s for 5 000 corners. A shape that fails here has passed no check of ours: the callers
    check first and explain (design note trust.md, traps 1-3).
    """
    west, south, east, north = BOUNDS
    allowed = ", ".join(f"'{kind}'" for kind in kinds)
    rules = {
        "flat": "ST_NDims(%(expressions)s) = 2",
        "in_sweden": f"ST_XMin(%(expressions)s) >= {west} AND ST_XMax(%(expressions)s) <= {east}"
        f" AND ST_YMin(%(expressions)s) >= {south} AND ST_YMax(%(expressions)s) <= {north}",
        "kind": f"GeometryType(%(expressions)s) IN ({allowed})",
        "not_empty": "NOT ST_IsEmpty(%(expressions)s)",
        "not_huge": f"ST_NPoints(%(expressions)s) <= {MAX_VERTICES}",
        "srid": f"ST_SRID(%(expressions)s) = {SWEREF99_TM}",
        "valid": "ST_IsValid(%(expressions)s)",
    }
    return [
        models.CheckConstraint(
            condition=_ShapeRule(F(column), template=f"({rule})"),
            name=f"{table}_{column}_{name}",
        )
        for name, rule in rules.items()
    ]


def for_tiles(column: str) -> models.GeneratedField:
    """The same geometry in Web Mercator, stored, so that no tile transforms it (2-3 x faster).

    Django makes no spatial index for a generated column: the model adds a GistIndex.
    """
    return models.GeneratedField(
        expression=Transform(column, WEB_MERCATOR),
        output_field=GeometryField(srid=WEB_MERCATOR, spatial_index=False),
        db_persist=True,
    )


def shape_from_wkt(text: str) -> GEOSGeometry:
    """A shape that the database will take, from WKT in SWEREF 99 TM.

    Raises ValidationError with what is wrong in words. Only WKT is read: the string forms that
    GEOS also accepts stay closed to what a browser sends.
    """
    try:
        shape = WKTReader().read(text)
    except (GEOSException, ValueError, TypeError):
        raise ValidationError(_("Läget går inte att läsa. Placera det igen på kartan.")) from None
    shape.srid = SWEREF99_TM
    west, south, east, north = BOUNDS
    x_min, y_min, x_max, y_max = (math.nan,) * 4 if shape.envelope.empty else shape.extent
    inside = west <= x_min and south <= y_min and x_max <= east and y_max <= north
    for good, told in (
        (
            shape.geom_type.upper() in POINTS + LINES + AREAS,
            _("Ange en punkt, en linje eller en yta."),
        ),
        (inside, _("Läget ligger utanför Sverige. Ange koordinater i SWEREF 99 TM.")),
        (shape.num_coords <= MAX_VERTICES, _("Läget har för många brytpunkter. Rita det enklare.")),
        (shape.valid, _("Ytan korsar sig själv. Rita den utan korsande linjer.")),
        (not shape.hasz, _("Läget ska inte ha någon höjd. Rita det på kartan.")),
    ):
        if not good:
            raise ValidationError(told)
    return shape
