"""What the pages with a map share: what the map is told."""

from typing import Any

from django.conf import settings


def map_config(frame: list[list[float]], **more: Any) -> dict[str, Any]:
    """What the map needs to know: its frame and the base maps of the configuration."""
    base_maps: list[tuple[Any, str, str]] = settings.LEAFLET_CONFIG["TILES"]
    bases = [
        {"name": str(name), "url": url, "attribution": attribution}
        for name, url, attribution in base_maps
    ]
    return {"frame": frame, "bases": bases, **more}
