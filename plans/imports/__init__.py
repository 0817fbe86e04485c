"""The way in for every file: one ordered list of small steps, the same for every kind.

Read (in a child process) → fit the columns → stage → the kind's own steps (find, check, merge) →
count → verdict. Everything happens in one transaction. Only when the caller commits and no error
was found does it stay; a dry run and a refused file leave nothing behind.
"""

import hashlib
import json
import logging
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol, cast

import pyarrow as pa
from django.contrib.auth.models import User
from django.contrib.gis.geos import GEOSGeometry, Point
from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone
from psycopg.errors import ForeignKeyViolation
from psycopg.sql import SQL, Literal

from plans.access import access_of
from plans.imports.issues import ERROR, WARNING, Found, Issues
from plans.imports.kind import Agree, Check, Kind, Merge, Statement, Step
from plans.imports.mapping import ColumnMapping, Fitted, fit, place_headers
from plans.imports.merge import agree, count_rows, merge
from plans.imports.preview import Told, preview
from plans.imports.stage import analyse, stage
from plans.imports.values import known_places
from plans.models import County, Delivery, Issue, holds_demo
from raknaq.lib import files
from raknaq.lib.history import change, name_of
from raknaq.lib.sql import fill_and_run, run_all, stream

SYSTEM_ACCOUNT = "system"
NOT_COMPARED: Mapping[str, int | None] = {
    "read": 0, "new": None, "changed": None, "same": None, "refused": 0,
}  # fmt: skip

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Options:
    """How to read a file, beyond what it says itself."""

    layer: str | None = None
    epsg: int | None = None
    encoding: str | None = None
    mapping: ColumnMapping = field(default_factory=ColumnMapping)

    def wanted(self, kind: Kind) -> files.Wanted:
        """The same as the reading child is told it."""
        return files.Wanted(
            layer=self.layer,
            epsg=self.epsg,
            encoding=self.encoding,
            statistics=kind.statistics,
            **(place_headers(self.mapping) if kind.shape else {}),
        )


@dataclass(frozen=True)
class Report:
    """What came of a file: whether it can be (or was) accepted, the row counts, the issues.

    `counts` are rows: read, new, changed, same and refused; None where the rows were not compared
    with what is there. `preview` is what it changes, table by
    table (`plans.imports.preview`), `unknown` the values that no code answers to
    (`Issues.unknown_values`). `delivery` is the id of the accepted delivery, None when
    nothing was kept.
    """

    accepted: bool
    counts: Mapping[str, int | None]
    issues: Sequence[Found]
    preview: Sequence[Told] = ()
    unknown: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    delivery: int | None = None


class Progress(Protocol):
    """Told now and then how far a run has come: a step's name, how much is done, of how much.

    Rows while the file is read (`total` 0 where the file does not say), else steps.
    """

    def __call__(self, step: str, done: int, total: int) -> None: ...


def silent(step: str, done: int, total: int) -> None:
    """Nobody waits."""


def run(
    kind: Kind,
    path: Path,
    *,
    by: User | None = None,
    note: str = "",
    options: Options | None = None,
    commit: bool = False,
    delivery: Delivery | None = None,
    progress: Progress = silent,
) -> Report:
    """Take a file through every step; the report. `by` acts, else the system account.

    Without a `delivery` that was received before, the file becomes one. Rows of other counties than
    the delivery's own, or than those for which the one who acts may accept deliveries, are an error
    in the report, and so is a file that cannot be read: never an exception.
    """
    options = options or Options()
    actor = by or system_account()
    issues = Issues()
    counts = NOT_COMPARED
    changes: list[Told] = []
    kept = None
    with transaction.atomic():
        try:
            delivery = delivery or receive(kind, path, by=actor, note=note)
            why = f"leverans: {kind.name} ({delivery.file_name})"
            with change(by=actor, why=why, delivery=delivery.pk) as context:
                counts = _take_in(kind, path, options, delivery, actor, issues, progress)
                changes = preview(context)
        except files.FileRefusedError as refused:
            field = refused.facts.pop("field", "")
            value = refused.facts.pop("value", "")
            issues.add(ERROR, refused.reason, field=field, value=value, facts=refused.facts)
        except (DataError, IntegrityError) as refused_by_database:
            if isinstance(refused_by_database.__cause__, ForeignKeyViolation):
                issues.add(ERROR, "removed_meanwhile")
            else:
                logger.exception("The database refused a delivery of %s", kind.name)
                told = str(refused_by_database).splitlines()[0]
                issues.add(ERROR, "database_refused", facts={"told": told[:200]})
        report = Report(
            not issues.blocked, counts, issues.listed(), changes, issues.unknown_values()
        )
        if commit and delivery and not issues.blocked:
            _accept(delivery, context, actor, report)
            kept = delivery.pk
        else:
            transaction.set_rollback(True)
    return replace(report, delivery=kept)


