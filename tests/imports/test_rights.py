"""Who may have a file taken in: the lead of every county in it, or somebody national."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from inventory.models import Monument
from plans.models import PlanDecision
from tests.factories import make_user
from tests.imports.taking import Taking, reasons, texts

PLAN = {"municipality_code": "2080", "archive_ref": "2080-P1", "kind": "detaljplan"}
MONUMENT = {"bebyggelsenummer": "2130", "lansnamn": "Dalarna"}


@pytest.mark.parametrize(
    ("memberships", "may"),
    [
        ({}, False),
        ({"reader": "20"}, False),
        ({"recorder": "20"}, False),
        ({"checker": None}, False),
        ({"lead": "21"}, False),
        ({"lead": "20"}, True),
        ({"coordinator": None}, True),
        ({"administrator": None}, True),
    ],
)
def test_who_may_accept_plans(take: Taking, memberships: Any, may: bool) -> None:
    report = take("plans", [PLAN], by=make_user("anna", **memberships))
    assert report.accepted == may
    assert PlanDecision.objects.exists() == may
    if not may:
        assert reasons(report) == ["not_allowed"]
        assert "anna får inte ta emot leveranser för Dalarnas län." in texts(report)


def test_a_file_for_two_counties_needs_both(take: Taking) -> None:
    rows = [PLAN, PLAN | {"municipality_code": "0114", "archive_ref": "0114-P1"}]
    report = take("plans", rows, by=make_user("anna", lead="20"))
    assert reasons(report) == ["not_allowed"]
    assert "Stockholms län" in texts(report)
    assert "Dalarnas län" not in texts(report)


def test_an_account_that_is_closed_accepts_nothing(take: Taking) -> None:
    anna = make_user("anna", lead="20")
    anna.is_active = False
    anna.save()
    assert reasons(take("plans", [PLAN], by=anna)) == ["not_allowed"]


def test_nobody_moves_a_monument_out_of_another_county(take: Taking) -> None:
    take("monuments", [MONUMENT | {"lansnamn": "Gävleborg"}])
    anna = make_user("anna", lead="20")
    assert reasons(take("monuments", [MONUMENT], by=anna)) == ["not_allowed"]
    assert Monument.objects.get().county_id == "21"
    assert take("monuments", [MONUMENT]).accepted


def test_nobody_says_that_a_file_covers_another_county(take: Taking) -> None:
    anna = make_user("anna", lead="20")
    assert reasons(take("monuments", [MONUMENT], by=anna, covers=["20", "21"])) == ["not_allowed"]
    assert take("monuments", [MONUMENT], by=anna, covers=["20"]).accepted


def test_what_all_counties_share_needs_somebody_national(take: Taking) -> None:
    entry = {"id": "5f0c1d5e-1111-4222-8333-444455556666", "release": "8"}
    assert reasons(take("catalogue", [entry], by=make_user("anna", lead="20"))) == [
        "not_allowed_nationally"
    ]
    assert take("catalogue", [entry], by=make_user("bo", coordinator=None)).accepted


def test_the_command_refuses_in_words(
    take: Taking, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_user("anna", reader="20")
    path = tmp_path / "p.csv"
    path.write_text("kommunkod;akt;plantyp\n2080;2080-P1;detaljplan\n")
    with pytest.raises(SystemExit) as stopped:
        call_command("import_data", "plans", str(path), "--by", "anna", "--commit")
    assert stopped.value.code == 1
    assert "Fel: anna får inte ta emot leveranser för Dalarnas län." in capsys.readouterr().out
