"""Tables, columns and codes of a delivery in words, and what hinders its undoing."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.models import ObjectType, Outcome, Theme
from inventory.whys import in_words
from plans.imports.speech import Speech
from plans.models.plans import DecisionType, Law, PlanKind, ProvisionClass, Reach

TABLES: Mapping[str, Promise] = {
    "plans.Plan": gettext_lazy("Planer"),
    "plans.PlanDecision": gettext_lazy("Beslut"),
    "plans.Provision": gettext_lazy("Bestämmelser"),
    "plans.PlanRelation": gettext_lazy("Upphöranden"),
    "plans.CatalogueEntry": gettext_lazy("Poster i planbestämmelsekatalogen"),
    "plans.County": gettext_lazy("Län"),
    "plans.Municipality": gettext_lazy("Kommuner"),
    "inventory.ProtectedObject": gettext_lazy("Objekt"),
    "inventory.Marking": gettext_lazy("Märkningar"),
    "inventory.PendingMarking": gettext_lazy("Rader i kön för matchning"),
    "inventory.PossibleDuplicate": gettext_lazy("Möjliga dubbletter"),
    "inventory.Document": gettext_lazy("Handlingar"),
    "inventory.Evidence": gettext_lazy("Belägg"),
    "inventory.Review": gettext_lazy("Genomgångar"),
    "inventory.AktRequest": gettext_lazy("Aktbeställningar"),
    "inventory.AktRequestItem": gettext_lazy("Beställda akter"),
    "inventory.InventoryScope": gettext_lazy("Inventeringens omfattning"),
    "inventory.BuildingStock": gettext_lazy("Byggnadsbestånd"),
    "inventory.Monument": gettext_lazy("Byggnadsminnen"),
    "inventory.BuildingFootprint": gettext_lazy("Byggnaders ytor"),
}

COLUMNS: Mapping[str, Promise] = {
    "municipality_code": gettext_lazy("Kommun"),
    "municipality": gettext_lazy("Kommun"),
    "county_code": gettext_lazy("Län"),
    "county": gettext_lazy("Län"),
    "region_code": gettext_lazy("Länskod eller kommunkod"),
    "code": gettext_lazy("Kod"),
    "archive_ref": gettext_lazy("Akt"),
    "designation": gettext_lazy("Planbeteckning"),
    "name": gettext_lazy("Namn"),
    "kind": gettext_lazy("Plantyp"),
    "decision": gettext_lazy("Beslut (ny, ändring, upphävande)"),
    "changes_ref": gettext_lazy("Ändrar eller upphäver planen"),
    "adopted_on": gettext_lazy("Antagen"),
    "in_force_from": gettext_lazy("Fick laga kraft"),
    "in_force_to": gettext_lazy("Upphörde gälla"),
    "law": gettext_lazy("Lag"),
    "object_ref": gettext_lazy("Objekt-id"),
    "object_type": gettext_lazy("Objekttyp"),
    "letter": gettext_lazy("Beteckning"),
    "index": gettext_lazy("Index"),
    "wording": gettext_lazy("Formulering"),
    "classes": gettext_lazy("Typ av bestämmelse"),
    "proposed": gettext_lazy("Föreslagen typ"),
    "national_id": gettext_lazy("Identitet i NGP"),
    "catalogue_entry": gettext_lazy("Post i planbestämmelsekatalogen"),
    "record": gettext_lazy("Radens slag"),
    "plan_national_id": gettext_lazy("Planens identitet i NGP"),
    "status": gettext_lazy("Planens status"),
    "status_changed_on": gettext_lazy("Status ändrad"),
    "decision_number": gettext_lazy("Beslutets nummer"),
    "in_force_days": gettext_lazy("Dagar för laga kraft"),
    "previous_plans": gettext_lazy("Föregående planer"),
    "catalogue_ref": gettext_lazy("Post i planbestämmelsekatalogen"),
    "shape_note": gettext_lazy("Om läget"),
    "ended_on": gettext_lazy("Upphörde gälla"),
    "gone_on": gettext_lazy("Borta från och med"),
    "building_count": gettext_lazy("Antal byggnader"),
    "property_designation": gettext_lazy("Fastighet"),
    "address": gettext_lazy("Adress"),
    "reach": gettext_lazy("Räckvidd"),
    "position_uncertainty_m": gettext_lazy("Lägesosäkerhet i meter"),
    "building_id": gettext_lazy("Byggnads-id"),
    "bebyggelsenummer": gettext_lazy("Bebyggelsenummer"),
    "evidence": gettext_lazy("Handling"),
    "evidence_page": gettext_lazy("Sida"),
    "recorded_on": gettext_lazy("Registrerad den"),
    "recorded_by": gettext_lazy("Registrerad av"),
    "note": gettext_lazy("Anteckning"),
    "outcome": gettext_lazy("Utfall"),
    "looked_for": gettext_lazy("Genomgången för"),
    "read_on": gettext_lazy("Läst den"),
    "read_by": gettext_lazy("Genomgången av"),
    "year": gettext_lazy("År"),
    "buildings": gettext_lazy("Antal byggnader"),
    "source": gettext_lazy("Källa"),
    "building_type": gettext_lazy("Byggnadstyp"),
    "protection": gettext_lazy("Skyddstyp"),
    "formerly_protected": gettext_lazy("Har varit skyddat"),
    "decided_on": gettext_lazy("Beslutad"),
    "objects_told": gettext_lazy("Ingående objekt"),
    "url": gettext_lazy("Länk"),
    "from_day": gettext_lazy("Inventeras från och med"),
    "kinds": gettext_lazy("Plantyper"),
    "listed_through": gettext_lazy("Listan är hel till och med"),
    "listed_source": gettext_lazy("Listans källa"),
    "listed_by": gettext_lazy("Listan intygad av"),
    "ends_checked_through": gettext_lazy("Upphöranden kontrollerade till och med"),
    "declared_through": gettext_lazy("Förklarad inventerad till och med år"),
    "declared_by": gettext_lazy("Förklarad av"),
    "declared_on": gettext_lazy("Förklarad den"),
    "id": gettext_lazy("Id"),
    "provision_type": gettext_lazy("Bestämmelsetyp"),
    "use_form": gettext_lazy("Användningsform"),
    "category": gettext_lazy("Kategori"),
    "subcategory": gettext_lazy("Underkategori"),
    "valid_from": gettext_lazy("Börjar gälla"),
    "valid_to": gettext_lazy("Slutar gälla"),
    "release": gettext_lazy("Utgåva"),
    "published": gettext_lazy("Publicerad"),
    "replaces": gettext_lazy("Ersätter"),
    "replaced_by": gettext_lazy("Ersatt av"),
    "corresponds_to": gettext_lazy("Motsvaras i dag av"),
    "interpretation": gettext_lazy("Tolkningsbestämmelse"),
    "use": gettext_lazy("Användningsslag"),
    "former_category": gettext_lazy("Ursprungskategori"),
    "geometry_type": gettext_lazy("Geometrityp"),
    "values": gettext_lazy("Radens uppgifter"),
    "extra": gettext_lazy("Övriga kolumner"),
    "shape": gettext_lazy("Läge"),
    "geometry": gettext_lazy("Läge"),
    "east": gettext_lazy("Öst"),
    "north": gettext_lazy("Nord"),
    "state": gettext_lazy("Läge i kön"),
    "reason": gettext_lazy("Skäl"),
    "marking": gettext_lazy("Märkning"),
}
SHOWN_NAMES = 5
CODES: Mapping[str, type[TextChoices]] = {
    "kind": PlanKind,
    "kinds": PlanKind,
    "decision": DecisionType,
    "law": Law,
    "classes": ProvisionClass,
    "reach": Reach,
    "object_type": ObjectType,
    "outcome": Outcome,
    "looked_for": Theme,
}


def column_label(name: str) -> str:
    """What a column of the exchange format is called."""
    return str(COLUMNS.get(name, name))


def code_label(column: str, code: str) -> str:
    """A code of a column's closed list in words, or several; anything else as it is."""
    labels = dict(CODES[column].choices) if column in CODES else {}
    codes = code.strip("{}").split(",")
    return ", ".join(str(labels[one]) for one in codes) if set(codes) <= set(labels) else code


