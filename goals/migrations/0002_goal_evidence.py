import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("goals", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="GoalEvidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("added_at", models.DateTimeField()),
                (
                    "evidence",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="goal_link", to="accounts.evidence"
                    ),
                ),
                (
                    "goal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence_links",
                        to="goals.learninggoal",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["goal", "-added_at"], name="goal_evidence_latest")]},
        ),
    ]
