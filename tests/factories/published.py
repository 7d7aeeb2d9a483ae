"""A company whose gaps are published: people who need a skill, their levels, and the night's work."""

import datetime as dt

from accounts.models import Assessment, PublishedCell
from accounts.nights import publish_gaps, rebuild_sums
from ecosystem.core.clock import now, today
from tests.factories.people import PersonFactory
from tests.factories.skills import RequirementFactory, SkillFactory


def staff(role, unit, site, *levels: int | None, skill=None) -> list:
    """One colleague in the role for each level; their line manager said so a while ago (None: nobody did)."""
    people = [PersonFactory(unit=unit, site=site, job_role=role) for _ in levels]
    if skill is not None:
        said = [(person, level) for person, level in zip(people, levels, strict=True) if level is not None]
        Assessment.objects.bulk_create(assessment(person, skill, level) for person, level in said)
    return people


def assessment(person, skill, level: int, days_ago: int = 200) -> Assessment:
    day = today() - dt.timedelta(days=days_ago)
    return Assessment(person=person, skill=skill, source="manager", level=level, stated_on=day, released_at=now())


def needed(role, name: str, level: int = 3, importance: int = 4, **skill):
    """A skill that the role requires."""
    made = SkillFactory(name=name, **skill)
    RequirementFactory(job_role=role, skill=made, level=level, importance=importance)
    return made


def publish(day: dt.date | None = None) -> list[PublishedCell]:
    """Count and publish, as of a past day or today."""
    rebuild_sums()
    publish_gaps(day)
    return list(PublishedCell.objects.filter(is_latest=True))
