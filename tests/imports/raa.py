"""Byggnadsminnen as the Swedish National Heritage Board gives them, made small and made up.

One layer …_polygon in SWEREF 99 TM with the board's own columns; a row for each protected area, so
that a site with two areas has two rows of one bebyggelsenummer.
"""

import datetime
from pathlib import Path
from typing import Any

import geopandas
import pyogrio
from shapely import MultiPolygon, box

from tests.factories import FALUN

X, Y = FALUN
TWO_AREAS, NUMBERED, FORMER, VAGUE = "21300000012345", "21300000012346", "21300000012347", "2130"


def _row(number: str, name: str, **more: Any) -> dict[str, Any]:
    plain = {
        "id": f"id-{number}-{name}",
        "bebyggelsenummer": number,
        "namn": name,
        "skyddstyp_id": "ENSKILT_BYGGNADSMINNE",
        "skyddstyp_namn": "Enskilt byggnadsminne",
        "havt_skydd": False,
        "beslutsdatum": datetime.date(1975, 3, 1),
        "ingaende_objekt": "3",
        "andamal_huvudkategori": "Bergsmansgård",
        "lansnamn": "Dalarnas län",
        "kommunnamn": "Falun",
        "url": f"https://app.raa.se/bebr/objekt/{number}",
    }
    return plain | more


ROWS = [
    _row(TWO_AREAS, "Stora gården"),
    _row(TWO_AREAS, "Stora gården"),
    _row(NUMBERED, "Åkrarna", skyddstyp_namn="Statligt byggnadsminne", ingaende_objekt="1"),
    _row(FORMER, "Brända kvarnen", havt_skydd=True, ingaende_objekt="1"),
    _row(VAGUE, "Bruket", ingaende_objekt="Hytta; kolhus", beslutsdatum=None),
]
SHAPES = [
    box(X, Y, X + 100, Y + 100),
    box(X + 200, Y, X + 300, Y + 100),
    MultiPolygon([box(X, Y + 500, X + 10, Y + 510), box(X + 50, Y + 500, X + 60, Y + 510)]),
    box(X, Y + 700, X + 10, Y + 710),
    box(X, Y + 900, X + 10, Y + 910),
]


def geopackage(folder: Path) -> Path:
    rows = {name: [row[name] for row in ROWS] for name in ROWS[0]}
    path = folder / "byggnadsminnen_skyddsomraden_dalarna.gpkg"
    frame = geopandas.GeoDataFrame(rows, geometry=SHAPES, crs=3006)
    pyogrio.write_dataframe(
        frame, path, layer="byggnadsminnen_skyddsomraden_polygon", promote_to_multi=True
    )
    return path
