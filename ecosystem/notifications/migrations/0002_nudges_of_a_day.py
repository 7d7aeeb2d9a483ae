import django.contrib.postgres.indexes
from django.db import migrations

from ecosystem.core.migration_operations import AddIndexBeside


class Migration(migrations.Migration):
    """Beside people at work: nobody waits while the index is made."""

    atomic = False
    dependencies = [
        ('notifications', '0001_initial'),
    ]

    operations = [
        AddIndexBeside(
            model_name='nudge',
            index=django.contrib.postgres.indexes.BrinIndex(
                autosummarize=True, fields=['due_at'], name='nudge_due'
            ),
        ),
    ]
