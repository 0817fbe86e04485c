"""The pages of deliveries, with the jobs run as a worker would."""

import csv
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from plans.models import Delivery, PlanDecision
from raknaq.deliveries.jobs import release_deliveries, work_on
from tests.factories import make_user
from tests.imports.plan_files import shapefile
from tests.imports.taking import Row, write_csv
from tests.ngp_documents import plan
from tests.ngp_documents import write as write_document

pytestmark = pytest.mark.django_db

KIND = {f"value_kind_{hashlib.sha256(b'Slott').hexdigest()[:16]}": "detaljplan"}
ROW: Row = {"KNKOD": "2080", "AKT": "2080-P1", "plan_typ": "DP", "laga": "1995-05-01", "namn": "Ä"}
WRONG = ROW | {"plan_typ": "Slott"}


@pytest.fixture(autouse=True)
def _private_folder(tmp_path: Path, settings: Any) -> None:
    settings.DELIVERIES_DIR = tmp_path / "deliveries"


@pytest.fixture
def recorder() -> User:
    return make_user("anna", recorder="20")


@pytest.fixture
def lead() -> User:
    return make_user("lena", lead="20")


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def do_the_jobs() -> None:
    """Run what the pages have asked for, as the worker does; what is done already does nothing."""
    for job in ProcrastinateJob.objects.filter(task_name=work_on.name).order_by("id"):
        work_on(**job.args)


def hand_in(client: Client, folder: Path, rows: list[Row], kind: str = "plans") -> Delivery:
    """Hand in rows as a CSV file through the page; the delivery, looked into."""
    data = write_csv(folder / "lista.csv", rows).read_bytes()
    told = {"kind": kind, "county": "20", "sender": "Falu kommun",
            "parts": SimpleUploadedFile("lista.csv", data)}  # fmt: skip
    answer = client.post("/leveranser/ny/", told)
    assert answer.status_code == 302, answer.context["form"].errors
    do_the_jobs()
    return Delivery.objects.latest("pk")


def page_of(delivery: Delivery) -> str:
    return f"/leveranser/{delivery.pk}/"


def reading(client: Client, delivery: Delivery, **more: Any) -> dict[str, Any]:
    """What the form says when it is sent as it stands, with changes."""
    form = client.get(page_of(delivery)).context["form"]
    data = {field.html_name: field.value() or "" for field in form}
    seen = {"seen": delivery.checked_at.isoformat()} if delivery.checked_at else {}
    data = {name: value for name, value in data.items() if value is not False}
    return {**data, **seen, **more}


def check(client: Client, delivery: Delivery, **more: Any) -> str:
    """Have it checked; the page with the report."""
    delivery.refresh_from_db()
    answer = client.post(page_of(delivery), reading(client, delivery, **more))
    assert answer.status_code == 302
    do_the_jobs()
    delivery.refresh_from_db()
    return client.get(page_of(delivery)).content.decode()


def accept(client: Client, delivery: Delivery) -> Any:
    """Have it accepted by one who has read the report; the page after."""
    delivery.refresh_from_db()
    seen = {"seen": delivery.checked_at.isoformat()} if delivery.checked_at else {}
    return client.post(f"{page_of(delivery)}godta/", seen, follow=True)


def test_from_file_to_accepted_and_undone(recorder: User, lead: User, tmp_path: Path) -> None:
    mine, leads = client_of(recorder), client_of(lead)
    delivery = hand_in(mine, tmp_path, [WRONG])
    text = check(mine, delivery)
    assert "1 fel hindrar" in text
    assert "Slott" in text
    text = check(mine, delivery, **KIND)
    assert "Fel (0)" in text
    assert "Godta leveransen" not in text  # a recorder prepares
    assert "Godta leveransen" in leads.get(page_of(delivery)).content.decode()
    assert not PlanDecision.objects.exists()

    accept(leads, delivery)
    do_the_jobs()
    decision = PlanDecision.objects.get()
    assert (decision.archive_ref, decision.name) == ("2080-P1", "Ä")
    assert decision.plan.kind == "detaljplan"
    delivery.refresh_from_db()
    assert (delivery.state, delivery.accepted_by) == ("accepted", lead)

    leads.post(f"{page_of(delivery)}angra/")
    do_the_jobs()
    assert not PlanDecision.objects.exists()
    assert "Ångrad" in leads.get(page_of(delivery)).content.decode()


