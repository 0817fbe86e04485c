"""The figures in a terminal: what each number is about."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.factories import (
    day,
    deliver_monuments,
    make_decision,
    make_monument,
    make_object,
    make_scope,
    mark,
    review,
)

pytestmark = pytest.mark.django_db


def printed(**how: Any) -> list[str]:
    out = StringIO()
    call_command("indicator", years="2010", county=["20"], stdout=out, **how)
    return [" ".join(line.split()) for line in out.getvalue().splitlines()]


def test_share_and_types_say_their_series() -> None:
    make_scope()
    decision = make_decision()
    review(decision)
    mark(make_object(), decision)
    make_decision(in_force_from=None)
    title, series, header, row = printed()[:4]
    assert title == "Dalarnas län (20)"
    assert series == "Andel och typ av bestämmelse gäller serien registrerade."
    assert header.startswith("år i kraft registrerade andel")
    assert "lästa/beslut går inte att få tag på utan laga kraft-dag status" in header
    assert row == "2010 1 1 – 1 0 0 1/1 0 1 Genomgången"
    assert printed(series="in_force")[1].startswith("år i kraft andel")


def test_byggnadsminnen_and_buildings_have_a_column_each() -> None:
    make_monument(buildings=3)
    make_monument(buildings=None)
    deliver_monuments("20")
    assert printed(part="b")[1:3] == [
        "år byggnadsminnen byggnader andel status",
        "2010 2 minst 3 – Levererad",
    ]


def test_buildings_that_nobody_has_counted_are_not_zero() -> None:
    make_monument(buildings=None, decided_on=day("2000-01-01"))
    deliver_monuments("20")
    assert printed(part="b")[2] == "2010 1 – – Antal byggnader okänt"


def test_a_series_that_the_part_has_not_is_a_usage_error() -> None:
    with pytest.raises(CommandError) as raised:
        printed(part="b", series="registered")
    assert raised.value.returncode == 2
