"""Where procrastinate finds the jobs of the roof."""

from raknaq.deliveries.jobs import propose_ends, weed_deliveries, work_on

__all__ = ["propose_ends", "weed_deliveries", "work_on"]
