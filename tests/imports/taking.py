"""Taking small files in, as a test writes them."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from plans.imports import Options, Report, run
from plans.imports.mapping import ColumnMapping
from raknaq.kinds import KINDS

Row = dict[str, Any]


def write_csv(path: Path, rows: Sequence[Row], **how: Any) -> Path:
    """Rows as a CSV file with the union of their columns."""
    header = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", newline="", encoding=how.get("encoding", "utf-8")) as file:
        writer = csv.DictWriter(file, header, delimiter=how.get("delimiter", ","))
        writer.writeheader()
        writer.writerows(rows)
    return path


class Taking:
    """Takes rows in as a CSV file in EPSG:3006 and commits."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(
        self, kind: str, rows: Sequence[Row], *, commit: bool = True, by: Any = None, **mapping: Any
    ) -> Report:
        path = write_csv(self.folder / f"{kind}.csv", rows)
        return self.file(kind, path, commit=commit, by=by, **mapping)

    def file(
        self, kind: str, path: Path, *, commit: bool = True, by: Any = None,
        epsg: int | None = 3006, encoding: str | None = None, **mapping: Any,
    ) -> Report:  # fmt: skip
        options = Options(epsg=epsg, encoding=encoding, mapping=ColumnMapping(**mapping))
        report = run(KINDS[kind], path, by=by, options=options, commit=commit)
        assert all(issue.text() for issue in report.issues)  # every issue can be put into words
        return report


def reasons(report: Report, severity: str = "error") -> list[str]:
    """The reasons of a report's issues of one severity."""
    return [issue.reason for issue in report.issues if issue.severity == severity]


def texts(report: Report) -> str:
    """The issues of a report as a person reads them."""
    return "\n".join(issue.text() for issue in report.issues)
