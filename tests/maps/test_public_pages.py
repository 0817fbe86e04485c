"""The public pages: figures with their status, missing never as zero, files that agree."""

import csv
import io
import re

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inventory.models import BuildingStock, InventoryScope
from tests.factories import (
    day,
    deliver_monuments,
    make_decision,
    make_delivery,
    make_monument,
    make_object,
    make_scope,
    mark,
    review,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def _dalarna() -> None:
    make_scope(ends_checked_through=None)
    decision = make_decision(in_force_from=day("2000-05-01"))
    review(decision)
    for _ in range(3):
        mark(make_object(), decision, "skydd")
    mark(make_object(), decision, "varsamhet")
    BuildingStock.objects.create(county_id="20", year=2010, buildings=200, source="SCB")


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return re.sub(r"[ \n\t]+", " ", answer.content.decode())


@pytest.mark.usefixtures("_dalarna")
def test_the_start_page_says_the_figure_and_how_to_read_it(client: Client) -> None:
    start = page(client, "/")
    assert "<strong>4</strong> byggnader" in start
    assert "i Dalarnas län till och med 2012" in start
    assert "2,00\u202f% av alla byggnader (2010)" in start
    assert "Så ska siffran läsas" in start
    assert "Dalarnas län: planer som fick laga kraft från och med 1987-01-01" in start
    assert start.count("Uppgift saknas") > 20  # twenty counties, and the legend
    assert 'class="share-4"' in start  # 2 % is in the class 2-2,5: half-open


@pytest.mark.usefixtures("_dalarna")
def test_a_preliminary_figure_is_not_shown(client: Client) -> None:
    make_decision(in_force_from=day("2011-01-01"))
    assert 'class="preliminary"' in page(client, "/?ar=2012")
    assert "<strong>4</strong>" not in page(client, "/?ar=2012")
    assert "<strong>4</strong>" in page(client, "/?ar=2010")


def test_nothing_recorded_is_not_zero(client: Client) -> None:
    start = page(client, "/")
    assert "Det finns ingen publicerbar siffra än." in start
    assert '<td class="number" data-value="">–</td>' in start
    assert "<strong>0</strong>" not in start


@pytest.mark.usefixtures("_dalarna")
def test_a_new_marking_is_seen_at_once(client: Client) -> None:
    assert "<strong>4</strong>" in page(client, "/")
    mark(make_object(), make_decision(in_force_from=day("2012-12-31")))
    InventoryScope.objects.update(declared_through=2012, declared_by="x", declared_on="2020-01-01")
    assert "<strong>5</strong>" in page(client, "/")


@pytest.mark.usefixtures("_dalarna")
def test_a_county_has_its_municipalities(client: Client) -> None:
    county = page(client, reverse("maps:county", args=["20"]))
    assert "Falun" in county
    assert "<strong>4</strong> byggnader" in county
    assert client.get("/lan/99/").status_code == 404


def test_byggnadsminnen_say_at_least(client: Client) -> None:
    for buildings in (2, None):
        make_monument(buildings=buildings)
    deliver_monuments("20")
    start = page(client, "/?del=b")
    assert "minst <strong>2</strong> byggnader" in start
    assert "För 1 byggnadsminne är antalet byggnader okänt" in start
    assert "Skyddsbestämmelse" not in start
    assert (
        '<td class="number" data-value="2">2</td> <td class="number" data-value="2">minst' in start
    )


def test_buildings_of_byggnadsminnen_that_nobody_has_counted_are_not_zero(client: Client) -> None:
    make_monument(buildings=None)
    deliver_monuments("20")
    start = page(client, "/?del=b")
    assert "Antal byggnader okänt" in start
    assert not re.search(r"minst (<strong>)?0", start)


@pytest.mark.usefixtures("_dalarna")
@pytest.mark.parametrize("address", ["/", "/lan/20/"])
def test_a_year_without_figures_points_to_one_with(client: Client, address: str) -> None:
    empty = page(client, f"{address}?ar=2020")
    assert "Det finns ingen publicerbar siffra för 2020." in empty
    assert 'href="?del=q&amp;ar=2012"' in empty
    assert "publicerbar siffra än" not in empty


def test_several_counties_are_small_multiples(client: Client) -> None:
    for county, municipality in (("20", "2080"), ("03", "0380")):
        make_scope(county)
        decision = make_decision(municipality_id=municipality)
        review(decision)
        mark(make_object(municipality_id=municipality), decision)
    start = page(client, "/")
    assert start.count('<figure class="chart">') == 2
    assert 'class="multiples"' in start
    assert "Varje diagram har sin egen skala." in start
    assert 'class="multiples"' not in page(client, "/lan/20/")


def test_the_methods_tell_their_parameters(client: Client) -> None:
    told = page(client, "/metod/")
    for text in (
        "<dt>Beslutad av</dt>", "<dt>Uppställning av typerna</dt><dd>var för sig</dd>",
        "<dt>Byggnader i nämnaren</dt><dd>alla byggnadstyper</dd>",
        "<dt>Kartans klasser</dt><dd>0–1, 1–1,5, 1,5–2, 2–2,5, 2,5– %</dd>",
    ):  # fmt: skip
        assert text in told


def test_an_unknown_file_is_refused_before_any_work(client: Client) -> None:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(reverse("maps:table_file", args=["finns-inte"]))
    assert answer.status_code == 404
    assert not [query for query in captured if "inventory_" in query["sql"]]


def test_one_file_counts_only_its_own_table(client: Client) -> None:
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("maps:table_file", args=["diagram-byggnadsminnen"]))
    assert not [query for query in captured if "inventory_marking " in query["sql"]]


