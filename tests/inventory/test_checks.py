"""Kollegial granskning: who checks what, what it comes to, and what its author sees."""

import threading
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inventory import actions, checking, readings
from inventory.check_queries import LEASE, CheckSelection, told_back
from inventory.indicator import figures
from inventory.models import CheckRate, PeerCheck, PeerRemark, Review, Verdict
from plans.models import Membership, PlanDecision
from raknaq.lib.history import events_of
from raknaq.lib.undo import StandsOnError
from tests.factories import make_decision, make_object, make_scope, make_user, mark, unmark
from tests.inventory.test_sampling import read

pytestmark = pytest.mark.django_db
QUEUE = "/kollegial-granskning/"
MINE = "/inventering/lan/20/"


@pytest.fixture
def anna() -> User:
    return make_user("anna", recorder="20")


@pytest.fixture
def bo() -> User:
    """Who records in another county."""
    return make_user("bo", recorder="03")


@pytest.fixture
def decision() -> PlanDecision:
    return make_decision("2080-KG1", name="Kvarteret Ängen")


@pytest.fixture
def check(anna: User, decision: PlanDecision) -> PeerCheck:
    """Anna's reading of the decision, which was unclear to her."""
    read(anna, decision, outcome="unclear")
    return PeerCheck.objects.get()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def say(by: User, check: PeerCheck, verdict: str, **more: Any) -> Any:
    """A verdict by the page."""
    check.refresh_from_db()
    told = {"version": check.version, "verdict": verdict, "reason": "", "note": "", "ko": ""}
    return client_of(by).post(f"{QUEUE}{check.pk}/omdome/", told | more)


def text(user: User, address: str) -> str:
    answer = client_of(user).get(address)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_the_queue_is_everybody_elses_work_the_oldest_first(
    anna: User, bo: User, check: PeerCheck
) -> None:
    other = make_decision("2080-KG2")
    read(anna, other, outcome="unclear")
    page = text(bo, QUEUE)
    assert "2 genomgångar väntar" in page
    assert page.index("2080-KG1") < page.index("2080-KG2")
    assert "0 genomgångar väntar" in text(anna, QUEUE)


def test_the_queue_is_filtered_by_county_and_why(bo: User, check: PeerCheck) -> None:
    for query, number in (("lan=20", "1 genomgång"), ("lan=03", "0 genomgångar"),
                          ("varfor=sample", "0 genomgångar"), ("varfor=unclear", "1 genomgång"),
                          ("lan=99&varfor=x", "1 genomgång")):  # fmt: skip
        assert f"{number} väntar" in text(bo, f"{QUEUE}?{query}"), query


def test_a_check_shows_what_it_needs(anna: User, bo: User, decision: PlanDecision) -> None:
    mark(make_object(name="Skolan"), decision, evidence="Plankarta", evidence_page="3")
    read(anna, decision, outcome="unclear", basis="kommunkarta")
    page = text(bo, f"{QUEUE}{PeerCheck.objects.get().pk}/")
    for told in ("Kvarteret Ängen", "Oklart", "Kommunens karta", "Kulturvärden", "anna", "Skolan",
                 "Plankarta", "sida 3", "Skicka tillbaka", "Ingen har sagt något än",
                 "Du registrerar inte i Dalarnas län"):  # fmt: skip
        assert told in page, told


