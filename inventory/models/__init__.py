"""What people record: objects, markings, readings, requests for akter, each county's scope."""

from inventory.models.claims import Claim
from inventory.models.objects import Marking, ObjectType, ProtectedObject
from inventory.models.pending import PendingMarking, PossibleDuplicate
from inventory.models.requests import MAX_AKTER, AktRequest, AktRequestItem, Recipient
from inventory.models.reviews import Basis, Outcome, Review, Theme
from inventory.models.scopes import BuildingStock, InventoryScope, Monument

__all__ = [
    "MAX_AKTER",
    "AktRequest",
    "AktRequestItem",
    "Basis",
    "BuildingStock",
    "Claim",
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
