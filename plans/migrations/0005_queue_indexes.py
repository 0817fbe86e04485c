"""Undecided provisions, and decisions by planbeteckning, are found without reading all."""

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0004_themes_and_proposals'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='plandecision',
            index=models.Index(models.F('municipality'), django.db.models.functions.text.Upper('designation'), condition=models.Q(('designation', ''), _negated=True), name='plans_plandecision_designated'),
        ),
        migrations.AddIndex(
            model_name='provision',
            index=models.Index(condition=models.Q(('classes', [])), fields=['decision'], name='plans_provision_undecided'),
        ),
    ]