def test_approving_goes_on_to_the_next_and_can_be_undone_until_then(
    anna: User, bo: User, check: PeerCheck
) -> None:
    other = make_decision("2080-KG2")
    read(anna, other, outcome="unclear")
    following = PeerCheck.objects.get(review__decision=other)
    client = client_of(bo)
    told = {"version": check.version, "verdict": "approved", "reason": "missed", "ko": "lan=20"}
    answer = client.post(f"{QUEUE}{check.pk}/omdome/", told)
    assert answer["Location"] == f"{QUEUE}{following.pk}/?ko=lan%3D20"
    check.refresh_from_db()
    assert (check.verdict, check.reason, check.checker, check.for_author) == (
        "approved", "", bo, False,
    )  # fmt: skip
    following.refresh_from_db()
    assert following.checker == bo
    assert "Sparat: 2080-KG1, godkänd" in client.get(answer["Location"]).content.decode()
    context = client.session["last_check"]["context"]
    assert client_of(anna).post(f"{QUEUE}angra/{context}/").status_code == 404
    assert client.post(f"{QUEUE}angra/{context}/")["Location"] == f"{QUEUE}{check.pk}/"
    check.refresh_from_db()
    assert (check.verdict, check.checked_at) == ("", None)
    assert "last_check" not in client.session
    assert text(bo, f"{QUEUE}{check.pk}/").count("Godkänd") == 0  # what is undone was not said


def test_the_last_one_leads_back_to_the_queue(bo: User, check: PeerCheck) -> None:
    answer = say(bo, check, "approved", ko="varfor=unclear")
    assert answer["Location"] == f"{QUEUE}?varfor=unclear"


def test_sent_back_with_a_reason_and_seen_above_all_else(
    anna: User, bo: User, check: PeerCheck
) -> None:
    assert say(bo, check, "sent_back").status_code == 422
    assert say(bo, check, "sent_back", reason="other").status_code == 422
    answer = say(bo, check, "sent_back", reason="missed", note="Se q1 vid torget.")
    assert answer.status_code == 302
    for address in (MINE, QUEUE):
        page = text(anna, address)
        assert page.index("Tillbaka till dig") < page.index("<h1>"), address
        for told in ("Tillbakaskickad av bo", "En bestämmelse är missad", "Se q1 vid torget."):
            assert told in page
    assert "Tillbaka till dig" not in text(bo, QUEUE)
    Membership.objects.create(user=anna, role="recorder", county_id="03")
    assert "Se q1 vid torget." in text(anna, "/inventering/")


def test_what_is_sent_back_is_still_read(anna: User, bo: User, decision: PlanDecision) -> None:
    """method.md: only withdrawing a reading unreads it."""
    make_scope()
    CheckRate.objects.create(county_id="20", percent=100)
    read(anna, decision)

    def counted() -> tuple[int, int]:
        [figure] = figures(years=[2010], series=["registered"], counties=["20"])
        return figure.decisions_read, figure.decisions_checked

    assert counted() == (1, 0)
    check = PeerCheck.objects.get()
    say(bo, check, "sent_back", reason="missed")
    assert counted() == (1, 0)
    read(anna, decision, outcome="unclear")
    assert counted() == (1, 0)
    fresh = PeerCheck.objects.get(review__outcome="unclear")
    say(bo, fresh, "approved")
    assert counted() == (1, 0)  # what was approved is not what counts as read
    readings.withdraw(check.review, check.review.version, by=anna)
    assert counted() == (0, 0)


def test_reading_again_answers_what_was_sent_back(
    anna: User, bo: User, decision: PlanDecision
) -> None:
    CheckRate.objects.create(county_id="20", percent=0)
    read(anna, decision, outcome="unclear")
    first = PeerCheck.objects.get()
    say(bo, first, "sent_back", reason="unreadable")
    read(anna, decision, outcome="nothing_found")
    first.refresh_from_db()
    assert not first.for_author
    again = PeerCheck.objects.exclude(pk=first.pk).get()
    assert again.why == "again"
    say(bo, again, "approved")
    read(anna, decision, outcome="document_missing")
    assert PeerCheck.objects.count() == 2


def test_the_same_reading_said_again_opens_its_check(
    anna: User, bo: User, check: PeerCheck
) -> None:
    say(bo, check, "sent_back", reason="missed")
    read(anna, check.review.decision, outcome="unclear")  # the same day: the reading stands
    check.refresh_from_db()
    assert (check.verdict, check.for_author, check.checker) == ("", False, None)
    assert Review.objects.count() == 1


