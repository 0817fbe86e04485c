"""Mutants of sound files: the damage follows from format, seed and number alone."""

import io
import re
import sqlite3
import struct
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random

Damage = Callable[[Random, bytes], bytes]

INTERESTING = (b"\0", b"\xff", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\0\0\0\0\0\0\xf8\x7f",
               b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\r", b"\x1a", b'"', b"<", b"&#0;")  # fmt: skip
WORDS = (
    "", "NaN", "-inf", "1e999", "9" * 400, "-0.0", "0" * 5_000, "null", "\\u0000", "\\ud800",
    "\0", "\x0b\x1f\x7f", "\u202e", "å" * 70_000, "=1+1", "'; DROP TABLE plans_plan; --", "{}",
    "%s %(x)s {0}", "9999-12-31", "0000-00-00", "1995-02-30", "٣", "2080", "stadsplan",
    "POLYGON EMPTY", "POINT (NaN NaN)", "POINT (1e999 1e999)", "POINT (535000 6718000)",
    "CURVEPOLYGON (CIRCULARSTRING (535000 6718000, 535100 6718100, 535000 6718000))",
    "GEOMETRYCOLLECTION (POINT (535000 6718000))", "LINESTRING (535000 6718000)",
    "GEOMETRYCOLLECTION (" * 2_000 + "POINT EMPTY" + ")" * 2_000,
    "POLYGON ((535000 6718000, 535100 6718100, 535100 6718000, 535000 6718100, 535000 6718000))",
    "POLYGON Z ((535000 6718000 NaN, 535100 6718000 1, 535100 6718100 2, 535000 6718000 NaN))",
    "SRID=4326;POINT (15 60)", "{url}",
)  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One damaged file: its format, its number, what was done to it, its name and its bytes."""

    format: str
    number: int
    damage: str
    name: str
    data: bytes

    def __str__(self) -> str:
        return f"{self.format} {self.number} ({self.damage}, {self.name[:40]!r})"


def mutants(
    kind: str, sound: tuple[str, bytes], *, seed: int, first: int, number: int, url: str
) -> Iterator[Mutant]:
    """The mutants numbered from `first`; an address in them is `url`."""
    name, data = sound
    for n in range(first, first + number):
        random = Random(f"{seed} {kind} {n}")  # noqa: S311 (meant to be foreseen)
        damage = random.choice([*ANY, *OF_FORMAT[kind]])
        damaged = damage(random, data).replace(b"{url}", url.encode())
        named = name if random.random() < 0.9 else random.choice(NAMES)
        yield Mutant(kind, n, damage.__name__.strip("_"), named, damaged)


NAMES = (
    "planer.gpkg", "planer.csv", "planer.shp", "../../planer.json", "planer", ".zip", "x" * 200,
    "pla\u202ener.gml", "planer.vrt", "con.xlsx", "a b;c&d.zip", "http_planer.geojson",
)  # fmt: skip


def flip(random: Random, data: bytes) -> bytes:
    """Some bits turned."""
    damaged = bytearray(data)
    for _ in range(random.choice((1, 2, 8, 64, 512))):
        damaged[random.randrange(len(damaged))] ^= 1 << random.randrange(8)
    return bytes(damaged)


def cut(random: Random, data: bytes) -> bytes:
    """The end is missing."""
    return data[: random.randrange(len(data))]


def hole(random: Random, data: bytes) -> bytes:
    """A piece is missing in the middle."""
    start, end = _span(random, data)
    return data[:start] + data[end:]


def swap(random: Random, data: bytes) -> bytes:
    """Two neighbouring pieces in each other's place."""
    start, end = _span(random, data)
    middle = random.randint(start, end)
    return data[:start] + data[middle:end] + data[start:middle] + data[end:]


def repeat(random: Random, data: bytes) -> bytes:
    """A piece over and over."""
    start, end = _span(random, data)
    return data[:end] + data[start:end] * random.choice((1, 5, 50)) + data[end:]


def overwrite(random: Random, data: bytes) -> bytes:
    """Values that programs trip over, in places of a few bytes."""
    damaged = bytearray(data)
    for _ in range(random.choice((1, 3, 20))):
        place, value = random.randrange(len(damaged)), random.choice(INTERESTING)
        damaged[place : place + len(value)] = value
    return bytes(damaged)


def _span(random: Random, data: bytes) -> tuple[int, int]:
    start = random.randrange(len(data))
    return start, min(len(data), start + random.choice((1, 16, 512, 4_096, 20_000)))


def token(random: Random, data: bytes) -> bytes:
    """A number or a text, or several, replaced by another."""
    found = list(re.finditer(rb'-?\d[\d.]*|"[^"\n]*"|(?<=[;>])[^;<>\n]+(?=[;<\n])', data))
    chosen = random.sample(found, min(len(found), random.choice((1, 1, 4))))
    for place in sorted(chosen, key=lambda m: -m.start()):
        word = random.choice(WORDS).encode()
        if place[0].startswith(b'"') and random.random() < 0.8:
            word = b'"' + word + b'"'
        data = data[: place.start()] + word + data[place.end() :]
    return data


def deep(random: Random, data: bytes) -> bytes:
    """Brackets in brackets in brackets."""
    place = random.choice([m.start() for m in re.finditer(rb"[\[{<]", data)] or [0])
    opened = random.choice((b"[", b'{"a":', b'{"type":"GeometryCollection","geometries":[', b"<a>"))
    return data[:place] + opened * random.choice((100, 20_000)) + data[place:]


def bomb(random: Random, data: bytes) -> bytes:
    """XML entities that grow tenfold nine times, or that lie elsewhere."""
    lines = [b'<!ENTITY a0 "dos">']
    lines += [b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)]
    lines += [b'<!ENTITY out SYSTEM "{url}">']
    kind = b"<!DOCTYPE x [" + b"".join(lines) + b"]>"
    entity = random.choice((b"&a9;", b"&a3;", b"&out;"))
    place = data.find(b">") + 1 if data.startswith(b"<?") else 0
    texts = list(re.finditer(rb">[^<>\n]+<", data))
    if texts:
        inside = random.choice(texts).start() + 1
        data = data[:inside] + entity + data[inside:]
    return data[:place] + kind + data[place:]


