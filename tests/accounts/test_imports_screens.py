"""The screens of an import, as people administrators and L&D use them."""

import datetime as dt

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.imports import actions, showing
from accounts.imports.tasks import apply_import, check_import, tidy_imports
from accounts.models import ImportFile, ImportProgress, ImportRun, Person, Site, Skill
from ecosystem.core.clock import now
from ecosystem.core.jobs import start_run
from ecosystem.core.models import OutboxMessage
from tests.accounts.imports import UNITS, file, people

pytestmark = pytest.mark.django_db
SITES = file("sites.csv", "code,name,country", "OSL,Oslo,NO", "BER,Berlin,DE")


def at(name, run=None):
    return reverse(f"accounts:{name}", args=[run.pk] if run else [])


def send(client, *files, **data):
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(at("import_upload"), {"files": uploads, **data})


def latest() -> ImportRun:
    return ImportRun.objects.latest("pk")


def test_from_upload_to_undo_without_javascript(client_for, pia):
    client = client_for(pia)
    assert send(client, SITES).url == at("import_page", latest())
    page = client.get(at("import_page", latest())).text
    assert "All 2 rows are ready; 2 will change something." in " ".join(page.split())
    assert "Apply the 2 changes" in page
    assert not Site.objects.filter(code="OSL").exists()
    client.post(at("import_apply", latest()))
    client.post(at("import_apply", latest()))
    assert (latest().state, Site.objects.filter(code="OSL").count()) == ("applied", 1)
    assert "2 changes were applied." in client.get(at("import_page", latest())).text
    client.post(at("import_undo", latest()))
    assert (latest().state, Site.objects.filter(code="OSL").count()) == ("undone", 0)


def test_a_broken_file_shows_row_column_value_and_reason(client_for, pia):
    client = client_for(pia)
    send(client, people("E-1,Emil <b>,emil", "E-2,Emma,emma@x.pt"))
    page = client.get(at("import_page", latest())).text
    assert "1 of 2 rows are ready;" in page
    assert "1 needs a change" in page
    assert "Not an e-mail address." in page
    assert "Emil &lt;b&gt;" in page
    rows = client.get(at("import_rows", latest())).content.decode("utf-8-sig")
    assert rows.splitlines()[1] == '"E-1","Emil <b>","emil","email: Not an e-mail address."'
    assert client.post(at("import_apply", latest())).status_code == 422
    assert not Person.objects.filter(employee_number="E-1").exists()


def test_rows_to_change_are_counted_as_rows_everywhere(client_for, lena):
    client = client_for(lena)
    send(client, file("skills.csv", "code,name,kind,category", "A,,nonsense,", "B,Bees,,"))
    account = showing.Account(latest())
    assert (account.errors, account.to_change) == (2, 1)
    told = next(cell for cell in account.cells if cell["label"] == "To change")
    assert (told["value"], told["aside"]) == (1, "in 2 cells")


def test_each_reads_of_what_they_may_import(client_for, lena, pia):
    theirs, all_of_it = (client_for(person).get(at("import_list")).text for person in (lena, pia))
    assert "people, skills and aims" in all_of_it
    assert "L&amp;D where there are only roles, skills and aims" in all_of_it
    assert "people and units" not in theirs
    assert "L&amp;D and people administrators" in theirs


@pytest.mark.parametrize("tab", ["rows", "preview", "unchanged", "columns", "nonsense"])
def test_every_tab_and_page_costs_the_same_whatever_the_number_of_rows(client_for, pia, tab):
    client = client_for(pia)
    counted = []
    for count in (1, 300):
        send(
            client,
            people(*[f"E-{n},Person {n},p{n}" if n % 2 else f"E-{n},Person {n},p{n}@x.pt" for n in range(count)]),
        )
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = client.get(at("import_page", latest()), {"tab": tab, "page": 1})
        assert answer.status_code == 200
        assert answer.text.count("<tr") <= 53
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 12


def test_a_change_is_shown_before_and_after_with_names(client_for, pia):
    client = client_for(pia)
    header = "employee_number,full_name,email,unit_code,line_manager_employee_number"
    send(
        client, UNITS, people("M-1,Mara,m@x.pt,ALL,", "N-1,Nora,n@x.pt,ALL,", "E-1,Emil,e@x.pt,ENG,M-1", header=header)
    )
    client.post(at("import_apply", latest()))
    send(client, people("E-1,Emil,e@x.pt,SAL,N-1", header=header))
    page = " ".join(client.get(at("import_page", latest()), {"tab": "preview"}).text.split())
    assert '<s class="muted">Mara</s>' in page
    assert ">Nora</ins>" in page
    assert '<s class="muted">Engineering</s>' in page
    assert "goals and levels move along, 1:1 notes do not" in page


