"""A scanned sheet laid on the map: what is saved, refused, and shown to whom."""

import json
import math
import re
from collections.abc import Sequence
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inventory.models import Document, SheetFit
from raknaq.lib.history import events_of
from tests.factories import FALUN, make_decision, make_picture, make_user

pytestmark = pytest.mark.django_db

# Half a metre a pixel, north up: the picture's upper left corner lies 1500 m north of FALUN.
CORNERS = [(0, 0), (4000, 0), (4000, 3000), (0, 3000)]


def ground(x: float, y: float) -> tuple[float, float]:
    return FALUN[0] + x / 2, FALUN[1] + (3000 - y) / 2


def told(
    places: Sequence[tuple[float, float]] = CORNERS, *, version: int | None = 0, **more: Any
) -> dict[str, Any]:
    """What the form sends for points that lie exactly."""
    rows = [(x, y, *ground(x, y)) for x, y in places]
    columns = zip(*rows, strict=True) if rows else [()] * 4
    sent = dict(zip(("x", "y", "east", "north"), map(list, columns), strict=True))
    return {**sent, "method": "", **({} if version is None else {"version": version}), **more}


@pytest.fixture
def document() -> Document:
    return make_picture()


@pytest.fixture
def recorder(client: Client) -> User:
    user = make_user("anna", recorder="20")
    client.force_login(user)
    return user


def address(document: Document, more: str = "") -> str:
    return f"/inventering/handling/{document.pk}/inpassning/{more}"


def sheets_shown(client: Client, document: Document) -> list[dict[str, Any]]:
    """The sheets that the page of the plan gives its map."""
    page = client.get(f"/inventering/plan/{document.decision.plan_id}/").content.decode()
    return [json.loads(unescape(text)) for text in re.findall(r'data-sheet="([^"]+)"', page)]


@pytest.mark.usefixtures("recorder")
def test_a_sheet_is_laid_and_shown_on_the_plan(client: Client, document: Document) -> None:
    answer = client.post(address(document), told(), follow=True)
    assert "Plankarta ligger på kartan." in answer.content.decode()
    laid = SheetFit.objects.get()
    assert (laid.method, laid.page, laid.version) == ("affine", 1, 1)
    assert laid.points[1] == {"x": 4000, "y": 0, "east": FALUN[0] + 2000, "north": FALUN[1] + 1500}
    [shown] = sheets_shown(client, document)
    assert (shown["width"], shown["height"]) == (4000, 3000)
    assert shown["error"] == pytest.approx(math.hypot(0.5, 0.5))  # a pixel
    assert shown["origin"] == [FALUN[0] + 1000, FALUN[1] + 750]
    assert shown["matrix"][0] == pytest.approx([0.5, 0, -1000])


@pytest.mark.usefixtures("recorder")
def test_a_change_starts_from_the_version_that_was_seen(client: Client, document: Document) -> None:
    assert client.post(address(document), told(version=None)).status_code == 428
    assert client.post(address(document), told()).status_code == 302
    stale = client.post(address(document), told(CORNERS[:3]))
    assert stale.status_code == 409
    page = stale.content.decode()
    assert "Någon annan passade in kartan medan du arbetade" in page
    assert page.count('<input name="x"') == 3 + 1  # those that were typed, and the pattern
    assert "2: x 4000,0 y 0,0" in page  # theirs
    assert 'name="version" value="1"' in page
    assert client.post(address(document), told(version=None)).status_code == 428
    assert client.post(address(document), told(CORNERS[:3], version=1)).status_code == 302
    assert client.post(address(document), told(version=1)).status_code == 409
    laid = SheetFit.objects.get()
    assert (laid.method, len(laid.points), laid.version) == ("similarity", 3, 2)
    assert events_of(SheetFit).count() == 2


@pytest.mark.usefixtures("recorder")
def test_a_sheet_is_taken_off_the_map(client: Client, document: Document) -> None:
    assert client.post(address(document, "ta-bort/"), {"version": 1}).status_code == 404
    client.post(address(document), told())
    assert client.post(address(document, "ta-bort/")).status_code == 428
    client.post(address(document), told(CORNERS[:3], version=1))
    assert client.post(address(document, "ta-bort/"), {"version": 1}).status_code == 409
    assert SheetFit.objects.exists()
    client.post(address(document, "ta-bort/"), {"version": 2})
    assert not SheetFit.objects.exists()
    assert sheets_shown(client, document) == []
    gone = client.post(address(document), told(version=2))
    assert gone.status_code == 409
    assert "tog bort inpassningen" in gone.content.decode()
    assert client.post(address(document), told(version=0)).status_code == 302


@pytest.mark.usefixtures("recorder")
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"x": ["4001", "0", "", ""]}, "Punkt 1: x ska vara mellan 0 och 4000 bildpunkter."),
        ({"y": ["0", "-1", "", ""]}, "Punkt 2: y ska vara mellan 0 och 3000 bildpunkter."),
        ({"east": [6_718_000, 535_000]}, "Punkt 1: Öst ligger utanför Sverige."),
        ({"north": ["NaN", 6_718_000]}, "Punkt 1: Fyll i ett tal."),
        ({"north": ["1e999", 6_718_000]}, "Punkt 1: "),
        ({"north": [6_718_000, ""]}, "Punkt 2: Fyll i alla fyra fälten, eller ta bort punkten."),
        ({"x": ["0", "0"], "y": ["0", "0"]}, "Punkt 1 och 2 ligger på samma ställe i bilden."),
        ({"method": "affine"}, "Det behövs minst 3 punkter, och det finns 2."),
        ({"method": "spline"}, "spline"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    client: Client, document: Document, change: dict[str, Any], words: str
) -> None:
    answer = client.post(address(document), {**told(CORNERS[1:3]), **change})
    assert answer.status_code == 422
    assert words in unescape(answer.content.decode())
    assert not SheetFit.objects.exists()


