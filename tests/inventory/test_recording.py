"""Recording through the pages: what is saved, what is refused and how it says so."""

import re
import uuid
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from inventory.models import Marking, ProtectedObject
from plans.models import PlanDecision, Provision
from tests.factories import (
    FALUN,
    make_decision,
    make_object,
    make_provision,
    make_scope,
    make_user,
    mark,
    point,
    review,
    square,
)

pytestmark = pytest.mark.django_db
X, Y = FALUN

NEW = {
    "thing": "",
    "object_type": "byggnad",
    "east": f"{X}.25",
    "north": str(Y),
    "provision": "",
    "letter": "q",
    "index": "1",
    "wording": "Byggnaden får inte rivas",
    "classes": ["skydd", "rivningsforbud"],
    "name": "Gamla skolan",
}


@pytest.fixture
def decision() -> PlanDecision:
    make_scope()
    return make_decision("2080-P1", area=square())


@pytest.fixture
def recorder() -> Client:
    client = Client()
    client.force_login(make_user("anna", recorder="20"))
    return client


def record(client: Client, decision: PlanDecision, **facts: Any) -> Any:
    url = reverse("inventory:record", args=[decision.plan_id])
    return client.post(url, {"decision": decision.pk, **NEW, **facts})


def test_the_senders_own_columns_are_shown() -> None:
    said = {"Ansvarig": "Kalle <b>", "ngp": {"repealed_on": "2020-01-01"}}
    marking = mark(
        make_object(), make_decision("2080-P1", extra=said), "skydd", extra={"FOTO": "12.jpg"}
    )
    client = Client()
    client.force_login(make_user(recorder="20"))
    page = client.get(f"/inventering/plan/{marking.provision.decision.plan_id}/").content.decode()
    assert "<dt>Ansvarig</dt><dd>Kalle &lt;b&gt;</dd>" in page
    assert "repealed_on" not in page
    assert "12.jpg" in client.get(f"/inventering/markning/{marking.pk}/").content.decode()


def test_a_new_object_and_a_new_provision(recorder: Client, decision: PlanDecision) -> None:
    answer = record(recorder, decision, building_count="3", evidence="Plankartan", note="x")
    assert answer.status_code == 302
    marking = Marking.objects.select_related("object", "provision").get()
    assert marking.provision.classes == ["rivningsforbud", "skydd"]
    assert str(marking.provision) == "q1"
    thing = marking.object
    assert (thing.name, thing.building_count, thing.municipality_id) == ("Gamla skolan", 3, "2080")
    assert thing.shape.coords == (X + 0.25, Y)
    assert (marking.recorded_by, marking.evidence) == ("anna", "Plankartan")
    page = recorder.get(answer["Location"]).content.decode()
    assert "q1 på Gamla skolan är sparad." in page
    event = Marking.pgh_event_model.objects.get()  # type: ignore[attr-defined]
    assert event.pgh_context.metadata["who"] == "anna"


def test_an_object_of_the_plan_gets_a_provision_of_the_plan(
    recorder: Client, decision: PlanDecision
) -> None:
    marking = mark(make_object(), decision, "varsamhet")
    other = make_provision(decision, "skydd")
    answer = record(
        recorder, decision, thing=marking.object_id, provision=other.pk, letter="", classes=[],
        east="", north="",
    )  # fmt: skip
    assert answer.status_code == 302
    assert Marking.objects.filter(object=marking.object, provision=other).exists()
    assert ProtectedObject.objects.count() == 1
    again = record(recorder, decision, thing=marking.object_id, provision=other.pk)
    assert again.status_code == 422
    assert "Objektet har redan den bestämmelsen." in again.content.decode()


