from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('guilds', '0006_what_the_host_s_calendar_holds'),
    ]

    operations = [
        migrations.AddField(
            model_name='session',
            name='moved_from',
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
