"""The pages of the queues: what a recorder answers, and what is said when it cannot be."""

import uuid
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from inventory import duplicates
from inventory.models import Marking, PendingMarking, PossibleDuplicate, ProtectedObject
from plans.models import Membership, PlanDecision
from raknaq.lib.history import change
from tests.factories import make_decision, make_object, make_user, mark, point, square, unmark
from tests.imports.taking import Row, Taking
from tests.imports.test_county_points import old

pytestmark = pytest.mark.django_db
QUEUE = "/inventering/lan/20/matchning/"
PAIRS = "/inventering/lan/20/dubbletter/"


@pytest.fixture
def plan() -> PlanDecision:
    return make_decision("2080-P1", area=square(), name="Kvarteret Ängen")


@pytest.fixture
def anna(client: Client) -> User:
    user = make_user("anna", recorder="20")
    client.force_login(user)
    return user


def waiting(tmp_path: Path, *rows: Row) -> list[PendingMarking]:
    """Rows of an old database, in order; an object 1 that is certain goes before them."""
    Taking(tmp_path)("county_points", [old(object_ref="certain"), *rows])
    return list(PendingMarking.objects.order_by("row"))


def answer(row: PendingMarking, **told: Any) -> dict[str, Any]:
    return {"version": row.version, "act": "choose", **told}


def test_the_queue_shows_the_row_its_candidates_and_the_groups(
    client: Client, anna: User, plan: PlanDecision, tmp_path: Path
) -> None:
    waiting(tmp_path, old(archive_ref="2080P1", inv_nr="A 7"), old(object_ref="2", archive_ref=""))
    page = client.get(QUEUE)
    for text in ("2 rader ur äldre databaser väntar på svar", "Akten skiljer bara i stavning",
                 "Kvarteret Ängen", "samma akt, bortsett från stavning", "läget ligger i planen",
                 "inv_nr", "A 7", "Skyddsbestämmelse", "Se raderna"):  # fmt: skip
        assert text in page.content.decode(), text


def test_choosing_goes_on_to_the_next(
    client: Client, anna: User, plan: PlanDecision, tmp_path: Path
) -> None:
    first, second = waiting(
        tmp_path, old(archive_ref="2080P1"), old(object_ref="2", archive_ref="2080-P7")
    )
    assert client.get(QUEUE).context["row"] == first
    assert client.get(f"{QUEUE}?efter={first.pk}").context["row"] == second
    done = client.post(f"{QUEUE}{first.pk}/", answer(first, decision=plan.pk), follow=True)
    assert done.context["row"] == second
    assert "Raden är nu en märkning." in done.content.decode()
    assert Marking.objects.filter(object__object_ref="1", provision__decision=plan).exists()


def test_an_akt_that_is_not_in_the_list(
    client: Client, anna: User, plan: PlanDecision, tmp_path: Path
) -> None:
    far = make_decision("20-FAL-77", area=square(9_000))
    [row] = waiting(tmp_path, old(archive_ref="2080P1"))
    wrong = client.post(f"{QUEUE}{row.pk}/", answer(row, other="20-FAL-78"))
    assert (wrong.status_code, Marking.objects.count()) == (422, 1)
    assert "Det finns inget beslut i länet med den akten." in wrong.content.decode()
    client.post(f"{QUEUE}{row.pk}/", answer(row, other="20-fal-77", decision=plan.pk))
    assert Marking.objects.filter(provision__decision=far).exists()


def test_none_of_them_needs_a_reason(
    client: Client, anna: User, plan: PlanDecision, tmp_path: Path
) -> None:
    [row] = waiting(tmp_path, old(archive_ref="2080P1"))
    address = f"{QUEUE}{row.pk}/"
    assert client.post(address, answer(row, act="refuse")).status_code == 422
    done = client.post(address, answer(row, act="refuse", note="Rivet 1970"), follow=True)
    assert "Ingen rad väntar." in done.content.decode()
    assert "Någon har svarat: ingen av dem: Rivet 1970" in done.content.decode()
    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("unmatched", anna)


def test_what_cannot_be_written_is_explained(
    client: Client, anna: User, plan: PlanDecision, tmp_path: Path
) -> None:
    [row] = waiting(tmp_path, old(archive_ref="2080P1", ended_on="1990-01-01"))
    page = client.post(f"{QUEUE}{row.pk}/", answer(row, decision=plan.pk))
    assert page.status_code == 422
    assert "måste vara senare än 1995-05-01" in page.content.decode()


def test_two_people_on_one_row(
    client: Client, anna: User, plan: PlanDecision, tmp_path: Path
) -> None:
    [row] = waiting(tmp_path, old(archive_ref="2080P1"))
    address = f"{QUEUE}{row.pk}/"
    assert client.post(address, {"act": "choose", "decision": plan.pk}).status_code == 428
    client.post(address, answer(row, act="refuse", note="Rivet 1970"))
    late = client.post(address, answer(row, decision=plan.pk))
    assert late.status_code == 409
    assert "Någon annan svarade på raden nyss." in late.content.decode()
    assert "Rivet 1970" in late.content.decode()


