"""Where procrastinate finds the jobs of the roof."""

from raknaq.deliveries.jobs import release_deliveries, weed_deliveries, work_on

__all__ = ["release_deliveries", "weed_deliveries", "work_on"]
