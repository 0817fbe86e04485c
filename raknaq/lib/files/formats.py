"""What a file is, told by its content.

Allowed: GeoPackage, GeoJSON, Shapefile (bare or zipped), file geodatabase (bare or zipped), GML,
CSV, XLSX, JSON lists, documents of the national geodata platform (NGP), and statistics as PX and
JSON-stat. The name of a file proves nothing: a VRT named .gpkg would make GDAL open network
addresses (design note trust.md, trap 5), so the first bytes decide, and only the readers that a
file needs are loaded.
"""

import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from raknaq.lib.files import FileRefusedError, Wanted
from raknaq.lib.files.content import UTF_16_MARKS, Content

HEAD_BYTES = 65_536
MAX_UNPACKED_BYTES = 4 * 1024**3
MAX_PACKING_RATIO = 300
MAX_PACKED_FILES = 5_000
MAX_CHOICES = 100


@contextmanager
def open_content(path: Path, wanted: Wanted) -> Iterator[Content]:
    """Open a file by its content. Raises FileRefusedError."""
    kind = _sniff(path, wanted.encoding)
    if kind == "ZIP":
        with tempfile.TemporaryDirectory() as folder:
            try:
                _unpack(path, Path(folder))
            except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError):
                raise FileRefusedError("file_damaged") from None
            found = _packed(Path(folder))
            inside = replace(wanted, layer=None) if wanted.layer in found else wanted
            with open_content(_chosen(found, wanted.layer), inside) as content:
                if len(found) > 1:
                    content.layer, content.layers = wanted.layer, list(found)
                yield content
    elif kind == "PX":
        from raknaq.lib.files import px

        yield px.open_px(path, wanted)
    elif kind in ("CSV", "XLSX", "JSON"):
        from raknaq.lib.files import tables

        yield tables.OPENERS[kind](path, wanted)
    elif kind in ("NGP", "NGP search"):
        from raknaq.lib.files import ngp, ngp_search

        yield ngp.open_document(path) if kind == "NGP" else ngp_search.open_search(path)
    else:
        from raknaq.lib.files import layers

        with layers.open_layer(path, kind, wanted) as content:
            yield content


def _sniff(path: Path, encoding: str | None) -> str:
    """The driver for a file, from its first bytes; `encoding` is the one that was stated."""
    if path.is_dir():
        if any(path.glob("*.gdbtable")):
            return "OpenFileGDB"
        raise FileRefusedError("file_unknown")
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head.strip():
        raise FileRefusedError("file_empty")
    for start, kind in (
        (b"SQLite format 3\0", "GPKG"),
        (b"\0\0\x27\x0a", "ESRI Shapefile"),
        (b"PK\3\4", "ZIP"),
    ):
        if head.startswith(start):
            return "XLSX" if kind == "ZIP" and _is_workbook(path) else kind
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith((b"{", b"[")):
        return _sniff_json(path, head)
    if text.startswith(b"<"):
        return _sniff_xml(head)
    if b"\0" in head and not (head.startswith(UTF_16_MARKS) or _is_utf_16(encoding)):
        raise FileRefusedError("file_unknown")
    if re.match(rb"[A-Z][A-Z-]+(\[\w+\])?\s*=", text) and re.search(rb"\b(STUB|HEADING)\b", head):
        return "PX"
    return "CSV"


def _sniff_json(path: Path, head: bytes) -> str:
    """A document of NGP names its media type before or after its features."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - HEAD_BYTES))
        edges = head + file.read()
    if b"application/vnd.raknaq.ngp-search" in head[:200]:
        return "NGP search"
    if re.search(rb'"feature:mediatyp"\s*:\s*"application/vnd\.lm\.detaljplan\.', edges):
        return "NGP"
    geojson = re.search(rb'"type"\s*:\s*"Feature(Collection)?"', head)
    return "GeoJSON" if geojson else "JSON"


def _sniff_xml(head: bytes) -> str:
    if b"sis.se/ss637040" in head:
        raise FileRefusedError("gml_ss637040")
    if b"VRT" in head[:2_000] or b"opengis.net/gml" not in head:
        raise FileRefusedError("file_unknown")
    return "GML"


def _is_utf_16(encoding: str | None) -> bool:
    return encoding is not None and re.match(r"utf.?16", encoding, re.IGNORECASE) is not None


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except zipfile.BadZipFile:
        raise FileRefusedError("file_damaged") from None


def _unpack(path: Path, folder: Path) -> None:
    """Unpack a zip within limits on real bytes; nothing lands outside the folder."""
    with zipfile.ZipFile(path) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) > MAX_PACKED_FILES:
            raise FileRefusedError("zip_too_big")
        budget = min(MAX_UNPACKED_BYTES, MAX_PACKING_RATIO * max(path.stat().st_size, 1_000_000))
        for member in members:
            target = (folder / member.filename).resolve()
            if not target.is_relative_to(folder.resolve()):
                raise FileRefusedError("file_damaged")
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(member) as packed, target.open("wb") as unpacked:
                while piece := packed.read(1024**2):
                    budget -= len(piece)
                    if budget < 0:
                        raise FileRefusedError("zip_too_big")
                    unpacked.write(piece)


def _packed(folder: Path) -> dict[str, Path]:
    """What there is to read in an unpacked zip, by its name there."""
    found = sorted({path.parent for path in folder.rglob("*.gdbtable")})
    for ending in (".shp", ".gpkg", ".geojson", ".json", ".gml", ".px", ".csv", ".xlsx"):
        found += sorted(p for p in folder.rglob("*") if p.suffix.lower() == ending)
    return {str(path.relative_to(folder)): path for path in found}


def _chosen(found: dict[str, Path], asked: str | None) -> Path:
    """The one thing to read in a zip: the asked one of several."""
    if not found:
        raise FileRefusedError("zip_nothing")
    if len(found) == 1 or asked in found:
        return found.get(asked or "") or next(iter(found.values()))
    raise FileRefusedError("zip_several", layers=list(found)[:MAX_CHOICES])
