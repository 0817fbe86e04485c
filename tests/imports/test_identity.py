"""Which decision a row is about: akt, designation, and the plan that a change names."""

from typing import Any

import pytest

from plans import deliveries
from plans.models import Delivery, Plan, PlanDecision
from tests.factories import make_decision, make_user
from tests.imports.taking import Taking, reasons, texts

BARE = {
    "municipality_code": "2080",
    "archive_ref": "",
    "designation": "DP 1",
    "kind": "detaljplan",
    "in_force_from": "1995-05-01",
}
NAMED = BARE | {"archive_ref": "2080-P1"}
OTHER = BARE | {"archive_ref": "2080-P2"}
CHANGE = {
    "municipality_code": "2080",
    "archive_ref": "2080-P5",
    "kind": "detaljplan",
    "decision": "andring",
    "changes_ref": "2080-P6",
    "in_force_from": "2003-06-10",
}


def decisions() -> list[tuple[str, str]]:
    rows = PlanDecision.objects.order_by("archive_ref")
    return list(rows.values_list("archive_ref", "designation"))


def test_two_akter_never_claim_one_decision(take: Taking) -> None:
    take("plans", [BARE])
    first = take("plans", [NAMED, OTHER])
    assert first.counts["new"] == 2
    assert reasons(first, "warning").count("designation_without_akt") == 2
    assert "Beteckningen DP 1 är redan registrerad utan akt" in texts(first)
    assert decisions() == [("", "DP 1"), ("2080-P1", "DP 1"), ("2080-P2", "DP 1")]
    again = take("plans", [NAMED, OTHER])
    assert again.counts == {"read": 2, "new": 0, "changed": 0, "same": 2, "refused": 0}
    assert len(decisions()) == 3


def test_the_akt_of_the_same_day_claims_the_decision(take: Taking) -> None:
    take("plans", [BARE])
    undated = OTHER | {"in_force_from": ""}
    report = take("plans", [undated, NAMED, NAMED])
    assert report.accepted
    assert decisions() == [("2080-P1", "DP 1"), ("2080-P2", "DP 1")]
    assert take("plans", [undated, NAMED]).counts["same"] == 2


def test_a_row_without_akt_keeps_its_decision_from_one_with(take: Taking) -> None:
    take("plans", [BARE])
    for _ in range(2):
        assert take("plans", [BARE, NAMED]).accepted
        assert decisions() == [("", "DP 1"), ("2080-P1", "DP 1")]


def test_a_designation_that_another_plan_has_is_told(take: Taking) -> None:
    make_decision("2080-P1", designation="DP 1")
    report = take("plans", [OTHER])
    assert reasons(report, "warning").count("designation_known") == 1
    assert "Rad 2: Beteckningen DP 1 står redan på beslutet 2080-P1" in texts(report)
    assert "designation_known" not in reasons(take("plans", [OTHER]), "warning")


def test_a_change_may_share_its_plans_designation(take: Taking) -> None:
    change = CHANGE | {"designation": "DP 1", "changes_ref": "2080-P1"}
    assert "designation_known" not in reasons(take("plans", [NAMED, change]), "warning")


def test_a_designation_alone_finds_its_decision_whatever_the_day(take: Taking) -> None:
    take("plans", [BARE])
    report = take("plans", [BARE | {"in_force_from": "1996-01-01"}])
    assert report.counts["changed"] == 1
    assert str(PlanDecision.objects.get().in_force_from) == "1996-01-01"


def test_two_rows_for_one_decision_are_compared(take: Taking) -> None:
    """One names it by its akt, the other by its designation."""
    take("plans", [NAMED])
    assert reasons(take("plans", [NAMED, BARE]), "warning").count("row_repeated") == 1
    report = take("plans", [NAMED | {"name": "Ängen"}, BARE | {"name": "Åsen"}])
    assert reasons(report) == ["same_akt_differs"]
    assert "name är Ängen där och Åsen här" in texts(report)


def test_a_shell_goes_when_its_change_names_another_plan(take: Taking) -> None:
    take("plans", [NAMED, CHANGE])
    report = take("plans", [CHANGE | {"changes_ref": "2080-P1"}])
    assert report.accepted
    assert Plan.objects.get().decisions.count() == 2
    delivery = Delivery.objects.latest("pk")
    assert deliveries.undo(delivery, by=make_user(lead="20")), delivery.hindrances
    assert Plan.objects.get(shell_ref="2080-P6").decisions.count() == 1


def test_a_designation_alone_does_not_become_another_sort_of_decision(take: Taking) -> None:
    change = CHANGE | {"archive_ref": "", "designation": "DP 1"}
    together = take("plans", [BARE, change], commit=False)
    assert reasons(together) == ["decision_differs"]
    assert "Rad 3: DP 1 står redan som new, men här som change." in texts(together)
    take("plans", [BARE])
    assert reasons(take("plans", [change])) == ["decision_differs"]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_changes_of_each_other_stand_still(take: Taking, order: Any) -> None:
    both = [CHANGE, CHANGE | {"archive_ref": "2080-P6", "changes_ref": "2080-P5"}]
    rows = [both[n] for n in order]
    report = take("plans", rows)
    assert report.accepted
    assert reasons(report, "warning").count("changes_in_circle") == 2
    before = list(PlanDecision.objects.order_by("pk").values("archive_ref", "plan_id"))
    assert take("plans", rows).counts["same"] == 2
    assert list(PlanDecision.objects.order_by("pk").values("archive_ref", "plan_id")) == before
    assert Plan.objects.exclude(shell_ref="").count() == 2


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2), (2, 0, 3, 1)])
def test_changes_of_changes_end_up_on_the_plan(take: Taking, order: Any) -> None:
    rows = [NAMED] + [
        CHANGE | {"archive_ref": f"2080-P{n}", "changes_ref": f"2080-P{n - 1}"} for n in (2, 3, 4)
    ]
    take("plans", [rows[order[0]]])
    assert take("plans", [rows[n] for n in order[1:]]).accepted
    assert Plan.objects.get().decisions.count() == 4


def test_a_dry_run_finds_what_the_database_would_refuse(take: Taking, monkeypatch: Any) -> None:
    from plans import imports

    def lose_a_plan(*_: Any) -> None:
        Plan.objects.filter(decisions__isnull=False).update(municipality_id="2081")

    monkeypatch.setattr(imports, "_refuse", lose_a_plan)
    report = take("plans", [NAMED], commit=False)
    assert reasons(report) == ["removed_meanwhile"]
