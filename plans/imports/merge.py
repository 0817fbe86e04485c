"""Merging staged rows into tables by the rules of exchange.md, for any model.

The statements are SQL files with places for names (`{table}`, `{key}` …), filled in from the step,
which is code of ours: no value from a file ever becomes a part of a statement.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.geos import GEOSGeometry
from django.db import models
from psycopg.sql import SQL, Composable, Identifier, Literal

from plans.imports.issues import ERROR, WARNING, Issues
from plans.imports.kind import Agree, Fact, Kind, Merge
from raknaq.lib.sql import fill_and_run, filled, names, stream

_run = partial(fill_and_run, __file__)


def agree(step: Agree, given: frozenset[str], issues: Issues) -> None:
    """Compare the rows of one identity within the file; differences become issues."""
    facts = [name for name in step.facts if name in given or name == "shape"]
    columns = SQL(", ").join(
        SQL("({}, first.{}::text, s.{}::text, {})").format(
            Literal(name), Identifier(name), Identifier(name), Literal(name in step.must)
        )
        for name in facts
    )
    compared = filled(
        __file__,
        "agree",
        identity=names(step.identity),
        only=SQL(step.only),
        facts=columns if facts else SQL("('', '', '', false)"),
    )
    for row, first_row, name, first, value in stream(compared):
        told: dict[str, Any] = {"first_row": first_row, "first": (first or "")[:200]}
        field = name
        if name == "shape":
            field, told["first"], value, told["apart"] = "geometry", *_places(first, value)
        if name is None:
            if step.repeated:
                issues.add(WARNING, "row_repeated", row=row, facts=told)
        elif name in step.must:
            issues.add(ERROR, step.must[name], row=row, field=field, value=value, facts=told)
        else:
            issues.add(WARNING, step.reason, row=row, field=field, value=value, facts=told)


def _places(first: str | None, other: str | None) -> tuple[str, str, float | None]:
    """Two shapes as a person reads them: their middles, and the metres between these."""
    middles = [GEOSGeometry(shape).centroid if shape else None for shape in (first, other)]
    a, b = middles
    texts = [f"N {m.y:.0f}, E {m.x:.0f} (SWEREF 99 TM)" if m else "" for m in middles]
    return texts[0], texts[1], round(a.distance(b), 1) if a and b else None


def merge(step: Merge, given: frozenset[str], cleared: frozenset[str], issues: Issues) -> None:
    """Insert the new records of a step, update what the file changes and nobody else has."""
    model = step.model._meta
    pk = model.pk
    places: dict[str, Composable] = {
        "table": Identifier(model.db_table),
        "event": Identifier(f"{model.db_table}event"),
        "pk": Identifier(str(pk.column)),
        "key": Identifier(step.key),
        "is_new": Identifier(step.is_new),
        "only": SQL(step.only),
    }
    if step.natural:
        _run("recognise", **places)
    else:
        _allocate(step, places)
    _run("analyse", key=places["key"], is_new=places["is_new"])
    facts = {name: fact for name, fact in step.facts.items() if _is_given(fact, given)}
    _insert(step, facts, places)
    told = {name: fact for name, fact in facts.items() if not fact.identity}
    if told:
        _update(step, told, cleared & given, places, issues)


def _allocate(step: Merge, places: Mapping[str, Composable]) -> None:
    keys = {step.key: step.model, **step.also}
    number = SQL("nextval((SELECT pg_get_serial_sequence({}, 'id')::regclass)) AS {}")
    _run(
        "allocate",
        **places,
        identity=names(step.identity),
        numbers=SQL(", ").join(
            number.format(Literal(model._meta.db_table), Identifier(key))
            for key, model in keys.items()
        ),
        assignments=SQL(", ").join(
            SQL("{0} = fresh.{0}, {1} = true").format(Identifier(key), Identifier(f"{key}_is_new"))
            for key in keys
        ),
        same=SQL(" AND ").join(
            SQL("s.{0} = fresh.{0}").format(Identifier(n)) for n in step.identity
        ),
    )


def _is_given(fact: Fact, given: frozenset[str]) -> bool:
    return fact.identity or not fact.column or fact.column in given


def _insert(step: Merge, facts: Mapping[str, Fact], places: Mapping[str, Composable]) -> None:
    key = str(step.model._meta.pk.column)
    columns: dict[str, Composable] = {key: SQL("s.{}").format(places["key"])}
    for field in _columns(step.model):
        default = Literal(_default(field))
        if field.column in facts:
            value = SQL(facts[field.column].value)
            columns[field.column] = SQL("coalesce({}, {})").format(value, default)
        elif _default(field) is not None:
            columns[field.column] = default
    _run(
        "insert",
        **places,
        columns=names(columns),
        values=SQL(", ").join(columns.values()),
    )


def _update(
    step: Merge,
    facts: Mapping[str, Fact],
    cleared: frozenset[str],
    places: Mapping[str, Composable],
    issues: Issues,
) -> None:
    """Write the differences, less those that a person has made since the last delivery."""
    defaults = {field.column: _default(field) for field in _columns(step.model)}
    shapes = {f.column for f in _columns(step.model) if isinstance(f, GeometryField)}
    triples = SQL(", ").join(
        SQL("({}, t.{}::text, ({})::text, {}, {}, {}::text)").format(
            Literal(name),
            Identifier(name),
            _updated(name, fact),
            Literal((fact.column or name) in cleared),
            Literal(fact.fill_only),
            Literal(defaults[name]),
        )
        for name, fact in facts.items()
    )
    _run("differ", **places, facts=triples)
    for row, name, known, value in _run("keep_identifiers", **places):
        told = {"known": known}
        issues.add(WARNING, "identifier_differs", row=row, field=name, value=value, facts=told)
    for row, name, known, value, who, day in _run("keep_persons", **places):
        told = {"who": who, "day": day}
        if name in shapes:
            issues.add(WARNING, "person_moved", row=row, field="geometry", facts=told)
            continue
        told["known"] = known
        issues.add(WARNING, "person_changed", row=row, field=name, value=value, facts=told)
    written_since = _run(
        "update",
        **places,
        assignments=SQL(", ").join(
            SQL(
                "{0} = CASE WHEN {1} = ANY(d.fields) THEN coalesce({2}, {3}) ELSE t.{0} END"
            ).format(Identifier(name), Literal(name), _updated(name, fact), Literal(defaults[name]))
            for name, fact in facts.items()
        ),
    )
    for (row,) in written_since:
        issues.add(WARNING, "changed_meanwhile", row=row)


def _updated(name: str, fact: Fact) -> Composable:
    """What a fact makes of the column of a record `t` that exists."""
    value = SQL(fact.value)
    return SQL("t.{} || {}").format(Identifier(name), value) if fact.adds else value


def count_rows(kind: Kind) -> dict[str, int]:
    """How many rows were new, changed something, or changed nothing; and what they left out."""
    keys = [kind.main] if isinstance(kind.main, str) else kind.main
    record = [SQL("{} || s.{}::text").format(Literal(f"{key} "), Identifier(key)) for key in keys]
    is_new = [
        SQL("WHEN s.{} IS NOT NULL THEN s.{}").format(Identifier(key), Identifier(f"{key}_is_new"))
        for key in keys
    ]
    [[new, changed, same]] = _run(
        "count", record=SQL(", ").join(record), is_new=SQL(" ").join(is_new)
    )
    return {"new": new, "changed": changed, "same": same}


def _columns(model: type[models.Model]) -> list[Any]:
    """The stored columns of a model but its key and what the database works out itself."""
    return [
        field
        for field in model._meta.concrete_fields
        if not field.generated and not field.primary_key
    ]


def _default(field: Any) -> Any:
    """What an empty cell means in a column: empty text, the model's default, or null."""
    if field.has_default():
        value = field.get_default()
        return "{}" if value == {} else value
    return "" if field.empty_strings_allowed and not field.null else None