def test_a_provision_that_is_typed_again_is_the_same_one(
    recorder: Client, decision: PlanDecision
) -> None:
    record(recorder, decision)
    record(recorder, decision, east=f"{X + 10}")
    assert Provision.objects.count() == 1
    assert Marking.objects.count() == 2


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"east": "", "north": ""}, "Placera objektet på kartan eller ange koordinater."),
        ({"north": ""}, "Ange både öst och nord."),
        ({"east": "15.6", "north": "60.6"}, "Läget ligger utanför Sverige."),
        ({"east": "NaN"}, "Fyll i ett tal."),
        ({"east": "", "north": "", "drawn": "POLYGON((0 0"}, "Läget går inte att läsa."),
        ({"east": "", "north": "", "drawn": "POINT EMPTY"}, "Läget ligger utanför Sverige."),
        ({"east": "", "north": "",
          "drawn": f"POLYGON(({X} {Y},{X + 9} {Y + 9},{X + 9} {Y},{X} {Y + 9},{X} {Y}))"},
         "Ytan korsar sig själv."),
        ({"east": "", "north": "", "drawn": f"GEOMETRYCOLLECTION(POINT({X} {Y}))"},
         "Ange en punkt, en linje eller en yta."),
        ({"letter": ""}, "Ange beteckningen som den står på plankartan."),
        ({"classes": []}, "Välj minst en typ."),
        ({"classes": ["gron"]}, "Välj ett giltigt alternativ"),
        ({"building_count": "0"}, "större än eller lika med 1"),
        ({"thing": "999999"}, "Välj ett giltigt alternativ"),
    ],
)  # fmt: skip
def test_what_is_missing_or_wrong(
    recorder: Client, decision: PlanDecision, facts: dict[str, Any], says: str
) -> None:
    answer = record(recorder, decision, **facts)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert says in page
    assert 'value="Gamla skolan"' in page  # nothing typed is lost
    assert not Marking.objects.exists()
    assert not ProtectedObject.objects.exists()


def test_a_provision_that_was_delivered_is_decided_by_the_one_who_marks(
    recorder: Client, decision: PlanDecision
) -> None:
    waiting = make_provision(
        decision, letter="q", index="", wording="Boden ska bevaras.", classes=[],
        proposed=["skydd"], area=square(20, 20, 10),
    )  # fmt: skip
    page = recorder.get(reverse("inventory:plan", args=[decision.plan_id])).content.decode()
    assert "föreslagen typ: Skyddsbestämmelse" in page
    assert "antal byggnader okänt" in page
    assert "q Boden ska bevaras. (föreslagen typ: Skyddsbestämmelse)" in page
    answer = record(recorder, decision, provision=waiting.pk, letter="", classes=[])
    assert answer.status_code == 302
    waiting.refresh_from_db()
    assert waiting.classes == ["skydd"]
    assert Marking.objects.get().provision == waiting
    page = recorder.get(answer["Location"]).content.decode()
    assert "antal byggnader okänt" not in page


def test_a_provision_typed_anew_is_not_the_delivered_one(
    recorder: Client, decision: PlanDecision
) -> None:
    """Two delivered provisions with the same words are two places: none is guessed."""
    for number in range(2):
        make_provision(
            decision, letter="q", index="1", wording=NEW["wording"], classes=[],
            proposed=["skydd"], national_id=uuid.UUID(int=number + 1),
        )  # fmt: skip
    assert record(recorder, decision).status_code == 302
    assert Marking.objects.get().provision.national_id is None


@pytest.mark.parametrize(
    ("east", "north"),
    [
        ("535 000,25", "6 718 000,5"),
        ("535\u00a0000.2500000", "6718000.500000000001"),
    ],
)
def test_coordinates_as_people_paste_them(
    recorder: Client, decision: PlanDecision, east: str, north: str
) -> None:
    assert record(recorder, decision, east=east, north=north).status_code == 302
    assert ProtectedObject.objects.get().shape.coords == (X + 0.25, Y + 0.5)


