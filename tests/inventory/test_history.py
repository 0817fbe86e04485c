"""The history of a plan, and earlier states brought back as new changes."""

import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.gis.geos import GEOSGeometry, LineString
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise

from inventory import documents, fits, plan_history, readings
from inventory.history_words import LABELS, moved
from inventory.models import (
    Basis,
    Document,
    Evidence,
    Marking,
    Outcome,
    PeerCheck,
    ProtectedObject,
    Review,
    SheetFit,
)
from inventory.passages import SIDES
from inventory.plan_history import MODELS
from plans.models import Plan, PlanDecision, Provision
from raknaq.lib.effects import kept_fields
from raknaq.lib.history import change, events_of
from tests.factories import (
    FALUN,
    make_check,
    make_decision,
    make_delivery,
    make_document,
    make_end,
    make_fit,
    make_object,
    make_picture,
    make_provision,
    make_user,
    mark,
    point,
    review,
    square,
    unmark,
)

pytestmark = pytest.mark.django_db
X, Y = FALUN
NEW = '<span class="tag">ny</span>'


@pytest.fixture
def anna() -> User:
    return make_user("anna", recorder="20")


@pytest.fixture
def client(anna: User) -> Client:
    client = Client()
    client.force_login(anna)
    return client


@pytest.fixture
def marking(anna: User) -> Marking:
    with change(by=anna, why="märkning registrerad"):
        decision = make_decision("2080-P1", area=square())
        return mark(make_object(name="Skolan", shape=point(10, 10)), decision, "skydd")


def plan_of(marking: Marking) -> Plan:
    return marking.provision.decision.plan


def page(client: Client, marking: Marking, **asked: Any) -> str:
    answer = client.get(reverse("inventory:history", args=[plan_of(marking).pk]), asked)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def write(by: User, model: Any, why: str = "rättat", **facts: Any) -> uuid.UUID:
    with change(by=by, why=why) as context:
        model.objects.update(**facts)
    return context


def restore(client: Client, marking: Marking, context: uuid.UUID, *records: str) -> Any:
    url = reverse("inventory:restore", args=[plan_of(marking).pk, context])
    return client.post(url, {"record": records})


def key(row: Any) -> str:
    row.refresh_from_db()
    return f"{row._meta.label}:{row.pk}:{row.version}"


def test_who_changed_what_from_what_to_what(client: Client, anna: User, marking: Marking) -> None:
    bo = make_user("bo", recorder="20")
    bo.first_name, bo.last_name = "Bo", "Ek"
    bo.save()
    write(bo, ProtectedObject, name="Gamla skolan", shape=point(10, 22))
    write(anna, Provision, classes=["rivningsforbud", "skydd"], reach="exterior")
    told = page(client, marking)
    assert "Bo Ek" in told
    assert "Namn: <del>Skolan</del> → <ins>Gamla skolan</ins>" in told
    assert "Läge: flyttat 12 m" in told
    assert "Typ: <del>Skyddsbestämmelse</del> → <ins>Rivningsförbud, Skyddsbestämmelse" in told
    assert "Räckvidd: <del>–</del> → <ins>Exteriör</ins>" in told
    assert f"Märkningen {marking.provision} på Gamla skolan" in told


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (point(), point(300, 400), "flyttat 500\N{NO-BREAK SPACE}m"),
        (point(), point(0.3), "flyttat mindre än 1 m"),
        (LineString((0, 0), (9, 0)), LineString((0, 0), (5, 5), (9, 0)),
         "1 ny brytpunkt, 0 borttagna"),
        (square(), square(50), "flyttat 50\N{NO-BREAK SPACE}m"),
        (square(), square(side=200), "3 nya brytpunkter, 3 borttagna"),
        (LineString((0, 0), (9, 0)), LineString((0, 0), (5, 0)),
         "1 ny brytpunkt, 1 borttagen"),
    ],
)  # fmt: skip
def test_how_a_shape_changed(before: GEOSGeometry, after: GEOSGeometry, says: str) -> None:
    assert moved(before, after) == says


def test_a_reading_an_end_and_a_delivery_are_told(
    client: Client, anna: User, marking: Marking
) -> None:
    decision = marking.provision.decision
    readings.read(
        by=anna, plan=decision.plan, decisions=[decision], outcome=Outcome.UNCLEAR,
        basis=Basis.AKT, seen=readings.state_of(decision.plan),
    )  # fmt: skip
    delivery = make_delivery("plans", file_name="planer.csv", by=anna)
    with change(by=anna, why="leverans", delivery=delivery.pk):
        PlanDecision.objects.filter(pk=decision.pk).update(name="Kvarteret Ängen")
        make_end(decision)
    told = page(client, marking)
    assert f"leverans {delivery.pk} planer.csv" in told
    assert "Beslutet 2080-P1" in told
    assert "Upphörandet 2080-P1" in told
    assert "Genomgången 2080-P1" in told
    assert "<dt>Utfall</dt><dd>Oklart</dd>" in told


