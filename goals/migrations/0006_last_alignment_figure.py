from django.db import migrations, models

MAKE = "CREATE INDEX CONCURRENTLY IF NOT EXISTS alignment_figure_last ON goals_alignmentfigure (objective_id, day DESC)"


class Migration(migrations.Migration):
    """An index that is made while people work, and by which the last figures of each objective are found."""

    atomic = False

    dependencies = [("goals", "0005_alignment_at_a_glance")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(MAKE, "DROP INDEX CONCURRENTLY IF EXISTS alignment_figure_last"),
            ],
            state_operations=[
                migrations.AddIndex(
                    model_name="alignmentfigure",
                    index=models.Index(fields=["objective", "-day"], name="alignment_figure_last"),
                ),
            ],
        ),
    ]