def test_a_delivery_with_errors_cannot_be_accepted(lead: User, tmp_path: Path) -> None:
    client = client_of(lead)
    delivery = hand_in(client, tmp_path, [WRONG])
    check(client, delivery)
    answer = accept(client, delivery)
    assert "fel som måste rättas" in answer.content.decode()
    do_the_jobs()
    assert not PlanDecision.objects.exists()


def test_what_hinders_an_undo_is_told(lead: User, tmp_path: Path) -> None:
    client = client_of(lead)
    row = ROW | {"plan_typ": "detaljplan"}
    first, second = (hand_in(client, tmp_path, [row | {"namn": name}]) for name in ("A", "B"))
    for delivery in (first, second):
        check(client, delivery)
        accept(client, delivery)
        do_the_jobs()
    client.post(f"{page_of(first)}angra/")
    do_the_jobs()
    text = client.get(page_of(first)).content.decode()
    assert "Leveransen kan inte ångras" in text
    assert "leverans: plans (lista.csv)" in text
    first.refresh_from_db()
    assert first.state == "accepted"


def test_a_file_for_another_county_is_refused(lead: User, tmp_path: Path) -> None:
    client = client_of(lead)
    delivery = hand_in(client, tmp_path, [ROW | {"KNKOD": "0380", "plan_typ": "detaljplan"}])
    assert "inlämnad för Dalarnas län men har rader i Uppsala län" in check(client, delivery)


def test_an_unreadable_file_says_why(recorder: User, tmp_path: Path) -> None:
    client = client_of(recorder)
    told = {"kind": "plans", "county": "20", "parts": SimpleUploadedFile("x.gpkg", b"\0\1\2")}
    client.post("/leveranser/ny/", told)
    do_the_jobs()
    text = client.get(page_of(Delivery.objects.latest("pk"))).content.decode()
    assert "Filen kan inte läsas som den är" in text
    assert "inget format som raknaq läser" in text


def test_a_workbook_with_several_sheets_can_be_read_by_naming_one(
    recorder: User, tmp_path: Path
) -> None:
    import fiona
    import geopandas

    path = tmp_path / "planer.gpkg"
    frame = geopandas.GeoDataFrame(
        [ROW], geometry=geopandas.points_from_xy([535_000], [6_718_000]), crs=3006
    )
    frame.to_file(path, layer="linjer", driver="GPKG")
    frame.to_file(path, layer="ytor", driver="GPKG")
    assert fiona.listlayers(path) == ["linjer", "ytor"]
    client = client_of(recorder)
    told = {"kind": "plans", "county": "20",
            "parts": SimpleUploadedFile("planer.gpkg", path.read_bytes())}  # fmt: skip
    client.post("/leveranser/ny/", told)
    do_the_jobs()
    delivery = Delivery.objects.latest("pk")
    assert "flera lager: linjer, ytor" in client.get(page_of(delivery)).content.decode()
    check(client, delivery, layer="ytor")  # looks again, at that layer
    delivery.refresh_from_db()
    assert delivery.found["layer"] == "ytor"
    assert delivery.options["mapping"]["columns"]["archive_ref"] == "AKT"