def system_account() -> User:
    """The named account that acts when no person does; nobody can log in as it."""
    account, new = User.objects.get_or_create(
        username=SYSTEM_ACCOUNT, defaults={"is_active": False}
    )
    if new:
        account.set_unusable_password()
        account.save()
    return account


def receive(kind: Kind, path: Path, *, by: User, **told: Any) -> Delivery:
    """The file as a delivery, by what it is before anything is read from it.

    `told` are further columns of the delivery. Raises FileRefusedError when there is no file.
    """
    if not path.exists():
        raise files.FileRefusedError("file_missing", path=str(path))
    digest = hashlib.sha256()
    size = 0
    for part in files.parts(path):
        with part.open("rb") as file:
            while piece := file.read(1024**2):
                digest.update(piece)
                size += len(piece)
    return Delivery.objects.create(
        kind=kind.name,
        file_name=path.name[:255],
        sha256=digest.hexdigest(),
        size=size,
        received_by=by,
        **told,
    )


def _take_in(
    kind: Kind,
    path: Path,
    options: Options,
    delivery: Delivery,
    actor: User,
    issues: Issues,
    progress: Progress,
) -> Mapping[str, int | None]:
    """Read, stage and take the rows through the kind's steps; the row counts."""
    mapping = options.mapping
    with files.read(path, options.wanted(kind)) as (source, batches):
        if (source.driver == files.NGP_DRIVER) != (kind.driver == files.NGP_DRIVER):
            raise files.FileRefusedError("ngp_not" if kind.driver else "ngp_other_kind")
        fitted = fit(kind, source, mapping)
        issues.headers = fitted.source
        for reason, facts in source.notes:
            issues.add(WARNING, reason, facts=facts)
        _note_columns(kind, fitted, source, issues)
        if issues.blocked:
            return {**NOT_COMPARED, "read": source.rows or None}
        counted = _counted(batches, source.rows, progress)
        read = stage(kind, fitted, mapping, counted, known_places(mapping.bare_year), issues)
    if read == 0:
        issues.add(ERROR, "no_rows")
    if holds_demo():
        issues.add(WARNING, "into_demo")
    _one_at_a_time(kind)
    told = {"delivery": delivery.pk, "file_name": delivery.file_name, "who": name_of(actor)}
    for number, step in enumerate(kind.steps):
        progress("steps", number, len(kind.steps))
        take_step(step, told, fitted.given, _cleared(kind, mapping), issues)
        if isinstance(step, Statement | Merge):
            analyse(kind)
    connection.check_constraints()  # now, so that a dry run finds what a commit would
    if kind.whole:
        delivery.covers = _covered(kind, mapping, issues)
    _judge(kind, delivery, actor, issues)
    return {"read": read, "refused": len(issues.refused), **count_rows(kind)}


def take_step(
    step: Step,
    told: Mapping[str, Any],
    given: frozenset[str],
    cleared: frozenset[str],
    issues: Issues,
) -> None:
    """Take the staged rows through one step and refuse those that it finds an error in.

    `told` are the parameters of a statement, `given` the canonical columns that the rows have,
    `cleared` those whose empty cells empty the record.
    """
    if isinstance(step, Statement):
        _execute(step.text, told)
    elif isinstance(step, Check):
        _check(step, issues)
    elif isinstance(step, Agree):
        agree(step, given, issues)
    else:
        merge(step, given, cleared, issues)
    _refuse(issues)


def _counted(
    batches: Iterable[pa.RecordBatch], rows: int, progress: Progress
) -> Iterator[pa.RecordBatch]:
    """The batches as they are, telling how many rows have come."""
    come = 0
    for batch in batches:
        progress("read", come, rows)
        yield batch
        come += batch.num_rows


