"""The stored row of each person in each skill equals the pure formulas, whatever the history."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts import gaps, levels
from accounts.models import (
    Assessment,
    Evidence,
    PersonSkill,
    RoleHolding,
    RoleRequirement,
    RollupDay,
    SkillChange,
    SkillTarget,
    UnitMembership,
)
from accounts.refresh import touch
from ecosystem.core.clock import now, today
from ecosystem.core.models import OutboxMessage
from tests.factories.people import LONG_AGO, JobRoleFactory, PersonFactory
from tests.factories.skills import AssessmentFactory, RequirementFactory, SkillFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def row(person, skill) -> PersonSkill:
    return PersonSkill.objects.get(person=person, skill=skill)


def state(person, skill, *, peers=(), self_level=None, manager=None, released=True):
    """One statement each, of today."""
    if self_level is not None:
        AssessmentFactory(person=person, skill=skill, level=self_level)
    for peer, level in peers:
        AssessmentFactory(person=person, skill=skill, source="peer", assessor=peer, level=level)
    if manager is not None:
        when = now() if released else None
        AssessmentFactory(person=person, skill=skill, source="manager", level=manager, assessor=None, released_at=when)


# --- levels -----------------------------------------------------------------------------------------------------------


def test_self_and_manager_of_today(emil):
    skill = SkillFactory()
    state(emil, skill, self_level=3, manager=2)
    touch([emil.pk], [skill.pk])
    assert row(emil, skill).level == Decimal("2.40")
    assert row(emil, skill).weight_sum == 0.5


def test_worked_example_with_old_manager_and_imported_evidence(emil):
    skill = SkillFactory()
    AssessmentFactory(person=emil, skill=skill, level=3)
    AssessmentFactory(person=emil, skill=skill, source="manager", level=2, stated_on=today() - 365 * DAY)
    AssessmentFactory(person=emil, skill=skill, source="evidence", level=2, stated_on=today() - 30 * DAY)
    touch()
    stored = row(emil, skill)
    assert (stored.level, round(stored.weight_sum, 2)) == (Decimal("2.24"), 0.82)


def test_an_old_self_rating_alone_is_unknown_and_keeps_its_level(emil):
    skill = SkillFactory()
    RequirementFactory(skill=skill, level=2)
    AssessmentFactory(person=emil, skill=skill, level=3, stated_on=today() - 730 * DAY)
    touch()
    stored = row(emil, skill)
    assert (stored.level, stored.known, stored.self_only, stored.state) == (Decimal("3.00"), False, True, "unassessed")


def test_a_manager_draft_counts_only_when_released(emil):
    skill = SkillFactory()
    state(emil, skill, self_level=3, manager=1, released=False)
    touch()
    assert row(emil, skill).level == Decimal("3.00")
    Assessment.objects.filter(source="manager").update(released_at=now())
    touch()
    assert row(emil, skill).level == Decimal("1.80")


def test_one_peer_is_nobody_two_are_a_mean(emil, otto, dario):
    skill = SkillFactory()
    state(emil, skill, self_level=0, peers=[(otto, 4)])
    touch()
    assert row(emil, skill).level == Decimal("0.00")
    state(emil, skill, peers=[(dario, 2)])
    touch()
    assert row(emil, skill).level == Decimal("1.80")


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({"rung": "artefact", "confirmed_at": now()}, True),
        ({"rung": "artefact"}, False),
        ({"rung": "credential"}, True),
        ({"rung": "credential", "expires_on": dt.date(2020, 1, 1)}, False),
        ({"rung": "credential", "refused_reason": "Another name"}, False),
        ({"rung": "tested_course", "confirmed_at": now()}, False),
        ({"rung": "attendance", "confirmed_at": now()}, False),
    ],
)
def test_only_strong_evidence_enters(emil, fields, counts):
    skill = SkillFactory()
    evidence = Evidence.objects.create(person=emil, title="Audit", occurred_on=today(), **fields)
    AssessmentFactory(person=emil, skill=skill, source="evidence", level=3, evidence=evidence)
    touch()
    assert PersonSkill.objects.filter(person=emil, skill=skill, level=3).exists() is counts


def test_another_scale_is_converted(emil):
    skill = SkillFactory()
    AssessmentFactory(person=emil, skill=skill, level=4, scale_max=5)
    touch()
    assert row(emil, skill).level == Decimal("3.20")


def test_not_applicable_by_the_manager_overrides_ones_own_word(emil):
    skill = SkillFactory()
    RequirementFactory(skill=skill, level=2)
    state(emil, skill, self_level=1)
    Assessment.objects.create(
        person=emil, skill=skill, source="manager", not_applicable=True, stated_on=today(), released_at=now()
    )
    touch()
    stored = row(emil, skill)
    assert (stored.not_applicable, stored.state, stored.level) == (True, "not_applicable", Decimal("1.00"))


# --- needs ------------------------------------------------------------------------------------------------------------


def test_the_highest_need_rules_and_names_its_source(emil, cast):
    skill = SkillFactory()
    RequirementFactory(skill=skill, level=1, importance=5)
    RequirementFactory(skill=skill, level=3, importance=2, job_role=cast.engineer)
    SkillTarget.objects.create(
        source="objective:7", source_name="O7", skill=skill, level=3, importance=4, valid_from=today()
    )
    touch()
    stored = row(emil, skill)
    assert (stored.required, stored.importance, stored.need_source) == (3, 4, "objective:7")


def test_a_target_reaches_the_unit_with_all_below_it(emil, otto, cast):
    skill = SkillFactory()
    target = {"source_name": "O", "skill": skill, "level": 2, "valid_from": today()}
    SkillTarget.objects.create(source="objective:1", unit=cast.engineering, **target)
    touch()
    assert row(emil, skill).need_source == "objective:1"
    assert not PersonSkill.objects.filter(person=otto, skill=skill).exists()
    SkillTarget.objects.update(unit=cast.company)
    touch()
    assert row(otto, skill).required == 2


def test_a_target_for_a_role_reaches_only_those_who_hold_it(emil, mara, cast):
    skill = SkillFactory()
    SkillTarget.objects.create(
        source="objective:1", source_name="O", skill=skill, level=2, valid_from=today(), job_role=cast.engineer
    )
    touch()
    assert list(PersonSkill.objects.filter(skill=skill).values_list("person", flat=True)) == [emil.pk]


def test_leavers_and_vacant_seats_need_nothing_and_are_not_counted(emil, otto):
    skill = SkillFactory()
    RequirementFactory(skill=skill, level=2)
    AssessmentFactory(person=emil, skill=skill)
    emil.employments.update(valid_to=today() - DAY)
    type(otto).objects.filter(pk=otto.pk).update(kind="placeholder")
    touch()
    assert (row(emil, skill).counted, row(emil, skill).required) == (False, None)
    assert not PersonSkill.objects.filter(person=otto).exists()


def test_requirements_hold_on_their_days(emil):
    skill = SkillFactory()
    requirement = RequirementFactory(skill=skill, level=2, valid_to=today() + DAY)
    touch()
    assert row(emil, skill).required == 2
    touch(day=today() + 2 * DAY)
    assert not PersonSkill.objects.filter(skill=requirement.skill).exists()


# --- what is written --------------------------------------------------------------------------------------------------


def test_a_second_touch_writes_nothing(emil):
    RequirementFactory(level=2)
    assert touch() > 0
    assert touch() == 0
    assert OutboxMessage.objects.filter(task="accounts.fold_cells").count() == 1


def test_one_statement_and_the_order_to_fold(emil, django_assert_num_queries):
    skill = SkillFactory()
    AssessmentFactory(person=emil, skill=skill)
    day = today()
    with django_assert_num_queries(2):
        touch([emil.pk], [skill.pk], day=day)


def test_the_scope_is_kept(emil, otto):
    skill, other = SkillFactory(), SkillFactory()
    RequirementFactory(skill=skill)
    RequirementFactory(skill=other)
    touch([emil.pk], [skill.pk])
    assert list(PersonSkill.objects.values_list("person", "skill")) == [(emil.pk, skill.pk)]
    RoleRequirement.objects.all().delete()
    touch([otto.pk], [skill.pk])
    assert PersonSkill.objects.count() == 1
    touch([emil.pk])
    assert PersonSkill.objects.count() == 0


def test_nothing_in_scope_is_nothing_to_do(emil):
    assert touch([]) == 0


def test_a_change_that_matters_is_noted_with_what_was_before(emil, cast):
    skill = SkillFactory()
    RequirementFactory(skill=skill, level=2)
    touch()
    assert not SkillChange.objects.exists(), "nothing is rolled up yet"
    RollupDay.objects.create(day=today(), rolled_up_at=now())
    UnitMembership.objects.filter(person=emil).update(unit=cast.sales)
    touch([emil.pk])
    change = SkillChange.objects.get()
    assert (change.unit, change.unit_before, change.figure_before is None) == (cast.sales, cast.engineering, False)
    AssessmentFactory(person=emil, skill=skill, level=2, stated_on=today() - DAY)
    touch([emil.pk])
    assert SkillChange.objects.count() == 2
    AssessmentFactory(person=emil, skill=skill, level=2)
    touch([emil.pk])
    assert SkillChange.objects.count() == 2, "the same level again changes no cell"


# --- equal to the pure formulas ---------------------------------------------------------------------------------------

statements = st.lists(
    st.tuples(
        st.sampled_from(["self", "peer", "peer", "manager", "evidence"]),
        st.integers(0, 4) | st.none(),
        st.sampled_from([4, 4, 5]),
        st.integers(0, 2),
        st.integers(0, 900),
    ),
    max_size=9,
)
needs = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 5), st.sampled_from(["role", "baseline"])), max_size=3)


def store(person, skill, said, peers) -> None:
    """The statements, at most one a day by one author in one role (the later wins)."""
    rows = {}
    for source, level, top, peer, age in said:
        assessor = {"self": person, "peer": peers[peer], "manager": peers[0]}.get(source)
        if source == "evidence" and level is None:
            continue
        rows[source, assessor, age] = Assessment(
            person=person,
            skill=skill,
            source=source,
            level=level,
            not_applicable=level is None,
            scale_max=top,
            assessor=assessor,
            stated_on=today() - age * DAY,
            released_at=now(),
        )
    Assessment.objects.bulk_create(rows.values())


def expected_level(person, skill) -> levels.AssessedLevel:
    """By the pure formula: who last said "not applicable" has no level."""
    rows = list(Assessment.objects.filter(person=person, skill=skill).order_by("stated_on", "pk"))
    last = {(r.source, r.assessor_id if r.source == "peer" else 0): r for r in rows}
    return levels.assessed_level(
        [
            levels.Statement(
                levels.Source(r.source), levels.to_four(r.level, r.scale_max), r.stated_on, r.assessor_id, order=r.pk
            )
            for r in rows
            if not r.not_applicable
            and not (
                r.source != "evidence" and last[r.source, r.assessor_id if r.source == "peer" else 0].not_applicable
            )
        ],
        today(),
    )


def expected_standing(person, skill, asked, assessed) -> gaps.Standing:
    rows = Assessment.objects.filter(person=person, skill=skill).order_by("stated_on", "pk")
    word = rows.filter(source="manager").last() or rows.filter(source="self").last()
    need = gaps.governing_need(gaps.Need(Decimal(level), importance) for level, importance, _ in asked)
    return gaps.Standing(
        need=need.level if need else None,
        level=levels.known_level(assessed, today()),
        importance=need.importance if need else 3,
        self_only=assessed.self_only,
        not_applicable=bool(word and word.not_applicable),
    )


@settings(max_examples=60)
@given(said=statements, asked=needs)
def test_equal_to_the_formulas(cast, said, asked):
    person, skill = PersonFactory(), SkillFactory()
    store(person, skill, said, [cast.mara, cast.otto, cast.dario])
    for number, (level, importance, kind) in enumerate(asked):
        role = JobRoleFactory() if kind == "role" or number else None
        if role:
            RoleHolding.objects.create(person=person, job_role=role, valid_from=today() - LONG_AGO)
        RequirementFactory(skill=skill, level=level, importance=importance, job_role=role)
    touch([person.pk], [skill.pk])
    stored = PersonSkill.objects.filter(person=person, skill=skill).first() or PersonSkill(level=None)
    assessed = expected_level(person, skill)
    standing = expected_standing(person, skill, asked, assessed)
    assert stored.level == assessed.level
    assert stored.weight_sum == pytest.approx(float(assessed.weight_sum), abs=1e-8)
    assert stored.weight_on == assessed.weight_date
    assert stored.self_only == assessed.self_only
    assert stored.known == (standing.level is not None)
    assert stored.required == standing.need
    assert stored.state == gaps.state(standing)
    assert Decimal(stored.severity_points) / 10000 == gaps.severity([standing] if standing.is_required else [])
    assert Decimal(stored.gap_points) / 100 == (
        gaps.counted_gap(standing.need, standing.level) if standing.is_required and standing.is_assessed else 0
    )
    bar = gaps.holders([standing.level if standing.is_assessed and not standing.not_applicable else None], 0)
    assert (stored.holds >= 3) == bool(bar)
