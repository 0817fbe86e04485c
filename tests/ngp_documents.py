"""Documents of Detaljplan 4.1 as a municipality writes them, made by hand from its schema.

Shapes are squares on whole hundreds of metres, so that their areas are known on paper.
"""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

from pyproj import Transformer

Json = dict[str, Any]

# Entries of Boverket's catalogue that the seed holds.
KEPT = "a0810129-5a44-410d-b3c1-c6996f32fa1a"  # q: [byggnad:text] ska bevaras.
FACADE = "19fa2285-e6b0-4920-a865-bb1996dca640"  # k: Fasader ska vara av [material:text]
OLDER = "f01575c6-da48-45a4-accc-85a63420a74a"  # r: not interpreted
NOISE = "c285f7ce-8a65-40ec-96af-8f4742beef7a"  # m: Skydd mot störningar, [buller:text]
UNKNOWN = "00000000-0000-4000-8000-000000000000"

FALUN = (535_000.0, 6_718_000.0)  # EPSG:3006


def identity(number: int) -> str:
    return f"{number:08x}-0000-4000-8000-000000000000"


def corners(east: float = 0, north: float = 0, side: float = 100, epsg: int = 3006) -> list[Any]:
    """The ring of a square whose corners stand in a zone, given in metres from FALUN in it."""
    x, y = Transformer.from_crs(3006, epsg, always_xy=True).transform(*FALUN)
    x, y = round(x) + east, round(y) + north
    return [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]


def described(typ: str, position: Json, epsg: int = 3006, dimension: int = 2) -> Json:
    told: Json = {
        "typ": typ,
        "absolutLagesosakerhetPlan": 0.025,
        "koordinatsystemPlan": f"EPSG:{epsg}",
        "dimension": dimension,
        "position": position,
    }
    if dimension == 3:
        told |= {"hojdsystem": "EPSG:5613", "absolutLagesosakerhetHojd": 0.1}
    method = {"typ": "lägesplacering", "presentationsskala": 1000}
    metadata = {
        "tidpunktForLagesbestamning": "2022-03-01T00:00:00Z",
        "lagesbestamningsmetodIPlan": method,
    }
    return {"geometri": told, "geometrimetadata": metadata}


def yta(east: float = 0, north: float = 0, side: float = 100, epsg: int = 3006) -> Json:
    position = {"type": "Polygon", "coordinates": [corners(east, north, side, epsg)]}
    return described("yta", position, epsg)


def kropp(side: float = 10, low: float = 110, high: float = 118) -> Json:
    """A box: floor, roof and four walls; its footprint is the square of its floor."""
    ring = corners(20, 20, side)
    floor = [[x, y, low] for x, y in ring]
    roof = [[x, y, high] for x, y in ring]
    walls = [[[*a, low], [*b, low], [*b, high], [*a, high], [*a, low]] for a, b in pairwise(ring)]
    faces = [[floor[::-1]], [roof], *([wall] for wall in walls)]
    return described("kropp", {"type": "MultiPolygon", "coordinates": faces}, dimension=3)


def beslut(**told: Any) -> Json:
    plain = {
        "beslutstyp": "antagande av ny detaljplan",
        "datumPaborjat": "2019-02-01",
        "datumAntagande": "2021-10-14",
        "datumLagakraft": ["2021-11-10"],
        "genomforandetid": 60,
        "diarienummerKommun": "BYGG 2019/77",
        "arkividentitetKommun": "2080K-DP77",
    }
    return {**plain, **told}


def plan(number: int = 1, **told: Any) -> Json:
    """A plan in force; what is None is left out."""
    plain = {
        "feature:typ": "detaljplan",
        "objektidentitet": identity(number),
        "objektversion": 1,
        "versionGiltigFran": "2021-11-12T08:00:00Z",
        "kommun": "2080",
        "beteckning": "DP 77",
        "namn": "Detaljplan för kvarteret Ängen",
        "syfte": "Att bevara den äldre bebyggelsen.",
        "status": "laga kraft",
        "datumStatusforandring": "2021-11-10",
        "typ": "detaljplan",
        "anvandbarhet": "god",
        "plangeometri": [yta()],
        "beslutsinformation": [beslut()],
    }
    return {name: value for name, value in {**plain, **told}.items() if value is not None}


def provision(number: int, entry: str, wording: str, *values: str, **told: Any) -> Json:
    """A provision of plan 1 with its slots' values in order."""
    plain = {
        "feature:typ": "egenskapsbestämmelse",
        "detaljplan": identity(1),
        "objektidentitet": identity(number),
        "objektversion": 1,
        "versionGiltigFran": "2021-11-12T08:00:00Z",
        "planbestammelsekatalogreferens": entry,
        "bestammelseformulering": wording,
        "bestammelsegeometri": [yta(20, 20, 10)],
        "planbestammelsebeskrivning": {"motiv": "Byggnadens kulturvärde."},
    }
    if values:
        plain["bestammelsevarde"] = [
            {"datatyp": "text", "variabelvarde": value, "beskrivning": "text"} for value in values
        ]
    return {**plain, **told}


def document(*things: Json, **more: Any) -> Json:
    features = [
        {"type": "Feature", "id": thing["objektidentitet"], "geometry": None, "properties": thing}
        for thing in things
    ]
    whole = {"type": "FeatureCollection", "features": features}
    return {**whole, "feature:mediatyp": "application/vnd.lm.detaljplan.v4+json", **more}


def write(path: Path, *things: Json, **more: Any) -> Path:
    path.write_text(json.dumps(document(*things, **more), ensure_ascii=False), encoding="utf-8")
    return path
