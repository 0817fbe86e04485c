"""One provision given to many objects in one change, and that change taken back, whole."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import pghistory.models
from django.contrib.auth.models import User
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Q
from django.utils import timezone

from inventory.actions import new_ref, provision_to_mark_by
from inventory.models import BuildingFootprint, Marking, ObjectType, ProtectedObject
from plans.models import Plan, PlanDecision, Provision
from raknaq.lib.history import change, events_of, is_undone, name_of
from raknaq.lib.sql import rows
from raknaq.lib.undo import take_back
from raknaq.lib.versions import VersionMissingError

MOST = 5_000  # objects in one step
BATCH = 1_000  # rows in one statement
WHY = "bestämmelse given till flera objekt"

Building = tuple[str, str]  # a municipality and the id that names the building within it


class TooManyError(Exception):
    """More objects than are given a provision in one step (`MOST`)."""


class StaleThingsError(Exception):
    """Some of the objects are not as they were seen: nothing is written (HTTP 409).

    `names` are those that have been changed, `gone` how many have been removed.
    """

    def __init__(self, names: list[str], gone: int) -> None:
        super().__init__("stale things")
        self.names = names
        self.gone = gone


class NotOwnChangeError(Exception):
    """A change that is not one's own to take back."""


@dataclass(frozen=True)
class Given:
    """What it came to: how many objects got the provision, had it already, were made for it."""

    context: uuid.UUID
    provision: Provision
    given: int
    already: int
    made: int


def give_provision(
    *,
    by: User,
    decision: PlanDecision,
    things: Sequence[tuple[int, int | None]],
    footprints: Collection[int] = (),
    provision: Provision | None = None,
    provision_facts: dict[str, Any] | None = None,
    marking_facts: dict[str, Any] | None = None,
) -> Given:
    """Mark many objects by one provision of a decision, existing or made of facts, in one change.

    `things` are objects of the plan or its county, each with the version seen. Of each of the
    `footprints` (ids) an object is made, unless one is that building already. `marking_facts` are
    what each marking says beside. Raises TooManyError, VersionMissingError, StaleThingsError, and
    StaleVersionError when the provision is gone.
    """
    if len(things) + len(footprints) > MOST:
        raise TooManyError
    if any(version is None for _pk, version in things):
        raise VersionMissingError
    with change(by=by, why=WHY) as context:
        buildings = _held_buildings(decision.plan, footprints)
        objects = _held_objects(decision.plan, dict(things), buildings)
        provision = provision_to_mark_by(decision, provision, provision_facts or {})
        made = _make_objects([buildings[one] for one in buildings if one not in objects])
        wanted = list(dict.fromkeys([*dict(things), *objects.values(), *made]))
        known = Marking.objects.filter(provision=provision, object__in=wanted)
        already = set(known.values_list("object_id", flat=True))
        today, recorder = timezone.localdate(), name_of(by)
        Marking.objects.bulk_create(
            (
                Marking(
                    object_id=thing,
                    provision=provision,
                    recorded_on=today,
                    recorded_by=recorder,
                    **(marking_facts or {}),
                )
                for thing in wanted
                if thing not in already
            ),
            batch_size=BATCH,
        )
    return Given(context, provision, len(wanted) - len(already), len(already), len(made))


def _held_buildings(plan: Plan, footprints: Collection[int]) -> dict[Building, int]:
    """The buildings of footprints of the plan's county, each with its footprint's id.

    The footprints are held, so that two who pick the same building make one object of it.
    """
    held = BuildingFootprint.objects.select_for_update(no_key=True, of=("self",)).filter(
        pk__in=footprints, municipality__county=plan.municipality.county_id
    )
    found = held.order_by("pk").values_list("municipality", "building_id", "pk")
    return {(municipality, building): pk for municipality, building, pk in found}


def _held_objects(
    plan: Plan, seen: dict[int, int | None], buildings: Collection[Building]
) -> dict[Building, int]:
    """The objects that are some of the buildings; these are held, and those that were `seen`.

    Raises StaleThingsError if one of the latter is not as it was seen.
    """
    county = plan.municipality.county_id
    in_plan = Marking.objects.filter(provision__decision__plan=plan).values("object")
    known = ProtectedObject.objects.filter(
        municipality__county=county, building_id__in={building for _place, building in buildings}
    )
    held = ProtectedObject.objects.select_for_update(no_key=True, of=("self",)).filter(
        Q(municipality__county=county) | Q(pk__in=in_plan),
        pk__in={*seen, *known.values_list("pk", flat=True)},
    )
    things = held.only("name", "object_ref", "version", "municipality", "building_id")
    there = {thing.pk: thing for thing in things.order_by("pk")}
    changed = [str(there[pk]) for pk in seen if pk in there and there[pk].version != seen[pk]]
    gone = seen.keys() - there
    if changed or gone:
        raise StaleThingsError(changed, len(gone))
    named = {(one.municipality_id, one.building_id): one.pk for one in reversed(there.values())}
    return {building: named[building] for building in buildings if building in named}


def _make_objects(footprints: Collection[int]) -> list[int]:
    """Make an object of each of some buildings, known by their footprints.

    An object is a point in its building: what is counted and moved is the building, and its outline
    stays in the reference layer, where the next delivery renews it.
    """
    fresh = rows(__file__, "building_points", {"ids": footprints})
    made = ProtectedObject.objects.bulk_create(
        (
            ProtectedObject(
                municipality_id=row["municipality_id"],
                object_ref=new_ref(),
                object_type=ObjectType.BYGGNAD,
                building_id=row["building_id"],
                shape=GEOSGeometry(row["place"]),
            )
            for row in fresh
        ),
        batch_size=BATCH,
    )
    return [thing.pk for thing in made]


def within(plan: Plan, area: GEOSGeometry) -> dict[str, list[dict[str, Any]]]:
    """The objects of a plan's county in an area (EPSG:3006), and its buildings that are none yet.

    `objects`: id, version, label. `buildings`: id (of the footprint), lng and lat in WGS 84. At
    most one more than `MOST` of each. A thing lies in the area when a point on it does.
    """
    asked = {
        "area": area.hexewkb.decode(), "county": plan.municipality.county_id, "limit": MOST + 1,
    }  # fmt: skip
    return {
        "objects": rows(__file__, "objects_within", asked),
        "buildings": rows(__file__, "buildings_within", asked),
    }


def plan_of_change(context: uuid.UUID, *, by: User) -> Plan:
    """The plan in which one gave many objects a provision. Raises NotOwnChangeError."""
    made = pghistory.models.Context.objects.filter(pk=context).first()
    own = made is not None and made.metadata.get("user") == by.pk and made.metadata["why"] == WHY
    event = events_of(Marking).filter(pgh_context=context).first() if own else None
    if event is None:
        raise NotOwnChangeError
    decision = events_of(Provision).filter(pgh_obj=event.provision_id).values("decision")
    return Plan.objects.get(decisions__in=decision[:1])


def take_back_given(context: uuid.UUID, *, by: User) -> None:
    """Undo one's own giving of a provision, whole; twice is once.

    Raises StandsOnError where later work stands on it.
    """
    if not is_undone(context):
        take_back(context, by=by, why="ångrad bestämmelse till flera objekt")
