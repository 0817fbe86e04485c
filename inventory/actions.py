"""What people write in the inventory: each action is atomic, attributed and versioned."""

import datetime
import secrets
from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone

from inventory.models import Document, Evidence, InventoryScope, Marking, ProtectedObject
from inventory.proposals import proposal_of
from plans.models import PlanDecision, Provision
from plans.models.plans import DecidedFrom
from raknaq.lib import versions
from raknaq.lib.history import change, events_of, name_of

# Crockford's base 32: nothing in it is mistaken for another when read out. Eight characters are
# 10^12 references: two in a municipality will not meet, and the database would refuse the second.
REF_CHARACTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REF_LENGTH = 8


def record_marking(
    *,
    by: User,
    decision: PlanDecision,
    thing: ProtectedObject | None = None,
    thing_facts: dict[str, Any] | None = None,
    provision: Provision | None = None,
    provision_facts: dict[str, Any] | None = None,
    marking_facts: dict[str, Any] | None = None,
    passage: dict[str, Any] | None = None,
    day: datetime.date | None = None,
) -> Marking:
    """Record that a provision of a decision covers an object; either may be new.

    `thing` and `provision` are existing rows; where one is None it is made from its facts. A new
    provision equal to one of the decision's is that one. A provision that nobody had decided about
    becomes what was proposed: the person has chosen it. `passage` is what it rests on, as
    `inventory.passages` reads it. Raises IntegrityError when the object is already marked by the
    provision, StaleVersionError when the object, the provision or the document is gone.
    """
    with change(by=by, why="märkning registrerad"):
        _hold(thing)
        _hold(passage["document"] if passage else None)
        provision = provision_to_mark_by(decision, provision, provision_facts or {})
        if thing is None:
            thing = ProtectedObject.objects.create(
                municipality_id=decision.municipality_id,
                object_ref=new_ref(),
                **(thing_facts or {}),
            )
        marking = Marking.objects.create(
            object=thing,
            provision=provision,
            recorded_on=day or timezone.localdate(),
            recorded_by=name_of(by),
            **(marking_facts or {}),
        )
        if passage:
            Evidence.objects.create(marking=marking, **passage)
        return marking


def provision_to_mark_by(
    decision: PlanDecision, provision: Provision | None, facts: dict[str, Any]
) -> Provision:
    """The provision that something is to be marked by, held; made of facts where it is None.

    One that nobody had decided about becomes what was proposed. Call inside a change. Raises
    StaleVersionError when it is gone.
    """
    if provision is None:
        provision = _provision(decision, facts)
    _hold(provision)
    if not provision.classes:
        undecided = Provision.objects.filter(pk=provision.pk, classes=[])
        undecided.update(
            classes=sorted(proposal_of(provision).classes), decided_from=DecidedFrom.PROPOSAL
        )
    return provision


def _hold(row: ProtectedObject | Provision | Document | None) -> None:
    """Keep an existing row from being removed until the change is done."""
    if row and not type(row)._default_manager.select_for_update().filter(pk=row.pk).only("pk"):
        raise versions.StaleVersionError(None, {})


def new_ref() -> str:
    """A reference for an object that nobody else has named."""
    return "R-" + "".join(secrets.choice(REF_CHARACTERS) for _ in range(REF_LENGTH))


def _provision(decision: PlanDecision, facts: dict[str, Any]) -> Provision:
    named = {name: facts.get(name, "") for name in ("letter", "index", "wording")}
    rest = {name: value for name, value in facts.items() if name not in named}
    classes = sorted(rest.pop("classes"))
    provision, _ = Provision.objects.get_or_create(
        decision=decision,
        classes=classes,
        national_id=None,
        catalogue_entry=None,
        **named,
        defaults=rest,
    )
    return provision


