"""The fields of forms in which rows are chosen, by their names."""

from typing import Any, cast

from django.forms import BaseForm, ModelChoiceField


def choice(form: BaseForm, name: str) -> "ModelChoiceField[Any]":
    """The field of a form, whose rows are those that this form lets one choose among."""
    return cast("ModelChoiceField[Any]", form.fields[name])