PAGE = Speech(
    {
        "by_layer": gettext_lazy("under Lager eller blad"),
        "by_epsg": gettext_lazy("under Koordinatsystem (EPSG)"),
        "by_encoding": gettext_lazy("under Teckenkodning"),
        "by_columns": gettext_lazy("under Kolumner"),
        "by_values": gettext_lazy("under Värden som raknaq inte känner igen"),
        "by_bare_year": gettext_lazy("under Dag för bara ett årtal"),
        "by_covers": gettext_lazy("med covers under [options] i en mappningsfil"),
    },
    column=column_label,
    code=code_label,
)


def table_name(label: str) -> str:
    """What the records of a model are called, in the plural."""
    return str(TABLES.get(label, label))


def hindrances(told: Sequence[Mapping[str, Any]]) -> list[str]:
    """Why an undo was refused (`plans.imports.preview.named`): one text per thing that was done."""
    texts = []
    same = itemgetter("model", "who", "why", "day")
    for (model, who, why, day), group in groupby(sorted(told, key=same), key=same):
        alike = list(group)
        if not model:
            texts.append(_("Databasen vägrar: %(why)s") % {"why": why})
            continue
        names = ", ".join(one.get("name") or one["id"] for one in alike[:SHOWN_NAMES])
        if len(alike) > SHOWN_NAMES:
            names = _("%(names)s med flera, %(number)s i allt") % {
                "names": names, "number": max(one["number"] for one in alike),
            }  # fmt: skip
        what = {
            "table": table_name(model),
            "names": names,
            "who": who,
            "why": in_words(why),
            "day": day,
        }
        if who or why:
            text = _("%(table)s ändrades %(day)s av %(who)s (%(why)s): %(names)s")
        else:
            text = _("%(table)s bygger på något som leveransen förde in: %(names)s")
        texts.append(text % what)
    return texts
