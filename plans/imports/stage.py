"""Staging: every row of a file in temporary tables, with typed values.

The steps write the rows again and again, so `stage` is narrow: a row's shape and its unmapped
columns, which are most of its bytes, stand beside it in `stage_body`. `stage_whole` is the two.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection
from psycopg.sql import SQL, Composed, Identifier

from plans.imports.issues import ERROR, WARNING, Issues
from plans.imports.kind import Column, Kind
from plans.imports.mapping import ColumnMapping, Fitted
from plans.imports.values import CONTROL, Known, NotedValue, RefusedValueError
from raknaq.lib.files import PROBLEM, ROW, SHAPE
from raknaq.lib.headers import fold
from raknaq.lib.sql import copy_in, names

BODY = """
CREATE TEMP TABLE stage_body (
    row integer PRIMARY KEY, shape geometry(Geometry, 3006), extra jsonb NOT NULL
) ON COMMIT DROP;
CREATE TEMP VIEW stage_whole AS SELECT * FROM stage JOIN stage_body USING (row);
"""
SAMPLE = "SET LOCAL default_statistics_target = 10"  # is enough to choose a join, a tenth the work
SUM_WORDS = ("summa", "totalt", "total", "summa_totalt", "antal_totalt")
SUMS = pa.array(["", *(word.replace("_", " ") + end for word in SUM_WORDS for end in ("", ":"))])
OURS = "ngp"  # where `extra` keeps what NGP said of a decision: no column of a file goes there
MEMO_LIMIT = 20_000  # distinct values remembered per column


def stage(
    kind: Kind,
    fitted: Fitted,
    mapping: ColumnMapping,
    batches: Iterable[pa.RecordBatch],
    known: Known,
    issues: Issues,
) -> int:
    """Create the stage and fill it; the number of rows read.

    `stage` has `row`, `refused`, the kind's columns under their staged names (null where the cell
    is empty or its value was refused) and the kind's work columns; `stage_body` has `row`, `shape`
    (EPSG:3006) and `extra` (the unmapped columns as JSON). A row whose value or shape is refused
    stays, marked.
    """
    readers = [_Reader(column, fitted, mapping, known, issues) for column in kind.columns]
    into = ["row", "refused", *(reader.column.staged for reader in readers)]
    read = 0
    create_stage(kind)
    for whole in batches:
        batch = _without_sums(whole, kind, fitted, issues)
        numbers = batch.column(ROW).to_pylist()
        shapes = _shapes(kind, batch, numbers, issues)
        values = [reader.read(batch, numbers) for reader in readers]
        refused = [row in issues.refused for row in numbers]
        extra = _extra(batch, fitted.unused) if kind.extra else ["{}"] * len(numbers)
        read += copy_in("stage", into, zip(numbers, refused, *values, strict=True))
        copy_in("stage_body", ["row", "shape", "extra"], zip(numbers, shapes, extra, strict=True))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE stage_body (row)")
    analyse(kind)
    return read


def _without_sums(
    batch: pa.RecordBatch, kind: Kind, fitted: Fitted, issues: Issues
) -> pa.RecordBatch:
    """The rows less those of a sum: no shape, and no required value but the word itself."""
    required = [
        fitted.source[column.name]
        for column in kind.columns
        if column.required and column.name in fitted.source
    ]
    if not required:
        return batch
    empty = pc.is_null(batch.column(SHAPE))
    for header in required:
        text = pc.utf8_lower(pc.utf8_trim_whitespace(pc.fill_null(batch.column(header), "")))
        empty = pc.and_(empty, pc.is_in(text, SUMS))
    sums = [n for n in pc.indices_nonzero(empty).to_pylist() if _has_sum(batch, n)]
    for n in sums:
        issues.add(WARNING, "row_sum", row=batch.column(ROW)[n].as_py())
    return batch.take(sorted({*range(batch.num_rows)}.difference(sums))) if sums else batch


def _has_sum(batch: pa.RecordBatch, number: int) -> bool:
    """Whether a cell of a row says that the row is a sum."""
    cells = (column[number].as_py() for column in batch.columns)
    return any(isinstance(cell, str) and is_sum(cell) for cell in cells)


def is_sum(text: str) -> bool:
    """Whether a cell says that its row is a sum of the others."""
    return fold(text).rstrip(":") in SUM_WORDS


def create_stage(kind: Kind) -> None:
    """Create the temporary tables for the rows of a kind, empty, and the view of both."""
    with connection.cursor() as cursor:
        cursor.execute(SAMPLE)
        cursor.execute("DROP TABLE IF EXISTS stage, stage_body CASCADE")
        cursor.execute(_create(kind))
        cursor.execute(BODY)


def analyse(kind: Kind) -> None:
    """Tell the planner what the stage holds now.

    Without it a column that a step has filled counts as empty still, and what is joined on it as a
    handful of rows: nested loops over 300 000 rows ran for minutes.
    """
    filled = [*(column.staged for column in kind.columns), *kind.work, "row", "refused"]
    with connection.cursor() as cursor:
        cursor.execute(SQL("ANALYZE stage ({})").format(names(filled)))


def _create(kind: Kind) -> Composed:
    typed = {column.staged: column.sql_type for column in kind.columns}
    typed |= {merge.is_new: "boolean NOT NULL DEFAULT false" for merge in kind.merges()}
    typed |= kind.work
    return SQL(
        "CREATE TEMP TABLE stage (row integer PRIMARY KEY, refused boolean NOT NULL,"
        " changed boolean NOT NULL DEFAULT false, {}) ON COMMIT DROP"
    ).format(
        SQL(", ").join(
            SQL("{} {}").format(Identifier(name), SQL(sql_type)) for name, sql_type in typed.items()
        )
    )


class _Reader:
    """Reads one column of a kind out of batches, remembering what each text became."""

    def __init__(
        self, column: Column, fitted: Fitted, mapping: ColumnMapping, known: Known, issues: Issues
    ) -> None:
        self.column = column
        self.header = fitted.source.get(column.name)
        self.constant = mapping.constants.get(column.name)
        self.alike = str.strip if column.case_matters else fold
        renamed = mapping.values.get(column.name, {})
        self.renamed = {self.alike(old): new for old, new in renamed.items()}
        self.required = column.required and column.name in fitted.given
        self.known = known
        self.issues = issues
        self.memo: dict[str, Any] = {}

    def read(self, batch: pa.RecordBatch, numbers: Sequence[int]) -> list[Any]:
        """The column's values in a batch; null where empty or refused, with an issue."""
        if self.header is None:
            texts: Sequence[str | None] = [self.constant] * len(numbers)
        else:
            texts = batch.column(self.header).to_pylist()
        values = []
        for row, text in zip(numbers, texts, strict=True):
            value = None if text is None else self._value(text)
            if value is None and self.constant is not None:
                text = self.constant
                value = self._value(text)
            if isinstance(value, NotedValue):
                self._tell(WARNING, value.reason, row, text, value.facts)
                value = value.value
            if isinstance(value, RefusedValueError):
                self._tell(ERROR, value.reason, row, text, value.facts)
                value = None
            elif value is None and self.required:
                self._tell(ERROR, "value_missing", row, "", {})
            elif text is not None and CONTROL.search(text):
                self._tell(WARNING, "text_cleaned", row, "", {})
            values.append(value)
        return values

    def _value(self, text: str) -> Any:
        if text not in self.memo:
            if len(self.memo) > MEMO_LIMIT:
                self.memo.clear()
            self.memo[text] = self._convert(text)
        return self.memo[text]

    def _convert(self, text: str) -> Any:
        """The value of a text, None when it is blank, or why it is refused."""
        plain = CONTROL.sub("", text.replace("\x0b", "\n")).strip()
        if self.renamed:
            plain = self.renamed.get(self.alike(plain), plain)
        if not plain:
            return None
        try:
            return self.column.convert(plain, self.known)
        except RefusedValueError as refused:
            return refused

    def _tell(
        self, severity: str, reason: str, row: int, text: str | None, facts: Mapping[str, Any]
    ) -> None:
        name = self.column.name
        self.issues.add(severity, reason, row=row, field=name, value=text, facts=facts)


