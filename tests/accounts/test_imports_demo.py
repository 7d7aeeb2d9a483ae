"""The demo company's files, all thirteen: clean, applied, applied again, exported, read back, undone."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest

from accounts.imports.actions import undo_import
from accounts.imports.exporting import header, stored_rows
from accounts.imports.registry import kinds
from accounts.models import Person, ReportingClosure, Skill, SkillTarget, Unit
from ecosystem.core.clock import today
from ecosystem.core.exports import safe_cell
from ecosystem.core.models import OutboxMessage
from ecosystem.demo.company import FOLDER, files, shifted
from goals.models import GoalAlignment, GoalMilestone, KeyResult, LearningGoal, Objective, PersonState, Reading
from tests.accounts.imports import load, wrong
from tests.factories.people import make_organisation

pytestmark = pytest.mark.django_db
EMPTY = (Person, Unit, Skill, Objective, KeyResult, LearningGoal, Reading, SkillTarget, GoalMilestone, ReportingClosure)


@pytest.fixture
def organisation(db):
    return make_organisation(time_zone="America/Toronto", fiscal_year_first_month=2)


def company():
    return list(files(today()).items())


def row_of(code: str) -> dict[str, str]:
    """A key result as the files of today say it."""
    rows = csv.DictReader(io.StringIO(dict(company())["key_results.csv"].decode()))
    return next(row for row in rows if row["code"] == code)


def test_the_whole_company_goes_in_cleanly_and_a_second_time_writes_nothing(organisation):
    run = load(*company(), sure=False)
    assert (run.state, wrong(run)) == ("applied", [])
    assert {kind.name for kind in kinds().values()} == set(run.figures["files"])
    assert Person.objects.filter(kind="person", is_active=True).count() == 240 + run.figures["people"]["joiners"] - 245
    again = load(*company(), sure=False)
    assert (again.state, again.figures["changes"], again.figures["written"]) == ("applied", 0, 0)
    assert again.figures["unchanged"] == again.figures["rows"]


def test_the_committed_files_moved_to_today_go_in_as_well(organisation):
    run = load(*shifted(FOLDER, today()).items(), sure=False)
    assert (run.state, wrong(run)) == ("applied", [])


def test_what_was_imported_exported_and_read_back_is_unchanged(organisation):
    load(*company())
    texts = []
    for kind in kinds().values():
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(header(kind))
        writer.writerows([[safe_cell(cell) for cell in row] for row in stored_rows(kind)])
        texts.append((kind.file, text.getvalue().encode()))
    back = load(*texts, sure=False)
    assert (wrong(back), back.figures["changes"], back.figures["written"]) == ([], 0, 0)
    assert back.figures["rows"] >= 1_000


def test_aims_stand_with_progress_targets_and_alignment(organisation):
    load(*company())
    certificate = KeyResult.objects.get(code="O6.1")
    assert next((step.weight, step.done_on) for step in certificate.milestones.all()) == (Decimal("0.2"), today())
    assert certificate.progress == Decimal("0.2")
    reached = Decimal(row_of("O1.1")["current"])
    assert KeyResult.objects.get(code="O1.1").progress == ((reached - 96) / 12).quantize(Decimal("0.0001"))
    counted = KeyResult.objects.get(code="O5.2")
    assert (counted.skill.code, counted.skill_level, counted.skill_unit.code, counted.current) == (
        "A11Y",
        2,
        "ENG",
        None,
    )
    wanted = SkillTarget.objects.get(source=f"objective:{counted.objective_id}", unit__code="ENG")
    assert (wanted.skill.code, wanted.level, wanted.people_wanted) == ("A11Y", 2, 60)
    assert SkillTarget.objects.filter(people_wanted=0, skill__code="LEG", level=3).exists()
    goal = LearningGoal.objects.get(title="Accessible forms", owner__employee_number="E-0021")
    assert (goal.progress, goal.for_myself) == (Decimal("0.1667"), False)
    assert GoalAlignment.objects.get(goal=goal).key_result == counted
    assert PersonState.objects.get(person=goal.owner).own_goals == goal.owner.learning_goals.count()


def test_the_whole_import_can_be_undone(organisation, pia):
    before = {model: set(model.objects.values_list("pk", flat=True)) for model in EMPTY}
    run = load(*company())
    undo_import(run, actor=pia)
    assert {model: set(model.objects.values_list("pk", flat=True)) for model in EMPTY} == before
    OutboxMessage.objects.all().delete()
    assert load(*company()).state == "applied"


def test_one_more_check_in_day_changes_only_what_the_file_says(organisation):
    load(*company())
    first = row_of("O1.1")["current"]
    text = dict(company())["key_results.csv"].decode().replace(f"96,108,{first},,7", "96,108,104,,8")
    run = load(("key_results.csv", text.encode()))
    assert (run.figures["changes"], wrong(run)) == (1, [])
    result = KeyResult.objects.get(code="O1.1")
    assert (result.current, result.confidence, result.current_on) == (104, 8, today())
    assert [(str(r.value), r.read_on) for r in result.readings.order_by("pk")] == [
        (f"{first}.000", today()),
        ("104.000", today()),
    ]
    assert result.progress == Decimal("0.6667")


def test_leaving_by_file_closes_goals_and_ended_objectives_are_noted(organisation):
    load(*company())
    owner = Person.objects.get(employee_number="E-0021")
    gone = (today() - dt.timedelta(days=1)).isoformat()
    load(
        (
            "people.csv",
            f"employee_number,full_name,email,end_date\nE-0021,{owner.full_name},{owner.email},{gone}\n".encode(),
        )
    )
    assert OutboxMessage.objects.filter(task="goals.close_goals_of_leaver", kwargs={"person_id": owner.pk}).exists()
    objective = Objective.objects.get(code="O5")
    load(("objectives.csv", f"code,title,status\nO5,{objective.title},cancelled\n".encode()))
    objective.refresh_from_db()
    assert (objective.status, objective.ended_on) == ("cancelled", today())
    assert OutboxMessage.objects.filter(
        task="goals.note_lost_alignment", kwargs={"objective_id": objective.pk}
    ).exists()
    assert not SkillTarget.objects.filter(source=f"objective:{objective.pk}", valid_to__gt=today()).exists()
