from pathlib import Path

from django.db import migrations

# The first migration wrote the functions as they were then; whoever has run it gets what `search.sql` says by now.
SEARCH = (Path(__file__).parent / "search.sql").read_text()
ANEW = SEARCH.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").replace("CREATE TRIGGER", "CREATE OR REPLACE TRIGGER")


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0003_request_behind_work'),
    ]

    operations = [
        migrations.RunSQL(ANEW, migrations.RunSQL.noop),
    ]
