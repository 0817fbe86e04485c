"""Files that ask whoever reads them to call somewhere, and a place to hear whether they do."""

import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pyogrio

from tests.imports.test_formats import plans_frame


class Ear:
    """A listening socket on loopback."""

    def __init__(self, listening: socket.socket) -> None:
        self.listening = listening
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}/x"

    def calls(self) -> int:
        """How many have called since last asked."""
        heard = 0
        while True:
            try:
                caller, _ = self.listening.accept()
            except BlockingIOError:
                return heard
            caller.close()
            heard += 1


@contextmanager
def listening() -> Iterator[Ear]:
    """An ear, as long as it is needed."""
    with closing(socket.create_server(("127.0.0.1", 0), backlog=128)) as server:
        server.setblocking(False)
        yield Ear(server)


def vrt(folder: Path, url: str) -> Path:
    """A virtual layer that is fetched from an address, named as a GeoPackage (trap 5)."""
    path = folder / "vrt.gpkg"
    source = f"<SrcDataSource>/vsicurl/{url}.gpkg</SrcDataSource>"
    path.write_text(
        f'<OGRVRTDataSource><OGRVRTLayer name="a">{source}</OGRVRTLayer></OGRVRTDataSource>'
    )
    return path


def linked_system(folder: Path, url: str) -> Path:
    """A GeoJSON whose reference system is to be fetched."""
    path = folder / "link.geojson"
    path.write_text(
        '{"type": "FeatureCollection", "crs": {"type": "link", "properties":'
        f' {{"href": "{url}", "type": "proj4"}}}}, "features": [{{"type": "Feature",'
        ' "properties": {"akt": "a"}, "geometry": {"type": "Point", "coordinates": [1, 2]}}]}'
    )
    return path


def outer_schema(folder: Path, url: str) -> Path:
    """A GML with schema, entity and geometry elsewhere."""
    path = folder / "schema.gml"
    path.write_text(
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "{url}">]>'
        '<ogr:FeatureCollection xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        f' xsi:schemaLocation="http://ogr.maptools.org/ {url}.xsd"'
        ' xmlns:ogr="http://ogr.maptools.org/" xmlns:gml="http://www.opengis.net/gml"'
        ' xmlns:xlink="http://www.w3.org/1999/xlink"><gml:featureMember><ogr:a gml:id="a.0">'
        f'<ogr:akt>&e;x</ogr:akt><ogr:geometryProperty xlink:href="{url}#g"/></ogr:a>'
        "</gml:featureMember></ogr:FeatureCollection>"
    )
    return path


def calling_view(folder: Path, url: str) -> Path:
    """A GeoPackage whose layer is a view that reads a raster at an address."""
    path = folder / "view.gpkg"
    pyogrio.write_dataframe(plans_frame(), path, layer="real")
    with closing(sqlite3.connect(path)) as database, database:
        raster = f"gdal_get_pixel_value('/vsicurl/{url}.tif', 1, 'georef', 1, 1)"
        database.execute(f"CREATE VIEW plans AS SELECT fid, geom, {raster} AS akt FROM real")
        database.execute("UPDATE gpkg_contents SET table_name = 'plans', identifier = 'plans'")
        database.execute("UPDATE gpkg_geometry_columns SET table_name = 'plans'")
        database.execute("UPDATE gpkg_spatial_ref_sys SET definition = ?", [url])
    return path


CALLERS = (vrt, linked_system, outer_schema, calling_view)