def test_issues_as_a_file_and_on_the_map(recorder: User, tmp_path: Path) -> None:
    client = client_of(recorder)
    far = "POLYGON((600000 6600000, 600100 6600000, 600100 6600100, 600000 6600000))"
    rows = [ROW | {"plan_typ": "detaljplan", "namn": "=1+1", "wkt": far}, WRONG | {"AKT": "=2"}]
    delivery = hand_in(client, tmp_path, rows)
    check(client, delivery, epsg=3006)
    answer = client.get(f"{page_of(delivery)}avvikelser.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    listed = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert {row["grad"] for row in listed} == {"Fel", "Varning"}
    assert not any(cell.startswith("=") for row in listed for cell in row.values())
    places = json.loads(client.get(f"/api/leverans/{delivery.pk}/platser/").content)
    outside = [f for f in places["features"] if f["properties"]["kind"] == "warning"]
    assert outside
    east, north = outside[0]["geometry"]["coordinates"]
    assert 16.5 < east < 17
    assert 59 < north < 60


def test_others_deliveries_do_not_exist(recorder: User, tmp_path: Path) -> None:
    delivery = hand_in(client_of(recorder), tmp_path, [ROW])
    other = client_of(make_user(recorder="03"))
    assert other.get(page_of(delivery)).status_code == 404
    assert "lista.csv" not in other.get("/leveranser/").content.decode()
    assert "lista.csv" in client_of(recorder).get("/leveranser/").content.decode()


def test_a_delivery_can_be_thrown_away_until_it_is_accepted(lead: User, tmp_path: Path) -> None:
    client = client_of(lead)
    delivery = hand_in(client, tmp_path, [ROW | {"plan_typ": "detaljplan"}])
    client.post(f"{page_of(delivery)}ta-bort/")
    assert not Delivery.objects.filter(pk=delivery.pk).exists()
    kept = hand_in(client, tmp_path, [ROW | {"plan_typ": "detaljplan"}])
    check(client, kept)
    accept(client, kept)
    do_the_jobs()
    client.post(f"{page_of(kept)}ta-bort/")
    assert Delivery.objects.filter(pk=kept.pk).exists()


def test_another_recorder_does_not_throw_a_delivery_away(
    recorder: User, lead: User, tmp_path: Path
) -> None:
    delivery = hand_in(client_of(recorder), tmp_path, [ROW])
    other = client_of(make_user("erik", recorder="20"))
    assert "Ta bort leveransen" not in other.get(page_of(delivery)).content.decode()
    assert other.post(f"{page_of(delivery)}ta-bort/").status_code == 403
    assert "Ta bort leveransen" in client_of(lead).get(page_of(delivery)).content.decode()
    client_of(recorder).post(f"{page_of(delivery)}ta-bort/")
    assert not Delivery.objects.filter(pk=delivery.pk).exists()


@pytest.mark.parametrize("seen", [{}, {"seen": "2024-13-41 10:00"}, {"seen": "x"}])
def test_nobody_accepts_what_has_not_been_read(
    lead: User, tmp_path: Path, seen: dict[str, str]
) -> None:
    client = client_of(lead)
    delivery = hand_in(client, tmp_path, [ROW | {"plan_typ": "detaljplan"}])
    check(client, delivery)
    answer = client.post(f"{page_of(delivery)}godta/", seen, follow=True)
    assert "godtogs inte" in answer.content.decode()
    do_the_jobs()
    assert not PlanDecision.objects.exists()


def test_the_list_says_what_each_delivery_waits_for(lead: User, tmp_path: Path) -> None:
    client = client_of(lead)
    delivery = hand_in(client, tmp_path, [WRONG])
    assert "Väntar på kontroll" in client.get("/leveranser/").content.decode()
    check(client, delivery)
    assert "1 fel att rätta" in client.get("/leveranser/").content.decode()
    check(client, delivery, **KIND)
    assert "Väntar på att godtas" in client.get("/leveranser/").content.decode()
    picture = SimpleUploadedFile("karta.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    client.post("/leveranser/ny/", {"kind": "plans", "county": "20", "parts": picture})
    do_the_jobs()
    assert "Kan inte läsas" in client.get("/leveranser/").content.decode()


def test_an_undone_delivery_is_handed_in_again(lead: User, tmp_path: Path) -> None:
    client = client_of(lead)
    delivery = hand_in(client, tmp_path, [ROW])
    check(client, delivery)
    check(client, delivery, **KIND)
    for step in (accept, lambda c, d: c.post(f"{page_of(d)}angra/")):
        step(client, delivery)
        do_the_jobs()
    text = client.get(page_of(delivery)).content.decode()
    assert "Allt som den ändrade är återställt" in text
    client.post(f"{page_of(delivery)}igen/")
    do_the_jobs()
    again = Delivery.objects.latest("pk")
    assert (again.state, again.sha256) == ("checked", delivery.sha256)  # read in the same way
    accept(client, again)
    do_the_jobs()
    assert PlanDecision.objects.get().archive_ref == "2080-P1"


def test_a_report_that_no_longer_holds_is_not_shown(lead: User, tmp_path: Path) -> None:
    client = client_of(lead)
    delivery = hand_in(client, tmp_path, [ROW | {"plan_typ": "detaljplan"}])
    check(client, delivery)
    assert "Vad leveransen" not in check(client, delivery, encoding="utf-16")


def test_a_job_that_runs_twice_does_it_once(lead: User, tmp_path: Path) -> None:
    client = client_of(lead)
    delivery = hand_in(client, tmp_path, [ROW | {"plan_typ": "detaljplan"}])
    check(client, delivery)
    accept(client, delivery)
    do_the_jobs()
    do_the_jobs()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.task) == ("accepted", "")
    assert PlanDecision.objects.count() == 1


def test_one_job_at_a_time(lead: User, tmp_path: Path) -> None:
    client = client_of(lead)
    delivery = hand_in(client, tmp_path, [ROW | {"plan_typ": "detaljplan"}])
    check(client, delivery)
    accept(client, delivery)
    answer = accept(client, delivery)
    assert "arbetas med just nu" in answer.content.decode()
    state = client.get(f"/api/leverans/{delivery.pk}/lage/").json()
    assert state["task"] == "accept"


def test_the_number_of_queries_does_not_grow(
    recorder: User, tmp_path: Path, django_assert_max_num_queries: Any
) -> None:
    client = client_of(recorder)
    rows = [ROW | {"AKT": f"2080-P{n}", "laga": f"1995-13-{n:02}"} for n in range(10, 60)]
    delivery = hand_in(client, tmp_path, rows)
    check(client, delivery)
    with django_assert_max_num_queries(16):
        client.get(page_of(delivery))
    for _ in range(5):
        hand_in(client, tmp_path, rows)
    with django_assert_max_num_queries(12):
        client.get("/leveranser/")


def test_a_mapping_goes_out_and_in_as_toml(recorder: User, tmp_path: Path) -> None:
    client = client_of(recorder)
    first = hand_in(client, tmp_path, [ROW])
    check(client, first)
    check(client, first, **KIND, constant_law='"PBL"\\')
    toml = client.get(f"{page_of(first)}mappning.toml").content
    data = write_csv(tmp_path / "igen.csv", [ROW]).read_bytes()
    told = {"kind": "plans", "county": "20", "parts": SimpleUploadedFile("igen.csv", data),
            "mapping": SimpleUploadedFile("m.toml", toml)}  # fmt: skip
    assert client.post("/leveranser/ny/", told).status_code == 302
    first.refresh_from_db()
    second = Delivery.objects.latest("pk")
    assert second.options["mapping"] == first.options["mapping"]
    assert second.options["mapping"]["values"] == {"kind": {"DP": "detaljplan"}}
    told["mapping"] = SimpleUploadedFile("m.toml", b"[columns]\nkind = 1")
    told["parts"] = SimpleUploadedFile("igen.csv", data)
    answer = client.post("/leveranser/ny/", told)
    assert answer.status_code == 422
    assert "kind under [columns] ska vara text" in answer.content.decode()


def test_what_a_sender_sends_again_is_checked_at_once(lead: User, tmp_path: Path) -> None:
    client = client_of(lead)
    first = hand_in(client, tmp_path, [ROW])
    check(client, first)
    check(client, first, **KIND)
    accept(client, first)
    do_the_jobs()
    again = hand_in(client, tmp_path, [ROW, ROW | {"AKT": "2080-P2"}])
    assert again.state == "checked"
    assert (again.counts["new"], again.counts["same"]) == (1, 1)


def test_what_is_accepted_is_what_was_read(recorder: User, lead: User, tmp_path: Path) -> None:
    """A report that has been made anew since the lead opened it is not accepted unread."""
    delivery = hand_in(client_of(recorder), tmp_path, [ROW | {"plan_typ": "detaljplan"}])
    check(client_of(recorder), delivery)
    assert delivery.checked_at is not None
    seen = delivery.checked_at.isoformat()
    check(client_of(recorder), delivery, constant_law="PBL")
    answer = client_of(lead).post(f"{page_of(delivery)}godta/", {"seen": seen}, follow=True)
    assert "godtogs inte" in answer.content.decode()
    do_the_jobs()
    assert not PlanDecision.objects.exists()
    check(client_of(recorder), delivery, constant_law="BL", seen=seen)
    assert delivery.options["mapping"]["constants"] == {"law": "PBL"}


def test_a_delivery_whose_job_is_gone_is_given_back(lead: User, tmp_path: Path) -> None:
    client = client_of(lead)
    delivery = hand_in(client, tmp_path, [ROW | {"plan_typ": "detaljplan"}])
    Delivery.objects.filter(pk=delivery.pk).update(task="check")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    release_deliveries(timestamp=0)
    text = client.get(page_of(delivery)).content.decode()
    assert "avbröts av ett fel" in text
    assert "Kontrollera" in text


def test_a_job_that_died_after_its_work_leaves_nothing_claimed(lead: User, tmp_path: Path) -> None:
    client = client_of(lead)
    delivery = hand_in(client, tmp_path, [ROW | {"plan_typ": "detaljplan"}])
    check(client, delivery)
    accept(client, delivery)
    do_the_jobs()
    Delivery.objects.filter(pk=delivery.pk).update(task="accept")
    do_the_jobs()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.task) == ("accepted", "")


