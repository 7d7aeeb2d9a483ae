"""Acts on objectives, key results and cycles."""

import datetime as dt
from decimal import Decimal

import pytest

from accounts.closure import rewrite_units
from accounts.models import SkillTarget
from accounts.refresh import touch
from ecosystem.core.clock import today
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.models import AuditEntry, OutboxMessage
from goals.actions import cycles, key_results, objectives
from goals.models import Objective, Reading
from tests.factories.goals import CycleFactory, GoalFactory, KeyResultFactory, ObjectiveFactory
from tests.factories.people import UnitFactory
from tests.factories.published import needed, staff
from tests.factories.skills import SkillFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def objective(xenia):
    return ObjectiveFactory(title="Ship reliably", owner=xenia)


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


def test_set_objective_takes_the_next_free_code(xenia):
    ObjectiveFactory(code="O12")
    written = objectives.set_objective(actor=xenia, cycle=CycleFactory(), title="Win larger clients")
    assert (written.code, written.status, verbs()) == ("O13", "active", ["objective.set"])


def test_change_objective_refuses_a_stale_edition(objective, xenia):
    objectives.change_objective(objective, actor=xenia, version=1, title="Ship every day")
    with pytest.raises(Stale):
        objectives.change_objective(objective, actor=xenia, version=1, title="Ship twice")
    assert Objective.objects.get(pk=objective.pk).title == "Ship every day"


def test_change_objective_refuses_an_ended_one(objective, xenia):
    objectives.end_objective(objective, actor=xenia, version=1, status="done")
    with pytest.raises(Refused):
        objectives.change_objective(objective, actor=xenia, version=2, title="Later")


def test_link_objective_refuses_a_circle(objective, xenia):
    below = ObjectiveFactory()
    objectives.link_objective(below, [objective], actor=xenia)
    assert list(objective.children.all()) == [below]
    with pytest.raises(Refused):
        objectives.link_objective(objective, [below], actor=xenia)
    assert not objective.parents.exists()


def test_give_critical_skills_keeps_what_is_wanted_and_refreshes_what_is_not(objective, xenia):
    first, second = SkillFactory(), SkillFactory()
    objectives.give_critical_skills(objective, [objectives.CriticalSkill(first, 2, people_wanted=60)], actor=xenia)
    objectives.give_critical_skills(objective, [objectives.CriticalSkill(second, 3)], actor=xenia)
    target = SkillTarget.objects.get()
    assert (target.skill, target.level, target.source, target.source_name) == (
        second,
        3,
        f"objective:{objective.pk}",
        "Ship reliably",
    )
    asked = OutboxMessage.objects.filter(task="accounts.refresh_skills").order_by("pk").last()
    assert asked.kwargs["skill_ids"] == sorted([first.pk, second.pk])


def test_end_objective_ends_its_needs_and_tells_the_owners_of_goals_once(objective, xenia, emil):
    GoalFactory(owner=emil, serves=objective)
    objectives.give_critical_skills(objective, [objectives.CriticalSkill(SkillFactory(), 2)], actor=xenia)
    for _ in range(2):
        objectives.end_objective(objective, actor=xenia, version=objective.version, status="cancelled")
    assert (objective.status, objective.ended_on) == ("cancelled", today())
    assert SkillTarget.objects.get().valid_to == today()
    assert OutboxMessage.objects.filter(task="goals.note_lost_alignment").count() == 1
    assert verbs().count("objective.cancelled") == 1


def test_set_key_result_refuses_a_target_on_the_wrong_side(objective, xenia):
    with pytest.raises(Refused) as refusal:
        key_results.set_key_result(
            objective, actor=xenia, title="Lead time", direction="down", baseline=Decimal(4), target=Decimal(9)
        )
    assert "wrong side" in str(refusal.value)
    assert not objective.key_results.exists()


def test_the_start_of_a_key_result_is_its_first_reading(objective, xenia):
    values = {"direction": "down", "baseline": Decimal(9), "target": Decimal(4)}
    result = key_results.set_key_result(objective, actor=xenia, title="Lead time", **values)
    assert result.code == f"{objective.code}.1"
    assert (result.readings.get().value, result.current, result.current_on) == (Decimal(9), Decimal(9), today())
    kept = key_results.set_key_result(
        objective, actor=xenia, title="Calm", kind="keep", direction="hold_below", target=2
    )
    assert not kept.readings.exists()


