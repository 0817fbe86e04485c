"""The order in which rows are held is the one that docs/architecture.md tells."""

import re

from django.conf import settings

from inventory.models import (
    AktRequest,
    AktRequestItem,
    BuildingStock,
    CheckRate,
    InventoryScope,
    Monument,
    StorageDecision,
)
from plans.models import CatalogueEntry, Membership
from raknaq.lib.history import in_lock_order, tracked_models

# Written one row at a time, or by deliveries alone.
ONE_BY_ONE = {
    AktRequest, AktRequestItem, BuildingStock, CatalogueEntry, CheckRate, InventoryScope,
    Membership, Monument, StorageDecision,
}  # fmt: skip


def test_the_order_of_locks_is_told() -> None:
    text = (settings.BASE_DIR / "docs/architecture.md").read_text(encoding="utf-8")
    [told] = re.findall(r"That is: ([\w, ]+);", text)
    models = {model for model, _event in tracked_models()} - ONE_BY_ONE
    assert told.split(", ") == [model.__name__ for model in in_lock_order(models)]
