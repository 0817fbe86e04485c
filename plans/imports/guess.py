"""A guess at which column of a file is which, from its header and a few of its values.

A person sees the guess and decides. A header known by its name wins; then a header that holds a
known word; then values that are codes or mean some, or look like an akt or days, in a column not
yet taken. What a value without a code may mean is guessed too, the municipality where the akter say
it, and where a table's shapes stand (`plans.imports.guess_places`).
"""

import difflib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from plans.imports.issues import SHOWN, UNKNOWN_VALUE
from plans.imports.kind import Column, Kind
from plans.imports.mapping import ColumnMapping
from plans.imports.stage import is_sum
from plans.imports.values import Known, RefusedValueError
from raknaq.lib.headers import fold

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
        "planakt",
        "aktid",
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
        "planbet",
        "bet",
    ),
    "name": ("plannamn", "plan_namn", "objektnamn", "benamning", "namn", "objekt_namn"),
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
    "object_ref": (
        "objekt_id",
        "objektid",
        "obj_id",
        "objnr",
        "objektnr",
        "lopnr",
        "fid",
        "id",
        "nr",
    ),
    "object_type": ("objekttyp", "obj_typ", "objtyp", "kategori"),
    "letter": ("bokstav", "planbest", "best_bet", "bestammelsebet", "beteckning", "bet"),
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
# What a letter alone proposes; in capitals they are uses, whose class a person has to tell.
LETTER_CLASSES = {"q": "skydd", "k": "varsamhet", "r": "rivningsforbud"}
OTHER_DAYS = ("uppdat", "andra", "skapad", "edit", "creat", "modif", "regist", "inlast", "export")
AKT = re.compile(
    r"^(?!\d{4}-\d\d-\d\d)\d{4}[A-Za-z]?-[A-ZÅÄÖ0-9]+(/\d+)?|^\d{2}-[A-ZÅÄÖ]{2,4}-", re.IGNORECASE
)
DAY = re.compile(r"^(19|20)\d{2}-?[01]\d-?[0-3]\d")
LETTER = re.compile(r"^[a-zåäöQKR]\d{0,2}$")
SHARE = 0.6  # of the samples that must look right
MOSTLY = 0.9  # of the akter whose municipality is known that must be in one
NOWHERE = Known({}, {}, {})  # closed lists know of no places


class Sample(NamedTuple):
    """A column of a file: its header and the values of its first rows, less the blank ones."""

    header: str
    values: Sequence[str]

    def most(self, looks: re.Pattern[str]) -> bool:
        """Whether most of the values look so."""
        fitting = [value for value in self.values if looks.match(value)]
        return bool(self.values) and len(fitting) >= SHARE * len(self.values)


def guess(kind: Kind, samples: Sequence[Sample]) -> dict[str, str]:
    """Canonical name → header, for the columns that can be guessed."""
    free = [sample.header for sample in samples]
    found: dict[str, str] = {}
    for finder in (_by_name, _by_word, _by_meaning, _by_values):
        for column in kind.columns:
            if column.name in found:
                continue
            header = finder(column, [s for s in samples if s.header in free])
            if header is not None:
                found[column.name] = header
                free.remove(header)
    return {**found, **_letters_as_classes(kind, samples, found)}


def _letters_as_classes(
    kind: Kind, samples: Sequence[Sample], found: Mapping[str, str]
) -> dict[str, str]:
    """The column of letters also as that of types, where there is no other and q and Q are two."""
    asked = any(column.name == "classes" and column.case_matters for column in kind.columns)
    letters = [s for s in samples if s.header == found.get("letter") and s.most(LETTER)]
    return {"classes": letters[0].header} if asked and "classes" not in found and letters else {}


def _by_name(column: Column, samples: Sequence[Sample]) -> str | None:
    names = {fold(name) for name in (column.name, *column.headers)}
    return next((sample.header for sample in samples if fold(sample.header) in names), None)


