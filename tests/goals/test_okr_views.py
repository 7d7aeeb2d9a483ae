"""The OKR page, objectives and key results in the hands of each."""

from decimal import Decimal

import pytest

from goals.actions import key_results as acts
from goals.alignment_figures import publish_alignment
from goals.models import Cycle, GoalAlignment, KeyResult, Objective, ObjectiveLink, Theme
from goals.okr_tree import MOST_ROOTS, Row
from goals.pace import Pace
from goals.published_learning import learning_of
from tests.factories.goals import CycleFactory, GoalFactory, KeyResultFactory, ObjectiveFactory, ThemeFactory
from tests.factories.people import PersonFactory, UnitFactory
from tests.factories.skills import SkillFactory

pytestmark = pytest.mark.django_db


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def objective(xenia):
    return ObjectiveFactory(code="O6", title="Earn security trust", owner=xenia)


def test_the_tree_names_what_is_furthest_behind_and_opens_it(client_for, emil, objective, xenia):
    result = KeyResultFactory(objective=objective, code="6.1", title="Phishing failures")
    acts.record_reading(result, actor=xenia, value=Decimal(1), confidence=4)
    text = text_of(client_for(emil).get("/okrs/"))
    assert "0 of 1 objectives are on pace;" in text
    assert "Phishing failures" in text
    closed = text_of(client_for(emil).get("/okrs/?open=0"))
    assert "Phishing failures" not in closed.split("okr-panel")[0]


def test_branches_open_in_place(client_for, emil, objective):
    below = ObjectiveFactory(title="Controls written")
    below.links_up.create(parent=objective)
    KeyResultFactory(objective=objective, title="Certificate")
    answer = client_for(emil, htmx=True).get(f"/okrs/?open={objective.pk}")
    text = text_of(answer)
    assert answer.content.decode().lstrip().startswith('<div id="okr-table">')
    assert text.index("Certificate") < text.index("Controls written")


@pytest.mark.parametrize("query", ["open=x,99999999999999999999,-1", "unit=abc", "cycle=2026-Q9", "open=%00"])
def test_a_bad_address_shows_the_whole_tree(client_for, emil, objective, query):
    answer = client_for(emil).get(f"/okrs/?{query}")
    assert (answer.status_code, "Earn security trust" in text_of(answer)) == (200, True)


def test_the_same_people_with_goals_under_several_key_results_are_not_more_people(organisation, objective):
    results = [KeyResultFactory(objective=objective) for _ in range(2)]
    for person in [PersonFactory() for _ in range(3)]:
        for result in results:
            goal = GoalFactory(owner=person)
            GoalAlignment.objects.create(goal=goal, objective=objective, key_result=result, valid_from=goal.start_date)
    publish_alignment()
    found = learning_of([objective])
    assert {*found.objectives.values(), *found.key_results.values()} == {"few"}


def test_a_key_result_and_the_rest_of_its_objective_never_leave_a_few_people_over(organisation, objective):
    results = [KeyResultFactory(objective=objective) for _ in range(2)]
    for result, people in zip(results, (9, 2), strict=True):
        for _ in range(people):
            goal = GoalFactory(owner=PersonFactory())
            GoalAlignment.objects.create(goal=goal, objective=objective, key_result=result, valid_from=goal.start_date)
    publish_alignment()
    found = learning_of([objective])
    assert found.of_objective(objective.pk) == 11
    assert [found.of_key_result(result.pk, objective.pk) for result in results] == ["few", "few"]


def test_the_tree_shows_what_was_published_and_of_which_day(client_for, emil, objective):
    for _ in range(7):
        GoalFactory(owner=PersonFactory(), serves=objective)
    text = text_of(client_for(emil).get("/okrs/"))
    assert 'title="counted every night">–</span>' in text
    publish_alignment()
    for _ in range(2):
        GoalFactory(owner=PersonFactory(), serves=objective)
    text = text_of(client_for(emil).get("/okrs/"))
    assert 'data-label="Learning">7</td>' in text
    assert "Learning goals as published today" in text
    assert "7 learning goals serve it." in text_of(client_for(emil).get(objective.get_absolute_url()))


def test_the_tree_has_fifty_lines_at_most_and_what_is_open_stays(client_for, emil):
    objectives = [ObjectiveFactory() for _ in range(MOST_ROOTS + 3)]
    for objective in objectives:
        KeyResultFactory(objective=objective, title=f"Result of {objective.code}")
    chosen = objectives[MOST_ROOTS - 1]
    text = text_of(client_for(emil).get(f"/okrs/?open={chosen.pk}"))
    assert text.count('<th scope="row">') == MOST_ROOTS
    assert f"Result of {chosen.code}" in text


def test_counts_of_learning_are_few_for_small_groups(client_for, emil, objective):
    GoalFactory(owner=PersonFactory(), serves=objective)
    publish_alignment()
    text = text_of(client_for(emil).get("/okrs/"))
    assert '<span class="muted">few</span>' in text


