"""What every page's frame knows: the places one may go, and whether the data is a demo."""

from typing import Any

from django.http import HttpRequest

from plans.access import access
from plans.models import holds_demo


def frame(request: HttpRequest) -> dict[str, Any]:
    """`demo`: the database holds demonstration data; `may`: what the one who asks may do."""
    return {"demo": holds_demo(), "may": access(request)}
