from django.db import migrations, models

from ecosystem.core.migration_operations import AddIndexBeside


class Migration(migrations.Migration):
    """The latest fifty sessions are read from an index; all that ever were held were sorted for them.

    Beside people at work: nobody waits while it is made.
    """

    atomic = False
    dependencies = [
        ("guilds", "0010_what_is_told_once_a_quarter"),
    ]

    operations = [
        AddIndexBeside(
            model_name="session",
            index=models.Index(
                fields=["-starts_at", "-id"], name="session_over", condition=~models.Q(state="cancelled")
            ),
        ),
    ]
