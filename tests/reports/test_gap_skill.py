"""What the company knows of one skill: where it is missing, what rests on it, who leads that, and the next step."""

import datetime as dt

import pytest

from accounts.models import PublishedCell, SkillTarget, TeachingOffer
from ecosystem.core.clock import now, today
from goals.actions.objectives import end_objective
from goals.alignment_figures import publish_alignment
from goals.models import ObjectiveSkill, Opportunity
from tests.factories.goals import GoalFactory, ObjectiveFactory
from tests.factories.people import PersonFactory
from tests.factories.published import needed, publish, staff
from tests.factories.skills import SkillFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(cast):
    """Everybody in Engineering is two levels short, half of Sales; nobody is at the level; O5 rests on it."""
    cast.skill = needed(cast.engineer, "Accessibility", code="A11Y")
    staff(cast.engineer, cast.engineering, cast.site, *[1] * 14, skill=cast.skill)
    staff(cast.engineer, cast.sales, cast.site, *[1, 2] * 6, skill=cast.skill)
    cast.objective = ObjectiveFactory(code="O5", title="Open to everybody", owner=cast.otto)
    target = SkillTarget.objects.create(
        source=f"objective:{cast.objective.pk}", source_name="O5", skill=cast.skill, level=3, valid_from=today()
    )
    ObjectiveSkill.objects.create(objective=cast.objective, target=target)
    publish()
    publish_alignment()
    return cast


def text_of(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def work(company):
    return Opportunity.objects.create(
        lead=company.dario,
        title="Audit the shop",
        skill=company.skill,
        level=3,
        needed_by=today() + dt.timedelta(9),
        effort_hours=8,
        posted_at=now(),
    )


def test_two_clicks_from_alignment_to_named_gap_owner_and_next_step(client_for, company):
    client = client_for(company.xenia)
    opportunity = work(company)
    TeachingOffer.objects.create(person=company.nora, skill=company.skill, offered_on=today())
    address = f"/gaps/skills/{company.skill.pk}/"
    assert f'href="{address}">See the skill</a>' in text_of(client, "/alignment/")
    text = text_of(client, address)
    assert "Accessibility in the company" in text
    assert "people who need it, under" in text and "are there." in text
    assert "Most is missing in" in text and ">Engineering</a>" in text
    assert "heat heat-small heat-5" in text
    assert company.objective.get_absolute_url() in text and "led by Otto" in text
    assert opportunity.get_absolute_url() in text and "Audit the shop" in text
    assert "1 colleague offers to teach it" in text
    assert "Your own place" in text


def test_the_gap_report_leads_there_and_the_skill_page_for_those_who_may(client_for, company):
    address = f'href="/gaps/skills/{company.skill.pk}/"'
    for query in ("", "?figures=1"):
        assert address in text_of(client_for(company.lena), f"/gaps/{query}")
    page = company.skill.get_absolute_url()
    assert address in text_of(client_for(company.lena), page)
    assert address not in text_of(client_for(company.emil), page)


def test_no_learner_is_named_and_few_goals_are_not_counted(client_for, company):
    learners = [GoalFactory(owner=PersonFactory(), skill=company.skill).owner.full_name for _ in range(5)]
    client, address = client_for(company.lena), f"/gaps/skills/{company.skill.pk}/"
    text = text_of(client, address)
    assert "How many aim at it with a goal is shown from 6 people on." in text
    assert not [name for name in learners if name in text]
    GoalFactory(owner=PersonFactory(), skill=company.skill, visibility="me")
    assert "shown from 6 people on" in text_of(client, address)
    GoalFactory(owner=PersonFactory(), skill=company.skill)
    assert "At least 5 people aim at it with a goal." in text_of(client, address)


def test_an_objective_that_ended_does_not_need_it_any_more(client_for, company):
    end_objective(company.objective, actor=company.xenia, version=1, status="cancelled")
    assert "None that runs." in text_of(client_for(company.lena), f"/gaps/skills/{company.skill.pk}/")


def test_a_skill_nobody_needs_says_so(client_for, cast):
    skill = needed(cast.engineer, "Latin")
    assert "asks for it." in text_of(client_for(cast.lena), f"/gaps/skills/{skill.pk}/")


def test_it_takes_eight_statements_at_most(client_for, company, django_assert_max_num_queries):
    client = client_for(company.xenia)
    client.get(f"/gaps/skills/{company.skill.pk}/")
    with django_assert_max_num_queries(8):
        text_of(client, f"/gaps/skills/{company.skill.pk}/")


# --- what the report says of it
def test_who_teaches_it_and_open_work_are_counted_beside_resources(client_for, company):
    client = client_for(company.lena)
    assert "an objective rests on it, and there is little here to learn it from." in text_of(client, "/gaps/")
    work(company)
    assert "hardly any resources yet, but work to learn it from is open." in text_of(client, "/gaps/")
    for person in (company.nora, company.dario):
        TeachingOffer.objects.create(person=person, skill=company.skill, offered_on=today())
    assert "hardly any resources yet, but two colleagues offer to teach it." in text_of(client, "/gaps/")


def test_the_report_says_of_which_days_its_figures_are(client_for, company):
    client = client_for(company.lena)
    assert "Figures of today · published" in text_of(client, "/gaps/")
    old = today() - dt.timedelta(days=80)
    PublishedCell.objects.filter(unit=None).update(as_of=old)
    text = text_of(client, "/gaps/?figures=1")
    assert f"Figures of {old:%-d %b} to today," in text and "each row says its day" in text
    assert "published" not in text[text.index('id="gap-filters"') : text.index('id="gap-map"')]
    assert f'<td class="muted whitespace-nowrap">{old:%-d %b}</td>' in text
    assert f'<br><span class="meta">{old:%-d %b}</span>' in text[text.index('id="gap-row-') :]
    assert f'title="figures of {today():%-d %b}"' in text


def test_each_row_of_training_needs_and_of_a_skill_says_its_day_where_they_differ(client_for, company):
    client = client_for(company.lena)
    skill = f"/gaps/skills/{company.skill.pk}/"
    for address in ("/needs/analysis/", skill):
        assert "each row says its day" not in text_of(client, address)
    assert "Figures of people of today, as in the gap report" in text_of(client, "/needs/analysis/")
    old, here = today() - dt.timedelta(days=80), PublishedCell.objects.filter(unit=company.engineering)
    here.update(as_of=old)
    cell = here.get(site=None)
    cell.pk, cell.skill, cell.as_of = None, SkillFactory(name="SQL"), today()
    cell.save()
    text = text_of(client, "/needs/analysis/")
    assert f"Figures of people of {old:%-d %b} to today" in text and "gap report, published" not in text
    assert f"Engineering · {old:%-d %b}" in text and f"Engineering · {today():%-d %b}" in text
    assert f'<span class="meta font-normal">{old:%-d %b}</span>' in text_of(client, skill)