def test_alike_rows_are_seen_and_ticked(
    client: Client, anna: User, plan: PlanDecision, tmp_path: Path
) -> None:
    first, second = waiting(
        tmp_path, old(archive_ref="2080P1"), old(object_ref="2", archive_ref="2080 P1")
    )
    address = f"{QUEUE}lika/?skal=akt_spelling&leverans={first.delivery_id}"
    page = client.get(address).content.decode()
    for row in (first, second):
        assert f'value="{row.pk}:1:{plan.pk}"' in page
    assert page.count("checked") == 2
    assert "Kvarteret Ängen" in page
    for wrong, status in (
        ([], 422), (["x"], 422), ([f"{first.pk}::{plan.pk}"], 428), ([f"0:1:{plan.pk}"], 404),
        ([f"{first.pk}:1:0"], 404), ([f"{first.pk}:9:{plan.pk}"], 409),
    ):  # fmt: skip
        assert client.post(address, {"rad": wrong}).status_code == status, wrong
    done = client.post(address, {"rad": [f"{second.pk}:1:{plan.pk}"]}, follow=True)
    assert "1 rad är nu en märkning." in done.content.decode()
    assert [row for row, _ in done.context["rows"]] == [first]  # the rest of the list
    done = client.post(address, {"rad": [f"{first.pk}:1:{plan.pk}"]}, follow=True)
    assert "Ingen rad väntar." in done.content.decode()
    assert Marking.objects.count() == 3


def test_only_what_fits_one_decision_is_listed_together(client: Client, anna: User) -> None:
    for asked in ("", "?skal=outside&leverans=1", "?skal=akt_spelling&leverans=x"):
        assert client.get(f"{QUEUE}lika/{asked}").status_code == 404


def test_an_answer_is_taken_back(
    client: Client, anna: User, plan: PlanDecision, tmp_path: Path
) -> None:
    [row] = waiting(tmp_path, old(archive_ref="2080P1"))
    done = client.post(f"{QUEUE}{row.pk}/", answer(row, decision=plan.pk), follow=True)
    page = done.content.decode()
    assert "Ångra svaret" in page
    assert "1 besvarad rad" in page
    address = f"{QUEUE}svar/{done.context['answer']}/angra/"
    back = client.post(address, follow=True)
    assert "Svaret är ångrat. Raden väntar igen." in back.content.decode()
    assert (back.context["row"], back.context["answer"]) == (row, None)
    assert Marking.objects.count() == 1
    again = client.post(address)
    assert (again.status_code, Marking.objects.count()) == (409, 1)
    assert "Svaret är redan ångrat." in again.content.decode()
    assert "Det gjorde anna" in again.content.decode()
    assert client.post(f"{QUEUE}svar/{uuid.uuid4()}/angra/").status_code == 404
    client.force_login(make_user(recorder="03"))
    elsewhere = address.replace("/lan/20/", "/lan/03/")
    assert client.post(elsewhere).status_code == 404


def test_an_answer_that_others_build_on_is_not_taken_back(
    client: Client, anna: User, plan: PlanDecision, tmp_path: Path
) -> None:
    first, second = waiting(
        tmp_path, old(archive_ref="2080P1"), old(letter="k", archive_ref="2080P1")
    )
    done = client.post(f"{QUEUE}{first.pk}/", answer(first, decision=plan.pk), follow=True)
    client.post(f"{QUEUE}{second.pk}/", answer(second, decision=plan.pk))
    page = client.post(f"{QUEUE}svar/{done.context['answer']}/angra/")
    assert page.status_code == 409
    assert "Ångra det först." in page.content.decode()
    assert Marking.objects.count() == 3


def test_a_marking_that_is_removed_gives_its_row_back(
    client: Client, anna: User, plan: PlanDecision, tmp_path: Path
) -> None:
    [row] = waiting(tmp_path, old(archive_ref="2080P1"))
    address = f"{QUEUE}{row.pk}/"
    client.post(address, answer(row, decision=plan.pk))
    made = Marking.objects.get(object__object_ref="1")
    unmark(made, anna)
    page = client.get(QUEUE)
    assert list(page.context["page"]) == [row]
    assert "Märkningen som raden blev är borttagen." in page.content.decode()
    row.refresh_from_db()
    client.post(address, answer(row, decision=plan.pk))
    row.refresh_from_db()
    assert row.marking == Marking.objects.get(object__object_ref="1")


def test_a_row_of_another_county_is_not_here(
    client: Client, anna: User, plan: PlanDecision, tmp_path: Path
) -> None:
    [row] = waiting(tmp_path, old(archive_ref="2080P1"))
    other = make_user(recorder="03")
    client.force_login(other)
    assert client.get(f"/inventering/lan/03/matchning/{row.pk}/").status_code == 404
    assert client.get(f"{QUEUE}{row.pk}/").status_code == 403


