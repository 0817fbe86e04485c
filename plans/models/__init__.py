"""What the municipalities decided, the deliveries that brought it, and who may see it."""

from plans.models.deliveries import Delivery, FetchedPlan, Issue, holds_demo
from plans.models.members import Membership
from plans.models.places import County, FormerMunicipalityCode, Municipality
from plans.models.plans import CatalogueEntry, Plan, PlanDecision, Provision
from plans.models.relations import PlanRelation
from plans.models.themes import Theme

__all__ = [
    "CatalogueEntry",
    "County",
    "Delivery",
    "FetchedPlan",
    "FormerMunicipalityCode",
    "Issue",
    "Membership",
    "Municipality",
    "Plan",
    "PlanDecision",
    "PlanRelation",
    "Provision",
    "Theme",
    "holds_demo",
]
