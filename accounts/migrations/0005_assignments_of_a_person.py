from django.db import migrations, models

MAKE = "CREATE INDEX CONCURRENTLY IF NOT EXISTS assignment_of_person ON accounts_assignment (person_id, valid_from)"


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
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(MAKE, "DROP INDEX IF EXISTS assignment_of_person")],
            state_operations=[
                migrations.AddIndex(
                    model_name='assignment',
                    index=models.Index(fields=['person', 'valid_from'], name='assignment_of_person'),
                ),
            ],
        ),
    ]
