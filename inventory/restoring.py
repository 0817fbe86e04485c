"""Bringing earlier states back: a record becomes what it was, as a new change with a new version.

A record that is gone is put back with its own key, above any version that was ever seen, with what
it refers to where that is gone too, and with what was removed together with it.
"""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, connection, models
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from inventory.clashes import clash
from inventory.models import (
    Document,
    Evidence,
    Marking,
    PeerCheck,
    PeerRemark,
    ProtectedObject,
    Review,
    SheetFit,
)
from plans.ends import propose
from plans.models import Plan, PlanDecision, PlanRelation, Provision
from raknaq.lib import versions
from raknaq.lib.effects import kept_fields
from raknaq.lib.history import change, events_of, in_lock_order, tracked_models
from raknaq.lib.states import now_or_last, of_event

# In this order what is put back or altered is written; what goes is removed in the opposite one.
RESTORABLE: tuple[type[models.Model], ...] = (
    Plan, PlanDecision, Provision, ProtectedObject, Marking, Document, Evidence, SheetFit, Review
)  # fmt: skip

MOST_EVENTS = 200  # of an object's markings that are looked through for the one it had in a plan

DOCUMENT_FACTS = ("title", "link")  # what people say of a document; the rest is of its copy

ROOTS = (Plan, PlanDecision)  # what all else hangs on: they come and go with deliveries alone

# What is removed with a reading, by the field that refers to it, comes back with it.
GO_WITH: dict[type[models.Model], tuple[type[models.Model], str]] = {
    Review: (PeerCheck, "review"),
    PeerCheck: (PeerRemark, "about"),
}


class RefusedError(Exception):
    """A state that cannot be brought back as things stand; the reason in words."""


@dataclass(frozen=True)
class State:
    """What a record is to be: the event that holds it, None for gone; and the version one saw.

    Of a record that is gone, that is the last version it had.
    """

    model: type[models.Model]
    pk: int
    event: int | None
    seen: int | None


def restore(*, by: User, states: Sequence[State], why: str) -> None:
    """Write earlier states of some records, all or nothing.

    Raises VersionMissingError, StaleVersionError where a record is not as it was seen, and
    RefusedError where the database or a rule forbids it, of what is not RESTORABLE, and where one
    of the ROOTS would go.
    """
    if any(state.model not in RESTORABLE or _begins(state) for state in states):
        raise RefusedError(_("Det återställs inte härifrån."))
    with change(by=by, why=why) as context, _told():
        _hold(states)
        for state in sorted(states, key=_turn):
            _restore(by, state)
        _return_evidence(context)
        touched = {plan for state in states if (plan := _plan_of(state)) is not None}
        connection.check_constraints()  # now, so that a refusal is told
        if touched:
            propose(touched, by=by)


def _hold(states: Sequence[State]) -> None:
    """Hold the records, in the order in which everybody does."""
    for model in in_lock_order({state.model for state in states}):
        keys = [state.pk for state in states if state.model is model]
        held = model._default_manager.select_for_update().filter(pk__in=keys).order_by("pk")
        list(held.values_list("pk"))


def _begins(state: State) -> bool:
    return state.event is None and state.model in ROOTS


def _turn(state: State) -> int:
    place = RESTORABLE.index(state.model)
    return place if state.event is not None else len(RESTORABLE) * 2 - place


def _restore(by: User, state: State) -> None:
    if state.seen is None:
        raise versions.VersionMissingError
    now = state.model._default_manager.filter(pk=state.pk).first()
    last = _last_event(state.model, state.pk)
    if last is None or last.version != state.seen or (now is None) != (last.pgh_label == "delete"):
        raise versions.StaleVersionError(now, {})
    was = None
    if state.event is not None:
        event = events_of(state.model).filter(pk=state.event, pgh_obj_id=state.pk).first()
        if event is None:
            raise versions.StaleVersionError(now, {})
        was = of_event(state.model, event)
    for row in (now, was):
        _judge(by, row, was)
    _judge_document(now, was)
    if was is None:
        versions.remove(state.model, state.pk, state.seen)
    elif now is None:
        _put_back(was, state.seen)
        _put_back_with(state.model, last)
    else:
        fields = DOCUMENT_FACTS if state.model is Document else _facts_of(state.model)
        facts = {name: getattr(was, name) for name in fields}
        versions.write(state.model, state.pk, state.seen, **facts)


