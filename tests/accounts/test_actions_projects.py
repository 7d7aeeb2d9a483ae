import datetime as dt

import pytest

from accounts.actions import projects as acts
from accounts.models import Assignment
from ecosystem.core.clock import today
from ecosystem.core.errors import Refused
from ecosystem.core.models import AuditEntry

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def assign(cast, person, pia, **days):
    known = {"valid_from": today(), "valid_to": None, "share": "0.5"}
    return acts.assign_person(cast.project, actor=pia, person=person, **{**known, **days})


def test_projects_are_added_and_changed(cast, pia):
    project = acts.add_project(actor=pia, name="Harbour", delivery_lead=cast.otto)
    acts.change_project(project, actor=pia, version=1, name="Harbour 2")
    assert (project.code, project.name, project.delivery_lead) == ("HARBOUR", "Harbour 2", cast.otto)


def test_somebody_is_on_a_project_once_at_a_time(cast, otto, pia):
    assign(cast, otto, pia)
    with pytest.raises(Refused) as refusal:
        assign(cast, otto, pia)
    assert refusal.value.field == "person"


def test_an_assignment_ends_or_never_begins(cast, otto, pia):
    running, planned = (
        assign(cast, otto, pia, valid_from=today() - DAY),
        assign(cast, cast.lena, pia, valid_from=today() + DAY),
    )
    acts.end_assignment(running, actor=pia, last_day=today())
    acts.end_assignment(planned, actor=pia, last_day=today())
    assert Assignment.objects.get(person=otto).valid_to == today()
    assert not Assignment.objects.filter(person=cast.lena).exists()
    assert AuditEntry.objects.filter(verb="assignment.ended").count() == 2


def test_what_has_ended_does_not_end_again(cast, otto, pia):
    with pytest.raises(Refused):
        acts.end_assignment(
            assign(cast, otto, pia, valid_from=today() - 9 * DAY, valid_to=today() - DAY), actor=pia, last_day=today()
        )