def test_a_talk_goes_to_and_fro(anna: User, bo: User, check: PeerCheck) -> None:
    def remark(by: User, words: str) -> int:
        check.refresh_from_db()
        told = {"version": check.version, "text": words}
        return client_of(by).post(f"{QUEUE}{check.pk}/inlagg/", told).status_code

    assert remark(bo, " ") == 422
    assert remark(bo, "Har du sett baksidan?") == 302
    assert "Har du sett baksidan?" in text(anna, MINE)
    assert "0 genomgångar väntar" in text(make_user(checker=None), QUEUE)  # it waits for Anna
    assert remark(anna, "Ja, den är tom.") == 302
    assert "Tillbaka till dig" not in text(anna, MINE)
    say(bo, check, "sent_back", reason="missed", note="Men framsidan?")
    assert remark(anna, "Där står inget.") == 302
    check.refresh_from_db()
    assert (check.verdict, check.note, check.checker) == ("", "", None)  # open again, for anybody
    _, page = text(bo, f"{QUEUE}{check.pk}/").split('id="talk"')
    said = ("Har du sett baksidan?", "Ja, den är tom.", "En bestämmelse är missad",
            "Men framsidan?", "Där står inget.")  # fmt: skip
    assert [page.index(one) for one in said] == sorted(page.index(one) for one in said)


def test_seen_is_seen(anna: User, bo: User, check: PeerCheck) -> None:
    say(bo, check, "corrected", note="Skolan heter Ängsskolan.")
    page = text(anna, MINE)
    assert "Skolan heter Ängsskolan." in page
    assert "Rättelsen är ett förslag" in page
    check.refresh_from_db()
    address = f"{QUEUE}{check.pk}/sett/"
    assert client_of(anna).post(address).status_code == 428
    assert client_of(anna).post(address, {"version": check.version - 1}).status_code == 409
    assert client_of(bo).post(address, {"version": check.version}).status_code == 403
    assert client_of(anna).post(address, {"version": check.version}).status_code == 302
    assert "Tillbaka till dig" not in text(anna, MINE)
    say(bo, check, "sent_back", reason="missed")


def test_what_is_sent_back_is_not_done_by_having_been_seen(
    anna: User, bo: User, check: PeerCheck
) -> None:
    say(bo, check, "sent_back", reason="missed")
    check.refresh_from_db()
    answer = client_of(anna).post(f"{QUEUE}{check.pk}/sett/", {"version": check.version})
    assert answer.status_code == 422
    check.refresh_from_db()
    assert check.for_author


