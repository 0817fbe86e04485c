"""Which plans a newer decision may have ended: proposals from squares, and what people decide."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from plans import ends
from plans.models import Plan, PlanDecision, PlanRelation
from raknaq.lib.history import change
from raknaq.lib.undo import StandsOnError
from raknaq.lib.versions import StaleVersionError, VersionMissingError
from tests.factories import day, make_decision, make_user, square

pytestmark = pytest.mark.django_db

State = PlanRelation.State


def older(akt: str = "2080-P1", **facts: Any) -> PlanDecision:
    """A plan of 1965 over a square of 100 m."""
    plain = {"kind": "stadsplan", "in_force_from": day("1965-04-01"), "area": square()}
    return make_decision(akt, **{**plain, **facts})


def newer(akt: str = "2080-P2", **facts: Any) -> PlanDecision:
    """A detaljplan of 2003 over the same square."""
    plain = {"in_force_from": day("2003-01-01"), "area": square()}
    return make_decision(akt, **{**plain, **facts})


def proposals() -> list[tuple[str, str, str]]:
    """(newer akt, older akt, kind) of what is proposed."""
    ends.propose(Plan.objects.values_list("pk", flat=True), by=make_user())
    found = PlanRelation.objects.filter(state="proposed").select_related("decision")
    names = {d.plan_id: str(d) for d in PlanDecision.objects.filter(decision="new").order_by("-pk")}
    return sorted((str(r.decision), names.get(r.plan_id, "–"), r.kind) for r in found)


def the_proposal() -> PlanRelation:
    proposals()
    return PlanRelation.objects.get()


def answer(relation: PlanRelation, state: str, **facts: Any) -> ends.Answer:
    return ends.Answer(relation.pk, relation.version, State(state), **facts)


def test_a_new_plan_over_an_older_one_is_a_proposal_and_ends_nothing() -> None:
    plan = older().plan
    newer()
    assert proposals() == [("2080-P2", "2080-P1", "ends")]
    found = PlanRelation.objects.get()
    assert (found.state, found.source, found.day) == ("proposed", "overlap", day("2003-01-01"))
    assert found.covered == 1
    plan.refresh_from_db()
    assert plan.in_force_to is None


@pytest.mark.parametrize(
    ("kind", "older_kind", "proposed"),
    [
        ("detaljplan", "detaljplan", True),
        ("detaljplan", "omradesbestammelser", True),
        ("detaljplan", "generalplan", True),
        ("detaljplan", "byggnadsplan", True),
        ("detaljplan", "avstyckningsplan", True),
        ("detaljplan", "fastighetsplan", False),
        ("stadsplan", "byggnadsplan", True),
        ("omradesbestammelser", "detaljplan", False),
        ("omradesbestammelser", "omradesbestammelser", False),
        ("fastighetsplan", "detaljplan", False),
    ],
)
def test_which_kinds_end_which(kind: str, older_kind: str, proposed: bool) -> None:
    older(kind=older_kind)
    newer(kind=kind)
    assert bool(proposals()) == proposed


@pytest.mark.parametrize(
    ("side", "inside", "proposed"),
    [
        # 100 m squares, a strip of x metres shared: 1 % of 10 000 m² is 100 m², so 1 m.
        (100, 1.0, False),
        (100, 1.01, True),
        # 25 m squares: 1 % is 6.25 m², so the 25 m² decide, 1 m.
        (25, 1.0, False),
        (25, 1.02, True),
    ],
)
def test_slivers_are_no_proposals(side: float, inside: float, proposed: bool) -> None:
    older(area=square(side=side))
    newer(area=square(east=side - inside, side=side))
    assert bool(proposals()) == proposed


def test_one_per_cent_is_of_the_smaller_area() -> None:
    older(area=square(side=1000))
    newer(area=square(side=10))  # 100 m², 0.01 % of the older plan
    assert proposals() == [("2080-P2", "2080-P1", "ends")]
    assert float(PlanRelation.objects.get().covered or 0) == pytest.approx(0.0001)


def test_half_a_plan_is_told_as_half() -> None:
    older()
    newer(area=square(east=50))
    assert float(the_proposal().covered or 0) == pytest.approx(0.5)


@pytest.mark.parametrize(
    "facts",
    [
        {"in_force_to": day("2003-01-01")},  # has ended already
        {"in_force_from": day("2003-01-01")},  # is not older
        {"area": square(east=100)},  # a neighbour with a common border
        {"in_force_from": None, "kind": "detaljplan"},  # nobody knows which is the older
        {"area": None},
        {"municipality_id": "2081"},  # another municipality's
    ],
)
def test_what_is_no_proposal(facts: dict[str, Any]) -> None:
    older(**facts)
    newer()
    assert proposals() == []


def test_a_stadsplan_without_a_day_is_older_than_any_detaljplan() -> None:
    older(in_force_from=None)
    newer()
    assert proposals() == [("2080-P2", "2080-P1", "ends")]


def test_a_change_ends_nothing_that_it_covers() -> None:
    old = older()
    plan = newer(area=square(east=500)).plan
    make_decision("2080-P3", plan=plan, decision="change", in_force_from=day("2010-01-01"),
                  area=square())  # fmt: skip
    assert proposals() == []
    assert old.plan.in_force_to is None


def test_a_repeal_concerns_the_plan_it_names_also_without_an_area() -> None:
    plan = older().plan
    make_decision("2080-P3", plan=plan, decision="repeal", in_force_from=None)
    assert proposals() == [("2080-P3", "2080-P1", "repeals")]
    found = PlanRelation.objects.get()
    assert (found.source, found.day, found.covered) == ("repeal", None, None)


def test_a_repeal_concerns_what_its_area_covers_and_revives_nothing() -> None:
    named, beside = older(), older("2080-P4", area=square(east=100))
    ended = older("2080-P5", area=square(east=200), in_force_to=day("1990-01-01"))
    make_decision("2080-P3", plan=named.plan, decision="repeal", area=square(side=300),
                  in_force_from=day("2010-01-01"))  # fmt: skip
    assert proposals() == [
        ("2080-P3", "2080-P1", "repeals"),
        ("2080-P3", "2080-P4", "repeals"),
    ]
    assert beside.plan.in_force_to is None
    assert ended.plan.in_force_to == day("1990-01-01")


def test_a_repeal_of_omradesbestammelser_ends_no_detaljplan() -> None:
    named = older(kind="omradesbestammelser")
    older("2080-P4")
    make_decision("2080-P3", plan=named.plan, decision="repeal", area=square(),
                  in_force_from=day("2010-01-01"))  # fmt: skip
    assert proposals() == [("2080-P3", "2080-P1", "repeals")]


def test_proposing_twice_changes_nothing() -> None:
    older()
    newer()
    proposals()
    again = ends.propose(Plan.objects.values_list("pk", flat=True), by=make_user())
    assert again == ends.Proposed(new=0, changed=0, withdrawn=0)
    assert PlanRelation.objects.get().version == 1


def test_proposals_follow_what_is_recorded_and_decided_ones_stay() -> None:
    older()
    older("2080-P4")
    decision = newer()
    proposals()
    first, second = PlanRelation.objects.order_by("plan")
    ends.decide([answer(first, "still_in_force")], by=make_user("anna"))
    PlanDecision.objects.filter(pk=decision.pk).update(area=square(east=50))
    assert proposals() == [("2080-P2", "2080-P4", "ends")]
    second.refresh_from_db()
    assert float(second.covered or 0) == pytest.approx(0.5)
    PlanDecision.objects.filter(pk=decision.pk).update(area=square(east=500))
    assert proposals() == []
    first.refresh_from_db()
    assert (first.state, first.decided_by) == ("still_in_force", "anna")


def test_looking_at_one_plan_finds_what_it_ends_and_what_ends_it() -> None:
    middle = newer(in_force_from=day("1990-01-01"))
    older()
    newer("2080-P3")
    newer("2080-P4", area=square(east=1000))
    older("2080-P5", area=square(east=1000))
    ends.propose([middle.plan_id], by=make_user())
    assert PlanRelation.objects.count() == 2


def test_deciding_that_a_plan_ends_gives_it_its_day() -> None:
    plan = older().plan
    newer()
    ends.decide([answer(the_proposal(), "ended")], by=make_user("anna"), note="se karta")
    plan.refresh_from_db()
    assert plan.in_force_to == day("2003-01-01")
    found = PlanRelation.objects.get()
    assert (found.state, found.day, found.decided_by, found.note) == (
        "ended", day("2003-01-01"), "anna", "se karta"
    )  # fmt: skip
    assert found.decided_on is not None


def test_another_day_can_be_said_but_not_before_the_plan_began() -> None:
    plan = older().plan
    newer()
    proposal = the_proposal()
    with pytest.raises(ends.DayTooEarlyError):
        ends.decide([answer(proposal, "ended", day=day("1965-04-01"))], by=make_user())
    ends.decide([answer(proposal, "ended", day=day("2004-02-02"))], by=make_user())
    plan.refresh_from_db()
    assert plan.in_force_to == day("2004-02-02")


def test_without_a_day_it_must_be_said() -> None:
    plan = older().plan
    make_decision("2080-P3", plan=plan, decision="repeal", in_force_from=None)
    with pytest.raises(ends.DayMissingError):
        ends.decide([answer(the_proposal(), "ended")], by=make_user())
    plan.refresh_from_db()
    assert plan.in_force_to is None


@pytest.mark.parametrize(("replace", "stands"), [(False, "2000-01-01"), (True, "2003-01-01")])
def test_a_day_that_stands_already_is_asked_about(replace: bool, stands: str) -> None:
    plan = older().plan
    newer()
    proposal = the_proposal()
    Plan.objects.filter(pk=plan.pk).update(in_force_to=day("2000-01-01"))
    with pytest.raises(ends.OtherDayError) as asked:
        ends.decide([answer(proposal, "ended")], by=make_user())
    assert [found[1:] for found in asked.value.found] == [(day("2000-01-01"), day("2003-01-01"))]
    proposal.refresh_from_db()
    assert proposal.state == "proposed"
    ends.decide([answer(proposal, "ended")], by=make_user(), replace=replace)
    plan.refresh_from_db()
    proposal.refresh_from_db()
    assert plan.in_force_to == proposal.day == day(stands)


def test_several_are_decided_together_or_not_at_all() -> None:
    first, second = older().plan, older("2080-P4").plan
    newer()
    proposals()
    one, two = PlanRelation.objects.order_by("plan")
    stale = ends.Answer(two.pk, two.version + 1, State.ENDED)
    with pytest.raises(StaleVersionError):
        ends.decide([answer(one, "ended"), stale], by=make_user())
    first.refresh_from_db()
    assert first.in_force_to is None
    ends.decide([answer(one, "ended"), answer(two, "ended")], by=make_user())
    second.refresh_from_db()
    assert second.in_force_to == day("2003-01-01")


def test_two_days_for_one_plan_in_one_go_are_asked_about() -> None:
    older()
    newer()
    newer("2080-P3", in_force_from=day("2010-01-01"))
    proposals()
    by_p2, by_p3 = PlanRelation.objects.filter(plan__kind="stadsplan").order_by("day")
    with pytest.raises(ends.OtherDayError):
        ends.decide([answer(by_p2, "ended"), answer(by_p3, "ended")], by=make_user())
    assert not PlanRelation.objects.exclude(state="proposed").exists()


def test_what_ended_is_no_longer_proposed_to_end_later() -> None:
    older()
    newer()
    newer("2080-P3", in_force_from=day("2010-01-01"), area=square())
    assert ("2080-P3", "2080-P1", "ends") in proposals()
    ends.decide([answer(PlanRelation.objects.order_by("day")[0], "ended")], by=make_user())
    assert proposals() == [("2080-P3", "2080-P2", "ends")]


def test_a_decision_starts_from_a_version_and_from_what_is_open() -> None:
    older()
    newer()
    proposal = the_proposal()
    with pytest.raises(VersionMissingError):
        ends.decide([ends.Answer(proposal.pk, None, State.ENDED)], by=make_user())
    ends.decide([answer(proposal, "unknown")], by=make_user())
    with pytest.raises(StaleVersionError):
        ends.decide([answer(proposal, "ended")], by=make_user())
    proposal.refresh_from_db()
    ends.decide([answer(proposal, "still_in_force")], by=make_user())
    proposal.refresh_from_db()
    with pytest.raises(StaleVersionError):
        ends.decide([answer(proposal, "ended")], by=make_user())


def test_taking_back_a_decision_takes_back_the_plans_day() -> None:
    plan = older().plan
    newer()
    newer("2080-P3", in_force_from=day("2010-01-01"))
    before = proposals()
    proposal = PlanRelation.objects.filter(plan=plan).order_by("day")[0]
    ends.decide([answer(proposal, "ended")], by=make_user())
    proposal.refresh_from_db()
    with pytest.raises(StaleVersionError):
        ends.reopen(proposal, proposal.version - 1, by=make_user())
    ends.reopen(proposal, proposal.version, by=make_user())
    plan.refresh_from_db()
    assert plan.in_force_to is None
    assert proposals() == before


def test_a_decision_that_later_work_stands_on_is_not_taken_back() -> None:
    plan = older().plan
    newer()
    ends.decide([answer(the_proposal(), "ended")], by=make_user())

    with change(by=make_user("bo"), why="rättat"):
        Plan.objects.filter(pk=plan.pk).update(in_force_to=day("2005-01-01"))
    found = PlanRelation.objects.get()
    with pytest.raises(StandsOnError):
        ends.reopen(found, found.version, by=make_user())
    plan.refresh_from_db()
    assert plan.in_force_to == day("2005-01-01")


def test_what_is_open_through_a_day() -> None:
    older()
    newer()
    newer("2080-P3", in_force_from=day("2010-01-01"), area=square(east=50))
    proposals()
    last = day("2009-12-31")
    assert [str(r.decision) for r in ends.open_ends("20", last)] == ["2080-P2"]
    assert ends.open_ends("20").count() == 3
    assert not ends.open_ends("03").exists()
    ends.decide([answer(ends.open_ends("20", last).get(), "unknown")], by=make_user())
    assert ends.open_ends("20", last).count() == 1  # "vet inte" is still to be found out
    ends.decide([answer(ends.open_ends("20", last).get(), "still_in_force")], by=make_user())
    assert not ends.open_ends("20", last).exists()


@pytest.mark.parametrize(
    "facts",
    [
        {"state": "ended", "decided_by": "anna", "decided_on": day("2020-01-01"), "day": None},
        {"state": "unknown", "decided_by": "", "decided_on": day("2020-01-01")},
        {"state": "unknown", "decided_by": "anna", "decided_on": None},
        {"state": "proposed", "decided_by": "anna", "decided_on": None},
        {"state": "kanske"},
        {"covered": 2},
    ],
)
def test_the_database_refuses_a_decision_without_who_when_and_day(facts: dict[str, Any]) -> None:
    older()
    newer()
    found = the_proposal()
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanRelation.objects.filter(pk=found.pk).update(**facts)


def test_the_command_looks_at_one_county() -> None:
    older()
    newer()
    out = StringIO()
    call_command("find_ends", county="03", stdout=out)
    assert not PlanRelation.objects.exists()
    call_command("find_ends", county="20", stdout=out)
    assert PlanRelation.objects.count() == 1
    assert "20: 1 new, 0 changed, 0 withdrawn" in out.getvalue()


def test_plans_that_the_sender_names_as_replaced_are_proposed() -> None:
    """NGP's foregaendePlansBeteckning, whichever of the two came first, area or not."""
    named = make_decision("2080-P1", designation="DP 12", in_force_from=day("1995-05-01"))
    by_akt = make_decision("2080-P3", in_force_from=day("1996-05-01"))
    replacing = make_decision(
        "2080-P2", in_force_from=day("2012-05-03"),
        extra={"ngp": {"previous_plans": ["dp 12", "2080-P3", "DP 999"]}},
    )  # fmt: skip
    ends.propose([named.plan_id], by=make_user())
    ends.propose([replacing.plan_id], by=make_user())
    found = PlanRelation.objects.filter(decision=replacing, source="previous_plan", kind="ends")
    assert set(found.values_list("plan", "day")) == {
        (named.plan_id, day("2012-05-03")),
        (by_akt.plan_id, day("2012-05-03")),
    }


