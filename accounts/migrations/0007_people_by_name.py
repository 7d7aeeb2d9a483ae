from django.db import migrations, models

from ecosystem.core.migration_operations import AddIndexBeside


class Migration(migrations.Migration):
    """The first fifty people by name are read from an index; all were sorted for them.

    Beside people at work: nobody waits while it is made.
    """

    atomic = False
    dependencies = [
        ('accounts', '0006_assignments_whole_in_an_index'),
    ]

    operations = [
        AddIndexBeside(
            model_name='person',
            index=models.Index(fields=['full_name', 'id'], name='person_by_name'),
        ),
    ]
