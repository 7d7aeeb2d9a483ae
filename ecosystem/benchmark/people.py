"""Who the made-up company's visitors are, and how they sign in: a row of session, as the sign-in page writes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from accounts.models import Person
from accounts.sql import number, run

CSRF = "b" * 32
ROLES = {"learning": 2, "executive": 3, "people_admin": 4, "admin": 5}
VISITORS = 40
BELOW = """
    SELECT ancestor_id, count(*) FILTER (WHERE depth > 0) AS below, count(*) FILTER (WHERE depth = 1) AS direct
    FROM accounts_reportingclosure GROUP BY ancestor_id"""


@dataclass(frozen=True)
class Manager:
    person: int
    below: int
    direct: int


@dataclass
class Visitor:
    """Somebody signed in; `goals` are open goals counted in numbers, with their editions."""

    person: int
    session: str
    goals: dict[int, int]

    @property
    def cookies(self) -> dict[str, str]:
        return {settings.SESSION_COOKIE_NAME: self.session, settings.CSRF_COOKIE_NAME: CSRF}


def visitors(count: int = VISITORS) -> list[Visitor]:
    """Colleagues as they come: any place in the tree, any number of goals."""
    drawn = run(
        "SELECT id FROM accounts_person WHERE is_active AND id > %(roles)s ORDER BY hashint8extended(id, 71) LIMIT %(count)s",
        {"count": count, "roles": max(ROLES.values())},
    )
    return [sign_in(person) for (person,) in drawn]


def with_goals(count: int = VISITORS) -> list[Visitor]:
    """Colleagues who have a goal to check in on."""
    drawn = run(
        "SELECT owner_id FROM goals_learninggoal WHERE closed_at IS NULL AND measure = 'number' AND owner_id > %(roles)s "
        "GROUP BY owner_id ORDER BY hashint8extended(owner_id, 72) LIMIT %(count)s",
        {"count": count, "roles": max(ROLES.values())},
    )
    return [sign_in(person) for (person,) in drawn]


def with_role(role: str) -> Visitor:
    return sign_in(ROLES[role])


def steward_of(guild: int) -> Visitor:
    (person,) = run(
        "SELECT person_id FROM guilds_stewardship WHERE guild_id = %(guild)s AND ended_on IS NULL ORDER BY id LIMIT 1",
        {"guild": guild},
    )[0]
    return sign_in(person)


def managers(below: int, most: int = 5) -> list[Manager]:
    """Managers of about so many people who lead a team of typical size themselves; 0: of everybody."""
    if not below:
        rows = run(f"SELECT * FROM ({BELOW}) led ORDER BY below DESC LIMIT 1")
    else:
        rows = run(
            f"SELECT * FROM ({BELOW}) led WHERE direct BETWEEN 6 AND 10 AND below BETWEEN %(least)s AND %(most)s "
            "ORDER BY abs(ln(below::float / %(below)s)) + abs(direct - 8) / 10.0, ancestor_id LIMIT %(count)s",
            {"below": below, "least": below * 0.7, "most": below * 1.4, "count": most},
        )
    return [Manager(*row) for row in rows]


def sign_in(person_id: int) -> Visitor:
    """A session as after sign-in; a provider vouched for the second factor."""
    person = Person.objects.get(pk=person_id)
    session = SessionStore()
    session.update(
        {
            SESSION_KEY: str(person.pk),
            BACKEND_SESSION_KEY: "accounts.backends.PersonBackend",
            HASH_SESSION_KEY: person.get_session_auth_hash(),
            AUTHENTICATION_METHODS_SESSION_KEY: [{"method": "socialaccount", "at": 0}],
        }
    )
    session.create()
    goals = run(
        "SELECT id, version FROM goals_learninggoal WHERE owner_id = %(person)s AND closed_at IS NULL "
        "AND cancelled_at IS NULL AND measure = 'number' ORDER BY id",
        {"person": person_id},
    )
    return Visitor(person_id, str(session.session_key), dict(goals))


def forget_sessions() -> int:
    """Take back all sessions that runs have left."""
    return number("WITH gone AS (DELETE FROM django_session RETURNING 1) SELECT count(*) FROM gone")


def some_goals(visitors: Sequence[Visitor]) -> list[tuple[Visitor, int]]:
    return [(visitor, goal) for visitor in visitors for goal in visitor.goals]


def check_in_fields(edition: int, nth: int) -> dict[str, Any]:
    """What the form on a goal sends; each time something else, so that none is taken for a second press."""
    return {
        "version": edition,
        "value": 1 + nth % 9,
        "confidence": 5 + nth % 4,
        "text": f"Half of the exercises, {nth}.",
    }
