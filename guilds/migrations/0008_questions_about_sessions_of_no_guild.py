import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guilds", "0007_when_a_session_was_before"),
    ]

    operations = [
        migrations.AlterField(
            model_name="guildpost",
            name="guild",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="posts",
                to="guilds.guild",
            ),
        ),
        AddConstraintNotValid(
            model_name="guildpost",
            constraint=models.CheckConstraint(
                condition=models.Q(("guild__isnull", False), ("session__isnull", False), _connector="OR"),
                name="post_of_guild_or_session",
            ),
        ),
    ]
