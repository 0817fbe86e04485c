"""What NGP's search service answers, kept as a file and read as rows.

A feature of the service is one (plan, provision, geometry) triple with the plan's data repeated;
a feature of type "detaljplan" is the plan itself with its area. A file is lines of JSON: a head,
then one plan per line, so that a large municipality is read within the memory of one plan.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import shapely

from raknaq.lib.files import FileRefusedError
from raknaq.lib.files.content import Content
from raknaq.lib.files.ngp import NEW, NOWHERE, Row, content, in_force_days, rendered, text
from raknaq.lib.files.ngp_shapes import Placed, in_sweref, joined, shape_of

MEDIA_TYPE = "application/vnd.raknaq.ngp-search.v1+json"
NORTH_FIRST = "north_first"
USE = "användningsbestämmelse"
GONE = "saknas"  # our word for a plan that the service had and has no longer
LEAST_NORTH = 6_000_000  # m; every northing in Sweden is above it, every easting below

Feature = Mapping[str, Any]
Triple = dict[str, Any]


def triple(feature: Feature) -> Triple:
    """What a feature says, without what differs from one answer to the next."""
    told = _member(feature, "properties")
    return {
        "typ": _member(told, "feature").get("typ"),
        "plan": _member(told, "detaljplan"),
        "provision": _member(told, "planbestammelse"),
        "geometry": feature.get("geometry"),
    }


def plan_of(one: Triple) -> str | None:
    """The identity of a triple's plan."""
    return text(one["plan"].get("objektidentitet"))


def gone(key: str) -> list[Triple]:
    """What a file holds of a plan that the service has no longer."""
    plan = {"objektidentitet": key, "status": GONE}
    return [{"typ": "detaljplan", "plan": plan, "provision": {}, "geometry": None}]


def folded(triples: Iterable[Triple]) -> list[Triple]:
    """Triples each once, in an order that does not depend on the answer's."""
    by_text = {_canonical(one): one for one in triples}
    return [by_text[key] for key in sorted(by_text)]


def digest(triples: Sequence[Triple]) -> str:
    """What tells whether a plan has changed: SHA-256 over its folded triples."""
    whole = hashlib.sha256()
    for one in triples:
        whole.update(_canonical(one).encode())
    return whole.hexdigest()


def lines(municipality: str, plans: Iterable[Sequence[Triple]]) -> Iterator[str]:
    """The lines of a file of plans, each given as its folded triples."""
    yield _canonical({"feature:mediatyp": MEDIA_TYPE, "kommun": municipality}) + "\n"
    for triples in plans:
        yield _canonical(triples) + "\n"


def open_search(path: Path) -> Content:
    """A file of plans from the search service."""
    with path.open(encoding="utf-8") as file:
        try:
            municipality = str(json.loads(file.readline())["kommun"])
        except (ValueError, KeyError, TypeError, RecursionError):
            raise FileRefusedError("file_damaged") from None
    return content(_rows(path, municipality), [])


def _rows(path: Path, municipality: str) -> Iterator[Row]:
    with path.open(encoding="utf-8") as file:
        next(file)
        for line in file:
            try:
                told = json.loads(line)
            except (ValueError, RecursionError):
                raise FileRefusedError("file_damaged") from None
            if not isinstance(told, list) or not told:
                raise FileRefusedError("file_damaged")
            yield from _rows_of(municipality, told)


def _rows_of(municipality: str, triples: Sequence[Triple]) -> Iterator[Row]:
    """A plan's rows. Its area is its own; without one, that of its uses, which cover all of it."""
    plan = triples[0]["plan"]
    own = {
        "plan_national_id": text(plan.get("objektidentitet")),
        "municipality_code": municipality,
        "designation": text(plan.get("beteckning")),
        "name": text(plan.get("namn")),
        "kind": text(plan.get("typ")),
        "status": text(plan.get("status")),
        "status_changed_on": text(plan.get("datumStatusforandring")),
    }
    drawn = [one for one in triples if one["geometry"] is not None]
    areas = [one for one in drawn if one["typ"] == "detaljplan"]
    where = _placed(areas or [one for one in drawn if one["typ"] == USE])
    yield {**own, "record": "plan", "shape_note": where[2]}, where
    if own["status"] == GONE:
        return
    days = in_force_days(plan)
    day = {"in_force_from": days[0] if days else None, "in_force_days": ";".join(days) or None}
    yield {**own, **day, "record": "decision", "decision_number": "1", "decision": NEW}, NOWHERE
    for (reference, wording), places in _provisions(drawn).items():
        where = _placed(places)
        cells = {
            "record": "provision",
            "plan_national_id": own["plan_national_id"],
            "municipality_code": municipality,
            "decision_number": "1",
            "catalogue_ref": reference,
            "wording": wording,
            "shape_note": where[2],
        }
        yield cells, where


def _provisions(
    triples: Sequence[Triple],
) -> dict[tuple[str | None, str | None], list[Triple]]:
    """The triples of each provision: they name none, so one is known by reference and wording."""
    found: dict[tuple[str | None, str | None], list[Triple]] = {}
    for one in triples:
        provision = one["provision"]
        if provision:
            key = (text(provision.get("planbestammelsekatalogreferens")), rendered(provision))
            found.setdefault(key, []).append(one)
    return found


def _placed(triples: Sequence[Triple]) -> Placed:
    """The geometries of some triples as one."""
    shapes: list[Any] = []
    swapped = False
    for one in triples:
        shape = shape_of(one["geometry"])
        if shape is None:
            return None, {"reason": "shape_broken", "facts": {}, "field": "geometry"}, None
        if not shape.is_empty and shapely.bounds(shape)[0] > LEAST_NORTH:
            swapped = True
            shape = shapely.transform(shape, lambda xy: xy[:, ::-1])
        shapes.append(shape)
    if not shapes:
        return NOWHERE
    parts, problem = in_sweref(shapely.get_parts(shapes).tolist(), "EPSG:3006")
    if problem:
        return None, problem, None
    shape, _, note = joined(parts)
    return shape, None, NORTH_FIRST if swapped else note


def _canonical(told: Any) -> str:
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _member(told: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = told.get(name)
    return value if isinstance(value, dict) else {}
