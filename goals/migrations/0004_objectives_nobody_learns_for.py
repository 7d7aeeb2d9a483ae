from django.db import migrations, models

FILL = """
UPDATE goals_objective objective SET nobody_learns = (figure.figures ->> 'goals') = '0'
FROM goals_alignmentfigure figure
WHERE figure.objective_id = objective.id AND figure.day = (SELECT max(day) FROM goals_alignmentfigure)
"""


class Migration(migrations.Migration):
    """What was published of an objective stands beside what people say of it, so that both are counted by one index."""

    dependencies = [
        ('goals', '0003_sponsorships'),
    ]

    operations = [
        migrations.AddField(
            model_name='objective',
            name='nobody_learns',
            field=models.BooleanField(editable=False, null=True),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
