"""What people record: objects, markings, readings, requests for akter, each county's scope."""

from inventory.models.objects import Marking, ObjectType, ProtectedObject
from inventory.models.pending import PendingMarking, PossibleDuplicate
from inventory.models.requests import MAX_AKTER, AktRequest, AktRequestItem, Recipient
from inventory.models.reviews import Outcome, Review, Theme
from inventory.models.scopes import BuildingStock, InventoryScope, Monument

__all__ = [
    "MAX_AKTER",
    "AktRequest",
    "AktRequestItem",
    "BuildingStock",
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
