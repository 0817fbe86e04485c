"""The list of what leaves as vector tiles: each layer, who may see it, and where it stands.

A layer is statements by zoom, whose answers follow on each other in its tile: what is always shown
together is fetched together. Each statement takes the tile's envelope and the codes of the counties
that may be read, and moves the question into the column's reference system.
"""

from collections.abc import Sequence
from dataclasses import dataclass

MAX_ZOOM = 20


@dataclass(frozen=True)
class Drawing:
    """The statements of a layer from one zoom up to the next one's.

    `names` are SQL files. Their parameters: z, x, y, counties, day.
    """

    from_zoom: int
    names: Sequence[str]


@dataclass(frozen=True)
class Layer:
    """One layer of vector tiles. `public` ones need no login and hold nothing about plans."""

    name: str
    drawings: Sequence[Drawing]
    public: bool = False

    def names(self, zoom: int) -> Sequence[str]:
        """The statements for a zoom, none where the layer is empty."""
        fitting = [drawing.names for drawing in self.drawings if drawing.from_zoom <= zoom]
        return fitting[-1] if fitting else ()


LAYERS = {
    layer.name: layer
    for layer in (
        Layer("boundaries", [Drawing(0, ["boundaries"])], public=True),
        Layer(
            "plans",
            [
                Drawing(0, ["plans_by_municipality"]),
                Drawing(8, ["plans_by_cell"]),
                Drawing(12, ["plans", "objects"]),
            ],
        ),
        Layer("footprints", [Drawing(15, ["footprints"])]),
    )
}