def test_only_what_was_ever_of_the_plan_is_told(client: Client, marking: Marking) -> None:
    mark(make_object(name="Smedjan"), make_decision("2080-P2"))
    assert "Smedjan" not in page(client, marking)


def test_a_reader_reads_and_restores_nothing(anna: User, marking: Marking) -> None:
    write(anna, ProtectedObject, name="Gamla skolan")
    reader = Client()
    reader.force_login(make_user(reader="20"))
    told = page(reader, marking)
    assert "Gamla skolan" in told
    assert "Återställ" not in told


def test_the_number_of_queries_does_not_follow_the_rows(
    client: Client, anna: User, marking: Marking, django_assert_max_num_queries: Any
) -> None:
    decision = marking.provision.decision
    review(decision)
    for n in range(30):
        with change(by=anna, why=f"ändring {n}"):
            for _ in range(3):
                mark(make_object(), decision)
    with django_assert_max_num_queries(25):
        told = page(client, marking)
    assert "ändring 29" in told
    assert "ändring 9<" not in told
    assert "Sida 1 av 2" in told
    assert "ändring 9<" in page(client, marking, sida="2")


def test_a_big_change_tells_how_much_it_does_not_tell(
    client: Client, anna: User, marking: Marking
) -> None:
    with change(by=anna, why="många"):
        for _ in range(50):
            make_provision(marking.provision.decision)
    assert "Ändringen gäller 10 poster till, som inte visas här." in page(client, marking)


def test_an_earlier_state_is_restored_as_a_new_change(
    client: Client, anna: User, marking: Marking
) -> None:
    thing = marking.object
    context = write(anna, ProtectedObject, name="Fel", shape=point(50, 50))
    write(anna, ProtectedObject, name="Ännu mer fel", address="Storgatan 1")
    answer = restore(client, marking, context, key(thing))
    assert answer.status_code == 302
    thing.refresh_from_db()
    assert (thing.name, thing.address, thing.version) == ("Skolan", "", 4)
    assert thing.shape.coords == (X + 10, Y + 10)
    assert "tidigare läge återställt" in page(client, marking)


def test_what_changed_since_the_page_was_read_is_not_overwritten(
    client: Client, anna: User, marking: Marking
) -> None:
    context = write(anna, ProtectedObject, name="Fel")
    seen = key(marking.object)
    write(make_user("bo", recorder="20"), ProtectedObject, name="Rätt")
    answer = restore(client, marking, context, seen)
    assert answer.status_code == 409
    assert "Inget är återställt. Något av det är ändrat" in answer.content.decode()
    assert ProtectedObject.objects.get().name == "Rätt"
    missing = seen.rpartition(":")[0] + ":"
    assert restore(client, marking, context, missing).status_code == 428


def test_a_removed_marking_comes_back_with_what_it_needs(
    client: Client, anna: User, marking: Marking
) -> None:
    labels = [f"{row._meta.label}:{row.pk}:1" for row in (marking, marking.object)]
    unmark(marking, anna)
    event: Any = Marking.pgh_event_model.objects.latest("pgh_id")  # type: ignore[attr-defined]
    assert restore(client, marking, event.pgh_context_id, labels[0]).status_code == 302
    back = Marking.objects.select_related("object", "provision").get()
    assert (back.pk, back.version, back.object.name) == (marking.pk, 2, "Skolan")
    assert back.object.shape_3857 is not None  # what is worked out follows
    again = restore(client, marking, event.pgh_context_id, *labels)
    assert again.status_code == 409  # they are there already
    assert Marking.objects.count() == 1


def test_a_whole_change_is_restored_together(client: Client, anna: User, marking: Marking) -> None:
    with change(by=anna, why="allt på en gång") as context:
        ProtectedObject.objects.update(name="Fel")
        other = mark(make_object(name="Ny"), marking.provision.decision)
    told = page(client, marking)
    assert "Ångra hela ändringen" in told
    keys = [key(row) for row in (marking.object, other, other.object, other.provision)]
    assert restore(client, marking, context, *keys).status_code == 302
    assert ProtectedObject.objects.get().name == "Skolan"
    assert Marking.objects.get() == marking
    assert Provision.objects.count() == 1


