"""The list of what leaves as vector tiles: each layer, who may see it, and where it stands.

A layer is one or more statements by zoom; each takes the tile's envelope and the codes of the
counties that may be read, and moves the question into the column's reference system.
"""

from collections.abc import Sequence
from dataclasses import dataclass

MAX_ZOOM = 20


@dataclass(frozen=True)
class Drawing:
    """One statement of a layer, from one zoom up to the next one's.

    `name` is the SQL file. Its parameters: z, x, y, counties, day.
    """

    name: str
    from_zoom: int


@dataclass(frozen=True)
class Layer:
    """One layer of vector tiles. `public` ones need no login and hold nothing about plans."""

    name: str
    drawings: Sequence[Drawing]
    public: bool = False

    def drawing(self, zoom: int) -> Drawing | None:
        """The statement for a zoom, None where the layer is empty."""
        fitting = [drawing for drawing in self.drawings if drawing.from_zoom <= zoom]
        return fitting[-1] if fitting else None


LAYERS = {
    layer.name: layer
    for layer in (
        Layer("boundaries", [Drawing("boundaries", 0)], public=True),
        Layer(
            "plans",
            [
                Drawing("plans_by_municipality", 0),
                Drawing("plans_by_cell", 8),
                Drawing("plans", 12),
            ],
        ),
        Layer("objects", [Drawing("objects", 12)]),
        Layer("footprints", [Drawing("footprints", 15)]),
    )
}
