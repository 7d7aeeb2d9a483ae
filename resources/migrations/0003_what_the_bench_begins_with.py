from django.db import migrations, models
from django.db.models import Q

from ecosystem.core.migration_operations import AddIndexBeside


class Migration(migrations.Migration):
    """The gardener's bench reads the first fifty of each kind of care from an index, and what is fresh on a skill in one look.

    Beside people at work: nobody waits while the indexes are made.
    """

    atomic = False
    dependencies = [
        ("resources", "0002_until_when_each_is_fresh"),
    ]

    operations = [
        AddIndexBeside(
            model_name="resourceskill",
            index=models.Index(fields=["skill", "fresh_until"], name="resource_skill_fresh"),
        ),
        AddIndexBeside(
            model_name="resource",
            index=models.Index(
                fields=["-seen", "verify_by", "id"],
                name="resource_read",
                condition=Q(state="published", verify_by__isnull=False),
            ),
        ),
        AddIndexBeside(
            model_name="resource",
            index=models.Index(
                fields=["-score", "seen", "id"],
                name="resource_good",
                condition=Q(state="published", score__gte=50),
            ),
        ),
    ]
