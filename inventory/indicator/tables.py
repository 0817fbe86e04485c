"""The figures as tables for a terminal."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inventory.indicator.count import Figure

STATUS_NAMES = {
    "complete": _("färdig"),
    "declared": _("deklarerad"),
    "partial": _("preliminär"),
    "missing": _("uppgift saknas"),
}
VALUE_HEADERS = {
    ("in_force", "buildings"): _("i kraft"),
    ("registered", "buildings"): _("registrerade"),
    ("in_force", "sites"): _("byggnadsminnen"),
}


class Column(NamedTuple):
    """A column of the table: its header and what it says of a year's last figure."""

    header: Promise | str
    cell: Callable[[Figure], str]


def _of_class(name: str) -> Callable[[Figure], str]:
    return lambda figure: _count((figure.by_class or {}).get(name))


COLUMNS = {
    "q": [
        Column(_("andel %"), lambda figure: _per_cent(figure)),
        Column(_("skydd"), _of_class("skydd")),
        Column(_("varsamhet"), _of_class("varsamhet")),
        Column(_("rivningsförbud"), _of_class("rivningsforbud")),
        Column(_("lästa/beslut"), lambda f: f"{f.decisions_read}/{f.decisions_in_scope}"),
        Column(_("status"), lambda figure: str(STATUS_NAMES[figure.status])),
    ],
    "b": [
        Column(_("andel %"), lambda figure: _per_cent(figure)),
        Column(_("status"), lambda figure: str(STATUS_NAMES[figure.status])),
    ],
}


def county_tables(figures: Sequence[Figure]) -> Iterator[str]:
    """Lines of text: a table per region with any value, then the regions without, in one line."""
    without = []
    for (code, name), group in groupby(figures, key=lambda f: (f.region_code, f.region_name)):
        rows = list(group)
        if any(figure.value is not None for figure in rows):
            yield f"{name} ({code})"
            yield from _aligned(list(_cells(rows)))
            yield ""
        else:
            without.append(name)
    if without:
        yield gettext("Uppgift saknas för %(number)s av regionerna: %(names)s.") % {
            "number": len(without),
            "names": ", ".join(without),
        }


def _cells(rows: Sequence[Figure]) -> Iterator[list[str]]:
    """The header and one row per year: each series or unit, then what they have in common."""
    values = list(dict.fromkeys((figure.series, figure.unit) for figure in rows))
    columns = COLUMNS[rows[0].part]
    header = [_("år"), *(VALUE_HEADERS[value] for value in values), *(c.header for c in columns)]
    yield [str(name) for name in header]
    for year, group in groupby(rows, key=lambda figure: figure.year):
        figures = list(group)
        counts = [_count(figure.value) for figure in figures]
        yield [str(year), *counts, *(column.cell(figures[-1]) for column in columns)]


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))


def _count(number: int | None) -> str:
    return "–" if number is None else f"{number:,}".replace(",", " ")


def _per_cent(figure: Figure) -> str:
    return "–" if figure.share is None else f"{figure.share * 100:.2f}".replace(".", ",")
