"""People in words."""

from django import template

from raknaq.lib.history import name_of

register = template.Library()
register.filter(name_of)
