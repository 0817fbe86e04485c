"""From text in a file to values in the database: one small function per type of column.

Each takes the trimmed text of a cell, never empty, and what is known of places; it returns the
value, a NotedValue where it was read as something else than it says, or raises RefusedValueError;
both have a reason from `plans.imports.reasons`.
"""

import datetime
import difflib
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import override

from plans.models import County, FormerMunicipalityCode, Municipality
from raknaq.lib.headers import fold

MIN_YEAR, MAX_YEAR = 1800, 2200
CONTROL = re.compile(r"[\x00-\x08\x0c\x0e-\x1f\x7f]")
YES = {"1", "ja", "j", "true", "t", "sant", "yes", "x"}
ALL_BUILDINGS = {
    "totalt", "total", "samtliga", "alla", "samtliga_byggnader", "samtliga_byggnadstyper",
}  # fmt: skip
NO = {"0", "nej", "n", "false", "f", "falskt", "no"}


class RefusedValueError(Exception):
    """A value that cannot be taken in: a reason and its facts."""

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts


@dataclass(frozen=True)
class Known:
    """What is known of places while a file is read.

    `municipalities` and `counties` are code → name; `former` is former code → today's code;
    `day_of_bare_year` is "MM-DD" where the mapping says which day a bare year means.
    """

    municipalities: Mapping[str, str]
    counties: Mapping[str, str]
    former: Mapping[str, str]
    day_of_bare_year: str | None = None


@dataclass(frozen=True)
class NotedValue:
    """A value that was read as something else than it says: a person should know the reason."""

    value: Any
    reason: str
    facts: Mapping[str, Any]


Converter = Callable[[str, Known], Any]
TextConverter = Callable[[str, Known], str]


def known_places(day_of_bare_year: str | None = None) -> Known:
    """Today's counties and municipalities, and the former codes, from the database."""
    return Known(
        municipalities=dict(Municipality.objects.values_list("code", "name")),
        counties=dict(County.objects.values_list("code", "name")),
        former=dict(FormerMunicipalityCode.objects.values_list("code", "municipality_id")),
        day_of_bare_year=day_of_bare_year,
    )


def text(limit: int | None = None) -> TextConverter:
    """Text of at most `limit` characters."""

    def convert(value: str, known: Known) -> str:
        if limit is not None and len(value) > limit:
            raise RefusedValueError("text_too_long", limit=limit)
        return value

    return convert


def tidy(limit: int) -> TextConverter:
    """Text of at most `limit` characters, with one space where it has several."""

    def convert(value: str, known: Known) -> str:
        return text(limit)(" ".join(value.split()), known)

    return convert


def listed(value: str, known: Known) -> list[str] | None:
    """The parts of a list written with commas or as JSON, in its order; None where it has none."""
    return re.findall(r"[^\s,;\[\]\"]+", value) or None


def index(value: str, known: Known) -> str:
    """A printed index; a number that a table made a real ("1.0") is that number."""
    return text(20)(_whole(value), known)


def _whole(value: str) -> str:
    """A code without the decimals of a table that made it a real: 2080.0 is 2080."""
    return value.removesuffix(".0").removesuffix(",0")


def day(value: str, known: Known) -> datetime.date | NotedValue | None:
    """A day; a bare year only where the mapping says which day it means.

    Of several days in one cell the earliest, noted. Zeros, as tables write for no day, are none.
    """
    if not value.strip("0-/. "):
        return None
    parts = (part.strip() for part in re.split(r'[;,\[\]"]', value))
    days = [_one_day(part, known) for part in parts if part]
    if not days:
        raise RefusedValueError("date_unreadable")
    first, *others = sorted(set(days))
    if others:
        return NotedValue(first, "date_of_several", {"first": str(first)})
    return first


def _one_day(value: str, known: Known) -> datetime.date:
    if _is_year(value):
        if known.day_of_bare_year is None:
            raise RefusedValueError("date_only_year")
        return _day_of(f"{value}-{known.day_of_bare_year}")
    return _day_of(value)


def reading_day(value: str, known: Known) -> datetime.date:
    """A day of reading or recording; a bare year means its last day."""
    return _day_of(f"{value}-12-31" if _is_year(value) else value)


def _is_year(value: str) -> bool:
    return re.fullmatch(r"\d{4}", value) is not None and MIN_YEAR <= int(value) <= MAX_YEAR


def _day_of(written: str) -> datetime.date:
    found = re.match(r"(\d{4})([-/.]?)(\d{2})\2(\d{2})(?=$|[T +Z])", written)
    if not found:
        raise RefusedValueError("date_unreadable")
    year, month, dom = (int(found[n]) for n in (1, 3, 4))
    try:
        return datetime.date(year, month, dom)
    except ValueError:
        raise RefusedValueError("date_impossible") from None


def whole(least: int = 0, most: int = 2_000_000_000) -> Converter:
    """A whole number within bounds; 12.0 is 12."""

    def convert(value: str, known: Known) -> int:
        digits = re.sub(r"[\s\u00a0\u202f]", "", value)
        found = re.fullmatch(r"(-?\d{1,15})(?:[.,]0+)?", digits)
        if not found:
            raise RefusedValueError("number_unreadable")
        number = int(found[1])
        if number < least:
            raise RefusedValueError("number_too_small", limit=least)
        if number > most:
            raise RefusedValueError("number_too_big", limit=most)
        return number

    return convert