def test_what_stands_on_it_refuses(client: Client, anna: User, marking: Marking) -> None:
    with change(by=anna, why="ny bestämmelse") as context:
        provision = make_provision(marking.provision.decision)
    Marking.objects.create(object=marking.object, provision=provision)
    answer = restore(client, marking, context, key(provision))
    assert answer.status_code == 409
    assert "Inget är återställt. Något annat hör till posten." in answer.content.decode()
    assert Provision.objects.count() == 2


def test_what_the_database_forbids_is_told(client: Client, anna: User, marking: Marking) -> None:
    provision = marking.provision
    was = {"letter": "q", "index": provision.index}
    context = write(anna, Provision, index="99")
    make_provision(provision.decision, "skydd", **was)
    answer = restore(client, marking, context, key(provision))
    assert answer.status_code == 409
    assert "Beslutet har redan en likadan bestämmelse." in answer.content.decode()


def test_somebody_elses_reading_is_theirs_to_restore(
    client: Client, anna: User, marking: Marking
) -> None:
    bo = make_user("bo", recorder="20")
    reading = review(marking.provision.decision, reader=bo, read_by="bo")
    label = key(reading)
    with change(by=bo, why="genomgång återtagen") as context:
        Review.objects.all().delete()
    answer = restore(client, marking, context, label)
    assert answer.status_code == 409
    assert "En genomgång återställs av den som gjorde den." in answer.content.decode()
    own = Client()
    own.force_login(bo)
    assert restore(own, marking, context, label).status_code == 302
    assert Review.objects.get().reader == bo


def test_ends_and_other_plans_are_not_restored_here(
    client: Client, anna: User, marking: Marking
) -> None:
    with change(by=anna, why="upphörande") as context:
        end = make_end(marking.provision.decision)
        elsewhere = make_object(name="Smedjan")
    assert restore(client, marking, context, key(end)).status_code == 409
    assert restore(client, marking, context, key(elsewhere)).status_code == 404
    assert restore(client, marking, uuid.uuid4(), "x").status_code == 404


def test_the_plan_tells_what_others_changed_since(
    client: Client, anna: User, marking: Marking
) -> None:
    url = reverse("inventory:plan_state", args=[plan_of(marking).pk])
    write(anna, ProtectedObject, name="mitt")
    write(make_user("bo", recorder="20"), Provision, why="bestämmelse ändrad", reach="tomt")
    told = client.get(url, {"sedan": "2020-01-01T00:00:00+01:00"}).json()
    assert [(one["who"], one["why"]) for one in told["changes"]] == [("bo", "bestämmelse ändrad")]
    assert told["person"] == anna.pk
    assert client.get(url, {"sedan": "2999-01-01T00:00:00+01:00"}).json()["changes"] == []
    for odd in ("", "igår", "2020-13-45T99:00:00"):
        assert client.get(url, {"sedan": odd}).json()["changes"] == []
    assert Client().get(url).status_code == 401


def test_documents_evidence_fits_and_checks_are_told(
    client: Client, anna: User, marking: Marking
) -> None:
    decision = marking.provision.decision
    picture = make_picture(decision=decision, title="Plankarta", added_by=anna)
    with change(by=anna, why="belägg angivet"):
        Evidence.objects.create(
            marking=marking, document=picture, page=2, left=0.1, top=0.2, right=0.5, bottom=0.25,
            quote="q1 Får inte rivas",
        )  # fmt: skip
    laid = SheetFit.objects.create(
        document=picture, method="similarity",
        points=[{"x": x, "y": 0, "east": X + x, "north": Y} for x in (0, 100)],
    )  # fmt: skip
    write(anna, SheetFit, points=[{**laid.points[0], "x": 5}, laid.points[1]])
    cilla = make_user("cilla", checker="20")
    reading = review(decision, "unclear", reader=anna, read_by="anna", looked_for=["natur"])
    check, now = make_check(reading, cilla), timezone.now()
    write(
        cilla, PeerCheck, verdict="sent_back", reason="missed", checked_at=now, taken_at=now,
        checker=cilla,
    )  # fmt: skip
    with change(by=cilla, why="inlägg"):
        check.remarks.create(said_by=cilla, said_at=now, text="Se sidan 2.")
    told = page(client, marking)
    assert f"Belägget i Plankarta, sidan 2 {NEW}" in told
    assert f"<dt>Märkning</dt><dd>{marking.provision} på Skolan</dd>" in told
    assert "<dt>Ställe på sidan</dt><dd>10–50 % från vänster, 20–25 % uppifrån</dd>" in told
    assert "Inpassningen Plankarta" in told
    assert f"Passpunkter: <del>1: x 0,0 y 0,0 → E {X},00 N {Y},00" in told
    assert "Omdöme: <del>–</del> → <ins>Tillbakaskickad</ins>" in told
    assert "Orsak: <del>–</del> → <ins>En bestämmelse är missad</ins>" in told
    assert "<dt>Sagt av</dt><dd>cilla</dd>" in told
    assert "<dt>Genomgången för</dt><dd>Natur</dd>" in told
    for kept_apart in ("q1 Får inte rivas", "Se sidan 2."):
        assert kept_apart not in told


