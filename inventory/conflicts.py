"""Three-way comparison: what somebody started from, what they made of it, what others made of it.

Pure: values are compared, nothing is read or written. The page is `inventory.conflict_page`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Side(StrEnum):
    """Who altered a value; of an altered one, whose is to stand."""

    MINE = "mine"
    THEIRS = "theirs"
    SAME = "same"
    BOTH = "both"


class UnansweredError(Exception):
    """Values that both altered, and nobody has said whose is to stand."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names


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


def merged(
    base: Mapping[str, Any], found: Iterable[Difference], choices: Mapping[str, Side]
) -> dict[str, Any]:
    """The values that stand: what one side altered, and of what both did, the side chosen.

    Raises UnansweredError with what both altered and no choice names.
    """
    told, open_ones = dict(base), []
    for one in found:
        side = one.side if one.side != Side.BOTH else choices.get(one.name)
        if side not in (Side.MINE, Side.THEIRS, Side.SAME):
            open_ones.append(one.name)
        else:
            told[one.name] = one.theirs if side == Side.THEIRS else one.mine
    if open_ones:
        raise UnansweredError(open_ones)
    return told


def as_sent(value: Any) -> list[str]:
    """A value as a form sends it: the texts of its fields of that name."""
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    return ["" if value is None else str(value)]
