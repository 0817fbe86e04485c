"""Wrong input: a clear Swedish message with the row where a row is at fault, nothing stored."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from inventory.models import Marking, ProtectedObject
from plans.imports.reasons import say
from plans.models import Delivery, Plan, PlanDecision, Provision
from tests.factories import make_decision
from tests.imports.taking import Row, Taking, reasons, texts

PLAN = {
    "kommunkod": "2080",
    "akt": "2080-P1",
    "plantyp": "detaljplan",
    "laga_kraft": "1995-05-01",
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


def nothing_is_stored() -> bool:
    tables = (Plan, PlanDecision, ProtectedObject, Provision, Marking)
    deliveries = Delivery.objects.filter(kind__in=("plans", "markings"))
    return not any(model.objects.exists() for model in tables) and not deliveries.exists()


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (PLAN | {"kommunkod": "2099"}, "Rad 2: Kommunkod 2099 finns inte. Menade du 20"),
        (PLAN | {"kommunkod": "Falu"}, "Rad 2: Kommunkod Falu finns inte. Menade du 2080 Falun?"),
        (PLAN | {"laga_kraft": "1995-02-31"},
         "Rad 2: laga_kraft är 1995-02-31, en dag som inte finns i kalendern."),
        (PLAN | {"laga_kraft": "1995"}, "Rad 2: laga_kraft är bara ett årtal, 1995."),
        (PLAN | {"laga_kraft": "i maj"},
         "Rad 2: laga_kraft är i maj, som inte går att läsa som en dag. Skriv ÅÅÅÅ-MM-DD."),
        (PLAN | {"plantyp": "fritidsplan"},
         "Rad 2: plantyp är fritidsplan, som inte finns i listan: detaljplan,"),
        (PLAN | {"akt": ""}, "Rad 2: Akt eller planbeteckning behövs."),
        (PLAN | {"kommunkod": ""}, "Rad 2: kommunkod saknas. Uppgiften är obligatorisk."),
        (PLAN | {"beslut": "ändring"}, "Rad 2: En ändring eller ett upphävande ska ange"),
        (PLAN | {"upphorde_galla": "1995-05-01"},
         "Rad 2: upphorde_galla är 1995-05-01, men måste vara senare än 1995-05-01"),
        (PLAN | {"geometry": "POLYGON((0 0,1 0,1 1,0 0))"},
         "Rad 2: Läget ligger utanför Sverige (x 0,0 och y 0,0)."),
        (PLAN | {"geometry": "POLYGON((6718000 535000,6718100 535000,6718100 535100,"
                             "6718000 535000))"},
         "Koordinaterna ser ut som SWEREF 99 TM (EPSG:3006) med öst och nord omkastade."),
        (PLAN | {"geometry": "POLYGON((15.6 60.6,15.7 60.6,15.7 60.7,15.6 60.6))"},
         "Koordinaterna ser ut som grader, WGS 84 (EPSG:4326)."),
        (PLAN | {"geometry": "POLYGON((535000 6718000,535100 6718100,535100 6718000,"
                             "535000 6718100,535000 6718000))"},
         "Rad 2: Ytan är inte hel: Self-intersection vid 535050, 6718050."),
        (PLAN | {"geometry": "POLYGON EMPTY"}, "Rad 2: Läget är tomt"),
        (PLAN | {"geometry": "en ruta"}, "Rad 2: Läget går inte att läsa"),
    ],
)  # fmt: skip
def test_a_wrong_plan_row(take: Taking, row: Row, says: str) -> None:
    report = take("plans", [row])
    assert not report.accepted
    assert says in texts(report)
    assert report.counts["refused"] == 1
    assert nothing_is_stored()


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (MARKING | {"archive_ref": "2080-P9"},
         "Rad 2: Det finns inget beslut 2080-P9 i Falun. Läs in planerna först"),
        (MARKING | {"classes": "grön"},
         "Rad 2: classes är grön, som inte finns i listan: skydd, varsamhet, rivningsforbud,"),
        (MARKING | {"classes": ""}, "Rad 2: classes saknas."),
        (MARKING | {"object_type": "hus"}, "Rad 2: object_type är hus, som inte finns i listan"),
        (MARKING | {"x": "", "y": ""}, "Rad 2: Läge saknas."),
        (MARKING | {"x": "NaN"}, "Rad 2: Läget går inte att läsa"),
        (MARKING | {"x": "1e999"}, "Rad 2: Läget har koordinater som inte är tal."),
        (MARKING | {"x": "", "y": "6718000"}, "Rad 2: Läget går inte att läsa"),
        (MARKING | {"x": "1486000", "y": "6720000"},
         "Koordinaterna ser ut som RT 90 2,5 gon V (EPSG:3021)."),
        (MARKING | {"building_count": "0"}, "Rad 2: building_count är 0, men ska vara minst 1."),
        (MARKING | {"building_count": "fyra"}, "Rad 2: building_count är fyra, men ska vara ett"),
        (MARKING | {"ended_on": "1990-01-01"},
         "Rad 2: ended_on är 1990-01-01, men måste vara senare än 1995-05-01"),
    ],
)  # fmt: skip
def test_a_wrong_marking_row(take: Taking, row: Row, says: str) -> None:
    take("plans", [PLAN])
    report = take("markings", [row])
    assert not report.accepted
    assert says in texts(report)
    assert not Marking.objects.exists()
    assert not ProtectedObject.objects.exists()


def test_two_different_decisions_with_one_akt(take: Taking) -> None:
    report = take("plans", [PLAN, PLAN | {"akt": "2080-p1", "laga_kraft": "1996-01-01"}])
    assert reasons(report) == ["same_akt_differs"]
    assert (
        "Rad 3: Samma akt eller beteckning står på rad 2 med en annan uppgift: laga_kraft är "
        "1995-05-01 där och 1996-01-01 här."
    ) in texts(report)
    assert nothing_is_stored()


def test_one_wrong_row_stops_the_whole_file(take: Taking) -> None:
    good = [PLAN | {"akt": f"2080-P{n}"} for n in range(1, 5)]
    report = take("plans", [*good, PLAN | {"akt": "2080-P9", "laga_kraft": "1995-02-30"}])
    assert not report.accepted
    assert report.counts == {"read": 5, "new": 4, "changed": 0, "same": 0, "refused": 1}
    assert [issue.row for issue in report.issues if issue.severity == "error"] == [6]
    assert nothing_is_stored()


def test_a_dry_run_stores_nothing(take: Taking) -> None:
    report = take("plans", [PLAN], commit=False)
    assert report.accepted
    assert report.counts["new"] == 1
    assert nothing_is_stored()


def test_coordinates_without_a_reference_system(take: Taking, tmp_path: Path) -> None:
    make_decision("2080-P1")
    path = tmp_path / "m.csv"
    path.write_text(f"{','.join(MARKING)}\n{','.join(MARKING.values())}\n")
    report = take.file("markings", path, epsg=None)
    assert reasons(report) == ["crs_missing"]
    assert (
        "Filen anger inget koordinatsystem. Koordinaterna ser ut som SWEREF 99 TM (EPSG:3006). "
        "Exportera igen med koordinatsystem eller ange det med --epsg."
    ) in texts(report)
    assert not Marking.objects.exists()


def test_a_missing_required_column_says_what_the_file_has(take: Taking) -> None:
    report = take("plans", [{"kommunkod": "2080", "aktnummer": "2080-P1"}])
    assert "column_missing" in reasons(report)
    assert "Kolumnen kind saknas. Filen har: kommunkod, aktnummer." in texts(report)


def test_more_than_a_thousand_alike_are_one_issue(take: Taking) -> None:
    rows = [PLAN | {"akt": f"2080-P{n}", "laga_kraft": "x"} for n in range(1_500)]
    report = take("plans", rows)
    [issue] = [issue for issue in report.issues if issue.severity == "error"]
    assert issue.count == 1_500
    assert issue.row is None
    assert issue.text().startswith("1500 rader, bland andra 2, 3, 4,")
    assert report.counts["refused"] == 1_500


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "file_empty"),
        (b"  \n", "file_empty"),
        (b"\x89PNG\r\n\x1a\n\0\0", "file_unknown"),
        (b"SQLite format 3\0" + b"\0" * 200, "file_damaged"),
        (b"PK\3\4not a zip", "file_damaged"),
        (b'{"type": "FeatureCollection", "features": [', "file_damaged"),
        (b'{"a": 1', "file_damaged"),
        (b"<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>", "file_unknown"),
        (b"kommunkod;akt\n", "column_missing"),
    ],
)
def test_a_file_that_cannot_be_read(
    take: Taking, tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "plan.gpkg"
    path.write_bytes(content)
    report = take.file("plans", path)
    assert reason in reasons(report)
    assert nothing_is_stored()


def test_what_is_asked_wrongly_is_usage(take: Taking, tmp_path: Path) -> None:
    for wrong in (
        ["plans", str(tmp_path / "nix.csv")],
        ["plans", __file__, "--by", "nobody"],
        ["plans", __file__, "--mapping", __file__],
    ):
        with pytest.raises(CommandError) as usage:
            call_command("import_data", *wrong)
        assert usage.value.returncode == 2


def test_a_file_that_is_not_there(take: Taking, tmp_path: Path) -> None:
    assert reasons(take.file("plans", tmp_path / "nix.csv")) == ["file_missing"]


def test_rows_are_not_compared_without_a_required_column(take: Taking) -> None:
    report = take("plans", [{"kommunkod": "2099", "akt": "2080-P1"}])
    assert reasons(report) == ["column_missing"]
    assert report.counts["same"] is None


def test_numbers_have_a_decimal_comma() -> None:
    assert "cirka 0,1 meters" in say("crs_rt90", {"crs": "EPSG:3021", "metres": 0.1})


def test_a_sum_is_passed_over(take: Taking) -> None:
    rows = [PLAN, {"kommunkod": "Totalt", "akt": "17"}, {"akt": "Summa:"}]
    report = take("plans", rows)
    assert report.accepted, texts(report)
    assert report.counts["read"] == 1
    assert [i.row for i in report.issues if i.reason == "row_sum"] == [3, 4]
    assert "value_missing" in reasons(take("plans", [PLAN, {"akt": "17"}]))
