from django.db import migrations, models
from django.db.models import Q

FRESH = "CREATE INDEX CONCURRENTLY IF NOT EXISTS resource_skill_fresh ON resources_resourceskill (skill_id, fresh_until)"
READ = """
CREATE INDEX CONCURRENTLY IF NOT EXISTS resource_read ON resources_resource (seen DESC, verify_by, id)
    WHERE state = 'published' AND verify_by IS NOT NULL
"""
GOOD = """
CREATE INDEX CONCURRENTLY IF NOT EXISTS resource_good ON resources_resource (score DESC, seen, id)
    WHERE score >= 50 AND state = 'published'
"""


def _dropped(name: str) -> str:
    return f"DROP INDEX CONCURRENTLY IF EXISTS {name}"


class Migration(migrations.Migration):
    """The gardener's bench reads the first fifty of each kind of care from an index, and what is fresh on a skill in one look.

    Beside people at work: nobody waits while the indexes are made.
    """

    atomic = False
    dependencies = [
        ("resources", "0002_until_when_each_is_fresh"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(FRESH, _dropped("resource_skill_fresh")),
                migrations.RunSQL(READ, _dropped("resource_read")),
                migrations.RunSQL(GOOD, _dropped("resource_good")),
            ],
            state_operations=[
                migrations.AddIndex(
                    model_name="resourceskill",
                    index=models.Index(fields=["skill", "fresh_until"], name="resource_skill_fresh"),
                ),
                migrations.AddIndex(
                    model_name="resource",
                    index=models.Index(
                        fields=["-seen", "verify_by", "id"],
                        name="resource_read",
                        condition=Q(state="published", verify_by__isnull=False),
                    ),
                ),
                migrations.AddIndex(
                    model_name="resource",
                    index=models.Index(
                        fields=["-score", "seen", "id"],
                        name="resource_good",
                        condition=Q(state="published", score__gte=50),
                    ),
                ),
            ],
        ),
    ]
