"""The demo: Dalarna's published size, deterministic, marked, removable, and never mixed in."""

import os
import subprocess
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Max, Min
from django.test import Client

from inventory import demo
from inventory.demo.drawn import Size
from inventory.indicator import figures
from inventory.models import Marking, ProtectedObject, Review
from plans.models import Plan, PlanDecision, Provision, holds_demo
from raknaq.lib.history import change
from raknaq.setup import cluster
from tests.factories import make_decision, make_object, mark

pytestmark = pytest.mark.django_db
SMALL = {"plans": 300, "objects": 200, "markings": 350}


def content_hash(*options: str) -> str:
    out = StringIO()
    call_command("content_hash", *options, stdout=out)
    return out.getvalue().splitlines()[-1]


def test_the_published_size() -> None:
    call_command("make_demo", verbosity=0, stdout=StringIO())
    assert PlanDecision.objects.count() == 2_454
    assert PlanDecision.objects.values("municipality").distinct().count() == 15
    span = PlanDecision.objects.aggregate(first=Min("in_force_from"), last=Max("in_force_from"))
    assert (span["first"].year, span["last"].year) == (1987, 2017)
    assert ProtectedObject.objects.count() == 7_992
    assert ProtectedObject.objects.filter(object_type="byggnad").count() > 7_992 / 2
    used = Provision.objects.filter(markings__isnull=False).distinct()
    by_class = {name: used.filter(classes=[name]).count() for name in
                ("skydd", "rivningsforbud", "varsamhet")}  # fmt: skip
    assert by_class == {"skydd": 174, "rivningsforbud": 1_099, "varsamhet": 5_355}
    assert Review.objects.values("decision").distinct().count() == 2_454
    [figure] = figures(years=[2017], counties=["20"], series=["registered"])
    assert figure.status == "complete"
    assert figure.decisions_read == figure.decisions_in_scope == 2_454
    assert figure.share is not None
    assert f"{figure.share:.3f}" == "0.017"
    assert Marking.objects.count() > ProtectedObject.objects.count()  # some have two
    kinds = set(Plan.objects.values_list("kind", flat=True))
    assert kinds == {"detaljplan", "omradesbestammelser"}
    [in_force] = figures(years=[2017], counties=["20"], series=["in_force"])
    assert in_force.value is not None
    assert figure.value is not None
    assert in_force.value < figure.value  # some plans have ended, some buildings are gone
    shares = {f.share for f in figures(years=[2017], counties=["20"], level="municipality")}
    assert len(shares) > 15
    [later] = figures(years=[2018], counties=["20"], series=["registered"])
    assert later.status == "missing"


def test_what_is_recorded_on_it_has_a_key_of_its_own() -> None:
    demo.load(Size(decisions=10, objects=10, markings=10))
    mark(make_object(), make_decision())
    assert Marking.objects.count() == 11


def test_the_same_seed_makes_the_same_demo() -> None:
    def made(seed: int) -> str:
        call_command("make_demo", seed=seed, stdout=StringIO(), **SMALL)
        told = content_hash("--facts")
        demo.remove()
        return told

    first = made(1)
    assert made(1) == first
    assert made(2) != first


def test_objects_lie_in_their_plans_and_plans_in_their_municipalities() -> None:
    call_command("make_demo", stdout=StringIO(), **SMALL)
    for marking in Marking.objects.select_related("object", "provision__decision__municipality"):
        decision = marking.provision.decision
        assert decision.area is not None
        assert decision.area.contains(marking.object.shape)
    for decision in PlanDecision.objects.select_related("municipality")[:100]:
        assert decision.area is not None
        assert decision.municipality.area.distance(decision.area) < 5_000


