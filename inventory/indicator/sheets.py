"""The published tables: what stands in each, always in Swedish, and marked where it is a demo.

Only publishable figures reach them; the others are an empty cell with their status beside, never 0.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils import timezone, translation

from inventory.indicator.count import Figure
from inventory.indicator.latest import latest
from inventory.indicator.method import DEFAULT, method
from inventory.indicator.reading import best_year, how_to_read
from inventory.indicator.words import status_words
from plans.models import holds_demo

PER_CENT = Decimal(100)
SOURCE = "Länsstyrelserna, Räkna q; byggnadsbestånd: SCB; byggnadsminnen: Riksantikvarieämbetet"
DEMO_SOURCE = "DEMO: påhittade uppgifter"
LICENCE = "CC BY 4.0"
LANGUAGE = "sv"
CLASSES = {
    "skydd": "Skyddsbestämmelse",
    "varsamhet": "Varsamhetsbestämmelse",
    "rivningsforbud": "Rivningsförbud",
}
TABULATIONS = {
    "separate": "var för sig",
    "nested": "rivningsförbud ingår i skyddsbestämmelse",
}

Rows = Sequence[Sequence[Any]]


class Table(NamedTuple):
    """A table that can be published: its title, and what gives its header and rows for years."""

    title: str
    content: Callable[[Sequence[int]], tuple[Sequence[str], Rows]]


@dataclass(frozen=True)
class Sheet:
    """One published table: its name as a sheet, its name as a file, its header and rows."""

    title: str
    file_name: str
    header: Sequence[str]
    rows: Rows


def sheet(name: str, years: Sequence[int]) -> Sheet:
    """The table of that name in TABLES, for some years. Raises KeyError for an unknown name."""
    table = TABLES[name]
    with translation.override(LANGUAGE):
        header, rows = table.content(years)
    if holds_demo():
        header = [f"{header[0]} (demo)", *header[1:]]
    return Sheet(table.title, file_name(name), header, rows)


def sheets(years: Sequence[int]) -> list[Sheet]:
    """Every published table, in the order of TABLES."""
    return [sheet(name, years) for name in TABLES]


def file_name(name: str) -> str:
    """What a file is called: its name, which says so itself where the content is a demo."""
    return f"demo-{name}" if holds_demo() else name


def _about(years: Sequence[int]) -> tuple[Sequence[str], Rows]:
    """Source, licence and day, then how the figures of each part must be read."""
    rows = [
        ("Indikator", "Skyddad bebyggelse (kärnindikator), God bebyggd miljö"),
        ("Källa", DEMO_SOURCE if holds_demo() else SOURCE),
        ("Licens", LICENCE),
        ("Uttagen", timezone.localdate().isoformat()),
    ]
    for part, name in (("q", "Q-märkt"), ("b", "Byggnadsminnen")):
        counted = latest(part, years)
        year = best_year(counted, years)
        shown = [figure for figure in counted if figure.year == year]
        rows.append((name, f"Uppgifterna nedan gäller år {year}."))
        rows += [
            (f"{name}: {heading}", text)
            for heading, text in how_to_read(shown, method(DEFAULT[part]))
        ]
    return ("Uppgift", "Innehåll"), rows


def _diagram(part: str, unit: str, years: Sequence[int]) -> tuple[Sequence[str], Rows]:
    """Year × county; for buildings of part b also in which counties the figure is "minst"."""
    chosen = [figure for figure in latest(part, years) if figure.unit == unit]
    names = list(dict.fromkeys(figure.region_name for figure in chosen))
    by_year = {year: [f for f in chosen if f.year == year] for year in years}
    header = ["År", *names]
    rows: list[list[Any]] = [
        [year, *(_value(figure) for figure in figures)] for year, figures in by_year.items()
    ]
    if (part, unit) == ("b", "buildings"):
        header.append("Minst, eftersom antalet är okänt för något byggnadsminne")
        for row, figures in zip(rows, by_year.values(), strict=True):
            row.append(", ".join(f.region_name for f in figures if f.at_least and f.publishable))
    return header, rows


def _q_map(years: Sequence[int]) -> tuple[Sequence[str], Rows]:
    header = ("Kod", "Namn", "År", "Värde", "Enhet", "Status", "Antal byggnader", "Bestånd",
              "Beståndets år")  # fmt: skip
    rows = [
        [*_place(f), _per_cent(f), UNIT, status_words(f), _value(f), f.stock, f.stock_year]
        for f in latest("q", years)
    ]
    return header, rows


def _b_map(years: Sequence[int]) -> tuple[Sequence[str], Rows]:
    """As the map of part q, with sites and buildings, and how far the buildings are known."""
    header = ("Kod", "Namn", "År", "Värde", "Enhet", "Status", "Minst", "Antal byggnader",
              "Antal byggnadsminnen", "Byggnadsminnen med okänt antal byggnader", "Bestånd",
              "Beståndets år")  # fmt: skip
    counted = latest("b", years)
    sites = {(f.region_code, f.year): f for f in counted if f.unit == "sites"}
    rows = []
    for f in counted:
        if f.unit == "buildings":
            site = sites[f.region_code, f.year]
            unknown = f.sites_unknown if site.publishable else None
            rows.append([*_place(f), _per_cent(f), UNIT, status_words(f), _at_least(f), _value(f),
                         _value(site), unknown, f.stock, f.stock_year])  # fmt: skip
    return header, rows


def _classes(years: Sequence[int]) -> tuple[Sequence[str], Rows]:
    """The split by type of provision, in both tabulations over the same facts."""
    rows = []
    for tabulation, words in TABULATIONS.items():
        for f in latest("q", years, tabulation=tabulation):
            by_class: Mapping[str, int] = f.by_class if f.publishable and f.by_class else {}
            rows.append([*_place(f), words, *(by_class.get(name) for name in CLASSES)])
    return ("Kod", "Namn", "År", "Uppställning", *CLASSES.values()), rows


def _coverage(years: Sequence[int]) -> tuple[Sequence[str], Rows]:
    """How much of each county's scope is read, year by year; empty where nothing is listed."""
    header = ("Kod", "Namn", "År", "Beslut i omfattningen", "Genomgångna",
              "Kollegialt granskade", "Går inte att få tag på", "Utan dag för laga kraft",
              "Status")  # fmt: skip
    rows = []
    for f in latest("q", years):
        counts = (f.decisions_in_scope, f.decisions_read, f.decisions_checked,
                  f.decisions_unavailable, f.decisions_undated)  # fmt: skip
        told = counts if any(counts) else [None] * len(counts)
        rows.append([*_place(f), *told, status_words(f)])
    return header, rows


