"""How a file meets what is there: exchange.md, "Merging"."""

import itertools
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from inventory.models import (
    BuildingStock,
    InventoryScope,
    Marking,
    Monument,
    ProtectedObject,
    Review,
)
from plans.models import Delivery, Plan, PlanDecision, Provision
from raknaq.lib.history import change
from tests.factories import (
    day,
    make_decision,
    make_delivery,
    make_user,
    point,
    review,
    square,
    unmark,
)
from tests.imports.taking import Row, Taking, reasons, texts

PLAN = {
    "municipality_code": "2080",
    "archive_ref": "2080-P1",
    "kind": "detaljplan",
    "in_force_from": "1995-05-01",
    "name": "Kvarteret Ängen",
}
CHANGE = {
    "municipality_code": "2080",
    "archive_ref": "2080-P2",
    "kind": "detaljplan",
    "decision": "andring",
    "changes_ref": "2080-P1",
    "in_force_from": "2003-06-10",
}
MARKING = {
    "municipality_code": "2080",
    "archive_ref": "2080-P1",
    "object_ref": "1",
    "object_type": "byggnad",
    "letter": "q",
    "index": "1.0",
    "wording": "Får inte rivas",
    "classes": "skydd;rivningsförbud",
    "name": "Gamla skolan",
    "x": "535000",
    "y": "6718000",
}


def test_the_same_file_twice_changes_nothing(take: Taking) -> None:
    first = take("plans", [PLAN, CHANGE])
    assert first.counts["new"] == 2
    take(
        "markings", [MARKING, MARKING | {"object_ref": "2", "letter": "k", "classes": "varsamhet"}]
    )
    take("reviews", [{"municipality_code": "2080", "archive_ref": "2080-P1", "outcome": "recorded",
                      "read_on": "2012"}])  # fmt: skip
    before = [
        list(m.objects.order_by("pk").values()) for m in (Plan, PlanDecision, Marking, Review)
    ]
    again = take("plans", [PLAN, CHANGE])
    assert again.counts == {"read": 2, "new": 0, "changed": 0, "same": 2, "refused": 0}
    for rows in ([MARKING, MARKING | {"object_ref": "2", "letter": "k", "classes": "varsamhet"}],):
        assert take("markings", rows).counts["same"] == 2
    after = [list(m.objects.order_by("pk").values()) for m in (Plan, PlanDecision, Marking, Review)]
    assert after == before


def test_a_changed_value_is_written_and_its_version_rises(take: Taking) -> None:
    take("plans", [PLAN])
    report = take("plans", [PLAN | {"name": "Kvarteret Åsen"}])
    assert report.counts["changed"] == 1
    decision = PlanDecision.objects.get()
    assert decision.name == "Kvarteret Åsen"
    assert decision.version == 2


def test_an_absent_column_and_an_empty_cell_leave_things_untouched(take: Taking) -> None:
    take("plans", [PLAN | {"law": "APBL"}])
    take("plans", [{k: v for k, v in PLAN.items() if k != "name"} | {"law": ""}])
    decision = PlanDecision.objects.get()
    assert (decision.name, decision.law) == ("Kvarteret Ängen", "APBL")


def test_an_empty_cell_empties_only_where_the_mapping_says_so(take: Taking) -> None:
    take("plans", [PLAN | {"adopted_on": "1995-01-01"}])
    take("plans", [PLAN | {"name": "", "adopted_on": ""}], clear=["adopted_on"])
    decision = PlanDecision.objects.get()
    assert decision.adopted_on is None
    assert decision.name == "Kvarteret Ängen"


def test_what_a_person_changed_is_kept_and_told(take: Taking) -> None:
    take("plans", [PLAN])
    anna = make_user("anna")
    with change(by=anna, why="rättat namn"):
        PlanDecision.objects.update(name="Kv. Ängen, rättat")
    report = take("plans", [PLAN | {"name": "Kvarteret Åsen", "in_force_from": "1995-05-02"}])
    assert report.accepted
    decision = PlanDecision.objects.get()
    assert decision.name == "Kv. Ängen, rättat"
    assert decision.in_force_from == day("1995-05-02")
    assert "name är Kvarteret Åsen i filen, men anna ändrade till Kv. Ängen, rättat" in texts(
        report
    )


