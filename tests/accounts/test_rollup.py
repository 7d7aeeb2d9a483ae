"""Cells are what the pure formulas say of the people in them; folding gives the same cells as rebuilding."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts import gaps
from accounts.models import (
    Assessment,
    CellScope,
    PersonSkill,
    RoleRequirement,
    RollupDay,
    SkillCell,
    SkillChange,
    Unit,
    UnitMembership,
)
from accounts.nights import day_of, roll_up
from accounts.refresh import touch
from accounts.rollup import COLUMNS, fold, forget_old_cells, people_at_level, rebuild
from ecosystem.core.clock import now, today
from tests.accounts.company import a_statement, draw_company

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def company(organisation):
    company = draw_company()
    touch()
    return company


def cells(day=None) -> dict:
    names = ("highest_need", "holders", "sum_ratio", "sum_gap", "severity", *COLUMNS)
    rows = SkillCell.objects.filter(day=day or today())
    return {(row.unit_id, row.scope, row.skill_id): {name: getattr(row, name) for name in names} for row in rows}


def standing(row: PersonSkill) -> gaps.Standing:
    return gaps.Standing(
        need=None if row.required is None else Decimal(row.required),
        level=row.level if row.known else None,
        importance=row.importance or 3,
        fte=row.fte,
        self_only=row.self_only,
        not_applicable=row.not_applicable,
    )


def people_in(unit_ids) -> list[PersonSkill]:
    rows = PersonSkill.objects.filter(counted=True)
    return [row for row in rows if row.unit_id in unit_ids]


def expected(rows: list[PersonSkill]) -> dict:
    """One cell by the pure formulas."""
    people = [standing(row) for row in rows]
    covered = gaps.coverage(people)
    needed = [s for s in people if s.is_required]
    highest = max((int(s.need) for s in needed), default=0)
    held = [s.level for s in people if s.is_assessed and not s.not_applicable]
    return {
        "people": len(people),
        "required": covered.required,
        "assessed": covered.assessed,
        "self_only": covered.self_only,
        "unassessed": covered.unassessed,
        "met": covered.met,
        "not_applicable": sum(s.not_applicable for s in people),
        "highest_need": highest,
        "holders": gaps.holders(held, highest),
        "severity": gaps.severity(people),
        "sum_gap": sum(
            (gaps.counted_gap(s.need, s.level) for s in needed if s.is_assessed),
            Decimal(0),
        ),
        "partial": covered.partial,
    }


def inside(company, code) -> set[int]:
    unit = company.units[code]
    return {unit.pk, *(u.pk for u in company.units.values() if u.code.startswith(code))}


def test_each_cell_is_what_the_formulas_say_of_its_people(company):
    rebuild()
    found = cells()
    for code, unit in company.units.items():
        for scope, ids in ((CellScope.OWN, {unit.pk}), (CellScope.BELOW, inside(company, code))):
            for skill in company.skills:
                rows = [row for row in people_in(ids) if row.skill_id == skill.pk]
                if not rows:
                    assert (unit.pk, scope, skill.pk) not in found
                    continue
                cell, wanted = found[unit.pk, scope, skill.pk], expected(rows)
                partial = wanted.pop("partial")
                assert {name: cell[name] for name in wanted} == wanted
                if partial is not None:
                    assert float(cell["sum_ratio"] / cell["required"]) == pytest.approx(float(partial), abs=1e-4)


def test_the_company_counts_people_without_a_unit_too(company):
    rebuild()
    everybody = {unit.pk for unit in company.units.values()} | {None}
    for skill in company.skills:
        rows = [row for row in people_in(everybody) if row.skill_id == skill.pk]
        wanted = expected(rows)
        cell = cells()[None, "below", skill.pk]
        assert (cell["people"], cell["required"], cell["severity"]) == (60, wanted["required"], wanted["severity"])
        own = [row for row in rows if row.unit_id is None]
        assert cells()[None, "own", skill.pk]["people"] == len(own) > 0


def test_worked_vectors_of_severity_and_coverage(organisation):
    company = draw_company(people=5, skills=1)
    skill = company.skills[0]
    Assessment.objects.all().delete()
    RoleRequirement.objects.update(level=3, importance=4)
    levels = [3, 4, 2, 1]
    Assessment.objects.bulk_create(
        Assessment(person=person, skill=skill, source="manager", level=level, stated_on=today(), released_at=now())
        for person, level in zip(company.people, levels, strict=False)
    )
    for person in company.people:
        person.employments.update(fte=1)
    touch()
    rebuild()
    cell = cells()[None, "below", skill.pk]
    assert (cell["required"], cell["met"], cell["assessed"], cell["unassessed"]) == (5, 2, 4, 1)
    assert round(cell["sum_ratio"] / 5, 2) == Decimal("0.60")
    assert cell["severity"] == 4 * (1 + 2)
    assert (cell["highest_need"], cell["holders"]) == (3, 2)


def test_rebuilding_again_writes_nothing(company):
    assert rebuild() > 0
    before = cells()
    assert rebuild() == 0
    assert cells() == before


def test_cells_of_people_who_left_go(company):
    rebuild()
    lonely = Unit.objects.get(code="A11")
    for membership in UnitMembership.objects.filter(unit=lonely):
        membership.person.employments.update(valid_to=today() - DAY)
    touch()
    rebuild()
    assert not SkillCell.objects.filter(unit=lonely).exists()


# --- folding ----------------------------------------------------------------------------------------------------------


def test_folding_without_cells_of_today_rebuilds(company):
    assert fold() > 0
    assert cells()
    assert fold() == 0


def test_a_change_is_folded_into_its_cell_and_all_above(company):
    rebuild()
    person = UnitMembership.objects.filter(unit=company.units["A11"]).first().person
    skill = company.skills[2]
    before = cells()
    Assessment.objects.filter(person=person, skill=skill).delete()
    Assessment.objects.create(
        person=person, skill=skill, source="manager", level=4, stated_on=today(), released_at=now()
    )
    touch([person.pk], [skill.pk])
    written = fold()
    changed = {key for key, cell in cells().items() if before[key] != cell}
    ids = [company.units[code].pk for code in ("A11", "A1", "A")]
    assert changed == {(ids[0], "own", skill.pk), *((i, "below", skill.pk) for i in [*ids, None])}
    assert written == len(changed)
    assert not SkillChange.objects.filter(folded=False).exists()


ACTS = ["state", "state", "move", "leave", "unrequire", "fte", "site"]


@settings(max_examples=25)
@given(seed=st.integers(1, 10**6), acts=st.lists(st.sampled_from(ACTS), min_size=1, max_size=8))
def test_folding_equals_rebuilding_in_every_cell(organisation, seed, acts):
    from django.db import transaction

    with transaction.atomic():
        company = draw_company(seed, people=25, skills=2)
        touch()
        rebuild()
        for act in acts:
            _do(act, company)
            if company.chance.random() < 0.5:
                fold()
        fold()
        folded = cells()
        rebuild()
        assert folded == cells()
        transaction.set_rollback(True)


def _do(act: str, company) -> None:
    person, skill = company.chance.choice(company.people), company.chance.choice(company.skills)
    if act == "state":
        Assessment.objects.filter(person=person, skill=skill).delete()
        a_statement(company, person, skill, days_ago=0).save()
    elif act == "move":
        unit = company.chance.choice(list(company.units.values()))
        UnitMembership.objects.filter(person=person).delete()
        UnitMembership.objects.create(person=person, unit=unit, valid_from=today())
    elif act == "leave":
        person.employments.update(valid_to=today() - DAY)
    elif act == "unrequire":
        RoleRequirement.objects.filter(skill=skill).update(level=company.chance.randint(1, 4))
    elif act == "fte":
        person.employments.update(fte="0.3")
    else:
        type(person).objects.filter(pk=person.pk).update(site=company.sites[0])
    touch(None if act == "unrequire" else [person.pk])


def test_two_statements_that_missed_each_other_are_looked_at_again(company):
    rebuild()
    row = PersonSkill.objects.filter(counted=True).first()
    wrong = {"state": "no_gap", "severity_points": 0, "gap_points": 0, "ratio_points": 10000}
    PersonSkill.objects.filter(pk=row.pk).update(**wrong)
    for _ in range(2):
        SkillChange.objects.create(person=row.person, skill=row.skill, unit=row.unit, at=now())
    fold()
    assert PersonSkill.objects.get(pk=row.pk).state == row.state
    folded = cells()
    rebuild()
    assert folded == cells()


# --- past days and keeping --------------------------------------------------------------------------------------------


def test_a_past_day_is_computed_from_its_dated_rows(company):
    skill = company.skills[0]
    day = today() - 100 * DAY
    Assessment.objects.all().delete()
    for person, ago in zip(company.people, (50, 101, 150), strict=False):
        Assessment.objects.create(
            person=person,
            skill=skill,
            source="manager",
            level=0,
            stated_on=today() - ago * DAY,
            released_at=now(),
        )
    touch()
    rebuild(day)
    assert cells(day)[None, "below", skill.pk]["assessed"] == 2
    assert RollupDay.objects.get(day=day).replayed
    rebuild()
    assert cells()[None, "below", skill.pk]["assessed"] == 3


def test_a_past_day_equals_what_that_day_said(company):
    with time_machine.travel(now(), tick=False):
        rebuild()
        said = cells()
    tomorrow = now() + DAY
    with time_machine.travel(tomorrow, tick=False):
        SkillCell.objects.all().delete()
        rebuild(today() - DAY)
        assert cells(today() - DAY) == said


def test_a_night_brings_everything_up_to_date_and_a_missed_one_leaves_today_alone(company):
    roll_up(today())
    before = cells()
    assert before
    PersonSkill.objects.update(severity_points=1)
    roll_up(today() - DAY)
    assert PersonSkill.objects.filter(severity_points=1).exists()
    assert cells() == before
    assert RollupDay.objects.get(day=today() - DAY).replayed
    roll_up(today())
    assert cells() == before
    assert not PersonSkill.objects.filter(severity_points=1).exists()


def test_a_nights_job_is_about_its_day():
    assert day_of("2026-11-20") == dt.date(2026, 11, 20)
    assert day_of("by hand 2026-11-20T10:00") == today()


def test_forty_days_then_month_ends(company):
    for day in ("2026-09-29", "2026-09-30", "2026-11-10", "2026-10-11"):
        SkillCell.objects.create(unit=None, scope="below", skill=company.skills[0], day=day)
    forget_old_cells(dt.date(2026, 11, 21))
    kept = SkillCell.objects.values_list("day", flat=True)
    assert sorted(map(str, kept)) == ["2026-09-30", "2026-11-10"]


# --- people at a level ------------------------------------------------------------------------------------------------


def test_people_at_a_level_are_counted_from_assessed_levels(company):
    skill, unit = company.skills[0], company.units["A"]
    rows = [row for row in people_in(inside(company, "A")) if row.skill_id == skill.pk]
    wanted = sum(row.known and not row.self_only and not row.not_applicable and row.level >= 2 for row in rows)
    assert wanted > 0
    assert people_at_level(skill.pk, 2, unit.pk) == wanted
    assert people_at_level(skill.pk, 2, unit.pk, today() - DAY) == wanted
    assert people_at_level(skill.pk, 0) >= people_at_level(skill.pk, 2) >= wanted
    assert people_at_level(skill.pk, 2, unit.pk, today() - 1000 * DAY) == 0