def test_every_fact_of_the_history_has_a_name_in_words() -> None:
    unnamed = [
        f"{model.__name__}.{field.name}"
        for model in MODELS
        for field in kept_fields(model)
        if field.name not in {*LABELS, *SIDES} and not isinstance(field.verbose_name, Promise)
    ]
    assert unnamed == []


def test_a_marking_comes_back_with_its_evidence(
    client: Client, anna: User, marking: Marking
) -> None:
    decision = marking.provision.decision
    kept, lost = (make_picture(decision=decision, title=title) for title in ("Kvar", "Borta"))
    sides = {"page": 1, "left": 0, "top": 0, "right": 1, "bottom": 1}
    for document in (kept, lost):
        Evidence.objects.create(marking=marking, document=document, **sides)
    before = Evidence.objects.create(marking=marking, document=kept, **sides)
    documents.detach(by=anna, evidence=before, version=1)
    unmark(marking, anna)
    context = events_of(Marking).latest("pgh_id").pgh_context_id
    documents.remove_document(by=anna, document=lost, version=1)
    assert (
        restore(client, marking, context, f"{marking._meta.label}:{marking.pk}:1").status_code
        == 302
    )
    [back] = Evidence.objects.all()  # not the one taken back before, nor that of a lost copy
    assert (back.document, back.version) == (kept, 2)


def test_a_whole_removal_is_undone_with_its_evidence(
    client: Client, anna: User, marking: Marking
) -> None:
    picture = make_picture(decision=marking.provision.decision)
    evidence = Evidence.objects.create(
        marking=marking, document=picture, page=1, left=0, top=0, right=1, bottom=1
    )
    rows = (marking, marking.object, marking.provision, evidence)
    keys = [f"{row._meta.label}:{row.pk}:{row.version}" for row in rows]
    unmark(marking, anna)
    context = events_of(Marking).latest("pgh_id").pgh_context_id
    assert restore(client, marking, context, *keys).status_code == 302
    assert Evidence.objects.get() == evidence
    assert Marking.objects.get() == marking


def test_a_link_and_a_fit_are_restored_and_a_lost_copy_is_not(
    client: Client, anna: User, marking: Marking
) -> None:
    decision = marking.provision.decision
    link = make_document(decision=decision, title="Karta")
    renamed = write(anna, Document, title="Fel", link="https://fel.example/")
    assert restore(client, marking, renamed, key(link)).status_code == 302
    link.refresh_from_db()
    assert (link.title, link.link) == ("Karta", "https://falun.example/plan.pdf")
    documents.remove_document(by=anna, document=link, version=link.version)
    context = events_of(Document).latest("pgh_id").pgh_context_id
    label = f"inventory.Document:{link.pk}:"
    assert restore(client, marking, context, f"{label}{link.version}").status_code == 302
    assert Document.objects.get().title == "Karta"

    laid = make_fit(decision)
    removed = key(laid)
    fits.remove_fit(by=anna, laid=laid, version=1)
    context = events_of(SheetFit).latest("pgh_id").pgh_context_id
    assert restore(client, marking, context, removed).status_code == 302
    assert SheetFit.objects.get().points == laid.points

    with change(by=anna, why="kopior av handlingar gallrade") as context:
        Document.objects.filter(pk=laid.document_id).update(weeded_on="2026-01-01")
    answer = restore(client, marking, context, key(laid.document))
    assert answer.status_code == 409
    assert "Kopian är gallrad och kommer inte tillbaka." in answer.content.decode()
    removed = key(laid.document)
    documents.remove_document(by=anna, document=laid.document, version=2)
    told = page(client, marking)
    assert "Kopian raderades när handlingen togs bort, och kommer inte tillbaka." in told
    context = events_of(Document).latest("pgh_id").pgh_context_id
    assert restore(client, marking, context, removed).status_code == 409
    assert Document.objects.get() == link


def test_what_belongs_to_a_plan_is_found_by_index(marking: Marking) -> None:
    asked = {"plan": plan_of(marking).pk, "changes": 20, "offset": 0, "records": 40,
             "change": None, "since": None}  # fmt: skip
    text = Path(plan_history.__file__).with_name("sql").joinpath("plan_changes.sql").read_text()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # the tables of a test are small
        cursor.execute("EXPLAIN " + text, asked)
        told = "\n".join(line for (line,) in cursor.fetchall())
    assert re.findall(r"Seq Scan on \w+event", told) == []