@pytest.mark.parametrize("name", ["workbook", "table_file"])
def test_a_demo_says_so_in_the_name_of_the_file(client: Client, name: str) -> None:
    url = reverse(f"maps:{name}", args=["karta-q-markt"] if name == "table_file" else [])
    assert "demo" not in client.get(url)["Content-Disposition"]
    make_delivery("demo")
    assert 'filename="demo-' in client.get(url)["Content-Disposition"]


@pytest.mark.usefixtures("_dalarna")
def test_files_are_swedish_on_the_english_site(client: Client) -> None:
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    text = client.get(reverse("maps:table_file", args=["karta-q-markt"])).content.decode()
    assert "20;Dalarnas län;2012;2,00" in text
    assert "Genomgången" in text


@pytest.mark.parametrize("query", ["?ar=abc", f"?ar={'9' * 5000}", "?ar=1800", "?ar=²"])
def test_an_odd_year_is_the_best_year(client: Client, query: str) -> None:
    assert client.get(f"/{query}").status_code == 200


def test_an_unknown_part_is_not_found(client: Client) -> None:
    assert client.get("/?del=x").status_code == 404


@pytest.mark.usefixtures("_dalarna")
def test_workbook_and_csv_agree_with_the_page(client: Client) -> None:
    answer = client.get(reverse("maps:workbook"))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    rows = list(book["Karta q-märkt"].iter_rows(values_only=True))
    [row] = [r for r in rows if r[0] == "20" and r[2] == 2012]
    assert row[:6] == ("20", "Dalarnas län", 2012, 2, "procent av alla byggnader", "Genomgången")
    [missing] = [r for r in rows if r[0] == "01" and r[2] == 2012]
    assert missing[3] is None
    assert missing[5] == "Uppgift saknas"
    assert rows[1][0] == "01"  # codes keep their zero
    answer = client.get(reverse("maps:table_file", args=["diagram-q-markt"]))
    table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    column = table[0].index("Dalarnas län")
    values = {row[0]: row[column] for row in table[1:]}
    assert [values[year] for year in ("1999", "2000", "2012", "2013")] == ["", "4", "4", ""]
    nested = client.get(reverse("maps:table_file", args=["typ-av-bestammelse"])).content.decode()
    assert "20;Dalarnas län;2012;var för sig;3;1;0" in nested
    assert client.get(reverse("maps:table_file", args=["finns-inte"])).status_code == 404


@pytest.mark.usefixtures("_dalarna")
def test_english_by_switch(client: Client) -> None:
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    start = page(client, "/")
    assert '<html lang="en">' in start
    assert "How to read this figure" in start
    assert "Så ska siffran läsas" not in start


def test_the_strict_policy_is_sent(client: Client) -> None:
    policy = client.get("/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert "worker-src 'self'" in policy
