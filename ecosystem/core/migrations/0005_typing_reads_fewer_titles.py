from pathlib import Path

from django.db import migrations

# The functions of search once more as `search.sql` says by now.
SEARCH = (Path(__file__).parent / "search.sql").read_text()
ANEW = SEARCH.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").replace("CREATE TRIGGER", "CREATE OR REPLACE TRIGGER")


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0004_functions_of_search_anew'),
    ]

    operations = [
        migrations.RunSQL(ANEW, migrations.RunSQL.noop),
    ]
