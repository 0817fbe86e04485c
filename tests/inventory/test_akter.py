"""Requests for akter: lists of at most 40, what was answered, and what becomes of it."""

import csv
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from inventory import requests
from inventory.models import AktRequest, AktRequestItem, Review
from inventory.queries import open_numbers
from inventory.queue import county_queue
from inventory.requests import AnsweredError, Choice, NotAnsweredError
from plans.models import PlanDecision
from raknaq.lib.history import events_of
from raknaq.lib.versions import StaleVersionError, VersionMissingError
from tests.factories import day, make_decision, make_user, review

pytestmark = pytest.mark.django_db

LM = Choice(county="20", recipient="lantmateriet")
KOMMUN = Choice(county="20", recipient="kommun")
PAGE = "/inventering/lan/20/akter/"


def missing(akt: str = "", **facts: Any) -> PlanDecision:
    """A decision whose document could not be found in 2012."""
    decision = make_decision(akt, **facts)
    review(decision, "document_missing")
    return decision


def the_list(choice: Choice = LM) -> AktRequest:
    [made] = requests.make_lists(choice, by=make_user())
    return made


def answered(item: AktRequestItem, status: str, on: str = "2020-03-01") -> None:
    requests.answer({item.pk: item.version}, status, day(on), by=make_user())


@pytest.fixture
def recorder(client: Client) -> Client:
    client.force_login(make_user("anna", recorder="20"))
    return client


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_a_list_holds_forty_at_most() -> None:
    for _ in range(81):
        missing()
    made = requests.make_lists(LM, by=make_user("anna"), day=day("2020-02-01"))
    assert [request.items.count() for request in made] == [40, 40, 1]
    assert {(r.recipient, r.ordered_on, r.ordered_by) for r in made} == {
        ("lantmateriet", day("2020-02-01"), "anna")
    }
    assert requests.make_lists(LM, by=make_user()) == []  # nothing is ordered twice


def test_the_database_refuses_a_forty_first() -> None:
    missing()
    request = the_list()
    other = make_decision()
    for number in (0, 41, 1):  # one is taken
        with pytest.raises(IntegrityError), transaction.atomic():
            AktRequestItem.objects.create(request=request, number=number, decision=other)
    AktRequestItem.objects.create(request=request, number=40, decision=other)


@pytest.mark.parametrize(
    "facts",
    [
        {"status": "received", "answered_on": None},
        {"status": "ordered", "answered_on": day("2020-01-01")},
        {"status": "kanske"},
    ],
)
def test_the_database_refuses_an_answer_without_a_day(facts: dict[str, Any]) -> None:
    missing()
    item = the_list().items.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        AktRequestItem.objects.filter(pk=item.pk).update(**facts)


def test_a_municipality_gets_a_list_of_its_own() -> None:
    """By name: Borlänge, Falun."""
    missing("2080-P1")
    missing("2081-P1", municipality_id="2081")
    made = requests.make_lists(KOMMUN, by=make_user())
    assert [(r.municipality_id, r.items.count()) for r in made] == [("2081", 1), ("2080", 1)]


def test_which_decisions_are_asked_for() -> None:
    gone = missing("2080-P1", in_force_from=day("1990-01-01"))
    missing("2081-P1", municipality_id="2081", in_force_from=day("2000-01-01"))
    unread = make_decision("2080-P3", in_force_from=day("2005-01-01"))
    read_later = missing("2080-P4")
    review(read_later, "nothing_found", read_on=day("2013-01-01"))
    unclear = missing("2080-P5")
    review(unclear, "unclear", read_on=day("2013-01-01"))
    missing("2080-P6", decision="repeal", plan=gone.plan)
    missing("0380-P1", municipality_id="0380")

    def akter(**facts: Any) -> list[str]:
        found = requests.wanted(Choice(**{"county": "20", "recipient": "kommun", **facts}))
        return sorted(decision.archive_ref for decision in found)

    assert akter() == ["2080-P1", "2081-P1"]
    assert akter(municipality="2081") == ["2081-P1"]
    assert akter(first_year=1990, last_year=1999) == ["2080-P1"]
    assert akter(only_missing=False) == ["2080-P1", "2080-P3", "2080-P5", "2081-P1"]
    assert akter(only_missing=False, first_year=2005) == [unread.archive_ref]


