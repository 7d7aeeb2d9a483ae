from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guilds", "0009_each_post_has_its_place"),
    ]

    operations = [
        migrations.AddField(
            model_name="guildmonth",
            name="seen",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="guildmonth",
            name="could_move",
            field=models.PositiveIntegerField(null=True),
        ),
    ]
