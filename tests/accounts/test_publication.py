"""What is published, when it is renewed, and what pages and files get of it."""

import csv
import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import (
    Assessment,
    PublishedBlock,
    PublishedCell,
    RoleRequirement,
    RollupDay,
    SkillChange,
    SkillTarget,
    UnitMembership,
)
from accounts.movements import movements
from accounts.nights import publish_gaps
from accounts.publication import forget_all_publications, points, publish, share_of
from accounts.refresh import touch
from accounts.rollup import LIVE
from accounts.single_points import NOTICE
from ecosystem.core.aggregates import Bound, Share, share
from ecosystem.core.clock import now, today
from tests.accounts.company import draw_company

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def company(organisation):
    """120 people; the first skill is needed at level 1, the second at 2, the third at 3."""
    company = draw_company(seed=3, people=120)
    Assessment.objects.filter(not_applicable=True).delete()
    touch()
    return company


def cell(skill, unit=None, site=None) -> PublishedCell:
    return PublishedCell.objects.get(skill=skill, unit=unit, site=site, is_latest=True)


def assess(people, skill, level) -> None:
    """The line manager's word of now, and the rows that follow."""
    Assessment.objects.filter(person__in=people, skill=skill, source="manager").delete()
    Assessment.objects.bulk_create(
        Assessment(person=p, skill=skill, source="manager", level=level, stated_on=today(), released_at=now())
        for p in people
    )
    touch([person.pk for person in people], [skill.pk])


def members(company, code) -> list:
    return [m.person for m in UnitMembership.objects.filter(unit=company.units[code]).select_related("person")]


def small_unit(company, code: str, people: int) -> None:
    """Leave so many people in a unit; the others go to B1."""
    for person in members(company, code)[people:]:
        UnitMembership.objects.filter(person=person).update(unit=company.units["B1"])
    touch()


# --- what is published ------------------------------------------------------------------------------------------------


def test_once_a_day(company):
    assert publish() > 0
    assert publish() == 0
    assert RollupDay.objects.get(day=today()).published_at


def test_a_day_before_one_that_was_published_is_never_published(company):
    publish()
    assert publish(today() - DAY) == 0


def test_five_people_are_few(company):
    small_unit(company, "A11", 5)
    publish()
    row = cell(company.skills[0], company.units["A11"])
    assert row.few
    assert (row.required, row.share_below, row.severity, row.priority) == (None, None, None, None)


def test_a_units_own_few_people_hide_its_only_part(company):
    small_unit(company, "B", 3)
    publish()
    assert cell(company.skills[0], company.units["B1"]).few
    assert not cell(company.skills[0], company.units["B"]).few


def test_figures_are_rounded(company):
    publish()
    row = cell(company.skills[2])
    assert row.required == 120
    assert row.coverage % 5 in (0, 1, 4)
    assert row.severity == Decimal(f"{row.severity:.2g}")
    assert row.priority == row.severity


@pytest.mark.parametrize("shown", [share(0, 20), share(7, 20), share(20, 20), share(1, 6), share(0, 400)])
def test_a_share_is_kept_as_one_number(shown):
    assert share_of(points(shown)) == shown


def test_no_share_of_nobody():
    assert share_of(points(share(0, 0))) is None
    assert share_of(34) == Share(Bound.BELOW, 35)


def test_an_objective_doubles_the_priority(company):
    skill = company.skills[2]
    SkillTarget.objects.create(source="objective:1", source_name="O1", skill=skill, level=1, valid_from=today())
    touch()
    publish()
    row = cell(skill)
    assert (row.on_objective, row.priority) == (True, Decimal(f"{2 * row.severity:.2g}"))


def test_nobody_needs_it_is_no_row(company):
    RoleRequirement.objects.filter(skill=company.skills[0]).delete()
    touch()
    publish()
    assert not PublishedCell.objects.filter(skill=company.skills[0]).exists()


# --- the word for how few hold a skill --------------------------------------------------------------------------------


def test_the_word_is_said_where_enough_need_it(company):
    skill = company.skills[2]
    Assessment.objects.filter(skill=skill).delete()
    assess(members(company, "A2")[:1], skill, 4)
    touch()
    publish()
    assert cell(skill).concentration == ""  # not before that person was told
    assert cell(skill, company.units["B"]).concentration == "absent"
    with time_machine.travel(now() + NOTICE, tick=False):
        publish()
        assert cell(skill).concentration == "single_point"