def _by_word(column: Column, samples: Sequence[Sample]) -> str | None:
    for word in WORDS.get(column.name, ()):
        for sample in samples:
            header = fold(sample.header)
            whole = header == word or word in header.split("_")
            other = column.name == "designation" and sample.most(LETTER)
            if (whole or (len(word) > 3 and word in header)) and not other:
                return sample.header
    return None


def _by_meaning(column: Column, samples: Sequence[Sample]) -> str | None:
    """The first column most of whose values are codes of a closed list, or mean some."""
    if column.name not in MEANINGS:
        return None
    for sample in samples:
        meant = [value for value in sample.values if _means(column, value)]
        if not sample.most(LETTER) and sample.values and len(meant) >= SHARE * len(sample.values):
            return sample.header
    return None


def _means(column: Column, value: str) -> bool:
    try:
        return bool(column.convert(value, NOWHERE))
    except RefusedValueError as refused:
        return bool(guess_meaning(column.name, value, refused.facts.get("allowed", [])))


def _by_values(column: Column, samples: Sequence[Sample]) -> str | None:
    """The only column left whose values look right; of several nobody knows which."""
    looks = {"archive_ref": AKT, "in_force_from": DAY, "letter": LETTER}.get(column.name)
    if looks is None:
        return None
    alike = []
    for sample in samples:
        other = looks is DAY and any(word in fold(sample.header) for word in OTHER_DAYS)
        if sample.most(looks) and not other:
            alike.append(sample.header)
    return alike[0] if len(alike) == 1 else None


def guess_constants(
    kind: Kind, samples: Sequence[Sample], found: Mapping[str, str], known: Known
) -> dict[str, str]:
    """The municipality, where no column says it and nearly all akter begin with one's code."""
    columns = {column.name for column in kind.columns}
    if "municipality_code" not in columns or "municipality_code" in found:
        return {}
    akter = [v for s in samples if s.header == found.get("archive_ref") for v in s.values]
    codes = Counter(known.former.get(akt[:4], akt[:4]) for akt in akter)
    told = {code: number for code, number in codes.items() if code in known.municipalities}
    code = max(told, key=told.__getitem__, default="")
    if code and told[code] >= max(MOSTLY * sum(told.values()), SHARE * len(akter)):
        return {"municipality_code": code}
    return {}


def unknown_values(
    kind: Kind, samples: Sequence[Sample], mapping: ColumnMapping, known: Known
) -> dict[str, dict[str, Any]]:
    """The values of the first rows that no code answers to (`Issues.unknown_values`)."""
    told = {sample.header: sample.values for sample in samples}
    found: dict[str, dict[str, Any]] = {}
    for column in kind.columns:
        values = Counter(told.get(mapping.columns.get(column.name, ""), ()))
        for value, rows in values.most_common():
            if value in mapping.values.get(column.name, ()) or is_sum(value):
                continue
            try:
                column.convert(value, known)
            except RefusedValueError as refused:
                if refused.reason in UNKNOWN_VALUE:
                    allowed = list(refused.facts.get("allowed", []))
                    of = found.setdefault(column.name, {"values": [], "allowed": allowed})
                    of["values"] = [*of["values"], [value, rows]][:SHOWN]
    return found


def guess_meaning(column: str, value: str, allowed: Sequence[str]) -> str:
    """The code of a closed list that a value may stand for; empty when nothing is like it."""
    letter = value.strip().rstrip("0123456789")
    if column == "classes" and len(letter) == 1:
        return LETTER_CLASSES.get(letter, "")
    folded = fold(value)
    meanings = MEANINGS.get(column, {})
    for code in (folded, *folded.split("_")):
        if code in meanings and meanings[code] in allowed:
            return meanings[code]
    close = difflib.get_close_matches(folded, [fold(code) for code in allowed], n=1, cutoff=0.8)
    return next((code for code in allowed if [fold(code)] == close), "")
