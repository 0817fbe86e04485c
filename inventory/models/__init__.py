"""What people record: objects, markings, readings, the scope of each county's inventory."""

from inventory.models.objects import Marking, ObjectType, ProtectedObject
from inventory.models.pending import PendingMarking, PossibleDuplicate
from inventory.models.reviews import Outcome, Review, Theme
from inventory.models.scopes import BuildingStock, InventoryScope, Monument

__all__ = [
    "BuildingStock",
    "InventoryScope",
    "Marking",
    "Monument",
    "ObjectType",
    "Outcome",
    "PendingMarking",
    "PossibleDuplicate",
    "ProtectedObject",
    "Review",
    "Theme",
]
