"""The reading child: python -m raknaq.lib.files.child PATH WANTED-AS-JSON.

Writes an Arrow stream on standard output. When the file cannot be taken in, says why as one line of
JSON on standard error and exits with 3. Limits on memory, time and open files hold for the whole
process.
"""

import json
import resource
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa

from raknaq.lib.files import PROBLEM, ROW, SHAPE, FileRefusedError, Source, Wanted
from raknaq.lib.files.content import Batch, Content
from raknaq.lib.files.formats import open_content
from raknaq.lib.files.shapes import checked

MEMORY_BYTES = 6 * 1024**3
CPU_SECONDS = 1_200
OPEN_FILES = 256


def main(path: Path, wanted: Wanted) -> None:
    """Read the file and write it as an Arrow stream, within limits."""
    for kind, limit in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (limit, limit))
    with open_content(path, wanted) as content:
        schema = _schema(content)
        with pa.ipc.new_stream(sys.stdout.buffer, schema) as out:
            for batch in _checked_batches(content, schema):
                out.write_batch(batch)


def _schema(content: Content) -> pa.Schema:
    source = Source(
        driver=content.driver,
        layer=content.layer,
        has_shapes=content.crs is not None,
        notes=content.notes,
        columns=content.columns,
        rows=content.rows,
        layers=list(content.layers),
    )
    fields = [(name, pa.string()) for name in content.columns]
    own = [(ROW, pa.int64()), (SHAPE, pa.binary()), (PROBLEM, pa.string())]
    return pa.schema([*fields, *own], metadata={"source": json.dumps(asdict(source))})


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
        yield pa.record_batch([*batch.columns, rows, shapes, texts], schema=schema)


def _size(batch: Batch) -> int:
    return len(batch.columns[0]) if batch.columns else len(batch.shapes or [])


def refuse(error: FileRefusedError) -> Any:
    """Say why the file cannot be taken in, and exit."""
    print(json.dumps({"reason": error.reason, "facts": error.facts}), file=sys.stderr)  # noqa: T201
    sys.exit(3)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Wanted(**json.loads(sys.argv[2])))
    except FileRefusedError as error:
        refuse(error)
    except MemoryError:
        refuse(FileRefusedError("file_too_big"))
