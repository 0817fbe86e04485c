"""The queue's own rows are held in the order of their keys by each trigger that changes them.

A statement changes plans or decisions in whatever order it comes to them; of two that change the
same entries each could then wait for the other.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("inventory.migrations.0006_queue")
HOLD_DECISIONS = """
        IF TG_OP = 'UPDATE' THEN
            PERFORM FROM inventory_queueentry WHERE decision_id IN (SELECT id FROM changed)
            ORDER BY decision_id FOR UPDATE;
        END IF;
"""
HOLD_PLANS = """
        PERFORM FROM inventory_queueentry q JOIN changed c ON c.id = q.plan_id
        WHERE q.kind <> c.kind
        ORDER BY q.decision_id FOR UPDATE OF q;
"""
FUNCTIONS = """
    CREATE OR REPLACE FUNCTION inventory_queue_decisions() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {hold_decisions}
        {list};
        RETURN NULL;
    END $$;
    CREATE OR REPLACE FUNCTION inventory_queue_plans() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {hold_plans}
        UPDATE inventory_queueentry q SET kind = c.kind
        FROM changed c
        WHERE q.plan_id = c.id AND q.kind <> c.kind;
        RETURN NULL;
    END $$;
"""
LIST = BEFORE.LIST.format(decisions="changed")


class Migration(migrations.Migration):

    dependencies = [
        ('inventory', '0010_footprints_by_municipality'),
    ]

    operations = [
        migrations.RunSQL(
            FUNCTIONS.format(hold_decisions=HOLD_DECISIONS, hold_plans=HOLD_PLANS, list=LIST),
            FUNCTIONS.format(hold_decisions="", hold_plans="", list=LIST),
        ),
    ]