def _shapes(
    kind: Kind, batch: pa.RecordBatch, numbers: Sequence[int], issues: Issues
) -> list[str | None]:
    """The shapes as hexadecimal EWKB; rows and shapes that cannot be used as issues."""
    texts = batch.column(PROBLEM).to_pylist()
    problems = [None if text is None else json.loads(text) for text in texts]
    shapes = [None if shape is None else shape.hex() for shape in batch.column(SHAPE).to_pylist()]
    for row, shape, problem in zip(numbers, shapes, problems, strict=True):
        if problem is not None and (kind.shape or problem["field"] != "geometry"):
            issues.add(ERROR, row=row, **problem)
        elif shape is None and kind.shape_required:
            issues.add(ERROR, "shape_missing", row=row, field="geometry")
    return shapes if kind.shape else [None] * len(numbers)


def _extra(batch: pa.RecordBatch, unused: Sequence[str]) -> list[str]:
    """The unmapped columns of each row as JSON, without the empty ones."""
    columns = [batch.column(name).to_pylist() for name in unused]
    kept = [f"{name} (kolumn)" if name == OURS else name for name in unused]
    return [
        json.dumps({k: v for k, v in zip(kept, row, strict=True) if v}, ensure_ascii=False)
        for row in zip(*columns, strict=True)
    ] or ["{}"] * batch.num_rows
