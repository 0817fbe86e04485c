"""What the reading child does: an opened file as an Arrow stream on standard output."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from raknaq.lib.files import PROBLEM, ROW, SHAPE, Source, Wanted
from raknaq.lib.files.content import NUL, SUBSTITUTE, Batch, Content
from raknaq.lib.files.formats import open_content
from raknaq.lib.files.shapes import checked


def write(path: Path, wanted: Wanted, *, shut_off: bool) -> None:
    """Write the file as an Arrow stream; `shut_off` says if the network is, and goes with it."""
    with open_content(path, wanted) as content:
        schema = _schema(content, shut_off)
        with pa.ipc.new_stream(sys.stdout.buffer, schema) as out:
            for batch in _checked_batches(content, schema):
                out.write_batch(batch)


def _schema(content: Content, shut_off: bool) -> pa.Schema:
    source = Source(
        driver=content.driver,
        layer=content.layer,
        has_shapes=content.crs is not None,
        notes=content.notes,
        columns=content.columns,
        rows=content.rows,
        layers=list(content.layers),
        places=list(content.places),
    )
    fields = [(name, pa.string()) for name in content.columns]
    own = [(ROW, pa.int64()), (SHAPE, pa.binary()), (PROBLEM, pa.string())]
    told = {"source": json.dumps(asdict(source)), "shut_off": json.dumps(shut_off)}
    return pa.schema([*fields, *own], metadata=told)


def _checked_batches(content: Content, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    first = content.first_row
    for batch in content.batches:
        size = _size(batch)
        rows = pa.array(range(first, first + size), pa.int64())
        first += size
        shapes, problems = pa.nulls(size, pa.binary()), dict(batch.problems)
        if batch.shapes is not None:
            assert content.crs is not None  # noqa: S101 (shapes are never read without a system)
            shapes, of_shapes = checked(batch.shapes, content.crs)
            problems = of_shapes | problems
        told = [json.dumps(problems[n]) if n in problems else None for n in range(size)]
        texts = pa.array(told, pa.string())
        columns = [pc.replace_substring(column, NUL, SUBSTITUTE) for column in batch.columns]
        yield pa.record_batch([*columns, rows, shapes, texts], schema=schema)


def _size(batch: Batch) -> int:
    return len(batch.columns[0]) if batch.columns else len(batch.shapes or [])