def _facts_of(model: type[models.Model]) -> Sequence[str]:
    return [field.attname for field in kept_fields(model)]


def _judge(by: User, row: models.Model | None, was: models.Model | None) -> None:
    """Refuse what is not for everybody to bring back. Raises RefusedError."""
    if isinstance(row, Review) and row.reader_id != by.pk:
        raise RefusedError(_("En genomgång återställs av den som gjorde den."))
    if isinstance(row, Plan) and isinstance(was, Plan) and row.in_force_to != was.in_force_to:
        decided = PlanRelation.objects.filter(plan=row.pk, state=PlanRelation.State.ENDED)
        if decided.exists():
            raise RefusedError(
                _("Någon har tagit ställning till att planen upphör. Ångra det under Upphöranden.")
            )


def _judge_document(now: models.Model | None, was: models.Model | None) -> None:
    """Refuse what would speak of a copy as there where it is not. Raises RefusedError."""
    if isinstance(now, Document) and was is None and now.digest:
        raise RefusedError(_("En lagrad handling tas bort på sin egen sida."))
    if not isinstance(now, Document) or not isinstance(was, Document):
        return
    same = all(getattr(now, name) == getattr(was, name) for name in DOCUMENT_FACTS)
    if same and now.weeded_on != was.weeded_on:
        raise RefusedError(_("Kopian är gallrad och kommer inte tillbaka."))


def copy_is_lost(row: models.Model) -> bool:
    """Whether a row that is gone was a document whose copy was deleted with it."""
    return isinstance(row, Document) and bool(row.digest)


def _refuse_lost_copy(row: models.Model) -> None:
    if copy_is_lost(row):
        raise RefusedError(
            _("Kopian raderades när handlingen togs bort, och kommer inte tillbaka. Lägg till "
              "filen på nytt.")
        )  # fmt: skip


def _put_back(row: models.Model, last_version: int) -> None:
    """Insert a row that is gone, after the gone rows that it refers to.

    Raises RefusedError where one of them was a document whose copy was deleted with it.
    """
    _refuse_lost_copy(row)
    kept = {model for model, _event in tracked_models()}
    for field in row._meta.concrete_fields:
        target = field.related_model
        if not isinstance(field, models.ForeignKey) or target not in kept:
            continue
        key = getattr(row, field.attname)
        if key is not None and not target._default_manager.filter(pk=key).exists():
            last = _last_event(target, key)
            if last is not None:
                _put_back(of_event(target, last), last.version)
    row.version = last_version + 1  # type: ignore[attr-defined]
    row.save(force_insert=True)


def _put_back_with(model: type[models.Model], removed: Any) -> None:
    """Insert what was removed together with a row, less what refers to something that is gone.

    `removed` is the event of the row's removal.
    """
    if model not in GO_WITH:
        return
    other, field = GO_WITH[model]
    gone = events_of(other).filter(
        **{field: removed.pgh_obj_id}, pgh_label="delete", pgh_context=removed.pgh_context_id
    )
    for event in gone.order_by("pgh_id"):
        row = of_event(other, event)
        if _stands(row):
            _put_back(row, event.version)
            _put_back_with(other, event)


def _stands(row: models.Model) -> bool:
    """Whether all that a row refers to is there."""
    return all(
        field.related_model._default_manager.filter(pk=key).exists()
        for field in row._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and (key := getattr(row, field.attname)) is not None
    )


def _return_evidence(context: uuid.UUID) -> None:
    """With the markings that a change has put back: the evidence that went with their removal.

    What lay in a document that is gone since stays gone.
    """
    returned = events_of(Marking).filter(pgh_context=context, pgh_label="insert")
    for pk in returned.values_list("pgh_obj_id", flat=True):
        removed = events_of(Marking).filter(pgh_obj_id=pk, pgh_label="delete").latest("pgh_id")
        went = events_of(Evidence).filter(
            marking_id=pk, pgh_label="delete", pgh_context=removed.pgh_context_id
        )
        for event in went:
            there = Document.objects.select_for_update(no_key=True).filter(pk=event.document_id)
            if there.exists() and not Evidence.objects.filter(pk=event.pgh_obj_id).exists():
                _put_back(of_event(Evidence, event), event.version)


def _last_event(model: type[models.Model], pk: int) -> Any:
    return events_of(model).filter(pgh_obj_id=pk).order_by("-pgh_id").first()