year = whole(MIN_YEAR, MAX_YEAR)


def year_in_text(value: str, known: Known) -> int | NotedValue:
    """The first year in a text such as "1987-05-01" or "ca 1990"; a note where there is none."""
    years = [int(found) for found in re.findall(r"(?<!\d)\d{4}(?!\d)", value)]
    fits = [found for found in years if MIN_YEAR <= found <= MAX_YEAR]
    return fits[0] if fits else NotedValue(None, "year_unread", {})


def truth(value: str, known: Known) -> bool:
    """Ja or nej, in the ways that files say it."""
    folded = fold(value)
    if folded not in YES | NO:
        raise RefusedValueError("truth_unreadable")
    return folded in YES


def choice(choices: type[TextChoices], also: Mapping[str, str] | None = None) -> Converter:
    """One code of a closed list, or its Swedish label; `also` maps further spellings to codes."""

    @cache
    def codes() -> dict[str, str]:
        with override("sv"):
            labels = {fold(str(label)): code for code, label in choices.choices}
        return labels | {fold(code): code for code in choices.values} | dict(also or {})

    def convert(value: str, known: Known) -> str:
        code = codes().get(fold(value))
        if code is None:
            raise RefusedValueError("code_unknown", allowed=list(choices.values))
        return code

    return convert


def several(choices: type[TextChoices]) -> Converter:
    """Codes of a closed list separated by semicolons; sorted, each once; None where none is."""
    one = choice(choices)

    def convert(value: str, known: Known) -> list[str] | None:
        parts = [part for part in re.split(r"[;,]", value) if part.strip()]
        return sorted({one(part, known) for part in parts}) or None

    return convert


def letter(value: str, known: Known) -> str:
    """The printed letter, case kept: K is kontor under PBL, k is varsamhet."""
    return text(20)(value, known)


def building_type(value: str, known: Known) -> str | None:
    """A type of building; None for the words that mean all of them."""
    if fold(value) in ALL_BUILDINGS:
        return None
    return text(100)(value, known)


def identifier(value: str, known: Known) -> str:
    """A uuid in its usual writing."""
    try:
        return str(uuid.UUID(value))
    except ValueError:
        raise RefusedValueError("uuid_unreadable") from None


def address(value: str, known: Known) -> str:
    """A web address: http or https, nothing else."""
    if not re.match(r"https?://", value, re.IGNORECASE):
        raise RefusedValueError("address_unsafe")
    return text(500)(value, known)


def municipality(value: str, known: Known) -> str | NotedValue:
    """Today's code of a municipality, given by today's or a former code (or its name)."""
    value = _whole(value)
    told = value.zfill(4) if value.isdigit() else _code_by_name(value, known.municipalities)
    code = known.former.get(told, told) if told else None
    if code is None or code not in known.municipalities:
        raise RefusedValueError("municipality_unknown", close=_close(value, known.municipalities))
    if code == told:
        return code
    return NotedValue(
        code, "municipality_renamed", {"today": code, "name": known.municipalities[code]}
    )


def county(value: str, known: Known) -> str:
    """The code of a county, given by its code or its name."""
    value = _whole(value)
    code = value.zfill(2) if value.isdigit() else _code_by_name(value, known.counties)
    if code not in known.counties:
        raise RefusedValueError("county_unknown", close=_close(value, known.counties))
    return str(code)


def region(value: str, known: Known) -> str | NotedValue:
    """The code of a county (two digits) or a municipality (four)."""
    value = _whole(value)
    if not value.isdigit() or len(value) > 4:
        raise RefusedValueError("region_unknown")
    if len(value) <= 2:
        return county(value, known)
    return municipality(value, known)


def new_region(value: str, known: Known) -> str:
    """A two- or four-digit code that need not be known yet."""
    if not re.fullmatch(r"\d{2}|\d{4}", value):
        raise RefusedValueError("region_unknown")
    return value


def _code_by_name(name: str, places: Mapping[str, str]) -> str | None:
    """The code of a place by its name, with or without "kommun", "län" and the genitive s.

    Håbo and Habo are two: a name without its dots and rings counts only where it fits one place.
    """
    for plain in (str.casefold, fold):
        wanted = _bare(plain(name))
        found = [code for code, known in places.items() if _bare(plain(known)) == wanted]
        if len(found) > 1:
            names = [f"{code} {places[code]}" for code in found]
            raise RefusedValueError("municipality_ambiguous", names=names)
        if found:
            return found[0]
    return None


def _bare(name: str) -> str:
    """A name in lower case without "kommun", "län" and the genitive s."""
    return re.sub(r"s?( kommun| l[aä]n)?$", "", name.replace("_", " ").strip())


def _close(value: str, places: Mapping[str, str]) -> str | None:
    """ "2085 Ludvika" where a code or a name is close to what was written."""
    if value.isdigit():
        near = min(places, key=lambda code: (_digits_apart(code, value), code))
        close = [near] if _digits_apart(near, value) <= 2 else []
    else:
        names = difflib.get_close_matches(value, places.values(), n=1)
        close = [code for code, name in places.items() if name in names]
    return f"{close[0]} {places[close[0]]}" if close else None


def _digits_apart(code: str, value: str) -> int:
    return abs(len(code) - len(value)) + sum(a != b for a, b in zip(code, value, strict=False))
