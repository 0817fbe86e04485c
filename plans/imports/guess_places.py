"""A guess at which columns of a table say where its rows lie, and in which reference system."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import permutations
from statistics import median

from plans.imports.guess import SHARE, Sample
from plans.imports.mapping import EAST, EASTING_HEADERS, GEOMETRY, NORTH, NORTHING_HEADERS
from raknaq.lib.headers import fold
from raknaq.lib.sweden import likely_system

WKT = re.compile(r"^\s*(SRID=\d+;)?(MULTI)?(POINT|LINESTRING|POLYGON)", re.IGNORECASE)
PAIR = re.compile(r"(-?\d+(?:\.\d+)?)\s+(-?\d+(?:\.\d+)?)")
BEST_FIRST = ("sweref99tm", "degrees", "rt90", "local_zone")  # of several pairs of columns


def guess_places(samples: Sequence[Sample]) -> dict[str, str]:
    """Canonical name → header: `geometry`, or `east` and `north`; empty where nothing is found.

    Swedish maps often have X towards north: of two columns with coordinates the values say which is
    which, and the headers only where the values do not.
    """
    for sample in samples:
        if sample.most(WKT):
            return {GEOMETRY: sample.header}
    east = [sample for sample in samples if _is_axis(sample, EASTING_HEADERS)]
    north = [sample for sample in samples if _is_axis(sample, NORTHING_HEADERS)]
    pairs = [pair for e in east for n in north if e != n for pair in permutations((e, n))]
    if not pairs:
        return {}
    best = min(pairs, key=lambda pair: _rank(likely(*(_numbers(s.values) for s in pair))))
    return {EAST: best[0].header, NORTH: best[1].header}


def likely_of(samples: Sequence[Sample], columns: Mapping[str, str]) -> str | None:
    """What the coordinates in the mapped columns look like (`raknaq.lib.sweden`)."""
    values = {sample.header: sample.values for sample in samples}
    if columns.get(GEOMETRY):
        found = [PAIR.search(text) for text in values.get(columns[GEOMETRY], ())]
        pairs = [(float(pair[1]), float(pair[2])) for pair in found if pair]
        return likely([x for x, _ in pairs], [y for _, y in pairs])
    east, north = (_numbers(values.get(columns.get(name, ""), ())) for name in (EAST, NORTH))
    return likely(east, north)


def likely(east: Sequence[float], north: Sequence[float]) -> str | None:
    """What coordinates look like, by the middle ones; None where there are none."""
    return likely_system(median(east), median(north)) if east and north else None


def _rank(system: str | None) -> int:
    return BEST_FIRST.index(system) if system in BEST_FIRST else len(BEST_FIRST)


def _is_axis(sample: Sample, headers: Sequence[str]) -> bool:
    numbers = _numbers(sample.values)
    return fold(sample.header) in headers and len(numbers) >= max(1, SHARE * len(sample.values))


def _numbers(texts: Iterable[str]) -> list[float]:
    """The finite numbers among texts, with decimal point or comma."""
    found = []
    for text in texts:
        try:
            found.append(float(re.sub(r"\s", "", text).replace(",", ".")))
        except ValueError:
            continue
    return [number for number in found if math.isfinite(number)]
