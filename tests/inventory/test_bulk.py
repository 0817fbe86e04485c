"""Many objects get one provision in one step: one change, one undo, no silent overwrite."""

import re
import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from inventory import bulk
from inventory.models import BuildingFootprint, Marking, ProtectedObject
from plans.models import PlanDecision, Provision
from raknaq.lib.history import change, events_of
from raknaq.lib.undo import StandsOnError
from tests.factories import (
    make_decision,
    make_footprint,
    make_object,
    make_provision,
    make_user,
    mark,
    point,
    square,
)

pytestmark = pytest.mark.django_db

TYPED = {"letter": "k", "index": "1", "wording": "Fasadens färg behålls", "classes": ["varsamhet"]}


@pytest.fixture
def decision() -> PlanDecision:
    return make_decision("2080-P1", area=square())


@pytest.fixture
def anna() -> User:
    return make_user("anna", recorder="20")


@pytest.fixture
def recorder(anna: User) -> Client:
    client = Client()
    client.force_login(anna)
    return client


def seen(*things: ProtectedObject) -> str:
    return " ".join(f"{thing.pk}:{thing.version}" for thing in things)


def give(client: Client, decision: PlanDecision, things: str, **facts: Any) -> Any:
    told = {"decision": decision.pk, "things": things, **TYPED, **facts}
    return client.post(f"/inventering/plan/{decision.plan_id}/flera/", told)


def undo(client: Client, page: str) -> Any:
    address = re.search(r"/inventering/flera/[0-9a-f-]+/angra/", page)
    assert address, page
    return client.post(address[0], follow=True)