def test_it_is_marked_in_the_data_and_on_every_page(client: Client) -> None:
    call_command("make_demo", stdout=StringIO(), **SMALL)
    assert holds_demo()
    for address in ("/", "/metod/", "/konto/logga-in/", "/finns-inte/"):
        assert "Demo: påhittade uppgifter." in client.get(address).content.decode()
    assert not PlanDecision.objects.exclude(name__endswith="(demo)").exists()
    assert not Review.objects.exclude(read_by="demo").exists()


def test_it_loads_only_into_an_empty_database() -> None:
    make_decision()
    with pytest.raises(CommandError, match="not empty"):
        call_command("make_demo", stdout=StringIO(), **SMALL)
    call_command("make_demo", "--if-empty", stdout=StringIO(), **SMALL)
    assert PlanDecision.objects.count() == 1
    with pytest.raises(CommandError, match="not marked as demo"):
        call_command("remove_demo")
    assert PlanDecision.objects.exists()


def test_a_named_database_must_ask_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgis://x")
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("make_demo", stdout=StringIO(), **SMALL)
    monkeypatch.setenv("DEMO", "1")
    call_command("make_demo", stdout=StringIO(), **SMALL)
    assert holds_demo()


def test_removing_it_leaves_the_seed() -> None:
    before = content_hash("--facts")
    call_command("make_demo", stdout=StringIO(), **SMALL)
    call_command("remove_demo", stdout=StringIO())
    assert content_hash("--facts") == before
    assert demo.is_empty()
    assert not holds_demo()


def test_removing_it_spares_what_people_have_recorded() -> None:
    call_command("make_demo", stdout=StringIO(), **SMALL)
    member = User.objects.create(username="anna")
    with change(by=member, why="prov"):
        Plan.objects.create(municipality_id="2080", kind="detaljplan")
    with pytest.raises(CommandError, match="backup"):
        call_command("remove_demo", stdout=StringIO())
    assert Plan.objects.exists()
    call_command("remove_demo", "--all", stdout=StringIO())
    assert demo.is_empty()


def test_a_start_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO", "0")
    call_command("make_demo", "--if-empty", stdout=StringIO(), **SMALL)
    assert demo.is_empty()


def test_a_size_is_spread_over_all_counties() -> None:
    call_command("make_demo", stdout=StringIO(), **{**SMALL, "plans": 3_000})
    assert PlanDecision.objects.values("municipality__county").distinct().count() == 21


@pytest.mark.parametrize("wrong", [{"plans": 300_001}, {"objects": 0}, {"markings": 1}])
def test_sizes_have_limits(wrong: dict[str, int]) -> None:
    with pytest.raises(CommandError):
        call_command("make_demo", stdout=StringIO(), **{**SMALL, **wrong})


@pytest.mark.django_db(transaction=True)
def test_a_dump_restored_into_an_empty_database_has_the_same_content(tmp_path: Any) -> None:
    call_command("make_demo", stdout=StringIO())
    before = content_hash()
    assert Plan.objects.exists()
    folder = cluster.binaries()
    assert folder is not None
    settings = connection.settings_dict
    where = ["--host", settings["HOST"], "--username", settings["USER"]]
    if settings["PORT"]:
        where += ["--port", str(settings["PORT"])]
    environment = {**os.environ, "PGPASSWORD": settings["PASSWORD"] or ""}

    def run(program: str, *arguments: str) -> None:
        command = [str(folder / program), *where, *arguments]
        subprocess.run(command, check=True, capture_output=True, env=environment)

    dump, restored = str(tmp_path / "raknaq.dump"), f"{settings['NAME']}_restored"
    run("pg_dump", "--format=custom", f"--file={dump}", settings["NAME"])
    run("dropdb", "--if-exists", restored)
    run("createdb", restored)
    original = settings["NAME"]
    try:
        run("pg_restore", "--exit-on-error", f"--dbname={restored}", dump)
        connection.close()
        settings["NAME"] = restored
        assert content_hash() == before
    finally:
        connection.close()
        settings["NAME"] = original
        run("dropdb", restored)