@pytest.mark.parametrize("objectives", [1, 30])
def test_the_tree_takes_twelve_statements_at_most(client_for, emil, objectives, django_assert_max_num_queries):
    for _ in range(objectives):
        KeyResultFactory(objective=ObjectiveFactory(), kind="milestones")
    client = client_for(emil)
    client.get("/okrs/")
    with django_assert_max_num_queries(12):
        assert client.get("/okrs/").status_code == 200


def test_who_writes_objectives_of_the_company(client_for, xenia, emil):
    cycle = CycleFactory()
    typed = {"title": "Ship reliably", "level": "company", "cycle": cycle.pk, "kind": "committed", "owner": xenia.pk}
    assert client_for(emil).post("/okrs/new/", typed).status_code == 422
    answer = client_for(xenia, proven=True).post("/okrs/new/", typed)
    assert answer.status_code == 302
    assert Objective.objects.get().title == "Ship reliably"


def test_units_are_written_by_their_heads(client_for, mara, emil, cast):
    cast.engineering.lead = mara
    cast.engineering.save(update_fields=["lead"])
    typed = {"title": "Fewer incidents", "level": "unit", "unit": cast.engineering.pk, "cycle": CycleFactory().pk}
    typed |= {"kind": "aspirational"}
    answer = client_for(emil).post("/okrs/new/", typed)
    assert "written by its head" in text_of(answer)
    assert client_for(mara).post("/okrs/new/", typed).status_code == 302
    assert Objective.objects.get().unit == cast.engineering


def test_hints_follow_what_is_typed(client_for, emil):
    text = text_of(client_for(emil, htmx=True).get("/okrs/hints/?title=Build 5 dashboards"))
    assert text.count("state-none") == 2
    assert text.count("state-done") == 1


def test_a_stale_edit_shows_both_texts(client_for, objective, xenia):
    typed = {"title": "Mine", "level": "company", "cycle": objective.cycle_id, "kind": "committed", "version": 1}
    Objective.objects.update(title="Theirs", version=2)
    answer = client_for(xenia, proven=True).post(f"/okrs/{objective.pk}/change/", typed)
    text = text_of(answer)
    assert (answer.status_code, Objective.objects.get().title) == (422, "Theirs")
    assert "Theirs" in text
    assert 'value="Mine"' in text


def test_key_result_with_milestones_and_a_reading(client_for, objective, xenia, emil):
    client = client_for(xenia, proven=True)
    typed = {"title": "Certificate", "kind": "milestones", "direction": "up", "milestones": "Gap: 0.2\nControls: 0.8"}
    assert client.post(f"/okrs/{objective.pk}/key-results/new/", typed).status_code == 302
    result = KeyResult.objects.get()
    assert [(m.title, m.weight) for m in result.milestones.all()] == [
        ("Gap", Decimal("0.2")),
        ("Controls", Decimal("0.8")),
    ]
    step = result.milestones.first()
    assert client.post(f"/okrs/milestones/{step.pk}/tick/", {"done": "on"}).status_code == 302
    assert client_for(emil).post(f"/okrs/milestones/{step.pk}/tick/", {"done": ""}).status_code == 403
    result.refresh_from_db()
    assert result.progress == Decimal("0.2")


def test_a_wrong_side_is_said_at_the_form_and_nothing_typed_is_lost(client_for, objective, xenia):
    typed = {"title": "Lead time", "kind": "number", "direction": "down", "baseline": 4, "target": 9}
    answer = client_for(xenia, proven=True).post(f"/okrs/{objective.pk}/key-results/new/", typed)
    assert answer.status_code == 422
    assert "wrong side" in text_of(answer)
    assert 'value="Lead time"' in text_of(answer)


def test_the_owner_records_a_reading_beside_the_tree(client_for, objective, emil, otto):
    result = KeyResultFactory(objective=objective, owner=emil)
    typed = {"value": "4", "confidence": 7, "read_on": "2026-01-05"}
    answer = client_for(emil, htmx=True).post(f"/okrs/key-results/{result.pk}/read/", typed)
    assert f'id="key-result-{result.pk}"' in text_of(answer)
    assert client_for(otto).post(f"/okrs/key-results/{result.pk}/read/", typed).status_code == 403
    result.refresh_from_db()
    assert (result.current, result.confidence) == (Decimal(4), 7)


