"""JSON-stat 2.0 datasets, as PxWeb gives them: values as a list, or by place where most lack."""

from collections.abc import Iterator, Mapping
from math import prod
from typing import Any

from raknaq.lib.files import FileRefusedError
from raknaq.lib.files.content import Content, Notes
from raknaq.lib.files.statistics import (
    MAX_VALUES,
    MISSING,
    Dimension,
    Statistics,
    content,
)

ROLES = {"time": "year", "geo": "region", "metric": "contents"}


def is_dataset(document: Any) -> bool:
    """Whether a JSON document is a JSON-stat dataset, of any version."""
    if not isinstance(document, dict):
        return False
    return document.get("class") == "dataset" or isinstance(document.get("dataset"), dict)


def open_dataset(document: Mapping[str, Any], notes: Notes) -> Content:
    """A dataset as rows (`statistics.content`). Raises FileRefusedError."""
    if "dataset" in document:
        raise FileRefusedError("jsonstat_version")
    try:
        table = _table(document)
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise FileRefusedError("statistics_damaged", at=str(error)[:80]) from None
    return content("JSON-stat", None, table, notes)


def _table(document: Mapping[str, Any]) -> Statistics:
    names, sizes = document["id"], [int(size) for size in document["size"]]
    if prod(sizes) > MAX_VALUES or min(sizes) < 1:
        raise FileRefusedError("file_too_big")
    told = document.get("role") or {}
    roles = {name: ROLES[role] for role in ROLES for name in told.get(role, ())}
    dimensions = [
        _dimension(document["dimension"][name], name, size, roles.get(name, ""))
        for name, size in zip(names, sizes, strict=True)
    ]
    extension = (document.get("extension") or {}).get("px") or {}
    return Statistics(
        dimensions=dimensions,
        values=list(_values(document, sizes)),
        title=document.get("label") or "",
        publisher=document.get("source") or "",
        matrix=extension.get("matrix") or extension.get("tableid") or "",
    )


def _dimension(told: Mapping[str, Any], name: str, size: int, role: str) -> Dimension:
    category = told["category"]
    labels = category.get("label") or {}
    index = category.get("index") or list(labels)
    codes = sorted(index, key=index.__getitem__) if isinstance(index, dict) else list(index)
    if len(codes) != size:
        raise FileRefusedError("statistics_damaged", at=name)
    texts = [str(labels.get(code, code)) for code in codes]
    return Dimension(told.get("label") or name, [str(code) for code in codes], texts, role)


def _values(
    document: Mapping[str, Any], sizes: list[int]
) -> Iterator[tuple[tuple[int, ...], str | None]]:
    """Each value with its place; one whose status is a symbol for missing is missing."""
    values, expected = document["value"], prod(sizes)
    status = document.get("status") or {}
    if isinstance(values, dict):
        if not all(key.isdecimal() and int(key) < expected for key in values):
            raise FileRefusedError("statistics_damaged", at="value")
        values = [values.get(str(number)) for number in range(expected)]
    if len(values) != expected:
        raise FileRefusedError("statistics_cells", found=len(values), expected=expected)
    for number, value in enumerate(values):
        said = _status(status, number)
        lacks = value is None or (said and MISSING.fullmatch(said))
        yield _place(number, sizes), (said or None) if lacks else _number(value)


def _status(status: Any, number: int) -> str:
    if isinstance(status, str):
        return status
    if isinstance(status, list):
        return str(status[number] or "")
    return str(status.get(str(number)) or "")


def _number(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"value {value!r}")
    return str(int(value)) if value == int(value) else str(value)


def _place(number: int, sizes: list[int]) -> tuple[int, ...]:
    """A number in row-major order as one index per dimension."""
    place = []
    for size in reversed(sizes):
        number, index = divmod(number, size)
        place.append(index)
    return tuple(reversed(place))
