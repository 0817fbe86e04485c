"""Vector tiles: a layer, an envelope, a list of counties, bytes."""

import datetime
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from maps.layers import MAX_ZOOM, Layer
from raknaq.lib.sql import statement


def in_range(z: int, x: int, y: int) -> bool:
    """Whether a tile address names a tile at all."""
    return 0 <= z <= MAX_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z


def tile(layer: Layer, z: int, x: int, y: int, *, counties: list[str], day: datetime.date) -> bytes:
    """The tile of a layer as Mapbox Vector Tile 2.1, empty where there is nothing to draw.

    `counties` are the codes that may be read; `day` is the day on which plans count as ended.
    The address must be in range.
    """
    asked: dict[str, Any] = {"z": z, "x": x, "y": y, "counties": counties, "day": day}
    with connection.cursor() as cursor:
        return b"".join(_drawn(cursor, name, asked) for name in layer.names(z))


def _drawn(cursor: CursorWrapper, name: str, asked: dict[str, Any]) -> bytes:
    cursor.execute(statement(__file__, name), asked)
    return bytes(cursor.fetchone()[0])
