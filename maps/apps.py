from django.apps import AppConfig


class MapsConfig(AppConfig):
    """What people see."""

    name = "maps"
