"""What the database refuses because there is another like it already, in words."""

from collections.abc import Mapping

from django.db import IntegrityError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# By the name of the constraint.
CLASHES: Mapping[str, Promise] = {
    "plans_provision_identity": _("Beslutet har redan en likadan bestämmelse."),
    "inventory_marking_once": _("Objektet har redan den bestämmelsen."),
    "inventory_review_once": _("Beslutet har redan den genomgången."),
    "inventory_sheetfit_once_a_page": _("Bilden ligger redan på kartan."),
    "plans_plandecision_akt": _("Ett annat beslut i kommunen har akten nu."),
    "plans_plandecision_designation": _("Ett annat beslut i kommunen har planbeteckningen nu."),
    "plans_plandecision_one_new": _("Planen har redan ett beslut som gör den."),
    "_fk_": _("Något som posten hör till finns inte längre."),
}


def clash(refused: IntegrityError) -> str:
    """Why the database refused, in words; empty where it is no clash that people can meet."""
    text = str(refused)
    return str(next((told for name, told in CLASHES.items() if name in text), ""))
