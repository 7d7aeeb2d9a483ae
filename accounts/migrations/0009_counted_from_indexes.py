from django.db import migrations, models

INDEXES = {
    "person_seat": "accounts_person (id) WHERE NOT (kind = 'person')",
    "unit_membership_of_unit": "accounts_unitmembership (unit_id) INCLUDE (person_id, valid_from, valid_to)",
    "teaching_offer_of_skill": "accounts_teachingoffer (skill_id, person_id)",
    "published_cell_company": (
        "accounts_publishedcell (skill_id) INCLUDE (few, required) "
        "WHERE is_latest AND site_id IS NULL AND unit_id IS NULL"
    ),
}


class Migration(migrations.Migration):
    """Who is in a unit, who teaches a skill and what the company needs are read from indexes, without the rows themselves.

    Beside people at work: nobody waits while they are made.
    """

    atomic = False
    dependencies = [
        ("accounts", "0008_people_who_are_not_here"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {rows}",
                    f"DROP INDEX CONCURRENTLY IF EXISTS {name}",
                )
                for name, rows in INDEXES.items()
            ],
            state_operations=[
                migrations.AddIndex(
                    model_name="person",
                    index=models.Index(fields=["id"], name="person_seat", condition=~models.Q(kind="person")),
                ),
                migrations.AddIndex(
                    model_name="unitmembership",
                    index=models.Index(
                        fields=["unit"], include=["person", "valid_from", "valid_to"], name="unit_membership_of_unit"
                    ),
                ),
                migrations.AddIndex(
                    model_name="teachingoffer",
                    index=models.Index(fields=["skill", "person"], name="teaching_offer_of_skill"),
                ),
                migrations.AddIndex(
                    model_name="publishedcell",
                    index=models.Index(
                        fields=["skill"],
                        include=["few", "required"],
                        name="published_cell_company",
                        condition=models.Q(is_latest=True, site=None, unit=None),
                    ),
                ),
            ],
        ),
    ]
