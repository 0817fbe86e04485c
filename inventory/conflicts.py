"""Three-way comparison: what somebody started from, what they made of it, what others made of it.

Pure: values are compared, nothing is read or written. The page is `inventory.conflict_page`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Side(StrEnum):
    """Who altered a value; of one that both did, whose is to stand."""

    MINE = "mine"
    THEIRS = "theirs"
    SAME = "same"
    BOTH = "both"


@dataclass(frozen=True)
class Difference:
    """One value that somebody altered, as it was and as the two sides have it."""

    name: str
    base: Any
    mine: Any
    theirs: Any

    @property
    def side(self) -> Side:
        """Who altered it: I alone, they alone, both alike, or both each their own way."""
        if self.mine == self.theirs:
            return Side.SAME
        if self.mine == self.base:
            return Side.THEIRS
        return Side.MINE if self.theirs == self.base else Side.BOTH


def differences(
    base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> list[Difference]:
    """The values that one side at least altered, in the order of `base`.

    The three have the same names. Raises KeyError where they do not.
    """
    found = [Difference(name, base[name], mine[name], theirs[name]) for name in base]
    return [one for one in found if not one.base == one.mine == one.theirs]


def as_sent(value: Any) -> list[str]:
    """A value as a form sends it: the texts of its fields of that name."""
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    return ["" if value is None else str(value)]