def test_what_all_else_refers_to_is_never_undone() -> None:
    client = client_of(make_user(coordinator=None))
    seeded = Delivery.objects.get(kind="catalogue")
    assert "Ångra leveransen" not in client.get(page_of(seeded)).content.decode()
    client.post(f"{page_of(seeded)}angra/")
    do_the_jobs()
    seeded.refresh_from_db()
    assert (seeded.state, seeded.task) == ("accepted", "")


def test_thousands_alike_are_counted_as_thousands(lead: User, tmp_path: Path) -> None:
    client = client_of(lead)
    rows = [WRONG | {"AKT": f"2080-P{n}"} for n in range(1_200)]
    delivery = hand_in(client, tmp_path, rows)
    assert "1\N{NARROW NO-BREAK SPACE}200 fel hindrar" in check(client, delivery)


def test_the_columns_of_coordinates_are_chosen_on_the_page(lead: User, tmp_path: Path) -> None:
    client = client_of(lead)
    row = {"kommunkod": "2080", "objekttyp": "mur", "typ": "skydd", "X": "6718000", "Y": "535000"}
    delivery = hand_in(client, tmp_path, [row], kind="county_points")
    form = client.get(page_of(delivery)).context["form"]
    assert (form["column_east"].value(), form["column_north"].value()) == ("Y", "X")
    assert form["epsg"].value() == 3006
    check(client, delivery)
    assert not delivery.issues.filter(severity="error").exists()
    toml = client.get(f"{page_of(delivery)}mappning.toml").content.decode()
    assert '"east" = "Y"' in toml
    text = check(client, delivery, column_east="X", column_north="Y")
    assert "öst och nord omkastade" in text
    text = check(client, delivery, column_east="", column_north="")
    assert "Inga lägen hittades" in text
    assert "under Kolumner" in text
    assert "[columns]" not in text


