"""Shapes made fit for the database: two-dimensional, in EPSG:3006, valid, inside Sweden.

The database would refuse the rest, and one self-crossing polygon can stall it, so every shape is
checked here first (design note trust.md, traps 1-3). Nothing is repaired.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyproj
import shapely
from numpy.typing import NDArray

from raknaq.lib.files import FileRefusedError
from raknaq.lib.sweden import BOUNDS, MAX_VERTICES, SWEREF99_TM, likely_system

Shapes = NDArray[np.object_]
Problem = dict[str, Any]
"""Why a row cannot be used: reason, facts, and field ("geometry" for its shape, "" for the row)."""

SINGLE_OR_MULTI = {
    shapely.GeometryType[name]
    for name in ("POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON")
}
RT90 = range(3019, 3025)
# Degrees that hold Sweden, to tell whether a reference system is meant for use here.
WEST, SOUTH, EAST, NORTH = 10.0, 55.0, 24.5, 69.5


@cache
def system(name: str) -> pyproj.CRS:
    """A reference system by any name PROJ knows, without its height part.

    Raises FileRefusedError when PROJ does not know it or it is not used in Sweden.
    """
    try:
        found = pyproj.CRS.from_user_input(name).to_2d()
        epsg = found.to_epsg()
        found = pyproj.CRS.from_epsg(epsg) if epsg else found
    except pyproj.exceptions.CRSError:
        named = re.match(r'\s*\w+\["([^"]+)"', name)  # WKT; else a name or code as it is
        raise FileRefusedError("crs_unknown", crs=named[1] if named else name[:80]) from None
    area = found.area_of_use
    if area and (area.east < WEST or area.west > EAST or area.north < SOUTH or area.south > NORTH):
        raise FileRefusedError("crs_not_sweden", crs=label(found))
    return found


def read_shapes(read: Callable[..., Any], written: Sequence[Any]) -> Shapes:
    """Shapes as shapely's `read` reads them: "broken" where it finds none, "curved" where arcs."""
    values = np.array(written, dtype=object)
    try:
        shapes: Shapes = read(values, on_invalid="ignore")
    except NotImplementedError:  # a curve among them stops the rest
        shapes = np.array([_read_one(read, value) for value in values], dtype=object)
    pairs = zip(written, shapes, strict=True)
    shapes[[value is not None and shape is None for value, shape in pairs]] = "broken"
    return shapes


def _read_one(read: Callable[..., Any], value: Any) -> Any:
    try:
        return read(value, on_invalid="ignore")
    except NotImplementedError:
        return "curved"


def label(crs: pyproj.CRS) -> str:
    """A reference system as people write it: "EPSG:3021 (RT90 2.5 gon V)"."""
    epsg = crs.to_epsg()
    return f"EPSG:{epsg} ({crs.name})" if epsg else crs.name


def notes_on(crs: pyproj.CRS) -> list[tuple[str, dict[str, Any]]]:
    """What a person should know about the transformation: the accuracy, for RT 90."""
    if crs.to_epsg() not in RT90:
        return []
    accuracy = _to_sweref(crs).accuracy
    return [("crs_rt90", {"crs": label(crs), "metres": accuracy if accuracy > 0 else 1})]


@cache
def _to_sweref(crs: pyproj.CRS) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(crs, SWEREF99_TM, always_xy=True)


def checked(shapes: Shapes, crs: pyproj.CRS) -> tuple[pa.Array, dict[int, Problem]]:
    """Shapes of a reference system as EWKB in EPSG:3006, and why some cannot be used, by position.

    `shapes` holds shapely geometries, None where a row has none, and the text "broken" where the
    file's own bytes made no shape, "curved" where they made one with arcs.
    """
    problems: dict[int, Problem] = {}
    shapes = shapes.copy()
    for word, reason in (("broken", "shape_broken"), ("curved", "shape_curved")):
        unread = shapes == word
        for n in np.flatnonzero(unread):
            problems[int(n)] = _problem(reason)
        shapes[unread] = None
    shapes = shapely.force_2d(shapes)

    def refuse(bad: NDArray[np.bool_], reason: str, **facts: Any) -> None:
        for n in np.flatnonzero(bad):
            problems[int(n)] = _problem(reason, **facts)
            shapes[n] = None

    present = ~shapely.is_missing(shapes)
    refuse(present & shapely.is_empty(shapes), "shape_empty")
    kinds = shapely.get_type_id(shapes)
    refuse((kinds >= 0) & ~np.isin(kinds, list(SINGLE_OR_MULTI)), "shape_kind")
    refuse(shapely.get_num_coordinates(shapes) > MAX_VERTICES, "shape_huge", limit=MAX_VERTICES)
    present = ~shapely.is_missing(shapes)
    refuse(present & ~np.isfinite(shapely.bounds(shapes)).all(axis=1), "shape_not_finite")

    seen = shapely.bounds(shapes)
    if crs.to_epsg() != SWEREF99_TM:
        shapes = _transformed(shapes, _to_sweref(crs))
    _refuse_outside(shapes, seen, problems)
    _refuse_invalid(shapes, problems)
    wkb = shapely.to_wkb(shapely.set_srid(shapes, SWEREF99_TM), include_srid=True)
    return pa.array(wkb.tolist(), pa.binary()), problems


def _problem(reason: str, **facts: Any) -> Problem:
    return {"reason": reason, "facts": facts, "field": "geometry"}


def _transformed(shapes: Shapes, transformer: pyproj.Transformer) -> Shapes:
    def move(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = transformer.transform(coordinates[:, 0], coordinates[:, 1])
        return np.column_stack([x, y])

    moved: Shapes = shapely.transform(shapes, move)
    return moved


def _refuse_outside(
    shapes: Shapes, seen: NDArray[np.float64], problems: dict[int, Problem]
) -> None:
    """Refuse what lies outside Sweden, saying what the file's own coordinates look like."""
    west, south, east, north = BOUNDS
    bounds = shapely.bounds(shapes)
    with np.errstate(invalid="ignore"):
        inside = (
            (bounds[:, 0] >= west) & (bounds[:, 1] >= south)
            & (bounds[:, 2] <= east) & (bounds[:, 3] <= north)
        )  # fmt: skip
    for n in np.flatnonzero(~shapely.is_missing(shapes) & ~inside):
        x, y = seen[n, 0], seen[n, 1]
        likely = likely_system(x, y)
        problems[int(n)] = _problem(
            "shape_outside_sweden", x=round(x, 1), y=round(y, 1), likely=likely
        )
        shapes[n] = None


def _refuse_invalid(shapes: Shapes, problems: dict[int, Problem]) -> None:
    for n in np.flatnonzero(~shapely.is_missing(shapes) & ~shapely.is_valid(shapes)):
        told = shapely.is_valid_reason(shapes[n])
        what, _, where = told.partition("[")
        x, y = (f"{float(n):.0f}" for n in where.rstrip("]").split()[:2]) if where else ("", "")
        problems[int(n)] = _problem("shape_invalid", what=what.strip(), x=x, y=y)
        shapes[n] = None