def test_what_people_state_is_shown_to_nobody(client_for, pia):
    client = client_for(pia)
    skills = file("skills.csv", "code,name", "PY,Python")
    header = "employee_number,skill_code,source,level,date,note"
    send(client, people("E-1,Emil,e@x.pt"), skills, file("assessments.csv", header, "E-1,PY,self,1,2026-01-05,first"))
    client.post(at("import_apply", latest()))
    send(client, file("assessments.csv", header, "E-1,PY,self,3,2026-01-05,second"))
    run = latest()
    assert (run.private, run.figures["changes"]) == (True, 1)
    page = client.get(at("import_page", run), {"tab": "preview"}).text
    assert "first" not in page
    assert "second" not in page
    assert run.previews.get().changes == [["level", "", None], ["note", "", None]]
    other = Person.objects.create_user("pal@example.com", "Pal")
    other.grants.create(role="people_admin", valid_from=dt.date(2020, 1, 1), confirmed_at=now())
    assert client_for(other).get(at("import_page", run)).status_code == 404


def test_learning_imports_skills_and_nothing_about_people(client_for, lena):
    client = client_for(lena)
    send(client, file("skills.csv", "code,name", "PY,Python"))
    client.post(at("import_apply", latest()))
    assert Skill.objects.filter(code="PY").exists()
    send(client, people("E-1,Emil,e@x.pt"))
    run = latest()
    assert (run.state, run.issues.get().code) == ("broken", "not_yours")
    assert client.get(reverse("accounts:import_template", args=["people"])).status_code == 404


def test_a_file_that_cannot_be_read_says_which_row_and_what_to_do(client_for, lena, pia):
    client = client_for(lena)
    send(client, file("export.csv", "e-mail,first,line manager", "x@example.com,X,"))
    page = " ".join(client.get(at("import_page", latest())).text.split())
    assert "The files cannot be read as they are" in page
    assert ">export.csv</td>" in page and "e-mail, first, line manager" in page and "None of the known files" in page
    send(client_for(pia), file("our-people.csv", "e-mail,first", "x@example.com,X"))
    missing = [("our-people.csv", 1, name) for name in ("employee_number", "full_name", "email")]
    assert list(latest().issues.filter(warning=False).values_list("file", "row", "column").order_by("pk")) == missing


def test_columns_that_fit_two_kinds_are_asked_about(client_for, lena, pia):
    client = client_for(lena)
    send(client, file("my-skills.csv", "code,name", "PY,Python"))
    assert latest().state == "ready"
    send(client, file("export.csv", "code,name,group", "PY,Python,Engineering"))
    assert (latest().state, latest().figures["files"].keys()) == ("ready", {"skills"})
    send(client, file("export.csv", "code,name", "PY,Python"))
    asked = latest().issues.get()
    assert (latest().state, asked.file, asked.row, asked.code) == ("broken", "export.csv", 1, "unsure_file")
    assert "Skills (skills.csv)" in asked.reason and "Which is it?" in asked.reason and "Sites" not in asked.reason
    assert "Which is it?" in client.get(at("import_page", latest())).text
    send(client, file("export.csv", "code,name,country,level_1", "PY,Python,,You can."))
    assert (latest().state, latest().issues.filter(code="other_kind").count()) == ("ready", 1)
    assert "Sites (sites.csv)" in latest().issues.get(code="other_kind").reason


def test_a_held_import_waits_for_a_ticked_box(client_for, pia, lena):
    client = client_for(pia)
    send(client, people())
    run = latest()
    assert run.state == "held"
    assert client.post(at("import_confirm", run)).status_code == 422
    assert client.post(at("import_apply", run)).status_code == 422
    client.post(at("import_confirm", run), {"sure": "on"})
    run.refresh_from_db()
    assert (run.state, run.confirmed_by) == ("ready", pia)


