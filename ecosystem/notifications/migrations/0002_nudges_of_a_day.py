import django.contrib.postgres.indexes
from django.db import migrations

MAKE = "CREATE INDEX CONCURRENTLY IF NOT EXISTS nudge_due ON notifications_nudge USING brin (due_at) WITH (autosummarize = on)"


class Migration(migrations.Migration):
    """Beside people at work: nobody waits while the index is made."""

    atomic = False
    dependencies = [
        ('notifications', '0001_initial'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(MAKE, "DROP INDEX IF EXISTS nudge_due")],
            state_operations=[
                migrations.AddIndex(
                    model_name='nudge',
                    index=django.contrib.postgres.indexes.BrinIndex(
                        autosummarize=True, fields=['due_at'], name='nudge_due'
                    ),
                ),
            ],
        ),
    ]
