from django.db import migrations, models

MAKE = (
    "CREATE INDEX CONCURRENTLY IF NOT EXISTS session_over ON guilds_session (starts_at DESC, id DESC) "
    "WHERE NOT (state = 'cancelled')"
)


class Migration(migrations.Migration):
    """The latest fifty sessions are read from an index; all that ever were held were sorted for them.

    Beside people at work: nobody waits while it is made.
    """

    atomic = False
    dependencies = [
        ("guilds", "0010_what_is_told_once_a_quarter"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(MAKE, "DROP INDEX CONCURRENTLY IF EXISTS session_over")],
            state_operations=[
                migrations.AddIndex(
                    model_name="session",
                    index=models.Index(
                        fields=["-starts_at", "-id"], name="session_over", condition=~models.Q(state="cancelled")
                    ),
                ),
            ],
        ),
    ]