def test_what_a_person_left_empty_may_be_filled(take: Taking) -> None:
    with change(by=make_user("anna"), why="registrerat"):
        make_decision("2080-P1", in_force_from=day("1995-05-01"))
    report = take("plans", [PLAN])
    assert report.counts["changed"] == 1
    assert PlanDecision.objects.get().name == "Kvarteret Ängen"


def test_what_a_person_emptied_is_kept_empty(take: Taking) -> None:
    take("plans", [PLAN])
    with change(by=make_user("anna"), why="fel namn"):
        PlanDecision.objects.update(name="")
    assert "person_changed" in reasons(take("plans", [PLAN]), "warning")
    assert PlanDecision.objects.get().name == ""


def test_records_not_in_the_file_are_listed_and_left(take: Taking) -> None:
    take("plans", [PLAN, CHANGE])
    report = take("plans", [PLAN])
    assert "not_in_file" in reasons(report, "warning")
    assert (
        "1 registrerade poster i samma kommuner finns inte i filen, bland annat 2080-P2."
        in texts(report)
    )
    assert PlanDecision.objects.count() == 2


def test_several_equal_rows_of_one_akt_are_one(take: Taking) -> None:
    report = take("plans", [PLAN, PLAN])
    assert reasons(report, "warning") == ["places_missing", "row_repeated"]
    assert report.counts == {"read": 2, "new": 1, "changed": 0, "same": 1, "refused": 0}


def test_an_akt_compares_without_case_and_keeps_its_letters(take: Taking) -> None:
    take("plans", [PLAN | {"archive_ref": "2281K-ÖVR-241"}])
    report = take("plans", [PLAN | {"archive_ref": "2281k-övr-241"}])
    assert report.counts["same"] == 1
    assert PlanDecision.objects.get().archive_ref == "2281K-ÖVR-241"


def test_identifiers_are_added_never_swapped(take: Taking) -> None:
    named = {**PLAN, "archive_ref": "", "designation": "DP 12"}
    take("plans", [named])
    report = take("plans", [PLAN | {"designation": "dp 12"}])
    assert report.counts["changed"] == 1
    decision = PlanDecision.objects.get()
    assert (decision.archive_ref, decision.designation) == ("2080-P1", "DP 12")
    report = take("plans", [PLAN | {"designation": "DP 13"}])
    assert "identifier_differs" in reasons(report, "warning")
    assert PlanDecision.objects.get().designation == "DP 12"


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_change_finds_its_plan_in_any_order_of_files(take: Taking, order: Any) -> None:
    later = CHANGE | {
        "archive_ref": "2080-P3",
        "changes_ref": "dp 1",
        "in_force_from": "2010-01-01",
    }
    rows = [PLAN | {"designation": "DP 1", "kind": "stadsplan"}, CHANGE, later]
    for n in order:
        assert take("plans", [rows[n]]).accepted
    plan = Plan.objects.get()
    assert plan.kind == "stadsplan"
    assert plan.shell_ref == ""
    assert set(plan.decisions.values_list("archive_ref", flat=True)) == {
        "2080-P1",
        "2080-P2",
        "2080-P3",
    }


def test_a_change_of_an_unknown_plan_makes_a_shell(take: Taking) -> None:
    report = take("plans", [CHANGE, CHANGE | {"archive_ref": "2080-P3"}])
    assert reasons(report, "warning")[1:] == ["changes_unknown", "changes_unknown"]
    assert Plan.objects.get().shell_ref == "2080-P1"
    assert take("plans", [CHANGE, CHANGE | {"archive_ref": "2080-P3"}]).counts["same"] == 2


@pytest.mark.parametrize("named", ["2080-P1", "DP 1"])
def test_what_a_person_said_of_a_plan_known_by_name_stands(take: Taking, named: str) -> None:
    plan = PLAN | {"designation": "DP 1", "in_force_to": "2012-01-01"}
    take("plans", [CHANGE | {"changes_ref": named}])
    with change(by=make_user("anna"), why="plan ändrad"):
        Plan.objects.update(in_force_to=day("2010-06-30"))
    for _ in range(2):
        report = take("plans", [plan])
        assert reasons(report, "warning").count("person_changed") == 1
        assert "anna ändrade till 2010-06-30" in texts(report)
        assert Plan.objects.get().in_force_to == day("2010-06-30")


