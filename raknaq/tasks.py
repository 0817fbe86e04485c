"""Where procrastinate finds the jobs of the roof."""

from raknaq.deliveries.jobs import (
    fetch_ngp,
    propose_ends,
    release_deliveries,
    weed_deliveries,
    work_on,
)

__all__ = ["fetch_ngp", "propose_ends", "release_deliveries", "weed_deliveries", "work_on"]
