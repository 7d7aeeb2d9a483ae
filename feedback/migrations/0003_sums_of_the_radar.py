import django.contrib.postgres.fields
from django.db import migrations, models

WAITS = "kind IN ('outdated', 'not_useful') AND answered_at IS NULL"

# The first skill of a resource is its root, but its skills may be changing: so all of them are marked, and itself.
ROOTS = f"""
CREATE FUNCTION feedback_roots_of_doubted(about bigint) RETURNS TABLE (root text) LANGUAGE sql STABLE AS $$
    SELECT found.root FROM (
        SELECT 's' || skill_id AS root FROM resources_resourceskill WHERE resource_id = about
        UNION ALL SELECT 'd' || about
    ) found
    WHERE EXISTS (SELECT FROM resources_reaction WHERE resource_id = about AND {WAITS})
$$
"""
NEED = """
CREATE FUNCTION feedback_note_need() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO feedback_radarchange (root)
    SELECT DISTINCT root FROM (VALUES
        (coalesce('s' || OLD.skill_id, 'n' || OLD.id)), (coalesce('s' || NEW.skill_id, 'n' || NEW.id))
    ) marked (root) WHERE root IS NOT NULL AND 'open' IN (OLD.status, NEW.status);
    RETURN NULL;
END $$
"""
REPORTER = """
CREATE FUNCTION feedback_note_reporter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO feedback_radarchange (root)
    SELECT coalesce('s' || skill_id, 'n' || id) FROM feedback_need
    WHERE id IN (OLD.need_id, NEW.need_id) AND status = 'open';
    RETURN NULL;
END $$
"""
DOUBT = """
CREATE FUNCTION feedback_note_doubt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO feedback_radarchange (root)
    SELECT 's' || skill_id FROM resources_resourceskill WHERE resource_id IN (OLD.resource_id, NEW.resource_id)
    UNION SELECT 'd' || id FROM (VALUES (OLD.resource_id), (NEW.resource_id)) about (id) WHERE id IS NOT NULL;
    RETURN NULL;
END $$
"""
DOUBTED = """
CREATE FUNCTION feedback_note_doubted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO feedback_radarchange (root) SELECT root FROM feedback_roots_of_doubted(NEW.id);
    RETURN NULL;
END $$
"""
ABOUT = """
CREATE FUNCTION feedback_note_about() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO feedback_radarchange (root)
    SELECT found.root FROM (VALUES (OLD.resource_id), (NEW.resource_id)) about (id)
    CROSS JOIN LATERAL (
        SELECT root FROM feedback_roots_of_doubted(about.id)
        UNION SELECT 's' || OLD.skill_id FROM feedback_roots_of_doubted(about.id)
    ) found
    WHERE found.root IS NOT NULL;
    RETURN NULL;
END $$
"""
ZONE = """
CREATE FUNCTION feedback_note_zone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO feedback_radarchange (root) SELECT root FROM feedback_radarsum;
    RETURN NULL;
END $$
"""
TRIGGERS = """
CREATE TRIGGER feedback_note_need AFTER INSERT OR DELETE OR UPDATE OF status, skill_id, reported_at ON feedback_need
    FOR EACH ROW EXECUTE FUNCTION feedback_note_need();
CREATE TRIGGER feedback_note_reporter AFTER INSERT OR DELETE OR UPDATE OF need_id, person_id ON feedback_needreporter
    FOR EACH ROW EXECUTE FUNCTION feedback_note_reporter();
CREATE TRIGGER feedback_note_doubt_said AFTER INSERT ON resources_reaction
    FOR EACH ROW WHEN (NEW.kind IN ('outdated', 'not_useful')) EXECUTE FUNCTION feedback_note_doubt();
CREATE TRIGGER feedback_note_doubt_moved AFTER UPDATE OF kind, answered_at, at, person_id, resource_id ON resources_reaction
    FOR EACH ROW WHEN (OLD.kind IN ('outdated', 'not_useful') OR NEW.kind IN ('outdated', 'not_useful'))
    EXECUTE FUNCTION feedback_note_doubt();
CREATE TRIGGER feedback_note_doubt_gone AFTER DELETE ON resources_reaction
    FOR EACH ROW WHEN (OLD.kind IN ('outdated', 'not_useful')) EXECUTE FUNCTION feedback_note_doubt();
CREATE TRIGGER feedback_note_doubted AFTER UPDATE OF state ON resources_resource
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION feedback_note_doubted();
CREATE TRIGGER feedback_note_about AFTER INSERT OR DELETE OR UPDATE OF skill_id, resource_id ON resources_resourceskill
    FOR EACH ROW EXECUTE FUNCTION feedback_note_about();
CREATE TRIGGER feedback_note_zone AFTER UPDATE OF time_zone ON accounts_organisation
    FOR EACH ROW WHEN (OLD.time_zone IS DISTINCT FROM NEW.time_zone) EXECUTE FUNCTION feedback_note_zone();
"""
UNDONE = """
DROP TRIGGER feedback_note_need ON feedback_need;
DROP TRIGGER feedback_note_reporter ON feedback_needreporter;
DROP TRIGGER feedback_note_doubt_said ON resources_reaction;
DROP TRIGGER feedback_note_doubt_moved ON resources_reaction;
DROP TRIGGER feedback_note_doubt_gone ON resources_reaction;
DROP TRIGGER feedback_note_doubted ON resources_resource;
DROP TRIGGER feedback_note_about ON resources_resourceskill;
DROP TRIGGER feedback_note_zone ON accounts_organisation;
"""
# All that is open today counts as said since: the first folding puts it together.
ALL = f"""
INSERT INTO feedback_radarchange (root)
SELECT coalesce('s' || skill_id, 'n' || id) FROM feedback_need WHERE status = 'open'
UNION SELECT 's' || about.skill_id FROM resources_reaction JOIN resources_resourceskill about USING (resource_id) WHERE {WAITS}
UNION SELECT 'd' || resource_id FROM resources_reaction WHERE {WAITS}
"""


def _function(statement: str) -> migrations.RunSQL:
    name = statement.split("CREATE FUNCTION ")[1].split("(")[0]
    return migrations.RunSQL(statement, f"DROP FUNCTION {name}")


class Migration(migrations.Migration):
    """What people say is put together when it is said, not at each visit of the radar.

    The database leaves the marks, so what the release before still writes is not missed either.
    """

    dependencies = [
        ("accounts", "0001_initial"),
        ("feedback", "0002_advocacy"),
        ("resources", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="RadarChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("root", models.CharField(db_collation="C", max_length=24)),
            ],
        ),
        migrations.CreateModel(
            name="RadarSum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("root", models.CharField(db_collation="C", max_length=24, unique=True)),
                ("skill_id", models.BigIntegerField(null=True)),
                ("needs", models.PositiveIntegerField()),
                ("people", models.PositiveIntegerField()),
                ("reporters", models.PositiveIntegerField()),
                ("doubters", models.PositiveIntegerField()),
                ("since", models.DateField()),
                (
                    "texts",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=24), size=None),
                ),
                ("loud", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("days", django.contrib.postgres.fields.ArrayField(base_field=models.DateField(), size=None)),
            ],
        ),
        *[_function(statement) for statement in (ROOTS, NEED, REPORTER, DOUBT, DOUBTED, ABOUT, ZONE)],
        migrations.RunSQL(TRIGGERS, UNDONE),
        migrations.RunSQL(ALL, migrations.RunSQL.noop),
    ]
