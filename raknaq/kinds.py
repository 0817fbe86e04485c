"""Every kind of delivery by its name: where command, page and job get it."""

from django.utils.translation import gettext_lazy as _

from inventory.imports import KINDS as RECORDED
from plans.imports.kind import Kind
from plans.imports.kinds import KINDS as DECIDED
from plans.imports.ngp import NGP

KINDS: dict[str, Kind] = {kind.name: kind for kind in (*DECIDED, NGP, *RECORDED)}

LABELS = {
    "plans": _("Planer och beslut"),
    "ngp": _("Detaljplaner från NGP"),
    "markings": _("Märkningar"),
    "county_points": _("Äldre länsdatabas"),
    "reviews": _("Genomgångar"),
    "building_stock": _("Byggnadsbestånd"),
    "monuments": _("Byggnadsminnen"),
    "scopes": _("Inventeringens omfattning"),
    "footprints": _("Byggnaders ytor"),
    "catalogue": _("Planbestämmelsekatalogen"),
    "boundaries": _("Län och kommuner"),
}

# Kinds that bring objects, of which two may be one.
MARKED = {"markings", "county_points"}

# Kinds that concern the whole country: only those with a national role hand them in, and what
# everything else refers to is never undone.
NATIONAL = {"catalogue", "boundaries"}
