"""python -m tests.bench.breakdown FILE: an import of plans with the seconds of each part."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SHOWN = 0.3  # seconds


class _Clock:
    """Seconds by name, in order of first use."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0) + time.perf_counter() - start

    def statement(self, execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
        """Runs a statement for Django, under its first lines that are no comment."""
        with self.of(_first_lines(sql if isinstance(sql, str) else sql.as_string())):
            return execute(sql, *rest)


def _first_lines(text: str) -> str:
    lines = [line for line in text.splitlines() if line and not line.startswith("--")]
    return " ".join(" ".join(lines[:2]).split())[:90]


def main(path: Path) -> None:
    """Import and print the parts that take long enough to be of interest."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "raknaq.settings"
    import django

    django.setup()
    from django.db import connection

    from plans.imports import run
    from raknaq.kinds import KINDS

    clock = _Clock()
    imports: Any = sys.modules["plans.imports"]
    stage, stream = imports.stage, imports.stream

    def staged(*arguments: Any) -> int:
        with clock.of("the file read, fitted and copied into the stage"):
            return int(stage(*arguments))

    def answered(text: str) -> list[Any]:
        with clock.of(f"check: {_first_lines(text)}"):
            return list(stream(text))

    imports.stage, imports.stream = staged, answered
    start = time.perf_counter()
    with connection.execute_wrapper(clock.statement):
        report = run(KINDS["plans"], path, commit=True)
    whole = time.perf_counter() - start
    assert report.accepted
    told = sum(clock.seconds.values())
    for name, seconds in clock.seconds.items():
        if seconds >= SHOWN:
            print(f"{seconds:7.2f} s  {name}")
    print(f"{whole - told:7.2f} s  COMMIT, the file's checksum and the rest of the command's own")
    print(f"{whole:7.2f} s  in all")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
