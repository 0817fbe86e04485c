"""The figures in words: the same words on pages, in the terminal and in files."""

from django.utils.translation import gettext as _

from inventory.indicator.count import Figure


def status_words(figure: Figure) -> str:
    """The status of a figure, and what hinders it where something in particular does."""
    if figure.value_unknown:
        return _("Antal byggnader okänt")
    if figure.blocked:
        return _("Genomgången, men för många handlingar saknas")
    if figure.part == "b" and figure.status == "complete":
        return _("Levererad")
    return {
        "complete": _("Genomgången"),
        "declared": _("Deklarerad"),
        "partial": _("Genomgång pågår"),
        "missing": _("Uppgift saknas"),
    }[figure.status]
