"""How many need it stands with the need itself, whoever adds, takes away or moves its reporters."""

import pytest

from feedback.actions.needs import join_need, leave_need, merge_needs
from feedback.models import NeedReporter
from tests.factories.feedback import a_need, needed_too

pytestmark = pytest.mark.django_db


def people(*needs):
    for need in needs:
        need.refresh_from_db()
    return [need.people for need in needs]


def test_every_reporter_counts_once(cast):
    need = a_need(cast.emil)
    assert people(need) == [1]
    join_need(need, actor=cast.otto)
    join_need(need, actor=cast.otto)
    assert people(need) == [2]
    leave_need(need, actor=cast.otto)
    assert people(need) == [1]


def test_rows_that_no_act_writes_count_too(cast):
    need = a_need(cast.emil)
    needed_too(need, cast.otto, cast.lena)
    assert people(need) == [3]
    NeedReporter.objects.filter(need=need, person=cast.lena).delete()
    assert people(need) == [2]
    need.reporters.update(helped=True)
    assert people(need) == [2]


def test_who_moves_to_another_need_counts_there(cast):
    one, other = a_need(cast.emil), a_need(cast.otto, "No course on rotating secrets")
    needed_too(one, cast.otto, cast.lena)
    merge_needs(one, actor=cast.nora, version=one.version, into=other)
    assert people(one, other) == [0, 3]
