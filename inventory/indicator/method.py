"""Methods of the indicator: named, versioned sets of parameters, read from methods.toml."""

import datetime
import tomllib
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

DEFAULT = {"q": "q/1", "b": "b/1"}
SERIES = {"q": ("in_force", "registered"), "b": ("in_force",)}

# How the typed classes are tabulated: separately (Dalarna) or with skydd including
# rivningsförbud (Skåne). Both come from the same facts (design note domain.md, section 3, 5).
TABULATIONS = {
    "separate": {"skydd": ["skydd"]},
    "nested": {"skydd": ["skydd", "rivningsforbud"]},
}


@dataclass(frozen=True)
class Method:
    """One row of methods.toml: the parameters of one version of the count."""

    name: str
    part: str
    decided: str
    reference_day: str
    published_series: str
    building_types: list[str]
    first_year: int
    object_types: list[str]
    classes: list[str]
    default_kinds: list[str]
    tabulation: str
    max_unavailable: Decimal
    map_classes: list[Decimal]

    def parameters(self) -> dict[str, Any]:
        """The parameters as the SQL statements take them."""
        month, day = map(int, self.reference_day.split("-"))
        # From March on the distance to the new year is the same in every year.
        to_new_year = datetime.date(2001, 12, 31) - datetime.date(2001, month, day)
        return {
            "object_types": self.object_types,
            "counted": self.classes,
            "varsamhet": ["varsamhet"],
            "rivningsforbud": ["rivningsforbud"],
            **TABULATIONS[self.tabulation],
            "default_kinds": self.default_kinds,
            "building_types": self.building_types or None,
            "max_unavailable": self.max_unavailable,
            "reference_month": month,
            "reference_dom": day,
            "days_to_new_year": to_new_year.days,
        }


@cache
def methods() -> dict[str, Method]:
    """Every method by name."""
    path = Path(__file__).with_name("methods.toml")
    listed = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: _method(name, row) for name, row in listed.items()}


def _method(name: str, row: dict[str, Any]) -> Method:
    empty: dict[str, Any] = {"object_types": [], "classes": [], "default_kinds": [],
                             "tabulation": "separate", "max_unavailable": "0"}  # fmt: skip
    values = {**empty, **row, "name": name}
    values["max_unavailable"] = Decimal(values["max_unavailable"])
    values["map_classes"] = [Decimal(limit) for limit in values["map_classes"]]
    return Method(**{field.name: values[field.name] for field in fields(Method)})


def method(name: str) -> Method:
    """The method of that name. Raises KeyError for an unknown one."""
    return methods()[name]


def years_until(day: datetime.date, chosen: Method) -> list[int]:
    """The method's years up to the last finished one as seen from a day."""
    month, dom = map(int, chosen.reference_day.split("-"))
    finished = day.year if day > datetime.date(day.year, month, dom) else day.year - 1
    return list(range(chosen.first_year, finished + 1))
