"""A decision stands in the municipality of its plan: the database keeps the two equal."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]

    operations = [
        migrations.RunSQL(
            sql="""
                ALTER TABLE plans_plandecision
                ADD CONSTRAINT plans_plandecision_plans_municipality
                FOREIGN KEY (plan_id, municipality_id)
                REFERENCES plans_plan (id, municipality_id) DEFERRABLE INITIALLY DEFERRED
            """,
            reverse_sql="""
                ALTER TABLE plans_plandecision DROP CONSTRAINT plans_plandecision_plans_municipality
            """,
        )
    ]
