"""The round through skills, also before anything is known; profiles to begin with; the reminder of old statements."""

import datetime as dt

import pytest

from accounts.actions.profiles import adopt_profile, confirm_profile
from accounts.models import Assessment, JobRole, RoleHolding, RoleRequirement, SuggestedProfile
from accounts.nudges import old_statement_message, statements_that_are_old, still_old
from accounts.refresh import touch
from accounts.role_profiles import most_similar, people_without_role, profile_for, roles_without, similarity, usual_in
from accounts.skill_round import round_of
from ecosystem.core.clock import today
from ecosystem.core.errors import Refused
from ecosystem.notifications.finding import ensure_rule_states, find_due
from ecosystem.notifications.models import Nudge, NudgeRuleState
from tests.factories.people import LONG_AGO, JobRoleFactory, PersonFactory
from tests.factories.skills import AssessmentFactory, RequirementFactory, SkillFactory


@pytest.fixture
def engineer_skills(cast):
    return [RequirementFactory(job_role=cast.engineer, skill__name=f"S{n}", importance=5 - n).skill for n in range(3)]


class TestRound:
    def test_one_after_another(self, client_for, emil, engineer_skills):
        touch([emil.pk])
        client = client_for(emil, htmx=True)
        assert "Three skills wait for your word" in client.get("/skills/round/").content.decode()
        text = client.post(f"/skills/{engineer_skills[0].pk}/round/", {"level": "2", "answer": "yes"}).content.decode()
        assert 'id="round"' in text
        assert "S1" in text
        assert "Two skills wait for your word" in text
        assert (Assessment.objects.get().level, emil.interests.get().answer) == (2, "yes")

    def test_at_the_end_it_says_so(self, client_for, emil, engineer_skills):
        touch([emil.pk])
        client = client_for(emil, htmx=True)
        for skill in engineer_skills:
            text = client.post(f"/skills/{skill.pk}/round/", {"not_applicable": "on"}).content.decode()
        assert "That was all" in text

    def test_without_javascript_it_leads_to_the_next(self, client_for, emil, engineer_skills):
        touch([emil.pk])
        client = client_for(emil)
        answer = client.post(f"/skills/{engineer_skills[0].pk}/round/", {"level": "2"})
        assert "S1" in client.get(answer["Location"]).content.decode()

    def test_one_skill_may_be_asked_for_and_nonsense_is_ignored(self, client_for, emil, engineer_skills):
        touch([emil.pk])
        client = client_for(emil, htmx=True)
        assert "S2</h2>" in client.get(f"/skills/round/?skill={engineer_skills[2].pk}").content.decode()
        assert "S0</h2>" in client.get("/skills/round/?skill=9999999999999999999999&after=x").content.decode()

    def test_what_is_current_is_done(self, emil, engineer_skills):
        AssessmentFactory(person=emil, skill=engineer_skills[0])
        AssessmentFactory(person=emil, skill=engineer_skills[1], stated_on=today() - dt.timedelta(days=400))
        touch([emil.pk])
        turn = round_of(emil)
        assert (turn.done, turn.at.pk, turn.number) == (1, engineer_skills[1].pk, 2)


class TestBeginning:
    def test_without_role_and_profile_one_picks_skills_and_goes_on_with_them(self, client_for, otto, lena):
        first, _second, third = (SkillFactory(name=f"Pick {n}", group="Craft") for n in range(3))
        client = client_for(otto)
        text = client.get("/skills/round/").content.decode()
        assert "You have no job role here yet." in text
        assert f"ask {lena}" in text
        assert text.count('name="pick"') == 3
        text = client.get(f"/skills/round/?pick={first.pk}&pick={third.pk}&pick=x").content.decode()
        assert "Pick 0</h2>" in text
        assert "Two skills wait for your word" in text
        answer = client.post(f"/skills/{first.pk}/round/", {"level": "2"})
        assert "Pick 2</h2>" in client.get(answer["Location"]).content.decode()
        assert Assessment.objects.get().skill == first

    def test_where_the_framework_is_empty_it_says_who_begins_it(self, client_for, otto, lena):
        text = client_for(otto).get("/skills/round/").content.decode()
        assert "The skills framework is still empty" in text
        assert f"ask {lena}" in text
        assert "/skills/mine/add/" not in text

    def test_a_page_without_skills_counts_none(self, client_for, otto):
        text = client_for(otto).get("/skills/").content.decode()
        assert "Nothing stands here yet." in text
        assert "0 skills" not in text