def test_the_page_says_its_own_labels(recorder: User, tmp_path: Path) -> None:
    client = client_of(recorder)
    delivery = hand_in(client, tmp_path, [WRONG | {"KNKOD": ""}])
    text = check(client, delivery)
    assert "Områdesbestämmelser" in text
    assert "under Värden som raknaq inte känner igen" in text
    text = check(client, delivery, column_municipality_code="", constant_municipality_code="")
    assert "Kolumnen Kommun saknas" in text
    assert "municipality_code" not in text.replace('_municipality_code"', "")


def test_a_file_of_no_use_can_only_be_replaced(recorder: User, tmp_path: Path) -> None:
    client = client_of(recorder)
    for name, data, says in (
        ("x.png", b"\x89PNG\r\n\x1a\n\0\0", "inget format som raknaq läser"),
        ("x.csv", b"kommunkod;akt\n", "inga rader"),
    ):
        told = {"kind": "plans", "county": "20", "parts": SimpleUploadedFile(name, data)}
        client.post("/leveranser/ny/", told)
        do_the_jobs()
        text = client.get(page_of(Delivery.objects.latest("pk"))).content.decode()
        assert says in text
        assert "Lämna in en annan fil" in text
        assert "Så läses filen" not in text


def test_earlier_senders_are_offered(recorder: User, tmp_path: Path) -> None:
    client = client_of(recorder)
    hand_in(client, tmp_path, [ROW])
    assert '<option value="Falu kommun">' in client.get("/leveranser/ny/").content.decode()


