"""Where procrastinate finds the jobs of the roof."""

from raknaq.deliveries.jobs import weed_deliveries, work_on

__all__ = ["weed_deliveries", "work_on"]
