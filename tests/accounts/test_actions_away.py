import datetime as dt

import pytest

from accounts.actions import away as acts
from accounts.models import Leave
from ecosystem.core.clock import today
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.models import AuditEntry

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def enter(person, first, last):
    return acts.enter_leave(
        person, actor=person, valid_from=today() + first * DAY, valid_to=today() + last * DAY, shown_to_colleagues=False
    )


def test_days_away_do_not_overlap(emil):
    enter(emil, 0, 5)
    with pytest.raises(Refused) as refusal:
        enter(emil, 5, 6)
    assert refusal.value.field == "valid_from"
    assert AuditEntry.objects.get(verb="leave.entered").subject_id == emil.pk


def test_back_already_ends_yesterday_and_a_later_leave_goes(emil):
    begun, later = enter(emil, -3, 5), enter(emil, 10, 12)
    acts.drop_leave(begun, actor=emil)
    acts.drop_leave(later, actor=emil)
    assert list(Leave.objects.values_list("valid_to", flat=True)) == [today() - DAY]


def test_days_that_have_passed_stay(emil):
    with pytest.raises(Refused):
        acts.drop_leave(enter(emil, -5, -3), actor=emil)


def test_settings_are_ones_own_and_never_overwrite(emil):
    acts.change_settings(emil, actor=emil, version=1, working_days=[0, 1], time_zone="Asia/Kolkata")
    emil.refresh_from_db()
    assert (emil.working_days, emil.time_zone) == ([0, 1], "Asia/Kolkata")
    with pytest.raises(Stale):
        acts.change_settings(emil, actor=emil, version=1, working_days=[2])