def test_an_object_made_here_has_a_name_one_can_read_out(
    recorder: Client, decision: PlanDecision
) -> None:
    record(recorder, decision, name="")
    record(recorder, decision, name="", east=f"{X + 30}")
    first, second = ProtectedObject.objects.order_by("pk")
    assert re.fullmatch("R-[0-9A-HJKMNP-TV-Z]{8}", first.object_ref)
    assert first.object_ref != second.object_ref
    change(recorder, first.markings.get(), object_type="mur")
    kept = ProtectedObject.objects.get(pk=first.pk)
    assert (kept.object_type, kept.object_ref) == ("mur", first.object_ref)


def test_an_object_does_not_move_by_being_saved(recorder: Client, decision: PlanDecision) -> None:
    """The form shows centimetres; a place with more decimals stays where it is."""
    marking = mark(make_object(shape=point(0.1234567, 0.7654321)), decision)
    page = recorder.get(reverse("inventory:marking", args=[marking.pk])).content.decode()
    east, north = re.findall(r'name="(?:east|north)" value="([^"]+)"', page)
    assert (east, north) == (f"{X}.12", f"{Y}.77")
    assert change(recorder, marking, east=east, north=north, name="Skolan").status_code == 302
    thing = ProtectedObject.objects.get()
    assert thing.name == "Skolan"
    assert thing.shape.coords == marking.object.shape.coords


def test_a_line_and_an_area_can_be_drawn(recorder: Client, decision: PlanDecision) -> None:
    line = f"LINESTRING({X} {Y},{X + 10} {Y})"
    record(recorder, decision, east="", north="", drawn=line, object_type="mur")
    assert ProtectedObject.objects.get().shape.geom_type == "LineString"


def test_an_object_of_another_plan_cannot_be_chosen(
    recorder: Client, decision: PlanDecision
) -> None:
    elsewhere = mark(make_object(), make_decision("2080-P2"))
    answer = record(recorder, decision, thing=elsewhere.object_id)
    assert answer.status_code == 422


def change(client: Client, marking: Marking, **facts: Any) -> Any:
    thing = marking.object
    provision = marking.provision
    form = {
        "thing_version": thing.version,
        "provision_version": provision.version,
        "marking_version": marking.version,
        "letter": provision.letter,
        "index": provision.index,
        "wording": provision.wording,
        "classes": provision.classes,
        "reach": provision.reach,
        "object_type": thing.object_type,
        "building_count": thing.building_count,
        "east": thing.shape.x,
        "north": thing.shape.y,
    }
    return client.post(reverse("inventory:marking", args=[marking.pk]), {**form, **facts})


def test_a_change_writes_only_what_was_changed(recorder: Client, decision: PlanDecision) -> None:
    marking = mark(make_object(), decision)
    answer = change(recorder, marking, east=X + 5, gone_on="2011-08-01")
    assert answer.status_code == 302
    thing = ProtectedObject.objects.get()
    assert (thing.shape.x, str(thing.gone_on), thing.version) == (X + 5, "2011-08-01", 2)
    marking.refresh_from_db()
    assert marking.version == 1


def test_a_change_of_an_older_version_is_refused_and_shown(
    recorder: Client, decision: PlanDecision
) -> None:
    marking = mark(make_object(name="Skolan"), decision)
    ProtectedObject.objects.update(name="Gamla skolan")
    answer = change(recorder, marking, name="Nya skolan")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Någon annan ändrade medan du skrev" in page
    assert "Gamla skolan" in page
    assert 'value="Nya skolan"' in page
    assert ProtectedObject.objects.get().name == "Gamla skolan"
    assert 'name="thing_version" value="2"' in page  # saving again is a decision, not an accident


def test_a_change_without_a_version_is_refused(recorder: Client, decision: PlanDecision) -> None:
    marking = mark(make_object(), decision)
    answer = change(recorder, marking, name="Nya skolan", thing_version="")
    assert answer.status_code == 428
    assert ProtectedObject.objects.get().name == ""


