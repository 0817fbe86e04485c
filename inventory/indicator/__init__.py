"""The indicator Skyddad bebyggelse: a room of its own behind this door.

`figures` counts by a named method; one number has one query, and page, export, command and map
colour all call it here.
"""

from inventory.indicator.count import Figure, figures
from inventory.indicator.method import Method, method, years_until

__all__ = ["Figure", "Method", "figures", "method", "years_until"]
