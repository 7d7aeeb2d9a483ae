from django.db import migrations, models

WAITING = "WHERE dropped = '' AND NOT holdout AND sent_at IS NULL"
MAKE = f"CREATE INDEX CONCURRENTLY IF NOT EXISTS nudge_unsent ON notifications_nudge (person_id, send_after) {WAITING}"
BACK = (
    "CREATE INDEX CONCURRENTLY IF NOT EXISTS nudge_waiting ON notifications_nudge (person_id) "
    f"INCLUDE (send_after) {WAITING}"
)


class Migration(migrations.Migration):
    """The same two columns, both as keys: only so are rows of one run for one person kept as one entry.

    The index takes the place of another, so the previous release reads it the same way. Beside people at work: nobody
    waits while it is made.
    """

    atomic = False
    dependencies = [
        ('notifications', '0002_nudges_of_a_day'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(MAKE, "DROP INDEX CONCURRENTLY IF EXISTS nudge_unsent"),
                migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS nudge_waiting", BACK),
            ],
            state_operations=[
                migrations.RemoveIndex(model_name='nudge', name='nudge_waiting'),
                migrations.AddIndex(
                    model_name='nudge',
                    index=models.Index(
                        condition=models.Q(('dropped', ''), ('holdout', False), ('sent_at', None)),
                        fields=['person', 'send_after'],
                        name='nudge_unsent',
                    ),
                ),
            ],
        ),
    ]
