"""Choices among the rows of a plan, of which there may be hundreds."""

from collections.abc import Callable
from typing import Any

from django import forms


class ManyOptions(forms.Select):
    """A choice among hundreds, written by one template: Django's own takes one for each option."""

    template_name = "inventory/many_options.html"

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[Any]:
        """One group of options, each no more than the template asks for."""
        options = [
            {"value": str(key), "label": label, "selected": str(key) in value}
            for key, label in self.choices
        ]
        return [(None, options, 0)]


class RowChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice among the hundreds of rows of a plan, each said as `told` says it."""

    widget = ManyOptions

    def __init__(self, *args: Any, told: Callable[[Any], str], **how: Any) -> None:
        super().__init__(*args, **how)
        self.told = told

    def label_from_instance(self, obj: Any) -> str:
        return self.told(obj)
