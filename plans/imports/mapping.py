"""Which column of a file is which: canonical names, Swedish headers, or a mapping in TOML.

A mapping file:

    [columns]                # canonical name = header in the file
    archive_ref = "akt_egn"
    east = "Y"               # where a table's shapes stand: east and north, or geometry (WKT)
    north = "X"
    note = ""                # none of them, whatever the file's headers are
    [values.kind]            # value in the file = code
    "DP" = "detaljplan"
    [constants]              # the same value on every row
    municipality_code = "2080"
    [options]
    clear = ["address"]      # an empty cell in these columns empties the record; true = in all
    bare_year = "07-01"      # the day that a bare year means
    covers = ["20"]          # counties of which the file is a whole list
"""

import datetime
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django.utils.translation import gettext as _

from plans.imports.kind import Kind
from plans.imports.values import CONTROL
from raknaq.lib.files import FileRefusedError, Source
from raknaq.lib.headers import fold

SHAPEFILE_NAME = 10  # characters a shapefile keeps of a column's name
GEOMETRY, EAST, NORTH = "geometry", "east", "north"
PLACES = (EAST, NORTH, GEOMETRY)  # names in a mapping for what a table's shapes are read from
WKT_HEADERS = ["geometry", "geometri", "geom", "wkt", "wkt_geom", "the_geom", "shape_wkt"]
AXIS_HEADERS = (
    "{}", "{}_koord", "{}koord", "{}_koordinat", "{}koordinat", "koord_{}", "{}_coord", "{}coord",
    "coord_{}", "{}_sweref", "{}_sweref99", "{}_sweref99tm", "sweref_{}", "sweref99_{}",
    "sweref99tm_{}", "{}_rt90", "rt90_{}", "pos_{}", "punkt_{}",
)  # fmt: skip


def _axis_headers(*names: str) -> list[str]:
    return [header.format(name) for name in names for header in AXIS_HEADERS]


EASTING_HEADERS = _axis_headers(
    "x", "e", "ost", "east", "easting", "lon", "long", "longitud", "longitude", "o"
)
NORTHING_HEADERS = _axis_headers(
    "y", "n", "nord", "north", "northing", "lat", "latitud", "latitude"
)


@dataclass(frozen=True)
class ColumnMapping:
    """A mapping as read from TOML; empty where the file's own headers do."""

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    clear: Sequence[str] | bool = False
    bare_year: str | None = None
    covers: Sequence[str] | None = None


def place_headers(mapping: ColumnMapping) -> dict[str, list[str]]:
    """The headers to read a table's shapes from (`raknaq.lib.files.Wanted`), folded.

    Those that the mapping names, else the known ones. Where it names easting and northing alone, a
    column of WKT is not looked for.
    """
    known = {EAST: EASTING_HEADERS, NORTH: NORTHING_HEADERS, GEOMETRY: WKT_HEADERS}
    told = {name: [fold(mapping.columns[name])] for name in PLACES if name in mapping.columns}
    if EAST in told and NORTH in told:
        told = {GEOMETRY: [""], **told}
    east, north, wkt = (told.get(name, known[name]) for name in PLACES)
    return {"easting_headers": east, "northing_headers": north, "wkt_headers": wkt}


def read_mapping(text: str) -> ColumnMapping:
    """The mapping in a text of TOML. Raises ValueError with what is wrong with it, in words."""
    try:
        told: dict[str, Any] = tomllib.loads(text)
    except RecursionError:
        raise ValueError(_("för många nivåer.")) from None
    if any(CONTROL.search(word) for word in _words(told)):
        raise ValueError(_("en text har ett styrtecken."))
    options = _table("options", told.pop("options", {}))
    values = _table("values", told.pop("values", {}))
    mapping = ColumnMapping(
        columns=_texts("columns", told.pop("columns", {})),
        values={name: _texts(f"values.{name}", pairs) for name, pairs in values.items()},
        constants=_constants(told.pop("constants", {})),
        clear=_clear(options.pop("clear", False)),
        bare_year=day_of_year(options.pop("bare_year", None)),
        covers=_covers(options.pop("covers", None)),
    )
    for name in (*told, *options):
        raise ValueError(_("%s finns inte i en mappning.") % name)
    return mapping


