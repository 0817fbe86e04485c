"""What a delivery changes and what hinders its undoing, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

TABLES: Mapping[str, Promise] = {
    "plans.Plan": gettext_lazy("Planer"),
    "plans.PlanDecision": gettext_lazy("Beslut"),
    "plans.Provision": gettext_lazy("Bestämmelser"),
    "plans.CatalogueEntry": gettext_lazy("Poster i planbestämmelsekatalogen"),
    "plans.County": gettext_lazy("Län"),
    "plans.Municipality": gettext_lazy("Kommuner"),
    "inventory.ProtectedObject": gettext_lazy("Objekt"),
    "inventory.Marking": gettext_lazy("Märkningar"),
    "inventory.Review": gettext_lazy("Genomgångar"),
    "inventory.InventoryScope": gettext_lazy("Inventeringens omfattning"),
    "inventory.BuildingStock": gettext_lazy("Byggnadsbestånd"),
    "inventory.Monument": gettext_lazy("Byggnadsminnen"),
}


def table_name(label: str) -> str:
    """What the records of a model are called, in the plural."""
    return str(TABLES.get(label, label))


def hindrance(told: Mapping[str, Any]) -> str:
    """Why an undo was refused, about one record (`raknaq.lib.undo.Hindrance` as JSON)."""
    if not told["model"]:
        return _("Databasen vägrar: %(why)s") % told
    what = {**told, "table": table_name(told["model"])}
    if told["who"] or told["why"]:
        text = _("%(table)s %(id)s ändrades %(day)s av %(who)s (%(why)s). I tabellen: %(number)s.")
    else:
        text = _(
            "%(table)s %(id)s bygger på något som leveransen förde in. I tabellen: %(number)s."
        )
    return text % what
