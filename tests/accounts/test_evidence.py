"""Evidence: one item for several skills, confirmed by somebody else; what moves a level and what only proposes."""

import datetime as dt
from decimal import Decimal

import pytest

from accounts.actions.assessments import Said
from accounts.actions.evidence import (
    add_evidence,
    ask_to_confirm,
    confirm_evidence,
    moves_level,
    refuse_evidence,
    remove_evidence,
)
from accounts.models import Assessment, Evidence, PersonSkill
from accounts.my_skills import rows_of
from ecosystem.core.clock import today
from ecosystem.core.errors import Refused
from ecosystem.core.models import AuditEntry
from ecosystem.notifications.finding import ensure_rule_states
from ecosystem.notifications.models import Nudge
from goals.models import PersonState
from tests.factories.skills import AssessmentFactory, SkillFactory


@pytest.fixture(autouse=True)
def rules(cast):
    ensure_rule_states()


@pytest.fixture
def skills(db):
    return [SkillFactory(), SkillFactory()]


def added(person, skills, **fields) -> Evidence:
    said = {skill.pk: Said(3) for skill in skills}
    fields = {"title": "Audit script", "rung": "artefact", "occurred_on": today() - dt.timedelta(days=10), **fields}
    return add_evidence(person, actor=person, skills=said, **fields)


def level(person, skill):
    return PersonSkill.objects.filter(person=person, skill=skill).values_list("level", flat=True).first()


def told(code: str) -> list[int]:
    return sorted(Nudge.objects.filter(rule__code=code).values_list("person_id", flat=True))


def test_one_item_serves_several_skills_once_confirmed(emil, otto, skills):
    evidence = added(emil, skills, asked=otto)
    assert [level(emil, skill) for skill in skills] == [None, None]
    confirm_evidence(evidence, actor=otto)
    assert [level(emil, skill) for skill in skills] == [Decimal("3.00")] * 2


def test_it_ages_from_its_own_date(emil, otto, skills):
    added(emil, skills, asked=otto)
    assert {each.stated_on for each in Assessment.objects.all()} == {today() - dt.timedelta(days=10)}


def test_who_is_asked_hears_and_it_waits_for_them(emil, otto, skills):
    evidence = added(emil, skills, asked=otto)
    assert told("accounts.evidence_asked") == [otto.pk]
    assert PersonState.objects.get(person=otto).waiting == 1
    confirm_evidence(evidence, actor=otto)
    assert PersonState.objects.get(person=otto).waiting == 0
    assert told("accounts.evidence_answered") == [emil.pk]


def test_confirming_twice_is_harmless_refusing_after_it_is_not(emil, otto, skills):
    evidence = added(emil, skills, asked=otto)
    confirm_evidence(evidence, actor=otto)
    confirm_evidence(evidence, actor=otto)
    assert AuditEntry.objects.filter(verb="evidence.confirmed").count() == 1
    with pytest.raises(Refused):
        refuse_evidence(evidence, actor=otto, reason="Not mine to say")


def test_refused_it_counts_for_nothing_and_may_be_asked_anew(emil, otto, dario, skills):
    evidence = added(emil, skills, asked=otto)
    refuse_evidence(evidence, actor=otto, reason="I was not there")
    assert level(emil, skills[0]) is None
    ask_to_confirm(evidence, actor=emil, version=evidence.version, asked=dario)
    assert (evidence.refused_reason, evidence.asked) == ("", dario)
    confirm_evidence(evidence, actor=dario)
    assert level(emil, skills[0]) == Decimal("3.00")


def test_nobody_confirms_their_own(emil, skills):
    with pytest.raises(Refused):
        added(emil, skills, asked=emil)
    with pytest.raises(Refused):
        ask_to_confirm(added(emil, skills), actor=emil, version=None, asked=emil)


def test_a_credential_from_outside_counts_by_itself(emil, skills):
    added(emil, skills, rung="credential")
    assert level(emil, skills[0]) == Decimal("3.00")


