"""Pairs of objects that may be one thing: found by a machine, decided by a person.

A merger is one change in the history, so that taking it back (`raknaq.lib.undo`) is to unmerge.
"""

from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from inventory.models import Evidence, Marking, PendingMarking, PossibleDuplicate, ProtectedObject
from plans.imports import system_account
from raknaq.lib import versions
from raknaq.lib.history import change
from raknaq.lib.sql import rows
from raknaq.lib.undo import take_back

# What the object that stays takes over where it says nothing itself.
OBJECT_FACTS = ("name", "property_designation", "address", "position_uncertainty_m", "building_id",
                "bebyggelsenummer", "photo_link", "gone_on")  # fmt: skip
MARKING_FACTS = ("evidence", "evidence_page", "recorded_on", "recorded_by", "note")

State = PossibleDuplicate.State


def find(county: str | None = None) -> int:
    """Find the new pairs of a county, or of all; how many. Known pairs stay as they are."""
    with change(by=system_account(), why="möjliga dubbletter sökta"):
        return len(rows(__file__, "find_duplicates", {"county": county}))


def merge(*, by: User, pair: PossibleDuplicate, version: int | None) -> None:
    """Make one object of two: `a` stays, takes over the markings of `b` and what it lacks itself.

    A marking by a provision that `a` has already is folded into that one. Of two numbers of
    buildings the larger stays. Raises VersionMissingError or StaleVersionError, also where the pair
    is decided already.
    """
    with change(by=by, why="dubbletter sammanslagna") as context:
        locked = ProtectedObject.objects.select_for_update().defer("shape_3857").order_by("pk")
        things = {thing.pk: thing for thing in locked.filter(Q(pk=pair.a_id) | Q(pk=pair.b_id))}
        stays, goes = things.get(pair.a_id), things.get(pair.b_id or 0)
        if stays is None or goes is None or pair.state != State.UNDECIDED:
            raise versions.StaleVersionError(pair, {})
        versions.write(
            PossibleDuplicate, pair.pk, version,
            b=None, state=State.MERGED, context=context,
            merged_municipality_id=goes.municipality_id, merged_ref=goes.object_ref,
            **_decided(by),
        )  # fmt: skip
        _move_markings(stays, goes)
        gone_alike = stays.gone_on in (None, goes.gone_on)  # how goes with the day
        _fill(stays, goes, (*OBJECT_FACTS, "gone_how") if gone_alike else OBJECT_FACTS)
        if goes.building_count > stays.building_count:
            ProtectedObject.objects.filter(pk=stays.pk).update(building_count=goes.building_count)
        _repoint(stays.pk, goes.pk)
        goes.delete()


def keep_apart(*, by: User, pair: PossibleDuplicate, version: int | None) -> None:
    """Say that the two are two. Raises VersionMissingError or StaleVersionError."""
    with change(by=by, why="inte dubbletter"):
        if pair.state != State.UNDECIDED:
            raise versions.StaleVersionError(pair, {})
        versions.write(PossibleDuplicate, pair.pk, version, state=State.KEPT_APART, **_decided(by))


def reopen(*, by: User, pair: PossibleDuplicate, version: int | None) -> None:
    """Take back that the two are two: the pair is undecided again.

    Raises VersionMissingError or StaleVersionError.
    """
    with change(by=by, why="inte dubbletter, ångrat"):
        if pair.state != State.KEPT_APART:
            raise versions.StaleVersionError(pair, {})
        versions.write(
            PossibleDuplicate, pair.pk, version,
            state=State.UNDECIDED, decided_by=None, decided_on=None,
        )  # fmt: skip


def unmerge(*, by: User, pair: PossibleDuplicate, version: int | None) -> None:
    """Take a merger back: both objects are as they were, and the pair is undecided again.

    Raises VersionMissingError, StaleVersionError, or StandsOnError with what has been done since.
    """
    if version is None:
        raise versions.VersionMissingError
    with transaction.atomic():
        list(ProtectedObject.objects.select_for_update().filter(pk=pair.a_id).values_list("pk"))
        now = PossibleDuplicate.objects.select_for_update().filter(pk=pair.pk).first()
        if now is None or now.version != version or now.context is None:
            raise versions.StaleVersionError(now, {})
        take_back(now.context, by=by, why="sammanslagning ångrad")


def _decided(by: User) -> dict[str, Any]:
    return {"decided_by": by, "decided_on": timezone.localdate()}


def _move_markings(stays: ProtectedObject, goes: ProtectedObject) -> None:
    both = Marking.objects.filter(object__in=(stays, goes))
    held = list(both.select_for_update(of=("self",)).order_by("pk"))
    own = {marking.provision_id: marking for marking in held if marking.object_id == stays.pk}
    for marking in held:
        if marking.object_id == stays.pk:
            continue
        same = own.get(marking.provision_id)
        if same is None:
            Marking.objects.filter(pk=marking.pk).update(object=stays)
            continue
        _fill(same, marking, MARKING_FACTS)
        PendingMarking.objects.filter(marking=marking).update(marking=same)
        Evidence.objects.filter(marking=marking).update(marking=same)
        marking.delete()


def _fill(
    into: ProtectedObject | Marking, source: ProtectedObject | Marking, names: tuple[str, ...]
) -> None:
    """Write to a record what it lacks and the other has."""
    empty = {name for name in names if getattr(into, name) in ("", None)}
    known = {name: getattr(source, name) for name in empty}
    lacking = {name: value for name, value in known.items() if value not in ("", None)}
    if lacking:
        type(into)._default_manager.filter(pk=into.pk).update(**lacking)


def _repoint(stays: int, goes: int) -> None:
    """Let the other pairs of the object that goes be pairs of the one that stays, each once."""
    for pair in PossibleDuplicate.objects.filter(Q(a=goes) | Q(b=goes)):
        mine = PossibleDuplicate.objects.filter(pk=pair.pk)
        if pair.b_id is None:
            mine.update(a_id=stays)
            continue
        other = pair.b_id if pair.a_id == goes else pair.a_id
        a, b = sorted((stays, other))
        if a == b or PossibleDuplicate.objects.filter(a_id=a, b_id=b).exists():
            mine.delete()
        else:
            mine.update(a_id=a, b_id=b)
