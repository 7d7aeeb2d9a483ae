from django.db import migrations, models

from ecosystem.core.migration_operations import AddIndexBeside


class Migration(migrations.Migration):
    """An index that is made while people work, and by which the last figures of each objective are found."""

    atomic = False

    dependencies = [("goals", "0005_alignment_at_a_glance")]

    operations = [
        AddIndexBeside(
            model_name="alignmentfigure",
            index=models.Index(fields=["objective", "-day"], name="alignment_figure_last"),
        ),
    ]
