"""The list (queue) that a page was opened from, in the addresses of the pages it leads to."""

from urllib.parse import quote

from django import template

register = template.Library()


@register.filter
def came_from(queue: str) -> str:
    """The query that carries a list's own query on: "?ko=ar%3D2011", empty without a list."""
    return f"?ko={quote(queue, safe='')}" if queue else ""
