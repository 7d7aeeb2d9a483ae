from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("guilds", "0008_questions_about_sessions_of_no_guild"),
    ]

    operations = [
        ValidateConstraint(model_name="guildpost", name="post_of_guild_or_session"),
    ]