def test_one_recipient_after_the_other() -> None:
    missing()
    to_kommun = the_list(KOMMUN).items.get()
    answered(to_kommun, "unavailable")
    assert requests.make_lists(KOMMUN, by=make_user()) == []
    answered(the_list().items.get(), "received")
    own = Choice(county="20", recipient="eget_arkiv")
    assert requests.make_lists(own, by=make_user()) == []  # it has come


def test_an_akt_that_has_come_stands_first_until_it_is_read() -> None:
    first = make_decision("2080-P1", in_force_from=day("1990-01-01"))
    late = missing("2080-P2", in_force_from=day("2010-01-01"))
    item = the_list().items.get()

    def order() -> list[tuple[str, bool]]:
        return [(e.akt, e.has_come) for e in county_queue("20", day=timezone.localdate())]

    before = [(first.archive_ref, False), (late.archive_ref, False)]
    assert order() == before
    answered(item, "received", "2020-03-01")
    assert order() == [(late.archive_ref, True), (first.archive_ref, False)]
    assert open_numbers("20", timezone.localdate()).come == 1
    review(late, "document_missing", read_on=day("2020-03-02"))
    assert order()[0] == (late.archive_ref, True)
    review(late, "recorded", read_on=day("2020-03-02"))
    assert order() == before
    assert open_numbers("20", timezone.localdate()).come == 0


def test_answers_start_from_a_version_and_can_be_taken_back() -> None:
    missing()
    item = the_list().items.get()
    with pytest.raises(VersionMissingError):
        requests.answer({item.pk: None}, "received", None, by=make_user())
    with pytest.raises(StaleVersionError):
        requests.answer({item.pk: 9}, "received", None, by=make_user())
    answered(item, "received")
    item.refresh_from_db()
    answered(item, "ordered")
    item.refresh_from_db()
    assert (item.status, item.answered_on) == ("ordered", None)


def test_what_neither_archive_nor_municipality_has_is_noted_as_unavailable() -> None:
    decision = missing()
    own = Choice(county="20", recipient="eget_arkiv")
    for choice in (KOMMUN, own):
        answered(the_list(choice).items.get(), "unavailable")
        with pytest.raises(NotAnsweredError):
            requests.note_unavailable(decision, by=make_user())
    answered(the_list().items.get(), "unavailable")
    assert list(requests.nowhere("20")) == [decision]
    assert not requests.nowhere("03").exists()
    requests.note_unavailable(decision, by=make_user("anna"))
    newest = Review.objects.latest("pk")
    assert (newest.outcome, newest.read_by) == ("unavailable", "anna")
    assert not requests.nowhere("20").exists()
    with pytest.raises(NotAnsweredError):
        requests.note_unavailable(decision, by=make_user())


def test_an_unread_decision_can_be_nowhere_too() -> None:
    decision = make_decision()
    for recipient in ("kommun", "lantmateriet"):
        unread = Choice(county="20", recipient=recipient, only_missing=False)
        answered(the_list(unread).items.get(), "unavailable")
    assert list(requests.nowhere("20")) == [decision]
    other = Choice(county="20", recipient="eget_arkiv", only_missing=False)
    assert requests.wanted(other).exists()
    requests.note_unavailable(decision, by=make_user())
    assert not requests.wanted(other).exists()


def test_a_list_made_in_error_is_removed_until_it_is_answered() -> None:
    missing()
    wrong = the_list()
    requests.remove_list(wrong, wrong.version, by=make_user())
    assert not AktRequest.objects.exists()
    again = the_list()
    answered(again.items.get(), "received")
    with pytest.raises(AnsweredError):
        requests.remove_list(again, again.version, by=make_user())
    assert again.items.count() == 1


def test_the_file_to_send_holds_no_live_formulas(recorder: Client) -> None:
    missing("2080-P1", name='=HYPERLINK("x")', designation="-1+1", in_force_from=None)
    address = f"/inventering/akter/{the_list().pk}/bestallning"
    header = ["Nr", "Kommunkod", "Kommun", "Akt", "Planbeteckning", "Plannamn", "Laga kraft"]

    answer = recorder.get(f"{address}.csv")
    content = b"".join(answer).decode("utf-8-sig")
    rows = list(csv.reader(StringIO(content), delimiter=";"))
    assert rows == [
        header, ["1", "2080", "Falun", "2080-P1", "'-1+1", "'=HYPERLINK(\"x\")", ""]
    ]  # fmt: skip
    assert answer["Content-Disposition"].startswith('attachment; filename="aktbestallning-')

    workbook = openpyxl.load_workbook(BytesIO(b"".join(recorder.get(f"{address}.xlsx"))))
    [sheet] = workbook.worksheets
    assert [cell.value for cell in sheet[1]] == header
    name = sheet["F2"]
    assert (name.value, name.data_type) == ('=HYPERLINK("x")', "s")
    assert sheet["B2"].value == "2080"


