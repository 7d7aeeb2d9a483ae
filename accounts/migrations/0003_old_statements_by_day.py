from django.db import migrations, models

from ecosystem.core.migration_operations import AddIndexBeside


class Migration(migrations.Migration):
    """Who is reminded of old statements is asked every hour: beside this index, all that everybody has would be read.

    Beside people at work: nobody waits while the index is made.
    """

    atomic = False
    dependencies = [
        ('accounts', '0002_copies_of_ones_data_and_erasures'),
    ]

    operations = [
        AddIndexBeside(
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
    ]
