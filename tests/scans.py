"""A plan map drawn at known coordinates, and scanned: turned, stretched and slightly skewed."""

import io
import math
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from tests.factories import FALUN

METRES = 0.25  # a pixel of the map as it was drawn
SIZE = (1600, 1200)  # of it, in pixels: 400 × 300 m
INK = 128  # darker is a line
# The grid's crosses, in metres east and north of the lower left corner; the fifth is held out.
CROSSES = [(40, 50), (350, 35), (365, 250), (60, 265), (225, 125)]
SOUTH_WEST = (FALUN[0] - 150, FALUN[1] - 100)  # where that corner lies


@dataclass(frozen=True)
class Cross:
    """A cross as it is read on the scan to the nearest pixel, and where it is on the ground."""

    x: int
    y: int
    east: float
    north: float


def scanned_map() -> tuple[Image.Image, list[Cross]]:
    """The scan, and what is read on it."""
    page = np.array([[1, 0, -SIZE[0] / 2], [0, 1, -SIZE[1] / 2], [0, 0, 1]])
    turn = math.radians(2.4)
    turned = [[math.cos(turn), -math.sin(turn), 0], [math.sin(turn), math.cos(turn), 0], [0, 0, 1]]
    skewed = [[1.04, 0.015, 900], [0, 0.97, 700], [0, 0, 1]]
    to_scan = np.array(skewed) @ np.array(turned) @ page
    back = np.linalg.inv(to_scan)
    scan = _drawn().transform(
        (1800, 1400), Image.Transform.AFFINE, tuple(back[:2].ravel()),
        resample=Image.Resampling.BICUBIC, fillcolor=255,
    )  # fmt: skip
    crosses = []
    for east, north in CROSSES:
        near = to_scan @ (*_on_page(east, north), 1)
        x, y = _read(scan, round(near[0]), round(near[1]))
        crosses.append(Cross(x, y, SOUTH_WEST[0] + east, SOUTH_WEST[1] + north))
    return scan, crosses


def tiff(scan: Image.Image) -> bytes:
    """The scan as the scanner saves it."""
    out = io.BytesIO()
    scan.save(out, "TIFF", compression="tiff_lzw")
    return out.getvalue()


def _on_page(east: float, north: float) -> tuple[float, float]:
    return east / METRES, SIZE[1] - north / METRES


def _drawn() -> Image.Image:
    """The map: a frame, the crosses, two blocks with their letter, a street between them."""
    page = Image.new("L", SIZE, 255)
    pen = ImageDraw.Draw(page)
    pen.rectangle((40, 40, SIZE[0] - 40, SIZE[1] - 40), outline=0, width=5)
    for east, north in CROSSES:
        x, y = _on_page(east, north)
        pen.line((x - 24, y, x + 24, y), fill=0, width=3)
        pen.line((x, y - 24, x, y + 24), fill=0, width=3)
    for west, letter in ((300, "q1"), (1000, "k2")):
        pen.rectangle((west, 300, west + 320, 620), outline=60, width=3, fill=225)
        pen.text((west + 110, 410), letter, fill=0, font_size=80)
    return page


def _read(scan: Image.Image, x: int, y: int) -> tuple[int, int]:
    """The middle of the dark pixels around a place, to the nearest pixel: as a person clicks."""
    around = 30
    window = np.asarray(scan.crop((x - around, y - around, x + around, y + around)))
    rows, columns = np.nonzero(window < INK)
    return round(x - around + columns.mean() + 0.5), round(y - around + rows.mean() + 0.5)