def test_what_a_person_said_stands_also_where_the_plan_is_another_record(take: Taking) -> None:
    """The plan was recorded by its designation before anybody knew its akt."""
    plan = PLAN | {"designation": "DP 1", "in_force_to": "2012-01-01"}
    take("plans", [plan | {"archive_ref": ""}, CHANGE])
    with change(by=make_user("anna"), why="plan ändrad"):
        Plan.objects.filter(shell_ref="2080-P1").update(in_force_to=day("2010-06-30"))
    report = take("plans", [plan])
    assert "in_force_to är 2012-01-01 i filen, men anna ändrade till 2010-06-30" in texts(report)
    assert Plan.objects.get().in_force_to == day("2010-06-30")


def test_a_former_municipality_code_is_read_as_todays(take: Taking) -> None:
    take("plans", [PLAN | {"municipality_code": "1917", "archive_ref": "1917-P88/1"}])
    assert PlanDecision.objects.get().municipality_id == "0331"


def test_a_number_that_lost_its_zero(take: Taking) -> None:
    take("plans", [PLAN | {"municipality_code": "114", "archive_ref": "0114-P88/1"}])
    assert PlanDecision.objects.get().municipality_id == "0114"


def test_objects_provisions_and_markings_are_told_apart(take: Taking) -> None:
    take("plans", [PLAN])
    rows = [
        MARKING,
        MARKING | {"object_ref": "2"},  # the same provision on another object
        MARKING | {"letter": "Q"},  # another letter is another provision: case carries meaning
        MARKING | {"name": "Nya skolan"},  # the first row wins for the object's own facts
    ]
    report = take("markings", rows)
    assert report.counts == {"read": 4, "new": 3, "changed": 0, "same": 1, "refused": 0}
    assert ProtectedObject.objects.count() == 2
    assert Provision.objects.count() == 2
    assert Marking.objects.count() == 3
    assert ProtectedObject.objects.get(object_ref="1").name == "Gamla skolan"
    assert {"object_differs", "row_repeated"} <= set(reasons(report, "warning"))
    provision = Provision.objects.get(letter="q")
    assert provision.classes == ["rivningsforbud", "skydd"]
    assert provision.index == "1"


def test_two_rows_of_one_marking_that_end_on_different_days(take: Taking) -> None:
    take("plans", [PLAN])
    report = take("markings", [MARKING, MARKING | {"ended_on": "2010-01-01"}])
    assert reasons(report) == ["marking_ended_differs"]
    assert "Rad 3: Samma märkning står på rad 2 men upphör – där och 2010-01-01 här." in texts(
        report
    )


def test_what_is_odd_about_a_marking_is_a_warning(take: Taking) -> None:
    decision = make_decision("2080-P1", area=square())
    review(decision, "nothing_found")
    report = take("markings", [MARKING | {"x": "534900", "gone_on": "1990-01-01"}])
    assert report.accepted
    assert set(reasons(report, "warning")) == {
        "point_outside_plan",
        "gone_before",
        "nothing_found_marked",
    }
    assert "Läget ligger 100 m utanför planområdet för 2080-P1." in texts(report)


def test_a_point_outside_its_municipality_is_a_warning(take: Taking) -> None:
    make_decision("2080-P1")
    report = take("markings", [MARKING | {"x": "674000", "y": "6580000"}])
    assert report.accepted
    [issue] = [i for i in report.issues if i.reason == "shape_outside_municipality"]
    assert "km" not in issue.text()
    assert "utanför Falun" in issue.text()
    assert issue.place is not None


def test_unmapped_columns_are_kept_with_the_row(take: Taking) -> None:
    take("plans", [PLAN | {"handläggare": "A. Berg", "tom": ""}])
    assert PlanDecision.objects.get().extra == {"handläggare": "A. Berg"}


