"""What a county signs for: never the future, never before the beginning."""

import datetime

import pytest
from django.utils import timezone

from inventory.models import InventoryScope
from plans import ends
from plans.models import Plan
from tests.factories import day, make_decision, make_user, square
from tests.imports.taking import Row, Taking, reasons, texts

SCOPE = {"county_code": "20", "from_day": "1987-01-01"}
TODAY = timezone.localdate()
SOON = (TODAY + datetime.timedelta(days=2)).isoformat()
NEXT_YEAR = str(TODAY.year + 1)


@pytest.mark.parametrize(
    "signed",
    [
        {"listed_through": SOON},
        {"ends_checked_through": SOON},
        {"declared_through": NEXT_YEAR},
        {"declared_through": "2010", "declared_by": "Bo", "declared_on": SOON},
    ],
)
def test_nobody_signs_for_the_future(take: Taking, signed: Row) -> None:
    report = take("scopes", [SCOPE | signed])
    assert reasons(report) == ["signed_in_future"]
    assert "som inte har varit än. Det går inte att skriva under på." in texts(report)
    assert not InventoryScope.objects.exists()


@pytest.mark.parametrize(
    "signed", [{"listed_through": "1987-01-01"}, {"ends_checked_through": "1986-12-31"}]
)
def test_nothing_is_signed_before_the_beginning(take: Taking, signed: Row) -> None:
    report = take("scopes", [SCOPE | signed])
    assert reasons(report) == ["end_before_start"]
    assert "kan inte vara före början, 1987-01-01." in texts(report)


def test_signing_for_the_ends_tells_what_is_still_open(take: Taking) -> None:
    for akt, since in (("2080-P1", "1990-01-01"), ("2080-P2", "2003-01-01"),
                       ("2080-P3", "2010-01-01")):  # fmt: skip
        make_decision(akt, in_force_from=day(since), area=square())
    ends.propose(Plan.objects.values_list("pk", flat=True), by=make_user())

    def told(through: str) -> str:
        report = take("scopes", [SCOPE | {"ends_checked_through": through}], commit=False)
        assert report.accepted
        return texts(report)

    assert "inte är avgjorda" not in told("2002-12-31")
    assert "till och med 2003-01-01 som inte är avgjorda: 1, bland annat genom 2080-P2" in told(
        "2003-01-01"
    )
    assert "inte är avgjorda: 3, bland annat genom 2080-P2, 2080-P3" in told("2010-12-31")
    elsewhere = take("scopes", [{**SCOPE, "county_code": "03", "ends_checked_through": "2010"}])
    assert "ends_open" not in reasons(elsewhere, "warning")


def test_an_empty_cell_clears_where_it_is_said_to(take: Taking) -> None:
    take("scopes", [SCOPE | {"listed_through": "2012-12-31", "listed_source": "x"}])
    take("scopes", [SCOPE | {"listed_through": ""}])
    assert InventoryScope.objects.get().listed_through == day("2012-12-31")
    report = take("scopes", [SCOPE | {"listed_through": ""}], clear=["listed_through"])
    assert report.accepted, texts(report)
    assert InventoryScope.objects.get().listed_through is None
    take("scopes", [SCOPE], clear=True)
    assert InventoryScope.objects.get().listed_source == "x"
