"""A building's id names it within its municipality: no delivery takes over another's rows."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inventory', '0009_undone_by_context'),
        ('plans', '0005_queue_indexes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='buildingfootprint',
            name='building_id',
            field=models.CharField(max_length=100, verbose_name='Byggnads-id'),
        ),
        migrations.AddConstraint(
            model_name='buildingfootprint',
            constraint=models.UniqueConstraint(fields=('building_id', 'municipality'), name='inventory_footprint_identity'),
        ),
    ]
