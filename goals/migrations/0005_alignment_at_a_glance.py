from django.db import migrations, models

from ecosystem.core.migration_operations import AddIndexBeside


class Migration(migrations.Migration):
    """The fifty objectives of the alignment summary are the first of one index, and counting them reads nothing else.

    Beside people at work: nobody waits while the indexes are made.
    """

    atomic = False
    dependencies = [
        ('goals', '0004_objectives_nobody_learns_for'),
    ]

    operations = [
        AddIndexBeside(
            model_name='objective',
            index=models.Index(
                models.F('level'),
                models.OrderBy(
                    models.ExpressionWrapper(
                        models.Q(('no_learning_needed', False), ('nobody_learns', True)), models.BooleanField()
                    ),
                    descending=True,
                ),
                models.OrderBy(models.F('progress'), nulls_first=True),
                models.F('code'),
                condition=models.Q(
                    ('level__in', ['company', 'unit']), ('nobody_learns__isnull', False), ('status', 'active')
                ),
                include=('nobody_learns', 'no_learning_needed'),
                name='objective_summary',
            ),
        ),
        AddIndexBeside(
            model_name='alignmentfigure',
            index=models.Index(
                condition=models.Q(('figures__has_key', 'lost')), fields=['day'], name='alignment_figure_lost'
            ),
        ),
    ]
