from django.db import migrations, models

from ecosystem.core.migration_operations import AddIndexBeside, RemoveIndexBeside


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
        AddIndexBeside(
            model_name='nudge',
            index=models.Index(
                condition=models.Q(('dropped', ''), ('holdout', False), ('sent_at', None)),
                fields=['person', 'send_after'],
                name='nudge_unsent',
            ),
        ),
        RemoveIndexBeside(model_name='nudge', name='nudge_waiting'),
    ]
