"""A monument lies in the county of its municipality."""

import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inventory', '0001_initial'),
        ('plans', '0002_decision_in_the_plans_municipality'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='monument',
            constraint=models.CheckConstraint(condition=models.Q(('municipality__isnull', True), django.db.models.lookups.Exact(django.db.models.functions.text.Left('municipality', 2), models.F('county')), _connector='OR'), name='inventory_monument_county'),
        ),
    ]
