"""Detailed plans as Lantmäteriet's national geodata platform (NGP) delivers them, as flat rows.

One row is a plan, a decision or a provision (`record`): a plan, then its decisions, then its
provisions. Two forms are read: the document Detaljplan 4.1, known by its member feature:mediatyp,
and what the search service answered, as `raknaq.lib.files.ngp_search` keeps it. Structure: the
schema of Detaljplan 4.1 (Lantmäteriet) and design note standards.md, sections 1 and 2.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from raknaq.lib.files import NGP_DRIVER, FileRefusedError
from raknaq.lib.files.content import Batch, Content, Notes
from raknaq.lib.files.ngp_shapes import Placed, placed
from raknaq.lib.files.shapes import system

MEDIA_TYPE = "application/vnd.lm.detaljplan.v4+json"
MAX_BYTES = 80 * 1024**2  # read whole, in six times the memory; a plan is some megabytes
BATCH_ROWS = 1_000

PLAN_COLUMNS = (
    "record", "plan_national_id", "municipality_code", "designation", "name", "kind", "status",
    "status_changed_on",
)  # fmt: skip
DECISION_COLUMNS = (
    "decision_number", "decision", "archive_ref", "adopted_on", "in_force_from", "in_force_days",
    "previous_plans",
)  # fmt: skip
PROVISION_COLUMNS = ("national_id", "catalogue_ref", "wording", "shape_note")
COLUMNS = [*PLAN_COLUMNS, *DECISION_COLUMNS, *PROVISION_COLUMNS]

NEW, REPEAL = "antagande av ny detaljplan", "antagande om upphävande"
SLOT = re.compile(r"\[[^\[\]]*:[^\[\]]*\]")

Json = Mapping[str, Any]
Row = tuple[dict[str, str | None], Placed]
NOWHERE: Placed = (None, None, None)


def open_document(path: Path) -> Content:
    """A document of one or more plans. Raises FileRefusedError."""
    if path.stat().st_size > MAX_BYTES:
        raise FileRefusedError("file_too_big")
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):
        raise FileRefusedError("file_damaged") from None
    told = document.get("feature:mediatyp") if isinstance(document, dict) else None
    if told != MEDIA_TYPE:
        raise FileRefusedError("ngp_version", told=str(told)[:80])
    objects = [_object(feature.get("properties")) for feature in _objects(document.get("features"))]
    plans = _newest(thing for thing in objects if thing.get("feature:typ") == "detaljplan")
    rest = _newest(thing for thing in objects if thing.get("feature:typ") != "detaljplan")
    provisions: dict[str, list[Json]] = {key: [] for key in plans}
    orphans = 0
    for provision in rest.values():
        listed = provisions.get(str(provision.get("detaljplan")).lower())
        orphans += listed is None
        (listed if listed is not None else []).append(provision)
    notes: Notes = [("ngp_orphans", {"number": orphans})] if orphans else []
    rows = (row for key, plan in plans.items() for row in _rows_of(plan, provisions[key]))
    return content(rows, notes)


def content(rows: Iterable[Row], notes: Notes) -> Content:
    """Rows as an opened file; its shapes are in EPSG:3006."""
    return Content(
        driver=NGP_DRIVER,
        layer=None,
        crs=system("EPSG:3006"),
        notes=notes,
        columns=COLUMNS,
        first_row=1,
        batches=_batches(iter(rows)),
    )


def _batches(rows: Iterator[Row]) -> Iterator[Batch]:
    while some := list(islice(rows, BATCH_ROWS)):
        shapes = np.empty(len(some), dtype=object)
        problems = {}
        for n, (_, (shape, problem, _)) in enumerate(some):
            shapes[n] = shape
            if problem:
                problems[n] = problem
        columns = [
            pa.array([cells.get(name) for cells, _ in some], pa.string()) for name in COLUMNS
        ]
        yield Batch(columns, shapes, problems)


def _rows_of(plan: Json, provisions: Sequence[Json]) -> Iterator[Row]:
    """A plan's rows."""
    own = {
        "plan_national_id": text(plan.get("objektidentitet")),
        "municipality_code": text(plan.get("kommun")),
        "designation": text(plan.get("beteckning")),
        "name": text(plan.get("namn")),
        "kind": text(plan.get("typ")),
        "status": text(plan.get("status")),
        "status_changed_on": text(plan.get("datumStatusforandring")),
    }
    where = placed(_objects(plan.get("plangeometri")))
    yield {**own, "record": "plan", "shape_note": where[2]}, where
    decisions = [_decision(n, told, plan) for n, told in _numbered(plan)]
    for cells in decisions:
        yield {**own, **cells, "record": "decision"}, NOWHERE
    for provision in provisions:
        where = placed(_objects(provision.get("bestammelsegeometri")))
        cells = {
            "record": "provision",
            "plan_national_id": own["plan_national_id"],
            "municipality_code": own["municipality_code"],
            "decision_number": _brought_by(provision, plan),
            "national_id": text(provision.get("objektidentitet")),
            "catalogue_ref": text(provision.get("planbestammelsekatalogreferens")),
            "wording": rendered(provision),
            "shape_note": where[2],
        }
        yield cells, where