def test_a_conflict_in_one_of_two_rows_writes_neither(
    recorder: Client, decision: PlanDecision
) -> None:
    marking = mark(make_object(), decision)
    Marking.objects.update(note="deras")
    answer = change(recorder, marking, name="mitt", note="mitt")
    assert answer.status_code == 409
    assert ProtectedObject.objects.get().name == ""


def test_a_provision_is_changed_for_all_it_covers(recorder: Client, decision: PlanDecision) -> None:
    provision = make_provision(decision, "skydd", wording="Fasaden\nbevaras")
    marking = Marking.objects.create(object=make_object(), provision=provision)
    Marking.objects.create(object=make_object(), provision=provision)
    url = reverse("inventory:marking", args=[marking.pk])
    assert "Bestämmelsen gäller också 1 annan märkning." in recorder.get(url).content.decode()
    answer = change(
        recorder, marking, letter="k", classes=["varsamhet", "skydd"], reach="exterior",
        wording="Fasaden\r\nbevaras",
    )  # fmt: skip
    assert answer.status_code == 302
    provision.refresh_from_db()
    assert (provision.letter, provision.reach, provision.version) == ("k", "exterior", 2)
    assert provision.classes == ["skydd", "varsamhet"]
    assert provision.wording == "Fasaden\nbevaras"
    assert (
        "Bestämmelsen gäller också"
        not in recorder.get(
            reverse("inventory:marking", args=[mark(make_object(), decision).pk])
        ).content.decode()
    )


def test_saving_what_was_not_changed_writes_nothing(
    recorder: Client, decision: PlanDecision
) -> None:
    provision = make_provision(decision, "skydd", wording="Fasaden\nbevaras")
    marking = Marking.objects.create(object=make_object(), provision=provision)
    answer = change(recorder, marking, wording="Fasaden\r\nbevaras")
    assert answer.status_code == 302
    versions = [model.objects.get().version for model in (ProtectedObject, Provision, Marking)]
    assert versions == [1, 1, 1]


def test_a_provision_changed_by_another_is_a_conflict(
    recorder: Client, decision: PlanDecision
) -> None:
    marking = mark(make_object(), decision, "skydd")
    Provision.objects.update(classes=["rivningsforbud"])
    answer = change(recorder, marking, classes=["varsamhet"], name="mitt")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert '<span class="value">Varsamhetsbestämmelse</span>' in page
    assert '<span class="value">Rivningsförbud</span>' in page
    assert 'name="provision_version" value="2"' in page
    assert ProtectedObject.objects.get().name == ""
    assert change(recorder, marking, letter="k", provision_version="").status_code == 428


def test_a_provision_cannot_become_another_one(recorder: Client, decision: PlanDecision) -> None:
    marking = mark(make_object(), decision, "skydd")
    make_provision(decision, "skydd", index="9")
    answer = change(recorder, marking, index="9", name="mitt")
    assert answer.status_code == 409
    assert "Beslutet har redan en likadan bestämmelse." in answer.content.decode()
    assert ProtectedObject.objects.get().name == ""


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"letter": ""}, "Ange beteckningen som den står på plankartan."),
        ({"classes": []}, "Välj minst en typ."),
        ({"classes": ["gron"]}, "Välj ett giltigt alternativ"),
        ({"reach": "taket"}, "Välj ett giltigt alternativ"),
    ],
)
def test_a_provision_stays_whole(
    recorder: Client, decision: PlanDecision, facts: dict[str, Any], says: str
) -> None:
    answer = change(recorder, mark(make_object(), decision), **facts)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert Provision.objects.get().version == 1


def warned(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request) if message.level > 25]


