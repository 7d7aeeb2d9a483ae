import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from accounts.actions import leaving as acts
from accounts.models import Assignment, Delegation, Person, RoleGrant
from accounts.placing import place_on
from accounts.tasks import let_leavers_go
from ecosystem.core import search
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.jobs import start_run
from ecosystem.core.models import AuditEntry, OutboxMessage
from tests.factories.goals import GoalFactory
from tests.factories.people import grant_role

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
YESTERDAY, TOMORROW = -DAY, DAY


def test_with_a_day_to_come_everything_stays_until_then(cast, emil, pia):
    last = today() + 10 * DAY
    acts.end_employment(emil, actor=pia, last_day=last)
    emil.refresh_from_db()
    assert emil.is_active
    assert {
        *emil.lines.values_list("valid_to", flat=True),
        *emil.unit_memberships.values_list("valid_to", flat=True),
    } == {last}
    assert Assignment.objects.get(person=emil).valid_to == last
    assert not OutboxMessage.objects.filter(task="goals.close_goals_of_leaver").exists()


def test_with_a_day_that_has_passed_they_are_out_at_once(cast, emil, pia, client_for):
    client = client_for(emil)
    assert client.get(reverse("accounts:me")).status_code == 200
    acts.end_employment(emil, actor=pia, last_day=today() - DAY)
    assert client.get(reverse("accounts:me")).status_code == 302
    assert OutboxMessage.objects.get(task="goals.close_goals_of_leaver").kwargs == {"person_id": emil.pk}
    assert search.find(cast.otto, "emil") == []


def test_an_old_session_never_revives(emil, pia, client_for):
    client = client_for(emil)
    client.get(reverse("accounts:me"))
    acts.let_go(emil, actor=pia)
    Person.objects.filter(pk=emil.pk).update(is_active=True)
    assert client.get(reverse("accounts:me")).status_code == 302
    assert not Session.objects.filter(session_key=client.session.session_key or "").exists()


def test_letting_go_twice_is_harmless(emil, pia):
    acts.let_go(emil, actor=pia)
    acts.let_go(Person.objects.get(pk=emil.pk), actor=pia)
    assert AuditEntry.objects.filter(verb="person.let_go").count() == 1
    assert OutboxMessage.objects.filter(task="goals.close_goals_of_leaver").count() == 1


def test_goals_close_as_left(emil, pia, django_capture_on_commit_callbacks):
    from goals.tasks import close_goals_of_leaver

    goal = GoalFactory(owner=emil)
    acts.let_go(emil, actor=pia)
    close_goals_of_leaver(person_id=emil.pk)
    goal.refresh_from_db()
    assert goal.outcome == "left"


def test_reports_need_somebody_to_lead_them(cast, mara, pia):
    with pytest.raises(Refused) as refusal:
        acts.end_employment(mara, actor=pia, last_day=today())
    assert refusal.value.field == "successor"


def test_reports_pass_to_the_successor_the_day_after(cast, mara, pia):
    acts.end_employment(mara, actor=pia, last_day=today(), successor=cast.nora)
    assert place_on(cast.emil).manager == mara
    assert place_on(cast.emil, today() + DAY).manager == cast.nora


def test_a_successor_from_the_team_takes_the_place_in_the_line(cast, mara, pia):
    acts.end_employment(mara, actor=pia, last_day=today(), successor=cast.emil)
    assert place_on(cast.emil, today() + DAY).manager == cast.nora


def test_led_units_and_projects_pass_on(cast, dario, pia):
    cast.sales.lead = dario
    cast.sales.save(update_fields=["lead"])
    acts.end_employment(dario, actor=pia, last_day=today(), successor=cast.otto)
    cast.sales.refresh_from_db()
    cast.project.refresh_from_db()
    assert (cast.sales.lead, cast.project.delivery_lead) == (cast.otto, cast.otto)


def test_rights_end_with_the_employment(cast, lena, pia):
    Delegation.objects.create(
        manager=cast.mara, delegate=lena, valid_from=today(), valid_to=today() + 30 * DAY, created_at=now()
    )
    acts.end_employment(lena, actor=pia, last_day=today() + 5 * DAY)
    assert RoleGrant.objects.get(person=lena).valid_to == today() + 5 * DAY
    assert Delegation.objects.get(delegate=lena).valid_to == today() + 5 * DAY


def test_the_last_administrator_stays(cast, adam, pia):
    with pytest.raises(Refused):
        acts.end_employment(adam, actor=pia, last_day=today())
    grant_role(cast.otto, "admin")
    acts.end_employment(adam, actor=pia, last_day=today())
    assert adam.employments.get().valid_to == today()


@pytest.mark.parametrize("when", [-800 * DAY])
def test_a_last_day_before_the_first_is_refused(emil, pia, when):
    with pytest.raises(Refused) as refusal:
        acts.end_employment(emil, actor=pia, last_day=today() + when)
    assert refusal.value.field == "last_day"


def test_somebody_who_left_cannot_leave_again(emil, pia):
    emil.employments.update(valid_to=today() - DAY)
    with pytest.raises(Refused):
        acts.end_employment(emil, actor=pia, last_day=today())


def test_staying_after_all_opens_what_would_have_ended(cast, emil, pia):
    acts.end_employment(emil, actor=pia, last_day=today() + 3 * DAY)
    acts.keep_employment(emil, actor=pia)
    assert emil.employments.get().valid_to is None
    assert place_on(emil, today() + 30 * DAY).manager == cast.mara
    with pytest.raises(Refused):
        acts.keep_employment(emil, actor=pia)


def test_at_the_turn_of_the_last_day_they_are_out(cast, emil, pia):
    acts.end_employment(emil, actor=pia, last_day=today())
    assert acts.let_leavers_go(today()) == 0
    assert acts.let_leavers_go(today() + DAY) == 1
    emil.refresh_from_db()
    assert not emil.is_active


def test_the_night_does_so_and_says_how_many(cast, emil):
    emil.employments.update(valid_to=today() - DAY)
    run = start_run("leavers")
    let_leavers_go(run_id=run)
    emil.refresh_from_db()
    assert not emil.is_active
    let_leavers_go(run_id=run)


def test_whom_a_file_put_out_has_nothing_open_either(cast, emil, client_for):
    client = client_for(emil)
    days = {"valid_from": today() - 9 * DAY, "valid_to": today() + 9 * DAY}
    Delegation.objects.create(manager=cast.mara, delegate=emil, created_at=now(), **days)
    client.get(reverse("accounts:me"))
    emil.employments.update(valid_to=today() - DAY)
    Person.objects.filter(pk=emil.pk).update(is_active=False)
    acts.let_leavers_go(today())
    acts.let_leavers_go(today())
    assert OutboxMessage.objects.get(task="goals.close_goals_of_leaver").kwargs == {"person_id": emil.pk}
    assert Assignment.objects.get(person=emil).valid_to == today() - DAY
    assert Delegation.objects.get(delegate=emil).valid_to == today() - DAY
    Person.objects.filter(pk=emil.pk).update(is_active=True)
    assert client.get(reverse("accounts:me")).status_code == 302


def test_who_comes_back_soon_stays_in(cast, emil):
    emil.employments.update(valid_to=today() - DAY)
    emil.employments.create(valid_from=today() + 3 * DAY)
    assert acts.let_leavers_go(today()) == 0
