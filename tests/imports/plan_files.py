"""Plan files as municipalities and the property register give them, made small.

Column names and the ways of writing are those met in the wild (design note standards.md, section
4): own names, days with a time zone, as numbers and as lists, any SWEREF 99 zone, Latin-1.
"""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import openpyxl
import pyogrio
from shapely import box

from tests.factories import FALUN

X, Y = FALUN
ZONE = 3009  # SWEREF 99 15 00, Falun's own

ROWS: dict[str, list[Any]] = {
    "objectid": [1, 2],
    "lm_aktbeteckning": ["2080-P17/3", "2080K-ÖVR-241"],
    "akt_egn": ["DP 501", "DP 12"],
    "plannamn": ["Kvarteret Ängen", "Åsen, östra delen"],
    "plantyp": ["Detaljplan", "Byggnadsplan"],
    "dat_antagen": ["2017-04-10+02:00", "1961-01-05"],
    "dat_lagakraft": ["2017-05-15+02:00", "1961-02-01"],
    "uppdaterad": ["2026-05-02", "2026-05-02"],
}
GUESS = {
    "archive_ref": "lm_aktbeteckning",
    "designation": "akt_egn",
    "name": "plannamn",
    "kind": "plantyp",
    "adopted_on": "dat_antagen",
    "in_force_from": "dat_lagakraft",
}
SHAPES = [box(X, Y, X + 100, Y + 100), box(X + 500, Y, X + 600, Y + 100)]


def frame(crs: int = ZONE) -> geopandas.GeoDataFrame:
    made = geopandas.GeoDataFrame(ROWS, geometry=SHAPES, crs=3006).to_crs(crs)
    return made.astype({"objectid": "int32"})


def table() -> list[list[str]]:
    rows = zip(*ROWS.values(), strict=True)
    return [list(ROWS), *([str(cell) for cell in row] for row in rows)]


def geopackage(folder: Path) -> Path:
    pyogrio.write_dataframe(frame(), folder / "planer.gpkg", layer="gallande_planer")
    return folder / "planer.gpkg"


def shapefile(folder: Path) -> Path:
    """Latin-1 without .cpg, names cut to ten characters, days as whole numbers."""
    short = {"lm_aktbeteckning": "lm_aktbete", "dat_antagen": "dat_antage",
             "dat_lagakraft": "dat_lagakr"}  # fmt: skip
    planned = frame().rename(columns=short)
    for name in ("dat_antage", "dat_lagakr"):
        planned[name] = [int(day[:10].replace("-", "")) for day in planned[name]]
    pyogrio.write_dataframe(planned, folder / "planer.shp", encoding="ISO-8859-1")
    (folder / "planer.cpg").unlink()
    return folder / "planer.shp"


def zipped(made: Path, under: str = "") -> Path:
    """A file with its parts, or a folder, in a zip."""
    packed = made.with_suffix(".zip")
    parts = made.iterdir() if made.is_dir() else made.parent.glob(f"{made.stem}.*")
    with zipfile.ZipFile(packed, "w") as archive:
        for part in sorted(parts):
            if part != packed:
                archive.write(part, f"{under}{made.name if made.is_dir() else ''}/{part.name}")
    return packed


def geodatabase(folder: Path) -> Path:
    pyogrio.write_dataframe(
        frame(), folder / "planer.gdb", driver="OpenFileGDB", layer="gallande_planer"
    )
    return folder / "planer.gdb"


def geojson(folder: Path) -> Path:
    """A byte order mark, degrees without crs, Z, null members, several days in a list."""
    features = []
    for n, shape in enumerate(frame(4326).geometry):
        told: dict[str, Any] = {name: values[n] for name, values in ROWS.items()}
        told |= {"dat_lagakraft": [told["dat_lagakraft"], "2031-01-01"][: 2 - n], "anm": None}
        corners = [[x, y, 130.5] for x, y in shape.exterior.coords]
        features.append({"type": "Feature", "id": None, "properties": told,
                         "geometry": {"type": "Polygon", "coordinates": [corners]}})  # fmt: skip
    bare = {"lm_aktbeteckning": "2080-P99/1", "plantyp": "Detaljplan"}
    features.append({"type": "Feature", "geometry": None, "properties": bare})
    document = {"type": "FeatureCollection", "crs": None, "features": features}
    path = folder / "planer.geojson"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8-sig")
    return path


def gml(folder: Path) -> Path:
    pyogrio.write_dataframe(frame(), folder / "planer.gml", driver="GML", layer="planer")
    return folder / "planer.gml"


def csv_wkt(folder: Path) -> Path:
    """WKT with Z and M, in EPSG:3006, which the file does not say."""
    header, *rows = table()
    areas = [
        "POLYGON ZM ((" + ",".join(f"{x:.0f} {y:.0f} 130 0" for x, y in s.exterior.coords) + "))"
        for s in SHAPES
    ]
    lines = [[*header, "wkt"], *([*row, area] for row, area in zip(rows, areas, strict=True))]
    path = folder / "planer.csv"
    path.write_text("\n".join(";".join(f'"{c}"' for c in line) for line in lines), "latin-1")
    return path


def csv_points(folder: Path) -> Path:
    """Easting and northing with decimal comma: a plan as a point is listed without its area."""
    header, *rows = table()
    lines = [[*header, "E", "N"], *([*row, f"{X},5", f"{Y},25"] for row in rows)]
    path = folder / "planer.csv"
    path.write_text("\n".join(";".join(line) for line in lines), encoding="utf-8-sig")
    return path


def workbook(folder: Path) -> Path:
    """A list of akter without geometry, under a title, the second sheet notes."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Planer"
    for row in (["Planförteckning Falu kommun"], [], *table()):
        sheet.append(row)
    book.create_sheet("Om listan").append(["Uttagen 2026-05-02"])
    book.save(folder / "planer.xlsx")
    return folder / "planer.xlsx"


def akt_list(folder: Path) -> Path:
    path = folder / "akter.csv"
    path.write_text("\n".join("\t".join(line) for line in table()), encoding="utf-8")
    return path


FILES: dict[str, Callable[[Path], Path]] = {
    "GeoPackage": geopackage,
    "Shapefile": shapefile,
    "Shapefile, zipped": lambda folder: zipped(shapefile(folder)),
    "Shapefile, zipped in folders": lambda folder: zipped(shapefile(folder), "ut/2026/Falun/"),
    "file geodatabase": geodatabase,
    "file geodatabase, zipped": lambda folder: zipped(geodatabase(folder)),
    "GeoJSON": geojson,
    "GML": gml,
    "CSV with WKT": csv_wkt,
    "CSV with coordinates": csv_points,
    "XLSX": workbook,
    "akt list": akt_list,
}
WITHOUT_SYSTEM = {"CSV with WKT", "CSV with coordinates"}
WITHOUT_AREA = {"CSV with coordinates", "XLSX", "akt list"}
