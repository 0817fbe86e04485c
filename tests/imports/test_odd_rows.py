"""What is odd but no error: a warning with the row, and the file is taken in."""

import pytest

from inventory.models import Monument
from plans.models import PlanDecision
from tests.factories import make_decision
from tests.imports.taking import Row, Taking, reasons, texts

PLAN = {
    "municipality_code": "2080",
    "archive_ref": "2080-P1",
    "kind": "detaljplan",
    "in_force_from": "1995-05-01",
}
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
SQUARE = "((535000 6718000,535100 6718000,535100 6718100,535000 6718000))"
CRUMB = "((536000 6718000,536000.5 6718000,536000.5 6718000.5,536000 6718000))"
MONUMENT = {"bebyggelsenummer": "2130", "lansnamn": "Dalarna", "beslutsdatum": "1975-03-01"}


def test_two_objects_of_a_type_close_together(take: Taking) -> None:
    make_decision("2080-P1")
    rows = [
        MARKING,
        MARKING | {"object_ref": "2", "x": "535008"},
        MARKING | {"object_ref": "3", "x": "535008", "object_type": "mur"},
        MARKING | {"object_ref": "4", "x": "535030"},
        MARKING | {"letter": "k"},
    ]
    report = take("markings", rows)
    assert report.accepted
    [near] = [issue for issue in report.issues if issue.reason == "object_near_another"]
    assert near.row == 3
    assert "Rad 3: Objektet 2 ligger 8 m från 1, som är av samma typ." in near.text()


def test_crumbs_of_a_plans_area(take: Taking) -> None:
    report = take("plans", [PLAN | {"geometry": f"MULTIPOLYGON({SQUARE},{CRUMB})"}])
    assert report.accepted
    assert reasons(report, "warning") == ["sliver"]
    assert "Rad 2: Planområdet har delar som är mindre än 1 m²: 1 stycken." in texts(report)


def test_a_repeal_says_what_it_does_not_do(take: Taking) -> None:
    repeal = PLAN | {"archive_ref": "2080-P2", "decision": "upphavande", "changes_ref": "2080-P1"}
    rows = [PLAN, repeal]
    assert "repeal_ends_nothing" in reasons(take("plans", rows), "warning")
    assert "repeal_ends_nothing" not in reasons(take("plans", rows), "warning")


@pytest.mark.parametrize(
    ("told", "buildings"),
    [("12", 12), ("12.0", 12), ("12,00", 12), ("12.5", None), ("ca 12", None)],
)
def test_the_number_of_a_monuments_buildings(
    take: Taking, told: str, buildings: int | None
) -> None:
    report = take("monuments", [MONUMENT | {"ingaende_objekt": told}])
    assert Monument.objects.get().buildings == buildings
    assert ("monument_count_unreadable" in reasons(report, "warning")) == (buildings is None)


@pytest.mark.parametrize("constants", [{}, {"municipality_code": "1917"}])
def test_a_former_code_is_told(take: Taking, constants: dict[str, str]) -> None:
    row: Row = PLAN | {"archive_ref": "1917-P1", "municipality_code": "1917"}
    if constants:
        row.pop("municipality_code")
    report = take("plans", [row], constants=constants)
    assert reasons(report, "warning") == ["places_missing", "municipality_renamed"]
    assert "Rad 2: Kommunkod 1917 är en äldre kod. Raden lästes som 0331 Heby." in texts(report)


def test_an_akt_that_another_municipality_has(take: Taking) -> None:
    take("plans", [PLAN])
    report = take("plans", [PLAN | {"municipality_code": "2081"}])
    assert report.accepted
    assert "Rad 2: Akten 2080-P1 finns också i Falun." in texts(report)
    assert "akt_elsewhere" not in reasons(take("plans", [PLAN]), "warning")


def test_a_plan_as_a_point_is_listed_without_area(take: Taking) -> None:
    report = take("plans", [PLAN | {"geometry": "POINT(535000 6718000)"}])
    assert report.accepted
    assert reasons(report, "warning") == ["shape_not_area"]
    assert "Rad 2: Planområdet är ingen yta." in texts(report)
    assert PlanDecision.objects.get().area is None