def _words(told: Any) -> Iterator[str]:
    """Every text in a TOML document, the names included."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict):
        for name, value in told.items():
            yield name
            yield from _words(value)
    elif isinstance(told, list):
        for value in told:
            yield from _words(value)


def _table(name: str, told: Any) -> dict[str, Any]:
    if not isinstance(told, dict):
        raise ValueError(_("[%s] ska vara en tabell.") % name)
    return told


def _texts(table: str, told: Any) -> dict[str, str]:
    for name, value in _table(table, told).items():
        if not isinstance(value, str):
            words = {"name": name, "table": table}
            raise ValueError(_("%(name)s under [%(table)s] ska vara text.") % words)
    return dict(told)


def _constants(told: Any) -> dict[str, str]:
    for name, value in _table("constants", told).items():
        if type(value) not in (str, int):
            raise ValueError(_("%s under [constants] ska vara text eller ett heltal.") % name)
    return {name: str(value) for name, value in told.items()}


def _is_list_of_texts(told: Any) -> bool:
    return isinstance(told, list) and all(isinstance(name, str) for name in told)


def _clear(told: Any) -> list[str] | bool:
    if not isinstance(told, bool) and not _is_list_of_texts(told):
        raise ValueError(_("clear ska vara true, false eller en lista med kolumnnamn."))
    return cast(list[str] | bool, told)


def _covers(told: Any) -> list[str] | None:
    if told is not None and not _is_list_of_texts(told):
        raise ValueError(_("covers ska vara en lista med länskoder som text."))
    return cast(list[str] | None, told)


def day_of_year(told: Any) -> str | None:
    """A day that every year has, as "MM-DD", or None. Raises ValueError in words."""
    try:
        if told is not None:
            datetime.date.fromisoformat(f"2001-{told}")
    except ValueError:
        text = _('bare_year ska vara en dag på året som alla år har, till exempel "07-01".')
        raise ValueError(text) from None
    return cast(str | None, told)


def write_mapping(mapping: ColumnMapping) -> str:
    """A mapping as a text of TOML that `read_mapping` reads as the same."""
    options = {
        name: getattr(mapping, name)
        for name in ("clear", "bare_year", "covers")
        if getattr(mapping, name)
    }
    tables = {
        "columns": mapping.columns,
        **{f"values.{name}": pairs for name, pairs in mapping.values.items()},
        "constants": mapping.constants,
        "options": options,
    }
    lines = []
    for name, pairs in tables.items():
        if pairs:
            lines += [
                f"[{name}]",
                *(f"{_toml(key)} = {_toml(value)}" for key, value in pairs.items()),
            ]
    return "".join(f"{line}\n" for line in lines)


def _toml(value: Any) -> str:
    """A text, a list of texts or a truth in TOML, whose strings are those of JSON but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


@dataclass(frozen=True)
class Fitted:
    """How a file's columns meet a kind's.

    `source` is canonical name → header in the file; `unused` the headers that meet nothing;
    `given` the canonical names that the file or the mapping gives.
    """

    source: Mapping[str, str]
    unused: Sequence[str]
    given: frozenset[str]


def fit(kind: Kind, file: Source, mapping: ColumnMapping) -> Fitted:
    """Find each of the kind's columns among a file's headers.

    A shapefile's names are cut to ten characters. Raises FileRefusedError when the mapping names
    what is not there.
    """
    by_fold = {fold(header): header for header in file.columns}
    _check_names(kind, mapping, by_fold)
    source = {}
    for column in kind.columns:
        if mapping.columns.get(column.name) == "":
            continue  # said to be none of them
        if column.name in mapping.columns:
            wanted = [mapping.columns[column.name]]
        else:
            wanted = [column.name, *column.headers]
        folded = [fold(name) for name in wanted]
        if file.driver == "ESRI Shapefile":
            folded += [name[:SHAPEFILE_NAME] for name in folded]
        found = next((by_fold[name] for name in folded if name in by_fold), None)
        if found is not None:
            source[column.name] = found
        elif column.name in mapping.columns:
            raise FileRefusedError("mapping_column_missing", field=column.name, value=wanted[0])
    used = {*source.values(), *file.places}
    unused = [header for header in file.columns if header not in used]
    return Fitted(source, unused, frozenset(source) | frozenset(mapping.constants))


def _check_names(kind: Kind, mapping: ColumnMapping, by_fold: Mapping[str, str]) -> None:
    """Refuse a mapping of columns that the kind has not, or of places that the file has not."""
    places = PLACES if kind.shape else ()
    names = {column.name for column in kind.columns}
    asked = [name for name in mapping.columns if name not in places]
    for name in [*asked, *mapping.values, *mapping.constants]:
        if name not in names:
            raise FileRefusedError("mapping_unknown", value=name)
    for name in places:
        header = mapping.columns.get(name, "")
        if header and fold(header) not in by_fold:
            raise FileRefusedError("mapping_column_missing", field=name, value=header)
