from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('guilds', '0004_health_by_month'),
    ]

    operations = [
        migrations.AddField(
            model_name='seat',
            name='walked_in',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
    ]