def test_a_document_of_ngp_has_no_columns_to_choose(recorder: User, tmp_path: Path) -> None:
    client = client_of(recorder)
    data = write_document(tmp_path / "plan.json", plan(1)).read_bytes()
    told = {"kind": "ngp", "county": "20", "parts": SimpleUploadedFile("plan.json", data)}
    client.post("/leveranser/ny/", told)
    do_the_jobs()
    delivery = Delivery.objects.latest("pk")
    assert delivery.state == "checked"
    assert not client.get(page_of(delivery)).context["form"].columns()


def test_another_sheet_is_asked_of_anew(recorder: User, tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for name, headers in (("Ett", ["kommun", "akt", "typ"]), ("Två", ["kkod", "planakt", "slag"])):
        sheet = book.create_sheet(name)
        sheet.append(headers)
        sheet.append(["2080", "2080-P1", "Dp"])
    del book["Sheet"]
    book.save(tmp_path / "planer.xlsx")
    client = client_of(recorder)
    data = (tmp_path / "planer.xlsx").read_bytes()
    told = {"kind": "plans", "county": "20", "parts": SimpleUploadedFile("p.xlsx", data)}
    client.post("/leveranser/ny/", told)
    do_the_jobs()
    delivery = Delivery.objects.latest("pk")
    assert delivery.options["mapping"]["columns"]["archive_ref"] == "akt"
    check(client, delivery, layer="Två")
    assert delivery.state == "received"
    assert delivery.options["mapping"]["columns"] == {
        "municipality_code": "kkod", "archive_ref": "planakt", "kind": "slag",
    }  # fmt: skip


def test_a_mapping_file_outlives_a_question(recorder: User, tmp_path: Path) -> None:
    path = shapefile(tmp_path)
    path.with_suffix(".prj").unlink()
    parts = [SimpleUploadedFile(p.name, p.read_bytes()) for p in path.parent.glob("*.*")]
    toml = b'[columns]\nname = "objectid"\n[constants]\nlaw = "PBL"\n'
    told = {"kind": "plans", "county": "20", "parts": parts,
            "mapping": SimpleUploadedFile("m.toml", toml)}  # fmt: skip
    client = client_of(recorder)
    client.post("/leveranser/ny/", told)
    do_the_jobs()
    delivery = Delivery.objects.latest("pk")
    assert delivery.found["refused"]["reason"] == "crs_missing"
    check(client, delivery, epsg=3009)
    assert delivery.options["mapping"]["columns"] == {"name": "objectid"}
    assert delivery.options["mapping"]["constants"] == {"law": "PBL"}
