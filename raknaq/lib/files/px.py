"""PX (PC-Axis) files, the exchange format of official statistics.

Keywords with values in quotes, then the numbers, row by row, the last dimension of HEADING moving
fastest. The language of the file itself is read, not its translations.
"""

import itertools
import re
from collections.abc import Iterator
from math import prod
from pathlib import Path

from raknaq.lib.files import FileRefusedError, Wanted
from raknaq.lib.files.content import Content, Notes, encoding_of
from raknaq.lib.files.statistics import MAX_VALUES, Dimension, Statistics, content

KEYWORD = re.compile(r'\s*([A-Z][A-Z0-9-]*)(\[[\w-]+\])?\s*(?:\(((?:"[^"]*"|[^")]+)*+)\))?\s*=')
VALUE = re.compile(r'((?:"[^"]*"|[^";]+)*+);')
TOKEN = re.compile(r'"([^"]*)"|;|[^\s;"]+')
RANGE = re.compile(r'"(\d{4})"\s*-\s*"(\d{4})"')

Keywords = dict[tuple[str, str], str]


def open_px(path: Path, wanted: Wanted) -> Content:
    """A PX file as rows (`statistics.content`). Raises FileRefusedError."""
    text, notes = _text(path.read_bytes(), wanted.encoding)
    keywords, start = _keywords(text)
    if "KEYS" in {name for name, _ in keywords}:
        raise FileRefusedError("px_keys")
    contents = _texts(keywords.get(("CONTVARIABLE", ""), ""))
    names = _texts(keywords.get(("STUB", ""), "")) + _texts(keywords.get(("HEADING", ""), ""))
    dimensions = [_dimension(keywords, name, contents) for name in names]
    if not contents and ("CONTENTS", "") in keywords:
        told = " ".join(_texts(keywords["CONTENTS", ""]))
        dimensions.append(Dimension("contents", [""], [told], "contents"))
    sizes = [len(side.texts) for side in dimensions]
    if prod(sizes) > MAX_VALUES:
        raise FileRefusedError("file_too_big")
    values = _values(text, start, prod(sizes))
    places = itertools.product(*map(range, sizes))
    table = Statistics(
        dimensions=dimensions,
        values=zip(places, values, strict=True),
        title=_one(keywords, "TITLE") or _one(keywords, "DESCRIPTION"),
        publisher=_one(keywords, "SOURCE"),
        matrix=_one(keywords, "MATRIX"),
    )
    return content("PX", None, table, notes)


def _text(data: bytes, stated: str | None) -> tuple[str, Notes]:
    """The text in the stated encoding, else the one in CODEPAGE, else the one its bytes are in."""
    told = re.search(rb'\bCODEPAGE\s*=\s*"([\w-]+)"', data[:4_000])
    encoding, notes = encoding_of(data)
    if stated or told:
        encoding, notes = stated or (told[1].decode() if told else ""), []
    elif notes and b'CHARSET="ANSI"' not in data[:4_000]:
        encoding, notes = "cp850", [("encoding_guessed", {"encoding": "DOS (cp850)"})]
    try:
        return data.decode(encoding).removeprefix("\ufeff"), notes
    except (UnicodeDecodeError, LookupError):
        raise FileRefusedError("encoding_wrong", encoding=encoding) from None


def _keywords(text: str) -> tuple[Keywords, int]:
    """The keywords by (name, what they are of), and where the numbers start."""
    found: Keywords = {}
    at = 0
    while (key := KEYWORD.match(text, at)) and key[1] != "DATA":
        value = VALUE.match(text, key.end())
        if not value:
            raise FileRefusedError("statistics_damaged", at=key[1])
        if not key[2]:
            found[key[1], "/".join(_texts(key[3] or ""))] = value[1]
        at = value.end()
    if not key:
        raise FileRefusedError("statistics_damaged", at=text[at : at + 40].strip() or "DATA")
    return found, key.end()


def _texts(value: str) -> list[str]:
    """The texts of a list; one that goes on over lines, without a comma between, is one."""
    listed: list[str] = []
    goes_on = False
    for found in re.finditer(r'"([^"]*)"|,', value):
        if found[0] == ",":
            goes_on = False
        elif goes_on:
            listed[-1] += found[1]
        else:
            listed.append(found[1])
            goes_on = True
    return [" ".join(text.split()) for text in listed]


def _one(keywords: Keywords, name: str) -> str:
    """A keyword's text, of the table or else of its first contents."""
    told = [value for (known, _), value in keywords.items() if known == name]
    return " ".join(_texts(keywords.get((name, ""), told[0] if told else "")))


def _dimension(keywords: Keywords, name: str, contents: list[str]) -> Dimension:
    codes = _texts(keywords.get(("CODES", name), ""))
    timed = keywords.get(("TIMEVAL", name))
    texts = _texts(keywords.get(("VALUES", name), "")) or _times(timed or "") or codes
    if not texts or len(codes) not in (0, len(texts)):
        raise FileRefusedError("statistics_damaged", at=f"VALUES({name})")
    role = "contents" if name in contents else "year" if timed is not None else ""
    if ("MAP", name) in keywords:
        role = "region"
    return Dimension(name, codes or [""] * len(texts), texts, role)


def _times(timed: str) -> list[str]:
    """The years of a TIMEVAL: a range, or one by one."""
    span = RANGE.search(timed)
    if span:
        return [str(year) for year in range(int(span[1]), int(span[2]) + 1)]
    return _texts(timed)


def _values(text: str, start: int, expected: int) -> Iterator[str | None]:
    """The numbers as text, exactly as many as the dimensions ask for."""
    found = 0
    for token in TOKEN.finditer(text, start):
        if token[0] == ";":
            break
        found += 1
        if found <= expected:
            yield token[0] if token[1] is None else token[1]
    else:
        raise FileRefusedError("statistics_damaged", at="DATA")
    if found != expected:
        raise FileRefusedError("statistics_cells", found=found, expected=expected)