def change_marking(
    *,
    by: User,
    marking: Marking,
    version: int | None,
    facts: dict[str, Any],
    thing_version: int | None,
    thing_facts: dict[str, Any],
    provision_version: int | None,
    provision_facts: dict[str, Any],
) -> None:
    """Change a marking, its object and its provision together, each against the version read.

    `marking` is as it was read, with the object and the provision that it had then. The provision
    changes for all that it covers. Raises VersionMissingError or StaleVersionError, also where the
    marking is of another object or provision now, and IntegrityError when the decision has an equal
    provision already; then nothing is written.
    """
    if "classes" in provision_facts:
        provision_facts = {**provision_facts, "classes": sorted(provision_facts["classes"])}
    with change(by=by, why="märkning ändrad"):
        _hold_marked(marking)
        of_these = Marking.objects.filter(object=marking.object_id, provision=marking.provision_id)
        if not of_these.select_for_update().filter(pk=marking.pk).only("pk"):
            raise versions.StaleVersionError(None, facts)
        if thing_facts:
            versions.write(ProtectedObject, marking.object_id, thing_version, **thing_facts)
        if provision_facts:
            versions.write(Provision, marking.provision_id, provision_version, **provision_facts)
        if facts:
            versions.write(Marking, marking.pk, version, **facts)


def note_gone(
    *,
    by: User,
    thing: ProtectedObject,
    version: int | None,
    since: datetime.date | None,
    how: str = "",
) -> None:
    """Keep from which day an object is gone and how (a GoneHow, "" where it is not known).

    Without a day it stands. Raises VersionMissingError or StaleVersionError.
    """
    why = "objektet är borta" if since else "objektet står kvar"
    with change(by=by, why=why):
        versions.write(ProtectedObject, thing.pk, version, gone_on=since, gone_how=how)


def sign_ends(
    *, by: User, scope: InventoryScope, version: int | None, through: datetime.date
) -> None:
    """Sign that a county's ends and replacements are recorded through a day.

    Raises VersionMissingError or StaleVersionError.
    """
    with change(by=by, why="upphöranden kontrollerade, underskrivet"):
        versions.write(InventoryScope, scope.pk, version, ends_checked_through=through)


def remove_marking(
    *,
    by: User,
    marking: Marking,
    version: int | None,
    thing_version: int | None,
    provision_version: int | None,
) -> None:
    """Delete a marking that was an error, with its object and provision if nothing else needs them.

    A provision that was delivered or typed by itself is there for its own sake, and stays. The
    versions are those that were read. Raises VersionMissingError, or StaleVersionError where the
    marking, or what would go with it, is another now.
    """
    if thing_version is None or provision_version is None:
        raise versions.VersionMissingError
    with change(by=by, why="felaktig märkning borttagen"):
        _hold_marked(marking)
        versions.remove(Marking, marking.pk, version)
        if _came_with_a_marking(marking.provision_id):
            _remove_unmarked(Provision, marking.provision_id, provision_version)
        _remove_unmarked(ProtectedObject, marking.object_id, thing_version)


def _remove_unmarked(model: type[models.Model], key: int, version: int) -> None:
    """Delete what nothing is marked by, or as, any longer. Raises StaleVersionError."""
    if model._default_manager.filter(pk=key, markings__isnull=True).exists():
        versions.remove(model, key, version)


def _hold_marked(marking: Marking) -> None:
    """Hold what a marking is about, in the order in which everybody does."""
    for model, key in ((ProtectedObject, marking.object_id), (Provision, marking.provision_id)):
        list(model._default_manager.select_for_update().filter(pk=key).only("pk"))


def _came_with_a_marking(provision: int) -> bool:
    """Whether a provision was made in the same change as something that it marks."""
    made = events_of(Provision).filter(pgh_obj_id=provision, pgh_label="insert")
    return (
        events_of(Marking)
        .filter(
            provision_id=provision, pgh_label="insert", pgh_context__in=made.values("pgh_context")
        )
        .exists()
    )
