"""A plan's shapes as GeoJSON for the map: what the tiles cannot give, because it is edited."""

import json
from typing import Any

from django.contrib.gis.db.models.functions import AsGeoJSON, Transform
from django.db.models import Q

from inventory.models import Marking, ProtectedObject
from plans.models import Plan, PlanDecision, PlanRelation
from plans.models.plans import DecisionType
from raknaq.lib.geo import WGS84

DECIMALS = 9  # 6 decimals of a degree lose up to 58 mm


def plan_shapes(plan: Plan) -> dict[str, Any]:
    """A FeatureCollection in WGS 84: the areas of the plan's decisions and its objects.

    A feature has `layer` ("decision" or "object"), `id` and `label`; an object also `type`,
    `classes` (those of its markings in this plan) and `letters`.
    """
    return {"type": "FeatureCollection", "features": [*_decisions(plan), *_objects(plan)]}


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
            classes=sorted(classes[row.pk]),
            letters=" ".join(sorted(letters[row.pk])),
        )
        for row in rows.defer("shape", "shape_3857")
    ]


def _feature(geojson: str, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": json.loads(geojson), "properties": properties}
