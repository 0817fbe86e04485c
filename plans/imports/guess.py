"""A guess at which column of a file is which, from its header and a few of its values.

A person sees the guess and decides. A header known by its name wins; then a header that holds a
known word; then values that look like an akt or days in a column not yet taken.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from plans.imports.kind import Column, Kind
from plans.imports.values import fold

# Words seen in the headers of municipal exports and old county databases, by canonical column.
WORDS: Mapping[str, tuple[str, ...]] = {
    "municipality_code": ("kommunkod", "kommunnr", "kommun", "kkod", "knkod"),
    "archive_ref": ("aktbeteckning", "akt_egn", "aktnr", "akt_id", "arkivakt", "lm_akt", "akt"),
    "designation": ("planbeteckning", "plannr", "plan_nr", "planid", "diarienr", "dnr"),
    "name": ("plannamn", "plan_namn", "objektnamn", "benamning", "namn"),
    "kind": ("plantyp", "typ_av_plan", "planslag", "plan_typ"),
    "in_force_from": ("laga_kraft", "lagakraft", "lagakr", "dat_laga", "lagak", "lk_datum"),
    "in_force_to": ("upphord", "upphavd", "upph"),
    "adopted_on": ("antagen", "antagand", "datum_ant", "faststall"),
    "decision": ("beslutstyp", "beslut"),
    "changes_ref": ("andrar", "avser_plan"),
    "object_ref": ("objekt_id", "objektid", "obj_id", "objnr", "lopnr", "fid", "id"),
    "object_type": ("objekttyp", "obj_typ", "kategori"),
    "letter": ("bokstav", "planbest", "best_bet", "beteckning"),
    "index": ("index",),
    "wording": ("formulering", "bestammelse", "lydelse", "text"),
    "classes": ("klass", "skyddstyp", "bestammelsetyp", "typ"),
    "property_designation": ("fastighet", "fastbet"),
    "address": ("adress",),
    "note": ("anmarkning", "notering", "kommentar", "anm"),
    "recorded_on": ("registrerad", "regdatum", "inv_datum", "inventerad"),
    "recorded_by": ("registrerare", "inventerare", "handlaggare"),
    "read_on": ("last_den", "granskad", "genomgangen"),
    "read_by": ("last_av", "granskare"),
    "year": ("artal", "planar", "ar"),
    "outcome": ("utfall", "resultat"),
}
AKT = re.compile(r"^\d{4}[A-Za-z]?-[A-ZÅÄÖ0-9]+(/\d+)?|^\d{2}-[A-ZÅÄÖ]{2,4}-", re.IGNORECASE)
DAY = re.compile(r"^(19|20)\d{2}-?[01]\d-?[0-3]\d")
SHARE = 0.6  # of the samples that must look right


class Sample(NamedTuple):
    """A column of a file: its header and some of its values."""

    header: str
    values: tuple[str, ...]


def guess(kind: Kind, samples: Sequence[Sample]) -> dict[str, str]:
    """Canonical name → header, for the columns that can be guessed."""
    free = [sample.header for sample in samples]
    found: dict[str, str] = {}
    for finder in (_by_name, _by_word, _by_values):
        for column in kind.columns:
            if column.name in found:
                continue
            header = finder(column, [s for s in samples if s.header in free])
            if header is not None:
                found[column.name] = header
                free.remove(header)
    return found


def _by_name(column: Column, samples: Sequence[Sample]) -> str | None:
    names = {fold(name) for name in (column.name, *column.headers)}
    return next((sample.header for sample in samples if fold(sample.header) in names), None)


def _by_word(column: Column, samples: Sequence[Sample]) -> str | None:
    for word in WORDS.get(column.name, ()):
        for sample in samples:
            header = fold(sample.header)
            whole = header == word or word in header.split("_")
            if whole or (len(word) > 3 and word in header):
                return sample.header
    return None


def _by_values(column: Column, samples: Sequence[Sample]) -> str | None:
    looks = {"archive_ref": AKT, "in_force_from": DAY}.get(column.name)
    if looks is None:
        return None
    for sample in samples:
        alike = [value for value in sample.values if looks.match(value)]
        if sample.values and len(alike) >= SHARE * len(sample.values):
            return sample.header
    return None