def test_a_correction_is_made_or_put_in_words(bo: User, check: PeerCheck) -> None:
    answer = say(bo, check, "corrected")
    assert answer.status_code == 422
    assert "Rätta i planen först" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_what_the_author_and_the_checker_changed(
    anna: User, decision: PlanDecision, django_assert_num_queries: Any
) -> None:
    cilla = make_user("cilla", recorder="20")
    marking = actions.record_marking(
        by=anna, decision=decision,
        thing_facts={"object_type": "byggnad", "shape": make_object().shape, "name": "Skolan"},
        provision_facts={"letter": "q", "index": "1", "wording": "Får inte rivas",
                         "classes": ["skydd"]},
    )  # fmt: skip
    read(anna, decision, outcome="unclear")
    check = PeerCheck.objects.get()
    page = text(cilla, f"{QUEUE}{check.pk}/")
    for told in ("Ny bestämmelse</strong> q1", "Nytt objekt</strong> Skolan",
                 "Ny märkning</strong> q1 Skolan", "Får inte rivas"):  # fmt: skip
        assert told in page, told
    assert "Rättat vid granskningen" not in page
    answer = client_of(cilla).post(f"{QUEUE}{check.pk}/ta/", {"ratta": "1"})
    assert answer["Location"] == f"/inventering/plan/{decision.plan_id}/"
    assert "Tillbaka till granskningen" in text(cilla, answer["Location"])
    marking.refresh_from_db()
    moved = marking.object.shape.clone()
    moved.x += 30
    actions.change_marking(
        by=cilla, marking=marking, version=marking.version, facts={},
        thing_version=marking.object.version, thing_facts={"shape": moved},
        provision_version=marking.provision.version,
        provision_facts={"classes": ["skydd", "rivningsforbud"]},
    )  # fmt: skip
    assert "Rättat vid granskningen" in text(cilla, f"{QUEUE}{check.pk}/")
    assert "Rättat vid granskningen" not in text(make_user(lead="20"), f"{QUEUE}{check.pk}/")
    assert say(cilla, check, "corrected").status_code == 302
    page = text(anna, MINE)
    for told in ("Det som rättades", "Ändrad bestämmelse</strong> q1", "Rivningsförbud",
                 "Ändrat objekt</strong> Skolan", "flyttat 30 m"):  # fmt: skip
        assert told in page, told
    # What anybody does later is no part of the check, and an undone change changed nothing.
    unmark(marking, anna)
    changes = told_back(anna).rows[0][1]
    assert [one.action for one in changes.correction] == ["update", "update"]
    read(anna, decision, outcome="nothing_found")
    asked = Review.objects.get(outcome="nothing_found")
    checking.ask_for_check(by=anna, review=asked)
    page = text(cilla, f"{QUEUE}{asked.peer_check.pk}/")
    assert "Borttagen märkning</strong> q1 Skolan" in page
    assert "Ny märkning" not in page


def test_nobody_checks_their_own(anna: User, check: PeerCheck) -> None:
    page = text(anna, f"{QUEUE}{check.pk}/")
    assert "väntar på att någon annan granskar" in page
    assert "Skicka tillbaka" not in page
    assert say(anna, check, "approved").status_code == 403
    assert client_of(anna).post(f"{QUEUE}{check.pk}/ta/").status_code == 403
    assert checking.take_check(by=anna, check=check) is None
    with pytest.raises(checking.OwnWorkError):
        checking.judge(by=anna, check=check, version=check.version, verdict=Verdict.APPROVED)
    with pytest.raises(IntegrityError, match="inventory_check_not_own"):
        PeerCheck.objects.update(checker=anna, taken_at=timezone.now())


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({"verdict": "approved"}, "inventory_check_signed"),
        ({"verdict": "sent_back"}, "inventory_check_reason"),
        ({"reason": "missed"}, "inventory_check_reason"),
        ({"why": "x"}, "inventory_check_why"),
        ({"verdict": "x"}, "inventory_check_verdict"),
        ({"taken_at": timezone.now()}, "inventory_check_taken"),
    ],
)
def test_what_a_check_cannot_be(check: PeerCheck, facts: dict[str, Any], refused: str) -> None:
    with pytest.raises(IntegrityError) as raised:
        PeerCheck.objects.update(**facts)
    assert "inventory_check_" in str(raised.value)


def test_the_author_is_the_reader_by_the_database_too(bo: User, check: PeerCheck) -> None:
    PeerCheck.objects.update(author=bo)
    with pytest.raises(IntegrityError, match="inventory_check_author_is_reader"):
        connection.check_constraints()


def test_no_verdict_without_or_against_the_version_one_saw(bo: User, check: PeerCheck) -> None:
    address = f"{QUEUE}{check.pk}/omdome/"
    cilla, seen = make_user("cilla", checker=None), check.version
    told = {"verdict": "approved", "note": "Bra läst", "reason": ""}
    assert client_of(bo).post(address, told).status_code == 428
    say(cilla, check, "sent_back", reason="missed")
    answer = client_of(bo).post(address, {**told, "version": seen})
    assert answer.status_code == 409
    assert "ändrades av någon annan nyss" in answer.content.decode()
    assert "Bra läst</textarea>" in answer.content.decode()  # nothing typed is dropped
    check.refresh_from_db()
    assert (check.verdict, check.checker) == ("sent_back", cilla)
    again = client_of(bo).post(address, {**told, "version": check.version})
    assert again.status_code == 409  # it has come to something, and is read before it is said anew
    remark = client_of(bo).post(f"{QUEUE}{check.pk}/inlagg/", {"text": "Hej", "version": seen})
    assert remark.status_code == 409
    assert "Hej</textarea>" in remark.content.decode()
    assert not PeerRemark.objects.exists()


