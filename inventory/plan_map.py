"""What the map is told beside a plan."""

from typing import Any

from inventory.pages import map_config
from inventory.queries import plan_frame
from inventory.shapes import plan_shapes
from plans.models import Plan


def plan_map(plan: Plan, **more: Any) -> dict[str, Any]:
    """What the map needs to know beside a plan: the plan's frame and its own shapes."""
    county = plan.municipality.county_id
    return map_config(plan_frame(plan), county=county, plan=plan.pk, own=plan_shapes(plan), **more)