def test_an_overlap_that_is_also_named_is_one_proposal() -> None:
    older()
    newer(extra={"ngp": {"previous_plans": ["2080-P1"]}})
    ends.propose(Plan.objects.values_list("pk", flat=True), by=make_user())
    assert the_proposal().source == "overlap"


def test_a_proposal_tells_why_it_is_one_now() -> None:
    named = older(area=square(east=500))
    newer(extra={"ngp": {"previous_plans": ["2080-P1"]}})
    assert the_proposal().source == "previous_plan"
    PlanDecision.objects.filter(pk=named.pk).update(area=square())
    assert the_proposal().source == "overlap"


def test_a_plan_that_its_sender_calls_repealed_is_proposed_to_have_ended() -> None:
    """NGP's status upphävd names no decision; a repeal that is recorded goes first."""
    repealed = make_decision("2080-P1", extra={"ngp": {"repealed_on": "2015-03-01"}})
    ends.propose([repealed.plan_id], by=make_user())
    proposal = the_proposal()
    assert (proposal.plan_id, proposal.source, proposal.day) == (
        repealed.plan_id, "status", day("2015-03-01")
    )  # fmt: skip
    assert repealed.plan.in_force_to is None
    make_decision("2080-P2", plan=repealed.plan, decision="repeal",
                  in_force_from=day("2015-03-02"))  # fmt: skip
    ends.propose([repealed.plan_id], by=make_user())
    assert the_proposal().source == "repeal"
