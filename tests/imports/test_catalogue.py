"""Releases of Boverket's catalogue: what is kept of them, and what their categories mean."""

from pathlib import Path
from typing import Any

import pytest

from plans.models import CatalogueEntry
from tests.factories import day
from tests.imports import boverket
from tests.imports.boverket import CULTURE, DEMOLITION, NUISANCE, OLD, USE
from tests.imports.taking import Taking, reasons, texts


def take_release(take: Taking, tmp_path: Path, *told: Any) -> Any:
    path = boverket.write_release(tmp_path / "release.json", boverket.release(*told))
    return take.file("catalogue", path, epsg=None)


def test_a_release_as_the_service_gives_it(take: Taking, tmp_path: Path) -> None:
    report = take_release(take, tmp_path, "20261001", "2026-10-01")
    assert report.accepted, texts(report)
    assert (report.counts["read"], report.counts["new"]) == (5, 5)
    known = CatalogueEntry.objects.get(pk=CULTURE)
    assert known.code == "DP_KM_Eg_SkyddKulturvarden_Byggnad"
    assert known.category == "Skydd av Kulturvärden"
    assert known.letter == "q#"
    assert known.wording == "[bebyggelseområde:text] ska bevaras."
    assert (known.release, known.published) == ("20261001", day("2026-10-01"))
    assert known.extra == {
        "replaces": [OLD, USE], "interpretation": False, "geometry_type": "Yta/Volym",
    }  # fmt: skip
    old = CatalogueEntry.objects.get(pk=OLD)
    assert (old.code, old.category, old.letter) == ("", "", "K")
    assert old.extra == {"corresponds_to": [CULTURE, DEMOLITION], "interpretation": True}
    assert take_release(take, tmp_path, "20261001", "2026-10-01").counts["same"] == 5


@pytest.mark.parametrize(
    ("entry", "means"),
    [(CULTURE, "skydd"), (DEMOLITION, "rivningsforbud"), (NUISANCE, ""), (USE, ""), (OLD, "")],
)
def test_what_a_category_means(take: Taking, tmp_path: Path, entry: str, means: str) -> None:
    take_release(take, tmp_path, "20261001", "2026-10-01")
    assert CatalogueEntry.objects.get(pk=entry).proposed_class == means


def test_the_seed_has_every_class(db: None) -> None:
    classes = CatalogueEntry.objects.exclude(proposed_class="").values_list("proposed_class")
    numbers = {code: list(classes).count((code,)) for (code,) in classes}
    assert numbers == {"skydd": 35, "varsamhet": 11, "rivningsforbud": 8}


def test_entries_are_never_deleted_and_older_words_stay(take: Taking, tmp_path: Path) -> None:
    take_release(take, tmp_path, "20261001", "2026-10-01")
    kept = [boverket.ENTRIES[0] | {"bestammelseformulering": "Byggnaden ska bevaras.",
                                   "ersattsav": DEMOLITION}]  # fmt: skip
    del kept[0]["geometrityp"]
    report = take_release(take, tmp_path, "20270401", "2027-04-01", kept)
    assert report.accepted, texts(report)
    assert CatalogueEntry.objects.filter(pk=NUISANCE, release="20261001").exists()
    assert "gällande poster finns inte i utgåvan" in texts(report)
    now = CatalogueEntry.objects.get(pk=CULTURE)
    assert (now.wording, now.release) == ("Byggnaden ska bevaras.", "20270401")
    assert now.extra["replaced_by"] == [DEMOLITION]
    assert now.extra["geometry_type"] == "Yta/Volym"  # what a release does not say stands
    events: Any = CatalogueEntry.pgh_event_model  # type: ignore[attr-defined]
    wordings = events.objects.filter(pgh_obj_id=CULTURE).order_by("pgh_id")
    assert list(wordings.values_list("wording", flat=True)) == [
        "[bebyggelseområde:text] ska bevaras.", "Byggnaden ska bevaras.",
    ]  # fmt: skip


def test_an_older_release_is_told(take: Taking, tmp_path: Path) -> None:
    take_release(take, tmp_path, "20261001", "2026-10-01")
    report = take_release(take, tmp_path, "20250401", "2025-04-01")
    assert report.accepted
    assert "release_older" in reasons(report, "warning")
    assert (
        "Utgåvan 20250401 publicerades 2025-04-01, men 20261001 från 2026-10-01 är redan inläst."
    ) in texts(report)
    newer = take_release(take, tmp_path, "20270401", "2027-04-01")
    assert "release_older" not in reasons(newer, "warning")


def test_the_whole_catalogue(take: Taking, tmp_path: Path) -> None:
    path = boverket.write_release(
        tmp_path / "release.json",
        boverket.release("20261001", "2026-10-01", boverket.full_size()),
    )
    assert path.stat().st_size > 12_000_000
    assert take.file("catalogue", path, epsg=None).counts["new"] == 3_707
