"""A first look into a file: what it is, which columns it has, and how it is proposed to be read.

What a person has said stands. Where nobody has, the file itself says; where it does not, the
sender's earlier delivery does, as far as it fits; and the rest is guessed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from plans.imports import Options
from plans.imports.guess import Sample, guess, guess_constants, unknown_values
from plans.imports.guess_places import guess_places, likely_of
from plans.imports.kind import Kind
from plans.imports.mapping import PLACES, ColumnMapping
from plans.imports.values import Known, known_places
from raknaq.lib import files
from raknaq.lib.headers import fold
from raknaq.lib.sweden import looks_like

SAMPLES = 3
SAMPLE_CHARACTERS = 80
# What a file leaves unsaid, by the reason that it is refused or noted for.
UNSAID = {
    "crs_missing": "epsg",
    "layers_several": "layer",
    "zip_several": "layer",
    "sheet_first": "layer",
    "encoding_guessed": "encoding",
}


@dataclass(frozen=True)
class Look:
    """What was seen, as a delivery keeps it, and how the file is proposed to be read.

    `found` has driver, layer, rows, columns with samples and more, or `refused`; `unknown` is as
    `Issues.unknown_values`, of the first rows. `settled` says that nothing is left to ask.
    """

    found: dict[str, Any]
    options: Options
    unknown: dict[str, dict[str, Any]] = field(default_factory=dict)
    settled: bool = False


def look(kind: Kind, path: Path, options: Options, earlier: Options) -> Look:
    """Look into a file that is said to be read by `options`; `earlier` is the sender's last way."""
    try:
        source, samples, options = _open(kind, path, options, earlier)
    except files.FileRefusedError as refused:
        return Look({"refused": {"reason": refused.reason, "facts": refused.facts}}, options)
    found: dict[str, Any] = {
        "driver": source.driver,
        "layer": source.layer,
        "layers": source.layers,
        "shapes": source.has_shapes,
        "rows": source.rows,
        "notes": source.notes,
        "columns": [[s.header, list(dict.fromkeys(s.values))[:SAMPLES]] for s in samples],
    }
    if kind.driver:
        return Look(found, options, settled=True)
    known = known_places(options.mapping.bare_year)
    mapping, settled = options.mapping, True
    if not mapping.columns:
        mapping, settled = _proposed(kind, source, samples, earlier.mapping, known)
    if source.is_table and kind.shape and _has_places(mapping):
        likely = likely_of(samples, mapping.columns)
        found["likely"] = likely
        if not options.epsg and earlier.epsg and looks_like(earlier.epsg, likely):
            options = replace(options, epsg=earlier.epsg)
        settled = settled and options.epsg is not None
    unknown = unknown_values(kind, samples, mapping, known)
    return Look(found, replace(options, mapping=mapping), unknown, settled)


def _open(
    kind: Kind, path: Path, options: Options, earlier: Options
) -> tuple[files.Source, list[Sample], Options]:
    """What the file is, its samples, and the options with what it leaves unsaid filled in.

    A table is opened without its shapes, whose columns and reference system are asked for later.
    """
    while True:
        wanted = replace(
            options.wanted(kind), wkt_headers=[], easting_headers=[], northing_headers=[]
        )
        try:
            source, samples = _read(path, wanted)
        except files.FileRefusedError as refused:
            told = _unsaid(options, earlier, [(refused.reason, refused.facts)])
            if not told:
                raise
        else:
            told = _unsaid(options, earlier, source.notes)
            if not told:
                return source, samples, options
        options = replace(options, **told)


def _unsaid(
    options: Options, earlier: Options, notes: Iterable[tuple[str, Mapping[str, Any]]]
) -> dict[str, Any]:
    """What was said of the sender's earlier file, of that which this one is noted not to say."""
    told = {}
    for reason, facts in notes:
        name = UNSAID.get(reason, "")
        value = getattr(earlier, name, None)
        among = facts.get("layers") or facts.get("sheets") or ()
        if not value or getattr(options, name) is not None:
            continue
        fits = {"layer": value in among, "epsg": looks_like(value, facts.get("likely"))}
        if fits.get(name, True):
            told[name] = value
    return told


def _read(path: Path, wanted: files.Wanted) -> tuple[files.Source, list[Sample]]:
    """What the file is, and its first values. Raises FileRefusedError when it has no row."""
    with files.read(path, wanted) as (source, batches):
        first = next(batches, None)
    if first is None or not first.num_rows:
        raise files.FileRefusedError("no_rows", layers=source.layers)
    samples = []
    for name in source.columns:
        cells = pc.utf8_slice_codeunits(first.column(name), 0, SAMPLE_CHARACTERS).to_pylist()
        values = [cell.strip() for cell in cells if cell and cell.strip()]
        samples.append(Sample(name, values))
    return source, samples


def _proposed(
    kind: Kind, source: files.Source, samples: list[Sample], earlier: ColumnMapping, known: Known
) -> tuple[ColumnMapping, bool]:
    """A mapping as the sender's earlier one where it fits, else guessed; whether it fits wholly."""
    headers = {fold(sample.header): sample.header for sample in samples}
    kept = {
        name: headers[fold(header)]
        for name, header in earlier.columns.items()
        if fold(header) in headers
    }
    fits = bool(earlier.columns) and all(
        fold(header) in headers for header in earlier.columns.values() if header
    )
    guessed = guess(kind, [sample for sample in samples if sample.header not in kept.values()])
    if source.is_table and kind.shape and not _has_places(earlier):
        guessed |= guess_places(samples)
    columns = dict(earlier.columns) if fits else {**guessed, **kept}
    told = guess_constants(kind, samples, columns, known)
    constants = {**earlier.constants, **told}
    settled = fits and constants == earlier.constants
    return replace(earlier, columns=columns, constants=constants), settled


def _has_places(mapping: ColumnMapping) -> bool:
    return any(mapping.columns.get(name) for name in PLACES)
