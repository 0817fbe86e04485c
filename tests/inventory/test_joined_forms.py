"""The other forms where two can meet: a provision, an object that is gone, a document, a fit."""

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from inventory import documents, duplicates, provisions
from inventory.models import Document, Marking, PossibleDuplicate, ProtectedObject, SheetFit
from plans.models import Provision
from raknaq.lib.history import change
from tests.factories import (
    day,
    make_check,
    make_decision,
    make_document,
    make_fit,
    make_object,
    make_picture,
    make_provision,
    make_user,
    mark,
    point,
    review,
    unmark,
)
from tests.inventory.test_conflicts import sent_by
from tests.page_forms import form_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(make_user("anna", recorder="20"))
    return client


def bo() -> User:
    return User.objects.filter(username="bo").first() or make_user("bo", recorder="20")


def others_write(model: Any, **facts: Any) -> None:
    with change(by=bo(), why="rättat"):
        model.objects.update(**facts)


def as_read(provision: Provision) -> dict[str, Any]:
    names = ("letter", "index", "wording", "classes", "reach", "note", "version")
    return {name: getattr(provision, name) for name in names}


def post(client: Client, name: str, *keys: int, **facts: Any) -> tuple[int, str]:
    answer = client.post(reverse(f"inventory:{name}", args=keys), facts)
    return answer.status_code, re.sub(r"\s+", " ", answer.content.decode())


def test_a_provision_is_joined_and_chosen_field_by_field(client: Client) -> None:
    provision = make_provision(make_decision(), "skydd", wording="Fasaden bevaras")
    mine = {**as_read(provision), "wording": "Dörren bevaras", "note": "annas"}
    others_write(Provision, wording="Taket bevaras", classes=["rivningsforbud"])
    status, page = post(client, "provision", provision.pk, **mine)
    assert status == 409
    assert "Ni har båda ändrat en uppgift." in page
    assert "Innan: Fasaden bevaras" in page
    assert '<span class="value">Dörren bevaras</span>' in page
    assert '<span class="value">Taket bevaras</span>' in page
    assert re.search(r"<strong>Deras</strong> <span class=\"said-by\">bo, 20\d\d-", page)
    assert "Skyddsbestämmelse → Rivningsförbud" in page  # theirs alone: joined
    assert Provision.objects.get().note == ""
    unsaid = sent_by(page)
    assert post(client, "provision", provision.pk, **unsaid, wording="Dörren bevaras")[0] == 409
    chosen = {**unsaid, "choice-wording": "edit", "wording": "Dörren och taket bevaras"}
    assert post(client, "provision", provision.pk, **chosen)[0] == 302
    saved = Provision.objects.get()
    assert (saved.wording, saved.note) == ("Dörren och taket bevaras", "annas")
    assert saved.classes == ["rivningsforbud"]


def test_a_provision_that_others_removed_is_recorded_anew(client: Client) -> None:
    provision = make_provision(make_decision(), "skydd", wording="Fasaden bevaras")
    mine = {**as_read(provision), "wording": "Dörren bevaras", "classes": ["skydd", "natur"]}
    provisions.remove_provision(by=bo(), provision=provision, version=1)
    shown = client.get(reverse("inventory:provision", args=[provision.pk]))
    assert shown.status_code == 410
    status, page = post(client, "provision", provision.pk, **mine)
    assert status == 409
    assert "Bestämmelsen är borttagen" in page
    assert "bo tog bort den" in page
    assert "Dörren bevaras" in page
    assert not Provision.objects.exists()
    assert post(client, "provision", provision.pk, **mine, removed="1")[0] == 302
    back = Provision.objects.get()
    assert (back.pk, back.version, back.wording) == (provision.pk, 2, "Dörren bevaras")
    assert back.classes == ["natur", "skydd"]
    assert post(client, "provision", provision.pk, **mine, removed="1")[0] == 409  # it is there


def test_nobody_else_sees_a_removed_provision(client: Client) -> None:
    provision = make_provision(make_decision())
    provisions.remove_provision(by=bo(), provision=provision, version=1)
    address = reverse("inventory:provision", args=[provision.pk])
    reader = Client()
    reader.force_login(make_user(reader="20"))
    assert reader.get(address).status_code == 403
    assert client.get(reverse("inventory:provision", args=[999_999])).status_code == 404


@pytest.mark.parametrize(
    ("choice", "gone_on", "how"),
    [("mine", "2011-08-01", "brunnen"), ("theirs", "2012-05-01", "riven")],
)
def test_what_became_of_an_object_is_chosen(
    client: Client, choice: str, gone_on: str, how: str
) -> None:
    decision = make_decision()
    thing = mark(make_object(), decision).object
    mine = {"version": 1, "gone_on": "2011-08-01", "gone_how": "brunnen"}
    others_write(ProtectedObject, gone_on="2012-05-01", gone_how="riven")
    status, page = post(client, "gone", decision.plan_id, thing.pk, **mine)
    assert status == 409
    assert "Innan: –" in page
    sent = {**sent_by(page), "choice-gone_on": choice, "choice-gone_how": choice}
    assert post(client, "gone", decision.plan_id, thing.pk, **sent)[0] == 302
    thing.refresh_from_db()
    assert (thing.gone_on, thing.gone_how) == (day(gone_on), how)


