"""The gap report: what comes first and why, where, and what may not be shown."""

import csv
import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from accounts.models import PublishedCell, RollupDay, SkillTarget
from accounts.shares import points_text, share_words
from ecosystem.core.clock import now, today
from ecosystem.core.models import JobRun
from ecosystem.core.periods import cycle_of
from ecosystem.reports.gap_filters import Filters
from goals.models import ObjectiveSkill
from tests.factories.goals import ObjectiveFactory
from tests.factories.people import SiteFactory, UnitFactory
from tests.factories.published import assessment, needed, publish, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def accessibility(cast):
    return needed(cast.engineer, "Accessibility", code="A11Y")


@pytest.fixture
def company(cast, accessibility):
    """14 of 15 engineers in Engineering are two levels short (nobody knows where Emil is); 6 of 12 in Sales are."""
    staff(cast.engineer, cast.engineering, cast.site, *[1] * 14, skill=accessibility)
    staff(cast.engineer, cast.sales, cast.site, *[1, 3] * 6, skill=accessibility)
    publish()
    return cast


def page_of(client, query: str = "") -> str:
    answer = client.get(f"/gaps/{query}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def rows_of(client, query: str = "") -> list[dict[str, str]]:
    text = client.get(f"/gaps/export/csv/{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def wanted_by_objective(skill, code: str = "O5"):
    objective = ObjectiveFactory(code=code)
    target = SkillTarget.objects.create(
        source=f"objective:{objective.pk}", source_name=code, skill=skill, level=2, valid_from=today() - dt.timedelta(9)
    )
    ObjectiveSkill.objects.create(objective=objective, target=target)
    return objective


# --- who
@pytest.mark.parametrize(
    ("address", "status"), [("", 200), ("cell/", 302), ("export/csv/", 200), ("export/xlsx/", 200)]
)
def test_only_learning_and_executives_see_it(client_for, cast, address, status):
    expected = {"lena": status, "xenia": status, "emil": 403, "mara": 403, "nora": 403, "otto": 403, "adam": 403}
    assert {who: client_for(getattr(cast, who)).get(f"/gaps/{address}").status_code for who in expected} == expected


# --- what
def test_the_sentence_names_what_comes_first_and_why(client_for, company):
    text = page_of(client_for(company.lena))
    assert "Accessibility</a> comes first: it is missing most, and there is little here to learn it from." in text
    assert 'class="soft-words"' in text


def test_an_objective_doubles_the_priority_and_is_named(client_for, cast, accessibility):
    staff(cast.engineer, cast.engineering, cast.site, *[1] * 14, skill=accessibility)
    objective = wanted_by_objective(accessibility)
    publish()
    text = page_of(client_for(cast.xenia))
    assert "an objective rests on it" in text
    assert 'class="need-words"' in text
    assert f'<a class="meta" href="{objective.get_absolute_url()}" title="{objective.title}">O5</a>' in text
    assert '<td class="num heat-map-gap">110</td><td class="num">× 2' in text
    assert "<b>220</b>" in text


def test_the_map_shows_shares_by_unit_and_explains_the_largest(client_for, company, accessibility):
    text = page_of(client_for(company.lena))
    assert f'id="cell-{accessibility.pk}-{company.engineering.pk}"' in text
    assert "<b>Accessibility in Engineering:</b> over 90 % of 15 people are below their level;" in text
    assert "110 of the 160 severity points" in text
    assert "under 5 % unassessed" in text


def test_a_part_is_drilled_into_and_a_leaf_is_its_own_column(client_for, company):
    client = client_for(company.lena)
    assert f'<a href="?unit={company.engineering.code}" title="Engineering">Engineering</a>' in page_of(client)
    text = page_of(client, "?unit=ENG")
    assert "Skill gaps, Engineering" in text
    assert '<th scope="col" class="heat-map-unit"><span>Engineering</span></th>' in text
    assert "See <a" not in text and '<a class="link" href="?unit=ALL">Fernhollow</a>' in text


def test_the_cell_alone_is_the_foot_of_the_map(client_for, company, django_assert_max_num_queries):
    client = client_for(company.lena, htmx=True)
    client.get("/gaps/cell/?skill=A11Y&at=SAL")
    with django_assert_max_num_queries(6):
        text = client.get("/gaps/cell/?skill=A11Y&at=SAL").content.decode()
    assert text.lstrip().startswith('<div class="card-foot" id="gap-foot" data-about="cell-')
    assert "about 50 % of 12 people are below their level; under 10 % not assessed." in text
    assert "48 of the 160 severity points" in text


def test_the_cell_without_javascript_leads_to_the_report(client_for, company):
    answer = client_for(company.lena).get("/gaps/cell/?skill=A11Y&at=SAL")
    assert answer["Location"] == "/gaps/?skill=A11Y&at=SAL#gap-foot"
    assert "Accessibility in Sales:" in page_of(client_for(company.lena), "?skill=A11Y&at=SAL")


@pytest.mark.parametrize("query", ["", "?skill=A11Y&at=NONE", "?skill=NONE&at=SAL", "?at=SAL", "?skill=A11Y&at=%00"])
def test_a_cell_that_does_not_exist_asks_to_choose_one(client_for, company, query):
    text = client_for(company.lena, htmx=True).get(f"/gaps/cell/{query}").content.decode()
    assert "Choose a cell to see what is behind it." in text


def test_what_was_before_the_cycle_is_told(client_for, cast, accessibility):
    people = staff(cast.engineer, cast.engineering, cast.site, *[1] * 12, skill=accessibility)
    start = cycle_of(today(), 1).start
    publish(start - dt.timedelta(days=3))
    for person in people:
        assessment(person, accessibility, 4, days_ago=0).save()
    publish()
    client = client_for(cast.lena)
    assert "over 90 % before this cycle" in page_of(client)
    before = page_of(client, "?cycle=previous")
    assert "Figures of" in before and "over 90 % of 13 people" in before
    assert "over 90 % of 13 people" not in page_of(client)


def test_nothing_published_in_the_previous_cycle_is_said(client_for, company):
    text = page_of(client_for(company.lena), "?cycle=previous")
    assert "Nothing was published by" in text and "it never counts backwards" in text


# --- how much
@pytest.mark.parametrize("skills", [1, 30])
def test_the_report_takes_eight_statements(client_for, cast, skills, django_assert_num_queries):
    names = [needed(cast.engineer, f"Skill {number}") for number in range(skills)]
    wanted_by_objective(names[0])
    people = staff(cast.engineer, cast.engineering, cast.site, *[1] * 8, skill=names[0])
    for name in names[1:]:
        for person in people:
            assessment(person, name, 1).save()
    publish()
    client = client_for(cast.lena)
    client.get("/gaps/")
    for query in ("", "?unit=ALL", "?figures=1", "?skill=A&at=ENG"):
        with django_assert_num_queries(8):
            client.get(f"/gaps/{query}")


def test_at_most_fifty_rows_and_then_more(client_for, cast):
    for number in range(55):
        needed(cast.engineer, f"Skill {number:02}")
    staff(cast.engineer, cast.engineering, cast.site, *[None] * 7)
    publish()
    client = client_for(cast.lena)
    text = page_of(client, "?figures=1")
    assert text.count('<th scope="row"><a href="/gaps/skills/') == 50
    assert 'href="?start=50&amp;figures=1#gap-figures"' in text and "50 of 55" in text
    rest = page_of(client, "?figures=1&start=50")
    assert rest.count('<th scope="row"><a href="/gaps/skills/') == 5
    assert "From rank 51 of 55 skills on." in rest


def test_as_a_fragment_it_is_the_content_alone(client_for, company):
    answer = client_for(company.lena, htmx=True).get("/gaps/")
    assert answer.content.decode().lstrip().startswith('<div id="gaps">')
    assert "HX-Request" in answer["Vary"]


# --- what is hidden
def test_few_people_are_hatched_and_the_larger_group_is_offered(client_for, cast, accessibility):
    staff(cast.engineer, cast.engineering, cast.site, *[1] * 20, skill=accessibility)
    staff(cast.engineer, cast.sales, cast.site, *[1] * 3, skill=accessibility)
    support = UnitFactory(code="SUP", name="Support", parent=cast.company)
    staff(cast.engineer, support, cast.site, *[1] * 8, skill=accessibility)
    publish()
    client = client_for(cast.xenia)
    assert page_of(client).count('class="heat heat-few"') == 2  # never exactly one
    assert "few" in {row["People who need it"] for row in rows_of(client)}
    text = page_of(client, "?skill=A11Y&at=SAL")
    assert "<b>Accessibility in Sales:</b> not enough people to show a figure." in text
    assert "All of Fernhollow: over 90 % of 32 people are below their level." in text


def test_a_hidden_place_says_so_and_offers_the_next_larger(client_for, cast, accessibility):
    small = UnitFactory(code="WEB", name="Web", parent=cast.engineering)
    staff(cast.engineer, cast.engineering, cast.site, *[1] * 12, skill=accessibility)
    staff(cast.engineer, small, cast.site, *[1] * 3, skill=accessibility)
    publish()
    text = page_of(client_for(cast.lena), "?unit=WEB")
    assert "Not enough people to show figures here." in text
    assert 'href="?unit=ENG">See Engineering, all sites</a>' in text
    assert "figures are shown from 6 people on who need the same skill" in text


def test_few_people_of_a_unit_stay_few_at_their_site(client_for, cast, accessibility):
    staff(cast.engineer, cast.engineering, cast.site, *[1] * 20, skill=accessibility)
    staff(cast.engineer, cast.engineering, SiteFactory(code="AKL"), *[1] * 20, skill=accessibility)
    staff(cast.engineer, cast.sales, cast.site, *[1] * 3, skill=accessibility)
    publish()
    client = client_for(cast.xenia)
    for query in ("", "?site=LIS"):
        assert f'id="cell-{accessibility.pk}-{cast.sales.pk}"' in page_of(client, query)
        assert {row["People who need it"] for row in rows_of(client, query) if row["Unit"] == "Sales"} == {"few"}


def test_page_export_and_command_say_the_same(client_for, cast, accessibility, tmp_path):
    staff(cast.engineer, cast.engineering, cast.site, *[1] * 14, skill=accessibility)
    staff(cast.engineer, cast.sales, cast.site, *[1, 3] * 6, skill=accessibility)
    staff(cast.engineer, UnitFactory(code="SUP", name="Support", parent=cast.company), cast.site, *[1] * 3)
    publish()
    file = tmp_path / "gaps.csv"
    call_command("gap_report", csv=file)
    written = {
        (row["unit_code"], row["skill_code"]): (row["people_needing_it"], row["below_level_percent"], row["severity"])
        for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    }
    taken = {
        (row["Unit code"], row["Skill code"]): (
            row["People who need it"],
            row["Below their level, % (gap)"],
            row["Severity"],
        )
        for row in rows_of(client_for(cast.lena))
    }
    few = {key: ("few", "", "") if "few" in figures else figures for key, figures in taken.items()}
    assert few.items() <= written.items()
    text = page_of(client_for(cast.lena))
    shown = [below for (unit, _skill), (_n, below, _severity) in few.items() if unit and below]
    assert [f">{below.replace('> ', '&gt; ')}<" in text for below in shown] == [True]


def test_a_place_where_nobody_needs_anything_is_not_called_hidden(client_for, company):
    UnitFactory(code="NEW", name="New", parent=company.company)
    text = page_of(client_for(company.lena), "?unit=NEW")
    assert "Nobody here needs a skill that is counted." in text
    assert 'class="heat heat-few"' not in text


def test_the_words_of_concentration_stand_without_a_number(client_for, company):
    text = page_of(client_for(company.lena), "?unit=ENG")
    assert "Absent</span>" in text


# --- how fresh
def test_a_late_night_is_said(client_for, company):
    client = client_for(company.lena)
    assert "the next is late" not in page_of(client)
    RollupDay.objects.update(published_at=now() - dt.timedelta(hours=30))
    assert "the next is late" in page_of(client)


def test_a_run_that_has_not_finished_is_late(client_for, company):
    JobRun.objects.create(job="roll_up", period="2026-01-01", due_at=now() - dt.timedelta(hours=2))
    assert "the next is late" in page_of(client_for(company.lena))


def test_before_the_first_figures_it_says_what_to_do(client_for, cast):
    client = client_for(cast.lena)
    assert "First say what each role needs; figures follow." in page_of(client)
    skill = needed(cast.engineer, "Accessibility")
    assert "Nobody has stated a level yet" in page_of(client)
    assessment(cast.emil, skill, 1).save()
    assert "The first figures are published tonight." in page_of(client)


# --- what is typed
@pytest.mark.parametrize(
    "query",
    [
        *("?unit=NONE", "?site=%FF", "?unit=%00", "?unit=" + "A" * 5000, "?unit=ENG&unit=NONE", "?skill='--&at=%22"),
        *("?cycle=3", "?start=-1", "?start=99999999999", "?start=%C2%B2", "?figures=x"),
    ],
)
def test_what_is_not_known_means_everybody(client_for, company, query):
    assert "Skill gaps, Fernhollow" in page_of(client_for(company.lena), query)


@given(st.dictionaries(st.sampled_from(["unit", "site", "cycle", "skill", "at", "start", "figures"]), st.text()))
def test_any_address_is_read_and_written_back(query):
    filters = Filters.of(query)
    assert Filters.of(QueryDict(filters.query()[1:])) == filters


@pytest.mark.parametrize(
    ("points", "text", "words"),
    [
        *((None, "–", "nobody"), (45, "45", "about 45 %"), (4, "< 5", "under 5 %"), (91, "> 90", "over 90 %")),
        *((9, "< 10", "under 10 %"), (86, "> 85", "over 85 %")),
    ],
)
def test_shares_are_steps_and_bands(points, text, words):
    assert (points_text(points), share_words(points)) == (text, words)


# --- what is taken away
def test_the_export_says_what_the_page_says(client_for, company):
    rows = rows_of(client_for(company.xenia))
    assert [(row["Unit"], row["People who need it"], row["Severity"]) for row in rows] == [
        ("Everybody", "27", "160.00"),
        ("Engineering", "15", "110.00"),
        ("Sales", "12", "48.00"),
    ]
    assert rows[1]["Below their level, % (gap)"] == "> 90"
    book = load_workbook(io.BytesIO(client_for(company.xenia).get("/gaps/export/xlsx/").content))
    assert book.sheetnames == ["Gaps", "About"]
    assert [row[3].value for row in book["Gaps"].iter_rows(min_row=2)] == ["Everybody", "Engineering", "Sales"]


def test_no_cell_of_an_export_starts_a_formula(client_for, cast):
    skill = needed(cast.engineer, "=HYPERLINK(1)", code="+CMD")
    unit = UnitFactory(code="@U", name="-Unit", parent=cast.company)
    staff(cast.engineer, unit, SiteFactory(), *[1] * 9, skill=skill)
    publish()
    rows = rows_of(client_for(cast.lena), "?unit=%40U")
    assert [(row["Skill"], row["Skill code"], row["Unit"]) for row in rows] == [("'=HYPERLINK(1)", "'+CMD", "'-Unit")]
    assert "attachment" in client_for(cast.lena).get("/gaps/export/csv/?unit=%40U")["Content-Disposition"]


def test_a_hidden_row_of_an_export_carries_no_figure(client_for, cast, accessibility):
    staff(cast.engineer, cast.sales, cast.site, *[1] * 3, skill=accessibility)
    publish()
    (row,) = rows_of(client_for(cast.lena), "?unit=SAL")
    figures = {name: row[name] for name in row if "%" in name or name in {"People who need it", "Severity", "Priority"}}
    assert set(figures.values()) == {"few"}
    assert PublishedCell.objects.filter(few=True, required__isnull=False).count() == 0


def test_before_anything_is_published_there_is_nothing_to_take(client_for, cast):
    assert rows_of(client_for(cast.lena)) == []
