"""Codes in addresses."""

from django.urls.converters import StringConverter


class CountyCode(StringConverter):
    """A county's code in a path: two digits, kept as text."""

    regex = "[0-9]{2}"
