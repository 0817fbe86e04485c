"""Detailed plans from Lantmäteriet's national geodata platform (NGP), as one kind of delivery.

A row is a plan, a decision or a provision (`raknaq.lib.files.ngp`); each sort of row is merged into
its own table. Rules: design note standards.md, sections 1 to 4. What a repealed or an earlier plan
means is kept with the decision (`extra`, under ngp: previous_plans, repealed_on, in_force_days): a
plan is ended by a person alone.
"""

from plans.imports import values
from plans.imports.kind import (
    Check,
    Column,
    Fact,
    Kind,
    Merge,
    Statement,
    given,
    identity,
    sql_of,
)
from plans.imports.kinds import AKT, DESIGNATION, MUNICIPALITY
from plans.models import Plan, PlanDecision, Provision
from plans.models.plans import DecisionType, PlanKind
from raknaq.lib.files import NGP_DRIVER

_sql = sql_of(__file__)

DECISIONS = {
    "antagande_av_ny_detaljplan": "new",
    "antagande_om_andring": "change",
    "antagande_om_upphavande": "repeal",
    "beslut_om_avslut": "closing",
}


def _record(record: str) -> str:
    return f"s.record = '{record}' AND s.untaken IS NULL"


NGP = Kind(
    name="ngp",
    driver=NGP_DRIVER,
    lock="plans",
    columns=(
        Column("record", values.text(9), required=True),
        Column("plan_national_id", values.identifier, required=True, sql_type="uuid"),
        MUNICIPALITY,
        DESIGNATION,
        Column("name", values.text(500)),
        Column("kind", values.choice(PlanKind)),
        Column("status", values.text(40)),
        Column("status_changed_on", values.day, sql_type="date"),
        Column("decision_number", values.whole(1), sql_type="integer"),
        Column("decision", values.choice(DecisionType, DECISIONS)),
        AKT,
        Column("adopted_on", values.day, sql_type="date"),
        Column("in_force_from", values.day, sql_type="date"),
        Column("in_force_days", values.text()),
        Column("previous_plans", values.text()),
        Column("national_id", values.identifier, sql_type="uuid"),
        Column("catalogue_ref", values.identifier, sql_type="uuid"),
        Column("wording", values.text()),
        Column("shape_note", values.text(20)),
    ),
    work={
        "untaken": "text",  # why the row is not taken in
        "has_new": "boolean",  # the plan's own decision is in the file
        "known": "text",  # the recorded decision that what is not taken is like, or stands on
        "second_new": "boolean NOT NULL DEFAULT false",  # not the decision that made the plan
        "decision_key": "text",  # what names the decision within its plan
        "shared_ref": "text",  # an akt that is another decision's
        "derived": "boolean NOT NULL DEFAULT false",  # the designation is made here
        "letter": "text",
        "catalogue_id": "uuid",
        "proposed": "varchar(20)[]",
        "plan_id": "bigint",
        "decision_id": "bigint",
        "provision_id": "bigint",
        "own": "text",
        "own_is_new": "boolean NOT NULL DEFAULT false",
    },
    shape="any",
    counties="left(s.municipality_id, 2)",
    main="own",
    steps=(
        Statement(_sql("ngp_prepare")),
        Statement(_sql("ngp_find_plans")),
        Check(_sql("ngp_check")),
        Merge(
            Plan,
            key="plan_id",
            identity=("plan_national_id",),
            only=_record("plan"),
            facts={
                "municipality_id": identity("s.municipality_id"),
                "national_id": Fact("s.plan_national_id", fill_only=True),
                "kind": given("kind"),
                "shell_ref": Fact("CASE WHEN s.has_new THEN '' END"),
            },
        ),
        Statement(_sql("ngp_find_decisions")),
        Merge(
            PlanDecision,
            key="decision_id",
            identity=("plan_national_id", "decision_key"),
            only=_record("decision"),
            facts={
                "plan_id": identity("s.plan_id"),
                "municipality_id": identity("s.municipality_id"),
                "decision": identity("s.decision"),
                "archive_ref": given("archive_ref", fill_only=True),
                "designation": given("designation", fill_only=True),
                "name": given("name"),
                "adopted_on": given("adopted_on"),
                "in_force_from": given("in_force_from"),
                "area": Fact("ST_Multi(s.shape)"),
                "extra": Fact("s.extra"),
            },
        ),
        Statement(_sql("ngp_find_provisions")),
        Merge(
            Provision,
            key="provision_id",
            identity=("row",),
            only=_record("provision"),
            facts={
                "decision_id": identity("s.decision_id"),
                "letter": identity("s.letter"),
                "classes": identity("'{}'::varchar[]"),
                "wording": given("wording"),
                "national_id": Fact("s.national_id", fill_only=True),
                "catalogue_entry_id": Fact("s.catalogue_id", fill_only=True),
                "proposed": Fact("s.proposed"),
                "area": Fact("s.shape"),
            },
        ),
        Statement(_sql("plans_fold_shells")),
        Check(_sql("plans_check_fold")),
        Statement(_sql("ngp_fetch_again")),
        Statement(_sql("ngp_count")),
        Check(_sql("ngp_check_after")),
    ),
)
