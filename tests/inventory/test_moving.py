"""Moving an object on the map: at once, against the version seen, and what a conflict tells."""

from typing import Any

import pytest
from django.test import Client

from inventory.models import Marking, ProtectedObject
from raknaq.lib.history import events_of
from tests.factories import FALUN, make_decision, make_object, make_user, mark, point

pytestmark = pytest.mark.django_db
X, Y = FALUN


@pytest.fixture
def marking() -> Marking:
    return mark(make_object(name="Smedjan"), make_decision())


def client_of(name: str) -> Client:
    client = Client()
    client.force_login(make_user(name, recorder="20"))
    return client


def move(client: Client, marking: Marking, east: float, **told: Any) -> Any:
    plan, thing = marking.provision.decision.plan_id, marking.object_id
    body = {"version": 1, "shape": f"POINT({X + east} {Y})", **told}
    return client.post(
        f"/api/plan/{plan}/objekt/{thing}/lage/", body, content_type="application/json"
    )


def east_of(marking: Marking) -> float:
    return float(ProtectedObject.objects.get(pk=marking.object_id).shape.x) - X


def test_a_move_is_one_versioned_write(marking: Marking) -> None:
    anna = client_of("anna")
    answer = move(anna, marking, 10)
    assert (answer.status_code, answer.json()) == (200, {"version": 2})
    assert east_of(marking) == 10
    answer = move(anna, marking, 0, version=2, act="undo")
    assert answer.json() == {"version": 3}
    whys = events_of(ProtectedObject).filter(pgh_label="update").order_by("pgh_id")
    told = [event.pgh_context.metadata for event in whys]
    assert [one["why"] for one in told] == ["objekt flyttat på kartan", "flyttning ångrad"]
    assert {one["who"] for one in told} == {"anna"}


def test_a_line_or_an_area_is_moved_whole(marking: Marking) -> None:
    area = f"POLYGON(({X} {Y},{X + 10} {Y},{X + 10} {Y + 10},{X} {Y}))"
    assert move(client_of("anna"), marking, 0, shape=area).status_code == 200
    assert ProtectedObject.objects.get().shape.area == 50


def test_the_second_of_two_sees_where_the_first_put_it(marking: Marking) -> None:
    move(client_of("anna"), marking, 10)
    answer = move(client_of("bo"), marking, 20)
    assert answer.status_code == 409
    told = answer.json()
    assert (told["current"]["version"], told["current"]["who"]) == (2, "anna")
    assert told["current"]["shape"]["type"] == "Point"
    assert told["current"]["shape"]["coordinates"] == pytest.approx([15.65, 60.6], abs=0.1)
    assert told["error"].startswith("anna ändrade objektet")
    assert east_of(marking) == 10


def test_an_undo_is_refused_when_somebody_has_changed_the_thing_since(marking: Marking) -> None:
    anna, bo = client_of("anna"), client_of("bo")
    move(anna, marking, 10)
    move(bo, marking, 20, version=2)
    answer = move(anna, marking, 0, version=2, act="undo")
    assert answer.status_code == 409
    assert east_of(marking) == 20


def test_what_is_removed_meanwhile_is_told(marking: Marking) -> None:
    anna = client_of("anna")
    ProtectedObject.objects.update(name="Nya smedjan")
    Marking.objects.all().delete()
    answer = move(anna, marking, 10)
    assert answer.status_code == 409
    assert answer.json() == {"error": "Objektet togs bort av någon annan nyss.", "current": None}
    never = Marking(provision=marking.provision, object=make_object())
    assert move(anna, never, 10).status_code == 404


@pytest.mark.parametrize(
    ("told", "status", "says"),
    [
        ({"version": None}, 428, "version"),
        ({"version": "1"}, 428, "version"),
        ({"shape": "POINT(1 1)"}, 422, "utanför Sverige"),
        ({"shape": "POINT EMPTY"}, 422, "utanför Sverige"),
        ({"shape": "POINT(NaN NaN)"}, 422, "utanför Sverige"),
        ({"shape": 7}, 422, "går inte att läsa"),
        ({"shape": f"POLYGON(({X} {Y},{X + 9} {Y + 9},{X + 9} {Y},{X} {Y + 9},{X} {Y}))"}, 422,
         "korsar sig själv"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_not_written(
    marking: Marking, told: dict[str, Any], status: int, says: str
) -> None:
    answer = move(client_of("anna"), marking, 10, **told)
    assert answer.status_code == status
    assert says in answer.json()["error"]
    assert east_of(marking) == 0


def test_only_what_the_plan_marks_is_moved_from_it(marking: Marking) -> None:
    client = client_of("anna")
    other = make_object(shape=point(50))
    plan = marking.provision.decision.plan_id
    url = f"/api/plan/{plan}/objekt/{other.pk}/lage/"
    assert client.post(url, {}, content_type="application/json").status_code == 404
    url = f"/api/plan/{plan}/objekt/{marking.object_id}/lage/"
    assert client.post(url, b"[1", content_type="application/json").status_code == 428
