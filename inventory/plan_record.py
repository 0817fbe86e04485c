"""What the record of a plan shows beside its markings: provisions, relations, ends to answer."""

import datetime
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from inventory.proposals import NOTHING, Proposal, proposal_of
from inventory.queries import PAGE_ROWS, plan_provisions, provisions_concerned, with_plans
from plans.ends import open_ends
from plans.models import Plan, PlanRelation, Provision

State = PlanRelation.State


@dataclass(frozen=True)
class ShownProvision:
    """A provision of the plan, and what is proposed for it while nobody has decided its types."""

    provision: Provision
    proposal: Proposal


def shown_provisions(plan: Plan) -> list[ShownProvision]:
    """The provisions of a plan as printed, in one query."""
    return [
        ShownProvision(provision, NOTHING if provision.classes else proposal_of(provision))
        for provision in plan_provisions(plan)
    ]


@dataclass(frozen=True)
class EndsToAnswer:
    """The older plans under a plan about which somebody has still to say whether they ended.

    `rows` are (relation, number of its provisions), at most PAGE_ROWS; `more` how many beyond.
    """

    rows: list[tuple[PlanRelation, int]]
    more: int

    @property
    def provisions(self) -> int:
        """How many older provisions lie within the plan's area."""
        return sum(number for _relation, number in self.rows)

    @property
    def day(self) -> datetime.date | None:
        """The day on which they would all end, None where they differ or it is not known."""
        days = {relation.day for relation, _number in self.rows}
        return days.pop() if len(days) == 1 else None


def ends_to_answer(plan: Plan) -> EndsToAnswer:
    """What is open about the older plans under a plan, proposals and "vet inte"."""
    shown = list(with_plans(_open(plan))[:PAGE_ROWS])
    numbers = provisions_concerned(relation.pk for relation in shown)
    more = _open(plan).count() - len(shown) if shown else 0
    return EndsToAnswer([(relation, numbers.get(relation.pk, 0)) for relation in shown], more)


def asks_about_ends(plan: Plan) -> bool:
    """Whether nobody has said anything of an older plan under a plan."""
    return _open(plan).filter(state=State.PROPOSED).exists()


def _open(plan: Plan) -> QuerySet[PlanRelation]:
    return open_ends(plan.municipality.county_id).filter(decision__plan=plan)


def relations(plan: Plan) -> list[PlanRelation]:
    """What a plan does to others and others to it, as far as somebody has said so; PAGE_ROWS."""
    found = PlanRelation.objects.filter(Q(decision__plan=plan) | Q(plan=plan))
    return list(with_plans(found.exclude(state=State.PROPOSED, decision__plan=plan))[:PAGE_ROWS])