@pytest.mark.usefixtures("recorder")
def test_rows_that_are_blank_are_passed_over(client: Client, document: Document) -> None:
    rows = told(CORNERS[:3])
    blank = {name: [*rows[name], " "] for name in ("x", "y", "east", "north")}
    spaced = {"north": ["6 719 500,0", "6719500", "6718000", ""]}
    assert client.post(address(document), {**rows, **blank, **spaced}).status_code == 302
    assert len(SheetFit.objects.get().points) == 3


@pytest.mark.usefixtures("recorder")
def test_no_more_than_fifty_points(client: Client, document: Document) -> None:
    many = [(50 * n, 3000 - 40 * (n % 7)) for n in range(51)]
    answer = client.post(address(document), told(many))
    assert answer.status_code == 422
    assert "Ange högst 50 punkter." in answer.content.decode()
    assert client.post(address(document), told(many[:50])).status_code == 302


def preview(client: Client, document: Document, sent: dict[str, Any]) -> Any:
    return client.post(f"/api/handling/{document.pk}/inpassning/", sent).json()


@pytest.mark.usefixtures("recorder")
def test_the_preview_tells_residuals_from_one_point_more(
    client: Client, document: Document
) -> None:
    assert preview(client, document, told([])) == {
        "told": "Det behövs minst 2 punkter, och det finns 0.", "sheet": None, "residuals": [],
    }  # fmt: skip
    exact = preview(client, document, told(CORNERS[:3], method="affine"))
    assert exact["residuals"] == [None] * 3
    assert exact["sheet"]["error"] is None
    assert "3 punkter, precis så många som behövs" in exact["told"]
    rows = told()
    rows["north"][3] += 8  # an affine shares it by four: 2 m each
    more = preview(client, document, rows)
    assert more["residuals"] == pytest.approx([2, 2, 2, 2])
    assert more["sheet"]["error"] == pytest.approx(23.1, abs=0.05)
    assert "Kvarstående fel i punkterna 2,00 m" in more["told"]
    assert "inom 23,1 m" in more["told"]
    assert not SheetFit.objects.exists()


@pytest.mark.usefixtures("recorder")
def test_a_row_that_is_half_written_waits(client: Client, document: Document) -> None:
    rows = told()
    rows["east"][1] = ""
    shown = preview(client, document, rows)
    assert shown["residuals"] == pytest.approx([0, None, 0, 0])
    assert "Likformig" in shown["told"]


@pytest.mark.parametrize(
    ("facts", "shown", "saved"),
    [
        ({"media_type": "application/pdf", "width": None, "height": None}, 404, 404),
        ({"weeded_on": "2020-01-01"}, 410, 409),
    ],
)
@pytest.mark.usefixtures("recorder")
def test_only_a_picture_that_is_here_is_fitted(
    client: Client, facts: dict[str, Any], shown: int, saved: int
) -> None:
    document = make_picture(**facts)
    assert client.get(address(document)).status_code == shown
    assert client.post(address(document), told()).status_code == saved
    assert not SheetFit.objects.exists()
    assert "Inskannade kartor" not in client.get(
        f"/inventering/plan/{document.decision.plan_id}/"
    ).content.decode()  # fmt: skip


def test_who_reads_sees_the_sheet_and_who_records_lays_it(
    client: Client, document: Document, recorder: User
) -> None:
    client.post(address(document), told())
    client.force_login(make_user(reader="20"))
    assert len(sheets_shown(client, document)) == 1
    page = client.get(f"/inventering/plan/{document.decision.plan_id}/").content.decode()
    assert "Ändra inpassningen" not in page
    assert client.post(address(document), told(version=1)).status_code == 403


def test_sheets_cost_the_same_number_of_queries(client: Client, recorder: User) -> None:
    decision = make_decision()
    counts: list[int] = []
    for _ in range(3):
        document = make_picture(decision=decision)
        client.post(address(document), told())
        with CaptureQueriesContext(connection) as asked:
            assert len(sheets_shown(client, document)) == len(counts) + 1
        counts.append(len(asked))
    assert len(set(counts)) == 1


@pytest.mark.parametrize(
    "facts", [{"method": "spline"}, {"points": []}, {"points": [{}] * 51}, {"page": 0}]
)
def test_the_database_refuses_what_is_no_fit(document: Document, facts: dict[str, Any]) -> None:
    plain: dict[str, Any] = {"document": document, "method": "affine", "points": [{}] * 3}
    with pytest.raises(IntegrityError), transaction.atomic():
        SheetFit.objects.create(**{**plain, **facts})
    SheetFit.objects.create(**plain)
    with pytest.raises(IntegrityError), transaction.atomic():
        SheetFit.objects.create(**plain)


def test_a_sheet_whose_points_say_nothing_is_not_shown(
    client: Client, document: Document, recorder: User
) -> None:
    """Saved by rules that have become stricter since: the pages open, and it can be saved anew."""
    same = {"x": 0, "y": 0, "east": FALUN[0], "north": FALUN[1]}
    SheetFit.objects.create(document=document, method="similarity", points=[same, same])
    assert sheets_shown(client, document) == []
    assert client.get(address(document)).status_code == 200
    assert client.post(address(document), told(version=1)).status_code == 302