def test_a_plain_marking_is_saved_without_warnings(
    recorder: Client, decision: PlanDecision
) -> None:
    answer = record(recorder, decision, east=f"{X + 50}", north=f"{Y + 50}")
    assert warned(answer) == []


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"east": f"{X + 130}", "north": f"{Y + 50}"},
         "Objektet ligger 30 m utanför planens område. Stämmer läget?"),
        ({"east": f"{X + 95}", "north": f"{Y + 85}"},
         "Ett annat objekt av samma typ, Skolan, ligger 5 m bort. Är det samma sak?"),
        ({"east": "674000", "north": "6580000"}, "m utanför Falun. Stämmer läget?"),
    ],
)  # fmt: skip
def test_an_odd_place_is_saved_and_told(
    recorder: Client, decision: PlanDecision, facts: dict[str, str], says: str
) -> None:
    mark(make_object(name="Skolan", shape=point(95, 90)), decision)
    mark(make_object(name="Muren", object_type="mur", shape=point(95, 85)), decision)
    answer = record(recorder, decision, **facts)
    assert answer.status_code == 302
    assert any(says in told for told in warned(answer))
    assert says in recorder.get(answer["Location"]).content.decode()


def test_a_long_way_off_is_written_as_figures_are(recorder: Client, decision: PlanDecision) -> None:
    told = warned(record(recorder, decision, east=f"{X + 12_100}", north=f"{Y + 50}"))
    assert told[0] == "Objektet ligger 12\u202f000 m utanför planens område. Stämmer läget?"


def test_a_marking_in_a_plan_read_as_empty_is_told(
    recorder: Client, decision: PlanDecision
) -> None:
    review(decision, "nothing_found")
    says = (
        "2080-P1 är genomgången med utfallet Inga bestämmelser om kulturvärden, men har nu en "
        "märkning. Stämmer båda?"
    )
    nature = record(recorder, decision, east=f"{X + 60}", classes=["natur"], letter="n")
    assert warned(nature) == []
    assert warned(record(recorder, decision)) == [says]


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"gone_on": "1995-05-01"},
         ("Objektet är borta från och med 1995-05-01, men beslutet fick laga kraft först "
         "1995-05-01.")),
        ({"gone_on": "2999-01-01"},
         "Objektet är borta från och med 2999-01-01, en dag som inte har varit än."),
        ({"ended_on": "2999-01-01"},
         "Märkningen upphör 2999-01-01, en dag som inte har varit än."),
        ({"gone_on": "2001-01-01", "ended_on": "2002-01-01"},
         "Märkningen upphör 2002-01-01, men objektet är borta redan från och med 2001-01-01."),
        ({"ended_on": "2011-01-01"},
         "Märkningen upphör 2011-01-01, men planen upphörde gälla redan 2010-06-30."),
    ],
)  # fmt: skip
def test_odd_days_are_saved_and_told(recorder: Client, facts: dict[str, str], says: str) -> None:
    decision = make_decision(in_force_to="2010-06-30", area=square())
    answer = change(recorder, mark(make_object(), decision), **facts)
    assert answer.status_code == 302
    assert says in warned(answer)


def test_odd_decisions_are_told(recorder: Client) -> None:
    first = make_decision(in_force_to="2010-06-30", area=square())
    late = make_decision("2080-P8", plan=first.plan, decision="repeal", in_force_from="2011-01-01")
    assert warned(record(recorder, late)) == [
        "2080-P8 är ett upphävande. Kontrollera att bestämmelsen hör till det beslutet.",
        "Beslutet fick laga kraft 2011-01-01, men planen upphörde gälla redan 2010-06-30.",
    ]


# The versions of a new marking, its object and its provision.
SEEN = {"version": "1", "thing_version": "1", "provision_version": "1"}


