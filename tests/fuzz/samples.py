"""One sound file per format that raknaq reads: the same few decisions in Falun."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import geopandas
import openpyxl
import pyogrio
from shapely import MultiPolygon, Polygon, box

X, Y = 535_000, 6_718_000
ROWS = 12


def _frame() -> geopandas.GeoDataFrame:
    numbers = range(ROWS)
    columns = {
        "kommunkod": ["2080"] * ROWS,
        "akt": [f"2080-F{n}" for n in numbers],
        "namn": [f"Åsen {n}" for n in numbers],
        "plantyp": ["detaljplan", "stadsplan"] * (ROWS // 2),
        "laga_kraft": [f"{1988 + n}-05-01" for n in numbers],
        "diarienr": [f"{n}/88" for n in numbers],
    }
    # stadsplan is younger than its law by 1992: only a warning.
    shapes: list[Polygon | MultiPolygon] = [
        box(X + 200 * n, Y, X + 200 * n + 100, Y + 100) for n in numbers
    ]
    last = box(X + 5_000, Y, X + 5_100, Y + 100)
    shapes[-1] = MultiPolygon([last, box(X, Y + 500, X + 50, Y + 550)])
    return geopandas.GeoDataFrame(columns, geometry=shapes, crs=3006)


def _records() -> list[dict[str, Any]]:
    return [{**row, "geometry": row["geometry"].wkt} for row in _frame().to_dict("records")]


def _written(folder: Path, name: str, driver: str) -> Path:
    path = folder / name
    pyogrio.write_dataframe(_frame(), path, driver=driver, layer="planer", promote_to_multi=True)
    return path


def _zipped(folder: Path) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder))
    return packed.getvalue()


def _shapefile(folder: Path) -> bytes:
    inside = folder / "shp"
    inside.mkdir()
    _written(inside, "planer.shp", "ESRI Shapefile")
    return _zipped(inside)


def _geodatabase(folder: Path) -> bytes:
    inside = folder / "gdb"
    inside.mkdir()
    _written(inside, "planer.gdb", "OpenFileGDB")
    return _zipped(inside)


def _csv(folder: Path) -> bytes:
    records = _records()
    lines = [list(records[0]), *(list(record.values()) for record in records)]
    return "\n".join(";".join(map(str, line)) for line in lines).encode()


def _xlsx(folder: Path) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    records = _records()
    sheet.append(list(records[0]))
    for record in records:
        sheet.append(list(record.values()))
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _json(folder: Path) -> bytes:
    return json.dumps({"utgava": 1, "planer": _records()}, ensure_ascii=False).encode()


def samples(folder: Path) -> dict[str, tuple[str, bytes]]:
    """Format → (name of the file, its bytes); `folder` is for what is made on the way."""
    return {
        "GPKG": ("planer.gpkg", _written(folder, "planer.gpkg", "GPKG").read_bytes()),
        "GeoJSON": (
            "planer.geojson", _written(folder, "planer.geojson", "GeoJSON").read_bytes()
        ),
        "Shapefile": ("planer.zip", _shapefile(folder)),
        "FileGDB": ("planer.gdb.zip", _geodatabase(folder)),
        "GML": ("planer.gml", _written(folder, "planer.gml", "GML").read_bytes()),
        "CSV": ("planer.csv", _csv(folder)),
        "XLSX": ("planer.xlsx", _xlsx(folder)),
        "JSON": ("planer.json", _json(folder)),
    }  # fmt: skip
