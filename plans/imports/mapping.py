"""Which column of a file is which: canonical names, Swedish headers, or a mapping in TOML.

A mapping file:

    [columns]                # canonical name = header in the file
    archive_ref = "akt_egn"
    [values.kind]            # value in the file = code
    "DP" = "detaljplan"
    [constants]              # the same value on every row
    municipality_code = "2080"
    [options]
    clear = ["address"]      # an empty cell in these columns empties the record; true = in all
    bare_year = "07-01"      # the day that a bare year means
    covers = ["20"]          # counties of which the file is a whole list
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plans.imports.kind import Kind
from plans.imports.values import fold
from raknaq.lib.files import FileRefusedError

SHAPEFILE_NAME = 10  # characters a shapefile keeps of a column's name
WKT_HEADERS = ["geometry", "geometri", "geom", "wkt", "wkt_geom", "the_geom"]
EASTING_HEADERS = ["x", "e", "ost", "öst", "easting", "x_sweref", "e_sweref"]
NORTHING_HEADERS = ["y", "n", "nord", "northing", "y_sweref", "n_sweref"]


@dataclass(frozen=True)
class ColumnMapping:
    """A mapping as read from TOML; empty where the file's own headers do."""

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    clear: Sequence[str] | bool = False
    bare_year: str | None = None
    covers: Sequence[str] | None = None


def read_mapping(path: Path) -> ColumnMapping:
    """The mapping in a TOML file. Raises ValueError with what is wrong with it."""
    told: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    options = told.pop("options", {})
    mapping = ColumnMapping(
        columns=told.pop("columns", {}),
        values=told.pop("values", {}),
        constants={name: str(value) for name, value in told.pop("constants", {}).items()},
        clear=options.pop("clear", False),
        bare_year=options.pop("bare_year", None),
        covers=options.pop("covers", None),
    )
    if told or options:
        raise ValueError(", ".join([*told, *options]))
    return mapping


@dataclass(frozen=True)
class Fitted:
    """How a file's columns meet a kind's.

    `source` is canonical name → header in the file; `unused` the headers that meet nothing;
    `given` the canonical names that the file or the mapping gives.
    """

    source: Mapping[str, str]
    unused: Sequence[str]
    given: frozenset[str]


def fit(kind: Kind, headers: Sequence[str], mapping: ColumnMapping, *, cut: bool) -> Fitted:
    """Find each of the kind's columns among a file's headers.

    `cut` says that names are cut to ten characters (a shapefile). Raises FileRefusedError when the
    mapping names what is not there.
    """
    names = {column.name for column in kind.columns}
    for name in [*mapping.columns, *mapping.values, *mapping.constants]:
        if name not in names:
            raise FileRefusedError("mapping_unknown", value=name)
    by_fold = {fold(header): header for header in headers}
    source = {}
    for column in kind.columns:
        if column.name in mapping.columns:
            wanted = [mapping.columns[column.name]]
        else:
            wanted = [column.name, *column.headers]
        folded = [fold(name) for name in wanted]
        if cut:
            folded += [name[:SHAPEFILE_NAME] for name in folded]
        found = next((by_fold[name] for name in folded if name in by_fold), None)
        if found is not None:
            source[column.name] = found
        elif column.name in mapping.columns:
            raise FileRefusedError("mapping_column_missing", field=column.name, value=wanted[0])
    used = set(source.values())
    places = {*WKT_HEADERS, *EASTING_HEADERS, *NORTHING_HEADERS} if kind.shape else set()
    unused = [h for h in headers if h not in used and h.casefold() not in places]
    return Fitted(source, unused, frozenset(source) | frozenset(mapping.constants))