def pair(anna: User) -> PossibleDuplicate:
    """Two buildings 5 m apart, by two people, each with a marking."""
    decision = make_decision("2080-P1")
    for person, east, name in ((anna, 0, "Gamla skolan"), (make_user(), 5, "Skolan")):
        with change(by=person, why="märkning registrerad"):
            mark(make_object(shape=point(east), name=name), decision)
    call_command("find_duplicates", county="20", stdout=StringIO())
    return PossibleDuplicate.objects.get()


def test_merge_and_unmerge(client: Client, anna: User) -> None:
    found = pair(anna)
    page = client.get(PAIRS).content.decode()
    for text in ("1 par är obesvarat", "5 m isär", "Gamla skolan", "Skolan", "2080-P1"):
        assert text in page, text
    address = f"{PAIRS}{found.pk}/"
    done = client.post(address, {"act": "merge", "version": found.version}, follow=True)
    assert "De två är nu ett objekt." in done.content.decode()
    found.refresh_from_db()
    assert Marking.objects.filter(object=found.a).count() == 2
    back = client.post(address, {"act": "unmerge", "version": found.version}, follow=True)
    assert "Sammanslagningen är ångrad." in back.content.decode()
    found.refresh_from_db()
    assert (found.state, Marking.objects.filter(object=found.b).count()) == ("undecided", 1)


def test_unmerging_tells_what_stands_in_the_way(client: Client, anna: User) -> None:
    found = pair(anna)
    address = f"{PAIRS}{found.pk}/"
    client.post(address, {"act": "merge", "version": found.version})
    with change(by=make_user("bo"), why="märkning ändrad"):
        Marking.objects.update(note="Ny anteckning")
    found.refresh_from_db()
    page = client.post(address, {"act": "unmerge", "version": found.version})
    assert page.status_code == 409
    assert "bo, märkning ändrad" in page.content.decode()


def test_an_answer_about_a_pair_that_is_gone(client: Client, anna: User) -> None:
    found = pair(anna)
    found.a.markings.all().delete()
    found.a.delete()
    stale = client.post(f"{PAIRS}{found.pk}/", {"act": "merge", "version": 1})
    assert stale.status_code == 409
    assert "Paret finns inte längre" in stale.content.decode()
    assert client.post(f"{PAIRS}0/", {"act": "merge", "version": 1}).status_code == 404


def test_a_stale_answer_about_a_pair(client: Client, anna: User) -> None:
    found = pair(anna)
    address = f"{PAIRS}{found.pk}/"
    assert client.post(address, {"act": "merge"}).status_code == 428
    client.post(address, {"act": "apart", "version": found.version})
    assert client.post(address, {"act": "merge", "version": found.version}).status_code == 409
    assert duplicates.find() == 0
    assert "Två olika objekt" in client.get(PAIRS).content.decode()


def test_two_objects_can_become_one_question_again(client: Client, anna: User) -> None:
    found = pair(anna)
    address = f"{PAIRS}{found.pk}/"
    client.post(address, {"act": "apart", "version": found.version})
    found.refresh_from_db()
    back = client.post(address, {"act": "reopen", "version": found.version}, follow=True)
    assert "Paret är obesvarat igen." in back.content.decode()
    found.refresh_from_db()
    assert found.state == "undecided"


def test_merging_across_a_border_needs_both_counties(client: Client, anna: User) -> None:
    for person, place in ((anna, "2080"), (make_user(), "2180")):
        with change(by=person, why="märkning registrerad"):
            make_object(shape=point(), municipality_id=place, building_count=int(place) - 2079)
    duplicates.find()
    found = PossibleDuplicate.objects.get()
    address, told = f"{PAIRS}{found.pk}/", {"act": "merge", "version": found.version}
    assert "Bara den som registrerar i båda länen" in client.get(PAIRS).content.decode()
    assert client.post(address, told).status_code == 403
    assert ProtectedObject.objects.filter(municipality="2180").exists()
    Membership.objects.create(user=anna, role="recorder", county_id="21")
    done = client.post(address, told, follow=True).content.decode()
    assert "Antal byggnader är nu 101, det större talet." in done
    found.refresh_from_db()
    client.force_login(make_user(recorder="21"))
    theirs = f"/inventering/lan/21/dubbletter/{found.pk}/"
    assert client.post(theirs, {"act": "unmerge", "version": found.version}).status_code == 403


def test_the_county_page_counts_both(
    client: Client, anna: User, plan: PlanDecision, tmp_path: Path
) -> None:
    waiting(tmp_path, old(archive_ref="2080P1"))
    page = client.get("/inventering/lan/20/").context
    assert (page["waiting"], page["duplicates"]) == (1, 0)
