"""The SQL against a second count, in plain Python, written from method.md alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from inventory.indicator import figures, method
from inventory.indicator.exports import as_json
from tests import second_count as plain
from tests.inventory.worlds import COUNTIES, YEARS, worlds, write

COUNTY_CODES = [county.code for county in COUNTIES]

pytestmark = pytest.mark.django_db
many = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@contextmanager
def written(world: plain.World) -> Iterator[None]:
    """The world in the database, and gone afterwards."""
    with transaction.atomic():
        write(world)
        yield
        transaction.set_rollback(True)


def sql_rows(part: str, level: str, tabulation: str = "separate") -> list[plain.Row]:
    chosen = replace(method(f"{part}/1"), tabulation=tabulation)
    wanted = {m.code for m in plain_municipalities()} | set(COUNTY_CODES)
    counted = figures(part=part, level=level, years=YEARS, counties=COUNTY_CODES, chosen=chosen)
    return [as_json(figure) for figure in counted if figure.region_code in wanted]


def plain_municipalities() -> tuple[plain.Municipality, ...]:
    from tests.inventory.worlds import MUNICIPALITIES

    return MUNICIPALITIES


@many
@given(worlds())
def test_part_q_agrees(world: plain.World) -> None:
    with written(world):
        for level in ("county", "municipality"):
            assert sql_rows("q", level) == plain.figures(world, level=level, years=YEARS)


@many
@given(worlds())
def test_nested_tabulation_agrees(world: plain.World) -> None:
    nested = plain.Method(tabulation="nested")
    with written(world):
        assert sql_rows("q", "county", "nested") == plain.figures(world, years=YEARS, method=nested)


@many
@given(worlds())
def test_part_b_agrees(world: plain.World) -> None:
    with written(world):
        for level in ("county", "municipality"):
            assert sql_rows("b", level) == plain.figures(world, part="b", level=level, years=YEARS)


def test_the_plain_count_reads_the_method_as_the_data_say() -> None:
    q = method("q/1")
    plainly = plain.Method()
    assert set(q.object_types) == plainly.object_types
    assert set(q.classes) == plainly.classes
    assert set(q.default_kinds) == plainly.default_kinds
    assert Fraction(q.max_unavailable) == plainly.max_unavailable
    assert q.first_year == plainly.first_year


@many
@given(worlds())
def test_what_always_holds(world: plain.World) -> None:
    with written(world):
        county = figures(years=YEARS, counties=COUNTY_CODES)
        municipal = figures(years=YEARS, counties=COUNTY_CODES, level="municipality")
    parts: dict[tuple[str, int, str], list[int | None]] = {}
    for figure in municipal:
        key = (figure.region_code[:2], figure.year, figure.series)
        parts.setdefault(key, []).append(figure.value)
    by_key = {(f.region_code, f.year, f.series): f for f in county}
    for (code, year, series), figure in by_key.items():
        values = parts[code, year, series]
        if figure.status == "missing":
            assert figure.value is None
            assert set(values) == {None}
        else:
            assert figure.value == sum(v for v in values if v is not None)
            assert None not in values
            everything = sum(o.building_count for o in world.objects)
            assert 0 <= figure.value <= everything
        if series == "in_force" and figure.value is not None:
            registered = by_key[code, year, "registered"].value
            assert registered is not None
            assert figure.value <= registered
