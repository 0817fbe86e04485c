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

import datetime
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django.utils.translation import gettext as _

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


def read_mapping(text: str) -> ColumnMapping:
    """The mapping in a text of TOML. Raises ValueError with what is wrong with it, in words."""
    told: dict[str, Any] = tomllib.loads(text)
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