def member(random: Random, data: bytes) -> bytes:
    """One file of the archive damaged, and packed anew with the right checksum."""
    members = _unpacked(data)
    chosen = random.randrange(len(members))
    name, content = members[chosen]
    if content:
        damages = [flip, cut, hole, swap, overwrite]
        damages += [token, bomb] if content.lstrip().startswith(b"<") else []
        members[chosen] = (name, random.choice(damages)(random, content))
    return _packed(members)


def archive(random: Random, data: bytes) -> bytes:
    """An archive with more in it than there should be, or less, or elsewhere."""
    members = _unpacked(data)
    chosen = random.randrange(len(members))
    name, content = members[chosen]
    what = random.choice(("slip", "absolute", "link", "zeros", "gone", "twice", "folder", "nested"))
    if what == "slip":
        members.append(("../" * random.randint(1, 9) + "tmp/raknaq_slip", b"out"))
    elif what == "absolute":
        members.append(("/tmp/raknaq_slip", b"out"))  # noqa: S108
    elif what == "zeros":
        members.append(
            ("bomb.shp", b"\0" * 400_000_000 if random.random() < 0.05 else b"\0" * 10**6)
        )
    elif what == "gone":
        del members[chosen]
    elif what == "twice":
        members.append((name.upper(), content))
    elif what == "folder":
        members.append((f"{name}/inside", content))
    elif what == "nested":
        members.append(("inner.zip", data))
    packed = _packed(members)
    return _linked(packed, name) if what == "link" else packed


