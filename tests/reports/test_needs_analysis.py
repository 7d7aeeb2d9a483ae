"""The training-needs analysis: what stands in it, what may not, and what is kept of it."""

import csv
import datetime as dt
import io
import re

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from accounts.models import Assessment, Organisation, PublishedCell, Skill, SkillTarget, TeachingOffer, Unit
from accounts.publication import forget_all_publications
from ecosystem.core.clock import today
from ecosystem.core.models import AuditEntry
from ecosystem.reports.needs_filters import Filters
from feedback.actions.needs import claim_need
from feedback.models import NeedsSnapshot
from goals.models import ObjectiveSkill
from tests.factories.feedback import a_need, a_snapshot, needed_too
from tests.factories.goals import ObjectiveFactory
from tests.factories.paths import PathFactory
from tests.factories.people import UnitFactory
from tests.factories.published import assessment, needed, publish, staff
from tests.factories.resources import ResourceFactory, ResourceSkillFactory
from tests.factories.skills import SkillFactory
from tests.goals.test_views_goals import statements

pytestmark = pytest.mark.django_db
TABLE = "/needs/analysis/"
FIGURES = ("People who need it", "Below their level, % (gap)", "Have it, % (coverage)", "Severity", "Priority")


@pytest.fixture
def accessibility(cast):
    return needed(cast.engineer, "Accessibility", code="A11Y", group="Craft")


@pytest.fixture
def unpublished(cast, accessibility):
    """14 of 15 engineers in Engineering are two levels short (nobody knows where Emil is); 6 of 12 in Sales are."""
    cast.engineers = staff(cast.engineer, cast.engineering, cast.site, *[1] * 14, skill=accessibility)
    staff(cast.engineer, cast.sales, cast.site, *[1, 3] * 6, skill=accessibility)
    return cast


@pytest.fixture
def company(unpublished):
    publish()
    return unpublished


@pytest.fixture
def small_units(cast, accessibility):
    """20 in Engineering (with Emil 21), 3 in Sales, 8 in Support: Sales may not be shown, nor follow from the rest."""
    cast.engineers = staff(cast.engineer, cast.engineering, cast.site, *[1] * 20, skill=accessibility)
    staff(cast.engineer, cast.sales, cast.site, *[1] * 3, skill=accessibility)
    support = UnitFactory(code="SUP", name="Support", parent=cast.company)
    staff(cast.engineer, support, cast.site, *[1] * 8, skill=accessibility)
    publish()
    return cast


def page_of(client, address: str = TABLE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def taken(client, address: str = f"{TABLE}export/csv/") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(address).content.decode("utf-8-sig"))))


