"""The queue's own table, and the triggers by which the database keeps it.

Decisions bring their row and keep it; a row goes with its decision; readings say what came of it.
A statement-level trigger sees COPY and thousands of rows at once. Rows are locked before their
readings are looked at, so that of two readings at once neither is missed.
"""

import django.contrib.gis.db.models.fields
import django.db.models.deletion
from django.contrib.postgres.operations import CreateCollation
from django.db import migrations, models


BY_NUMBER = "raknaq_by_number"  # 2080-P2 before 2080-P10
LIST = """
    INSERT INTO inventory_queueentry (
        decision_id, plan_id, municipality, county, kind, repeals, day, akt, words, place, outcome,
        read
    )
    SELECT d.id, d.plan_id, d.municipality_id, left(d.municipality_id, 2), coalesce(p.kind, ''),
           d.decision = 'repeal', d.in_force_from, coalesce(nullif(d.archive_ref, ''), d.designation),
           upper(d.archive_ref || ' ' || d.designation || ' ' || d.name COLLATE "sv-x-icu"),
           ST_Centroid(d.area), '', false
    FROM {decisions} d
    LEFT JOIN plans_plan p ON p.id = d.plan_id
    ON CONFLICT (decision_id) DO UPDATE
    SET plan_id = excluded.plan_id, municipality = excluded.municipality, county = excluded.county,
        kind = excluded.kind, repeals = excluded.repeals, day = excluded.day, akt = excluded.akt,
        words = excluded.words, place = excluded.place
"""
READINGS = """
    UPDATE inventory_queueentry q
    SET outcome = coalesce(standing.outcome, ''), read = coalesce(standing.read, false)
    FROM {decisions} AS told (id)
    LEFT JOIN LATERAL (
        SELECT r.outcome, r.outcome IN ('recorded', 'nothing_found') AS read
        FROM inventory_review r
        WHERE r.decision_id = told.id AND 'kulturvarden' = ANY (r.looked_for)
        ORDER BY 2 DESC, r.read_on DESC, r.id DESC
        LIMIT 1
    ) standing ON true
    WHERE q.decision_id = told.id
"""
FUNCTIONS = f"""
    CREATE FUNCTION inventory_queue_decisions() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {LIST.format(decisions="changed")};
        RETURN NULL;
    END $$;
    CREATE FUNCTION inventory_queue_plans() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE inventory_queueentry q SET kind = c.kind
        FROM changed c
        WHERE q.plan_id = c.id AND q.kind <> c.kind;
        RETURN NULL;
    END $$;
    CREATE FUNCTION inventory_queue_readings() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE ids bigint[];
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            SELECT array_agg(DISTINCT e.decision_id) INTO ids
            FROM (SELECT decision_id FROM before UNION ALL SELECT decision_id FROM changed) e;
        ELSE
            SELECT array_agg(DISTINCT c.decision_id) INTO ids FROM changed c;
        END IF;
        PERFORM FROM inventory_queueentry WHERE decision_id = ANY (ids)
        ORDER BY decision_id FOR UPDATE;
        {READINGS.format(decisions="unnest(ids)")};
        RETURN NULL;
    END $$;
"""
TRIGGERS = """
    CREATE TRIGGER inventory_queue_insert AFTER INSERT ON plans_plandecision
    REFERENCING NEW TABLE AS changed EXECUTE FUNCTION inventory_queue_decisions();
    CREATE TRIGGER inventory_queue_update AFTER UPDATE ON plans_plandecision
    REFERENCING NEW TABLE AS changed EXECUTE FUNCTION inventory_queue_decisions();
    CREATE TRIGGER inventory_queue_insert AFTER INSERT ON plans_plan
    REFERENCING NEW TABLE AS changed EXECUTE FUNCTION inventory_queue_plans();
    CREATE TRIGGER inventory_queue_update AFTER UPDATE ON plans_plan
    REFERENCING NEW TABLE AS changed EXECUTE FUNCTION inventory_queue_plans();
    CREATE TRIGGER inventory_queue_insert AFTER INSERT ON inventory_review
    REFERENCING NEW TABLE AS changed EXECUTE FUNCTION inventory_queue_readings();
    CREATE TRIGGER inventory_queue_update AFTER UPDATE ON inventory_review
    REFERENCING OLD TABLE AS before NEW TABLE AS changed
    EXECUTE FUNCTION inventory_queue_readings();
    CREATE TRIGGER inventory_queue_delete AFTER DELETE ON inventory_review
    REFERENCING OLD TABLE AS changed EXECUTE FUNCTION inventory_queue_readings();
"""
NO_TRIGGERS = """
    DROP TRIGGER inventory_queue_insert ON plans_plandecision;
    DROP TRIGGER inventory_queue_update ON plans_plandecision;
    DROP TRIGGER inventory_queue_insert ON plans_plan;
    DROP TRIGGER inventory_queue_update ON plans_plan;
    DROP TRIGGER inventory_queue_insert ON inventory_review;
    DROP TRIGGER inventory_queue_update ON inventory_review;
    DROP TRIGGER inventory_queue_delete ON inventory_review;
    DROP FUNCTION inventory_queue_decisions(), inventory_queue_plans(), inventory_queue_readings();
"""
GOES_WITH_ITS_DECISION = """
    ALTER TABLE inventory_queueentry ADD CONSTRAINT inventory_queueentry_decision
    FOREIGN KEY (decision_id) REFERENCES plans_plandecision (id) ON DELETE CASCADE
"""
FILL = f"""
    {LIST.format(decisions="plans_plandecision")};
    {READINGS.format(decisions="(SELECT DISTINCT decision_id FROM inventory_review)")};
"""


class Migration(migrations.Migration):

    dependencies = [
        ('inventory', '0005_object_gone_and_photo'),
        ('plans', '0005_queue_indexes'),
    ]

    operations = [
        CreateCollation(BY_NUMBER, provider="icu", locale="sv-u-kn-true"),
        migrations.CreateModel(
            name='QueueEntry',
            fields=[
                ('decision', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='queued', serialize=False, to='plans.plandecision')),
                ('municipality', models.CharField(max_length=4)),
                ('county', models.CharField(max_length=2)),
                ('kind', models.CharField(choices=[('detaljplan', 'Detaljplan'), ('omradesbestammelser', 'Områdesbestämmelser'), ('stadsplan', 'Stadsplan'), ('byggnadsplan', 'Byggnadsplan'), ('avstyckningsplan', 'Avstyckningsplan'), ('generalplan', 'Generalplan'), ('fastighetsplan', 'Fastighetsplan eller tomtindelning')], max_length=20)),
                ('repeals', models.BooleanField()),
                ('day', models.DateField(null=True)),
                ('akt', models.CharField(db_collation='raknaq_by_number', max_length=100)),
                ('words', models.TextField()),
                ('place', django.contrib.gis.db.models.fields.PointField(null=True, spatial_index=False, srid=3006)),
                ('outcome', models.CharField(blank=True, choices=[('recorded', 'Färdig, bestämmelser registrerade'), ('nothing_found', 'Inga bestämmelser om kulturvärden'), ('unclear', 'Oklart'), ('document_missing', 'Handling saknas'), ('unavailable', 'Handlingen finns varken i arkivet eller hos kommunen')], max_length=20)),
                ('read', models.BooleanField()),
                ('plan', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='plans.plan')),
            ],
            options={
                'indexes': [models.Index(fields=['county', 'day'], name='inventory_queue_county')],
            },
        ),
        migrations.RunSQL(GOES_WITH_ITS_DECISION, migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTIONS + TRIGGERS, NO_TRIGGERS),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
