from django.db import migrations, models

from ecosystem.core.migration_operations import AddIndexBeside


class Migration(migrations.Migration):
    """What leavers left without an owner is found from those who left, without reading everybody.

    Beside people at work: nobody waits while it is made.
    """

    atomic = False
    dependencies = [
        ("accounts", "0007_people_by_name"),
    ]

    operations = [
        AddIndexBeside(
            model_name="person",
            index=models.Index(fields=["id"], name="person_not_here", condition=models.Q(is_active=False)),
        ),
    ]
