"""A table of official statistics about buildings as rows: one per region, year and type.

Statistics come as a cube, with names of their own for its sides. Which side is which is told by the
file, else by its name; a table that is split further than by region, year and type is refused,
because a part of the buildings would be taken for all of them.
"""

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import pyarrow as pa

from raknaq.lib.files import FileRefusedError
from raknaq.lib.files.content import BATCH_ROWS, Batch, Content, Notes

COLUMNS = ["region_code", "year", "building_type", "buildings", "source"]
MAX_VALUES = 5_000_000
COUNTRY = "00"
CODE = re.compile(r"(\d{2}(?:\d{2})?)(?:\s|$)")
MISSING = re.compile(r"[.:\-–…\s]*")
OTHER_MEASURE = re.compile(r"yta|areal|hektar|kvm|km2|m2|andel|procent")

REGION = {"region", "regionkod", "lan", "kommun", "lan_och_kommun"}
YEAR = {"ar", "tid", "year", "time"}
CONTENTS = {"tabellinnehall", "contents", "contentscode", "innehall"}
TYPE = {"byggnadstyp", "building_type", "typ_av_byggnad"}
TOTAL = {"totalt", "total", "samtliga", "alla"}


class Dimension(NamedTuple):
    """One side of the cube: its name, its codes and texts in order, and its role where told.

    A role is "region", "year", "contents" or empty.
    """

    name: str
    codes: list[str]
    texts: list[str]
    role: str = ""


class Statistics(NamedTuple):
    """A table as read: its values as (one index per dimension, text), and where it comes from."""

    dimensions: list[Dimension]
    values: Iterable[tuple[tuple[int, ...], str | None]]
    title: str = ""
    publisher: str = ""
    matrix: str = ""


def fold(text: str) -> str:
    """A name as it is compared: lower case, å ä ö as a a o, words joined by _."""
    plain = text.strip().casefold().translate(str.maketrans("åäö", "aao"))
    return re.sub(r"\W+", "_", plain).strip("_")


def content(driver: str, layer: str | None, told: Statistics, notes: Notes) -> Content:
    """A table of statistics as rows with `COLUMNS`; `source` only where the table says it.

    A value that is missing gives no row, and neither does the country, which is the sum of its
    counties; both are noted. Raises FileRefusedError.
    """
    region, year, contents, kind = _sides(told.dimensions)
    counted = None if contents is None else _counts(told.dimensions[contents].texts)
    regions = _region_codes(told.dimensions[region])
    years = _named(told.dimensions[year])
    kinds = [None] if kind is None else _named(told.dimensions[kind])
    source = _source(told)
    missing: Counter[str] = Counter()
    country = False
    rows: list[list[str | None]] = []
    for place, value in told.values:
        if contents is not None and place[contents] != counted:
            continue
        code = regions[place[region]]
        if code == COUNTRY:
            country = True
        elif value is None or MISSING.fullmatch(value):
            missing[(value or "").strip() or "tomt"] += 1
        else:
            typed = None if kind is None else kinds[place[kind]]
            rows.append([code, years[place[year]], typed, value, source])
    if missing:
        symbols = [f"{symbol} ({number})" for symbol, number in missing.most_common()]
        notes = [*notes, ("statistics_missing", {"number": missing.total(), "symbols": symbols})]
    if country:
        notes = [*notes, ("statistics_country", {})]
    columns = COLUMNS if source else COLUMNS[:-1]
    return Content(
        driver=driver,
        layer=layer,
        crs=None,
        notes=notes,
        columns=columns,
        first_row=1,
        batches=(
            Batch(
                [
                    pa.array([row[n] for row in rows[start : start + BATCH_ROWS]], pa.string())
                    for n in range(len(columns))
                ],
                None,
            )
            for start in range(0, len(rows), BATCH_ROWS)
        ),
        rows=len(rows),
    )


def _sides(dimensions: list[Dimension]) -> tuple[int, int, int | None, int | None]:
    """Which dimension is the region, the year, the contents and the type of building."""
    left = dict(enumerate(dimensions))

    def take(role: str, names: set[str]) -> int | None:
        found = [n for n, side in left.items() if side.role == role]
        found += [n for n, side in left.items() if fold(side.name) in names]
        if found:
            del left[found[0]]
        return found[0] if found else None

    year = take("year", YEAR)
    contents = take("contents", CONTENTS)
    kind = take("type", TYPE)
    region = take("region", REGION)
    if region is None:
        region = next((n for n, side in left.items() if _looks_like_regions(side)), None)
        left.pop(-1 if region is None else region, None)
    if region is None:
        raise FileRefusedError("statistics_no_region")
    if year is None:
        raise FileRefusedError("statistics_no_year")
    split = [n for n, side in left.items() if not all(fold(text) in TOTAL for text in side.texts)]
    if kind is None and len(split) == 1:
        kind = split.pop()
    if split:
        raise FileRefusedError("statistics_split", names=[left[n].name for n in split])
    return region, year, contents, kind


def _looks_like_regions(side: Dimension) -> bool:
    return bool(side.texts) and all(
        CODE.match(code or text) for code, text in zip(side.codes, side.texts, strict=True)
    )


def _counts(contents: list[str]) -> int:
    """The one of a table's contents that is the number of buildings."""
    counts = [n for n, text in enumerate(contents) if "antal" in fold(text) and " per " not in text]
    if not counts and len(contents) == 1 and not OTHER_MEASURE.search(fold(contents[0])):
        return 0
    if len(counts) != 1:
        raise FileRefusedError("statistics_no_count", contents=contents)
    return counts[0]


def _region_codes(side: Dimension) -> list[str]:
    """The code of each region; its text where it has none, for others to refuse."""
    codes = []
    for code, text in zip(side.codes, side.texts, strict=True):
        found = CODE.match(code) or CODE.match(text)
        codes.append(COUNTRY if fold(text) == "riket" else found[1] if found else text)
    return codes


def _named(side: Dimension) -> list[str | None]:
    """What each value is called: its text, or its code where it has none."""
    return [text or code for code, text in zip(side.codes, side.texts, strict=True)]


def _source(told: Statistics) -> str | None:
    named = ", ".join(part for part in (told.publisher.strip(" ."), told.title.strip(" .")) if part)
    matrix = f" ({told.matrix})" if told.matrix else ""
    return f"{named}{matrix}".strip()[:300] or None
