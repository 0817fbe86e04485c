"""What people write about provisions: each action is atomic, attributed and versioned."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import User

from inventory.models import Marking
from inventory.proposals import proposal_of
from plans.models import PlanDecision, Provision
from plans.models.plans import DecidedFrom
from raknaq.lib import versions
from raknaq.lib.history import change


class MarkedError(Exception):
    """A provision that something is marked by cannot be removed."""


def add_provision(*, by: User, decision: PlanDecision, facts: dict[str, Any]) -> Provision:
    """Write a provision of a decision down as it is printed, with or without an object.

    Raises IntegrityError (plans_provision_identity) where the decision has an equal one.
    """
    with change(by=by, why="bestämmelse registrerad"):
        return Provision.objects.create(decision=decision, **as_kept(facts))


def change_provision(
    *, by: User, provision: Provision, version: int | None, facts: dict[str, Any]
) -> None:
    """Change a provision, for all that it covers, against the version that was read.

    Raises VersionMissingError or StaleVersionError, and IntegrityError (plans_provision_identity)
    where the decision has an equal one; then nothing is written.
    """
    with change(by=by, why="bestämmelse ändrad"):
        versions.write(Provision, provision.pk, version, **as_kept(facts))


def accept_proposals(*, by: User, chosen: Sequence[tuple[int, int | None]]) -> int:
    """Give undecided provisions, each as (id, version read), the types proposed; how many.

    All or nothing. Raises VersionMissingError, or StaleVersionError also where somebody has decided
    one of them; IntegrityError as above.
    """
    with change(by=by, why="föreslagna typer godtagna"):
        held = (
            Provision.objects.select_for_update(of=("self",))
            .select_related("decision", "catalogue_entry")
            .defer("area", "decision__area", "decision__area_3857")
            .filter(pk__in=[key for key, _version in chosen])
            .order_by("pk")  # so that no two wait for each other
        )
        locked = {provision.pk: provision for provision in held}
        for key, version in chosen:
            provision = locked.get(key)
            if provision is None or provision.classes:
                raise versions.StaleVersionError(provision, {})
            versions.write(
                Provision,
                key,
                version,
                classes=sorted(proposal_of(provision).classes),
                decided_from=DecidedFrom.PROPOSAL,
            )
    return len(chosen)


def remove_provision(*, by: User, provision: Provision, version: int | None) -> None:
    """Delete a provision that was an error; it stays in the history.

    Raises MarkedError where something is marked by it, VersionMissingError or StaleVersionError.
    """
    if version is None:
        raise versions.VersionMissingError
    with change(by=by, why="felaktig bestämmelse borttagen"):
        list(Provision.objects.select_for_update().filter(pk=provision.pk).only("pk"))
        if Marking.objects.filter(provision=provision.pk).exists():
            raise MarkedError
        versions.remove(Provision, provision.pk, version)


def as_kept(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts of a provision as they are written: its types in their order."""
    return {**facts, "classes": sorted(facts["classes"])} if "classes" in facts else facts
