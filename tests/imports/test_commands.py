"""Deliveries from a terminal: a bar, a copy kept, and the way back."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from plans import deliveries
from plans.models import Delivery, Plan
from raknaq.kinds import KINDS
from raknaq.lib.history import change
from tests.factories import make_user
from tests.imports.taking import write_csv
from tests.imports.test_merging import PLAN

pytestmark = pytest.mark.django_db


class Terminal(StringIO):
    """An output that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _private_folder(tmp_path: Path, settings: Any) -> None:
    settings.DELIVERIES_DIR = tmp_path / "deliveries"


def import_plan(tmp_path: Path, **how: Any) -> Delivery:
    path = write_csv(tmp_path / "plans.csv", [PLAN])
    call_command("import_data", "plans", str(path), commit=True, stdout=StringIO(), **how)
    return Delivery.objects.get(kind="plans")


def test_a_bar_on_a_terminal_and_only_there(tmp_path: Path) -> None:
    terminal, pipe = Terminal(), StringIO()
    path = str(write_csv(tmp_path / "plans.csv", [PLAN]))
    call_command("import_data", "plans", path, stdout=StringIO(), stderr=terminal)
    call_command("import_data", "plans", path, stdout=StringIO(), stderr=pipe)
    assert "] 0 rader lästa" in terminal.getvalue()
    steps = len(KINDS["plans"].steps)
    assert f"] steg {steps} av {steps}" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\033[K")
    assert pipe.getvalue() == ""


def test_the_accepted_file_is_kept(tmp_path: Path) -> None:
    delivery = import_plan(tmp_path)
    kept = deliveries.stored_path(delivery)
    assert kept.read_bytes() == (tmp_path / "plans.csv").read_bytes()
    assert delivery.weed_on == deliveries.weed_day()


def test_a_dry_run_keeps_nothing(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "plans.csv", [PLAN])
    call_command("import_data", "plans", str(path), stdout=StringIO())
    assert not (tmp_path / "deliveries").exists()


def test_an_accepted_delivery_is_undone(tmp_path: Path) -> None:
    delivery = import_plan(tmp_path)
    coordinator = make_user("bo", coordinator=None)
    call_command("undo_delivery", str(delivery.pk), "--by", "bo", stdout=StringIO())
    delivery.refresh_from_db()
    assert delivery.state == Delivery.State.UNDONE
    assert delivery.undone_by == coordinator
    assert not Plan.objects.exists()


def test_what_hinders_is_told_and_ends_with_1(tmp_path: Path) -> None:
    delivery = import_plan(tmp_path)
    with change(by=make_user("anna", recorder="20"), why="läst om"):
        Plan.objects.update(kind="stadsplan")
    with pytest.raises(
        CommandError, match=r"Planer ändrades .* av anna \(läst om\): 2080-P1"
    ) as stopped:
        call_command("undo_delivery", str(delivery.pk))
    assert stopped.value.returncode == 1
    assert Plan.objects.exists()


def test_who_may_not_accept_may_not_undo(tmp_path: Path) -> None:
    delivery = import_plan(tmp_path)
    make_user("anna", lead="20")  # the delivery names no county: it is the country's
    with pytest.raises(CommandError, match="anna får inte ångra leveransen") as stopped:
        call_command("undo_delivery", str(delivery.pk), "--by", "anna")
    assert stopped.value.returncode == 1


def test_a_delivery_that_is_not_accepted_is_usage(tmp_path: Path) -> None:
    delivery = import_plan(tmp_path)
    call_command("undo_delivery", str(delivery.pk), stdout=StringIO())
    for wrong in (str(delivery.pk), "0"):
        with pytest.raises(CommandError) as usage:
            call_command("undo_delivery", wrong)
        assert usage.value.returncode == 2