@pytest.mark.parametrize(
    ("baseline", "target", "value", "raw"),
    [("8.4", "7", "7.6", "0.5714"), ("6", "11", "9", "0.6"), ("6", "11", "5", "-0.2"), ("6", "11", "12", "1.2")],
)
def test_record_reading_stores_raw_progress_and_rolls_it_up_clamped(objective, xenia, baseline, target, value, raw):
    direction = "up" if Decimal(target) > Decimal(baseline) else "down"
    result = KeyResultFactory(objective=objective, baseline=baseline, target=target, direction=direction)
    key_results.record_reading(result, actor=xenia, value=Decimal(value), confidence=6)
    result.refresh_from_db()
    objective.refresh_from_db()
    assert result.progress.quantize(Decimal("0.0001")) == Decimal(raw)
    assert objective.progress == min(Decimal(1), max(Decimal(0), result.progress))
    assert (result.current, result.confidence, objective.confidence) == (Decimal(value), 6, Decimal(6))


def test_record_reading_of_an_earlier_day_does_not_replace_the_current_value(objective, xenia):
    result = KeyResultFactory(objective=objective)
    key_results.record_reading(result, actor=xenia, value=Decimal(5))
    key_results.record_reading(result, actor=xenia, value=Decimal(3), read_on=today() - dt.timedelta(days=7))
    result.refresh_from_db()
    assert (result.current, result.current_on, Reading.objects.count()) == (Decimal(5), today(), 2)


def test_record_reading_refuses_the_future(objective, xenia):
    result = KeyResultFactory(objective=objective)
    with pytest.raises(Refused):
        key_results.record_reading(result, actor=xenia, value=Decimal(5), read_on=today() + dt.timedelta(days=1))
    assert not Reading.objects.exists()


def test_tick_milestone_counts_its_weight(objective, xenia):
    result = key_results.set_key_result(
        objective,
        actor=xenia,
        title="Certificate",
        kind="milestones",
        milestones=[("Gap analysis", Decimal("0.2")), ("Controls", Decimal("0.8"))],
    )
    key_results.tick_milestone(result.milestones.first(), actor=xenia, done=True)
    result.refresh_from_db()
    assert result.progress == Decimal("0.2")
    key_results.tick_milestone(result.milestones.first(), actor=xenia, done=False)
    result.refresh_from_db()
    assert result.progress == 0


def test_drop_key_result_is_refused_once_goals_serve_it(objective, xenia, emil):
    result = KeyResultFactory(objective=objective)
    goal = GoalFactory(owner=emil)
    goal.alignments.create(objective=objective, key_result=result, valid_from=goal.start_date)
    with pytest.raises(Refused):
        key_results.drop_key_result(result, actor=xenia)
    assert objective.key_results.get() == result


def test_carry_over_starts_where_the_old_one_stands_and_happens_once(objective, xenia):
    result = KeyResultFactory(objective=objective, baseline=0, target=10)
    key_results.record_reading(result, actor=xenia, value=Decimal(4))
    objectives.give_critical_skills(objective, [objectives.CriticalSkill(SkillFactory(), 2)], actor=xenia)
    start = objective.cycle.end + dt.timedelta(days=1)
    later = CycleFactory(code="2027-Q1", fiscal_year=2027, quarter=1, start=start, end=start + dt.timedelta(days=90))
    objective.refresh_from_db()
    copy = cycles.carry_over(objective, actor=xenia, version=objective.version, into=later)
    again = cycles.carry_over(objective, actor=xenia, version=objective.version, into=later)
    assert (copy, copy.carried_from, copy.key_results.get().baseline) == (again, objective, Decimal(4))
    assert copy.critical_skills.count() == 1
    assert (objective.status, Objective.objects.count()) == ("done", 2)


def test_open_cycles_makes_quarters_and_years_once(organisation):
    organisation.fiscal_year_first_month = 2
    organisation.save(update_fields=["fiscal_year_first_month"])
    day = dt.date(2026, 12, 8)
    first = cycles.open_cycles(day)
    assert [cycle.code for cycle in first] == ["2026-Q4", "2027-Q1", "2026", "2027"]
    assert (first[0].start, first[0].end) == (dt.date(2026, 11, 1), dt.date(2027, 1, 31))
    assert cycles.open_cycles(day) == first


@pytest.mark.parametrize(("people", "current"), [(6, Decimal(6)), (5, None)])
def test_people_at_a_level_are_counted_where_enough_people_are(cast, people, current):
    unit, skill = UnitFactory(parent=cast.company), needed(cast.engineer, "Threat modelling")
    staff(cast.engineer, unit, cast.site, *[3] * people, skill=skill)
    rewrite_units()
    touch()
    result = KeyResultFactory(kind="people_at_level", skill=skill, skill_level=3, skill_unit=unit)
    key_results.read_people_at_level(today())
    result.refresh_from_db()
    assert result.current == current
