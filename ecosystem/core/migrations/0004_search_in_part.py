from pathlib import Path

from django.db import migrations

SEARCH = (Path(__file__).parent / "search_in_part.sql").read_text()
BEFORE = (Path(__file__).parent / "search_languages.sql").read_text()
CORRECTED = "CREATE FUNCTION search_corrected("
AS_BEFORE = f"""
DROP FUNCTION search_in_part(text, text[], bigint[], text[], int), search_words_met(tsvector, tsvector, tsquery[], tsquery[]),
    search_parts(text, text[], boolean);
{BEFORE[BEFORE.index(CORRECTED) :].replace(CORRECTED, "CREATE OR REPLACE FUNCTION search_corrected(")}
DROP FUNCTION search_slips(text, text);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0003_search_in_tiers'),
    ]

    operations = [migrations.RunSQL(SEARCH, AS_BEFORE)]
