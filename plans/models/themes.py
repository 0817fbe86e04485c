"""What a provision, or a reading, is about: follow-ups of other things than the indicator.

A theme is never asked for. It follows from the class that somebody decided, or that is proposed,
and from the category of Boverket's catalogue; the lists here say how.
"""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from raknaq.lib.sql import statement


class Theme(models.TextChoices):
    """What a provision is about, and what a reading looked for."""

    KULTURVARDEN = "kulturvarden", _("Kulturvärden")
    NATUR = "natur", _("Natur")
    GRONSTRUKTUR = "gronstruktur", _("Grönstruktur")
    KLIMATANPASSNING = "klimatanpassning", _("Klimatanpassning")


# What a category and subcategory of the catalogue are about; the first row that fits, "" fits all.
# Source: the catalogue's release 7 (20251201), its categories as in design note standards.md,
# section 3. What is not listed has no theme: a use such as SKYDD may be about anything.
THEMES_OF_CATEGORY: tuple[tuple[str, str, tuple[Theme, ...]], ...] = (
    ("Skydd av kulturvärden", "", (Theme.KULTURVARDEN,)),
    ("Varsamhet", "", (Theme.KULTURVARDEN,)),
    ("Rivningsförbud", "", (Theme.KULTURVARDEN,)),
    ("Natur", "", (Theme.GRONSTRUKTUR, Theme.NATUR)),
    ("Park", "", (Theme.GRONSTRUKTUR,)),
    ("Markens anordnande och vegetation", "Vegetation", (Theme.GRONSTRUKTUR, Theme.NATUR)),
    (
        "Markens anordnande och vegetation",
        "Markens genomsläpplighet",
        (Theme.GRONSTRUKTUR, Theme.KLIMATANPASSNING),
    ),
    ("Utformning av allmän plats", "Utformning av vegetation", (Theme.GRONSTRUKTUR,)),
    (
        "Utformning av allmän plats",
        "Utformning av områden för dagvatten",
        (Theme.KLIMATANPASSNING,),
    ),
    ("Skydd mot störningar", "Översvämning", (Theme.KLIMATANPASSNING,)),
    ("Skydd mot störningar", "Erosion", (Theme.KLIMATANPASSNING,)),
)

# What a type of provision is about.
THEMES_OF_CLASS: dict[str, Theme] = {
    "skydd": Theme.KULTURVARDEN,
    "varsamhet": Theme.KULTURVARDEN,
    "rivningsforbud": Theme.KULTURVARDEN,
    "natur": Theme.NATUR,
}

_OF_CLASS = ", ".join(f"('{name}', '{theme.value}')" for name, theme in THEMES_OF_CLASS.items())

# However a provision is written, by a person, a file or an undo, its themes follow. The column is
# the database's own, so the history does not keep it.
FOLLOW = pgtrigger.Trigger(
    name="themes_follow",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func=statement(__file__, "themes_follow") % {"themes_of_class": _OF_CLASS},
)
