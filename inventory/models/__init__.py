"""What people record: objects, markings, readings, checks, documents, requests, scopes."""

from inventory.models.checks import (
    APPROVING,
    IN_WORDS,
    CheckRate,
    CheckWhy,
    PeerCheck,
    PeerRemark,
    ReturnReason,
    Verdict,
)
from inventory.models.claims import Claim
from inventory.models.documents import Document, Evidence, MediaType, StorageDecision
from inventory.models.fits import FEWEST_POINTS, MOST_POINTS, SheetFit
from inventory.models.footprints import BuildingFootprint
from inventory.models.objects import GoneHow, Marking, ObjectType, ProtectedObject
from inventory.models.pending import PendingMarking, PossibleDuplicate
from inventory.models.queue import QueueEntry
from inventory.models.requests import MAX_AKTER, AktRequest, AktRequestItem, Recipient
from inventory.models.reviews import Basis, Outcome, Review
from inventory.models.scopes import BuildingStock, InventoryScope, Monument
from plans.models import Theme

__all__ = [
    "APPROVING",
    "FEWEST_POINTS",
    "IN_WORDS",
    "MAX_AKTER",
    "MOST_POINTS",
    "AktRequest",
    "AktRequestItem",
    "Basis",
    "BuildingFootprint",
    "BuildingStock",
    "CheckRate",
    "CheckWhy",
    "Claim",
    "Document",
    "Evidence",
    "GoneHow",
    "InventoryScope",
    "Marking",
    "MediaType",
    "Monument",
    "ObjectType",
    "Outcome",
    "PeerCheck",
    "PeerRemark",
    "PendingMarking",
    "PossibleDuplicate",
    "ProtectedObject",
    "QueueEntry",
    "Recipient",
    "ReturnReason",
    "Review",
    "SheetFit",
    "StorageDecision",
    "Theme",
    "Verdict",
]
