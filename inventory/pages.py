"""What the pages with a map share: what the map is told, and what a form of a queue says."""

import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

PART = "X-Part"  # the header by which a script asks for a part of a page alone, such as "queue"
MAX_DIGITS = 10  # of a number in an address or a form: what the database takes


class SeenVersion(forms.IntegerField):
    """The version of a record that a form was opened with; None where the form does not say."""

    widget = forms.HiddenInput

    def __init__(self, **how: Any) -> None:
        super().__init__(required=False, **how)


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
    return number_of(request.POST.get("version", ""))


def version_missing(request: HttpRequest) -> HttpResponse:
    """The page for a write that does not say which version it started from (HTTP 428)."""
    return render(request, "inventory/version_missing.html", status=428)


def row_and_version(text: str) -> tuple[int, int | None] | None:
    """The key of a row and the version that was seen of it, from "id:version" or "id"."""
    key, _colon, version = text.partition(":")
    row, seen = number_of(key), number_of(version)
    return None if row is None or (version and seen is None) else (row, seen)


def number_of(text: str) -> int | None:
    """A number in an address or a form, such as a key; None for what is none."""
    return int(text) if text.isdecimal() and len(text) < MAX_DIGITS else None
