"""A guess at which column of a file is which, from its header and a few of its values.

A person sees the guess and decides. A header known by its name wins; then a header that holds a
known word; then values that look like an akt or days in a column not yet taken. What a value
without a code may mean is guessed too, and the municipality where the akter say it.
"""

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from plans.imports.kind import Column, Kind
from plans.imports.values import Known, fold

# Words seen in the headers of municipal exports and old county databases, by canonical column.
WORDS: Mapping[str, tuple[str, ...]] = {
    "municipality_code": ("kommunkod", "kommunnr", "kommun", "kkod", "knkod"),
    "archive_ref": (
        "aktbeteckning",
        "aktbet",
        "lm_akt",
        "akt_egn",
        "aktnr",
        "akt_id",
        "arkivakt",
        "akt",
    ),
    "designation": (
        "planbeteckning",
        "plannr",
        "plan_nr",
        "plannummer",
        "planid",
        "akt_egn",
        "diarienr",
        "dnr",
    ),
    "name": ("plannamn", "plan_namn", "objektnamn", "benamning", "namn"),
    "kind": ("plantyp", "typ_av_plan", "planslag", "plan_typ", "typ"),
    "in_force_from": (
        "laga_kraft",
        "lagakraft",
        "lagakr",
        "dat_laga",
        "lagak",
        "lk_datum",
        "ikrafttr",
    ),
    "in_force_to": ("upphord", "upphavd", "upph"),
    "adopted_on": ("antagen", "antagand", "datum_ant", "dat_anta", "faststall"),
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
    "outcome": ("utfall", "resultat"),
    "region_code": ("lanskod", "regionkod", "kommunkod", "region"),
    "year": ("artal", "planar", "ar", "tid"),
    "buildings": ("antal_byggnader", "byggnader", "antal"),
    "building_type": ("byggnadstyp",),
    "source": ("kalla",),
}
# What municipalities and old databases write for a code of a closed list, by canonical column.
MEANINGS: Mapping[str, Mapping[str, str]] = {
    "kind": {
        "dp": "detaljplan", "dpl": "detaljplan", "ob": "omradesbestammelser",
        "omr": "omradesbestammelser", "sp": "stadsplan", "spl": "stadsplan",
        "bp": "byggnadsplan", "bpl": "byggnadsplan", "ap": "avstyckningsplan",
        "avst": "avstyckningsplan", "fp": "fastighetsplan", "tomtindelning": "fastighetsplan",
        "ti": "fastighetsplan",
    },
    "decision": {
        "antagande": "new", "nyplan": "new", "ny_plan": "new", "upphavd": "repeal",
        "tillagg": "change",
    },
    "object_type": {
        "hus": "byggnad", "bostadshus": "byggnad", "stenmur": "mur", "stodmur": "mur",
        "tradrad": "alle", "bebyggelsemiljo": "miljo", "ovrigt": "annat",
    },
    "classes": {
        "skyddsbestammelse": "skydd", "varsamhetsbestammelse": "varsamhet",
        "rivning": "rivningsforbud", "ovrigt": "annat",
    },
}  # fmt: skip
OTHER_DAYS = ("uppdat", "andra", "skapad", "edit", "creat", "modif", "regist", "inlast", "export")
AKT = re.compile(
    r"^(?!\d{4}-\d\d-\d\d)\d{4}[A-Za-z]?-[A-ZÅÄÖ0-9]+(/\d+)?|^\d{2}-[A-ZÅÄÖ]{2,4}-", re.IGNORECASE
)
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
    """The only column left whose values look right; of several nobody knows which."""
    looks = {"archive_ref": AKT, "in_force_from": DAY}.get(column.name)
    if looks is None:
        return None
    alike = []
    for sample in samples:
        fitting = [value for value in sample.values if looks.match(value)]
        other = looks is DAY and any(word in fold(sample.header) for word in OTHER_DAYS)
        if sample.values and len(fitting) >= SHARE * len(sample.values) and not other:
            alike.append(sample.header)
    return alike[0] if len(alike) == 1 else None


def guess_constants(
    kind: Kind, samples: Sequence[Sample], found: Mapping[str, str], known: Known
) -> dict[str, str]:
    """The municipality, where no column says it and every akt begins with the same one's code."""
    columns = {column.name for column in kind.columns}
    if "municipality_code" not in columns or "municipality_code" in found:
        return {}
    akter = [v for s in samples if s.header == found.get("archive_ref") for v in s.values]
    codes = {known.former.get(akt[:4], akt[:4]) for akt in akter}
    if len(codes) == 1 and codes <= set(known.municipalities):
        return {"municipality_code": codes.pop()}
    return {}


def guess_meaning(column: str, value: str, allowed: Sequence[str]) -> str:
    """The code of a closed list that a value may stand for; empty when nothing is like it."""
    folded = fold(value)
    meanings = MEANINGS.get(column, {})
    for code in (folded, *folded.split("_")):
        if code in meanings and meanings[code] in allowed:
            return meanings[code]
    close = difflib.get_close_matches(folded, [fold(code) for code in allowed], n=1, cutoff=0.8)
    return next((code for code in allowed if [fold(code)] == close), "")