def test_that_an_object_stands_meets_another_day(client: Client) -> None:
    decision = make_decision()
    thing = mark(make_object(gone_on=day("2010-01-01"), gone_how="riven"), decision).object
    others_write(ProtectedObject, gone_on="2012-05-01")
    status, page = post(client, "gone", decision.plan_id, thing.pk, version=1, kvar="1")
    assert status == 409
    assert '<span class="value">2012-05-01</span>' in page
    sent = {**sent_by(page), "choice-gone_on": "mine"}
    assert post(client, "gone", decision.plan_id, thing.pk, **sent)[0] == 302
    thing.refresh_from_db()
    assert (thing.gone_on, thing.gone_how) == (None, "")


def test_a_documents_title_and_link_are_joined(client: Client) -> None:
    document = make_document(title="Karta", link="https://falun.example/1")
    mine = {"version": 1, "title": "Plankarta", "link": "https://falun.example/1"}
    others_write(Document, link="https://falun.example/2")
    status, page = post(client, "document", document.pk, **mine)
    assert status == 409
    assert "Ni har ändrat olika uppgifter" in page
    answer = client.post(
        reverse("inventory:document", args=[document.pk]), {**sent_by(page), "draft": "abc1"}
    )
    assert answer.cookies["saved_draft"].value == "abc1"
    document.refresh_from_db()
    assert (document.title, document.link) == ("Plankarta", "https://falun.example/2")


def fitted(laid: SheetFit, method: str = "") -> dict[str, Any]:
    """The form of a fit with its second point moved 10 m north."""
    moved = [laid.points[0], {**laid.points[1], "north": laid.points[1]["north"] + 10}]
    columns = {name: [str(one[name]) for one in moved] for name in ("x", "y", "east", "north")}
    return {**columns, "method": method, "version": laid.version}


@pytest.mark.parametrize("choice", ["edit", "theirs", ""])
def test_of_two_fits_one_is_chosen_whole(client: Client, choice: str) -> None:
    laid = make_fit(make_decision())
    mine = fitted(laid)
    points = [*laid.points, {"x": 0, "y": 3000, "east": 535_000.0, "north": 6_717_500.0}]
    others_write(SheetFit, points=points, method="affine")
    status, page = post(client, "fit", laid.document_id, **mine)
    assert status == 409
    assert "Någon annan passade in kartan medan du arbetade" in page
    assert 'Deras</strong> <span class="said-by">bo, 20' in page
    assert "Affin 1: x 0,0 y 0,0" in page  # theirs
    assert "Likformig 1: x 0,0 y 0,0" in page  # from what both started
    hidden = dict[str, Any]()
    form = page[page.index('id="fitting"') : page.index("</form>", page.index('id="fitting"'))]
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form):
        if name != "csrfmiddlewaretoken":
            hidden.setdefault(name, []).append(value)
    sent = {**mine, **hidden, "choice-fit": choice}
    assert post(client, "fit", laid.document_id, **sent)[0] == (302 if choice else 409)
    laid.refresh_from_db()
    assert len(laid.points) == (2 if choice == "edit" else 3)
    assert laid.method == ("similarity" if choice == "edit" else "affine")


def test_what_is_said_in_a_check_tells_which_draft_it_was() -> None:
    reading = review(make_decision(), reader=make_user("anna", recorder="20"), read_by="anna")
    cilla = make_user("cilla", checker="20")
    check = make_check(reading, cilla)
    client = Client()
    client.force_login(cilla)
    address = reverse("inventory:say_in_check", args=[check.pk])
    said = {"text": "Jag undrar.", "version": check.version, "draft": "abc1"}
    assert client.post(address, said).cookies["saved_draft"].value == "abc1"
    stale = client.post(address, {**said, "text": "Och mer.", "version": 99, "draft": "abc2"})
    assert stale.status_code == 409
    page = stale.content.decode()
    assert page.count('name="draft" value="abc2"') == 1  # the form of the remark alone
    assert "Och mer." in page


