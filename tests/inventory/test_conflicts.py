"""Two who change one marking: nothing of either's is dropped, and nothing is overwritten unseen."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from inventory.conflicts import Side, differences
from inventory.models import Marking, ProtectedObject
from plans.models import Provision
from raknaq.lib.history import change
from tests.factories import (
    FALUN,
    make_decision,
    make_object,
    make_user,
    mark,
    point,
    square,
    unmark,
)

X, Y = FALUN
NAMES = ("name", "address", "note")
values = st.fixed_dictionaries({name: st.sampled_from(["", "a", "b", "c"]) for name in NAMES})
OTHER = {Side.MINE: Side.THEIRS, Side.THEIRS: Side.MINE}


@given(values, values, values)
def test_each_value_is_told_by_who_altered_it(
    base: dict[str, str], mine: dict[str, str], theirs: dict[str, str]
) -> None:
    sides = {one.name: one.side for one in differences(base, mine, theirs)}
    for name in NAMES:
        told = {
            (False, False): None,
            (True, False): Side.MINE,
            (False, True): Side.THEIRS,
            (True, True): Side.SAME if mine[name] == theirs[name] else Side.BOTH,
        }
        altered = (mine[name] != base[name], theirs[name] != base[name])
        assert sides.get(name) == told[altered]


@given(values, values, values)
def test_the_two_sides_are_judged_alike(
    base: dict[str, str], mine: dict[str, str], theirs: dict[str, str]
) -> None:
    one, other = (differences(base, *pair) for pair in ((mine, theirs), (theirs, mine)))
    assert [(d.name, d.side) for d in one] == [(d.name, OTHER.get(d.side, d.side)) for d in other]


@pytest.fixture
def anna(db: None) -> User:
    return make_user("anna", recorder="20")


@pytest.fixture
def client(anna: User) -> Client:
    client = Client()
    client.force_login(anna)
    return client


@pytest.fixture
def marking(db: None) -> Marking:
    decision = make_decision("2080-P1", area=square())
    return mark(make_object(name="Skolan", shape=point(10, 10)), decision, "skydd")


def bo() -> User:
    return User.objects.filter(username="bo").first() or make_user("bo", recorder="20")


def others_write(model: Any, **facts: Any) -> None:
    with change(by=bo(), why="rättat"):
        model.objects.update(**facts)


def sent_by(page: str) -> dict[str, list[str]]:
    """The hidden fields of the conflict's form, as a browser would send them."""
    form = page[
        page.index('id="conflict-form"') : page.index("</form>", page.index('id="conflict-form"'))
    ]
    told: dict[str, list[str]] = {}
    for tag in re.findall(r'<input type="hidden"[^>]*>', form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and "csrf" not in name[1]:
            told.setdefault(name[1], []).append(value[1] if value else "")
    return told


def as_read(marking: Marking) -> dict[str, Any]:
    thing, provision = marking.object, marking.provision
    return {
        "thing_version": thing.version, "provision_version": provision.version,
        "marking_version": marking.version, "letter": provision.letter, "index": provision.index,
        "wording": provision.wording, "classes": provision.classes, "reach": provision.reach,
        "object_type": thing.object_type, "building_count": thing.building_count,
        "name": thing.name, "address": thing.address, "note": marking.note,
        "east": f"{thing.shape.x:.2f}", "north": f"{thing.shape.y:.2f}",
    }  # fmt: skip


def post(client: Client, marking: Marking, facts: dict[str, Any]) -> Any:
    return client.post(reverse("inventory:marking", args=[marking.pk]), facts)


def test_what_one_alone_changed_is_joined_and_told(client: Client, marking: Marking) -> None:
    others_write(ProtectedObject, address="Storgatan 1")
    answer = post(client, marking, {**as_read(marking), "name": "Gamla skolan"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Ni har ändrat olika uppgifter, och de går att förena." in page
    assert "<strong>Adress</strong>: – → Storgatan 1" in page
    assert "<strong>Namn</strong>: Skolan → Gamla skolan" in page
    assert ProtectedObject.objects.get().name == "Skolan"  # nothing is written before a person says
    again = post(client, marking, sent_by(page))
    assert again.status_code == 302
    thing = ProtectedObject.objects.get()
    assert (thing.name, thing.address) == ("Gamla skolan", "Storgatan 1")


@pytest.mark.parametrize(
    ("choice", "name"), [("mine", "Mitt"), ("theirs", "Deras"), ("edit", "Bådas")]
)
def test_what_both_changed_is_chosen(
    client: Client, marking: Marking, choice: str, name: str
) -> None:
    others_write(ProtectedObject, name="Deras", address="Storgatan 1")
    answer = post(client, marking, {**as_read(marking), "name": "Mitt", "note": "mitt också"})
    page = answer.content.decode()
    assert "Ni har båda ändrat en uppgift." in page
    assert "Innan: Skolan" in page
    assert re.search(r"<strong>Deras</strong> <span class=\"said-by\">bo, 20\d\d-", page)
    sent: dict[str, Any] = {**sent_by(page), "choice-name": choice, "name": "Bådas"}
    assert post(client, marking, sent).status_code == 302
    thing = ProtectedObject.objects.get()
    assert (thing.name, thing.address) == (name, "Storgatan 1")
    assert thing.version == (2 if choice == "theirs" else 3)  # theirs is left as it stands
    assert Marking.objects.get().note == "mitt också"


def test_a_choice_that_is_missing_is_asked_for_again(client: Client, marking: Marking) -> None:
    others_write(ProtectedObject, name="Deras")
    page = post(client, marking, {**as_read(marking), "name": "Mitt"}).content.decode()
    again = post(client, marking, {**sent_by(page), "name": "Mitt"})
    assert again.status_code == 409
    assert "Välj mitt, deras eller fortsätt ändra för varje uppgift." in again.content.decode()
    assert '<span class="value">Mitt</span>' in again.content.decode()
    assert ProtectedObject.objects.get().name == "Deras"


def test_what_is_typed_on_and_wrong_is_told(client: Client, marking: Marking) -> None:
    others_write(ProtectedObject, gone_on="2019-01-01")
    page = post(client, marking, {**as_read(marking), "gone_on": "2020-01-01"}).content.decode()
    sent = {**sent_by(page), "choice-gone_on": "edit", "gone_on": "i våras"}
    answer = post(client, marking, sent)
    assert answer.status_code == 422
    assert 'value="i våras"' in answer.content.decode()
    assert str(ProtectedObject.objects.get().gone_on) == "2019-01-01"


def test_a_third_change_meets_the_choice(client: Client, marking: Marking) -> None:
    others_write(ProtectedObject, name="Deras")
    page = post(client, marking, {**as_read(marking), "name": "Mitt"}).content.decode()
    others_write(ProtectedObject, name="Tredje")
    again = post(client, marking, {**sent_by(page), "choice-name": "mine", "name": "Mitt"})
    assert again.status_code == 409
    assert "Innan: Deras" in again.content.decode()
    assert '<span class="value">Tredje</span>' in again.content.decode()


def test_shapes_are_told_apart_and_drawn(client: Client, marking: Marking) -> None:
    others_write(ProtectedObject, shape=point(10, 40))
    answer = post(client, marking, {**as_read(marking), "east": str(X + 50)})
    page = answer.content.decode()
    assert f'<span class="value">E {X + 50},00 N {Y + 10},00</span>' in page
    assert "De ligger 50" in page  # 40 m east, 30 m north
    shapes = answer.context["map"]["conflict"]
    assert shapes["mine"]["type"] == shapes["theirs"]["type"] == "Point"
    sent = {**sent_by(page), "choice-place": "theirs", "east": "", "north": "", "drawn": ""}
    assert post(client, marking, sent).status_code == 302
    assert ProtectedObject.objects.get().shape.coords == (X + 10, Y + 40)


def test_types_in_conflict_are_chosen_whole(client: Client, marking: Marking) -> None:
    others_write(Provision, classes=["rivningsforbud"])
    facts = {**as_read(marking), "classes": ["varsamhet", "natur"]}
    page = post(client, marking, facts).content.decode()
    assert '<span class="value">Natur, Varsamhetsbestämmelse</span>' in page
    assert post(client, marking, {**sent_by(page), "choice-classes": "mine"}).status_code == 302
    assert Provision.objects.get().classes == ["natur", "varsamhet"]


def test_what_others_changed_in_another_record_is_left(client: Client, marking: Marking) -> None:
    """Only what differs from what was read is written: no conflict where nobody meets."""
    others_write(Provision, wording="Får inte rivas")
    assert post(client, marking, {**as_read(marking), "name": "Mitt"}).status_code == 302
    assert Provision.objects.get().wording == "Får inte rivas"
    assert ProtectedObject.objects.get().name == "Mitt"


def test_a_marking_that_was_moved_to_another_object_is_a_conflict(
    client: Client, marking: Marking
) -> None:
    other = make_object(name="En annan")
    facts = {**as_read(marking), "name": "Mitt"}
    others_write(Marking, object=other)
    assert post(client, marking, facts).status_code == 409
    assert sorted(ProtectedObject.objects.values_list("name", flat=True)) == ["En annan", "Skolan"]


def test_what_was_typed_about_a_removed_marking_is_recorded_anew(
    client: Client, marking: Marking
) -> None:
    facts = {**as_read(marking), "name": "Mitt", "gone_on": "2020-01-01"}
    unmark(marking, bo())
    answer = post(client, marking, facts)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "bo tog bort den" in page
    assert "Det du skrev är inte sparat och finns kvar i formuläret." in page
    assert 'value="Mitt"' in page
    assert not Marking.objects.exists()
    again = post(client, marking, {**facts, "removed": "1"})
    assert again.status_code == 302
    back = Marking.objects.select_related("object", "provision").get()
    assert (back.pk, back.version) == (marking.pk, 2)
    assert (back.object.name, str(back.object.gone_on)) == ("Mitt", "2020-01-01")
    assert back.provision.letter == "q"
    assert post(client, marking, {**facts, "removed": "1"}).status_code == 409  # it is there again


def test_a_removed_marking_says_so_and_keeps_what_both_wrote(
    client: Client, marking: Marking
) -> None:
    facts = {**as_read(marking), "name": "Mitt"}
    others_write(ProtectedObject, name="Deras")
    unmark(marking, bo())
    shown = client.get(reverse("inventory:marking", args=[marking.pk]))
    assert shown.status_code == 410
    assert "Formuläret visar den som den var." in shown.content.decode()
    page = post(client, marking, facts).content.decode()
    assert "Märkningen är borttagen" in page
    assert '<span class="value">Deras</span>' in page
    sent = {**sent_by(page), "choice-name": "mine"}
    assert post(client, marking, sent).status_code == 302
    assert ProtectedObject.objects.get().name == "Mitt"


def test_a_marking_that_never_was_is_not_found(client: Client) -> None:
    assert client.get(reverse("inventory:marking", args=[999])).status_code == 404


def test_a_form_of_an_earlier_login_is_told(anna: User, marking: Marking) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(anna)
    answer = post(strict, marking, as_read(marking))
    assert answer.status_code == 403
    assert "Det du skrev i en plan behålls som utkast" in answer.content.decode()


def test_a_save_tells_which_draft_it_was(client: Client, marking: Marking) -> None:
    answer = post(client, marking, {**as_read(marking), "name": "Mitt", "draft": "abc1"})
    assert answer.cookies["saved_draft"].value == "abc1"
    refused = post(client, marking, {**as_read(marking), "name": "Annat", "draft": "abc2"})
    assert refused.status_code == 409
    assert "saved_draft" not in refused.cookies
    assert 'name="draft" value="abc2"' in refused.content.decode()
    odd = {**as_read(marking), "draft": "x; Path=/"}
    assert "saved_draft" not in post(client, marking, odd).cookies
