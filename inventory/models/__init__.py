"""What people record: objects, markings, readings, requests for akter, each county's scope."""

from inventory.models.claims import Claim
from inventory.models.objects import GoneHow, Marking, ObjectType, ProtectedObject
from inventory.models.pending import PendingMarking, PossibleDuplicate
from inventory.models.requests import MAX_AKTER, AktRequest, AktRequestItem, Recipient
from inventory.models.reviews import Basis, Outcome, Review
from inventory.models.scopes import BuildingStock, InventoryScope, Monument
from plans.models import Theme

__all__ = [
    "MAX_AKTER",
    "AktRequest",
    "AktRequestItem",
    "Basis",
    "BuildingStock",
    "Claim",
    "GoneHow",
    "InventoryScope",
    "Marking",
    "Monument",
    "ObjectType",
    "Outcome",
    "PendingMarking",
    "PossibleDuplicate",
    "ProtectedObject",
    "Recipient",
    "Review",
    "Theme",
]
