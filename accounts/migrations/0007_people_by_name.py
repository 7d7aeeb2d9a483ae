from django.db import migrations, models

MAKE = "CREATE INDEX CONCURRENTLY IF NOT EXISTS person_by_name ON accounts_person (full_name, id)"


class Migration(migrations.Migration):
    """The first fifty people by name are read from an index; all were sorted for them.

    Beside people at work: nobody waits while it is made.
    """

    atomic = False
    dependencies = [
        ('accounts', '0006_assignments_whole_in_an_index'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(MAKE, "DROP INDEX CONCURRENTLY IF EXISTS person_by_name")],
            state_operations=[
                migrations.AddIndex(
                    model_name='person',
                    index=models.Index(fields=['full_name', 'id'], name='person_by_name'),
                ),
            ],
        ),
    ]
