"""A delivery's decisions make proposals of what they end; undoing it takes the undecided away."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from procrastinate.contrib.django.models import ProcrastinateJob

from plans import deliveries, ends
from plans.models import Delivery, Plan, PlanDecision, PlanRelation
from raknaq.deliveries.jobs import ask, propose_ends, work_on
from raknaq.deliveries.words import hindrances
from raknaq.lib.undo import StandsOnError, take_back
from tests.factories import day, make_decision, make_user, square
from tests.imports.taking import Row, write_csv
from tests.imports.test_life import accepted, content, handed_in

pytestmark = pytest.mark.django_db

NEWER = {
    "municipality_code": "2080", "archive_ref": "2080-P2", "kind": "detaljplan",
    "in_force_from": "2003-01-01", "geometry": square().wkt,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _private_folder(tmp_path: Path, settings: Any) -> None:
    settings.DELIVERIES_DIR = tmp_path / "deliveries"


@pytest.fixture
def older() -> PlanDecision:
    return make_decision(
        "2080-P1", kind="stadsplan", in_force_from=day("1965-04-01"), area=square()
    )


def proposed(tmp_path: Path, rows: list[Row]) -> Delivery:
    delivery = accepted(tmp_path, "plans", rows)
    propose_ends(delivery.pk)
    return delivery


def answer(relation: PlanRelation, state: str) -> None:
    said = ends.Answer(relation.pk, relation.version, PlanRelation.State(state))
    ends.decide([said], by=make_user())


@pytest.mark.usefixtures("older")
def test_the_job_may_run_twice(tmp_path: Path) -> None:
    delivery = proposed(tmp_path, [NEWER])
    assert PlanRelation.objects.get().decision.archive_ref == "2080-P2"
    propose_ends(delivery.pk)
    assert PlanRelation.objects.get().version == 1


def test_an_older_plan_that_arrives_later_is_proposed_too(tmp_path: Path) -> None:
    make_decision("2080-P3", in_force_from=day("2010-01-01"), area=square())
    proposed(tmp_path, [NEWER])
    assert PlanRelation.objects.get().decision.archive_ref == "2080-P3"


@pytest.mark.usefixtures("older")
def test_undoing_takes_the_undecided_proposals_along(tmp_path: Path) -> None:
    before = content()
    delivery = proposed(tmp_path, [NEWER])
    assert deliveries.undo(delivery, by=make_user(lead="20")), delivery.hindrances
    assert not PlanRelation.objects.exists()
    assert content() == before
    propose_ends(delivery.pk)  # a job that comes late
    assert not PlanRelation.objects.exists()


@pytest.mark.usefixtures("older")
@pytest.mark.parametrize("state", ["ended", "still_in_force", "unknown"])
def test_what_a_person_decided_hinders_the_undoing(tmp_path: Path, state: str) -> None:
    delivery = proposed(tmp_path, [NEWER])
    answer(PlanRelation.objects.get(), state)
    kept = content()
    assert not deliveries.undo(delivery, by=make_user(lead="20"))
    assert [told["model"] for told in delivery.hindrances] == ["plans.PlanRelation"]
    assert "Upphöranden" in hindrances(delivery.hindrances)[0]
    assert content() == kept


@pytest.mark.usefixtures("older")
def test_a_refused_undoing_keeps_the_undecided_proposals(tmp_path: Path) -> None:
    make_decision("2080-P0", in_force_from=day("1990-01-01"), area=square())
    delivery = proposed(tmp_path, [NEWER])
    answer(PlanRelation.objects.filter(plan__kind="stadsplan").latest("pk"), "still_in_force")
    assert PlanRelation.objects.filter(state="proposed").exists()
    before = list(PlanRelation.objects.order_by("pk").values())
    assert not deliveries.undo(delivery, by=make_user(lead="20"))
    assert list(PlanRelation.objects.order_by("pk").values()) == before


def test_undoing_an_end_that_was_delivered_proposes_again(
    tmp_path: Path, older: PlanDecision
) -> None:
    proposed(tmp_path, [NEWER])
    old = NEWER | {"archive_ref": "2080-P1", "kind": "stadsplan", "in_force_from": "1965-04-01"}
    second = proposed(tmp_path, [old | {"in_force_to": "2003-01-01"}])
    older.plan.refresh_from_db()
    assert older.plan.in_force_to == day("2003-01-01")
    assert not PlanRelation.objects.exists()
    assert deliveries.undo(second, by=make_user(lead="20")), second.hindrances
    assert PlanRelation.objects.get().plan == older.plan


@pytest.mark.usefixtures("older")
def test_a_files_own_columns_are_never_taken_for_what_ngp_said(tmp_path: Path) -> None:
    told = dict.fromkeys(("previous_plans", "repealed_on", "in_force_days", "ngp"), "okänt")
    proposed(tmp_path, [NEWER | told])
    assert PlanRelation.objects.get().source == "overlap"
    kept = PlanDecision.objects.get(archive_ref="2080-P2").extra
    assert kept == {("ngp (kolumn)" if name == "ngp" else name): "okänt" for name in told}


REPEAL = {
    "municipality_code": "2080", "archive_ref": "2080-P9", "kind": "detaljplan",
    "decision": "repeal", "changes_ref": "2080-P7", "in_force_from": "2012-06-01",
}  # fmt: skip
NAMED = {
    "municipality_code": "2080", "archive_ref": "2080-P7", "kind": "detaljplan",
    "in_force_from": "1995-05-01",
}  # fmt: skip


@pytest.mark.parametrize("state", ["proposed", "ended", "still_in_force"])
def test_what_is_said_of_a_plan_known_by_name_follows_it_when_it_arrives(
    tmp_path: Path, state: str
) -> None:
    proposed(tmp_path, [REPEAL])
    shell = Plan.objects.get()
    if state != "proposed":
        answer(PlanRelation.objects.get(), state)
    before = content()
    second = proposed(tmp_path, [NAMED])
    plan = Plan.objects.get()
    assert plan.pk == shell.pk
    assert PlanRelation.objects.get().plan == plan
    assert PlanRelation.objects.get().state == state
    assert plan.in_force_to == (day("2012-06-01") if state == "ended" else None)
    assert deliveries.undo(second, by=make_user(lead="20")), second.hindrances
    assert content() == before


def test_taking_an_answer_back_never_takes_a_delivery_back(tmp_path: Path) -> None:
    """A delivery that folds a shell writes to its decided proposals: it is not the answer."""
    proposed(tmp_path, [REPEAL])
    answer(PlanRelation.objects.get(), "still_in_force")
    change = NAMED | {"decision": "change", "changes_ref": "2080-P6"}
    second = proposed(tmp_path, [NAMED | {"archive_ref": "2080-P6"}, change])
    relation = PlanRelation.objects.get()
    with pytest.raises(StandsOnError):
        ends.reopen(relation, relation.version, by=make_user(recorder="20"))
    second.refresh_from_db()
    assert (second.state, PlanDecision.objects.count()) == ("accepted", 3)
    assert PlanRelation.objects.get().state == "still_in_force"


def test_an_answer_about_a_plan_known_by_name_is_taken_back_when_it_has_arrived(
    tmp_path: Path,
) -> None:
    proposed(tmp_path, [REPEAL])
    answer(PlanRelation.objects.get(), "still_in_force")
    proposed(tmp_path, [NAMED])
    relation = PlanRelation.objects.get()
    ends.reopen(relation, relation.version, by=make_user(recorder="20"))
    assert PlanRelation.objects.get().state == "proposed"


def test_taking_an_answer_back_never_brings_an_undone_delivery_back(tmp_path: Path) -> None:
    proposed(tmp_path, [REPEAL])
    answer(PlanRelation.objects.get(), "still_in_force")
    second = proposed(tmp_path, [NAMED])
    assert deliveries.undo(second, by=make_user(lead="20")), second.hindrances
    relation = PlanRelation.objects.get()
    ends.reopen(relation, relation.version, by=make_user(recorder="20"))
    assert [decision.archive_ref for decision in PlanDecision.objects.all()] == ["2080-P9"]
    assert PlanRelation.objects.get().state == "proposed"


@pytest.mark.usefixtures("older")
def test_a_deliverys_change_is_taken_back_only_as_that_delivery(tmp_path: Path) -> None:
    delivery = proposed(tmp_path, [NEWER])
    assert delivery.context is not None
    for told in ({}, {"delivery": delivery.pk + 1}):
        with pytest.raises(StandsOnError):
            take_back(delivery.context, by=make_user(), why="fel", **told)
    assert PlanDecision.objects.count() == 2


def jobs() -> list[dict[str, Any]]:
    found = ProcrastinateJob.objects.filter(task_name__endswith="propose_ends")
    return list(found.values_list("args", flat=True))


@pytest.mark.usefixtures("db")
def test_the_command_leaves_the_proposing_to_a_job(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "plans.csv", [NEWER])
    call_command("import_data", "plans", str(path), epsg=3006)
    assert jobs() == []
    call_command("import_data", "plans", str(path), epsg=3006, commit=True)
    assert jobs() == [{"delivery_id": Delivery.objects.get(kind="plans").pk}]


def test_accepting_leaves_the_proposing_to_a_job(tmp_path: Path) -> None:
    delivery = handed_in(tmp_path, "plans", [NEWER])
    delivery.options = {"epsg": 3006}
    delivery.save()
    lead = make_user(lead="20")
    for task in ("check", "accept"):
        assert jobs() == []
        assert ask(delivery, Delivery.Task(task), by=lead)
        work_on(delivery.pk, task, lead.pk)
        delivery.refresh_from_db()
    assert delivery.state == "accepted"
    assert jobs() == [{"delivery_id": delivery.pk}]


def test_a_delivery_that_cannot_be_accepted_keeps_its_report_and_proposes_nothing(
    tmp_path: Path,
) -> None:
    delivery = handed_in(tmp_path, "plans", [NEWER | {"kind": "slott"}])
    delivery.options = {"epsg": 3006}
    delivery.state, delivery.task = Delivery.State.CHECKED, Delivery.Task.ACCEPT
    delivery.save()
    work_on(delivery.pk, "accept", make_user(lead="20").pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.task) == ("checked", "")
    assert delivery.issues.filter(severity="error", field="kind").exists()
    assert not PlanDecision.objects.exists()
    assert jobs() == []
