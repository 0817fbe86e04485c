from django.apps import AppConfig


class PlansConfig(AppConfig):
    """What the municipalities decided; deliveries; membership."""

    name = "plans"
