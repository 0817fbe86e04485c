"""Must show 4: a scanned plan map on four control points by an affine fit, and a fifth held out."""

import json
import math
import re
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from inventory.models import Document, StorageDecision
from tests.factories import make_decision, make_user
from tests.scans import METRES, Cross, scanned_map, tiff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.DOCUMENTS_DIR = tmp_path


def on_ground(sheet: dict[str, Any], cross: Cross) -> tuple[float, float]:
    """Where the page's map draws a place in the picture, in EPSG:3006."""
    east, north, depth = np.array(sheet["matrix"]) @ (cross.x, cross.y, 1)
    return sheet["origin"][0] + east / depth, sheet["origin"][1] + north / depth


def test_a_held_out_point_of_a_scanned_map_lands_within_the_stated_error(client: Client) -> None:
    client.force_login(make_user(lead="20"))
    StorageDecision.objects.create(
        county_id="20", decided_on="2020-01-01", decided_by="Länsrådet", reference="1", months=24
    )
    decision = make_decision()
    scan, (*control, held_out) = scanned_map()
    plan = f"/inventering/plan/{decision.plan_id}/"
    file = SimpleUploadedFile("plankarta.tif", tiff(scan))
    client.post(f"{plan}handling/", {"title": "Plankarta", "akt": decision.pk, "file": file})
    document = Document.objects.get()
    assert (document.media_type, document.width, document.height) == ("image/tiff", *scan.size)

    sent = {name: [getattr(cross, name) for cross in control] for name in vars(held_out)}
    told = client.post(f"/api/handling/{document.pk}/inpassning/", sent).json()
    assert "Affin" in told["told"]
    residuals, error = told["residuals"], told["sheet"]["error"]
    assert len(residuals) == 4
    # Each is read to the nearest pixel: none is missed by more, and not all by nothing.
    assert 0.01 < max(residuals) < METRES

    client.post(f"/inventering/handling/{document.pk}/inpassning/", {**sent, "version": 0})
    page = client.get(plan).content.decode()
    [shown] = [json.loads(unescape(text)) for text in re.findall(r'data-sheet="([^"]+)"', page)]
    assert shown == told["sheet"]
    missed = math.dist(on_ground(shown, held_out), (held_out.east, held_out.north))
    assert 0 < missed <= error < 10 * METRES