def test_an_error_is_removed_with_its_history(recorder: Client, decision: PlanDecision) -> None:
    marking = mark(make_object(), decision)
    url = reverse("inventory:remove", args=[marking.pk])
    assert recorder.post(url, SEEN | {"version": "7"}).status_code == 409
    assert recorder.post(url, SEEN | {"thing_version": "7"}).status_code == 409
    assert Marking.objects.exists()
    for name in SEEN:
        assert recorder.post(url, SEEN | {name: "x"}).status_code == 428
    assert recorder.post(url, SEEN).status_code == 302
    assert not Marking.objects.exists()
    assert not ProtectedObject.objects.exists()
    assert ProtectedObject.pgh_event_model.objects.filter(pgh_label="delete").exists()  # type: ignore[attr-defined]


def test_removing_keeps_what_others_need(recorder: Client, decision: PlanDecision) -> None:
    thing = make_object()
    first, second = mark(thing, decision), mark(thing, decision)
    recorder.post(reverse("inventory:remove", args=[first.pk]), SEEN)
    assert list(Marking.objects.all()) == [second]
    assert ProtectedObject.objects.get() == thing


def test_the_list_finds_and_filters(recorder: Client, decision: PlanDecision) -> None:
    make_decision("2081-P2", municipality_id="2081", name="Kvarteret Ängen")
    url = reverse("inventory:county", args=["20"])

    def found(**asked: str) -> list[str]:
        return [str(row.decision) for row in recorder.get(url, asked).context["rows"]]

    assert found() == ["2080-P1", "2081-P2"]
    assert found(q="ängen") == ["2081-P2"]
    assert found(q="p1 2080") == ["2080-P1"]
    assert found(kommun="2081") == ["2081-P2"]
    assert found(q="finns inte") == []
    assert found(sida="x") == ["2080-P1", "2081-P2"]
    assert "Inga beslut passar filtret." in recorder.get(url, {"q": "finns inte"}).content.decode()


@pytest.mark.parametrize("kommun", ["abc", "0180", "99999"])
def test_a_municipality_that_is_not_the_countys_is_told(
    recorder: Client, decision: PlanDecision, kommun: str
) -> None:
    answer = recorder.get(reverse("inventory:county", args=["20"]), {"kommun": kommun})
    assert answer.status_code == 404
    page = answer.content.decode()
    assert "Kommunen finns inte i länet. Välj en i listan." in page
    assert "2080-P1" not in page  # what is listed is never something else than what was asked


@pytest.mark.parametrize(
    ("asked", "says"),
    [({"q": "x" * 101}, "som mest 100 tecken"), ({"kommun": "2080\x00"}, "Null-tecken")],
)
def test_a_filter_that_cannot_be_read_is_told(
    recorder: Client, decision: PlanDecision, asked: dict[str, str], says: str
) -> None:
    answer = recorder.get(reverse("inventory:county", args=["20"]), asked)
    assert answer.status_code == 404
    assert says in answer.content.decode()


def test_pages_ask_a_fixed_number_of_queries(
    recorder: Client, decision: PlanDecision, django_assert_num_queries: Any
) -> None:
    plan = reverse("inventory:plan", args=[decision.plan_id])
    county = reverse("inventory:county", args=["20"])

    def queries(url: str) -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(
            connection,
        ) as captured:
            recorder.get(url)
        return len(captured)

    mark(make_object(), decision)
    few = queries(plan), queries(county)
    for n in range(12):
        mark(make_object(), decision)
        make_decision(f"2080-P1{n}")
    assert (queries(plan), queries(county)) == few


def test_a_plans_shapes_are_in_wgs_84(recorder: Client, decision: PlanDecision) -> None:
    mark(make_object(name="Skolan"), decision, "varsamhet")
    shapes = recorder.get(reverse("inventory:shapes", args=[decision.plan_id])).json()
    area, thing = shapes["features"]
    assert area["properties"]["layer"] == "decision"
    assert thing["properties"]["label"] == "Skolan"
    assert thing["properties"]["classes"] == ["varsamhet"]
    longitude, latitude = thing["geometry"]["coordinates"]
    assert (round(longitude, 2), round(latitude, 2)) == (15.64, 60.6)
