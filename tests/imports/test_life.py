"""The life of a delivery: handed in, looked into, checked, accepted, undone, weeded."""

import datetime
import sys
import threading
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection

from inventory.models import Marking
from plans import deliveries
from plans.models import County, Delivery, Plan, PlanDecision
from raknaq.kinds import KINDS
from raknaq.lib.files import FileRefusedError
from raknaq.lib.history import change
from tests.factories import make_user
from tests.imports.taking import Row, Taking, write_csv
from tests.imports.test_merging import CHANGE, MARKING, PLAN

pytestmark = pytest.mark.django_db

REVIEW = {
    "municipality_code": "2080", "archive_ref": "2080-P1", "outcome": "recorded",
    "read_on": "2012-05-02", "read_by": "Anna",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _private_folder(tmp_path: Path, settings: Any) -> None:
    settings.DELIVERIES_DIR = tmp_path / "deliveries"


def content() -> str:
    out = StringIO()
    call_command("content_hash", "--facts", stdout=out)
    return out.getvalue()


def handed_in(tmp_path: Path, kind: str, rows: list[Row], **facts: Any) -> Delivery:
    data = write_csv(tmp_path / "file.csv", rows).read_bytes()
    uploads = [SimpleUploadedFile("Planer 2024.csv", data)]
    dalarna = County.objects.get(code="20")
    by = facts.pop("by", None) or make_user(recorder="20")
    return deliveries.hand_in(KINDS[kind], uploads, by=by, county=dalarna, **facts)


def accepted(tmp_path: Path, kind: str, rows: list[Row], **facts: Any) -> Delivery:
    delivery = handed_in(tmp_path, kind, rows, **facts)
    delivery.options = {"epsg": 3006}
    report = deliveries.accept(KINDS[kind], delivery, by=make_user(lead="20"))
    assert report is not None
    assert report.accepted, [issue.text() for issue in report.issues]
    delivery.refresh_from_db()
    return delivery


def test_a_check_keeps_the_report_and_nothing_else(tmp_path: Path) -> None:
    before = content()
    delivery = handed_in(tmp_path, "plans", [PLAN, PLAN | {"archive_ref": "x", "kind": "slott"}])
    deliveries.check(KINDS["plans"], delivery)
    delivery.refresh_from_db()
    assert delivery.state == "checked"
    assert delivery.counts["read"] == 2
    assert delivery.unknown["kind"]["values"] == [["slott", 1]]
    assert "detaljplan" in delivery.unknown["kind"]["allowed"]
    assert delivery.issues.filter(severity="error", row=3, field="kind").exists()
    assert content() == before


def test_the_report_says_what_will_change(tmp_path: Path, take: Taking) -> None:
    take("plans", [PLAN])
    rows = [PLAN | {"name": "Kvarteret Ängen, nytt namn"}, PLAN | {"archive_ref": "2080-P9"}]
    delivery = handed_in(tmp_path, "plans", rows)
    deliveries.check(KINDS["plans"], delivery)
    told = {effect["table"]: effect for effect in delivery.preview}
    assert told["plans.Plan"]["new"] == 1
    decisions = told["plans.PlanDecision"]
    assert (decisions["new"], decisions["changed"], decisions["removed"]) == (1, 1, 0)
    change = ["2080-P1", "name", "Kvarteret Ängen", "Kvarteret Ängen, nytt namn"]
    assert decisions["fields"] == [change]


def test_columns_are_guessed_from_headers_and_values(tmp_path: Path) -> None:
    rows = [
        {"KNKOD": "2080", "lm_aktbeteckning": "2080-P1", "plan_typ": "Detaljplan",
         "dat_lagakraft": "1995-05-01", "PLANNAMN_TEXT": "Ängen", "status": "x"},
    ]  # fmt: skip
    delivery = handed_in(tmp_path, "plans", rows)
    deliveries.look(KINDS["plans"], delivery)
    assert delivery.options["mapping"]["columns"] == {
        "municipality_code": "KNKOD",
        "archive_ref": "lm_aktbeteckning",
        "kind": "plan_typ",
        "in_force_from": "dat_lagakraft",
        "name": "PLANNAMN_TEXT",
    }
    deliveries.check(KINDS["plans"], delivery)
    assert delivery.counts["new"] == 1


def test_a_sender_is_read_as_the_last_time(tmp_path: Path) -> None:
    rows = [{**PLAN, "egen": "Ängen"}]
    first = handed_in(tmp_path, "plans", rows, sender="Falu kommun")
    first.options = {"mapping": {"columns": {"name": "egen"}}}
    first.save()
    deliveries.accept(KINDS["plans"], first, by=make_user(lead="20"))
    again = handed_in(tmp_path, "plans", rows, sender=" falu  Kommun")
    assert deliveries.look(KINDS["plans"], again)
    assert again.options["mapping"]["columns"] == {"name": "egen"}
    other = handed_in(tmp_path, "plans", rows, sender="Borlänge kommun")
    assert not deliveries.look(KINDS["plans"], other)


def test_what_is_remembered_gives_way_to_what_a_file_says(tmp_path: Path) -> None:
    """Columns that are not in the file are guessed, and a system that it cannot be in is asked."""
    kind = KINDS["plans"]
    shape = "POLYGON((535000 6718000, 535100 6718000, 535100 6718100, 535000 6718000))"
    first = handed_in(tmp_path, "plans", [{**PLAN, "egen": "Ä", "yta": shape}], sender="Falu")
    first.options = {"epsg": 3006, "mapping": {"columns": {"name": "egen", "geometry": "yta"}}}
    first.save()
    assert deliveries.accept(kind, first, by=make_user(lead="20"))

    same = handed_in(tmp_path, "plans", [{**PLAN, "egen": "Ä", "yta": shape}], sender="Falu")
    assert deliveries.look(kind, same)
    assert same.options["epsg"] == 3006

    rows = [{**PLAN, "plannamn": "B", "yta": "POINT(1489000 6721000)"}]
    for facts in ({"namn": "B"}, {}):
        other = handed_in(tmp_path, "plans", [row | facts for row in rows], sender="Falu")
        assert not deliveries.look(kind, other)
        columns = other.options["mapping"]["columns"]
        assert columns["geometry"] == "yta"
        assert columns["name"] != "egen"
        assert other.options["epsg"] is None
        assert other.found["likely"] == "rt90"


def test_accept_and_undo_leave_what_was(tmp_path: Path, take: Taking) -> None:
    take("plans", [PLAN])
    take("markings", [MARKING])
    before = content()
    second = MARKING | {"object_ref": "2", "letter": "k", "classes": "varsamhet"}
    made = [
        accepted(tmp_path, "plans", [PLAN | {"name": "Nytt namn", "adopted_on": "1995-01-01"},
                                     PLAN | {"archive_ref": "2080-P7"}, CHANGE]),
        accepted(tmp_path, "markings", [MARKING | {"name": "Nya skolan"}, second]),
        accepted(tmp_path, "reviews", [REVIEW]),
    ]  # fmt: skip
    assert content() != before
    by = make_user(lead="20")
    for delivery in reversed(made):
        assert deliveries.undo(delivery, by=by)
        delivery.refresh_from_db()
        assert (delivery.state, delivery.undone_by) == ("undone", by)
    assert content() == before


def test_a_shell_that_became_the_plan_is_a_shell_again(tmp_path: Path) -> None:
    """A plan that was known by its change only becomes the real one, and back."""
    accepted(tmp_path, "plans", [CHANGE])
    shell = Plan.objects.get()
    before = content()
    real = accepted(tmp_path, "plans", [PLAN])
    assert (shell.shell_ref, Plan.objects.get(pk=shell.pk).shell_ref) == ("2080-P1", "")
    assert deliveries.undo(real, by=make_user(lead="20"))
    assert content() == before
    assert Plan.objects.get().version > shell.version


def test_versions_only_rise(tmp_path: Path, take: Taking) -> None:
    take("plans", [PLAN])
    first = PlanDecision.objects.get()
    delivery = accepted(tmp_path, "plans", [PLAN | {"name": "Nytt"}])
    deliveries.undo(delivery, by=make_user(lead="20"))
    restored = PlanDecision.objects.get()
    assert restored.name == first.name
    assert restored.version == first.version + 2


def test_a_persons_change_of_a_record_forbids_undoing(tmp_path: Path) -> None:
    delivery = accepted(tmp_path, "plans", [PLAN])
    with change(by=make_user("anna"), why="namn rättat"):
        PlanDecision.objects.update(name="Rättat")
    kept = content()
    assert not deliveries.undo(delivery, by=make_user(lead="20"))
    delivery.refresh_from_db()
    assert delivery.state == "accepted"
    [told] = delivery.hindrances
    assert (told["model"], told["who"], told["why"]) == (
        "plans.PlanDecision", "anna", "namn rättat"
    )  # fmt: skip
    assert content() == kept


def test_a_change_that_is_changed_back_does_not_forbid_undoing(
    tmp_path: Path, take: Taking
) -> None:
    take("plans", [PLAN])
    before = content()
    rows = [PLAN | {"name": "Nytt namn"}, PLAN | {"archive_ref": "2080-P9"}]
    delivery = accepted(tmp_path, "plans", rows)
    for name in ("Annans namn", "Nytt namn"):
        with change(by=make_user(), why="beslut ändrat"):
            PlanDecision.objects.filter(archive_ref="2080-P1").update(name=name)
    with change(by=make_user(), why="felaktigt beslut borttaget"):
        PlanDecision.objects.filter(archive_ref="2080-P9").delete()
    assert deliveries.undo(delivery, by=make_user(lead="20")), delivery.hindrances
    assert content() == before


def test_what_refers_to_a_record_forbids_undoing(tmp_path: Path, take: Taking) -> None:
    plans = accepted(tmp_path, "plans", [PLAN])
    markings = accepted(tmp_path, "markings", [MARKING])
    by = make_user(lead="20")
    assert not deliveries.undo(plans, by=by)
    assert "plans.Provision" in {told["model"] for told in plans.hindrances}
    assert Marking.objects.exists()
    assert deliveries.undo(markings, by=by)
    assert deliveries.undo(plans, by=by)
    assert not PlanDecision.objects.exists()


def test_a_later_delivery_on_the_same_record_is_undone_first(tmp_path: Path) -> None:
    first = accepted(tmp_path, "plans", [PLAN])
    second = accepted(tmp_path, "plans", [PLAN | {"name": "Nyare"}])
    by = make_user(lead="20")
    assert not deliveries.undo(first, by=by)
    assert deliveries.undo(second, by=by)
    assert deliveries.undo(first, by=by), first.hindrances
    assert not Plan.objects.exists()


def test_a_persons_word_stands_against_a_second_delivery(tmp_path: Path) -> None:
    accepted(tmp_path, "plans", [PLAN])
    with change(by=make_user("anna"), why="namn rättat"):
        PlanDecision.objects.update(name="Rättat")
    second = accepted(tmp_path, "plans", [PLAN | {"name": "Igen"}])
    assert PlanDecision.objects.get().name == "Rättat"
    assert second.issues.filter(reason="person_changed").exists()


def test_a_file_can_be_taken_in_again_after_its_undoing(tmp_path: Path) -> None:
    first = accepted(tmp_path, "plans", [PLAN])
    deliveries.undo(first, by=make_user(lead="20"))
    accepted(tmp_path, "plans", [PLAN])
    decision = PlanDecision.objects.get()
    assert (decision.archive_ref, decision.name) == ("2080-P1", PLAN["name"])


def test_accepting_twice_keeps_the_undo(tmp_path: Path) -> None:
    delivery = accepted(tmp_path, "plans", [PLAN])
    late = Delivery.objects.get(pk=delivery.pk)
    late.state = "checked"  # as a job read it before the first one was done
    assert deliveries.accept(KINDS["plans"], late, by=make_user(lead="20")) is None
    delivery.refresh_from_db()
    assert deliveries.undo(delivery, by=make_user(lead="20"))
    assert not PlanDecision.objects.exists()


def test_undoing_twice_does_it_once(tmp_path: Path) -> None:
    delivery = accepted(tmp_path, "plans", [PLAN])
    late = Delivery.objects.get(pk=delivery.pk)
    deliveries.undo(delivery, by=make_user(lead="20"))
    again = accepted(tmp_path, "plans", [PLAN])
    deliveries.undo(late, by=make_user(lead="20"))
    assert PlanDecision.objects.count() == 1
    assert again.state == "accepted"


def test_a_change_made_while_a_delivery_is_taken_in_is_kept(
    transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person saves between the comparison of a row and its writing."""
    accepted(tmp_path, "plans", [PLAN])
    anna = make_user("anna")
    merging: Any = sys.modules["plans.imports.merge"]
    run_statement = merging._run

    def with_an_edit(name: str, **places: Any) -> Any:
        if name == "update" and "plans_plandecision" in str(places["table"]):
            thread = threading.Thread(target=edit)
            thread.start()
            thread.join()
        return run_statement(name, **places)

    def edit() -> None:
        with change(by=anna, why="namn rättat"):
            PlanDecision.objects.update(name="Rättat")
        connection.close()

    monkeypatch.setattr(merging, "_run", with_an_edit)
    second = accepted(tmp_path, "plans", [PLAN | {"name": "Från filen"}])
    assert PlanDecision.objects.get().name == "Rättat"
    assert second.issues.filter(reason="changed_meanwhile", row=2).exists()


@pytest.mark.parametrize("name", ["å" * 250 + ".csv", "../../etc/passwd", "a" * 300, ".csv"])
def test_a_file_is_kept_under_a_name_that_fits(tmp_path: Path, name: str) -> None:
    upload: Any = SimpleUploadedFile("x.csv", write_csv(tmp_path / "x.csv", [PLAN]).read_bytes())
    upload._name = name  # past the trimming of Django's own
    delivery = deliveries.hand_in(
        KINDS["plans"], [upload], by=make_user(recorder="20"), county=County.objects.get(code="20")
    )
    path = deliveries.stored_path(delivery)
    assert path.is_file()
    assert path.resolve().is_relative_to((tmp_path / "deliveries").resolve())


def test_two_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    uploads = [SimpleUploadedFile("x.shp", b"1"), SimpleUploadedFile("x.shp", b"2")]
    with pytest.raises(FileRefusedError, match="files_same_name"):
        deliveries.hand_in(KINDS["plans"], uploads, by=make_user(), county=None)
    assert not list((tmp_path / "deliveries").iterdir())


def test_the_file_is_private_and_weeded_on_its_day(tmp_path: Path) -> None:
    delivery = accepted(tmp_path, "plans", [PLAN])
    path = deliveries.stored_path(delivery)
    assert path.exists()
    assert path.parent.stat().st_mode & 0o077 == 0
    assert delivery.weed_on is not None
    assert deliveries.weed(delivery.weed_on - datetime.timedelta(1)) == 0
    assert deliveries.weed(delivery.weed_on) == 1
    assert not path.exists()
    delivery.refresh_from_db()
    assert delivery.sha256
    assert deliveries.undo(delivery, by=make_user(lead="20"))  # what it brought has not gone


def test_a_delivery_that_was_never_accepted_can_be_thrown_away(tmp_path: Path) -> None:
    delivery = handed_in(tmp_path, "plans", [PLAN])
    path = deliveries.stored_path(delivery)
    deliveries.throw_away(delivery)
    assert not path.exists()
    assert not Delivery.objects.filter(kind="plans").exists()


def test_the_checksum_of_a_shapefile_is_of_all_its_parts() -> None:
    def digest(table: bytes) -> tuple[str, int]:
        parts = [SimpleUploadedFile("a.shp", b"shp"), SimpleUploadedFile("a.dbf", table)]
        made = deliveries.hand_in(
            KINDS["plans"], parts, by=make_user(recorder="20"), county=County.objects.get(code="20")
        )
        return made.sha256, made.size

    assert digest(b"ett") != digest(b"two")
    assert digest(b"ett")[1] == 6
