from django.apps import AppConfig


class InventoryConfig(AppConfig):
    """What people record and what is counted from it."""

    name = "inventory"
