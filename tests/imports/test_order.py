"""The order in which files and rows arrive does not matter to the figure."""

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import DATA
from tests.imports.taking import Row, Taking

FILES: dict[str, list[Row]] = {}
for kind in ("plans", "markings", "reviews", "scopes"):
    with (DATA / "worked_example" / f"{kind}.csv").open(newline="") as file:
        FILES[kind] = list(csv.DictReader(file))


def figures() -> Any:
    out = StringIO()
    call_command("indicator", json=True, county=["20"], years="1999-2013", stdout=out)
    return json.loads(out.getvalue())


@st.composite
def arrivals(draw: st.DrawFn) -> list[tuple[str, list[Row]]]:
    """The files cut in two and shuffled; plans before what is about them, all else in any order."""
    pieces: dict[str, list[tuple[str, list[Row]]]] = {}
    for kind, rows in FILES.items():
        shuffled = draw(st.permutations(rows))
        cut = draw(st.integers(0, len(rows)))
        pieces[kind] = [(kind, part) for part in (shuffled[:cut], shuffled[cut:]) if part]
    plans = draw(st.permutations(pieces.pop("plans")))
    others = [piece for listed in pieces.values() for piece in listed]
    return [*plans, *draw(st.permutations(others))]


@pytest.fixture
def expected(take: Taking) -> Any:
    with transaction.atomic():
        for kind, rows in FILES.items():
            assert take(kind, rows).accepted
        told = figures()
        transaction.set_rollback(True)
    assert any(figure["value"] for figure in told)
    return told


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(arrived=arrivals())
def test_any_order_gives_the_same_figures(
    take: Taking, expected: Any, tmp_path: Path, arrived: list[tuple[str, list[Row]]]
) -> None:
    with transaction.atomic():
        for kind, rows in arrived:
            report = take(kind, rows)
            assert report.accepted, [issue.text() for issue in report.issues]
        assert figures() == expected
        transaction.set_rollback(True)
