"""Two records of one thing: found, merged, kept apart, unmerged."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from inventory import duplicates
from inventory.models import Marking, PossibleDuplicate, ProtectedObject
from inventory.queries import duplicate_pairs, undecided_duplicates
from inventory.tasks import find_duplicates
from plans import deliveries
from plans.models import Delivery
from raknaq.deliveries.jobs import work_on
from raknaq.lib.history import change
from raknaq.lib.sql import statement
from raknaq.lib.undo import StandsOnError
from raknaq.lib.versions import StaleVersionError, VersionMissingError
from tests.factories import (
    day,
    make_decision,
    make_object,
    make_provision,
    make_user,
    mark,
    point,
    square,
)
from tests.imports.taking import Taking, reasons
from tests.imports.test_county_points import old
from tests.imports.test_life import accepted, content, handed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> User:
    return make_user("anna", recorder="20")


def by(person: User, **facts: Any) -> ProtectedObject:
    """An object that a person records."""
    with change(by=person, why="märkning registrerad"):
        return make_object(**facts)


def two(anna: User, **facts: Any) -> tuple[ProtectedObject, ProtectedObject]:
    """Two buildings 5 m apart, by two people; `facts` are the second's."""
    first = by(anna, object_ref="a", shape=point())
    return first, by(make_user(), **{"object_ref": "b", "shape": point(5), **facts})


def pair() -> PossibleDuplicate:
    return PossibleDuplicate.objects.get()


def test_two_near_of_one_type_from_two_sources(anna: User) -> None:
    first, second = two(anna)
    assert duplicates.find() == 1
    found = pair()
    assert (found.a, found.b, found.reason, found.state) == (first, second, "near", "undecided")
    assert undecided_duplicates("20") == 1
    assert undecided_duplicates("03") == 0
    assert duplicates.find() == 0


@pytest.mark.parametrize("facts", [{"shape": point(11)}, {"object_type": "mur"}])
def test_what_is_far_away_or_of_another_type_is_no_pair(anna: User, facts: dict[str, Any]) -> None:
    two(anna, **facts)
    assert duplicates.find() == 0


def test_one_source_knows_its_own(anna: User) -> None:
    by(anna, shape=point())
    by(anna, shape=point(5))
    assert duplicates.find() == 0
    by(anna, shape=point())
    assert duplicates.find() == 1  # on the very same spot


@pytest.mark.parametrize("name", ["building_id", "bebyggelsenummer"])
def test_one_identifier_wherever_it_lies(anna: User, name: str) -> None:
    by(anna, shape=point(), **{name: "7"})
    by(make_user(), shape=point(500), **{name: "7"})
    by(make_user(), shape=point(900))
    assert duplicates.find() == 1
    assert pair().reason == name


def test_a_county_alone(anna: User) -> None:
    two(anna)
    assert duplicates.find("03") == 0
    assert duplicates.find("20") == 1


def test_the_search_uses_the_spatial_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        text = statement(duplicates.__file__, "find_duplicates")
        cursor.execute(f"EXPLAIN {text}", {"county": None})
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "inventory_protectedobject_shape" in plan


def test_a_merger_keeps_every_marking_and_fills_what_is_empty(anna: User) -> None:
    first, second = two(anna, name="Gamla skolan", address="Storgatan 1")
    ProtectedObject.objects.filter(pk=first.pk).update(address="Storgatan 2")
    decision = make_decision()
    shared = make_provision(decision)
    mine = Marking.objects.create(object=first, provision=shared)
    Marking.objects.create(object=second, provision=shared, note="Läst i original")
    moved = mark(second, decision, "varsamhet")
    duplicates.find()
    duplicates.merge(by=anna, pair=pair(), version=pair().version)
    [thing] = ProtectedObject.objects.all()
    assert (thing.pk, thing.name, thing.address) == (first.pk, "Gamla skolan", "Storgatan 2")
    assert set(thing.markings.values_list("pk", flat=True)) == {mine.pk, moved.pk}
    mine.refresh_from_db()
    assert mine.note == "Läst i original"
    assert (pair().state, pair().merged_ref, pair().decided_by) == ("merged", "b", anna)
    assert undecided_duplicates("20") == 0
    assert duplicates.find() == 0


