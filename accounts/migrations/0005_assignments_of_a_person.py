from django.db import migrations, models

from ecosystem.core.migration_operations import AddIndexBeside


class Migration(migrations.Migration):
    """Who leads the work of somebody is asked with each of their goals; without it PostgreSQL reads the constraint that
    keeps assignments apart, some hundred blocks of it.

    Beside people at work: nobody waits while the index is made.
    """

    atomic = False
    dependencies = [
        ('accounts', '0004_cells_by_tallies'),
    ]

    operations = [
        AddIndexBeside(
            model_name='assignment',
            index=models.Index(fields=['person', 'valid_from'], name='assignment_of_person'),
        ),
    ]
