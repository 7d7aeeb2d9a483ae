from django.db import migrations, models

MAKE = (
    "CREATE INDEX CONCURRENTLY IF NOT EXISTS person_skill_weighty ON accounts_personskill (stated_on) "
    "INCLUDE (person_id, skill_id) "
    "WHERE counted AND importance >= 4 AND NOT not_applicable AND required IS NOT NULL"
)


class Migration(migrations.Migration):
    """Who is reminded of old statements is asked every hour: beside this index, all that everybody has would be read.

    Beside people at work: nobody waits while the index is made.
    """

    atomic = False
    dependencies = [
        ('accounts', '0002_copies_of_ones_data_and_erasures'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(MAKE, "DROP INDEX IF EXISTS person_skill_weighty")],
            state_operations=[
                migrations.AddIndex(
                    model_name='personskill',
                    index=models.Index(
                        condition=models.Q(
                            ('counted', True),
                            ('importance__gte', 4),
                            ('not_applicable', False),
                            ('required__isnull', False),
                        ),
                        fields=['stated_on'],
                        include=('person', 'skill'),
                        name='person_skill_weighty',
                    ),
                ),
            ],
        ),
    ]
