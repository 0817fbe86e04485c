"""Provisions as things of their own: typed once each, ticked, changed, and what is proposed."""

from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inventory import provisions
from inventory.models import Marking
from plans.models import CatalogueEntry, PlanDecision, Provision
from raknaq.lib.history import events_of
from raknaq.lib.undo import take_back
from raknaq.lib.versions import StaleVersionError, VersionMissingError
from tests.factories import (
    FALUN,
    day,
    make_decision,
    make_object,
    make_provision,
    make_user,
    mark,
    square,
)

pytestmark = pytest.mark.django_db

NEW = {
    "letter": "q1",
    "index": "",
    "wording": "Byggnaden får inte rivas",
    "classes": ["skydd", "rivningsforbud"],
    "decided_from": "",
}


@pytest.fixture
def decision() -> PlanDecision:
    return make_decision("2080-P1", area=square())


@pytest.fixture
def recorder(client: Client) -> Client:
    client.force_login(make_user("anna", recorder="20"))
    return client


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def plan_page(client: Client, decision: PlanDecision) -> str:
    return text(client.get(reverse("inventory:plan", args=[decision.plan_id])))


def add(client: Client, decision: PlanDecision, **facts: Any) -> Any:
    url = reverse("inventory:new_provision", args=[decision.plan_id])
    return client.post(url, {"decision": decision.pk, **NEW, **facts})


def change(client: Client, provision: Provision, **facts: Any) -> Any:
    provision.refresh_from_db()
    told = {
        "letter": provision.letter, "index": provision.index, "wording": provision.wording,
        "classes": provision.classes, "reach": provision.reach, "note": provision.note,
        "version": provision.version,
    }  # fmt: skip
    return client.post(reverse("inventory:provision", args=[provision.pk]), {**told, **facts})


def delivered(decision: PlanDecision, **facts: Any) -> Provision:
    """A provision that a delivery brought: nobody has decided what it is."""
    entry = CatalogueEntry.objects.filter(category="Skydd av kulturvärden").order_by("pk").first()
    plain = {"letter": "q", "index": "", "wording": "Boden får inte rivas.", "classes": [],
             "proposed": ["skydd"], "catalogue_entry": entry}  # fmt: skip
    return make_provision(decision, **{**plain, **facts})


def test_a_provision_is_typed_once_without_an_object(
    recorder: Client, decision: PlanDecision
) -> None:
    answer = add(recorder, decision)
    assert answer.status_code == 302
    saved = Provision.objects.get()
    assert (saved.letter, saved.index) == ("q", "1")
    assert saved.classes == ["rivningsforbud", "skydd"]
    assert (saved.decided_from, saved.themes) == ("own", ["kulturvarden"])
    assert "q1 är sparad. Skriv nästa" in text(recorder.get(answer["Location"]))
    page = plan_page(recorder, decision)
    assert "Rivningsförbud, Skyddsbestämmelse (eget val) · antal byggnader okänt" in page
    assert not Marking.objects.exists()


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"letter": ""}, "Ange beteckningen som den står på plankartan."),
        ({"wording": " "}, "Skriv bestämmelsen som den står i planen."),
        ({"classes": []}, "Välj minst en typ."),
        ({"reach": "taket"}, "Välj ett giltigt alternativ"),
    ],
)
def test_what_is_required_of_a_new_one(
    recorder: Client, decision: PlanDecision, facts: dict[str, Any], says: str
) -> None:
    answer = add(recorder, decision, **facts)
    assert answer.status_code == 422
    assert says in text(answer)
    assert "Föreslås: " in text(answer)  # the same words as the script shows
    assert not Provision.objects.exists()


def test_an_equal_one_is_refused_with_words(recorder: Client, decision: PlanDecision) -> None:
    add(recorder, decision)
    again = add(recorder, decision, letter="q", index="1")
    assert again.status_code == 409
    assert "Beslutet har redan en likadan bestämmelse." in text(again)
    assert add(recorder, decision, letter="Q1").status_code == 302  # case carries meaning
    assert sorted(Provision.objects.values_list("letter", "index")) == [("Q", "1"), ("q", "1")]


