"""Plan files in the wild: handed in, looked at, checked and accepted without a specialist."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from plans import deliveries
from plans.imports.guess import Sample, guess, guess_constants, guess_meaning
from plans.imports.guess_places import guess_places
from plans.imports.mapping import PLACES
from plans.imports.values import known_places
from plans.models import County, Delivery, PlanDecision
from plans.models.plans import PlanKind
from raknaq.deliveries.forms import ReadingForm
from raknaq.kinds import KINDS
from tests.conftest import DATA
from tests.factories import day, make_user
from tests.imports import plan_files
from tests.imports.plan_files import FILES, GUESS, WITHOUT_AREA, WITHOUT_SYSTEM, X, Y
from tests.imports.taking import Taking, reasons, texts

pytestmark = pytest.mark.django_db
PLANS = KINDS["plans"]


@pytest.fixture(autouse=True)
def _private_folder(tmp_path: Path, settings: Any) -> None:
    settings.DELIVERIES_DIR = tmp_path / "deliveries"


def handed_in(path: Path, kind: str = "plans") -> Delivery:
    """A file as a recorder uploads it: with its parts, a folder already in a zip."""
    packed = plan_files.zipped(path) if path.is_dir() else path
    parts = packed.parent.glob(f"{packed.stem}.*") if packed.suffix == ".shp" else [packed]
    uploads = [SimpleUploadedFile(part.name, part.read_bytes()) for part in sorted(parts)]
    dalarna = County.objects.get(code="20")
    return deliveries.hand_in(KINDS[kind], uploads, by=make_user(recorder="20"), county=dalarna)


def as_proposed(delivery: Delivery) -> None:
    """Send the page's form as it stands, without a choice of one's own."""
    kind = KINDS[delivery.kind]
    shown = ReadingForm(kind, delivery)
    told = {name: shown[name].value() or "" for name in shown.fields}
    form = ReadingForm(kind, delivery, told)
    assert form.is_valid(), form.errors
    delivery.options = deliveries.options_as_json(form.options())
    delivery.save()


@pytest.mark.parametrize("name", FILES)
def test_a_file_goes_all_the_way_as_proposed(tmp_path: Path, name: str) -> None:
    delivery = handed_in(FILES[name](tmp_path))
    deliveries.look(PLANS, delivery)
    headers = dict(delivery.found["columns"])
    columns = delivery.options["mapping"]["columns"]
    assert {name: header for name, header in columns.items() if name not in PLACES} == {
        column: next(h for h in headers if h[:10] == header[:10])
        for column, header in GUESS.items()
    }
    as_proposed(delivery)
    assert delivery.options["epsg"] == (3006 if name in WITHOUT_SYSTEM else None)
    assert delivery.options["mapping"]["constants"] == {"municipality_code": "2080"}
    deliveries.check(PLANS, delivery)
    delivery.refresh_from_db()
    assert not delivery.issues.filter(severity="error").exists()
    report = deliveries.accept(PLANS, delivery, by=make_user(lead="20"))
    assert report is not None
    assert report.accepted, texts(report)
    known = PlanDecision.objects.get(archive_ref="2080-P17/3")
    assert (known.name, known.designation) == ("Kvarteret Ängen", "DP 501")
    assert (known.adopted_on, known.in_force_from) == (day("2017-04-10"), day("2017-05-15"))
    other = PlanDecision.objects.get(archive_ref="2080K-ÖVR-241")
    assert (other.plan.kind, other.in_force_from) == ("byggnadsplan", day("1961-02-01"))
    if name in WITHOUT_AREA:
        assert known.area is None
    else:
        assert known.area is not None
        assert known.area.area == pytest.approx(10_000, abs=0.1)
        assert known.area.centroid.coords == pytest.approx((X + 50, Y + 50), abs=0.01)


def test_several_days_in_a_list_are_told(take: Taking, tmp_path: Path) -> None:
    report = take.file(
        "plans", plan_files.geojson(tmp_path), epsg=None, columns=GUESS,
        constants={"municipality_code": "2080"},
    )  # fmt: skip
    assert "date_of_several" in reasons(report, "warning")
    assert "Den första, 2017-05-15, används" in texts(report)
    assert PlanDecision.objects.get(archive_ref="2080-P99/1").area is None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2017/05/15", "2017-05-15"),
        ("20170515", "2017-05-15"),
        ("2017-05-15T00:00:00Z", "2017-05-15"),
        ('["2017-05-15"]', "2017-05-15"),
        ("2019-01-01;2017-05-15", "2017-05-15"),
        ("0", None),
        ("0000-00-00", None),
    ],
)
def test_ways_of_writing_a_day(take: Taking, written: str, read: str | None) -> None:
    row = {"kommunkod": "2080", "akt": "2080-P1", "plantyp": "detaljplan", "laga_kraft": written}
    report = take("plans", [row])
    assert report.accepted, texts(report)
    assert PlanDecision.objects.get().in_force_from == (day(read) if read else None)


@pytest.mark.parametrize("epsg", [3007, 3012, 3014, 3018])
def test_any_zone(take: Taking, tmp_path: Path, epsg: int) -> None:
    import pyogrio

    pyogrio.write_dataframe(plan_files.frame(epsg), tmp_path / "planer.gpkg")
    report = take.file(
        "plans", tmp_path / "planer.gpkg", epsg=None, columns=GUESS,
        constants={"municipality_code": "2080"},
    )  # fmt: skip
    assert report.accepted, texts(report)
    area = PlanDecision.objects.get(archive_ref="2080-P17/3").area
    assert area is not None
    assert area.centroid.coords == pytest.approx((X + 50, Y + 50), abs=0.01)


def test_files_in_a_zip_are_offered(tmp_path: Path) -> None:
    made = plan_files.geopackage(tmp_path)
    packed = tmp_path / "allt.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(made, "ut/gallande.gpkg")
        archive.write(made, "ut/upphavda.gpkg")
    delivery = handed_in(packed)
    deliveries.look(PLANS, delivery)
    offered = ReadingForm(PLANS, delivery).fields["layer"].choices  # type: ignore[attr-defined]
    assert [name for name, _ in offered] == ["ut/gallande.gpkg", "ut/upphavda.gpkg"]
    delivery.options = {**delivery.options, "layer": "ut/upphavda.gpkg"}
    deliveries.look(PLANS, delivery)
    assert delivery.found["layer"] == "ut/upphavda.gpkg"
    assert delivery.options["mapping"]["columns"] == GUESS


def test_layers_stay_to_choose_from(tmp_path: Path) -> None:
    import pyogrio

    path = plan_files.geopackage(tmp_path)
    pyogrio.write_dataframe(plan_files.frame(), path, layer="upphavda_planer", append=True)
    delivery = handed_in(path)
    for told, chosen in (("", None), ("upphavda_planer", "upphavda_planer")):
        delivery.options = {**delivery.options, "layer": told or None}
        deliveries.look(PLANS, delivery)
        field = ReadingForm(PLANS, delivery)["layer"]
        assert [name for name, _ in field.field.choices] == ["gallande_planer", "upphavda_planer"]  # type: ignore[attr-defined]
        assert field.value() == chosen


def test_the_sheets_of_a_workbook_are_offered(tmp_path: Path) -> None:
    delivery = handed_in(plan_files.workbook(tmp_path))
    deliveries.look(PLANS, delivery)
    field = ReadingForm(PLANS, delivery)["layer"]
    assert [name for name, _ in field.field.choices] == ["Planer", "Om listan"]  # type: ignore[attr-defined]
    assert field.value() == "Planer"


def test_values_without_a_code_come_with_a_proposal(tmp_path: Path) -> None:
    path = tmp_path / "planer.csv"
    path.write_text("akt;plantyp\n2080-P1;DP\n2080-P2;DP\n2080-P3;Spl\n2080-P4;Slott\n")
    delivery = handed_in(path)
    deliveries.look(PLANS, delivery)
    form = ReadingForm(PLANS, delivery)
    told = [(str(v["field"].label), v["rows"], v["field"].value()) for v in form.values()]
    assert told == [("DP", 2, "detaljplan"), ("Spl", 1, "stadsplan"), ("Slott", 1, "")]
    as_proposed(delivery)
    deliveries.check(PLANS, delivery)
    assert delivery.unknown["kind"]["values"] == [["Slott", 1]]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("Områdesbestämmelse", "omradesbestammelser"),
        ("DP (detaljplan)", "detaljplan"),
        ("dp 2010", "detaljplan"),
        ("Stadsplanen", "stadsplan"),
        ("ÖP", ""),
    ],
)
def test_what_a_value_may_mean(value: str, code: str) -> None:
    assert guess_meaning("kind", value, list(PlanKind.values)) == code


def test_a_day_that_is_not_of_the_decision_is_no_laga_kraft() -> None:
    days = ("2026-05-02", "2026-05-03")
    assert guess(PLANS, [Sample("uppdaterad", days)]) == {}
    assert guess(PLANS, [Sample("datum1", days), Sample("datum2", days)]) == {}
    assert guess(PLANS, [Sample("datum1", days)]) == {"in_force_from": "datum1"}


HEADERS = {
    "PLANAKT": ("2080-P1", "2080-P2"), "BET": ("q1", "k"), "OBJTYP": ("Hus", "Stenmur"),
    "NR": ("1", "2"), "X_KOORD": ("6718000", "6718100"), "Y_KOORD": ("535000", "535100"),
}  # fmt: skip


def test_ordinary_headers_of_an_old_database() -> None:
    samples = [Sample(header, values) for header, values in HEADERS.items()]
    assert guess(KINDS["county_points"], samples) == {
        "archive_ref": "PLANAKT", "letter": "BET", "object_type": "OBJTYP", "object_ref": "NR",
        "classes": "BET",
    }  # fmt: skip
    assert guess_places(samples) == {"east": "Y_KOORD", "north": "X_KOORD"}
    kinds = guess(KINDS["county_points"], [Sample("OBJEKT", ("Hus", "mur", "x"))])
    assert kinds == {"object_type": "OBJEKT"}
    assert guess(PLANS, [Sample("BET", ("DP 1", "DP 2"))]) == {"designation": "BET"}
    letters = guess(KINDS["county_points"], [Sample("KOD", ("q", "k1"))])
    assert letters == {"letter": "KOD", "classes": "KOD"}


def test_letters_propose_their_types(tmp_path: Path) -> None:
    path = tmp_path / "punkter.csv"
    path.write_text(
        "kommun;akt;bet;objekttyp;E;N\n"
        + "".join(
            f"2080;2080-P1;{letter};hus;535000;6718000\n" for letter in ("q1", "q1", "k", "r", "Q")
        )
    )
    delivery = handed_in(path, "county_points")
    deliveries.look(KINDS["county_points"], delivery)
    form = ReadingForm(KINDS["county_points"], delivery)
    told = {str(value["field"].label): value["field"].value() for value in form.values()}
    assert told == {
        "hus": "byggnad", "q1": "skydd", "k": "varsamhet", "r": "rivningsforbud", "Q": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "places"),
    [
        ({"x": "1489000", "y": "6721000"}, ("x", "y")),
        ({"X": "6721000", "Y": "1489000"}, ("Y", "X")),
        ({"lat": "60,6", "long": "15,6"}, ("long", "lat")),
        ({"X_RT90": "6721000", "Y_RT90": "1489000", "N": "6718000", "E": "535000"}, ("E", "N")),
        ({"x": "1", "y": "två"}, None),
    ],
)
def test_where_a_tables_shapes_stand(
    columns: dict[str, str], places: tuple[str, str] | None
) -> None:
    found = guess_places([Sample(header, [value]) for header, value in columns.items()])
    assert found == (dict(zip(("east", "north"), places, strict=True)) if places else {})


def test_the_municipality_of_nearly_all_akter() -> None:
    akter = ["2080-P1"] * 18 + ["2081-P1", "20-FAL-1"]
    told = (PLANS, [Sample("akt", akter)], {"archive_ref": "akt"}, known_places())
    assert guess_constants(*told) == {"municipality_code": "2080"}
    akter[:5] = ["2081-P1"] * 5
    assert guess_constants(*told) == {}


BRITISH = "Filen ligger i EPSG:27700 (OSGB36 / British National Grid), som inte används i Sverige."
FOREIGN = {
    "southwark_conservation_areas.gpkg": BRITISH,
    "listed_building_efbdafb9.zip": BRITISH,
    "dlp_utf-8-sig-json.geojson": (
        "Filen anger inget koordinatsystem. Koordinaterna ligger inte i Sverige i något system "
        "som används här."
    ),
    "qgissverige_plankarta_ss637040.xml": (
        "Filen följer den äldre standarden SS 637040, som delar planen i gränser utan färdiga "
        "ytor. raknaq läser den inte. Exportera planområdena som GeoPackage."
    ),
}


@pytest.mark.parametrize(("name", "says"), FOREIGN.items())
def test_a_file_from_elsewhere_is_refused_with_its_reason(
    take: Taking, name: str, says: str
) -> None:
    report = take.file("plans", DATA / "foreign" / name, epsg=None)
    assert says in texts(report)
    assert len(reasons(report)) == 1
    assert not PlanDecision.objects.exists()


def test_a_file_from_elsewhere_said_to_be_in_sweden(take: Taking) -> None:
    report = take.file(
        "plans", DATA / "foreign" / "dlp_utf-8-sig-json.geojson", epsg=3006,
        columns={"name": "Name", "archive_ref": "MI_PRINX"},
        constants={"municipality_code": "2080", "kind": "detaljplan"},
    )  # fmt: skip
    assert set(reasons(report)) == {"shape_outside_sweden"}
    assert "Koordinaterna ligger inte i Sverige" in texts(report)