def test_the_word_is_not_said_of_a_small_unit(company):
    small_unit(company, "A11", 8)
    Assessment.objects.all().delete()
    touch()
    publish()
    assert cell(company.skills[2], company.units["A11"]).concentration == ""
    assert cell(company.skills[2]).concentration == "absent"


# --- from day to day --------------------------------------------------------------------------------------------------


def next_day(company, changed: int, level: int = 2):
    """Some people of B1 are assessed in the third skill, and the next day is published."""
    people, skill = members(company, "B1")[:changed], company.skills[2]
    with time_machine.travel(now() + DAY, tick=False):
        assess(people, skill, level)
        rows = publish()
        return rows, cell(skill, company.units["B1"]), cell(skill)


def below_by_all(company) -> None:
    """Everybody has a gap of three levels in the third skill."""
    Assessment.objects.filter(skill=company.skills[2]).delete()
    assess(company.people, company.skills[2], 0)


def test_four_changes_keep_figure_and_day(company):
    below_by_all(company)
    publish()
    before = cell(company.skills[2], company.units["B1"])
    rows, after, _ = next_day(company, 4)
    assert (rows, after.pk, after.as_of) == (0, before.pk, today())


def test_five_changes_renew_it_and_all_above(company):
    below_by_all(company)
    publish()
    before = cell(company.skills[2], company.units["B1"])
    _, after, whole = next_day(company, 5)
    assert after.day == after.as_of == today() + DAY
    assert after.severity < before.severity
    assert whole.day == today() + DAY
    assert not PublishedCell.objects.get(pk=before.pk).is_latest
    rows = PublishedCell.objects.filter(skill=company.skills[2], unit=company.units["B1"], site=None)
    assert list(rows.order_by("day").values_list("pk", flat=True)) == [before.pk, after.pk]


def test_the_word_follows_at_once(company):
    below_by_all(company)
    publish()
    _, after, _ = next_day(company, 4, level=4)
    assert (after.concentration, after.as_of, after.coverage) == ("", today(), points(share(0, after.required)))


def test_someone_who_changed_and_changed_back_has_not_changed(company):
    below_by_all(company)
    publish()
    skill, people = company.skills[2], members(company, "B1")[:6]
    assess(people, skill, 4)
    assess(people[:3], skill, 0)
    assert SkillChange.objects.filter(skill=skill).count() == 9
    found = movements({(skill.pk, today())}, LIVE, replaying=False)[skill.pk, today()]
    assert found.in_units({company.units["B1"].pk}) == 3


def test_the_log_and_the_dated_rows_say_the_same(company):
    below_by_all(company)
    Assessment.objects.update(stated_on=today() - DAY)
    touch()
    publish()
    skill = company.skills[2]
    with time_machine.travel(now() + DAY, tick=False):
        day = today()
        Assessment.objects.bulk_create(
            Assessment(person=p, skill=skill, source="manager", level=4, stated_on=day, released_at=now())
            for p in members(company, "B1")[:6]
        )
        moved = members(company, "A2")[0]
        UnitMembership.objects.filter(person=moved).update(valid_to=day - DAY)
        UnitMembership.objects.create(person=moved, unit=company.units["B1"], valid_from=day)
        touch()
        asked = {(skill.pk, day - DAY)}
        logged = movements(asked, LIVE, replaying=False)
        RollupDay.objects.update(replayed=True)
        assert movements(asked, LIVE, replaying=False) == logged
        assert logged[skill.pk, day - DAY].in_units({company.units["A2"].pk}) == 1


