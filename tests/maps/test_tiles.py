"""Vector tiles: the right things in the right tile, for those who may see them."""

import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inventory.models import BuildingFootprint
from maps import tiles
from maps.layers import LAYERS
from raknaq.lib.sql import statement
from tests.factories import (
    make_decision,
    make_footprint,
    make_object,
    make_user,
    mark,
    review,
    square,
)

pytestmark = pytest.mark.django_db

# The tiles that hold FALUN.
FAR, NEAR, NEARER = "8/139/73", "14/8903/4703", "15/17807/9406"


@pytest.fixture
def member() -> Client:
    client = Client()
    client.force_login(make_user(reader="01"))
    return client


def layers_in(tile: bytes) -> set[str]:
    """The names of the layers in a tile, by what its bytes hold."""
    names = ("counties", "municipalities", "plans", "plan_cells", "objects", "footprints")
    return {name for name in names if b"\x0a" + bytes([len(name)]) + name.encode() in tile}


def test_plans_and_objects_near_and_far(member: Client) -> None:
    decision = make_decision("2080-P1", area=square())
    review(decision)
    mark(make_object(), decision)
    assert layers_in(member.get(f"/tiles/plans/{NEAR}.mvt").content) == {"plans", "objects"}
    assert b"2080-P1" in member.get(f"/tiles/plans/{NEAR}.mvt").content
    assert b"recorded" in member.get(f"/tiles/plans/{NEAR}.mvt").content
    assert layers_in(member.get(f"/tiles/plans/{FAR}.mvt").content) == {"plan_cells"}
    assert layers_in(member.get("/tiles/plans/6/34/18.mvt").content) == {"plan_cells"}
    assert b"skydd" in member.get(f"/tiles/plans/{NEAR}.mvt").content
    assert member.get("/tiles/plans/14/0/0.mvt").content == b""


def test_an_object_leaves_its_name_and_address_behind(member: Client) -> None:
    thing = make_object(name="Hemligt", address="Gatan 1", property_designation="Falun 1:1")
    mark(thing, make_decision())
    tile = member.get(f"/tiles/plans/{NEAR}.mvt").content
    assert tile
    for secret in (b"Hemligt", b"Gatan", b"Falun"):
        assert secret not in tile


def test_buildings_are_drawn_near_by_for_members_alone(member: Client, client: Client) -> None:
    make_footprint("hemligt-id")
    tile = member.get(f"/tiles/footprints/{NEARER}.mvt").content
    assert layers_in(tile) == {"footprints"}
    assert b"hemligt-id" not in tile
    assert member.get(f"/tiles/footprints/{NEAR}.mvt").content == b""
    assert client.get(f"/tiles/footprints/{NEARER}.mvt").status_code == 401


def test_boundaries_are_public(client: Client) -> None:
    assert layers_in(client.get(f"/tiles/boundaries/{FAR}.mvt").content) == {
        "counties",
        "municipalities",
    }
    assert client.get(f"/tiles/plans/{FAR}.mvt").status_code == 401


@pytest.mark.parametrize("address", ["8/999999/1", "25/0/0", "1/2/0"])
def test_a_tile_out_of_range_is_not_looked_for(client: Client, address: str) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"/tiles/boundaries/{address}.mvt").status_code == 404
    assert not [q for q in captured if "ST_" in q["sql"]]


def test_an_unknown_layer_is_not_found(member: Client) -> None:
    assert member.get(f"/tiles/secrets/{FAR}.mvt").status_code == 404


def test_an_unchanged_tile_is_not_sent_again(member: Client) -> None:
    make_decision(area=square())
    first = member.get(f"/tiles/plans/{NEAR}.mvt")
    headers = {"If-None-Match": first["ETag"]}
    assert member.get(f"/tiles/plans/{NEAR}.mvt", headers=headers).status_code == 304
    make_decision(area=square(200))
    assert member.get(f"/tiles/plans/{NEAR}.mvt", headers=headers).status_code == 200


def test_a_stranger_gets_an_empty_tile(client: Client) -> None:
    make_decision("2080-P1", area=square())
    client.force_login(make_user())
    assert client.get(f"/tiles/plans/{NEAR}.mvt").content == b""


# Counties and municipalities are so few that reading them all is as good: there the planner is
# only shown that the index serves. Decisions and objects are many in the demo: there it chooses.
FEW = {"boundaries", "plans_by_municipality"}


def test_each_tile_query_uses_its_spatial_index() -> None:
    call_command("make_demo", verbosity=0, stdout=StringIO())
    BuildingFootprint.objects.bulk_create(  # the demo has none
        BuildingFootprint(
            municipality_id="2080", building_id=f"b{n}",
            shape=square(n % 50 * 4_000, n // 50 * 4_000),
        )
        for n in range(2_000)
    )  # fmt: skip
    asked: dict[str, Any] = {"z": 14, "x": 8903, "y": 4703, "counties": ["20"],
                             "day": "2026-01-01"}  # fmt: skip
    drawings = [drawing for layer in LAYERS.values() for drawing in layer.drawings]
    for name in [name for drawing in drawings for name in drawing.names]:
        with connection.cursor() as cursor:
            for table in ("plans_county", "plans_municipality", "inventory_buildingfootprint"):
                cursor.execute(f"ANALYZE {table}")
            cursor.execute(f"SET LOCAL enable_seqscan = {'off' if name in FEW else 'on'}")
            cursor.execute("EXPLAIN " + statement(tiles.__file__, name), asked)
            plan = "\n".join(row[0] for row in cursor.fetchall())
        assert re.search(r"_tiles\b", plan), plan
        assert "3857 && " in plan, plan