def test_a_confirmed_import_that_would_now_do_more_is_held_again(pia):
    Person.objects.update(employee_number=None)
    rows = [f"E-{n},P {n},p{n}@x.pt,2020-01-01" for n in range(30)]
    header = "employee_number,full_name,email,start_date"
    first = actions.upload_files([people(*rows, header=header)], actor=pia)
    actions.apply_import(first, actor=pia)
    run = actions.upload_files([people(*rows[4:], header=header)], actor=pia, complete_list=True)
    assert run.state == "waiting" or latest().state == "held"
    actions.confirm_import(latest(), actor=pia)
    more = [people(*[f"F-{n},Q {n},q{n}@x.pt,2020-01-01" for n in range(3)], header=header)]
    actions.apply_import(actions.upload_files(more, actor=pia), actor=pia)
    run.refresh_from_db()
    actions.apply_import(run, actor=pia)
    run.refresh_from_db()
    assert (run.state, run.figures["people"]["leavers"] >= 7) == ("held", True)
    assert Person.objects.filter(is_active=False).count() == 0


def test_a_large_file_is_worked_in_the_background_with_a_bar(client_for, pia):
    client = client_for(pia)
    rows = [f"E-{n},Person {n},person.number.{n}@example.com," + "x" * 60 for n in range(4_000)]
    send(client, people(*rows, header="employee_number,full_name,email,note"))
    run = latest()
    assert (run.state, OutboxMessage.objects.filter(task="accounts.check_import").count()) == ("waiting", 1)
    ImportProgress.objects.update_or_create(
        run=run, defaults={"done": 1, "whole": 4, "words": "people.csv", "at": now()}
    )
    assert "25 %" in client.get(at("import_page", run)).text
    assert "25 %" in client.get(at("import_progress", run), headers={"HX-Request": "true"}).text
    check_import(run_id=run.pk)
    check_import(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.figures["changes"]) == ("ready", 4_000)
    done = client.get(at("import_progress", run), headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert done.headers["HX-Redirect"] == at("import_page", run)
    client.post(at("import_apply", run))
    assert OutboxMessage.objects.filter(task="accounts.apply_import").count() == 1
    apply_import(run_id=run.pk)
    apply_import(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, Person.objects.filter(employee_number__startswith="E-").count() >= 4_000) == ("applied", True)
    check_import(run_id=0)


def test_a_run_that_died_changed_nothing_and_can_be_resumed_or_discarded(client_for, pia):
    client = client_for(pia)
    run = ImportRun.objects.create(uploaded_by=pia, uploaded_at=now() - dt.timedelta(minutes=5))
    ImportFile.objects.create(run=run, name=SITES[0], content=SITES[1])
    page = client.get(at("import_page", run)).text
    assert "It seems to have stopped." in page
    client.post(at("import_resume", run))
    assert OutboxMessage.objects.filter(task="accounts.check_import", kwargs={"run_id": run.pk}).count() == 1
    client.post(at("import_discard", run))
    client.post(at("import_discard", run))
    run.refresh_from_db()
    assert (run.state, run.files.count()) == ("discarded", 0)


def test_templates_and_what_is_stored_can_be_imported(client_for, pia):
    client = client_for(pia)
    template = client.get(reverse("accounts:import_template", args=["people"]))
    assert 'filename="people.csv"' in template.headers["Content-Disposition"]
    assert template.content.decode("utf-8-sig").startswith('"employee_number","full_name","email"')
    stored = client.get(reverse("accounts:import_stored", args=["units"])).content
    send(client, ("units.csv", stored))
    assert (latest().figures["errors"], latest().figures["changes"]) == (0, 0)
    assert client.get(reverse("accounts:import_stored", args=["assessments"])).status_code == 404
    assert client.get(reverse("accounts:import_template", args=["cats"])).status_code == 404


def test_files_are_forgotten_after_thirty_days(pia):
    old = actions.upload_files([SITES], actor=pia)
    assert actions.upload_files([SITES], actor=pia) == old  # a double click
    with time_machine.travel(now() + dt.timedelta(minutes=1), tick=False):
        new = actions.upload_files([SITES], actor=pia)
    ImportRun.objects.filter(pk=old.pk).update(uploaded_at=now() - dt.timedelta(days=31))
    tidy_imports(run_id=start_run("tidy_imports"))
    assert [run.files.count() for run in (old, new)] == [0, 1]


def test_the_list_shows_what_one_may_see(client_for, pia, lena):
    actions.upload_files([SITES], actor=pia)
    actions.upload_files([file("skills.csv", "code,name", "PY,Python")], actor=pia)
    assert client_for(pia).get(at("import_list")).text.count("/organisation/imports/") >= 3
    page = client_for(lena).get(at("import_list")).text
    assert "skills.csv" in page
    assert "sites.csv" not in page
