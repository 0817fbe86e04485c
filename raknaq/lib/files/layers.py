"""Map layers: GeoPackage, GeoJSON, Shapefile, file geodatabase, GML.

fiona opens a file first, with the one driver its content calls for; then pyogrio reads it as Arrow.
"""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import fiona
import pyarrow as pa
import pyarrow.compute as pc
import pyogrio
import pyproj
import shapely

from raknaq.lib.files import FileRefusedError, Wanted
from raknaq.lib.files.content import BATCH_ROWS, Batch, Content, Notes, encoding_of, header
from raknaq.lib.files.shapes import label, notes_on, read_shapes, system
from raknaq.lib.sweden import likely_system

EDGE_BYTES = 65_536  # of a GeoJSON, before and after its features

ENDINGS = {"GPKG": ".gpkg", "GeoJSON": ".geojson", "GML": ".gml"}


@contextmanager
def open_layer(path: Path, driver: str, wanted: Wanted) -> Iterator[Content]:
    """Open one layer of a map file with the driver that its content calls for.

    GDAL goes by the file's name too, so a file is read under a name that fits, in a folder of its
    own, where GDAL can leave its side files. Raises FileRefusedError.
    """
    with tempfile.TemporaryDirectory() as folder:
        ending = ENDINGS.get(driver)
        if ending:
            named = Path(folder) / f"layer{ending}"
            named.symlink_to(path)
            path = named
        with _open_layer(path, driver, wanted) as content:
            yield content


@contextmanager
def _open_layer(path: Path, driver: str, wanted: Wanted) -> Iterator[Content]:
    layer, layers = _layer(path, driver, wanted.layer)
    encoding, notes = _dbf_encoding(path, driver, wanted.encoding)
    options = {"layer": layer, "encoding": encoding}
    info = pyogrio.read_info(path, force_total_bounds=True, **options)
    if info["driver"] != driver:
        raise FileRefusedError("file_unknown")
    crs = None
    if info["geometry_type"] is not None:
        crs = _layer_crs(path, driver, info["crs"] or "", info["total_bounds"], wanted.epsg, notes)
        notes += notes_on(crs)
    try:
        with pyogrio.raw.open_arrow(path, batch_size=BATCH_ROWS, use_pyarrow=True, **options) as (
            meta,
            reader,
        ):
            shape_name = (meta["geometry_name"] or "wkb_geometry") if crs else None
            names = [n for n in reader.schema.names if n not in (shape_name, "OGC_FID")]
            yield Content(
                driver=driver,
                layer=layer,
                layers=layers,
                crs=crs,
                notes=notes,
                columns=header(names),
                first_row=1,
                rows=max(info["features"], 0),
                batches=(_layer_batch(batch, names, shape_name) for batch in reader),
            )
    except (pyogrio.errors.DataSourceError, UnicodeDecodeError, pa.ArrowException):
        raise FileRefusedError("file_damaged") from None


def _layer(path: Path, driver: str, asked: str | None) -> tuple[str, list[str]]:
    """The layer to read, the asked one or the only one there is, and all of them."""
    try:
        with fiona.open(path, enabled_drivers=[driver]):
            names = fiona.listlayers(path)
        if asked is not None and asked not in names:
            raise FileRefusedError("layer_missing", layer=asked, layers=names)
        if asked is None and len(names) != 1:
            raise FileRefusedError("layers_several", layers=names)
        return asked or names[0], names
    except (fiona.errors.FionaError, fiona.errors.FionaValueError, ValueError, OverflowError):
        raise FileRefusedError("file_damaged") from None


def _layer_crs(
    path: Path, driver: str, told: str, bounds: Any, epsg: int | None, notes: Notes
) -> pyproj.CRS:
    """The reference system of a layer: the stated one, else the file's own.

    Raises FileRefusedError when neither says; a guess is never used, only told.
    """
    silent = not told or (driver == "GeoJSON" and not _geojson_names_crs(path))
    if epsg is not None:
        stated = system(f"EPSG:{epsg}")
        if not silent and system(told) != stated:
            notes.append(("crs_overridden", {"crs": label(system(told)), "stated": label(stated)}))
        return stated
    if not silent:
        return system(told)
    likely = likely_system(bounds[0], bounds[1]) if bounds is not None else None
    if driver == "GeoJSON" and likely == "degrees":
        notes.append(("crs_assumed_wgs84", {}))
        return system("EPSG:4326")
    raise FileRefusedError("crs_missing", likely=likely)


def _geojson_names_crs(path: Path) -> bool:
    """Whether a GeoJSON has a crs member, which stands before or after the features."""
    with path.open("rb") as file:
        head = file.read(EDGE_BYTES)
        file.seek(max(0, path.stat().st_size - EDGE_BYTES))
        return any(re.search(rb'"crs"\s*:\s*\{', edge) for edge in (head, file.read()))


def _dbf_encoding(path: Path, driver: str, asked: str | None) -> tuple[str | None, Notes]:
    """The encoding of a shapefile's table: asked for, in the .cpg, or seen in its bytes."""
    if asked or driver != "ESRI Shapefile":
        return asked, []
    parts = {p.suffix.lower(): p for p in path.parent.iterdir() if p.stem == path.stem}
    if ".dbf" not in parts:
        raise FileRefusedError("shapefile_incomplete")
    return (None, []) if ".cpg" in parts else encoding_of(parts[".dbf"].read_bytes()[32:])


def _layer_batch(batch: pa.RecordBatch, names: list[str], shape_name: str | None) -> Batch:
    columns = [_as_text(batch.column(name)) for name in names]
    if shape_name is None:
        return Batch(columns, None)
    return Batch(columns, read_shapes(shapely.from_wkb, batch.column(shape_name).to_pylist()))


def _as_text(column: pa.Array) -> pa.Array:
    """A column as text; whole-number reals as that integer, lists joined by semicolons.

    Raises ArrowInvalid where the file's bytes are no text.
    """
    kind = column.type
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return pa.nulls(len(column), pa.string())
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        joined = [None if v is None else ";".join(map(str, v)) for v in column.to_pylist()]
        return pa.array(joined, pa.string())
    text = pc.cast(column, pa.string())
    text.validate(full=True)
    if pa.types.is_floating(kind):
        text = pc.replace_substring_regex(text, r"\.0+$", "")
    return text
