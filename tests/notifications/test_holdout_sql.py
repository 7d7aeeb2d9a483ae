import pytest
from django.db import connection

from ecosystem.notifications.holdout import HOLDOUT_SQL, is_held_out


@pytest.mark.django_db
def test_the_database_draws_the_same_people():
    sql = f"SELECT person_id FROM generate_series(1, 500) AS found(person_id) WHERE {HOLDOUT_SQL}"
    with connection.cursor() as cursor:
        cursor.execute(sql, {"code": "goal-behind", "salt": "2026-Q4"})
        drawn = [person for (person,) in cursor.fetchall()]
    assert drawn == [person for person in range(1, 501) if is_held_out("goal-behind", person, "2026-Q4")]