def test_an_object_whose_marking_others_removed_comes_back_with_what_is_said(
    client: Client,
) -> None:
    decision = make_decision()
    marking = mark(make_object(name="Skolan"), decision)
    keys = (decision.plan_id, marking.object_id)
    unmark(marking, bo())
    assert client.get(reverse("inventory:gone", args=keys)).status_code == 410
    typed = {"gone_how": "riven", "gone_on": "2011-08-01", "version": 1}
    status, page = post(client, "gone", *keys, **typed)
    assert status == 409
    assert "Objektets märkning är borttagen" in page
    assert "bo tog bort den" in page
    assert 'value="2011-08-01"' in page
    assert not ProtectedObject.objects.exists()
    address = reverse("inventory:gone", args=keys)
    assert client.post(address, form_to(page, address, address).sent).status_code == 302
    back = ProtectedObject.objects.get()
    assert (back.gone_how, back.gone_on, back.pk) == ("riven", day("2011-08-01"), keys[1])
    assert Marking.objects.get() == marking


def test_an_object_that_was_merged_away_is_said_to_be(client: Client) -> None:
    decision = make_decision()
    stays, goes = make_object(), make_object(shape=point(5))
    marking = mark(goes, decision)
    pair = PossibleDuplicate.objects.create(a=stays, b=goes, reason="near")
    duplicates.merge(by=bo(), pair=pair, version=1)
    typed = {"gone_how": "riven", "gone_on": "2011-08-01", "version": 1}
    status, page = post(client, "gone", decision.plan_id, goes.pk, **typed)
    assert status == 409
    assert "sammanslaget med ett annat" in page
    assert 'value="2011-08-01"' in page
    assert "Registrera på nytt" not in page
    assert Marking.objects.get(pk=marking.pk).object == stays


def test_an_object_of_another_plan_is_not_here(client: Client) -> None:
    marking, other = mark(make_object(), make_decision()), make_decision()
    unmark(marking, bo())
    assert post(client, "gone", other.plan_id, marking.object_id, version=1)[0] == 404


def test_a_link_that_others_removed_is_recorded_anew(client: Client) -> None:
    document = make_document(link="https://exempel.se/karta", title="Karta")
    documents.remove_document(by=bo(), document=document, version=1)
    assert client.get(reverse("inventory:document", args=[document.pk])).status_code == 410
    typed = {"title": "Plankarta", "link": document.link, "version": 1}
    status, page = post(client, "document", document.pk, **typed)
    assert status == 409
    assert "Handlingen är borttagen" in page
    assert "bo tog bort den" in page
    assert 'value="Plankarta"' in page
    address = reverse("inventory:document", args=[document.pk])
    assert client.post(address, form_to(page, address, address).sent).status_code == 302
    assert [(one.pk, one.title) for one in Document.objects.all()] == [(document.pk, "Plankarta")]


def test_a_copy_that_others_removed_does_not_come_back_but_its_title_does(client: Client) -> None:
    document = make_picture()
    documents.remove_document(by=bo(), document=document, version=1)
    status, page = post(client, "document", document.pk, title="Plankartan", version=1)
    assert status == 409
    assert "Kopian raderades med den och kommer inte tillbaka." in page
    assert "Registrera på nytt" not in page
    [address] = re.findall(r'href="([^"]+titel=[^"]+)"', page)
    assert 'value="Plankartan"' in client.get(unescape(address)).content.decode()
    sent = {"title": "Plankartan", "version": 1, "removed": 1}
    assert post(client, "document", document.pk, **sent)[0] == 409
    assert not Document.objects.exists()


@pytest.mark.parametrize("weeded", [False, True])
def test_points_for_a_picture_that_is_gone_stand_to_be_copied(client: Client, weeded: bool) -> None:
    document = make_picture()
    if weeded:
        others_write(Document, weeded_on=day("2020-02-03"))
    else:
        documents.remove_document(by=bo(), document=document, version=1)
    points = {"x": [10, 20], "y": [30, 40], "east": [535001, 535002], "north": [6718001, 6718002]}
    status, page = post(client, "fit", document.pk, **points, version=0)
    assert status == 409
    assert "Bilden finns inte längre" in page
    assert ("Kopian gallrades 2020-02-03." if weeded else "bo tog bort handlingen") in page
    assert "<td>20</td><td>40</td><td>535002</td><td>6718002</td>" in page
    assert client.get(reverse("inventory:fit", args=[document.pk])).status_code == 410


def test_nobody_else_sees_what_is_removed() -> None:
    document, decision = make_document(), make_decision()
    marking = mark(make_object(), decision)
    documents.remove_document(by=bo(), document=document, version=1)
    unmark(marking, bo())
    stranger = Client()
    stranger.force_login(make_user(recorder="03"))
    expected = {
        reverse("inventory:document", args=[document.pk]),
        reverse("inventory:gone", args=[decision.plan_id, marking.object_id]),
        reverse("inventory:remove", args=[marking.pk]),
        reverse("inventory:remove_document", args=[document.pk]),
    }
    assert {stranger.post(address, {"version": 1}).status_code for address in expected} <= {
        403,
        404,
    }
