"""The geometry descriptions of NGP documents as one flat shape in SWEREF 99 TM.

Source of the structure: Lantmäteriet's schemas Detaljplan 4.1 and Geometri 2.0. Positions are
GeoJSON, so easting comes first. A body (kropp) is a MultiPolygon of its faces in three dimensions;
its footprint is the union of the faces seen from above, less the walls.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import shapely

from raknaq.lib.files.shapes import Problem, checked, system
from raknaq.lib.sweden import SWEREF99_TM

SYSTEMS = frozenset(f"EPSG:{code}" for code in range(3006, 3019))
BODIES = ("kropp", "multikropp", "multigeometri")
WALL_AREA = 0.01  # m²: a face that covers less seen from above is a wall
MIXED = "mixed"

Placed = tuple[Any, Problem | None, str | None]
"""A shape in EPSG:3006 or None, why it cannot be used, and what a person should know of it."""


def placed(descriptions: Sequence[Mapping[str, Any]]) -> Placed:
    """The shapes of several descriptions, each in its own zone, as one."""
    found: list[Any] = []
    for description in descriptions:
        told = description.get("geometri")
        shapes, problem = _parts(told if isinstance(told, dict) else {})
        if problem:
            return None, problem, None
        found += shapes
    return joined(found)


def _parts(told: Mapping[str, Any]) -> tuple[list[Any], Problem | None]:
    """The parts of one description, checked and in EPSG:3006."""
    code = str(told.get("koordinatsystemPlan"))
    if code not in SYSTEMS:
        return [], _problem("ngp_system", crs=code[:80])
    shape = shape_of(told.get("position"))
    if shape is None:
        return [], _problem("shape_broken")
    parts = list(_single(shape))
    if told.get("typ") in BODIES:
        parts = [part for part in parts if not _is_wall(part)]
    return in_sweref(parts, code)


def shape_of(geojson: Any) -> Any:
    """A GeoJSON geometry as a shape, None where it makes none."""
    try:
        return shapely.from_geojson(json.dumps(geojson))
    except (shapely.errors.GEOSException, TypeError, ValueError, RecursionError):
        return None


def in_sweref(parts: Sequence[Any], crs: str) -> tuple[list[Any], Problem | None]:
    """Shapes of a reference system in EPSG:3006, or why the first bad one cannot be used."""
    if not parts:
        return [], _problem("shape_empty")
    shapes = np.empty(len(parts), dtype=object)
    shapes[:] = parts
    moved, problems = checked(shapes, system(crs))
    if problems:
        return [], problems[min(problems)]
    return list(shapely.from_wkb(moved.to_pylist())), None


def joined(shapes: Sequence[Any]) -> Placed:
    """Valid shapes in EPSG:3006 as one.

    Areas are joined; where areas, lines and points are mixed those of most dimensions are kept and
    the note is MIXED.
    """
    parts = [part for shape in shapes for part in _single(shape)]
    if not parts:
        return None, None, None
    dimensions = {shapely.get_dimensions(part) for part in parts}
    most = max(dimensions)
    kept = [part for part in parts if shapely.get_dimensions(part) == most]
    if len(kept) == 1:
        shape = kept[0]
    else:
        shape = (shapely.multipoints, shapely.multilinestrings, shapely.union_all)[most](kept)
    note = MIXED if len(dimensions) > 1 else None
    return shapely.set_srid(shape, SWEREF99_TM), None, note


def _single(shape: Any) -> Iterator[Any]:
    if shape.geom_type in ("Point", "LineString", "Polygon"):
        yield shape
        return
    for part in getattr(shape, "geoms", ()):
        yield from _single(part)


def _is_wall(part: Any) -> bool:
    return bool(part.geom_type == "Polygon" and shapely.force_2d(part).area < WALL_AREA)


def _problem(reason: str, **facts: Any) -> Problem:
    return {"reason": reason, "facts": facts, "field": "geometry"}