def test_unmerging_leaves_what_was(anna: User) -> None:
    first, second = two(anna, name="Gamla skolan")
    third = by(make_user(), object_ref="c", shape=point(8))
    shared = make_provision(make_decision())
    Marking.objects.create(object=first, provision=shared)
    Marking.objects.create(object=second, provision=shared, note="Läst i original")
    mark(second, make_decision(), "varsamhet")
    assert duplicates.find() == 3
    before = content()
    chosen = PossibleDuplicate.objects.get(a=first, b=second)
    duplicates.merge(by=anna, pair=chosen, version=chosen.version)
    assert set(PossibleDuplicate.objects.values_list("a", "b")) == {
        (first.pk, None), (first.pk, third.pk)
    }  # fmt: skip
    chosen.refresh_from_db()
    duplicates.unmerge(by=anna, pair=chosen, version=chosen.version)
    assert content() == before


def test_a_merger_taken_back_is_no_persons_word(tmp_path: Any, anna: User) -> None:
    take = Taking(tmp_path)
    make_decision("2080-P1", area=square())
    theirs = old(object_ref="2", letter="k", name="Skolan")
    take("county_points", [old(), theirs])
    duplicates.find()
    duplicates.merge(by=anna, pair=pair(), version=pair().version)
    duplicates.unmerge(by=anna, pair=pair(), version=pair().version)
    report = take("county_points", [old(), theirs | {"name": "Nya skolan"}])
    assert "person_changed" not in reasons(report, "warning")
    assert ProtectedObject.objects.get(object_ref="2").name == "Nya skolan"


def test_unmerging_is_refused_where_someone_has_worked_since(anna: User) -> None:
    first, second = two(anna, name="Gamla skolan")
    mark(second, make_decision())
    duplicates.find()
    duplicates.merge(by=anna, pair=pair(), version=pair().version)
    with change(by=make_user("bo"), why="märkning ändrad"):
        Marking.objects.update(note="Ny anteckning")
    with pytest.raises(StandsOnError) as stands:
        duplicates.unmerge(by=anna, pair=pair(), version=pair().version)
    assert [told.who for told in stands.value.hindrances] == ["bo"]
    assert not ProtectedObject.objects.filter(pk=second.pk).exists()
    assert pair().state == "merged"
    assert first.markings.count() == 1


def test_kept_apart_is_not_found_again(anna: User) -> None:
    two(anna)
    duplicates.find()
    duplicates.keep_apart(by=anna, pair=pair(), version=pair().version)
    assert duplicates.find() == 0
    assert (pair().state, undecided_duplicates("20")) == ("kept_apart", 0)


def test_decisions_are_versioned(anna: User) -> None:
    two(anna)
    duplicates.find()
    seen = pair()
    for decide in (duplicates.merge, duplicates.keep_apart, duplicates.unmerge):
        with pytest.raises(VersionMissingError):
            decide(by=anna, pair=seen, version=None)
        with pytest.raises(StaleVersionError):
            decide(by=anna, pair=seen, version=seen.version + 1)
    duplicates.keep_apart(by=anna, pair=seen, version=seen.version)
    with pytest.raises(StaleVersionError):
        duplicates.merge(by=anna, pair=seen, version=seen.version)
    assert ProtectedObject.objects.count() == 2


def test_a_merged_object_does_not_come_back_with_its_file(tmp_path: Any, anna: User) -> None:
    take = Taking(tmp_path)
    make_decision("2080-P1", area=square())
    theirs = old(55, object_ref="T1", name="", address="Storgatan 1")
    take("county_points", [old()])
    take("county_points", [theirs])
    assert duplicates.find() == 1
    duplicates.merge(by=anna, pair=pair(), version=pair().version)
    before = content()
    for rows in ([theirs], [old()], [old(), theirs], [theirs, old()]):
        again = take("county_points", rows)
        assert (again.counts["new"], again.counts["changed"]) == (0, 0), rows
    assert content() == before
    take("county_points", [theirs | {"letter": "k", "classes": "varsamhet"}])
    assert ProtectedObject.objects.get().markings.count() == 2


def test_undecided_pairs_do_not_stand_in_the_way_of_undoing(
    tmp_path: Any, settings: Any, anna: User
) -> None:
    settings.DELIVERIES_DIR = tmp_path / "deliveries"
    make_decision("2080-P1", area=square())
    by(anna, shape=point(52, 50))
    before = content()
    delivery = accepted(tmp_path, "county_points", [old()])
    assert duplicates.find() == 1
    assert deliveries.undo(delivery, by=make_user(lead="20")), delivery.hindrances
    assert content() == before


def test_a_decided_pair_stands_in_the_way_of_undoing(
    tmp_path: Any, settings: Any, anna: User
) -> None:
    settings.DELIVERIES_DIR = tmp_path / "deliveries"
    make_decision("2080-P1", area=square())
    by(anna, shape=point(52, 50))
    delivery = accepted(tmp_path, "county_points", [old()])
    duplicates.find()
    duplicates.keep_apart(by=anna, pair=pair(), version=pair().version)
    assert not deliveries.undo(delivery, by=make_user(lead="20"))
    assert ProtectedObject.objects.count() == 2


