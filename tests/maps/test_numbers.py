"""How pages write numbers."""

from decimal import Decimal

import pytest
from django.utils import translation

from raknaq.templatetags.figures import limit, part_of, percent, whole


@pytest.mark.parametrize(
    ("share", "text"),
    [("0.016949", "1,69"), ("0.016950", "1,70"), ("0.000049", "0,00"), ("0.1", "10,00")],
)
def test_a_share_is_rounded_half_up_only_when_shown(share: str, text: str) -> None:
    with translation.override("sv"):
        assert percent(Decimal(share)) == f"{text}\u202f%"


def test_missing_is_a_dash_and_thousands_have_a_thin_space() -> None:
    with translation.override("sv"):
        assert (whole(None), percent(None)) == ("–", "–")
        assert whole(1234567) == "1\u202f234\u202f567"
        assert limit(Decimal("1.5")) == "1,5"
    with translation.override("en"):
        assert percent(Decimal("0.0205")) == "2.05\u202f%"


def test_a_bar_without_a_whole_has_no_width() -> None:
    assert (part_of(30, 120), part_of(0, 0)) == ("25%", "0%")
