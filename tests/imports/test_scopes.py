"""What a county signs for: never the future, never before the beginning."""

import datetime

import pytest
from django.utils import timezone

from inventory.models import InventoryScope
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
