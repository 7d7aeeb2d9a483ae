from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('guilds', '0005_who_came_without_a_seat'),
    ]

    operations = [
        migrations.AddField(
            model_name='session',
            name='host_told',
            field=models.IntegerField(db_default=-1, default=-1, editable=False),
        ),
    ]