def _note_columns(kind: Kind, fitted: Fitted, source: files.Source, issues: Issues) -> None:
    """Tell which required columns are missing and which of the file's are not used."""
    found = source.columns
    for column in kind.columns:
        if column.required and column.name not in fitted.given:
            issues.add(ERROR, "column_missing", field=column.name, facts={"found": found})
    if kind.shape and source.is_table and not source.has_shapes:
        severity = ERROR if kind.shape_required else WARNING
        issues.add(severity, "places_missing", field="geometry", facts={"found": found})
    elif kind.shape_required and not source.has_shapes:
        issues.add(ERROR, "column_missing", field="geometry", facts={"found": found})
    if fitted.unused:
        reason = "columns_kept" if kind.extra else "columns_unused"
        issues.add(WARNING, reason, facts={"names": list(fitted.unused)})


def _one_at_a_time(kind: Kind) -> None:
    """Wait for other deliveries of the same records in the same counties; keep others waiting."""
    name = Literal(f"delivery:{kind.lock or kind.name}")
    fill_and_run(__file__, "lock", delivery=name, county=SQL(kind.counties))


def _covered(kind: Kind, mapping: ColumnMapping, issues: Issues) -> list[str]:
    """The counties of which the file is a whole list: those it is said to cover, or all in it."""
    if mapping.covers is not None:
        return list(mapping.covers)
    rows = fill_and_run(__file__, "counties", county=SQL(kind.counties))
    counties = [code for (code,) in rows]
    if counties:
        issues.add(WARNING, "covers", facts={"counties": counties})
    return counties


def _judge(kind: Kind, delivery: Delivery, actor: User, issues: Issues) -> None:
    """Whether every county that the rows are about is the delivery's own.

    For a delivery that names no county: whether the one who acts may accept it for all of them. The
    right itself stands in `plans.access`; the system account acts for all.
    """
    if delivery.county_id is None and actor.username == SYSTEM_ACCOUNT:
        return
    access = access_of(actor)
    touched = fill_and_run(
        __file__,
        "counties_touched",
        county=SQL(kind.counties),
        left_county=SQL(kind.left_county),
    )
    beyond = {code for (code,) in touched} | set(delivery.covers)
    if delivery.county:
        others = beyond - {delivery.county.pk}
        if others:
            told = {"county": delivery.county.name, "counties": _names(others)}
            issues.add(ERROR, "county_of_others", facts=told)
        return
    if "" in beyond and not access.accepts_nationally:
        issues.add(ERROR, "not_allowed_nationally", facts={"who": name_of(actor)})
    beyond -= {"", *access.accepts}
    if beyond:
        facts = {"who": name_of(actor), "counties": _names(beyond)}
        issues.add(ERROR, "not_allowed", facts=facts)


def _names(codes: Iterable[str]) -> list[str]:
    return list(County.objects.filter(code__in=codes).values_list("name", flat=True))


def _execute(statement: str, parameters: Mapping[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, dict(parameters))


def _check(step: Check, issues: Issues) -> None:
    answers = run_all(step.text) if step.marks else stream(step.text)
    for severity, reason, row, name, value, facts, place in answers:
        told = json.loads(facts)
        issues.add(severity, reason, row=row, field=name, value=value, facts=told, place=place)


def _refuse(issues: Issues) -> None:
    """Keep the rows with an error out of the steps that follow."""
    fill_and_run(__file__, "refuse", rows=Literal(sorted(issues.refused)))


def _cleared(kind: Kind, mapping: ColumnMapping) -> frozenset[str]:
    """The columns whose empty cells empty the record."""
    if mapping.clear is True:
        return frozenset(column.name for column in kind.columns)
    return frozenset(mapping.clear or ())


def _accept(delivery: Delivery, context: uuid.UUID, actor: User, report: Report) -> None:
    delivery.context = context
    delivery.state = Delivery.State.ACCEPTED
    delivery.accepted_by = actor
    delivery.accepted_at = timezone.now()
    keep_report(delivery, report)


def keep_report(delivery: Delivery, report: Report) -> None:
    """Keep what came of a delivery with it, in place of what was said before."""
    delivery.counts = dict(report.counts)
    delivery.preview = list(report.preview)
    delivery.unknown = dict(report.unknown)
    delivery.save(
        update_fields=[
            "counts", "preview", "unknown", "covers", "context", "state", "checked_at",
            "accepted_by", "accepted_at",
        ]
    )  # fmt: skip
    delivery.issues.all().delete()
    Issue.objects.bulk_create(
        Issue(
            delivery=delivery,
            severity=issue.severity,
            reason=issue.reason,
            row=issue.row,
            field=issue.field,
            value=issue.value,
            facts=dict(issue.facts),
            count=issue.count,
            place=cast(Point, GEOSGeometry(issue.place)) if issue.place else None,
        )
        for issue in report.issues
    )