class TestProfile:
    def test_somebody_without_a_role_begins_with_what_is_usual_in_the_unit(self, cast, mara, engineer_skills):
        found = profile_for(mara)
        assert (found.job_role, found.confirmed) == (cast.engineer, False)
        assert [row.name for row in round_of(mara).rows] == ["S0", "S1", "S2"]

    def test_what_lnd_confirmed_goes_first(self, cast, mara, lena, engineer_skills):
        other = RequirementFactory(job_role=JobRoleFactory(name="Designer")).job_role
        confirm_profile(mara, actor=lena, job_role=other)
        confirm_profile(mara, actor=lena, job_role=other)
        assert (profile_for(mara).job_role, profile_for(mara).confirmed) == (other, True)
        assert SuggestedProfile.objects.count() == 1

    def test_somebody_in_a_role_without_requirements_begins_with_a_similar_one(self, cast, otto, engineer_skills):
        role = JobRoleFactory(name="Senior Software Engineer")
        RoleHolding.objects.create(person=otto, job_role=role, valid_from=today() - LONG_AGO)
        assert profile_for(otto).job_role == cast.engineer

    def test_with_nothing_near_there_is_none(self, cast, otto, client_for):
        assert profile_for(otto) is None
        assert "The skills framework is still empty" in client_for(otto).get("/skills/round/").content.decode()

    def test_family_weighs_half_a_point(self):
        roles = [
            JobRole(pk=1, name="Baker", family="Food"),
            JobRole(pk=2, name="Chef", family="Food"),
            JobRole(pk=3, name="Banker"),
        ]
        assert similarity(roles[0], roles[1]) > similarity(roles[0], roles[2]) - 0.5
        assert most_similar(roles[0], roles) in roles[1:]
        assert most_similar(JobRole(pk=4, name="Xq"), roles[:1]) is None

    def test_usual_is_what_most_hold(self, cast, engineer_skills):
        rare = RequirementFactory(job_role=JobRoleFactory()).job_role
        PersonFactory(unit=cast.engineering, job_role=cast.engineer)
        PersonFactory(unit=cast.engineering, job_role=rare)
        assert usual_in([cast.engineering.pk], [cast.engineer, rare]) == {cast.engineering.pk: cast.engineer}


class TestLearningChooses:
    def test_both_lists(self, cast, otto, engineer_skills):
        role = JobRoleFactory(name="Software Tester")
        JobRoleFactory(name="Held by nobody")
        RoleHolding.objects.create(person=otto, job_role=role, valid_from=today() - LONG_AGO)
        assert [(each.name, each.held_by) for each in roles_without()] == [("Software Tester", 1)]
        assert otto not in people_without_role()
        assert cast.mara in people_without_role()

    def test_adopted_requirements_hold_from_today(self, cast, lena, client_for, engineer_skills):
        role = JobRoleFactory(name="Software Tester")
        client_for(lena).post(f"/skills/profiles/roles/{role.pk}/", {"like": cast.engineer.pk})
        copied = RoleRequirement.objects.filter(job_role=role)
        assert set(copied.values_list("skill", "valid_from")) == {(skill.pk, today()) for skill in engineer_skills}
        assert adopt_profile(role, actor=lena, like=cast.engineer) == 0

    def test_a_role_without_requirements_is_no_profile(self, cast, lena):
        with pytest.raises(Refused):
            adopt_profile(JobRoleFactory(), actor=lena, like=JobRoleFactory())

    def test_the_page_names_no_level(self, cast, lena, client_for, emil, engineer_skills):
        text = client_for(lena).get("/skills/profiles/").content.decode()
        assert "Mara Test" in text
        assert "Emil Test" not in text


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize(
    ("persona", "path"), [("lena", "/skills/profiles/"), ("emil", "/skills/round/"), ("mara", "/skills/round/")]
)
def test_statements_do_not_grow(cast, client_for, persona, path, number, django_assert_max_num_queries):
    for _ in range(number):
        RequirementFactory(job_role=cast.engineer)
        PersonFactory(unit=cast.engineering)
        PersonFactory(unit=cast.sales, job_role=JobRoleFactory())
    touch([cast.emil.pk])
    client = client_for(getattr(cast, persona))
    with django_assert_max_num_queries(12):
        assert client.get(path).status_code == 200


class TestOldStatements:
    @pytest.fixture(autouse=True)
    def rules(self, cast):
        ensure_rule_states()

    def due(self) -> list[tuple[int, int]]:
        find_due(NudgeRuleState.objects.get(code="accounts.old_statement"), today())
        return list(Nudge.objects.filter(rule__code="accounts.old_statement").values_list("person_id", "subject_id"))

    @pytest.mark.parametrize(
        ("days", "importance", "is_due"), [(181, 4, True), (180, 4, False), (400, 5, True), (400, 3, False)]
    )
    def test_weighty_and_older_than_180_days(self, cast, emil, days, importance, is_due):
        skill = RequirementFactory(job_role=cast.engineer, importance=importance).skill
        AssessmentFactory(person=emil, skill=skill, stated_on=today() - dt.timedelta(days=days))
        touch([emil.pk])
        assert self.due() == ([(emil.pk, skill.pk)] if is_due else [])

    def test_anybody_s_word_is_a_word(self, cast, emil, mara):
        skill = RequirementFactory(job_role=cast.engineer, importance=5).skill
        AssessmentFactory(person=emil, skill=skill, stated_on=today() - dt.timedelta(days=300))
        AssessmentFactory(person=emil, skill=skill, source="manager", assessor=mara, stated_on=today())
        touch([emil.pk])
        assert self.due() == []

    def test_stated_meanwhile_it_is_not_sent(self, cast, emil):
        skill = RequirementFactory(job_role=cast.engineer, importance=5).skill
        AssessmentFactory(person=emil, skill=skill, stated_on=today() - dt.timedelta(days=300))
        touch([emil.pk])
        self.due()
        nudge = Nudge.objects.get()
        assert still_old(nudge)
        assert skill.name in old_statement_message(nudge).sentence
        AssessmentFactory(person=emil, skill=skill)
        touch([emil.pk])
        assert not still_old(nudge)

    def test_what_was_never_said_is_not_old(self, cast, emil):
        RequirementFactory(job_role=cast.engineer, importance=5)
        touch([emil.pk])
        assert self.due() == []

    def test_the_statement_names_what_the_finder_needs(self):
        sql, values = statements_that_are_old(today())
        assert sql.count("%s") == len(values)
