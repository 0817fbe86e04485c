"""Taking a whole change back: every record becomes what it was, or nothing happens.

An undo is a change of its own, with its own context that names the one it undoes; versions rise.
It is refused, with the reasons, where anything stands on the change: a later change of the same
records that has not been taken back, or records that refer to what would be removed.
"""

import uuid
from dataclasses import dataclass
from functools import partial
from typing import Any

import pghistory.models
from django.apps import apps
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, models
from psycopg.sql import SQL, Composable, Identifier, Literal

from raknaq.lib.effects import Effect, effects, kept_fields
from raknaq.lib.history import change, in_lock_order, tracked_models
from raknaq.lib.sql import fill_and_run, names

TOLD = 20  # hindrances told per table

_run = partial(fill_and_run, __file__)


@dataclass(frozen=True)
class Hindrance:
    """One record that stands on a change, of `number` in its table; who wrote it, why and when.

    `id` is empty where only the database knows what is in the way.
    """

    model: str
    id: str
    number: int
    who: str = ""
    why: str = ""
    day: str = ""


class StandsOnError(Exception):
    """Something stands on the change: it cannot be undone."""

    def __init__(self, hindrances: list[Hindrance]) -> None:
        super().__init__(f"{len(hindrances)} hindrances")
        self.hindrances = hindrances


def take_back(context: uuid.UUID, *, by: User, why: str, **more: Any) -> list[Effect]:
    """Undo the change with this context in one transaction; what that change had done.

    What a delivery did, or its undoing, is taken back as that delivery alone: `more` names it.
    Raises StandsOnError, with nothing changed. The hindrances are looked for twice: first, to
    refuse at once, and when every record is held and written, to see what came in between.
    """
    _refuse(_of_a_delivery(context, more.get("delivery")))
    with change(by=by, why=why, undoes=str(context), **more) as own:
        found = effects(context)
        _refuse(_later(found, own))
        try:
            _hold(found)
            _check_references("DEFERRED")  # so that the tables can be written in any order
            _write_back(found)
            _refuse(_later(found, own) + _referring(found))
            _check_references("IMMEDIATE")
        except IntegrityError as refused:
            told = str(refused).splitlines()[0]
            raise StandsOnError([Hindrance("", "", 1, why=told)]) from None
    return found


def _hold(found: list[Effect]) -> None:
    """Hold what will be written, in the order in which everybody does."""
    by_model = {effect.model: effect for effect in found}
    for model in in_lock_order(by_model):
        effect = by_model[model]
        strength = "UPDATE" if effect.new else "NO KEY UPDATE"
        _run("undo_hold", **effect.places(), strength=SQL(strength))


def _check_references(when: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL {when}")


def _refuse(hindrances: list[Hindrance]) -> None:
    if hindrances:
        raise StandsOnError(hindrances)


def _of_a_delivery(context: uuid.UUID, named: Any) -> list[Hindrance]:
    """The change itself, where it is a delivery's and another than the one named."""
    return [
        Hindrance("", "", 1, told["who"], told["why"])
        for told in pghistory.models.Context.objects.filter(pk=context).values_list(
            "metadata", flat=True
        )
        if told.get("delivery", named) != named
    ]


def _later(found: list[Effect], own: uuid.UUID) -> list[Hindrance]:
    """Changes of the same records that stand, by others than the undoing itself (`own`)."""
    return [
        Hindrance(effect.model._meta.label, pk, number, who or "", why or "", day)
        for effect in found
        for pk, who, why, day, number in _run(
            "undo_later",
            **effect.places(),
            own=Literal(own),
            as_it_was=_as_it_was(effect.model),
            free=SQL(getattr(effect.model, "free_while", "false")),
            limit=Literal(TOLD),
        )
    ]


def _as_it_was(model: type[models.Model]) -> Composable:
    """That each column of a record is `now` what a change left (`l`) or what it found (`b`)."""
    unaltered = SQL(
        "(now.{0} IS NOT DISTINCT FROM l.{0}"
        " OR u.action = 'update' AND now.{0} IS NOT DISTINCT FROM b.{0})"
    )
    columns = [Identifier(str(field.column)) for field in kept_fields(model)]
    return SQL(" AND ").join(unaltered.format(column) for column in columns)


def _referring(found: list[Effect]) -> list[Hindrance]:
    """Records that refer to what has been removed."""
    return [
        Hindrance(field.model._meta.label, pk, number)
        for effect in found
        if effect.new
        for field in _references(effect.model)
        for pk, number in _run("undo_referred", **_referrer(effect, field), limit=Literal(TOLD))
    ]


def _write_back(found: list[Effect]) -> None:
    """Remove the new records, put the removed ones back, restore the altered ones."""
    for effect in found:
        for field in _references(effect.model) if effect.new else ():
            condition = _derived_while(field)
            if condition:
                _run("undo_derived", **_referrer(effect, field), condition=SQL(condition))
        _run("undo_remove", **effect.places())
    for effect in found:
        fields = [str(field.column) for field in kept_fields(effect.model)]
        key = str(effect.model._meta.pk.column)
        kept = [key, *(name for name in fields if name != key)]
        if effect.removed:
            _run(
                "undo_put_back",
                **effect.places(),
                columns=names(kept),
                values=SQL(", ").join(SQL("e.{}").format(Identifier(name)) for name in kept),
            )
        if effect.changed:
            _run(
                "undo_restore",
                **effect.places(),
                assignments=SQL(", ").join(
                    SQL("{0} = e.{0}").format(Identifier(name)) for name in fields
                ),
            )


def _references(model: type[models.Model]) -> "list[models.ForeignKey[Any, Any]]":
    """The foreign keys to a model, the history's own aside."""
    return [
        field
        for referrer in apps.get_models()
        if not issubclass(referrer, pghistory.models.Event)
        for field in referrer._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is model
    ]


def _derived_while(field: "models.ForeignKey[Any, Any]") -> str:
    """Which rows go with the one they refer to, as SQL; empty where none does.

    Those that are worked out from it and not kept in history; of a tracked model, those that its
    `derived_while` names: found by a machine, and nobody has decided on them.
    """
    if field.remote_field.on_delete is not models.CASCADE:
        return ""
    kept = {model for model, _ in tracked_models()}
    return getattr(field.model, "derived_while", "") if field.model in kept else "true"


def _referrer(effect: Effect, field: "models.ForeignKey[Any, Any]") -> dict[str, Any]:
    own = field.model._meta
    return {
        **effect.places(),
        "table": Identifier(own.db_table),
        "column": Identifier(str(field.column)),
        "pk": Identifier(str(own.pk.column)),
    }
