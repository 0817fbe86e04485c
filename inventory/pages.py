"""What the pages with a map share: what the map is told, and what a form of a queue says."""

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest

PART = "X-Part"  # the header by which a script asks for a part of a page alone, such as "queue"
MAX_DIGITS = 10  # of a number in an address or a form: what the database takes


def map_config(frame: list[list[float]], **more: Any) -> dict[str, Any]:
    """What the map needs to know: its frame and the base maps of the configuration."""
    return {"frame": frame, "bases": settings.BASE_MAPS, **more}


def feature(shape: str | None, layer: str, key: int, label: str, *, near: bool) -> dict[str, Any]:
    """A shape (GeoJSON in WGS 84) for a queue's map, whose frame holds those that are `near`."""
    return {
        "type": "Feature",
        "geometry": json.loads(shape) if shape else None,
        "properties": {"layer": layer, "id": key, "label": label, "near": near},
    }


def collection(features: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Features as one collection, less those without a shape."""
    drawn = [feature for feature in features if feature["geometry"]]
    return {"type": "FeatureCollection", "features": drawn}


def skipped(request: HttpRequest) -> int:
    """The key of what was shown before, 0 where nothing was."""
    return number_of(request.GET.get("efter", "")) or 0


def seen_version(request: HttpRequest) -> int | None:
    """The version (or the number) that the person saw, None where the form does not say."""
    return version_of(request.POST.get("version", ""))


def version_of(text: str) -> int | None:
    """A version as a form sends it, None for what is none."""
    return number_of(text)


def number_of(text: str) -> int | None:
    """A number in an address or a form, such as a key; None for what is none."""
    return int(text) if text.isdecimal() and len(text) < MAX_DIGITS else None
