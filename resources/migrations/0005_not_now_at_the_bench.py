from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("resources", "0004_edition_of_versions"),
    ]

    operations = [
        migrations.AlterField(
            model_name="gardenact",
            name="kind",
            field=models.CharField(
                choices=[
                    ("plant", "Plant"),
                    ("water", "Water"),
                    ("boost", "Boost"),
                    ("prune", "Prune"),
                    ("rest", "Not now"),
                ],
                max_length=6,
            ),
        ),
    ]
