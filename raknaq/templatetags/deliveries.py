"""Deliveries in words."""

from django import template
from django.apps import apps

from plans.models import Delivery

register = template.Library()


@register.filter
def steps(delivery: Delivery) -> list[dict[str, object]]:
    """The way of a delivery, with what is done and where it is."""
    way = [Delivery.State.RECEIVED, Delivery.State.CHECKED, Delivery.State.ACCEPTED]
    if delivery.state == Delivery.State.UNDONE:
        way.append(Delivery.State.UNDONE)
    here = way.index(Delivery.State(delivery.state))
    return [
        {"label": state.label, "done": number < here, "current": number == here}
        for number, state in enumerate(way)
    ]


@register.filter
def column_name(name: str, table: str) -> str:
    """What a column of a model is called."""
    field = apps.get_model(table)._meta.get_field(name)
    return str(getattr(field, "verbose_name", name))