def test_two_thousand_objects_in_one_step_and_undone_in_one(
    recorder: Client, decision: PlanDecision
) -> None:
    """Must show 5 of issue 4, through the view."""
    things = ProtectedObject.objects.bulk_create(
        ProtectedObject(
            municipality_id="2080", object_ref=f"o{n}", object_type="byggnad",
            shape=point(n % 50 * 2, n // 50 * 2),
        )
        for n in range(2_000)
    )  # fmt: skip
    answer = give(recorder, decision, seen(*things), evidence="Plankartan")
    assert answer.status_code == 302
    assert Marking.objects.filter(provision__letter="k", evidence="Plankartan").count() == 2_000
    contexts = events_of(Marking).values_list("pgh_context", flat=True).distinct()
    assert len(contexts) == 1
    page = recorder.get(answer.url).content.decode()
    assert "k1 är sparad på 2\N{NARROW NO-BREAK SPACE}000 objekt." in page
    page = undo(recorder, page).content.decode()
    assert "Ångrat. Objekten är som de var." in page
    assert (Marking.objects.count(), Provision.objects.count()) == (0, 0)
    assert ProtectedObject.objects.count() == 2_000


def test_an_existing_provision_and_those_that_have_it(
    recorder: Client, decision: PlanDecision
) -> None:
    proposed = make_provision(decision, letter="q", index="2", classes=[], proposed=["skydd"])
    first, second = make_object(), make_object()
    mark(first, decision)
    Marking.objects.create(object=second, provision=proposed)
    answer = give(recorder, decision, seen(first, second), provision=proposed.pk)
    page = recorder.get(answer.url).content.decode()
    assert "q2 är sparad på 1 objekt. 1 hade den redan och är orörda." in page
    proposed.refresh_from_db()
    assert proposed.classes == ["skydd"]
    again = give(recorder, decision, seen(first, second), provision=proposed.pk)
    assert "Alla valda objekt har redan q2." in recorder.get(again.url).content.decode()
    assert Marking.objects.count() == 3


def test_one_that_has_been_changed_refuses_them_all(
    recorder: Client, decision: PlanDecision
) -> None:
    things = [make_object(name=name) for name in ("Smedjan", "Skolan", "Kvarnen")]
    told = seen(*things)
    ProtectedObject.objects.filter(name="Skolan").update(name="Gamla skolan")
    things[2].delete()
    answer = give(recorder, decision, told)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Gamla skolan ändrades av någon annan sedan du valde" in page
    assert "1 objekt finns inte längre" in page
    assert f'value="{things[0].pk}:1 {things[1].pk}:2"' in page  # the selection, as it stands
    assert "Fasadens färg behålls" in page
    assert (Marking.objects.count(), Provision.objects.count()) == (0, 0)
    assert give(recorder, decision, f"{things[0].pk}:1 {things[1].pk}:2").status_code == 302


@pytest.mark.parametrize(
    ("things", "status", "says"),
    [
        ("", 422, "Välj minst ett objekt"),
        ("x:1", 422, "Urvalet går inte att läsa"),
        ("12345678901:1", 422, "Urvalet går inte att läsa"),
        ("1", 428, "Version saknas"),
        (" ".join(f"{n}:1" for n in range(1, bulk.MOST + 2)), 422, "som är det mesta i ett steg"),
    ],
    ids=["none", "words", "long", "no version", "too many"],
)
def test_a_selection_that_cannot_be_used_is_told(
    recorder: Client, decision: PlanDecision, things: str, status: int, says: str
) -> None:
    answer = give(recorder, decision, things)
    assert answer.status_code == status
    assert says in answer.content.decode()


def test_the_provision_must_be_said(recorder: Client, decision: PlanDecision) -> None:
    answer = give(recorder, decision, seen(make_object()), letter="", classes=[])
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Ange beteckningen" in page
    assert "Välj vad som skyddas." not in page


def test_another_countys_objects_are_not_reached(recorder: Client, decision: PlanDecision) -> None:
    other = make_object(municipality_id="0380")
    assert give(recorder, decision, seen(other)).status_code == 409
    mark(other, decision)
    assert give(recorder, decision, seen(other)).status_code == 302


def test_buildings_become_objects_or_are_the_ones_they_were(
    recorder: Client, decision: PlanDecision
) -> None:
    known = make_object(building_id="a", name="Skolan")
    for n, building in enumerate("abc"):
        make_footprint(building, east=n * 20)
    ids = " ".join(str(pk) for pk in BuildingFootprint.objects.values_list("pk", flat=True))
    answer = give(recorder, decision, "", footprints=ids)
    page = recorder.get(answer.url).content.decode()
    assert "k1 är sparad på 3 objekt. 2 är nya, av byggnader på kartan." in page
    assert ProtectedObject.objects.filter(building_id="a").get() == known
    fresh = ProtectedObject.objects.get(building_id="b")
    assert (fresh.object_type, fresh.municipality_id) == ("byggnad", "2080")
    assert fresh.shape.equals_exact(point(25, 5), 0.01)
    undo(recorder, page)
    assert ProtectedObject.objects.get() == known


def test_a_buildings_id_names_it_within_its_municipality(
    recorder: Client, decision: PlanDecision
) -> None:
    theirs = make_object(building_id="a", municipality_id="2081")
    make_footprint("a", east=500, municipality_id="2284")
    ours, neighbours = make_footprint("a"), make_footprint("b", east=20, municipality_id="2081")
    make_footprint("b", east=40)
    url = f"/api/plan/{decision.plan_id}/inom/"
    found = recorder.post(url, {"drawn": square(side=18).wkt}).json()
    assert ([one["id"] for one in found["buildings"]], len(found["objects"])) == ([ours.pk], 1)
    give(recorder, decision, "", footprints=f"{ours.pk} {neighbours.pk}")
    made = ProtectedObject.objects.exclude(pk=theirs.pk).order_by("shape")
    places = {(one.municipality_id, one.building_id): one.shape for one in made}
    assert set(places) == {("2080", "a"), ("2081", "b")}
    assert places["2080", "a"].equals_exact(point(5, 5), 0.01)
    assert places["2081", "b"].equals_exact(point(25, 5), 0.01)


def test_what_lies_in_an_area_is_found(recorder: Client, decision: PlanDecision) -> None:
    inside, outside = make_object(name="Inne", shape=point(50, 50)), make_object(shape=point(200))
    moved = make_object(name="Flyttad", shape=point(300), building_id="a")
    make_footprint("a", east=20)
    fresh = make_footprint("b", east=60)
    make_footprint("c", east=97)  # more of it outside than inside
    make_footprint("d", east=500)
    url = f"/api/plan/{decision.plan_id}/inom/"
    provision = make_provision(decision, area=square(side=40))
    found = recorder.post(url, {"decision": decision.pk}).json()
    assert {one["label"] for one in found["objects"]} == {"Inne", "Flyttad"}
    assert [one["id"] for one in found["buildings"]] == [fresh.pk]
    assert {one["id"] for one in found["objects"]} == {inside.pk, moved.pk}
    found = recorder.post(url, {"provision": provision.pk}).json()
    assert ([one["id"] for one in found["objects"]], found["buildings"]) == ([moved.pk], [])
    plain = make_provision(decision)  # without an area: its decision's
    assert len(recorder.post(url, {"provision": plain.pk}).json()["objects"]) == 2
    drawn = recorder.post(url, {"drawn": square(150, -50).wkt}).json()
    assert [one["id"] for one in drawn["objects"]] == [outside.pk]
    refused = recorder.post(url, {"drawn": "POINT(535000 6718000)"})
    assert refused.status_code == 422
    assert "Rita en på kartan" in refused.json()["error"]


def test_an_area_that_is_not_drawn_must_be_the_plans(
    recorder: Client, decision: PlanDecision
) -> None:
    other = make_decision(area=square())
    url = f"/api/plan/{decision.plan_id}/inom/"
    assert recorder.post(url, {"decision": other.pk}).status_code == 422
    assert recorder.post(url, {}).status_code == 422


def test_only_ones_own_change_is_taken_back_and_not_what_work_stands_on(
    recorder: Client, decision: PlanDecision
) -> None:
    answer = give(recorder, decision, seen(make_object(name="Smedjan"), make_object()))
    page = recorder.get(answer.url).content.decode()
    bo = Client()
    bo.force_login(make_user("bo", recorder="20"))
    context = events_of(Marking).latest("pgh_id").pgh_context_id
    assert bo.post(f"/inventering/flera/{context}/angra/").status_code == 404
    assert recorder.post(f"/inventering/flera/{uuid.uuid4()}/angra/").status_code == 404
    with change(by=make_user("eva"), why="en till"):
        Marking.objects.create(object=make_object(), provision=Provision.objects.get())
    refused = undo(recorder, page)
    assert refused.status_code == 409
    assert "Det går inte att ångra" in refused.content.decode()
    assert "I vägen står:" in refused.content.decode()
    assert Marking.objects.count() == 3
    with change(by=make_user("ulf"), why="en mindre"):
        Marking.objects.latest("pk").delete()
    assert "Ångrat." in undo(recorder, page).content.decode()
    assert Marking.objects.count() == 0
    recorder.post(f"/inventering/flera/{context}/angra/")  # twice is once
    assert Marking.objects.count() == 0


def test_too_many_for_one_step_are_refused_by_the_action(
    anna: User, decision: PlanDecision, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "MOST", 1)
    things = [(make_object().pk, 1), (make_object().pk, 1)]
    with pytest.raises(bulk.TooManyError):
        bulk.give_provision(by=anna, decision=decision, things=things, provision_facts={})


def test_taking_back_is_refused_where_an_object_was_moved_since(
    anna: User, decision: PlanDecision
) -> None:
    footprint = make_footprint()
    facts = {"letter": "q", "classes": ["skydd"]}
    given = bulk.give_provision(
        by=anna, decision=decision, things=[], footprints=[footprint.pk], provision_facts=facts
    )
    with change(by=make_user("bo"), why="döpt"):
        ProtectedObject.objects.update(name="Smedjan")
    with pytest.raises(StandsOnError):
        bulk.take_back_given(given.context, by=anna)
    assert Marking.objects.count() == 1
