"""The long lists of a plan's record: their first rows come with the page, the others after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from inventory.plan_record import ShownProvision, shown_provisions
from inventory.queries import plan_markings
from plans.models import Plan

FIRST = slice(30)  # what a person sees of each list before they have begun to read it
LATER = slice(30, None)
ALL = slice(None)

UNFOLDED = 8  # of more provisions, those whose types are decided lie folded


@dataclass(frozen=True)
class Rows:
    """Those rows of a list that are shown, and how many it has in all."""

    shown: Sequence[Any]
    total: int

    @property
    def left_out(self) -> bool:
        """Whether the list has other rows than those that are shown."""
        return len(self.shown) < self.total


@dataclass(frozen=True)
class RecordRows:
    """The lists of a plan's record: `markings`, and its provisions (ShownProvision).

    `folded` are provisions whose types are decided where the plan has many, else none; `undecided`
    is how many wait for somebody to decide their types, shown or not.
    """

    markings: Rows
    provisions: Rows
    folded: Rows
    undecided: int


def record_rows(plan: Plan, part: slice) -> RecordRows:
    """A part of each list of a plan's record: FIRST, LATER or ALL."""
    provisions = shown_provisions(plan)
    undecided = [one for one in provisions if not one.provision.classes]
    folds = len(provisions) > UNFOLDED
    folded = [one for one in provisions if one.provision.classes] if folds else []
    markings = plan_markings(plan)
    return RecordRows(
        markings=Rows(list(markings[part]), markings.count()),
        provisions=_rows(undecided if folds else provisions, part),
        folded=_rows(folded, part),
        undecided=len(undecided),
    )


def _rows(listed: Sequence[ShownProvision], part: slice) -> Rows:
    return Rows(listed[part], len(listed))