def test_a_taken_check_is_passed_by_until_it_lapses(bo: User, check: PeerCheck) -> None:
    cilla = make_user("cilla", checker=None)
    assert checking.take_check(by=cilla) == check
    assert checking.take_check(by=bo) is None
    assert "hålls av cilla" in text(bo, QUEUE)
    assert "cilla granskar den sedan" in text(bo, f"{QUEUE}{check.pk}/")
    assert checking.take_check(by=cilla, check=check) == check
    PeerCheck.objects.update(taken_at=timezone.now() - LEASE * 2)
    assert checking.take_check(by=bo) == check


def test_taking_another_lets_go_of_the_first(anna: User, bo: User, check: PeerCheck) -> None:
    read(anna, make_decision("2080-KG2"), outcome="unclear")
    assert checking.take_check(by=bo) == check
    answer = client_of(bo).post(f"{QUEUE}nasta/", {"fran": check.pk})
    assert answer.status_code == 302
    check.refresh_from_db()
    assert check.checker is None
    assert PeerCheck.objects.get(checker=bo).review.decision.archive_ref == "2080-KG2"
    assert checking.take_check(by=bo, selection=CheckSelection("03")) is None
    assert not PeerCheck.objects.filter(checker=bo)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_ask_at_once_each_gets_one_of_their_own(anna: User) -> None:
    people = [make_user(f"p{n}", recorder="03") for n in range(6)]
    for n in range(4):
        read(anna, make_decision(f"2080-KG{n}"), outcome="unclear")
    got: list[PeerCheck | None] = []
    ready = threading.Barrier(len(people))

    def ask(person: User) -> None:
        ready.wait()
        got.append(checking.take_check(by=person))
        connection.close()

    threads = [threading.Thread(target=ask, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = [check.pk for check in got if check is not None]
    assert len(taken) == len(set(taken)) == 4
    assert got.count(None) == 2


def test_a_check_goes_with_its_reading_and_stays_in_history(
    anna: User, bo: User, check: PeerCheck
) -> None:
    say(bo, check, "corrected", note="Se q1.")
    readings.withdraw(check.review, check.review.version, by=anna)
    assert not PeerCheck.objects.exists()
    labels = events_of(PeerCheck).order_by("pgh_id").values_list("pgh_label", flat=True)
    assert list(labels) == ["insert", "update", "delete"]


def test_undoing_a_reading_takes_a_waiting_check_along_and_stops_at_a_verdict(
    anna: User, bo: User, decision: PlanDecision
) -> None:
    context = read(anna, decision, outcome="unclear")
    assert checking.take_check(by=bo) is not None  # to have taken it hinders nothing
    readings.take_back_reading(context, by=anna)
    assert not PeerCheck.objects.exists()
    context = read(anna, decision, outcome="unclear")
    say(bo, PeerCheck.objects.get(), "approved")
    with pytest.raises(StandsOnError):
        readings.take_back_reading(context, by=anna)


def test_a_verdict_that_another_stands_on_is_not_undone(
    anna: User, bo: User, check: PeerCheck
) -> None:
    client = client_of(bo)
    client.post(f"{QUEUE}{check.pk}/omdome/",
                {"version": check.version, "verdict": "corrected", "note": "Se q1."})  # fmt: skip
    check.refresh_from_db()
    checking.say(by=anna, check=check, version=check.version, text="Där är ingen q1.")
    say(make_user(checker=None), check, "sent_back", reason="missed")
    context = client.session["last_check"]["context"]
    answer = client.post(f"{QUEUE}angra/{context}/")
    assert answer.status_code == 409
    assert "kan inte ångras" in answer.content.decode()


def test_asking_for_a_check_of_ones_own_reading(
    anna: User, bo: User, decision: PlanDecision
) -> None:
    CheckRate.objects.create(county_id="20", percent=0)
    read(anna, decision)
    review = Review.objects.get()
    assert "ej kollegialt granskad" in text(anna, "/inventering/genomgangar/")
    assert "ej kollegialt granskad" in text(anna, f"/inventering/plan/{decision.plan_id}/")
    address = f"/inventering/genomgangar/{review.pk}/granskning/"
    assert client_of(bo).post(address).status_code == 404
    for _ in range(2):
        assert client_of(anna).post(address).status_code == 302
    check = PeerCheck.objects.get()
    assert check.why == "asked"
    say(bo, check, "approved")
    assert ">kollegialt granskad<" in text(anna, "/inventering/genomgangar/")
    assert ", kollegialt granskad" in text(anna, f"/inventering/plan/{decision.plan_id}/")


def test_the_lead_decides_how_much_is_checked(anna: User) -> None:
    lena = make_user("lena", lead="20")
    address = f"{QUEUE}stickprov/20/"
    assert 'value="10"' in text(lena, QUEUE)
    assert "Stickprovets storlek" not in text(anna, QUEUE)
    assert client_of(anna).post(address, {"percent": 0, "version": 0}).status_code == 403
    client = client_of(lena)
    assert client.post(address, {"percent": 101, "version": 0}).status_code == 422
    assert client.post(address, {"percent": 25}).status_code == 428
    assert client.post(address, {"percent": 25, "version": 0}).status_code == 302
    assert client.post(address, {"percent": 30, "version": 0}).status_code == 409
    assert client.post(address, {"percent": 30, "version": 1}).status_code == 302
    assert client.post(address, {"percent": 35, "version": 1}).status_code == 409
    assert CheckRate.objects.get().percent == 30


def test_who_may_check(anna: User, check: PeerCheck) -> None:
    may = {
        200: [make_user(recorder="03"), make_user(checker="03"), make_user(checker=None),
              make_user(lead="20"), anna],
        403: [make_user(reader="20"), make_user(coordinator=None)],
        404: [make_user()],
    }  # fmt: skip
    for status, people in may.items():
        for person in people:
            answer = client_of(person).get(f"{QUEUE}{check.pk}/")
            assert answer.status_code == status, person
    Membership.objects.filter(user=anna).update(role="reader")
    assert client_of(anna).get(f"{QUEUE}{check.pk}/").status_code == 200  # one's own is seen
    assert client_of(anna).get(QUEUE).status_code == 403


def test_pages_ask_a_fixed_number_of_queries(anna: User, bo: User, decision: PlanDecision) -> None:
    def grow() -> None:
        one = make_decision(plan=decision.plan, decision="change")
        mark(make_object(), one)
        read(anna, one, outcome="unclear")
        back = PeerCheck.objects.get(review__decision=one)
        say(bo, back, "corrected", note="Se q1.")
        read(anna, make_decision(), outcome="unclear")

    def counted() -> list[int]:
        told = []
        for user, address in ((bo, QUEUE), (anna, MINE), (anna, "/inventering/genomgangar/"),
                              (anna, f"/inventering/plan/{decision.plan_id}/"),
                              (bo, f"{QUEUE}{PeerCheck.objects.earliest('pk').pk}/")):  # fmt: skip
            client = client_of(user)
            with CaptureQueriesContext(connection) as captured:
                client.get(address)
            told.append(len(captured))
        return told

    grow()
    few = counted()
    for _ in range(6):
        grow()
    assert counted() == few
