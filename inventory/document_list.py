"""What a plan's page shows of its documents, by what the one who asks may open."""

from typing import Any

from django.http import HttpRequest

from inventory.document_forms import NewDocumentForm
from inventory.fits import sheets_of
from inventory.models import Document, StorageDecision
from plans.access import access
from plans.models import Plan


def document_list(request: HttpRequest, plan: Plan, *, records: bool) -> dict[str, Any]:
    """The documents of a plan in order, whether their copies may be opened, a form for a new one.

    `storage` is the county's decision to store copies, None where it has recorded none; `sheets`
    are the pictures that may be shown on the map.
    """
    county = plan.municipality.county_id
    storage = StorageDecision.objects.filter(county=county).first()
    found = Document.objects.filter(decision__plan=plan).select_related("decision")
    documents = list(
        found.defer("decision__area", "decision__area_3857", "decision__extra").order_by(
            "decision__in_force_from", "decision", "title", "pk"
        )
    )
    opens_copies = county in access(request).opens_copies
    return {
        "documents": documents,
        "opens_copies": opens_copies,
        "sheets": sheets_of(documents) if opens_copies else [],
        "storage": storage,
        "document_form": NewDocumentForm(plan, stores=storage is not None) if records else None,
    }
