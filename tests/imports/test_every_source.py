"""Every kind of file: taken in twice it changes nothing the second time, undone it leaves nothing.

A source is its kind and its test file; what it stands on (plans for markings) is taken in first.
"""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from plans import deliveries
from plans.models import Delivery
from raknaq.kinds import KINDS
from tests.factories import make_user
from tests.imports import boverket, plan_files, raa, scb
from tests.imports.taking import Taking, texts, write_csv
from tests.imports.test_life import REVIEW
from tests.imports.test_merging import CHANGE, MARKING, PLAN
from tests.imports.test_plan_files import as_proposed


class Source(NamedTuple):
    """A kind of delivery, what writes its file into a folder, and how it is read."""

    kind: str
    write: Callable[[Path], Path]
    how: dict[str, Any] = {}  # noqa: RUF012 (never changed)


def _rows(kind: str, *rows: dict[str, Any]) -> Source:
    return Source(kind, lambda folder: write_csv(folder / f"{kind}.csv", rows), {"epsg": 3006})


def _stock(write: Callable[[Path], Path], name: str) -> Source:
    return Source("building_stock", lambda folder: write(folder / name))


def _boundaries(folder: Path) -> Path:
    square = "POLYGON((535000 6718000,535100 6718000,535100 6718100,535000 6718100,535000 6718000))"
    rows = [{"code": "20", "name": "Dalarna", "geometry": square},
            {"code": "2080", "name": "Falu", "geometry": square}]  # fmt: skip
    return write_csv(folder / "boundaries.csv", rows)


FOOTPRINTS = [
    {"kommunkod": "2080", "objektidentitet": f"b{n}", "kalla": "test",
     "geometry": f"POLYGON(({x} 6718000,{x + 10} 6718000,{x + 10} 6718010,{x} 6718000))"}
    for n, x in enumerate((535000, 535020))
]  # fmt: skip

MUNICIPAL = {"columns": plan_files.GUESS, "constants": {"municipality_code": "2080"}}
SHAPEFILE = {"columns": {**plan_files.GUESS, "archive_ref": "lm_aktbete",
                         "adopted_on": "dat_antage", "in_force_from": "dat_lagakr"},
             "constants": {"municipality_code": "2080"}}  # fmt: skip

SOURCES = {
    **{
        f"plans: {name}": Source(
            "plans",
            write,
            (SHAPEFILE if name.startswith("Shapefile") else MUNICIPAL)
            | ({"epsg": 3006} if name in plan_files.WITHOUT_SYSTEM else {}),
        )
        for name, write in plan_files.FILES.items()
    },
    "plans: with a change": _rows("plans", PLAN, CHANGE),
    "markings": _rows("markings", MARKING, MARKING | {"object_ref": "2", "letter": "k"}),
    "reviews": _rows("reviews", REVIEW),
    "stock: PX": _stock(scb.write_px, "stock.px"),
    "stock: JSON-stat": _stock(scb.write_jsonstat, "stock.json"),
    "stock: CSV": _stock(scb.write_csv_wide, "stock.csv"),
    "stock: XLSX": _stock(scb.write_xlsx, "stock.xlsx"),
    "monuments": Source("monuments", raa.geopackage),
    "catalogue": Source(
        "catalogue",
        lambda folder: boverket.write_release(
            folder / "release.json", boverket.release("20261001", "2026-10-01")
        ),
    ),
    "boundaries": Source("boundaries", _boundaries, {"epsg": 3006}),
    "footprints": _rows("footprints", *FOOTPRINTS),
    "scopes": _rows("scopes", {"county_code": "20", "from_day": "1987-01-01"}),
}
STANDS_ON_A_PLAN = {"markings", "reviews"}
NEEDS_NOTHING = {"building_stock", "monuments", "catalogue"}


def content() -> str:
    out = StringIO()
    call_command("content_hash", "--facts", stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("name", SOURCES)
def test_twice_is_once_and_undone_is_never(take: Taking, tmp_path: Path, name: str) -> None:
    source = SOURCES[name]
    if source.kind in STANDS_ON_A_PLAN:
        take("plans", [PLAN])
    before = content()
    path = source.write(tmp_path)
    first = take.file(source.kind, path, **{"epsg": None, **source.how})
    assert first.accepted, texts(first)
    assert (first.counts["new"] or 0) + (first.counts["changed"] or 0) > 0
    after = content()
    assert after != before
    again = take.file(source.kind, path, **{"epsg": None, **source.how})
    assert again.accepted, texts(again)
    assert (again.counts["new"], again.counts["changed"]) == (0, 0)
    assert again.preview == []
    assert content() == after
    accepted = Delivery.objects.get(context__isnull=False, pk=first.delivery or 0)
    assert deliveries.undo(accepted, by=make_user(coordinator=None))
    assert content() == before


@pytest.mark.parametrize(
    "name", [name for name, source in SOURCES.items() if source.kind in NEEDS_NOTHING]
)
def test_as_the_page_proposes_it(take: Taking, tmp_path: Path, settings: Any, name: str) -> None:
    """Looked at and checked with nothing said: the columns are known or guessed."""
    settings.DELIVERIES_DIR = tmp_path / "deliveries"
    source = SOURCES[name]
    path = source.write(tmp_path)
    uploads = [SimpleUploadedFile(path.name, path.read_bytes())]
    by = make_user(coordinator=None)
    delivery = deliveries.hand_in(KINDS[source.kind], uploads, by=by, county=None)
    deliveries.look(KINDS[source.kind], delivery)
    as_proposed(delivery)
    report = deliveries.check(KINDS[source.kind], delivery)
    taken = take.file(source.kind, path, epsg=None, **source.how)
    assert report.accepted, texts(report)
    assert report.counts == taken.counts
