"""What the map is given of a plan, and the base maps of the configuration."""

import json
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from raknaq.settings import _base_maps, _origin
from tests.factories import (
    make_decision,
    make_footprint,
    make_object,
    make_provision,
    make_user,
    mark,
    point,
    square,
)


@pytest.fixture
def reader(db: None) -> Client:
    client = Client()
    client.force_login(make_user(reader="20"))
    return client


def layers_of(answer: Any) -> list[str]:
    return [feature["properties"]["layer"] for feature in answer.json()["features"]]


def test_provisions_with_an_area_come_with_their_letters(reader: Client) -> None:
    decision = make_decision(area=square())
    make_provision(decision, letter="q", index="1", wording="Får inte rivas", area=square(side=50))
    make_provision(decision)
    marking = mark(make_object(), decision)
    answer = reader.get(f"/api/plan/{decision.plan_id}/shapes/")
    assert layers_of(answer) == ["decision", "provision", "object"]
    _area, provision, thing = (one["properties"] for one in answer.json()["features"])
    assert (provision["letters"], provision["label"]) == ("q1", "q1 Får inte rivas")
    assert provision["classes"] == ["skydd"]
    assert thing["version"] == marking.object.version


def test_what_lies_around_a_plan_is_there_to_snap_to(reader: Client) -> None:
    decision = make_decision(area=square())
    mark(make_object(), decision)
    other = make_decision(area=square(150))
    make_provision(other, area=square(150, side=10))
    mark(make_object(shape=point(160)), other)
    make_footprint(east=20)
    mark(make_object(shape=point(900)), make_decision(area=square(5_000)))
    answer = reader.get(f"/api/plan/{decision.plan_id}/nara/")
    assert sorted(layers_of(answer)) == ["decision", "footprint", "object", "provision"]


def test_a_plan_without_any_shape_has_nothing_around_it(reader: Client) -> None:
    make_decision(area=square())
    answer = reader.get(f"/api/plan/{make_decision().plan_id}/nara/")
    assert layers_of(answer) == []


def test_the_outline_of_a_building(reader: Client) -> None:
    told = reader.get(f"/api/byggnad/{make_footprint('a').pk}/").json()
    assert (told["building_id"], told["shape"]["type"]) == ("a", "MultiPolygon")


XYZ = {"name": "Topografisk", "url": "https://a.example.se/{z}/{y}/{x}.png", "attribution": "LM"}
WMS = {"name": "Ortofoto", "url": "https://b.example.se/wms?key=1", "layers": "orto025"}


def test_base_maps_are_told_in_the_order_of_the_configuration() -> None:
    assert _base_maps("") == []
    assert _base_maps(json.dumps([XYZ, WMS])) == [
        {**XYZ, "layers": ""},
        {**WMS, "attribution": ""},
    ]
    assert _origin(WMS["url"]) == "https://b.example.se"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("https://a.example.se", "is not a list of base maps"),
        ('[{"name": "x"}]', "is not a list of base maps"),
        (json.dumps([{**XYZ, "url": "javascript:alert(1)"}]), "has no address"),
        (json.dumps([{**XYZ, "url": "https://a.example.se/tiles"}]), "needs {z}, {x} and {y}"),
    ],
)
def test_a_base_map_that_cannot_be_used_is_told(text: str, says: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=says.replace("{", r"\{")):
        _base_maps(text)
