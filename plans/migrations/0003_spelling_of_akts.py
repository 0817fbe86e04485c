"""Akts that differ in spelling only, and akts that look alike.

`plans_akt_key` is an akt without what people write differently: case, separators that do not stand
between two digits, the kind of separator, and zeros before a number. pg_trgm tells how alike two
akts look. They are made by hand here: a model cannot say them.
"""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("plans", "0002_decision_in_the_plans_municipality")]

    operations = [
        TrigramExtension(),
        migrations.RunSQL(
            sql=r"""
                CREATE FUNCTION plans_akt_key(akt text) RETURNS text
                LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
                RETURN regexp_replace(
                    regexp_replace(
                        regexp_replace(upper(normalize(akt)), '[^0-9A-ZÅÄÖÉÜ]+', '-', 'g'),
                        '(?<![0-9])-|-(?![0-9])', '', 'g'),
                    '(?<![0-9])0+(?=[0-9])', '', 'g')
            """,
            reverse_sql="DROP FUNCTION plans_akt_key(text)",
        ),
    ]