def test_past_days_are_published_in_order_and_make_a_trend(company):
    skill = company.skills[2]
    Assessment.objects.all().delete()
    Assessment.objects.bulk_create(
        Assessment(person=p, skill=skill, source="manager", level=4, stated_on=today() - days * DAY, released_at=now())
        for n, p in enumerate(company.people)
        for days in [40 if n < 30 else 20 if n < 80 else 0]
    )
    touch()
    for day in (today() - 60 * DAY, today() - 30 * DAY, today() - 10 * DAY, today()):
        publish(day)
    found = list(PublishedCell.objects.filter(skill=skill, unit=None, site=None).order_by("day"))
    assert [row.day for row in found] == [today() - days * DAY for days in (60, 30, 10, 0)]
    unassessed = [row.share_unassessed for row in found]
    assert unassessed == sorted(unassessed, reverse=True)
    assert (unassessed[0], unassessed[-1]) == (points(share(120, 120)), points(share(0, 120)))


def test_old_rows_and_changes_go(company):
    publish()
    kept = PublishedCell.objects.count()
    for day in ("2026-03-03", "2026-03-20"):
        PublishedCell.objects.create(skill=company.skills[0], day=day, published_at=now(), is_latest=False)
    SkillChange.objects.create(
        person=company.people[0], skill=company.skills[0], at=now() - dt.timedelta(days=500), folded=True
    )
    publish_gaps()
    assert PublishedCell.objects.count() == kept + 1
    assert not SkillChange.objects.exists()


def test_starting_anew_forgets_what_was_published(company):
    publish()
    forget_all_publications()
    assert not PublishedBlock.objects.exists()
    assert publish(today() - DAY) > 0
    assert publish() >= 0


# --- filters ----------------------------------------------------------------------------------------------------------


def place(company, code: str, site: int, people: int) -> None:
    """So many people of a unit are at a site, the others at the other one."""
    for number, person in enumerate(members(company, code)):
        type(person).objects.filter(pk=person.pk).update(site=company.sites[site if number < people else 1 - site])


def test_storyline_08_the_second_filter_is_refused_where_the_difference_would_expose_three_people(company):
    """An executive filters by unit, then by site: all but three people of the unit work there."""
    skill, unit = company.skills[2], company.units["B1"]
    place(company, "B1", 0, len(members(company, "B1")) - 3)
    touch()
    publish()
    assert not cell(skill, unit).few
    assert (cell(skill, unit, company.sites[0]).few, cell(skill, unit, company.sites[0]).required) == (True, None)


def test_a_filter_with_enough_people_on_both_sides_is_shown(organisation):
    company = draw_company(people=300)
    touch()
    publish()
    skill, site = company.skills[2], company.sites[0]
    assert cell(skill, company.units["A"], site).required > 10


# --- commands ---------------------------------------------------------------------------------------------------------


def test_gap_report_writes_what_is_published(company, tmp_path, capsys):
    small_unit(company, "A11", 4)
    publish()
    file = tmp_path / "gaps.csv"
    call_command("gap_report", csv=file)
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == PublishedCell.objects.filter(site=None).count()
    assert {row["people_needing_it"] for row in rows if row["unit_code"] == "A11"} == {"few"}
    assert {row["unit"] for row in rows if not row["unit_code"]} == {"Whole company"}


def test_gap_report_of_a_unit_and_all_below(company, tmp_path):
    publish()
    file = tmp_path / "gaps.csv"
    call_command("gap_report", unit="A", csv=file)
    codes = {row["unit_code"] for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines())}
    assert codes == {"A", "A1", "A2", "A11"}
    with pytest.raises(CommandError, match="NOPE"):
        call_command("gap_report", unit="NOPE", csv=file)


def test_rollup_by_hand(company, settings):
    call_command("rollup")
    assert RollupDay.objects.get(day=today()).published_at
    call_command("rollup", full=True)
    with pytest.raises(CommandError, match="not come"):
        call_command("rollup", on=today() + DAY)
    settings.DEMO = False
    with pytest.raises(CommandError, match="demo"):
        call_command("rollup", anew=True)
    settings.DEMO = True
    call_command("rollup", on=today() - DAY, anew=True)
    assert RollupDay.objects.get(day=today() - DAY).replayed


def test_counting_and_publishing_take_their_locks_in_one_order(company):
    """The nightly publication and somebody who counts cells and then publishes never wait for each other in a ring."""
    with CaptureQueriesContext(connection) as asked:
        publish()
    locks = [query["sql"] for query in asked if "advisory" in query["sql"]]
    assert "accounts.cells" in locks[0]
    assert any("accounts.publication" in lock for lock in locks[1:])
