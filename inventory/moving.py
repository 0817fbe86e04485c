"""Moving an object on the map: one write of its shape, against the version that was seen."""

import datetime
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.contrib.gis.geos import GEOSGeometry

from inventory.models import Marking, ProtectedObject
from plans.models import Plan
from raknaq.lib import versions
from raknaq.lib.history import change, events_of

# What a move is called in the history, by what the person did.
WHYS = {
    "move": "objekt flyttat på kartan",
    "undo": "flyttning ångrad",
    "redo": "flyttning gjord om",
    "mine": "objekt flyttat på kartan, efter jämförelse med någon annans ändring",
}


@dataclass(frozen=True)
class Author:
    """Who wrote a row last, and when."""

    who: str
    at: datetime.datetime


def object_of_plan(plan: Plan, object_id: int) -> ProtectedObject | None:
    """An object that is marked in the plan."""
    marked = Marking.objects.filter(provision__decision__plan=plan, object=object_id)
    return ProtectedObject.objects.filter(pk__in=marked.values("object")).first()


def move(
    *, by: User, thing: ProtectedObject, version: int | None, shape: GEOSGeometry, act: str
) -> int:
    """Write an object's shape (EPSG:3006, checked); its new version. `act` is a key of `WHYS`.

    Raises VersionMissingError or StaleVersionError.
    """
    with change(by=by, why=WHYS[act]):
        versions.write(ProtectedObject, thing.pk, version, shape=shape)
        return ProtectedObject.objects.values_list("version", flat=True).get(pk=thing.pk)


def last_author(thing: ProtectedObject) -> Author:
    """Who wrote the object as it stands."""
    event = events_of(ProtectedObject).filter(pgh_obj=thing.pk).latest("pgh_id")
    return Author(event.pgh_context.metadata.get("who", ""), event.pgh_created_at)