def _linked(packed: bytes, name: str) -> bytes:
    """A member that is a symbolic link to a file of the machine."""
    out = io.BytesIO(packed)
    with zipfile.ZipFile(out, "a") as archive:
        link = zipfile.ZipInfo("link.shp")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def _unpacked(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def _packed(members: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def page(random: Random, data: bytes) -> bytes:
    """A database page of zeros, of noise, or of another page."""
    size = 4_096
    pages = len(data) // size
    place = random.randrange(pages) * size
    other = random.randrange(pages) * size
    new = random.choice((bytes(size), random.randbytes(size), data[other : other + size]))
    return data[:place] + new + data[place + size :]


def table(random: Random, data: bytes) -> bytes:
    """A sound database that says something else than a GeoPackage should."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.gpkg"
        path.write_bytes(data)
        with closing(sqlite3.connect(path)) as database, database:
            for (trigger,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall():
                database.execute(f'DROP TRIGGER "{trigger}"')
            _alter(random, database)
        return path.read_bytes()


def _alter(random: Random, database: sqlite3.Connection) -> None:
    row = random.randint(1, 12)
    word = random.choice(WORDS)
    column = random.choice(("akt", "namn", "plantyp", "laga_kraft", "kommunkod", "diarienr"))
    statements: list[tuple[str, tuple[object, ...]]] = [
        (f"UPDATE planer SET {column} = ? WHERE fid = ?", (word, row)),
        (f"UPDATE planer SET {column} = ? WHERE fid = ?", (random.randbytes(20), row)),
        (f"UPDATE planer SET {column} = ? WHERE fid = ?", (random.choice((1e300, 2**62)), row)),
        ("UPDATE planer SET geom = ? WHERE fid = ?", (_blob(random), row)),
        ("UPDATE planer SET fid = ? WHERE fid = ?", (random.choice((-5, 2**40)), row)),
        ("UPDATE gpkg_geometry_columns SET srs_id = ?", (random.choice((0, -1, 4326, 99999)),)),
        ("UPDATE gpkg_geometry_columns SET column_name = ?", (word,)),
        ("UPDATE gpkg_contents SET table_name = ?", (word,)),
        ("UPDATE gpkg_spatial_ref_sys SET definition = ?", (word,)),
        ("DROP TABLE gpkg_spatial_ref_sys", ()),
        ("DROP TABLE rtree_planer_geom", ()),
        (
            f'ALTER TABLE planer RENAME COLUMN {column} TO "{word[:50] or "x"}"'.replace("\0", ""),
            (),
        ),
        ("ALTER TABLE planer RENAME TO riktiga", ()),
    ]
    try:
        database.execute(*random.choice(statements))
    except sqlite3.Error:
        database.execute("DELETE FROM planer")


def _blob(random: Random) -> bytes:
    """A GeoPackage shape that is odd: not a number, empty, curved, mixed, enormous, noise."""
    head = b"GP\0\1" + struct.pack("<i", random.choice((3006, 0, 4326)))
    point = struct.pack(
        "<BIdd", 1, 1, *random.choice(((535e3, 6718e3), (float("nan"),) * 2, (1e308,) * 2))
    )
    return random.choice((
        head + point,
        head + struct.pack("<BI", 1, 7) + struct.pack("<I", 1) + point,
        head + struct.pack("<BII", 1, 3, 0),
        head + struct.pack("<BII", 1, 3, 2**31),
        head + struct.pack("<BIII", 1, 3, 1, 2**28),
        head + struct.pack("<BII", 1, 10, 0),
        (head + struct.pack("<BII", 1, 7, 1) * 3_000),
        head + random.randbytes(60),
        b"", b"GP",
    ))  # fmt: skip


ANY: tuple[Damage, ...] = (flip, cut, hole, swap, repeat, overwrite)
OF_FORMAT: dict[str, tuple[Damage, ...]] = {
    "GPKG": (page, page, table, table, table, table),
    "GeoJSON": (token, token, token, token, deep),
    "Shapefile": (member, member, member, archive),
    "FileGDB": (member, member, member, archive),
    "GML": (token, token, token, bomb, deep),
    "CSV": (token, token, token, token),
    "XLSX": (member, member, member, archive),
    "JSON": (token, token, token, token, deep),
}