def test_an_accepted_delivery_has_its_county_searched(
    tmp_path: Any, settings: Any, anna: User
) -> None:
    settings.DELIVERIES_DIR = tmp_path / "deliveries"
    make_decision("2080-P1", area=square())
    by(anna, shape=point(52, 50))
    delivery = handed_in(tmp_path, "county_points", [old()])
    Delivery.objects.filter(pk=delivery.pk).update(
        options={"epsg": 3006}, state="checked", task="accept"
    )
    work_on(delivery_id=delivery.pk, task="accept", user_id=make_user(lead="20").pk)
    job = ProcrastinateJob.objects.get(task_name="inventory.tasks.find_duplicates")
    find_duplicates(**job.args)
    assert (pair().reason, job.args) == ("near", {"county": "20"})


def test_a_stack_of_points_makes_one_pair_each(tmp_path: Any) -> None:
    make_decision("2080-P1", area=square())
    for n in range(2):  # two deliveries of the same spot
        rows = [old(object_ref=f"{n}-{number}") for number in range(30)]
        Taking(tmp_path)("county_points", rows)
    assert duplicates.find("20") == 59


@pytest.mark.parametrize("filler", ["0", "-", "saknas", "000"])
@pytest.mark.parametrize("name", ["building_id", "bebyggelsenummer"])
def test_an_identifier_that_says_nothing_is_no_pair(anna: User, name: str, filler: str) -> None:
    by(anna, shape=point(), **{name: filler})
    by(make_user(), shape=point(500), **{name: filler})
    assert duplicates.find() == 0


def test_many_of_one_building_id_are_paired_with_the_oldest(anna: User) -> None:
    for east in range(0, 500, 100):
        by(anna, shape=point(east), building_id="7")
    assert duplicates.find() == 4


def test_one_building_id_of_another_municipality_hides_no_pair(anna: User) -> None:
    by(anna, shape=point(), building_id="7", municipality_id="2284")
    ours = [by(anna, shape=point(east), building_id="7") for east in (500, 900)]
    assert duplicates.find() == 1
    assert [pair().a, pair().b] == ours


@pytest.mark.parametrize(("first", "second"), [(1, 6), (6, 1)])
def test_the_larger_number_of_buildings_stays(anna: User, first: int, second: int) -> None:
    stays = by(anna, shape=point(), building_count=first)
    by(make_user(), shape=point(5), building_count=second)
    duplicates.find()
    duplicates.merge(by=anna, pair=pair(), version=pair().version)
    stays.refresh_from_db()
    assert stays.building_count == 6


def test_kept_apart_can_be_taken_back(anna: User) -> None:
    two(anna)
    duplicates.find()
    duplicates.keep_apart(by=anna, pair=pair(), version=pair().version)
    with pytest.raises(StaleVersionError):
        duplicates.reopen(by=anna, pair=pair(), version=pair().version + 1)
    duplicates.reopen(by=anna, pair=pair(), version=pair().version)
    assert (pair().state, pair().decided_by, pair().decided_on) == ("undecided", None, None)


def test_a_pair_of_two_counties_is_in_both(anna: User) -> None:
    two(anna, municipality_id="2180")
    duplicates.find()
    assert [undecided_duplicates(county) for county in ("20", "21", "03")] == [1, 1, 0]
    duplicates.merge(by=anna, pair=pair(), version=pair().version)
    assert [duplicate_pairs(county).count() for county in ("20", "21", "03")] == [1, 1, 0]


@pytest.mark.parametrize(
    ("known", "how"), [(None, "brunnen"), ("2001-02-03", "brunnen"), ("1999-02-03", "")]
)
def test_how_a_thing_is_gone_goes_with_the_day_and_its_photo_is_kept(
    anna: User, known: str | None, how: str
) -> None:
    other = {"gone_on": day("2001-02-03"), "gone_how": "brunnen", "photo_link": "https://a.example"}
    first, _second = two(anna, **other)
    with change(by=anna, why="borta"):
        ProtectedObject.objects.filter(pk=first.pk).update(gone_on=known)
    duplicates.find()
    duplicates.merge(by=anna, pair=pair(), version=1)
    first.refresh_from_db()
    assert (first.gone_on, first.gone_how) == (day(known or "2001-02-03"), how)
    assert first.photo_link == "https://a.example"