@pytest.mark.parametrize(
    ("facts", "classes", "whence"),
    [
        ({"decided_from": "proposal"}, ["rivningsforbud", "skydd"], "proposal"),
        ({"decided_from": "proposal", "classes": ["skydd"]}, ["skydd"], "own"),
        ({}, ["rivningsforbud", "skydd"], "own"),
        ({"classes": [], "godta": "1"}, ["rivningsforbud", "skydd"], "proposal"),
    ],
)
def test_it_is_remembered_whether_the_proposal_was_taken(
    recorder: Client, decision: PlanDecision, facts: dict[str, Any], classes: list[str], whence: str
) -> None:
    assert add(recorder, decision, **facts).status_code == 302
    saved = Provision.objects.get()
    assert (saved.classes, saved.decided_from) == (classes, whence)


def test_a_marking_with_a_new_provision_remembers_it_too(
    recorder: Client, decision: PlanDecision
) -> None:
    told = {
        **NEW, "decision": decision.pk, "thing": "", "provision": "", "object_type": "byggnad",
        "east": FALUN[0], "north": FALUN[1], "decided_from": "proposal",
        "photo_link": "https://bilder.example/1.jpg",
    }  # fmt: skip
    url = reverse("inventory:record", args=[decision.plan_id])
    assert recorder.post(url, told).status_code == 302
    marking = Marking.objects.select_related("object", "provision").get()
    assert (marking.provision.decided_from, str(marking.provision)) == ("proposal", "q1")
    assert 'href="https://bilder.example/1.jpg"' in plan_page(recorder, decision)
    other = recorder.post(url, {**told, "wording": "", "photo_link": "javascript:alert(1)"})
    assert other.status_code == 422
    assert "Skriv bestämmelsen som den står i planen." in text(other)
    assert "Skriv hela adressen, med https:// först." in text(other)


def test_a_photo_link_is_an_address_or_nothing() -> None:
    with pytest.raises(IntegrityError, match="inventory_object_photo_link"):
        make_object(photo_link="javascript:alert(1)")


def test_the_proposal_is_there_while_one_types(recorder: Client, decision: PlanDecision) -> None:
    url = reverse("inventory:proposal", args=[decision.plan_id])
    told = recorder.get(url, {"beteckning": "q1", "formulering": "får inte rivas"}).json()
    assert told == {
        "classes": ["skydd", "rivningsforbud"], "letter": "q", "index": "1",
        "told": "Föreslås: Skyddsbestämmelse och rivningsförbud, eftersom beteckningen är q i en "
        "plan efter 1987 och formuleringen säger ”får inte rivas”.",
    }  # fmt: skip
    old = make_decision(plan=decision.plan, decision="change", in_force_from=day("2018-01-01"))
    asked = {"beteckning": "k", "beslut": str(old.pk)}
    assert "i en plan efter 2011" in recorder.get(url, asked).json()["told"]
    assert recorder.get(url, {"beslut": "x"}).json()["classes"] == []


def test_a_delivered_one_is_decided_with_one_press(
    recorder: Client, decision: PlanDecision
) -> None:
    waiting = delivered(decision)
    page = plan_page(recorder, decision)
    assert "föreslagen typ: Skyddsbestämmelse, Rivningsförbud" in page
    assert "planbestämmelsekatalogen har den under Skydd av kulturvärden" in page
    url = reverse("inventory:accept", args=[decision.plan_id])
    answer = recorder.post(url, {"en": f"{waiting.pk}:{waiting.version}"}, follow=True)
    assert "Typen är bestämd för 1 bestämmelse." in text(answer)
    waiting.refresh_from_db()
    assert waiting.classes == ["rivningsforbud", "skydd"]
    assert waiting.decided_from == "proposal"
    assert recorder.post(url, {"en": f"{waiting.pk}:{waiting.version}"}).status_code == 409


