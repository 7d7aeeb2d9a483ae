"""My skills: which rows, in which order, what the sentence says; one key saves one row."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Assessment, Interest, SkillTarget
from accounts.my_skills import SHOWN, grid_of, rows_of
from accounts.refresh import touch
from ecosystem.core.clock import today
from ecosystem.core.models import AuditEntry
from tests.factories.goals import GoalFactory
from tests.factories.skills import AssessmentFactory, RequirementFactory, SkillFactory

A_YEAR = dt.timedelta(days=365)


def required(cast, **fields):
    return RequirementFactory(job_role=cast.engineer, **fields).skill


def stated(person, skill, days=0, **fields):
    return AssessmentFactory(person=person, skill=skill, stated_on=today() - dt.timedelta(days=days), **fields)


def row(person, skill):
    touch([person.pk])
    return rows_of(person, skill_ids=[skill.pk])[0]


class TestRows:
    def test_only_what_is_needed_stated_or_wanted(self, cast, emil):
        needed, said, wish, other = required(cast), SkillFactory(), SkillFactory(), SkillFactory()
        stated(emil, said)
        Interest.objects.create(person=emil, skill=wish, answer="yes", stated_on=today())
        touch([emil.pk])
        names = {each.name for each in rows_of(emil)}
        assert names == {needed.name, said.name, wish.name}
        assert other.name not in names

    def test_nothing_of_anybody_else(self, cast, emil, otto):
        skill = required(cast)
        stated(otto, skill, level=4)
        Interest.objects.create(person=otto, skill=skill, answer="yes", stated_on=today())
        mine = row(emil, skill)
        assert (mine.own, mine.interest, mine.level) == (None, "", None)

    def test_what_a_row_says(self, cast, emil, mara):
        skill = required(cast, level=3)
        stated(emil, skill, level=3)
        stated(emil, skill, source="manager", assessor=mara, level=2)
        mine = row(emil, skill)
        assert (mine.own, mine.need, str(mine.known), mine.band, mine.provisional) == (3, 3, "2.40", "medium", False)

    def test_own_rating_alone_is_provisional(self, cast, emil):
        skill = required(cast)
        stated(emil, skill, level=3)
        mine = row(emil, skill)
        assert (mine.provisional, mine.band) == (True, "low")
        assert mine.unknown_from == today() + A_YEAR + dt.timedelta(days=1)
        assert mine.low_from is None

    @pytest.mark.parametrize(("days", "group"), [(0, "role"), (364, "role"), (365, "faded"), (900, "faded")])
    def test_a_year_after_it_fades(self, cast, emil, days, group):
        skill = required(cast)
        stated(emil, skill, days=days)
        assert row(emil, skill).group == group

    def test_an_aim_of_the_company_names_itself(self, cast, emil):
        skill = SkillFactory()
        SkillTarget.objects.create(
            source="objective:1", source_name="Earn trust", skill=skill, level=2, valid_from=today()
        )
        mine = row(emil, skill)
        assert (mine.group, mine.wanted_by) == ("unstated", "Earn trust")

    def test_not_applicable_has_no_need(self, cast, emil):
        skill = required(cast, level=3)
        stated(emil, skill, level=None, not_applicable=True)
        mine = row(emil, skill)
        assert (mine.not_applicable, mine.need, mine.own, mine.own_waived) == (True, None, None, True)

    def test_goals_stand_beside_the_name(self, cast, emil, client_for):
        skill = required(cast)
        stated(emil, skill)
        touch([emil.pk])
        goal = GoalFactory(owner=emil, skill=skill, to_level=3)
        assert goal.get_absolute_url() in client_for(emil).get("/skills/").content.decode()


class TestSentence:
    def page(self, client_for, emil) -> str:
        touch([emil.pk])
        return " ".join(client_for(emil).get("/skills/").content.decode().split())

    def test_two_of_three_have_faded(self, cast, emil, client_for):
        for days in (10, 400, 500):
            stated(emil, required(cast), days=days)
        text = self.page(client_for, emil)
        assert "1 of your 3 skills are current" in text
        assert "two statements</a> have faded." in text
        assert "State the two" in text and "Two skills wait for your word, about a minute" in text

    def test_what_the_button_calls_follows_what_is_stated(self, cast, emil, client_for):
        skills = [required(cast) for _ in range(2)]
        for skill in skills:
            stated(emil, skill, days=400)
        touch([emil.pk])
        said = []
        for skill in skills:
            part = client_for(emil, htmx=True).post(f"/skills/{skill.pk}/level/", {f"{skill.pk}-level": "2"})
            said.append(part.content.decode().split('hx-swap-oob="outerHTML:#skills-begin"')[-1])
        assert "State the one that faded" in said[0] and "data-enters" not in said[1]
        assert 'id="skills-begin"' in said[1]

    def test_all_are_current(self, cast, emil, client_for):
        for _ in range(2):
            stated(emil, required(cast))
        assert "All 2 of your skills are current." in self.page(client_for, emil)

    def test_nothing_was_said_yet(self, cast, emil, client_for):
        required(cast)
        required(cast)
        assert "2 skills wait for your first word." in self.page(client_for, emil)

    def test_nothing_is_known_yet(self, cast, otto, client_for):
        text = " ".join(client_for(otto).get("/skills/").content.decode().split())
        assert "Nothing is known of your skills yet" in text
        assert "/skills/round/" in text

    def test_home_skills_and_the_round_count_what_waits_alike(self, cast, emil, client_for):
        for days in (10, 400):
            stated(emil, required(cast), days=days)
        stated(emil, SkillFactory(), days=500)
        stated(emil, required(cast), level=None, not_applicable=True, days=500)
        required(cast)
        self.page(client_for, emil)
        client = client_for(emil)
        for address in ("/", "/skills/", "/skills/round/"):
            text = " ".join(client.get(address).content.decode().split())
            assert "Three skills wait for your word, about 2 minutes" in text, address

    def test_a_faded_level_is_uncertain_and_not_unknown(self, cast, emil, client_for):
        stated(emil, required(cast, level=1), level=3, days=500)
        text = self.page(client_for, emil)
        assert "3, uncertain<span>, needs 1" in text and "unknown</span>" not in text

    def test_who_sees_it_is_said(self, cast, emil, client_for):
        required(cast)
        assert "<b>you, Mara</b>" in self.page(client_for, emil)


class TestGrid:
    def test_faded_first_then_unstated(self, cast, emil):
        fresh, old, never = required(cast), required(cast), required(cast)
        stated(emil, fresh)
        stated(emil, old, days=400)
        touch([emil.pk])
        order = [each.name for _code, _title, rows in grid_of(rows_of(emil)).groups for each in rows]
        assert order == [old.name, never.name, fresh.name]

    def test_fifty_rows_and_a_way_to_the_others(self, cast, emil):
        for _ in range(SHOWN + 3):
            stated(emil, SkillFactory())
        touch([emil.pk])
        grid = grid_of(rows_of(emil))
        assert (sum(len(rows) for *_names, rows in grid.groups), grid.hidden) == (SHOWN, 3)
        assert grid_of(rows_of(emil), everything=True).hidden == 0


def statements(client, method, *args) -> int:
    with CaptureQueriesContext(connection) as sent:
        response = getattr(client, method)(*args)
    assert response.status_code == 200
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in sent.captured_queries)


@pytest.mark.parametrize("number", [1, 30])
def test_statements_of_the_page_do_not_grow(cast, emil, client_for, number):
    for _ in range(number):
        stated(emil, required(cast))
    touch([emil.pk])
    assert statements(client_for(emil), "get", "/skills/") <= 6


@pytest.mark.parametrize("number", [1, 30])
def test_statements_of_one_key_do_not_grow(cast, emil, client_for, number):
    skills = [required(cast) for _ in range(number)]
    touch([emil.pk])
    client = client_for(emil, htmx=True)
    assert statements(client, "post", f"/skills/{skills[0].pk}/level/", {f"{skills[0].pk}-level": "2"}) <= 12


class TestOneKey:
    @pytest.fixture
    def skill(self, cast, emil):
        skill = required(cast)
        touch([emil.pk])
        return skill

    def test_a_level_gives_the_row_and_the_sentence_back(self, client_for, emil, skill):
        answer = client_for(emil, htmx=True).post(f"/skills/{skill.pk}/level/", {f"{skill.pk}-level": "2"})
        text = answer.content.decode()
        assert f'<tr id="skill-{skill.pk}"' in text
        assert "<html" not in text
        assert "skills-sentence" in text
        assert Assessment.objects.get().level == 2

    def test_it_can_be_undone(self, client_for, emil, skill):
        client = client_for(emil, htmx=True)
        text = client.post(f"/skills/{skill.pk}/level/", {f"{skill.pk}-level": "2"}).content.decode()
        assert f'"{skill.pk}-take_back": "on"' in text
        client.post(f"/skills/{skill.pk}/level/", {f"{skill.pk}-take_back": "on"})
        assert not Assessment.objects.exists()

    def test_a_second_word_of_today_is_undone_to_the_first(self, client_for, emil, skill):
        client = client_for(emil, htmx=True)
        client.post(f"/skills/{skill.pk}/level/", {f"{skill.pk}-level": "2"})
        text = client.post(f"/skills/{skill.pk}/level/", {f"{skill.pk}-level": "3"}).content.decode()
        assert f'"{skill.pk}-level": "2"' in text

    @pytest.mark.parametrize("data", [{}, {"level": "9"}, {"level": "-1"}, {"level": "x"}, {"level": "2\x00"}])
    def test_what_is_no_key_is_refused(self, client_for, emil, skill, data):
        sent = {f"{skill.pk}-{name}": value for name, value in data.items()}
        assert client_for(emil, htmx=True).post(f"/skills/{skill.pk}/level/", sent).status_code == 422
        assert not Assessment.objects.exists()

    def test_an_interest_is_one_s_own_until_shared(self, client_for, emil, mara, skill):
        client = client_for(emil, htmx=True)
        client.post(f"/skills/{skill.pk}/interest/", {f"{skill.pk}-answer": "yes"})
        assert not Interest.objects.visible_to(mara).exists()
        client.post(f"/skills/{skill.pk}/share/", {"shared": "true"})
        assert Interest.objects.visible_to(mara).get().answer == "yes"
        client.post(f"/skills/{skill.pk}/share/", {"shared": "false"})
        assert not Interest.objects.visible_to(mara).exists()

    def test_an_interest_is_taken_back(self, client_for, emil, skill):
        client = client_for(emil, htmx=True)
        client.post(f"/skills/{skill.pk}/interest/", {f"{skill.pk}-answer": "yes"})
        client.post(f"/skills/{skill.pk}/interest/", {f"{skill.pk}-answer": ""})
        assert not Interest.objects.exists()

    def test_all_interests_at_once(self, client_for, emil, skill):
        for each in (skill, SkillFactory()):
            Interest.objects.create(person=emil, skill=each, answer="yes", stated_on=today())
        client_for(emil).post("/skills/interests/share/", {"open_to_offers": "true"})
        assert set(emil.interests.values_list("open_to_offers", "shared")) == {(True, False)}
        assert AuditEntry.objects.filter(verb="interest.shared").count() == 1


class TestWithoutJavaScript:
    def test_only_what_differs_is_stated_anew(self, cast, emil, client_for):
        same, changed = required(cast), required(cast)
        stated(emil, same, days=400, level=2)
        stated(emil, changed, days=400, level=2)
        touch([emil.pk])
        data = {f"{same.pk}-level": "2", f"{changed.pk}-level": "3", f"{same.pk}-answer": "later"}
        assert client_for(emil).post("/skills/save/", data).status_code == 302
        today_s = Assessment.objects.filter(stated_on=today())
        assert list(today_s.values_list("skill", "level")) == [(changed.pk, 3)]
        assert emil.interests.get().answer == "later"

    def test_still_so(self, cast, emil, client_for):
        skill = required(cast)
        stated(emil, skill, days=400, level=2)
        touch([emil.pk])
        client_for(emil).post("/skills/save/", {f"{skill.pk}-level": "2", "again": str(skill.pk)})
        assert Assessment.objects.filter(stated_on=today(), level=2).count() == 1

    def test_not_applicable(self, cast, emil, client_for):
        skill = required(cast)
        touch([emil.pk])
        client_for(emil).post("/skills/save/", {"waive": str(skill.pk)})
        assert Assessment.objects.get().not_applicable

    def test_sharing_on_the_page_of_a_skill_leads_back_there(self, cast, emil, client_for):
        skill = required(cast)
        client = client_for(emil)
        answer = client.post(f"/skills/{skill.pk}/interest/", {f"{skill.pk}-answer": "yes", "from": "page"})
        assert answer["Location"] == f"/skills/{skill.pk}/"
        client.post(f"/skills/{skill.pk}/share/", {"shared": "true", "from": "page"})
        assert "Stop sharing" in client.get(f"/skills/{skill.pk}/").content.decode()

    def test_one_row_leads_back_to_the_list(self, cast, emil, client_for):
        skill = required(cast)
        touch([emil.pk])
        answer = client_for(emil).post(f"/skills/{skill.pk}/level/", {f"{skill.pk}-level": "2"})
        assert (answer.status_code, answer["Location"]) == (302, "/skills/")


class TestAddASkill:
    def test_with_level_and_interest(self, emil, client_for):
        skill = SkillFactory(name="Welding")
        answer = client_for(emil).post("/skills/add/", {"skill": "welding", "level": "1", "answer": "yes"})
        assert answer.status_code == 302
        assert (Assessment.objects.get().skill, emil.interests.get().answer) == (skill, "yes")

    @pytest.mark.parametrize("data", [{"skill": "nothing like it", "level": "1"}, {"skill": "Welding"}])
    def test_what_is_missing_is_said(self, emil, client_for, data):
        SkillFactory(name="Welding")
        assert client_for(emil).post("/skills/add/", data).status_code == 422
