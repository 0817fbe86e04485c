"""What the recording pages share: who asks, and what the map is told."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest


def person(request: HttpRequest) -> User:
    """The one who is signed in; the login middleware has let nobody else this far."""
    assert isinstance(request.user, User)  # noqa: S101
    return request.user


def map_config(frame: list[list[float]], **more: Any) -> dict[str, Any]:
    """What the map needs to know: its frame and the base maps of the configuration."""
    base_maps: list[tuple[Any, str, str]] = settings.LEAFLET_CONFIG["TILES"]
    bases = [
        {"name": str(name), "url": url, "attribution": attribution}
        for name, url, attribution in base_maps
    ]
    return {"frame": frame, "bases": bases, **more}
