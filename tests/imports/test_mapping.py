"""The column mapping: what a person may write in it."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from inventory.models import Marking
from plans.imports.values import Converter, Known, county, known_places, region
from plans.models import PlanDecision, Provision
from raknaq.kinds import KINDS
from tests.factories import make_decision
from tests.imports.taking import Taking, reasons, texts

MARKING = {
    "municipality_code": "2080",
    "archive_ref": "2080-P1",
    "object_ref": "1",
    "object_type": "byggnad",
    "letter": "q",
    "classes": "skydd",
    "x": "535000",
    "y": "6718000",
}


@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("columns = 1", "[columns] ska vara en tabell"),
        ("[columns]\nkind = 1", "kind under [columns] ska vara text"),
        ("[values]\nkind = 'a'", "[values.kind] ska vara en tabell"),
        ("[values.kind]\nDP = 1", "DP under [values.kind] ska vara text"),
        ("[constants]\nkind = [1]", "kind under [constants] ska vara text eller ett heltal"),
        ("[constants]\nx = 1.5", "x under [constants] ska vara text eller ett heltal"),
        ("options = 'a'", "[options] ska vara en tabell"),
        ("[options]\nclear = 'a'", "clear ska vara true, false eller en lista"),
        ("[options]\nclear = [1]", "clear ska vara true, false eller en lista"),
        ("[options]\ncovers = '20'", "covers ska vara en lista"),
        ("[options]\nbare_year = '13-01'", "bare_year ska vara en dag på året"),
        ("[options]\nbare_year = '02-29'", "bare_year ska vara en dag på året"),
        ("[options]\nbare_year = 7", "bare_year ska vara en dag på året"),
        ("[other]", "other finns inte i en mappning"),
        ('[columns]\nkind = "\\u0000"', "styrtecken"),
        ("x = " + "[" * 20_000, "för många nivåer"),
        ("[options]\nother = 1", "other finns inte i en mappning"),
        ("[columns", "går inte att läsa"),
    ],
)
def test_a_wrong_mapping_is_usage(tmp_path: Path, db: None, text: str, says: str) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(text)
    with pytest.raises(CommandError) as usage:
        call_command("import_data", "plans", __file__, "--mapping", str(path))
    assert usage.value.returncode == 2
    assert says in str(usage.value)


def test_a_mapping_of_a_letter_keeps_its_case(take: Taking) -> None:
    make_decision("2080-P1")
    rows = [MARKING, MARKING | {"letter": "Q"}]
    report = take(
        "markings", rows, values={"letter": {"q": "k"}, "object_type": {"BYGGNAD": "mur"}}
    )
    assert report.accepted, texts(report)
    letters = Provision.objects.order_by("pk").values_list("letter", flat=True)
    assert sorted(letters) == ["Q", "k"]


def test_a_column_said_to_be_none_is_not_read(take: Taking) -> None:
    take("plans", [{"municipality_code": "2080", "archive_ref": "2080-P1", "kind": "detaljplan",
                    "name": "Inte namnet"}], columns={"name": ""})  # fmt: skip
    assert PlanDecision.objects.get().name == ""


def test_a_mapping_names_the_coordinates(take: Taking) -> None:
    make_decision("2080-P1")
    row = {name: value for name, value in MARKING.items() if name not in "xy"}
    row |= {"Norr koord": "6718000", "Öster koord": "535000"}
    assert "places_missing" in reasons(take("markings", [row]))
    report = take("markings", [row], columns={"east": "Öster koord", "north": "Norr koord"})
    assert report.accepted, texts(report)
    assert Marking.objects.get().extra == {}
    wrong = take("markings", [row], columns={"east": "Öster koord", "north": "N"})
    assert reasons(wrong) == ["mapping_column_missing"]


def test_a_column_of_coordinates_that_is_not_used_is_kept(take: Taking) -> None:
    make_decision("2080-P1")
    row = MARKING | {"geometry": "POINT (535010 6718010)"}
    assert take("markings", [row]).accepted
    assert Marking.objects.get().extra == {"x": "535000", "y": "6718000"}


def test_a_table_without_coordinates_is_told(take: Taking) -> None:
    row = {"municipality_code": "2080", "archive_ref": "2080-P1", "kind": "detaljplan"}
    report = take("plans", [row])
    assert report.accepted
    assert "Inga lägen hittades i filen" in texts(report)


@pytest.mark.parametrize(
    ("kind", "column", "value"),
    [
        ("plans", "kind", "Fastighetsplan eller tomtindelning"),
        ("plans", "decision", "Ny plan"),
        ("plans", "law", "Plan- och bygglagen 2010"),
        ("markings", "classes", "Skyddsbestämmelse; Rivningsförbud"),
        ("reviews", "outcome", "Handling saknas"),
        ("reviews", "outcome", "Oklart"),
        ("reviews", "outcome", "Klar"),
        ("reviews", "outcome", "inga bestämmelser"),
    ],
)
def test_our_own_labels_are_codes(kind: str, column: str, value: str) -> None:
    [convert] = [known.convert for known in KINDS[kind].columns if known.name == column]
    with override("en"):
        assert convert(value, Known({}, {}, {}))


@pytest.mark.parametrize(
    ("convert", "value"), [(county, "20.0"), (region, "2080,0"), (region, "20.0")]
)
def test_codes_that_a_table_made_reals(db: None, convert: Converter, value: str) -> None:
    assert convert(value, known_places()) == value[:-2]


def test_a_code_that_a_table_made_a_real(take: Taking) -> None:
    row = {"municipality_code": "2080.0", "archive_ref": "2080-P1", "kind": "detaljplan"}
    report = take("plans", [row])
    assert report.accepted, texts(report)
