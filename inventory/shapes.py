"""A plan's shapes as GeoJSON for the map: what the tiles cannot give, because it is edited."""

import json
from typing import Any

from django.contrib.gis.db.models.functions import AsGeoJSON, Transform
from django.db.models import Q

from inventory.models import BuildingFootprint, Marking, ProtectedObject
from plans.models import Plan, PlanDecision, PlanRelation, Provision
from plans.models.plans import DecisionType
from raknaq.lib.geo import WGS84
from raknaq.lib.sql import rows

DECIMALS = 9  # 6 decimals of a degree lose up to 58 mm
NEAR_METRES = 100  # around a plan's own shapes
MOST_NEAR = 400  # shapes of each sort to snap to


def plan_shapes(plan: Plan) -> dict[str, Any]:
    """A FeatureCollection in WGS 84: the areas of the plan's decisions and provisions, its objects.

    A feature has `layer` ("decision", "provision" or "object"), `id` and `label`; a provision also
    `letters` and `classes`, an object `type`, `version`, `classes` (those of its markings in this
    plan) and `letters`.
    """
    features = [*_decisions(plan), *_provisions(plan), *_objects(plan)]
    return {"type": "FeatureCollection", "features": features}


def near_shapes(plan: Plan) -> dict[str, Any]:
    """A FeatureCollection in WGS 84 of what lies around a plan and is not its own, to snap to.

    Areas of other decisions, provisions, objects and building footprints of the county, at most
    `MOST_NEAR` of each, within `NEAR_METRES`.
    """
    asked = {
        "plan": plan.pk, "county": plan.municipality.county_id, "metres": NEAR_METRES,
        "most": MOST_NEAR, "decimals": DECIMALS,
    }  # fmt: skip
    features = [
        _feature(row["shape"], layer=row["layer"]) for row in rows(__file__, "near_shapes", asked)
    ]
    return {"type": "FeatureCollection", "features": features}


def geometry_of(row: ProtectedObject | BuildingFootprint) -> dict[str, Any]:
    """The shape of a row as a GeoJSON geometry in WGS 84."""
    geometry: dict[str, Any] = json.loads(row.shape.transform(WGS84, clone=True).geojson)
    return geometry


def end_shapes(relation: PlanRelation) -> dict[str, Any]:
    """A FeatureCollection in WGS 84: the areas of the newer decision and of the older plan.

    A feature has `layer` ("newer" or "older"), `id` and `label`.
    """
    older = Q(plan=relation.plan_id, decision=DecisionType.NEW)
    rows = PlanDecision.objects.filter(
        older | Q(pk=relation.decision_id), area__isnull=False
    ).annotate(geojson=AsGeoJSON(Transform("area", WGS84), precision=DECIMALS))
    features = [
        _feature(
            row.geojson,
            layer="newer" if row.pk == relation.decision_id else "older",
            id=row.pk,
            label=str(row),
        )
        for row in rows.defer("area", "area_3857")
    ]
    return {"type": "FeatureCollection", "features": features}


def _decisions(plan: Plan) -> list[dict[str, Any]]:
    rows = PlanDecision.objects.filter(plan=plan, area__isnull=False).annotate(
        geojson=AsGeoJSON(Transform("area", WGS84), precision=DECIMALS)
    )
    return [
        _feature(row.geojson, layer="decision", id=row.pk, label=str(row))
        for row in rows.defer("area", "area_3857")
    ]


def _provisions(plan: Plan) -> list[dict[str, Any]]:
    found = Provision.objects.filter(decision__plan=plan, area__isnull=False).annotate(
        geojson=AsGeoJSON(Transform("area", WGS84), precision=DECIMALS)
    )
    return [
        _feature(
            row.geojson,
            layer="provision",
            id=row.pk,
            label=f"{row} {row.wording[:60]}".strip(),
            letters=str(row),
            classes=row.classes or row.proposed,
        )
        for row in found.defer("area").order_by("letter", "index", "pk")
    ]


def _objects(plan: Plan) -> list[dict[str, Any]]:
    classes: dict[int, set[str]] = {}
    letters: dict[int, set[str]] = {}
    markings = Marking.objects.filter(provision__decision__plan=plan).values_list(
        "object_id", "provision__letter", "provision__index", "provision__classes"
    )
    for thing, letter, index, listed in markings:
        classes.setdefault(thing, set()).update(listed)
        letters.setdefault(thing, set()).add(f"{letter}{index}")
    rows = ProtectedObject.objects.filter(pk__in=classes).annotate(
        geojson=AsGeoJSON(Transform("shape", WGS84), precision=DECIMALS)
    )
    return [
        _feature(
            row.geojson,
            layer="object",
            id=row.pk,
            label=str(row),
            type=row.object_type,
            version=row.version,
            classes=sorted(classes[row.pk]),
            letters=" ".join(sorted(letters[row.pk])),
        )
        for row in rows.defer("shape", "shape_3857")
    ]


def _feature(geojson: str, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": json.loads(geojson), "properties": properties}
