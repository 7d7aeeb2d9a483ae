from django.db import migrations, models

from ecosystem.core.migration_operations import AddIndexBeside


class Migration(migrations.Migration):
    """Who is in a unit, who teaches a skill and what the company needs are read from indexes, without the rows themselves.

    Beside people at work: nobody waits while they are made.
    """

    atomic = False
    dependencies = [
        ("accounts", "0008_people_who_are_not_here"),
    ]

    operations = [
        AddIndexBeside(
            model_name="person",
            index=models.Index(fields=["id"], name="person_seat", condition=~models.Q(kind="person")),
        ),
        AddIndexBeside(
            model_name="unitmembership",
            index=models.Index(
                fields=["unit"], include=["person", "valid_from", "valid_to"], name="unit_membership_of_unit"
            ),
        ),
        AddIndexBeside(
            model_name="teachingoffer",
            index=models.Index(fields=["skill", "person"], name="teaching_offer_of_skill"),
        ),
        AddIndexBeside(
            model_name="publishedcell",
            index=models.Index(
                fields=["skill"],
                include=["few", "required"],
                name="published_cell_company",
                condition=models.Q(is_latest=True, site=None, unit=None),
            ),
        ),
    ]
