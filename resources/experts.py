"""Who could write down what a skill takes, how much is asked of them already, and why it would be them.

Levels play no part: who asks reads those of nobody but their own direct reports, and an order would tell.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import PersonSkill, Skill
from accounts.querysets import direct_reports
from ecosystem.core.clock import now
from ecosystem.core.templatetags.ui import listed, short_date
from resources.models import WritingRequest

PROPOSED = 3
MOST_OPEN = 2
PAUSE = dt.timedelta(days=30)
NAMED_FOR = dt.timedelta(days=180)
HIGH = 3
FOUND = """
WITH able AS (
    SELECT skill_id, person_id, bool_or(named) AS named, bool_or(teaches) AS teaches, sum(keeps) AS keeps
    FROM (
        SELECT skill_id, person_id, false AS named, true AS teaches, 0 AS keeps
        FROM accounts_teachingoffer WHERE skill_id = ANY(%(skills)s)
        UNION ALL
        SELECT leads.skill_id, resource.owner_id, false, false, 1
        FROM resources_resourceskill leads JOIN resources_resource resource ON resource.id = leads.resource_id
        WHERE leads.skill_id = ANY(%(skills)s) AND resource.state = 'published' AND resource.kind <> 'message'
        UNION ALL
        SELECT skill_id, instead_id, true, false, 0
        FROM resources_writingrequest
        WHERE skill_id = ANY(%(skills)s) AND state = 'declined' AND closed_at > %(named_since)s
    ) said
    WHERE person_id <> ALL(%(besides)s)
    GROUP BY skill_id, person_id
), loaded AS (
    SELECT able.*, person.full_name, load.open, load.latest, coalesce(load.here, false) AS here,
        load.open < %(most)s AND coalesce(load.latest <= %(paused_since)s, true) AND NOT coalesce(load.here, false) AS free
    FROM able
    JOIN accounts_person person ON person.id = able.person_id AND person.is_active AND person.kind = 'person'
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE state IN ('asked', 'accepted')) AS open, max(asked_at) AS latest,
            bool_or(skill_id = able.skill_id AND state IN ('asked', 'accepted')) AS here
        FROM resources_writingrequest WHERE person_id = able.person_id AND state <> 'withdrawn'
    ) load
), placed AS (
    SELECT *, row_number() OVER (best) AS place,
        row_number() OVER (PARTITION BY skill_id, free ORDER BY named DESC, teaches DESC, keeps DESC, full_name, person_id)
            AS place_alike
    FROM loaded
    WINDOW best AS (PARTITION BY skill_id ORDER BY named DESC, teaches DESC, keeps DESC, full_name, person_id)
)
SELECT skill_id, person_id, full_name, named, teaches, keeps, open, latest, here, free
FROM placed WHERE place <= %(proposed)s OR (free AND place_alike = 1)
ORDER BY skill_id, place
"""


@dataclass(frozen=True)
class Expert:
    """Somebody who could be asked; `limit` says why not now, and is empty where they can."""

    person_id: int
    name: str
    named: bool
    teaches: bool
    keeps: int
    open: int
    latest: dt.datetime | None
    here: bool
    free: bool
    level: int | None = None

    @property
    def why(self) -> str:
        reasons = [_("a colleague who was asked names them")] if self.named else []
        reasons += [_("offers to teach it")] if self.teaches else []
        if self.keeps:
            keeps = ngettext("keeps one resource on it", "keeps %(n)d resources on it", self.keeps)
            reasons.append(keeps % {"n": self.keeps})
        if self.level:
            reasons.append(_("assessed at level %(n)d") % {"n": self.level})
        return listed(reasons)

    @property
    def load(self) -> str:
        return load_words(self.open)

    @property
    def limit(self) -> str:
        if self.free:
            return ""
        if self.here:
            return _("has been asked for this already")
        return limit_words(self.open, self.latest)


def load_words(number: int) -> str:
    return _("%(n)d of %(most)d requests open") % {"n": number, "most": MOST_OPEN}


def limit_words(number: int, latest: dt.datetime | None) -> str:
    """Why somebody cannot be asked now; empty where they can."""
    if number >= MOST_OPEN:
        return _("has %(load)s; cannot be asked until one is written or declined") % {"load": load_words(number)}
    if latest and latest > now() - PAUSE:
        words = {"day": short_date(latest), "next": short_date(latest + PAUSE)}
        return _("was asked on %(day)s; one request a month, so not before %(next)s") % words
    return ""


def experts_on(skill_ids: Collection[int], *, besides: Iterable[int] = ()) -> dict[int, list[Expert]]:
    """By skill the three who are nearest, the nearest first; where none of them can be asked, the next who can is third.

    First whom a colleague names, then who offers to teach it, then who keeps most on it. One statement.
    """
    moment = now()
    values: dict[str, Any] = {
        "skills": list(skill_ids),
        "besides": list(besides),
        "most": MOST_OPEN,
        "proposed": PROPOSED,
        "paused_since": moment - PAUSE,
        "named_since": moment - NAMED_FOR,
    }
    found: dict[int, list[Expert]] = {}
    with connection.cursor() as cursor:
        cursor.execute(FOUND, values)
        for skill_id, *facts in cursor.fetchall():
            found.setdefault(skill_id, []).append(Expert(*facts))
    return {skill_id: _three(ranked) for skill_id, ranked in found.items()}


def _three(ranked: list[Expert]) -> list[Expert]:
    best = ranked[:PROPOSED]
    if any(expert.free for expert in best):
        return best
    return [*best[: PROPOSED - 1], *ranked[PROPOSED:]] if ranked[PROPOSED:] else best


def first_free(experts: Iterable[Expert]) -> Expert | None:
    return next((expert for expert in experts if expert.free), None)


def experts_for(skill: Skill, person: Any) -> list[Expert]:
    """The three for one skill as a person may know them: with the level of those who report to them. Two statements."""
    found = experts_on([skill.pk], besides=[person.pk]).get(skill.pk, [])
    known = PersonSkill.objects.filter(skill=skill, known=True, self_only=False, level__gte=HIGH)
    known = known.filter(person__in=[each.person_id for each in found]).filter(person__in=direct_reports(person))
    levels = {pk: int(level or 0) for pk, level in known.values_list("person_id", "level")} if found else {}
    return [replace(each, level=levels.get(each.person_id)) for each in found]


def limit_of(person_id: int) -> str:
    """Why this person cannot be asked now; empty where they can. One statement."""
    asked = WritingRequest.objects.filter(person=person_id).exclude(state=WritingRequest.State.WITHDRAWN)
    rows = list(asked.values_list("state", "asked_at"))
    waiting = sum(state in ("asked", "accepted") for state, _at in rows)
    return limit_words(waiting, max((at for _state, at in rows), default=None))
