from django.db import migrations, models

OPEN = (
    "CREATE INDEX CONCURRENTLY IF NOT EXISTS need_loudest ON feedback_need (status, people DESC, reported_at, id) "
    "WHERE closed_at IS NULL"
)
CLOSED = (
    "CREATE INDEX CONCURRENTLY IF NOT EXISTS need_loudest_closed ON feedback_need (people DESC, reported_at, id) "
    "WHERE closed_at IS NOT NULL AND status = 'resolved'"
)


class Migration(migrations.Migration):
    """The first five of each column of the board are read from an index; all needs were sorted for them.

    Beside people at work: nobody waits while they are made.
    """

    atomic = False
    dependencies = [
        ("feedback", "0004_how_many_need_it"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(OPEN, "DROP INDEX CONCURRENTLY IF EXISTS need_loudest"),
                migrations.RunSQL(CLOSED, "DROP INDEX CONCURRENTLY IF EXISTS need_loudest_closed"),
            ],
            state_operations=[
                migrations.AddIndex(
                    model_name="need",
                    index=models.Index(
                        fields=["status", "-people", "reported_at", "id"],
                        name="need_loudest",
                        condition=models.Q(closed_at=None),
                    ),
                ),
                migrations.AddIndex(
                    model_name="need",
                    index=models.Index(
                        fields=["-people", "reported_at", "id"],
                        name="need_loudest_closed",
                        condition=models.Q(status="resolved", closed_at__isnull=False),
                    ),
                ),
            ],
        ),
    ]