def shown(text: str) -> list[tuple[str, ...]]:
    """Skill and unit of each row on a page, and its cells as words, trend, marks and remarks left out."""
    found = []
    for row in re.findall(r'<tr id="need-.*?</tr>', text):
        cells = re.findall(r"<t[hd].*?</t[hd]>", re.sub(r'<p class="meta.*?</p>', "", row))
        found.append(tuple(" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells))
    return found


def keep(client, query: str = "", name: str = "Before the budget", **data):
    return client.post(f"{TABLE}keep/{query}", {"name": name, **data})


def wanted_by(skill, code: str = "O5", unit=None, people: int | None = None):
    objective = ObjectiveFactory(code=code)
    place = {"source": f"objective:{objective.pk}", "source_name": objective.title, "valid_from": today()}
    target = SkillTarget.objects.create(**place, skill=skill, level=2, unit=unit, people_wanted=people)
    ObjectiveSkill.objects.create(objective=objective, target=target)
    return objective


# --- what
def test_a_row_says_target_supply_needs_and_where_it_leads(client_for, unpublished, accessibility):
    """The objective makes Mara the sixteenth in Engineering who needs it."""
    cast, objective = unpublished, wanted_by(accessibility, unit=unpublished.engineering, people=8)
    ResourceSkillFactory(skill=accessibility, level=3)
    ResourceSkillFactory(skill=accessibility, level=3, resource=ResourceFactory(state="draft"))
    PathFactory(skill=accessibility, state="published")
    TeachingOffer.objects.create(person=cast.otto, skill=accessibility, offered_on=today())
    first, second = a_need(cast.emil, skill=accessibility), a_need(cast.otto, "No checklist", skill=accessibility)
    needed_too(first, cast.otto, anonymous=True)
    claim_need(second, actor=cast.dario, version=second.version)
    rust = Skill.objects.create(code="RUST", name="Rust")
    a_need(cast.mara, "No Rust here", skill=rust)
    a_need(cast.mara, "Where is the map?")
    publish()
    client = client_for(cast.lena)
    text = page_of(client)
    engineering, sales, only_asked = shown(text)
    assert engineering[:5] == (
        "Accessibility Engineering Absent",
        "level 2–3 O5: 8 at level 2, Engineering",
        "16",
        "90",
        "&lt; 10",
    )
    assert engineering[5:9] == ("1 levels 1 of 2", "1", "1", "3 people 2 needs, 1 claimed")
    assert engineering[9] == "110"  # 110 × 2 for the objective ÷ (1 + 1 fresh resource)
    assert (sales[0], sales[1], sales[2]) == ("Accessibility Sales", "level 2–3", "12")
    assert only_asked[:2] + only_asked[5:9] == (
        "Rust Everybody",
        "–",
        "Plant Rust",
        "Build Rust",
        "none",
        "1 person 1 need",
    )
    assert "in Engineering comes first: about 90 % of 16 people are below their level, with one fresh resource" in text
    assert "One open need names no skill" in text
    links = [f"/gaps/skills/{accessibility.pk}/", "/needs/?skill=Accessibility", f"/paths/?skill={accessibility.pk}"]
    links += [objective.get_absolute_url(), f"/library/new/?skill={rust.pk}", f"/paths/new/?skill={rust.pk}"]
    assert [link for link in links if f'href="{link}"' not in text] == []
    for link in ("/needs/?skill=Accessibility", f"/paths/?skill={accessibility.pk}", f"/library/new/?skill={rust.pk}"):
        assert client.get(link).status_code == 200
    for door, link in {"/gaps/": TABLE, "/needs/": f"{TABLE}?needs=1&amp;whole=1"}.items():
        assert f'href="{link}"' in page_of(client, door)
    assert page_of(client_for(cast.xenia)).count('<tr id="need-') == 3
    assert "Keep a snapshot" not in page_of(client_for(cast.xenia))


def test_a_row_says_what_makes_it_absent_what_is_not_assessed_and_each_objective_once(
    client_for, unpublished, accessibility
):
    objective = wanted_by(accessibility)
    target = SkillTarget.objects.create(
        source=f"objective:{objective.pk}",
        source_name=objective.title,
        valid_from=today(),
        skill=accessibility,
        level=2,
        unit=unpublished.engineering,
        people_wanted=60,
    )
    ObjectiveSkill.objects.create(objective=objective, target=target)
    staff(unpublished.engineer, unpublished.engineering, unpublished.site, *[None] * 9, skill=accessibility)
    publish()
    client = client_for(unpublished.lena)
    row = re.search(r'<tr id="need-.*?Engineering.*?</tr>', page_of(client))[0]
    assert "nobody at the highest level needed, 3 at least" in row
    (share,) = (line["Not assessed, %"] for line in taken(client) if line["Unit"] == "Engineering")
    assert f"about {share} % not assessed" in row and int(share) > 30
    assert row.count("O5:") == 1 and "O5: level 2; 60 at level 2, Engineering" in row


def test_fresh_resources_are_counted_as_for_the_gaps_and_what_the_priority_caps_is_said(
    client_for, unpublished, accessibility
):
    """The baseline asks for level 2 as well, though no role and no objective does."""
    baseline = {"source": "baseline", "source_name": "Everybody", "valid_from": today()}
    SkillTarget.objects.create(**baseline, skill=accessibility, level=2)
    for level in (2, 2, 3, 3, 3):
        ResourceSkillFactory(skill=accessibility, level=level)
    publish()
    client = client_for(unpublished.lena)
    assert {cell.resources for cell in PublishedCell.objects.filter(is_latest=True)} == {5}
    assert {row["Fresh resources at the level"] for row in taken(client)} == {"5"}
    text, gaps = page_of(client), page_of(client, "/gaps/")
    assert "levels 2 of 2" in text and '<p class="meta">3 count for the priority</p>' in text
    assert '5<br><span class="meta">3 count</span>' in gaps and "÷ (1 + 3), 3 of 5 fresh resources count" in gaps
    ResourceSkillFactory(skill=accessibility, level=3)
    assert "5 when the figures were made, 3 count for the priority" in page_of(client)


def test_it_is_narrowed_and_sorted(client_for, unpublished):
    company = unpublished
    other = needed(company.engineer, "Coaching", code="CO", group="People")
    wanted_by(other)
    for person in company.engineers:
        assessment(person, other, 3).save()
    publish()
    a_need(company.emil, skill=other)
    client = client_for(company.lena)

    def names(query: str) -> list[str]:
        return [row[0].replace(" Absent", "") for row in shown(page_of(client, TABLE + query))]

    assert names("?whole=1") == ["Accessibility Everybody", "Coaching Everybody"]
    assert names("?whole=1&sort=needs") == names("?whole=1&sort=skill")[::-1] == names("?whole=1")[::-1]
    assert "Coaching</a> is missed most: one person reports it." in page_of(client, f"{TABLE}?whole=1&sort=needs")
    assert names("?whole=1&sort=coverage")[0] == "Accessibility Everybody"
    for query in ("?whole=1&needs=1", "?whole=1&objective=1", "?whole=1&area=People"):
        assert names(query) == ["Coaching Everybody"]
    assert names("?unit=SAL&area=Craft") == ["Accessibility Sales"]
    assert names("?area=Nothing&unit=ENG") == []
    assert names("?unit=%00&sort=x&start=-1&area=%00") == names("")


@given(st.dictionaries(st.sampled_from(["unit", "area", "needs", "objective", "whole", "sort", "start"]), st.text()))
def test_any_address_is_read_and_written_back(query):
    filters = Filters.of(query)
    assert Filters.of(QueryDict(filters.query()[1:])) == filters


def test_before_the_first_figures_it_says_what_to_do(client_for, cast):
    client = client_for(cast.lena)
    assert "First say what each role needs; figures follow." in page_of(client)
    assert "The table is empty" not in page_of(client)
    assert "There is nothing to keep: the table is empty." in keep(client).content.decode()


# --- what is hidden
def test_no_figure_is_about_few_nor_follows_from_others(client_for, small_units):
    client = client_for(small_units.lena)
    keep(client)
    keep(client, "?whole=1", "The whole")
    sources = [f"{TABLE}export/csv/", f"{TABLE}export/csv/?whole=1", "/gaps/export/csv/"]
    sources += [f"{TABLE}kept/{kept.pk}/csv/" for kept in NeedsSnapshot.objects.order_by("pk")]
    rows = [row for source in sources for row in taken(client, source)]
    by_unit = {row["Unit"]: row["People who need it"] for row in rows}
    assert by_unit == {"Engineering": "21", "Sales": "few", "Support": "few", "Everybody": "32"}
    assert {row[name] for row in rows if row["Unit"] in {"Sales", "Support"} for name in FIGURES} == {"few"}
    numbers = {int(number) for number in by_unit.values() if number != "few"}
    assert {a - b for a in numbers for b in numbers if a > b} == {11}  # 3 and 8 people, together more than five
    assert 'Few is not none: <a class="link" href="?whole=1">see them as a whole</a>' in page_of(client)
    hidden = [row for row in shown(page_of(client)) if "Sales" in row[0] or "Support" in row[0]]
    assert [(row[2:5], row[9:]) for row in hidden] == [(("few", "", ""), ("–",))] * 2


@pytest.mark.parametrize(("changed", "gap"), [(4, "> 90"), (7, "45")])
def test_two_days_tell_no_more_than_one(client_for, cast, accessibility, changed, gap):
    """With fewer than five changed, a snapshot of one day and the table of the next say the very same of people."""
    client = client_for(cast.lena)
    people = staff(cast.engineer, cast.engineering, cast.site, *[1] * 14, skill=accessibility)
    publish(today() - dt.timedelta(days=3))
    keep(client)
    kept = NeedsSnapshot.objects.get()
    before = taken(client)
    for person in people[:changed]:
        assessment(person, accessibility, 4, days_ago=0).save()
    publish()
    after = taken(client)
    told = [{name: row[name] for name in (*FIGURES, "Figures of")} for row in (before[0], after[0])]
    assert (told[0] == told[1], after[0]["Below their level, % (gap)"]) == (changed < 5, gap)
    assert ("Nothing of it has changed since." in page_of(client, kept.get_absolute_url())) == (changed < 5)
    assert taken(client, f"{kept.get_absolute_url()}csv/") == before
    published = {(cell.required, cell.share_below) for cell in PublishedCell.objects.filter(few=False)}
    assert {(row.figures["required"], row.figures["below"]) for row in kept.rows.all()} <= published


def test_when_figures_are_of_more_people_only_a_snapshot_shows_none(client_for, company):
    client = client_for(company.lena)
    keep(client)
    kept = NeedsSnapshot.objects.get()
    assert {row["People who need it"] for row in taken(client, f"{kept.get_absolute_url()}csv/")} == {"15", "12"}
    Organisation.objects.update(k_anonymity=10)
    assert {row[name] for row in taken(client, f"{kept.get_absolute_url()}csv/") for name in FIGURES} == {"few"}
    assert "Its figures of people are not shown any more." in page_of(client, kept.get_absolute_url())


# --- what is taken away and kept
def test_export_and_screen_say_the_same_and_no_cell_is_a_formula(client_for, unpublished):
    company = unpublished
    skill = needed(company.engineer, "=HYPERLINK(1)", code="+CMD")
    a_need(company.emil, skill=skill)
    publish()
    client = client_for(company.xenia)
    for query in ("", "?whole=1&sort=skill", "?needs=1", "?unit=SAL"):
        screen = shown(page_of(client, TABLE + query))
        rows = taken(client, f"{TABLE}export/csv/{query}")
        assert [(f"{row['Skill'].lstrip(chr(39))} {row['Unit']}", row["People who need it"]) for row in rows] == [
            (row[0].replace(" Absent", ""), row[2]) for row in screen
        ]
        words = [(row["Below their level, % (gap)"], row["Have it, % (coverage)"]) for row in rows]
        assert words == [tuple(cell.replace("&lt;", "<").replace("&gt;", ">") for cell in row[3:5]) for row in screen]
        book = load_workbook(io.BytesIO(client.get(f"{TABLE}export/xlsx/{query}").content))
        sheet = list(book["Training needs"].iter_rows(min_row=2, values_only=True))
        assert [str(row[8]) for row in sheet] == [row["People who need it"] for row in rows]
    risky = {row["Skill code"]: row["Skill"] for row in taken(client) if row["Skill"] != "Accessibility"}
    assert risky == {"'+CMD": "'=HYPERLINK(1)"}


def test_a_snapshot_stays_as_it_was_and_stands_beside_now(client_for, company, accessibility):
    client, boss = client_for(company.lena), client_for(company.xenia)
    assert keep(client, note="For the board")["Location"] == keep(client)["Location"]  # sent twice
    kept = NeedsSnapshot.objects.get()
    assert (kept.name, kept.note, kept.place, kept.rows_kept) == (
        "Before the budget",
        "For the board",
        "Fernhollow, unit by unit",
        2,
    )
    assert AuditEntry.objects.filter(verb="snapshot.taken", actor=company.lena.pk).count() == 1
    taken_again = keep(client, "?whole=1", "before the BUDGET")
    assert (taken_again.status_code, "There is a snapshot of this name already." in taken_again.content.decode()) == (
        422,
        True,
    )
    before = client.get(f"{kept.get_absolute_url()}csv/").content
    Skill.objects.filter(pk=accessibility.pk).update(name="Inclusive design")
    Unit.objects.filter(pk=company.sales.pk).update(name="Growth")
    ResourceSkillFactory(skill=accessibility, level=3)
    assert client.get(f"{kept.get_absolute_url()}csv/").content == before
    text = page_of(boss, kept.get_absolute_url())
    assert "2 of 2 rows stand otherwise now." in text and "kept today" in text
    assert "<span>0</span> → <b>1</b>" in text and ">Accessibility</a>" in text
    PublishedCell.objects.all().delete()
    assert "nobody asks for it now" in page_of(boss, kept.get_absolute_url())
    assert [row.title for row in load_workbook(io.BytesIO(boss.get(f"{kept.get_absolute_url()}xlsx/").content))] == [
        "Training needs",
        "About",
    ]
    assert "Before the budget" in page_of(boss, f"{TABLE}kept/")
    assert boss.post(f"{kept.get_absolute_url()}remove/").status_code == 403
    assert client.post(f"{kept.get_absolute_url()}remove/")["Location"] == f"{TABLE}kept/"
    assert (NeedsSnapshot.objects.count(), AuditEntry.objects.filter(verb="snapshot.removed").count()) == (0, 1)


# --- how much
def test_statements_do_not_grow(client_for, cast):
    client, sizes = client_for(cast.lena), []
    for skills in (range(1), range(1, 60)):
        made = [needed(cast.engineer, f"Skill {number:02}", group="Craft") for number in skills]
        wanted_by(made[0], code=f"O{len(made)}", unit=cast.engineering)
        people = staff(cast.engineer, cast.engineering, cast.site, *[1] * 8, skill=made[0])
        Assessment.objects.bulk_create(assessment(person, each, 1) for each in made[1:] for person in people)
        for each in made:
            ResourceSkillFactory(skill=each, level=3)
            a_need(cast.emil, f"Nothing on {each}", skill=each)
            a_need(cast.emil, f"Nothing beside {each}", skill=SkillFactory(name=f"Beside {each}"))
        forget_all_publications()
        publish()
        name = f"{len(made)} skills"
        keep(client, name=name)
        kept = NeedsSnapshot.objects.get(name=name).get_absolute_url()
        pages = [TABLE, f"{TABLE}?unit=ENG&sort=needs&needs=1", kept, f"{TABLE}kept/", f"{TABLE}keep/"]
        sizes.append([statements(lambda page=page: client.get(page)) for page in pages])
        sizes[-1].append(statements(lambda name=name: keep(client, name=f"{name}, again")))
    assert sizes[0] == sizes[1]
    assert max(sizes[1]) <= 12
    text = page_of(client)
    assert text.count('<tr id="need-') == 45
    assert 'href="?start=45"' in text and "45 of 120" in text
    both = shown(page_of(client, f"{TABLE}?start=45"))
    assert [row[0].startswith("Beside") for row in both] == [False] * 15 + [True] * 30
    rest = shown(page_of(client, f"{TABLE}?start=90"))
    assert len({row[0] for row in both + rest}) == 75
    assert len(taken(client)) == 120
    assert page_of(client, f"{kept}?start=45").count('<tr id="kept-') == 45


def test_snapshots_are_listed_fifty_a_page(client_for, cast):
    for number in range(51):
        a_snapshot(cast.lena, f"Number {number}")
    client = client_for(cast.xenia)
    assert page_of(client, f"{TABLE}kept/").count('id="snapshot-') == 50
    assert "Number 0<" in page_of(client, f"{TABLE}kept/?start=50")