def test_several_are_ticked_and_taken_back_as_one(recorder: Client, decision: PlanDecision) -> None:
    first, second = delivered(decision), delivered(decision, wording="Muren ska bevaras.")
    url = reverse("inventory:accept", args=[decision.plan_id])
    assert recorder.post(url, {}).status_code == 422
    assert recorder.post(url, {"rad": [str(first.pk)]}).status_code == 428
    Provision.objects.filter(pk=second.pk).update(note="läst")
    both = {"rad": [f"{first.pk}:1", f"{second.pk}:1"]}
    assert recorder.post(url, both).status_code == 409
    assert not Provision.objects.exclude(classes=[]).exists()
    both["rad"][1] = f"{second.pk}:2"
    assert recorder.post(url, both).status_code == 302
    assert Provision.objects.filter(decided_from="proposal").count() == 2
    context = events_of(Provision).latest("pgh_id").pgh_context_id
    take_back(context, by=make_user(), why="test")
    assert not Provision.objects.exclude(classes=[]).exists()


def test_one_of_another_plan_is_not_ticked_here(recorder: Client, decision: PlanDecision) -> None:
    other = delivered(make_decision())
    url = reverse("inventory:accept", args=[decision.plan_id])
    assert recorder.post(url, {"en": f"{other.pk}:1"}).status_code == 409
    other.refresh_from_db()
    assert other.classes == []


def test_a_delivered_one_gets_other_types_and_a_note(
    recorder: Client, decision: PlanDecision
) -> None:
    waiting = delivered(decision)
    page = text(recorder.get(reverse("inventory:provision", args=[waiting.pk])))
    assert "Föreslås: Skyddsbestämmelse och rivningsförbud" in page
    answer = change(recorder, waiting, classes=["annat"], note="Avser boden på gården")
    assert answer.status_code == 302
    waiting.refresh_from_db()
    assert (waiting.classes, waiting.decided_from) == (["annat"], "own")
    assert waiting.themes == ["kulturvarden"]  # of its catalogue entry
    assert "Avser boden på gården" in plan_page(recorder, decision)


def test_a_provision_is_changed_against_the_version_read(
    recorder: Client, decision: PlanDecision
) -> None:
    provision = mark(make_object(), decision, "skydd").provision
    Provision.objects.filter(pk=provision.pk).update(wording="Fasaden bevaras")
    provision.refresh_from_db()
    assert change(recorder, provision, index="7", version="").status_code == 428
    Provision.objects.filter(pk=provision.pk).update(wording="Taket bevaras")
    stale = change(recorder, provision, wording="Dörren bevaras", version=provision.version)
    assert stale.status_code == 409
    page = text(stale)
    assert '<span class="value">Dörren bevaras</span>' in page
    assert '<span class="value">Taket bevaras</span>' in page
    assert 'name="version" value="3"' in page
    assert change(recorder, provision, letter="k", classes=["varsamhet"]).status_code == 302
    provision.refresh_from_db()
    assert (provision.letter, provision.classes) == ("k", ["varsamhet"])
    version = provision.version
    assert change(recorder, provision).status_code == 302  # nothing changed, nothing written
    provision.refresh_from_db()
    assert provision.version == version


def test_a_provision_cannot_be_changed_into_another(
    recorder: Client, decision: PlanDecision
) -> None:
    first = make_provision(decision, index="1", wording="x")
    make_provision(decision, index="2", wording="x")
    answer = change(recorder, first, index="2")
    assert answer.status_code == 409
    assert "Beslutet har redan en likadan bestämmelse." in text(answer)


def test_an_error_is_removed_while_nothing_is_marked_by_it(
    recorder: Client, decision: PlanDecision
) -> None:
    provision = make_provision(decision)
    url = reverse("inventory:remove_provision", args=[provision.pk])
    assert recorder.post(url).status_code == 428
    marking = Marking.objects.create(object=make_object(), provision=provision)
    marked = recorder.post(url, {"version": 1})
    assert marked.status_code == 409
    assert "märkta med bestämmelsen" in text(marked)
    with pytest.raises(provisions.MarkedError):
        provisions.remove_provision(by=make_user(), provision=provision, version=1)
    marking.delete()
    stale = recorder.post(url, {"version": 9})
    assert stale.status_code == 409
    assert "Bestämmelsen är inte borttagen" in text(stale)
    assert "Bestämmelsen är borttagen" in text(recorder.post(url, {"version": 1}, follow=True))
    assert not Provision.objects.exists()
    assert events_of(Provision).filter(pgh_label="delete").exists()


