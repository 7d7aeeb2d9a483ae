from django.db import migrations, models

MAKE = "CREATE INDEX CONCURRENTLY IF NOT EXISTS person_not_here ON accounts_person (id) WHERE NOT is_active"


class Migration(migrations.Migration):
    """What leavers left without an owner is found from those who left, without reading everybody.

    Beside people at work: nobody waits while it is made.
    """

    atomic = False
    dependencies = [
        ("accounts", "0007_people_by_name"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(MAKE, "DROP INDEX CONCURRENTLY IF EXISTS person_not_here")],
            state_operations=[
                migrations.AddIndex(
                    model_name="person",
                    index=models.Index(fields=["id"], name="person_not_here", condition=models.Q(is_active=False)),
                ),
            ],
        ),
    ]