UNIT = "procent av alla byggnader"


def _place(figure: Figure) -> tuple[str, str, int]:
    return figure.region_code, figure.region_name, figure.year


def _value(figure: Figure) -> int | None:
    return figure.value if figure.publishable else None


def _per_cent(figure: Figure) -> Decimal | None:
    share = figure.share
    return share * PER_CENT if figure.publishable and share is not None else None


def _at_least(figure: Figure) -> str | None:
    if not figure.publishable:
        return None
    return "ja" if figure.at_least else "nej"


TABLES = {
    "las-detta-forst": Table("Läs detta först", _about),
    "diagram-q-markt": Table("Diagram q-märkt", lambda years: _diagram("q", "buildings", years)),
    "karta-q-markt": Table("Karta q-märkt", _q_map),
    "typ-av-bestammelse": Table("Typ av bestämmelse", _classes),
    "genomgangna-beslut": Table("Genomgångna beslut", _coverage),
    "diagram-byggnadsminnen": Table(
        "Diagram byggnadsminnen", lambda years: _diagram("b", "buildings", years)
    ),
    "diagram-antal-byggnadsminnen": Table(
        "Diagram antal byggnadsminnen", lambda years: _diagram("b", "sites", years)
    ),
    "karta-byggnadsminnen": Table("Karta byggnadsminnen", _b_map),
}