def test_an_expired_one_does_not(emil, skills):
    added(emil, skills, rung="credential", expires_on=today() - dt.timedelta(days=1))
    assert level(emil, skills[0]) is None


@pytest.mark.parametrize(
    ("rung", "moves"), [("artefact", True), ("taught", True), ("tested_course", False), ("attendance", False)]
)
def test_which_rungs_move_a_level(emil, otto, skills, rung, moves):
    evidence = added(emil, skills, rung=rung, asked=otto)
    confirm_evidence(evidence, actor=otto)
    assert (level(emil, skills[0]) is not None) == moves == moves_level(rung)


def test_a_lower_rung_proposes_to_state_the_level_anew(emil, skills):
    AssessmentFactory(person=emil, skill=skills[0], stated_on=today() - dt.timedelta(days=60))
    added(emil, skills, rung="tested_course", title="Course")
    assert [row.weak_evidence for row in rows_of(emil, skill_ids=[skills[0].pk])] == ["Course"]
    AssessmentFactory(person=emil, skill=skills[0])
    assert [row.weak_evidence for row in rows_of(emil, skill_ids=[skills[0].pk])] == [""]


def test_removed_its_levels_go_with_it(emil, otto, skills):
    evidence = added(emil, skills, asked=otto)
    confirm_evidence(evidence, actor=otto)
    remove_evidence(evidence, actor=emil)
    assert level(emil, skills[0]) is None
    assert not Assessment.objects.exists()
    assert AuditEntry.objects.filter(verb="evidence.removed").count() == 1


class TestScreens:
    def test_adding_with_a_second_skill(self, client_for, emil, otto, skills):
        data = {
            "title": "Audit script",
            "rung": "artefact",
            "occurred_on": str(today()),
            "skill_1": skills[0].name,
            "level_1": "2",
            "skill_2": skills[1].name,
            "level_2": "3",
            "asked": otto.email,
        }
        response = client_for(emil).post("/skills/evidence/add/", data)
        assert response.status_code == 302
        assert set(Assessment.objects.values_list("level", flat=True)) == {2, 3}
        assert Evidence.objects.get().asked == otto

    @pytest.mark.parametrize(
        ("field", "value"),
        [("skill_1", "no such skill"), ("level_1", ""), ("occurred_on", "2999-01-01"), ("asked", "emil@example.com")],
    )
    def test_what_is_wrong_stands_at_its_field(self, client_for, emil, skills, field, value):
        data = {
            "title": "T",
            "rung": "artefact",
            "occurred_on": str(today()),
            "skill_1": skills[0].name,
            "level_1": "2",
        }
        response = client_for(emil).post("/skills/evidence/add/", {**data, field: value})
        assert response.status_code == 422
        assert response.context["form"].errors[field]
        assert not Evidence.objects.exists()

    def test_my_list_does_not_grow_in_statements(self, client_for, emil, otto, skills, django_assert_max_num_queries):
        client = client_for(emil)
        for n in range(30):
            added(emil, skills, title=f"Item {n}", asked=otto)
        with django_assert_max_num_queries(6):
            assert "Item 29" in client.get("/skills/evidence/").content.decode()

    def test_a_look_of_the_manager_is_kept(self, client_for, emil, mara, skills):
        evidence = added(emil, skills)
        client_for(mara).get(f"/skills/evidence/{evidence.pk}/")
        assert list(emil.looks_received.values_list("viewer_id", "kind")) == [(mara.pk, "skills")]


def test_the_same_sent_twice_is_one_and_another_level_is_another(emil):
    skill = SkillFactory()
    told = {"title": "A talk", "rung": "taught", "occurred_on": today()}
    first = add_evidence(emil, actor=emil, skills={skill.pk: Said(2)}, **told)
    assert add_evidence(emil, actor=emil, skills={skill.pk: Said(2)}, **told) == first
    assert add_evidence(emil, actor=emil, skills={skill.pk: Said(3)}, **told) != first
    assert Evidence.objects.count() == 2