def test_a_mapping_names_columns_values_and_constants(take: Taking) -> None:
    rows: list[Row] = [{"Akt nr": "2080-P1", "Typ": "DP", "LK": "1995"}]
    report = take(
        "plans",
        rows,
        columns={"archive_ref": "akt nr", "kind": "Typ", "in_force_from": "LK"},
        values={"kind": {"dp": "detaljplan"}},
        constants={"municipality_code": "2080"},
        bare_year="07-01",
    )
    assert report.accepted, texts(report)
    decision = PlanDecision.objects.get()
    assert decision.in_force_from == day("1995-07-01")
    assert decision.municipality_id == "2080"


def test_a_mapping_that_names_what_is_not_there(take: Taking) -> None:
    assert reasons(take("plans", [PLAN], columns={"kind": "Slag"})) == ["mapping_column_missing"]
    assert reasons(take("plans", [PLAN], columns={"plantyp": "Slag"})) == ["mapping_unknown"]


def test_an_unknown_date_is_accepted_with_a_warning(take: Taking) -> None:
    report = take("plans", [PLAN | {"in_force_from": ""}])
    assert report.accepted
    assert reasons(report, "warning") == ["places_missing", "in_force_unknown"]


def test_decisions_without_an_akt_are_found_by_designation(take: Taking) -> None:
    take("plans", [PLAN | {"archive_ref": "", "designation": "DP 7"}])
    report = take("reviews", [{"municipality_code": "2080", "designation": "dp 7",
                               "outcome": "nothing_found", "read_on": "2012-01-01"}])  # fmt: skip
    assert report.accepted, texts(report)


def test_a_designation_that_names_several_decisions(take: Taking) -> None:
    make_decision("2080-P1", designation="DP 7")
    make_decision("2080-P2", designation="DP 7")
    report = take("reviews", [{"municipality_code": "2080", "designation": "DP 7",
                               "outcome": "nothing_found", "read_on": "2012-01-01"}])  # fmt: skip
    assert reasons(report) == ["decision_ambiguous"]


def test_building_stock(take: Taking) -> None:
    rows = [
        {"region_code": "20", "year": "2010", "buildings": "300 000", "source": "SCB"},
        {"region_code": "2080", "year": "2010.0", "buildings": "40000", "source": "SCB",
         "building_type": "bostad"},
    ]  # fmt: skip
    assert take("building_stock", rows).counts["new"] == 2
    assert take("building_stock", rows).counts["same"] == 2
    rows[0]["buildings"] = "310000"
    assert take("building_stock", rows).counts["changed"] == 1
    assert BuildingStock.objects.get(county="20").buildings == 310_000
    assert "region_unknown" in reasons(take("building_stock", [rows[0] | {"region_code": "x"}]))
    differ = [rows[0], rows[0] | {"buildings": "1"}]
    assert reasons(take("building_stock", differ)) == ["stock_differs"]


def test_scopes_are_signed_by_their_delivery_when_they_do_not_say(take: Taking) -> None:
    anna = make_user("anna", lead="20")
    row = {"county_code": "20", "from_day": "1987-01-01", "listed_through": "2012",
           "declared_through": "2010"}  # fmt: skip
    report = take("scopes", [row], by=anna)
    assert report.accepted, texts(report)
    scope = InventoryScope.objects.get()
    assert scope.listed_through == day("2012-12-31")
    assert (scope.listed_by, scope.listed_source) == ("anna", "scopes.csv")
    assert (scope.declared_through, scope.declared_by) == (2010, "anna")
    assert take("scopes", [row]).counts["same"] == 1
    take("scopes", [row | {"listed_through": "2015", "listed_by": "Bo", "listed_source": "akt"}])
    scope = InventoryScope.objects.get()
    assert (scope.listed_by, scope.listed_through) == ("Bo", day("2015-12-31"))


