"""A removal or an undo that met what others did: what that was, in words, and how to decide again.

Nobody removes what they have not seen: the page of the thing says what was changed, by whom and
when, and the same removal is offered again, of what stands now.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext as _

from inventory.history_words import KINDS, Altered, Names, altered, names_in, record_name
from inventory.plan_history import Effect
from inventory.whys import in_words
from raknaq.lib.states import Alteration, at_version, latest
from raknaq.lib.undo import StandsOnError

Seen = tuple[type[models.Model], int, int]  # a row that somebody saw: model, key, version


@dataclass(frozen=True)
class Since:
    """One record that others wrote since it was seen: who last and when, and what became of it."""

    name: str
    who: str
    at: datetime.datetime
    removed: bool
    altered: Sequence[Altered]


@dataclass(frozen=True)
class SecondLook:
    """Why something was not removed or taken back, and how it is decided again.

    `by` is who did it already. `act` names the button that does it to what stands now, posted to
    `address` with `versions` by the names of their fields; without an address it cannot be done.
    `keep` leads on without it.
    """

    told: str
    since: Sequence[Since] = ()
    hindrances: Sequence[str] = ()
    by: Alteration | None = None
    address: str = ""
    versions: Mapping[str, int] = field(default_factory=dict)
    act: str = ""
    keep: str = ""


def changed_since(*seen: Seen) -> list[Since]:
    """What became of some rows after the versions in which somebody saw them; not of the others.

    Raises the events' DoesNotExist of a row that never was.
    """
    effects = [effect for one in seen if (effect := _effect(*one)) is not None]
    names = names_in(effects)
    return [_since(effect, names) for effect in effects]


def _effect(model: type[models.Model], pk: int, version: int) -> Effect | None:
    now = model._default_manager.filter(pk=pk).first()
    if now is not None and now.version == version:  # type: ignore[attr-defined]
        return None
    before = at_version(model, pk, version) or now
    return Effect(model, pk, before, now, None, version, gone=now is None)


def _since(effect: Effect, names: Names) -> Since:
    by = latest(effect.model, effect.pk)
    return Since(
        record_name(effect, names), by.who, by.at, removed=effect.gone,
        altered=() if effect.gone else altered(effect, names),
    )  # fmt: skip


def hindrances(stands: StandsOnError, unnamed: str = "") -> list[str]:
    """What stands on a change that is to be undone, each once: when, who and why.

    `unnamed` tells of what only the database knows, else its kind does.
    """
    kinds = {kind: str(called) for kind, called in KINDS.items()}
    told = []
    for one in stands.hindrances:
        if one.who:
            said = _("%(day)s: %(who)s, %(why)s")
            told.append(said % {"day": one.day, "who": one.who, "why": in_words(one.why)})
        else:
            other = kinds.get(one.model, _("något som bygger på ändringen"))
            told.append(unnamed or one.why or other)
    return list(dict.fromkeys(told))
