"""Reading any table or map file as text columns and checked shapes in SWEREF 99 TM.

Files come from strangers, so a child process with limits reads them (`child`), and this side only
sees an Arrow stream: every attribute as text, shapes as WKB in EPSG:3006 that the database will
accept, and the reason where a shape will not do. Nothing here knows what the columns mean.
"""

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

logger = logging.getLogger(__name__)

ROW = "__row"
SHAPE = "__shape"
PROBLEM = "__problem"
NGP_DRIVER = "NGP"  # Lantmäteriet's national geodata platform: files of plans, one kind's own
TABLE_DRIVERS = ("CSV", "XLSX", "JSON")

PATIENCE_SECONDS = 120  # for the next batch of rows
SAID_BYTES = 65_536

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
    that hold geometry in tables, as `raknaq.lib.headers.fold` makes them: WKT, or easting and
    northing. `statistics` says that a table may be one of statistics, with its years as columns
    (`spread`).
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
    or sheets, or the files in a zip, where one has to be chosen; `places` the columns of a table
    that its shapes are read from.
    """

    driver: str
    layer: str | None
    has_shapes: bool
    notes: list[tuple[str, dict[str, Any]]]
    columns: list[str]
    rows: int = 0
    layers: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)

    @property
    def is_table(self) -> bool:
        """Whether the shapes, if any, stand in columns."""
        return self.driver in TABLE_DRIVERS


def parts(path: Path) -> list[Path]:
    """The files that a file to read consists of: a folder's, or a shapefile's beside its .shp."""
    if path.is_dir():
        return sorted(path.iterdir())
    if path.suffix.lower() == ".shp":
        return sorted(part for part in path.parent.iterdir() if part.stem == path.stem)
    return [path]


@contextmanager
def read(path: Path, wanted: Wanted) -> Iterator[tuple[Source, Iterator[pa.RecordBatch]]]:
    """Open a file; what it is, and its rows in batches.

    A batch has the file's columns as text, and `ROW` (the row number as the sender sees it: in a
    table the header is row 1; in a map layer the first feature is 1), `SHAPE` (WKB in EPSG:3006
    or null) and `PROBLEM` (null, or JSON: why the row or its shape cannot be used, as reason,
    facts and field).
    Raises FileRefusedError, also while the batches are read.
    """
    with (
        tempfile.TemporaryDirectory(prefix="raknaq-") as folder,
        _Child(path, wanted, folder) as child,
    ):
        source, stream = child.opened()
        yield source, child.batches(stream)


class _Child:
    """The process that reads a file: waited for with patience, and never left behind.

    It has nothing of ours: no descriptors but the stream and a file for what it says, no settings,
    and a folder of its own, which this side removes.
    """

    def __init__(self, path: Path, wanted: Wanted, folder: str) -> None:
        child = Path(__file__).with_name("child.py")
        self.said = (Path(folder) / "said").open("w+b")
        self.is_slow = False
        self.process = subprocess.Popen(
            [sys.executable, "-P", str(child), str(path.resolve()), json.dumps(asdict(wanted))],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self.said,
            cwd=folder,
            env={
                "PATH": os.environ.get("PATH", ""),
                "PYTHONPATH": str(Path(__file__).parents[3]),
                "HOME": folder,
                "TMPDIR": folder,
                "GDAL_SKIP": SKIPPED_DRIVERS,
                "GDAL_DISABLE_READDIR_ON_OPEN": "NO",
                "CPL_LOG_ERRORS": "OFF",
            },
        )

    def __enter__(self) -> "_Child":
        return self

    def __exit__(self, *raised: object) -> None:
        self.process.kill()
        self.process.communicate()
        self.said.close()

    def opened(self) -> tuple[Source, Any]:
        """What the file is, and the stream of its rows."""
        with self._patience():
            stream = pa.ipc.open_stream(self.process.stdout)
        told = stream.schema.metadata
        if not json.loads(told[b"shut_off"]):
            _warn_once()
        return Source(**json.loads(told[b"source"])), stream

    def batches(self, stream: Any) -> Iterator[pa.RecordBatch]:
        """The rows. Time that our side spends on them is no fault of the child's."""
        while True:
            with self._patience():
                batch = next(stream, None)
            if batch is None:
                break
            yield batch
        with self._patience():
            if self.process.wait():
                raise self._refusal()

    @contextmanager
    def _patience(self) -> Iterator[None]:
        """Kill the child when it keeps us waiting; what breaks the stream becomes a refusal."""
        timer = threading.Timer(PATIENCE_SECONDS, self._give_up)
        timer.start()
        try:
            yield
        except (pa.ArrowInvalid, EOFError, OSError):
            raise self._refusal() from None
        finally:
            timer.cancel()

    def _give_up(self) -> None:
        self.is_slow = True
        self.process.kill()

    def _refusal(self) -> FileRefusedError:
        """What the child said on its way out; one that broke down met a damaged file, or a bug."""
        ended = self.process.wait()
        if self.is_slow or ended == -signal.SIGXCPU:
            return FileRefusedError("file_slow")
        self.said.seek(max(0, self.said.seek(0, os.SEEK_END) - SAID_BYTES))
        text = self.said.read().decode(errors="replace")
        for line in reversed(text.splitlines()):
            if line.startswith("{"):
                told = json.loads(line)
                return FileRefusedError(told["reason"], **told["facts"])
        logger.warning("The reading child ended with %s: %s", ended, text[-4_000:])
        return FileRefusedError("file_damaged")


@cache
def _warn_once() -> None:
    logger.warning("The kernel does not let the reading child be shut off from the network.")
