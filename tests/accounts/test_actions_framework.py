import datetime as dt

import pytest

from accounts.actions import framework as acts
from accounts.models import PersonSkill, RoleRequirement
from accounts.policy import scale_in_use
from accounts.refresh import touch
from ecosystem.core import search
from ecosystem.core.clock import today
from ecosystem.core.errors import Refused
from ecosystem.core.models import AuditEntry, OutboxMessage
from tests.factories.skills import RequirementFactory, SkillFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def requirements(role, skill):
    rows = RoleRequirement.objects.filter(job_role=role, skill=skill).order_by("valid_from")
    return [(row.level, row.importance, row.valid_from, row.valid_to) for row in rows]


def test_a_new_skill_is_found_by_its_other_names(cast, lena):
    skill = acts.add_skill(actor=lena, name="Accessibility", alternative_labels=["A11y"], sentences={1: "test a form"})
    assert [level.sentence for level in skill.levels.all()] == ["test a form"]
    assert [hit.title for hit in search.find_text(cast.otto, "a11y")] == ["Accessibility"]


def test_an_emptied_sentence_is_taken_away(lena):
    skill = acts.add_skill(actor=lena, name="X", sentences={1: "one", 2: "two"})
    acts.change_skill(skill, actor=lena, version=1, sentences={1: "", 2: "two more"})
    assert list(skill.levels.values_list("level", "sentence")) == [(2, "two more")]


def test_a_retired_skill_is_required_no_more_and_found_no_more(cast, lena):
    skill = acts.add_skill(actor=lena, name="Fortran")
    RequirementFactory(skill=skill, job_role=cast.engineer)
    RequirementFactory(skill=skill, valid_from=today() + DAY)
    acts.retire_skill(skill, actor=lena, version=1)
    acts.retire_skill(skill, actor=lena, version=skill.version)
    assert requirements(cast.engineer, skill)[0][3] == today()
    assert requirements(None, skill) == []
    assert search.find(cast.otto, "fortran") == []
    acts.bring_back_skill(skill, actor=lena, version=None)
    assert search.find(cast.otto, "fortran")


def test_a_requirement_changes_from_a_day_on(cast, lena):
    skill = SkillFactory()
    start = today() - 400 * DAY
    RequirementFactory(skill=skill, job_role=cast.engineer, level=2, valid_from=start)
    assert acts.require_skill(cast.engineer, actor=lena, skill=skill, level=3, importance=5, day=today())
    assert requirements(cast.engineer, skill) == [(2, 3, start, today() - DAY), (3, 5, today(), None)]
    assert not acts.require_skill(cast.engineer, actor=lena, skill=skill, level=3, importance=5, day=today())
    assert AuditEntry.objects.filter(verb="requirement.changed").count() == 1


def test_everybody_in_the_role_needs_it_within_seconds(cast, lena):
    skill = SkillFactory()
    acts.require_skill(cast.engineer, actor=lena, skill=skill, level=3, importance=5, day=today())
    assert OutboxMessage.objects.get(task="accounts.refresh_skills").kwargs["skill_ids"] == [skill.pk]
    touch(skill_ids=[skill.pk])
    assert PersonSkill.objects.get(skill=skill).person == cast.emil


def test_the_baseline_holds_beside_the_roles(cast, lena):
    skill = SkillFactory()
    acts.require_skill(None, actor=lena, skill=skill, level=1, importance=2, day=today())
    acts.require_skill(cast.engineer, actor=lena, skill=skill, level=2, importance=2, day=today())
    assert RoleRequirement.objects.filter(skill=skill).count() == 2


def test_a_skill_out_of_use_is_not_required(cast, lena):
    with pytest.raises(Refused) as refusal:
        acts.require_skill(None, actor=lena, skill=SkillFactory(retired_on=today()), level=1, importance=1, day=today())
    assert refusal.value.field == "skill"


def test_a_requirement_ends_yesterday_or_is_dropped(cast, lena):
    old, new = RequirementFactory(), RequirementFactory(valid_from=today())
    acts.end_requirement(old, actor=lena)
    acts.end_requirement(old, actor=lena)
    acts.end_requirement(new, actor=lena)
    old.refresh_from_db()
    assert old.valid_to == today() - DAY
    assert not RoleRequirement.objects.filter(skill=new.skill).exists()
    assert AuditEntry.objects.filter(verb="requirement.changed").count() == 2


def test_the_words_of_the_levels_change_and_nothing_else(cast, lena):
    scale = scale_in_use()
    acts.rename_scale(scale, actor=lena, name="Steps", names={0: "Nothing yet", 4: "Master"})
    assert next(iter(scale.levels.values_list("value", "name"))) == (0, "Nothing yet")
    assert scale.levels.count() == 5