def test_monuments_by_raas_own_columns(take: Taking) -> None:
    row = {"bebyggelsenummer": "2130", "namn": "Stora gården", "skyddstyp_namn": "Byggnadsminne",
           "havt_skydd": "Nej", "beslutsdatum": "1975-03-01", "ingaende_objekt": "4",
           "lansnamn": "Dalarna", "kommunnamn": "Falun", "url": "https://bebyggelse.example/2130",
           "geometry": "POLYGON((535000 6718000,535100 6718000,535100 6718100,535000 6718000))",
           }  # fmt: skip
    vague = row | {"bebyggelsenummer": "2131", "ingaende_objekt": "bod; loge", "beslutsdatum": "",
                   "geometry": ""}  # fmt: skip
    report = take("monuments", [row, vague])
    assert report.accepted, texts(report)
    known = Monument.objects.get(bebyggelsenummer="2130")
    assert (known.buildings, known.county_id, known.municipality_id) == (4, "20", "2080")
    assert Monument.objects.get(bebyggelsenummer="2131").buildings is None
    assert Delivery.objects.get(kind="monuments").covers == ["20"]
    assert take("monuments", [row, vague]).counts["same"] == 2
    wrong = row | {"url": "javascript:alert(1)"}
    assert "address_unsafe" in reasons(take("monuments", [wrong]))


def test_history_says_who_and_why(take: Taking) -> None:
    take("plans", [PLAN], by=make_user("anna", lead="20"))
    event = PlanDecision.pgh_event_model.objects.get()  # type: ignore[attr-defined]
    assert event.pgh_label == "insert"
    assert event.pgh_context.metadata["who"] == "anna"
    assert event.pgh_context.metadata["why"] == "leverans: plans (plans.csv)"
    assert event.pgh_context.metadata["delivery"] == Delivery.objects.get(kind="plans").pk


