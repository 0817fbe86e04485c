"""Counties and municipalities as files name them."""

from typing import Any

import pytest
from django.db import IntegrityError

from inventory.models import Monument
from plans.imports.values import Known, RefusedValueError, county, municipality
from plans.models import PlanDecision
from tests.imports.taking import Taking, reasons, texts

PLACES = Known(
    municipalities={
        "0305": "Håbo",
        "1321": "Habo",
        "1280": "Malmö",
        "2080": "Falun",
        "0001": "Åsa",
        "0002": "Äsa",
    },
    counties={"20": "Dalarnas län"},
    former={"1917": "0331"},
)
PLAN = {"municipality_code": "2080", "archive_ref": "2080-P1", "kind": "detaljplan"}
MONUMENT = {"bebyggelsenummer": "2130", "lansnamn": "Dalarnas", "kommunnamn": "Falun"}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Håbo", "0305"),
        ("habo", "1321"),
        ("HÅBO KOMMUN", "0305"),
        ("Håbos kommun", "0305"),
        ("Falu kommun", None),
        ("Malmo", "1280"),
        ("Åsa", "0001"),
    ],
)
def test_a_municipality_by_its_name(name: str, code: str | None) -> None:
    if code is None:
        with pytest.raises(RefusedValueError):
            municipality(name, PLACES)
    else:
        assert municipality(name, PLACES) == code


def test_a_name_without_its_dots_that_fits_several_is_refused() -> None:
    with pytest.raises(RefusedValueError) as refused:
        municipality("Asa", PLACES)
    assert refused.value.reason == "municipality_ambiguous"
    assert refused.value.facts["names"] == ["0001 Åsa", "0002 Äsa"]


@pytest.mark.parametrize("name", ["Dalarna", "Dalarnas län", "DALARNAS"])
def test_a_county_by_its_name(name: str) -> None:
    assert county(name, PLACES) == "20"


def test_habo_and_håbo_are_two_municipalities(take: Taking) -> None:
    rows = [
        PLAN | {"municipality_code": name, "archive_ref": f"P{n}"}
        for n, name in enumerate(("Håbo", "Habo"))
    ]
    take("plans", rows)
    codes = PlanDecision.objects.order_by("archive_ref").values_list("municipality_id", flat=True)
    assert list(codes) == ["0305", "0643"]


def test_a_monument_lies_in_the_county_of_its_municipality(take: Taking) -> None:
    report = take("monuments", [MONUMENT | {"kommunnamn": "Habo"}])
    assert reasons(report) == ["municipality_in_other_county"]
    assert "Rad 2: Kommunen Habo ligger i Jönköpings län, inte i Dalarnas län." in texts(report)
    take("monuments", [MONUMENT])
    assert reasons(take("monuments", [MONUMENT | {"lansnamn": "Uppsala", "kommunnamn": ""}])) == [
        "municipality_in_other_county"
    ]


def test_the_database_keeps_a_monument_in_one_county(db: Any) -> None:
    with pytest.raises(IntegrityError, match="inventory_monument_county"):
        Monument.objects.create(bebyggelsenummer="1", county_id="20", municipality_id="0114")
