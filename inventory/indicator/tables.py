"""The figures as tables for a terminal."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inventory.indicator.count import Figure
from inventory.indicator.words import status_words
from raknaq.templatetags.figures import MISSING, percent, whole

SERIES_NAMES = {"in_force": _("i kraft"), "registered": _("registrerade")}
UNIT_NAMES = {"sites": _("byggnadsminnen"), "buildings": _("byggnader")}


class Column(NamedTuple):
    """A column of the table: its header and what it says of a year's last figure."""

    header: Promise | str
    cell: Callable[[Figure], str]


def _of_class(name: str) -> Callable[[Figure], str]:
    return lambda figure: whole((figure.by_class or {}).get(name))


COLUMNS = {
    "q": [
        Column(_("andel"), lambda figure: _per_cent(figure)),
        Column(_("skydd"), _of_class("skydd")),
        Column(_("varsamhet"), _of_class("varsamhet")),
        Column(_("rivningsförbud"), _of_class("rivningsforbud")),
        Column(_("lästa/beslut"), lambda f: f"{f.decisions_read}/{f.decisions_in_scope}"),
        Column(_("går inte att få tag på"), lambda f: whole(f.decisions_unavailable)),
        Column(_("utan laga kraft-dag"), lambda f: whole(f.decisions_undated)),
        Column(_("status"), status_words),
    ],
    "b": [
        Column(_("andel"), lambda figure: _per_cent(figure)),
        Column(_("status"), status_words),
    ],
}


def county_tables(figures: Sequence[Figure]) -> Iterator[str]:
    """Lines of text: a table per region with any value, then the regions without, in one line."""
    without = []
    for (code, name), group in groupby(figures, key=lambda f: (f.region_code, f.region_name)):
        rows = list(group)
        if any(figure.value is not None for figure in rows):
            yield f"{name} ({code})"
            yield from _which_series(rows)
            yield from _aligned(list(_cells(rows)))
            yield ""
        else:
            without.append(name)
    if without:
        yield gettext("Uppgift saknas för %(number)s av regionerna: %(names)s.") % {
            "number": len(without),
            "names": ", ".join(without),
        }


def _which_series(rows: Sequence[Figure]) -> Iterator[str]:
    """Where both series stand side by side: which of them share and types are about."""
    if len({figure.series for figure in rows}) > 1:
        name = SERIES_NAMES[rows[-1].series]
        yield gettext("Andel och typ av bestämmelse gäller serien %s.") % name


def _cells(rows: Sequence[Figure]) -> Iterator[list[str]]:
    """The header and one row per year: each series or unit, then what they have in common."""
    columns = COLUMNS[rows[0].part]
    values = list(dict.fromkeys(_value_name(figure) for figure in rows))
    header = [_("år"), *values, *(c.header for c in columns)]
    yield [str(name) for name in header]
    for year, group in groupby(rows, key=lambda figure: figure.year):
        figures = list(group)
        counts = [_value(figure) for figure in figures]
        yield [str(year), *counts, *(column.cell(figures[-1]) for column in columns)]


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))


def _value_name(figure: Figure) -> Promise | str:
    """What tells a region's figures of one year apart: the series in part q, the unit in b."""
    return SERIES_NAMES[figure.series] if figure.part == "q" else UNIT_NAMES[figure.unit]


def _value(figure: Figure) -> str:
    if figure.value_unknown:
        return MISSING
    return _at_least(figure) + whole(figure.value)


def _at_least(figure: Figure) -> str:
    return gettext("minst") + " " if figure.at_least else ""


def _per_cent(figure: Figure) -> str:
    if figure.share is None or figure.value_unknown:
        return MISSING
    return _at_least(figure) + percent(figure.share)