def test_the_page_from_filter_to_answer(recorder: Client) -> None:
    decision = missing("2080-P1", name="Kvarteret Ängen")
    choice = {"mottagare": "lantmateriet", "urval": "saknas"}
    assert "1 beslut passar urvalet." in text(recorder.get(PAGE, choice))
    made = recorder.post(PAGE, choice, follow=True)
    assert "1 lista är gjord." in text(made)
    assert "Kvarteret Ängen" in text(made)
    request = AktRequest.objects.get()
    item = request.items.get()
    address = f"/inventering/akter/{request.pk}/"
    sent = {"rad": f"{item.pk}:{item.version}", "svar": "received", "dag": "2020-03-01"}
    assert "Svaret är sparat för 1 akt." in text(recorder.post(address, sent, follow=True))
    assert "Har kommit 2020-03-01" in text(recorder.get(address))
    county = text(recorder.get("/inventering/lan/20/"))
    assert "handlingen har kommit" in county
    assert "1 har kommit, 0 beställda" in county
    assert decision.archive_ref in county
    again = recorder.post(PAGE, choice, follow=True)
    assert "Inga beslut passar urvalet" in text(again)


@pytest.mark.parametrize(
    ("sent", "status", "told"),
    [
        ({"svar": "received"}, 422, "Kryssa i minst en akt."),
        ({"rad": "{id}:1", "svar": "kanske"}, 422, "kanske"),
        ({"rad": "{id}:1", "svar": "received", "dag": "2999-01-01"}, 422, "har inte varit än"),
        ({"rad": "{id}", "svar": "received"}, 428, "vilken version"),
        ({"rad": "{id}:7", "svar": "received"}, 409, "Inget sparades"),
        ({"rad": "0:1", "svar": "received"}, 404, ""),
    ],
)
def test_what_is_not_saved(recorder: Client, sent: dict[str, str], status: int, told: str) -> None:
    missing()
    item = the_list().items.get()
    filled = {n: v.replace("{id}", str(item.pk)) for n, v in sent.items()}
    answer = recorder.post(f"/inventering/akter/{item.request_id}/", filled)
    assert answer.status_code == status
    assert told in text(answer)
    item.refresh_from_db()
    assert item.status == "ordered"


def test_unavailable_by_one_button(recorder: Client) -> None:
    decision = missing("2080-P1")
    address = f"/inventering/beslut/{decision.pk}/finns-inte/"
    early = recorder.post(address, follow=True)
    assert "Både Lantmäteriet och kommunen måste ha svarat" in text(early)
    for choice in (KOMMUN, LM):
        answered(the_list(choice).items.get(), "unavailable")
    assert "Anteckna att handlingen inte finns" in text(recorder.get(PAGE))
    assert "2080-P1 är antecknad" in text(recorder.post(address, follow=True))
    assert decision.reviews.filter(outcome="unavailable").exists()


def test_what_is_nowhere_is_shown_by_the_page(
    recorder: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inventory.akt_views.PAGE_ROWS", 2)
    for _ in range(3):
        missing()
    for choice in (LM, KOMMUN):
        for item in the_list(choice).items.all():
            answered(item, "unavailable")
    page = recorder.get(PAGE)
    assert len(page.context["nowhere"]) == 2
    assert "De 2 första av 3." in text(page)


def test_a_person_is_called_by_their_name(recorder: Client) -> None:
    anna = User.objects.get(username="anna")
    anna.first_name, anna.last_name = "Anna", "Ek"
    anna.save()
    missing()
    [made] = requests.make_lists(LM, by=anna)
    assert made.ordered_by == "Anna Ek"
    latest = events_of(AktRequest).latest("pgh_id")
    assert latest.pgh_context.metadata["who"] == "Anna Ek"
