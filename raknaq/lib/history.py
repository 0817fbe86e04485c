"""History of every change: who, when and why, written by the database itself.

A tracked table gets one event row per inserted, updated (new state) and deleted (last state) row
from statement-level triggers, which also see COPY. Each event names its context; the database
refuses a write outside `change`, so nothing can be changed without saying who and why.
"""

import json
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar

import pghistory
import pghistory.models
import pgtrigger
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection, models, transaction
from django.db.models.fields.json import KeyTextTransform

M = TypeVar("M", bound=type[models.Model])


def tracked(*, versioned: bool = True, exclude: tuple[str, ...] = ()) -> Callable[[M], M]:
    """Class decorator: keep the history of a model's rows and let their version only rise.

    `exclude` names the columns that follow from others (tile geometry). A versioned model has a
    `version` column: the database adds one at every update, whatever the update says, so an old
    copy can never be taken for a newer one (design note trust.md, trap 10).
    """
    history = pghistory.track(
        pghistory.InsertEvent(level=pgtrigger.Statement),
        pghistory.UpdateEvent(level=pgtrigger.Statement),
        pghistory.DeleteEvent(level=pgtrigger.Statement),
        exclude=list(exclude),
        context_field=pghistory.ContextForeignKey(null=False, on_delete=models.PROTECT),
        append_only=True,
    )
    rise = pgtrigger.register(
        pgtrigger.Trigger(
            name="version_rises",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            func="NEW.version := OLD.version + 1; RETURN NEW;",
        )
    )

    def decorate(model: M) -> M:
        tracked_model: M = history(rise(model) if versioned else model)
        return tracked_model

    return decorate


def name_of(user: User) -> str:
    """A person as they are called everywhere: by their name, by their login where it has none."""
    return user.get_full_name() or user.get_username()


@contextmanager
def change(*, by: User, why: str, **more: Any) -> Iterator[uuid.UUID]:
    """One atomic change by a person or a named system account, with its reason; its context's id.

    `more` is kept with the reason as JSON, such as the id of a delivery. The context holds for
    the transaction, so raw SQL and COPY inside it are attributed too.
    """
    context = uuid.uuid4()
    metadata = {"user": by.pk, "who": name_of(by), "why": why, **more}
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('pghistory.context_id', %s, true),"
                " set_config('pghistory.context_metadata', %s, true)",
                [str(context), json.dumps(metadata)],
            )
        yield context


def tracked_models() -> list[tuple[type[models.Model], type[models.Model]]]:
    """Every tracked model with the model of its events."""
    found: list[Any] = [e for e in apps.get_models() if issubclass(e, pghistory.models.Event)]
    return [(event.pgh_tracked_model, event) for event in found]


def in_lock_order(models_: "Iterable[M]") -> list[M]:
    """Tracked models in the order in which their rows are held by whoever writes several.

    First what others refer to, so that what a row refers to is held before it; those that stand
    alike by name. Of one table rows are held in the order of their keys (docs/architecture.md).
    """
    return sorted(models_, key=lambda model: (_depth(model), model._meta.label))


@cache
def _depth(model: type[models.Model]) -> int:
    """How many tracked models one passes at most by what the rows of a model refer to."""
    tracked_ones = {model for model, _event in tracked_models()} - {model}
    fields = (field for field in model._meta.concrete_fields if field.related_model in tracked_ones)
    return max((1 + _depth(field.related_model) for field in fields), default=0)


def events_of(model: type[models.Model]) -> "models.QuerySet[Any]":
    """The events of a tracked model."""
    event: Any = dict(tracked_models())[model]
    found: models.QuerySet[Any] = event.objects.all()
    return found


def is_undone(context: uuid.UUID) -> bool:
    """Whether a change has been taken back (`raknaq.lib.undo`)."""
    return undoing().filter(undone=str(context)).exists()


def undoing() -> "models.QuerySet[Any]":
    """The changes that take another back, each with that one's context as `undone`, a text.

    The index raknaq_context_undoes finds them; without it all changes ever made are read.
    """
    undone = KeyTextTransform("undoes", "metadata")
    changes = pghistory.models.Context.objects.filter(metadata__has_key="undoes")
    return changes.annotate(undone=undone)
