"""The radar: signals that say the same come together as clusters, the weightiest first. One statement finds them, two more
bring their skills and needs.

Reported needs and doubts about resources are numbers that everybody may read. Obstacles, checks and searches come only as
they were published at night (`feedback.actions.counting`).
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Skill
from accounts.sql import run
from ecosystem.core.aggregates import floor_k
from ecosystem.core.clock import today
from ecosystem.core.policy import policy
from feedback import radar_weight
from feedback.models import Need
from feedback.sql_radar import CLUSTERS
from resources.models import Resource

MOST, KEPT, NAMED, COMPARED = 25, 50, 3, 100
NEAR = 0.6  # PostgreSQL's own threshold of words that stand in other words


@dataclass(frozen=True)
class Found:
    """A row of the statement."""

    root: str
    skill_id: int | None
    texts: Sequence[str]
    words: Sequence[str]
    needs: int
    people: int
    reporters: int
    doubters: int
    searches: int
    stuck: int
    failed: int | None
    since: dt.date
    on_objective: bool
    voices: int
    clusters: int


@dataclass
class Cluster:
    """What came together, with the names of the loudest of it."""

    found: Found
    day: dt.date
    skill: Skill | None = None
    needs: list[Need] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.found.root

    @property
    def need_ids(self) -> list[int]:
        return ids_in(self.found.texts, "n")

    @property
    def seen(self) -> str:
        """What the form sends back: a verdict is about what somebody saw, not about what came meanwhile."""
        return "-".join(str(number) for number in sorted(self.need_ids))

    @property
    def searched(self) -> list[str]:
        """The first few."""
        return [words for text, words in self.said if text[0] == "q" and words]

    @property
    def doubted(self) -> list[Resource]:
        """The first few, with their titles alone."""
        return [Resource(pk=int(text[1:]), title=words) for text, words in self.said if text[0] == "d" and words]

    @property
    def said(self) -> Iterable[tuple[str, str]]:
        """Each text with its words, where those are shown."""
        return zip(self.found.texts, self.found.words, strict=True)

    @property
    def title(self) -> str:
        """The skill, or the words that the others are like."""
        return self.skill.name if self.skill else dict(self.said)[self.key]

    @property
    def covers(self) -> list[str]:
        """The roots that what is left of it can have later."""
        return [self.key] if self.key.startswith("s") else sorted({self.key, *self.found.texts})

    @property
    def days(self) -> int:
        return max(0, (self.day - self.found.since).days)

    @property
    def objective(self) -> int:
        return radar_weight.objective_factor(self.found.on_objective)

    @property
    def age(self) -> Decimal:
        return radar_weight.age_factor(self.days)

    @property
    def weight(self) -> Decimal:
        return radar_weight.weight(self.found.voices, self.found.on_objective, self.days)

    @property
    def remaining(self) -> int:
        """Of its voices those that no answer to a need settles."""
        found = self.found
        return radar_weight.voices(found.doubters, found.stuck, found.failed or 0, found.searches)

    @property
    def numbers(self) -> dict[str, int]:
        """What is kept of it with a verdict; nothing that may not be read on the page."""
        names = ("needs", "people", "doubters", "searches", "stuck", "failed")
        return {name: value for name in names if (value := getattr(self.found, name))}

    @property
    def signals(self) -> list[str]:
        """Each kind of signal in words; reports first."""
        found, few = self.found, floor_k(policy().k) + 1
        said = [
            (found.reporters, ngettext("%(n)d person reported it", "%(n)d people reported it", found.reporters)),
            (
                found.doubters,
                ngettext("%(n)d person doubts what is there", "%(n)d people doubt what is there", found.doubters),
            ),
            (found.searches, _("searched %(n)d times without a hit")),
            (found.stuck, _("%(n)d people are stuck in their goals")),
            (found.failed or 0, _("%(n)d people did not pass a check")),
        ]
        words = [text % {"n": n} for n, text in said if n]
        if found.failed == 0:
            words.append(_("fewer than %(n)d people did not pass a check") % {"n": few})
        return words


def clusters(day: dt.date | None = None) -> list[Cluster]:
    """The weightiest, with the names of what is in them."""
    day = day or today()
    return _named([Cluster(row, day) for row in find(day)], NAMED)


def cluster_of(key: str, day: dt.date | None = None) -> Cluster | None:
    """One that still stands, with all that was kept of it."""
    day = day or today()
    return next(iter(_named([Cluster(row, day) for row in find(day, key=key)], KEPT)), None)


def find(day: dt.date, *, key: str | None = None, compared: int = COMPARED, most: int = MOST) -> list[Found]:
    """The one statement."""
    zone = policy().time_zone
    values = {"day": day, "zone": zone, "near": NEAR, "compared": compared, "most": most, "kept": KEPT, "named": NAMED}
    return [Found(*row) for row in run(CLUSTERS, {**values, "key": key})]


def ids_in(texts: Iterable[str], kind: str) -> list[int]:
    return [int(text[1:]) for text in texts if text[0] == kind]


def _named(found: list[Cluster], most: int) -> list[Cluster]:
    """With their skills and the loudest of their needs."""
    rows = Need.objects.in_bulk({pk for cluster in found for pk in cluster.need_ids[:most]})
    skills = Skill.objects.in_bulk({cluster.found.skill_id for cluster in found if cluster.found.skill_id})
    for cluster in found:
        cluster.skill = skills.get(cluster.found.skill_id) if cluster.found.skill_id else None
        cluster.needs = [rows[pk] for pk in cluster.need_ids[:most] if pk in rows]
    return found
