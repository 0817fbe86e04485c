"""A change that takes another back is found without reading all changes."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('inventory', '0008_building_footprints'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX raknaq_context_undoes ON pghistory_context ((metadata ->> 'undoes'))"
            " WHERE metadata ? 'undoes'",
            "DROP INDEX raknaq_context_undoes",
        ),
    ]