def test_the_command_says_what_came_of_it(
    take: Taking, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "p.csv"
    path.write_text("kommunkod;akt;plantyp\n2080;2080-P1;detaljplan\n")
    call_command("import_data", "plans", str(path))
    assert "1 nya" in capsys.readouterr().out
    with pytest.raises(SystemExit) as stopped:
        path.write_text("kommunkod;akt;plantyp\n9999;2080-P1;detaljplan\n")
        call_command("import_data", "plans", str(path), "--commit")
    assert stopped.value.code == 1
    assert "Fel: Rad 2: Kommunkod 9999 finns inte." in capsys.readouterr().out


def test_the_command_explains_itself_in_swedish(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command("import_data", "--help")
    said = " ".join(capsys.readouterr().out.split())
    assert "Provkörning utan --commit." in said
    assert "kolumnmappning i TOML" in said


def test_a_persons_new_place_is_told_in_words(take: Taking) -> None:
    take("plans", [PLAN])
    take("markings", [MARKING])
    with change(by=make_user("anna"), why="flyttad"):
        ProtectedObject.objects.update(shape=point(50, 50))
    moved = MARKING | {"x": "535010"}
    told = texts(take("markings", [moved]))
    assert "anna ändrade läget" in told
    assert "0101000020" not in told
    assert ProtectedObject.objects.get().shape == point(50, 50)


def test_what_stands_by_default_is_no_persons_word(take: Taking) -> None:
    """A number of buildings that nobody chose is free to be told by a delivery."""
    take("plans", [PLAN])
    with change(by=make_user("anna"), why="registrerad"):
        ProtectedObject.objects.create(
            municipality_id="2080", object_ref="1", object_type="byggnad", shape=point()
        )
    report = take("markings", [MARKING | {"building_count": "4"}])
    assert "person_changed" not in reasons(report, "warning")
    assert ProtectedObject.objects.get().building_count == 4


def test_rows_into_a_demo_are_warned_of(take: Taking) -> None:
    make_delivery("demo")
    assert "into_demo" in reasons(take("plans", [PLAN]), "warning")


def test_a_day_that_a_person_recorded_at_first_is_kept(take: Taking) -> None:
    with change(by=make_user("anna"), why="registrerad"):
        make_decision("2080-P1", in_force_from=day("1995-05-02"))
    report = take("plans", [PLAN])
    assert "person_changed" in reasons(report, "warning")
    assert PlanDecision.objects.get().in_force_from == day("1995-05-02")


def test_unmapped_columns_are_added_to_those_that_are_there(take: Taking) -> None:
    take("plans", [PLAN | {"egen_a": "1", "egen_b": "2"}])
    take("plans", [PLAN | {"egen_a": "3", "egen_b": ""}])
    assert PlanDecision.objects.get().extra == {"egen_a": "3", "egen_b": "2"}
    take("plans", [PLAN | {"annan": "x"}])
    assert PlanDecision.objects.get().extra == {"egen_a": "3", "egen_b": "2", "annan": "x"}
    again = take("plans", [PLAN | {"annan": "x"}])
    assert again.counts["same"] == 1


def test_another_place_is_told_as_a_place(take: Taking) -> None:
    make_decision("2080-P1")
    report = take("markings", [MARKING, MARKING | {"letter": "k", "y": "6718012,5"}])
    assert report.accepted, texts(report)
    assert (
        "med geometry N 6718000, E 535000 (SWEREF 99 TM). Den uppgiften används, inte N 6718012, "
        "E 535000 (SWEREF 99 TM). Det är ett annat läge, 12,5 m därifrån."
    ) in texts(report)


def test_a_corrected_type_of_provision_is_no_new_provision(take: Taking) -> None:
    take("plans", [PLAN])
    rows = [MARKING, MARKING | {"object_ref": "2", "x": "535100"}]
    take("markings", rows)
    for classes in (["skydd"], ["varsamhet"]):
        with change(by=make_user(), why="märkning ändrad"):
            Provision.objects.update(classes=classes)
    report = take("markings", rows)
    assert (report.counts["new"], report.counts["changed"], report.counts["same"]) == (0, 0, 2)
    assert reasons(report, "warning").count("person_changed") == 1
    assert "ändrade till varsamhet" in texts(report)
    assert Provision.objects.get().classes == ["varsamhet"]
    assert Marking.objects.count() == 2


@pytest.mark.parametrize("kind", ["markings", "county_points"])
def test_a_removed_marking_stays_removed(take: Taking, kind: str) -> None:
    make_decision("2080-P1", area=square(-50, -50))
    rows = [MARKING, MARKING | {"object_ref": "2", "x": "535010"}]
    take(kind, rows)
    anna, wrong = make_user("anna"), Marking.objects.get(object__object_ref="1")
    unmark(wrong, anna)
    report = take(kind, rows)
    assert (report.counts["new"], report.counts["changed"], report.counts["same"]) == (0, 0, 2)
    assert "person_removed" in reasons(report, "warning")
    assert "anna tog bort posten" in texts(report)
    assert [one.object.object_ref for one in Marking.objects.all()] == ["2"]
    assert ProtectedObject.objects.count() == 1


def test_a_marking_recorded_again_is_met_as_any_other(take: Taking) -> None:
    take("plans", [PLAN])
    take("markings", [MARKING])
    again = Marking.objects.get()
    with change(by=make_user(), why="felaktig märkning borttagen"):
        Marking.objects.all().delete()
    with change(by=make_user(), why="märkning registrerad"):
        Marking.objects.create(object=again.object, provision=again.provision)
    report = take("markings", [MARKING | {"evidence": "Plankarta"}])
    assert "person_removed" not in reasons(report, "warning")
    assert Marking.objects.get().evidence == "Plankarta"


READING = {
    "municipality_code": "2080", "archive_ref": "2080-P1", "outcome": "recorded",
    "read_on": "2012-05-02", "read_by": "Anna",
}  # fmt: skip


def test_a_withdrawn_reading_stays_withdrawn(take: Taking) -> None:
    take("plans", [PLAN])
    take("reviews", [READING])
    with change(by=make_user("bo"), why="genomgång återtagen"):
        Review.objects.all().delete()
    report = take("reviews", [READING])
    assert reasons(report, "warning") == ["person_removed"]
    assert not Review.objects.exists()


def test_a_corrected_reading_is_no_new_reading(take: Taking) -> None:
    take("plans", [PLAN])
    take("reviews", [READING])
    with change(by=make_user("bo"), why="genomgång rättad"):
        Review.objects.update(outcome="unclear")
    report = take("reviews", [READING])
    assert reasons(report, "warning") == ["person_changed"]
    assert Review.objects.get().outcome == "unclear"