def test_the_actions_ask_for_the_version(decision: PlanDecision) -> None:
    anna, waiting = make_user(), delivered(decision)
    with pytest.raises(VersionMissingError):
        provisions.accept_proposals(by=anna, chosen=[(waiting.pk, None)])
    with pytest.raises(StaleVersionError):
        provisions.accept_proposals(by=anna, chosen=[(waiting.pk, 2)])
    with pytest.raises(StaleVersionError):
        provisions.accept_proposals(by=anna, chosen=[(0, 1)])


def test_a_type_comes_from_somewhere_only_when_there_is_one(decision: PlanDecision) -> None:
    with pytest.raises(IntegrityError, match="plans_provision_decided_from"):
        delivered(decision, decided_from="proposal")


def test_a_chosen_provision_stands_in_the_form(recorder: Client, decision: PlanDecision) -> None:
    provision = make_provision(decision)
    url = reverse("inventory:plan", args=[decision.plan_id])
    page = text(recorder.get(url, {"bestammelse": provision.pk}))
    assert f'<option value="{provision.pk}" selected>' in page
    assert recorder.get(url, {"bestammelse": "x"}).status_code == 200


def test_of_many_provisions_the_decided_lie_folded(
    recorder: Client, decision: PlanDecision
) -> None:
    for number in range(8):
        make_provision(decision, letter="q", index=str(number), wording="Får inte rivas.")
    assert "med vald typ" not in plan_page(recorder, decision)
    waiting = delivered(decision)
    page = plan_page(recorder, decision)
    assert "8 bestämmelser med vald typ" in page
    assert page.index(f'value="{waiting.pk}:{waiting.version}"') < page.index("med vald typ")


def test_a_reader_sees_the_provisions_and_changes_none(
    client: Client, decision: PlanDecision
) -> None:
    delivered(decision)
    client.force_login(make_user(reader="20"))
    page = plan_page(client, decision)
    assert "Föreslås: Skyddsbestämmelse och rivningsförbud, eftersom" in page
    assert "Godta förslaget" not in page


def test_the_list_asks_a_fixed_number_of_queries(recorder: Client, decision: PlanDecision) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            plan_page(recorder, decision)
        return len(captured)

    delivered(decision)
    make_provision(decision)
    mark(make_object(), decision)
    few = queries()
    for n in range(8):
        delivered(decision, wording=f"Bod {n} ska bevaras.")
        mark(make_object(), decision)
    assert queries() == few


@pytest.mark.parametrize(
    ("category", "subcategory", "facts", "themes"),
    [
        ("Skydd av kulturvärden", "Byggnad", {}, ["kulturvarden"]),
        ("Natur", None, {"classes": ["natur"]}, ["gronstruktur", "natur"]),
        ("Markens anordnande och vegetation", "Markens genomsläpplighet", {"classes": ["annat"]},
         ["gronstruktur", "klimatanpassning"]),
        ("Skydd mot störningar", "Buller", {"classes": ["annat"]}, []),
        ("Skydd mot störningar", "Översvämning", {"classes": ["annat"]}, ["klimatanpassning"]),
        (None, None, {"classes": ["natur", "varsamhet"]}, ["kulturvarden", "natur"]),
        (None, None, {"classes": [], "proposed": ["natur"]}, ["natur"]),
        (None, None, {"classes": ["annat"], "proposed": ["natur"]}, []),
    ],
)  # fmt: skip
def test_themes_follow_from_the_catalogue_and_the_types(
    decision: PlanDecision, category: str | None, subcategory: str | None, facts: Any,
    themes: list[str],
) -> None:  # fmt: skip
    entry = CatalogueEntry.objects.filter(category=category).order_by("pk")
    if subcategory:
        entry = entry.filter(subcategory=subcategory)
    provision = make_provision(decision, catalogue_entry=entry.first(), **facts)
    assert category is None or provision.catalogue_entry is not None
    provision.refresh_from_db()
    assert provision.themes == themes
    Provision.objects.filter(pk=provision.pk).update(classes=["varsamhet"], catalogue_entry=None)
    provision.refresh_from_db()
    assert provision.themes == ["kulturvarden"]