def _numbered(plan: Json) -> list[tuple[int, Json]]:
    return list(enumerate(_objects(plan.get("beslutsinformation")), 1))


def _decision(number: int, told: Json, plan: Json) -> dict[str, str | None]:
    """One decision. The only one of a plan is its first, where it does not say what it is."""
    days = in_force_days(told)
    only = len(_numbered(plan)) == 1
    previous = [
        name.replace("\0", "").strip()
        for name in _list(told.get("foregaendePlansBeteckning"))
        if isinstance(name, str) and name.strip()
    ]
    return {
        "decision_number": str(number),
        "decision": text(told.get("beslutstyp")) or (NEW if only else None),
        "archive_ref": text(told.get("arkividentitetKommun")),
        "adopted_on": text(told.get("datumAntagande")),
        "in_force_from": days[0] if days else None,
        "in_force_days": ";".join(days) or None,
        "previous_plans": json.dumps(previous, ensure_ascii=False) if previous else None,
    }


def in_force_days(decision: Json) -> list[str]:
    """The days of laga kraft of a decision, the earliest first; parts may gain it on their own."""
    told = decision.get("datumLagakraft")
    days = told if isinstance(told, list) else [told]
    return sorted({str(day) for day in days if day})


def _brought_by(provision: Json, plan: Json) -> str | None:
    """The number of the decision that brought a provision: the first in force that lists it.

    Else the plan's own (new) decision, else its first.
    """
    numbered = [(n, told) for n, told in _numbered(plan) if told.get("beslutstyp") != REPEAL]
    key = provision.get("objektidentitet")
    listing = [(n, told) for n, told in numbered if key in _list(told.get("planbestammelse"))]
    own = [(n, told) for n, told in numbered if told.get("beslutstyp") == NEW]
    candidates = sorted(
        listing or own or numbered, key=lambda pair: (in_force_days(pair[1]) or ["9999"])[0]
    )
    return str(candidates[0][0]) if candidates else None


def rendered(provision: Json) -> str | None:
    """A provision's wording with its slots ("[byggnad:text]") filled in from its values, in order.

    A slot without a value is left as it is printed.
    """
    values = [
        text(value.get("variabelvarde")) for value in _objects(provision.get("bestammelsevarde"))
    ]
    left = iter(values)
    wording = text(provision.get("bestammelseformulering")) or ""
    return SLOT.sub(lambda slot: next(left, None) or slot[0], wording) or None


def _newest(things: Iterable[Json]) -> dict[str, Json]:
    """Objects by their identity; of several versions the one that holds, else the highest."""
    found: dict[str, Json] = {}
    for thing in things:
        key = str(thing.get("objektidentitet")).lower()
        if key not in found or _age(thing) >= _age(found[key]):
            found[key] = thing
    return found


def _age(thing: Json) -> tuple[bool, int, str]:
    version = thing.get("objektversion")
    return (
        not thing.get("versionGiltigTill"),
        version if isinstance(version, int) else 0,
        str(thing.get("versionGiltigFran") or ""),
    )


def text(value: Any) -> str | None:
    """A value as text, None where there is none."""
    if value is None or value == "":
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _object(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _objects(value: Any) -> list[Json]:
    return [one for one in _list(value) if isinstance(one, dict)]