def _plan_of(state: State) -> int | None:
    if state.model is Plan:
        return state.pk
    if state.model is PlanDecision:
        found = PlanDecision.objects.filter(pk=state.pk).values_list("plan", flat=True)
        return found.first()
    return None


@contextmanager
def _told() -> Iterator[None]:
    """The database's refusals in words: RefusedError, or StaleVersionError of a row put back."""
    try:
        yield
    except ProtectedError:
        raise RefusedError(_("Något annat hör till posten.")) from None
    except IntegrityError as refused:
        if "_pkey" in str(refused):
            raise versions.StaleVersionError(None, {}) from None
        raise RefusedError(clash(refused) or str(refused).splitlines()[0]) from None


def removed_marking(pk: int) -> Marking | None:
    """A marking that is gone, as it last was, with its object and provision as they are or were.

    None where there never was one, or where its decision is gone.
    """
    last = _last_event(Marking, pk)
    if last is None:
        return None
    marking = of_event(Marking, last)
    thing = now_or_last(ProtectedObject, marking.object_id)
    provision = now_or_last(Provision, marking.provision_id)
    if thing is None or provision is None or not _with_decision(provision):
        return None
    marking.object, marking.provision = thing, provision
    return marking


def removed_from(plan: Plan, thing: int) -> Marking | None:
    """The marking that an object (its key) last had in a plan, as it is or was.

    It may be of another object now, where the two were merged. None where it never had one.
    """
    known = events_of(Marking).filter(object_id=thing).order_by("-pgh_id")
    for pk in dict.fromkeys(known.values_list("pgh_obj_id", flat=True)[:MOST_EVENTS]):
        marking = removed_marking(pk)
        if marking is not None and marking.provision.decision.plan_id == plan.pk:
            return marking
    return None


def removed_document(pk: int) -> Document | None:
    """A document that is gone, as it last was; None where it stands, never was, or its decision
    is gone.
    """
    if Document.objects.filter(pk=pk).exists():
        return None
    document = now_or_last(Document, pk)
    return document if document is not None and _with_decision(document) else None


def removed_provision(pk: int) -> Provision | None:
    """A provision that is gone, as it last was; None where it stands, never was, or its decision
    is gone.
    """
    if Provision.objects.filter(pk=pk).exists():
        return None
    provision = now_or_last(Provision, pk)
    return provision if provision is not None and _with_decision(provision) else None


def removed_evidence(pk: int) -> Evidence | None:
    """A passage that is gone, as it last was, with its marking as that is or was.

    None where there never was one, or where its marking's decision is gone.
    """
    evidence = now_or_last(Evidence, pk)
    marking = removed_marking(evidence.marking_id) if evidence else None
    if evidence is None or marking is None:
        return None
    evidence.marking = marking
    return evidence


def _with_decision(row: Provision | Document) -> bool:
    """Whether the decision of a row is there; then the row knows it, with its plan."""
    known = PlanDecision.objects.select_related("plan", "municipality").filter(pk=row.decision_id)
    decision = known.defer("area", "area_3857").first()
    if decision is not None:
        row.decision = decision
    return decision is not None


@dataclass(frozen=True)
class Part:
    """A row with what is to be altered in it, and the version that one saw."""

    row: models.Model
    version: int | None
    facts: dict[str, Any]


def bring_back(*, by: User, parts: Sequence[Part], why: str) -> None:
    """Record a removed row anew under its own key, with what somebody has written since.

    The row is the last of `parts`, as one of the `removed_` functions gives it; of the others
    those that are gone are put back, the rest changed against the version seen. Raises
    VersionMissingError, StaleVersionError, where the row is there again too, or RefusedError.
    """
    with change(by=by, why=why) as context, _told():
        for part in parts:
            model = type(part.row)
            if model._default_manager.select_for_update().filter(pk=part.row.pk).exists():
                if part is parts[-1]:
                    raise versions.StaleVersionError(part.row, part.facts)
                if part.facts:
                    versions.write(model, part.row.pk, part.version, **part.facts)
                continue
            _refuse_lost_copy(part.row)
            last = _last_event(model, part.row.pk)
            if last.version != part.version:
                raise versions.StaleVersionError(None, part.facts)
            for name, value in part.facts.items():
                setattr(part.row, name, value)
            part.row.version = last.version + 1  # type: ignore[attr-defined]
            part.row.save(force_insert=True)
        _return_evidence(context)
        connection.check_constraints()
