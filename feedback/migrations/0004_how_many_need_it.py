from django.db import migrations, models

COUNT = """
CREATE FUNCTION feedback_count_reporters() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE feedback_need SET people = people - 1 WHERE id = OLD.need_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE feedback_need SET people = people + 1 WHERE id = NEW.need_id;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER feedback_count_reporters AFTER INSERT OR DELETE OR UPDATE OF need_id ON feedback_needreporter
FOR EACH ROW EXECUTE FUNCTION feedback_count_reporters();

UPDATE feedback_need need SET people = counted.people
FROM (SELECT need_id, count(*) AS people FROM feedback_needreporter GROUP BY need_id) counted
WHERE counted.need_id = need.id;
"""
FORGET = """
DROP TRIGGER feedback_count_reporters ON feedback_needreporter;
DROP FUNCTION feedback_count_reporters;
"""


class Migration(migrations.Migration):
    """How many need it stands with each need, kept by the database; the board counted the reporters of all of them.

    Whoever reports or joins a need meanwhile waits until it is done: milliseconds for thousands of needs.
    """

    dependencies = [
        ("feedback", "0003_sums_of_the_radar"),
    ]

    operations = [
        migrations.AddField(
            model_name="need",
            name="people",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.RunSQL(COUNT, FORGET),
    ]
