"""To whom issues are told: the words of a page or of the command line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Speech:
    """Where issues are told: on a page, or on the command line.

    `ways` are the ways in which something is said there, for the texts that ask for it. `column`
    makes a canonical column name what it is called there, `code` a code of a column's closed list.
    """

    ways: Mapping[str, Promise | str]
    column: Callable[[str], str] = str
    code: Callable[[str, str], str] = lambda column, code: code


COMMAND = Speech(
    {
        "by_layer": _("med --layer"),
        "by_epsg": _("med --epsg"),
        "by_encoding": _("med --encoding"),
        "by_columns": _("under [columns] i en mappningsfil"),
        "by_values": _("under [values.%(column)s] i en mappningsfil"),
        "by_bare_year": _("med bare_year under [options] i en mappningsfil"),
        "by_covers": _("med covers under [options] i en mappningsfil"),
    }
)
