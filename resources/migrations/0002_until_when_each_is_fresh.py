from django.db import migrations, models

FILL = """
UPDATE resources_resourceskill about SET fresh_until = known.until
FROM (
    SELECT resource.id, CASE
        WHEN life.days IS NULL THEN date '9999-12-31'
        WHEN coalesce(doubt.people, 0) >= 2 THEN resource.verified_on
        ELSE resource.verified_on + life.days
    END AS until
    FROM resources_resource resource
    LEFT JOIN (VALUES ('how_to', 180), ('tool', 180), ('practice', 180), ('article', 365), ('link', 365), ('video', 365),
        ('course', 365), ('podcast', 365), ('template', 365), ('book', 1095)) life (kind, days) ON life.kind = resource.kind
    LEFT JOIN LATERAL (
        SELECT count(*) AS people FROM resources_reaction
        WHERE resource_id = resource.id AND kind = 'outdated' AND answered_at IS NULL
    ) doubt ON true
    WHERE resource.state = 'published'
) known
WHERE known.id = about.resource_id AND about.fresh_until IS DISTINCT FROM known.until
"""


class Migration(migrations.Migration):
    """What each resource's skills hold from now on; the release before writes neither, and the first night mends what it did."""

    dependencies = [
        ("resources", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="resource",
            name="seen",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name="resourceskill",
            name="fresh_until",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