def test_end_grade_and_mark(client_for, objective, xenia, emil):
    client = client_for(xenia, proven=True)
    url = f"/okrs/{objective.pk}"
    assert client.post(f"{url}/learning/", {"version": 1, "marked": "on"}).status_code == 302
    assert client.post(f"{url}/grade/", {"version": 2, "grade": "0.7"}).status_code == 302
    assert client.post(f"{url}/end/", {"version": 2, "status": "done"}).status_code == 422
    assert client.post(f"{url}/end/", {"version": 3, "status": "done"}).status_code == 302
    objective.refresh_from_db()
    assert (objective.no_learning_needed, objective.grade, objective.status) == (True, Decimal("0.70"), "done")
    assert client_for(emil).post(f"{url}/end/", {"version": 4, "status": "done"}).status_code == 403


def test_critical_skills_and_parents(client_for, objective, xenia):
    client, skill, above = client_for(xenia, proven=True), SkillFactory(), ObjectiveFactory()
    assert client.post(f"/okrs/{objective.pk}/skills/", {"skill": skill.pk, "level": 3}).status_code == 302
    target = objective.critical_skills.get().target
    assert client.post(f"/okrs/{objective.pk}/link/", {"parents": [above.pk]}).status_code == 302
    assert f"{skill.name}" in text_of(client.get(objective.get_absolute_url()))
    assert client.post(f"/okrs/{objective.pk}/skills/{target.pk}/drop/").status_code == 302
    assert (objective.critical_skills.count(), list(objective.parents.all())) == (0, [above])


def test_themes_are_tended_by_executives(client_for, xenia, emil):
    client = client_for(xenia, proven=True)
    assert client.post("/okrs/themes/new/", {"name": "Safe and dependable"}).status_code == 302
    theme = Theme.objects.get()
    assert client_for(emil).get("/okrs/themes/").status_code == 200
    assert client_for(emil).get("/okrs/themes/new/").status_code == 403
    assert client.post(f"/okrs/themes/{theme.pk}/retire/").status_code == 302
    assert not Theme.objects.current().exists()
    assert ThemeFactory().retired_at is None


def test_the_end_of_a_cycle_offers_to_carry_over(client_for, objective, xenia):
    client = client_for(xenia, proven=True)
    text = text_of(client.get(f"/okrs/cycles/{objective.cycle_id}/carry-over/"))
    assert "One objective is still running" in text
    assert "Carry into" in text
    assert "Grade or end it" in text
    answer = client.post(
        f"/okrs/{objective.pk}/end/", {"version": objective.version, "status": "done", "from": "cycle"}
    )
    assert answer.url == f"/okrs/cycles/{objective.cycle_id}/carry-over/"


def test_all_that_is_not_done_goes_on_after_one_confirmation(client_for, objective, xenia):
    below = ObjectiveFactory(cycle=objective.cycle, level="unit", unit=UnitFactory(), code="A1")
    ObjectiveLink.objects.create(parent=objective, child=below)
    ObjectiveFactory(cycle=objective.cycle, progress=1)
    client, address = client_for(xenia, proven=True), f"/okrs/cycles/{objective.cycle_id}/carry-over/"
    assert "Carry over all 2 that are not done" in text_of(client.get(address))
    later = Cycle.objects.quarters().filter(start__gt=objective.cycle.start).earliest("start")
    assert client.post(address, {"into": later.pk}).status_code == 422
    assert not later.objectives.exists()
    assert client.post(address, {"into": later.pk, "sure": "on"}).status_code == 302
    copy = later.objectives.get(carried_from=below)
    assert copy.parents.get().carried_from == objective
    assert later.objectives.count() == 2


def test_every_row_of_the_tree_says_its_share_of_the_way_and_a_value_only_with_its_unit(
    client_for, emil, objective, xenia
):
    audits = {"baseline": 46, "target": 90, "progress": Decimal("0.2045"), "current": 55}
    result = KeyResultFactory(objective=objective, kind="percentage", **audits)
    for address in (f"/okrs/?open={objective.pk}", objective.get_absolute_url()):
        text = text_of(client_for(emil).get(address))
        cell = text.split(result.title)[1].split("</tr>")[0]
        assert '20 %<br><span class="meta">at 55 %</span>' in cell
        assert "20 % of the way," in cell
        assert "the mark in the bar is where it should be by now" in text


@pytest.mark.parametrize(
    ("fields", "value", "expected"),
    [
        ({"kind": "percentage", "baseline": 96, "target": 108, "current": 101}, "101\u00a0%", "99\u00a0%"),
        (
            {"kind": "number", "baseline": 17, "target": 0, "current": 15, "unit_of_measure": "holes"},
            "15 holes",
            "12.8 holes",
        ),
        ({"kind": "milestones", "progress": Decimal("0.2")}, "20\u00a0%", "25\u00a0%"),
    ],
)
def test_a_key_result_says_value_and_expectation_in_one_unit(fields, value, expected):
    share = Decimal("0.25")
    numbers = {name: Decimal(each) if isinstance(each, int) else each for name, each in fields.items()}
    row = Row(KeyResult(**numbers), 0, Pace(share, share, None, None))
    assert (row.value, row.expected_words) == (value, expected)
