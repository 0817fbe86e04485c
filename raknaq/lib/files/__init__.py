"""Reading any table or map file as text columns and checked shapes in SWEREF 99 TM.

Files come from strangers, so a child process with limits reads them (`child`), and this side only
sees an Arrow stream: every attribute as text, shapes as WKB in EPSG:3006 that the database will
accept, and the reason where a shape will not do. Nothing here knows what the columns mean.
"""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

logger = logging.getLogger(__name__)

ROW = "__row"
SHAPE = "__shape"
PROBLEM = "__problem"
NGP_DRIVER = "NGP"  # Lantmäteriet's national geodata platform: files of plans, one kind's own

# Drivers that reach for the network or for other files are switched off in the child.
SKIPPED_DRIVERS = (
    "OGR_VRT VRT OGCAPI OAPIF WFS WMS WCS WMTS CSW HTTP EEDA Elasticsearch Carto AmigoCloud "
    "PLSCENES NGW GTFS GDALG ADBC PGDUMP OSM MBTiles GeoRSS KML LIBKML MVT PMTiles"
)


class FileRefusedError(Exception):
    """A file that cannot be taken in as a whole: a reason code and the facts that fill it in."""

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts


@dataclass(frozen=True)
class Wanted:
    """What to read from a file.

    `epsg` states the reference system where the file does not. The header lists name the columns
    that hold geometry in tables: WKT, or easting and northing. `statistics` says that a table may
    be one of statistics, with its years as columns (`spread`).
    """

    layer: str | None = None
    epsg: int | None = None
    encoding: str | None = None
    wkt_headers: list[str] = field(default_factory=list)
    easting_headers: list[str] = field(default_factory=list)
    northing_headers: list[str] = field(default_factory=list)
    statistics: bool = False


@dataclass(frozen=True)
class Source:
    """What a file turned out to be. `notes` are (reason, facts) that a person should know.

    `rows` is how many rows it says that it holds, 0 where it does not say. `layers` are its layers
    or sheets, or the files in a zip, where one has to be chosen.
    """

    driver: str
    layer: str | None
    has_shapes: bool
    notes: list[tuple[str, dict[str, Any]]]
    columns: list[str]
    rows: int = 0
    layers: list[str] = field(default_factory=list)


@contextmanager
def read(path: Path, wanted: Wanted) -> Iterator[tuple[Source, Iterator[pa.RecordBatch]]]:
    """Open a file; what it is, and its rows in batches.

    A batch has the file's columns as text, and `ROW` (the row number as the sender sees it: in a
    table the header is row 1; in a map layer the first feature is 1), `SHAPE` (WKB in EPSG:3006
    or null) and `PROBLEM` (null, or JSON: why the row or its shape cannot be used, as reason,
    facts and field).
    Raises FileRefusedError, also while the batches are read.
    """
    command = [sys.executable, "-m", "raknaq.lib.files.child", str(path.resolve())]
    child = subprocess.Popen(
        [*command, json.dumps(asdict(wanted))],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={
            "PATH": os.environ.get("PATH", ""),
            "PYTHONPATH": str(Path(__file__).parents[3]),
            "GDAL_SKIP": SKIPPED_DRIVERS,
            "OGR_SKIP": SKIPPED_DRIVERS,
            "GDAL_DISABLE_READDIR_ON_OPEN": "NO",
            "CPL_LOG_ERRORS": "OFF",
        },
    )
    try:
        try:
            stream = pa.ipc.open_stream(child.stdout)
        except (pa.ArrowInvalid, EOFError, OSError):
            raise _refusal(child) from None
        source = Source(**json.loads(stream.schema.metadata[b"source"]))
        yield source, _batches(stream, child)
    finally:
        child.kill()
        child.communicate()


def _batches(stream: Any, child: "subprocess.Popen[bytes]") -> Iterator[pa.RecordBatch]:
    try:
        yield from stream
    except (pa.ArrowInvalid, OSError):
        raise _refusal(child) from None
    if child.wait():
        raise _refusal(child)


def _refusal(child: "subprocess.Popen[bytes]") -> FileRefusedError:
    """What the child said on its way out; one that broke down read a damaged file, or met a bug."""
    _, said = child.communicate()
    text = said.decode(errors="replace")
    for line in reversed(text.splitlines()):
        if line.startswith("{"):
            told = json.loads(line)
            return FileRefusedError(told["reason"], **told["facts"])
    logger.warning("The reading child ended with %s: %s", child.returncode, text[-4_000:])
    return FileRefusedError("file_damaged")
