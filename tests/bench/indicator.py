"""The indicator for all counties and years beside the fastest statement that counts the same."""

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection

from inventory.indicator import figures

ROOT = Path(__file__).parents[2]
YARDSTICK = ROOT / "docs/bench/county_year.sql"
YEARS = list(range(1999, 2025))
RUNS = 5
LIMIT = 5


def measure() -> bool:
    """Print query time and peak memory; whether the ratio is within its limit."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    yardstick_rows = _yardstick()
    counted = figures(years=YEARS)
    registered = {
        (f.region_code, f.year): f.value
        for f in counted
        if f.series == "registered" and f.value is not None
    }
    assert registered == {key: yardstick_rows[key] for key in registered}, "they count differently"
    assert len(registered) == 21 * (2017 - 1999 + 1)

    yardstick, ours = _side_by_side(_yardstick, lambda: figures(years=YEARS))
    ratio = ours / yardstick
    print(f"distinct buildings by county and year, fastest statement: {yardstick:6.2f} s")
    print(f"indicator, both series, types, coverage, status, stock:   {ours:6.2f} s")
    print(f"ratio: {ratio:.2f} (limit {LIMIT}): {'ok' if ratio <= LIMIT else 'TOO SLOW'}")

    seconds, megabytes, rows = _command("indicator", "--json", "--years", "1999-2024")
    print(f"manage.py indicator --json: {seconds:.2f} s in all, {rows} figures,"
          f" peak memory {megabytes:.0f} MB")  # fmt: skip
    bare_seconds, bare_megabytes, _ = _command("check")
    print(f"manage.py check, for comparison: {bare_seconds:.2f} s, peak {bare_megabytes:.0f} MB")
    return ratio <= LIMIT


def _yardstick() -> dict[tuple[str, int], int]:
    with connection.cursor() as cursor:
        cursor.execute(YARDSTICK.read_text(encoding="utf-8"))
        return {(county, year): int(value) for county, year, value in cursor.fetchall()}


def _side_by_side(*callables: Callable[[], Any]) -> list[float]:
    """The median seconds of each, run in turns so that both meet the same machine."""
    taken: list[list[float]] = [[] for _ in callables]
    for _ in range(RUNS):
        for times, run in zip(taken, callables, strict=True):
            start = time.perf_counter()
            run()
            times.append(time.perf_counter() - start)
    return [statistics.median(times) for times in taken]


def _command(*arguments: str) -> tuple[float, float, int]:
    """Seconds, peak megabytes and number of figures of a management command."""
    start = time.perf_counter()
    done = subprocess.Popen(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert done.stdout is not None
    printed = done.stdout.read()
    _, status, usage = _wait(done.pid)
    assert status == 0
    rows = len(json.loads(printed)) if printed.startswith(b"[") else 0
    return time.perf_counter() - start, usage.ru_maxrss / 1024, rows


def _wait(pid: int) -> tuple[int, int, resource.struct_rusage]:
    import os

    return os.wait4(pid, 0)
