from django.db import migrations, models

from ecosystem.core.migration_operations import AddIndexBeside


class Migration(migrations.Migration):
    """The first five of each column of the board are read from an index; all needs were sorted for them.

    Beside people at work: nobody waits while they are made.
    """

    atomic = False
    dependencies = [
        ("feedback", "0004_how_many_need_it"),
    ]

    operations = [
        AddIndexBeside(
            model_name="need",
            index=models.Index(
                fields=["status", "-people", "reported_at", "id"],
                name="need_loudest",
                condition=models.Q(closed_at=None),
            ),
        ),
        AddIndexBeside(
            model_name="need",
            index=models.Index(
                fields=["-people", "reported_at", "id"],
                name="need_loudest_closed",
                condition=models.Q(status="resolved", closed_at__isnull=False),
            ),
        ),
    ]
