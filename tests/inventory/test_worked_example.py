"""The worked example of method.md, counted in the database and through the command line."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from inventory.indicator import figures, method
from inventory.indicator.count import Figure
from inventory.models import ProtectedObject
from tests.conftest import DATA
from tests.factories import day, make_decision, make_object, make_scope, mark, review

# year: in force, registered, read, in scope, status
TABLE = {
    1999: (2, 2, 1, 1, "complete"),
    2001: (3, 3, 2, 2, "complete"),
    2003: (4, 4, 4, 4, "complete"),
    2008: (4, 4, 4, 5, "partial"),
    2010: (3, 4, 4, 5, "partial"),
    2011: (2, 4, 4, 5, "partial"),
    2013: (None, None, 4, 5, "missing"),
}


@pytest.fixture
def _example(db: None) -> None:
    make_scope("20")
    a = make_decision("A", in_force_from=day("1995-05-01"))
    b = make_decision("B", in_force_from=day("2001-12-31"), in_force_to=day("2010-06-30"))
    c = make_decision("C", in_force_from=day("2003-01-01"))
    d = make_decision("D", in_force_from=day("1986-12-31"))
    make_decision("E", in_force_from=day("2008-03-15"))
    g = make_decision("G", kind="stadsplan", in_force_from=day("1965-04-01"))
    f = make_decision("F", plan=g.plan, decision="change", in_force_from=day("2003-06-10"))
    for decision in (a, b, d, f):
        review(decision)
    review(c, "nothing_found")
    review(c, "unclear", read_on=day("2012-09-03"))
    thing = {
        n: make_object(object_ref=str(n), object_type=kind)
        for n, kind in enumerate(["byggnad"] * 2 + ["mur"] + ["byggnad"] * 3 + ["trad"], 1)
    }
    ProtectedObject.objects.filter(pk=thing[1].pk).update(gone_on=day("2011-08-01"))
    for n, decision, kind in (
        (1, a, "skydd"), (1, a, "varsamhet"), (2, a, "varsamhet"), (3, a, "skydd"),
        (4, b, "rivningsforbud"), (2, b, "skydd"), (5, d, "skydd"), (6, f, "varsamhet"),
        (7, f, "natur"),
    ):  # fmt: skip
        mark(thing[n], decision, kind)


def dalarna(years: list[int], **how: Any) -> dict[tuple[int, str], Figure]:
    counted = figures(years=years, counties=["20"], **how)
    return {(figure.year, figure.series): figure for figure in counted}


@pytest.mark.usefixtures("_example")
def test_the_table() -> None:
    counted = dalarna(list(TABLE))
    for year, (in_force, registered, read, in_scope, status) in TABLE.items():
        figure = counted[year, "in_force"]
        assert (figure.value, counted[year, "registered"].value) == (in_force, registered), year
        assert (figure.decisions_read, figure.decisions_in_scope) == (read, in_scope), year
        assert figure.status == status, year


@pytest.mark.usefixtures("_example")
def test_by_class_in_both_tabulations() -> None:
    separate = dalarna([2003])[2003, "in_force"]
    assert separate.by_class == {"skydd": 2, "varsamhet": 3, "rivningsforbud": 1}
    from dataclasses import replace

    nested = dalarna([2003], chosen=replace(method("q/1"), tabulation="nested"))[2003, "in_force"]
    assert nested.by_class == {"skydd": 3, "varsamhet": 3, "rivningsforbud": 1}


@pytest.mark.usefixtures("_example")
def test_a_plan_ends_on_the_first_day_it_no_longer_applies() -> None:
    counted = dalarna([2009, 2010])
    assert counted[2009, "in_force"].by_class["rivningsforbud"] == 1  # type: ignore[index]
    assert counted[2010, "in_force"].by_class["rivningsforbud"] == 0  # type: ignore[index]


@pytest.mark.django_db
def test_the_table_through_the_command_line() -> None:
    for kind in ("plans", "markings", "reviews", "scopes"):
        path = DATA / "worked_example" / f"{kind}.csv"
        call_command("import_data", kind, str(path), epsg=3006, commit=True, stdout=StringIO())
    out = StringIO()
    call_command("indicator", json=True, years="1999-2013", stdout=out)
    printed = {
        (row["year"], row["series"]): row
        for row in json.loads(out.getvalue())
        if row["region_code"] == "20"
    }
    for year, (in_force, registered, read, in_scope, status) in TABLE.items():
        row = printed[year, "in_force"]
        assert (row["value"], printed[year, "registered"]["value"]) == (in_force, registered), year
        assert (row["decisions_read"], row["decisions_in_scope"]) == (read, in_scope), year
        assert row["status"] == status, year
    assert printed[2003, "in_force"]["by_class"] == {
        "skydd": 2,
        "varsamhet": 3,
        "rivningsforbud": 1,
    }
