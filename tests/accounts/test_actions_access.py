import datetime as dt

import pytest

from accounts.actions import access as acts
from accounts.models import Delegation, Person, RoleGrant
from accounts.stand_in_announcements import stand_in_message
from ecosystem.core.clock import today
from ecosystem.core.errors import Refused
from ecosystem.core.models import AuditEntry
from ecosystem.core.templatetags.ui import short_date
from ecosystem.notifications.finding import ensure_rule_states
from ecosystem.notifications.models import Nudge
from tests.factories.people import grant_role

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def roles(person):
    return set(Person.objects.signed_in(person.pk).roles)


def test_a_granted_role_holds_at_the_next_request(otto, adam):
    acts.grant_role(otto, actor=adam, role="learning", valid_from=today())
    assert roles(otto) == {"learning"}
    assert AuditEntry.objects.get(verb="role.granted").subject_id == otto.pk


def test_a_role_from_a_later_day_does_not_hold_yet(otto, adam):
    acts.grant_role(otto, actor=adam, role="learning", valid_from=today() + DAY)
    assert roles(otto) == set()


def test_nobody_grants_a_role_to_themselves(adam):
    with pytest.raises(Refused) as refusal:
        acts.grant_role(adam, actor=adam, role="learning", valid_from=today())
    assert refusal.value.field == "person"


def test_the_same_role_twice_is_refused(lena, adam):
    with pytest.raises(Refused):
        acts.grant_role(lena, actor=adam, role="learning", valid_from=today())


def test_granting_what_was_proposed_replaces_the_proposal(otto, adam):
    RoleGrant.objects.create(person=otto, role="learning", valid_from=today())
    acts.grant_role(otto, actor=adam, role="learning", valid_from=today())
    assert RoleGrant.objects.filter(person=otto).count() == 1


def test_a_role_for_a_unit_is_no_role_for_the_company(cast, otto, adam):
    acts.grant_role(otto, actor=adam, role="people_admin", valid_from=today(), unit=cast.engineering)
    person = Person.objects.signed_in(otto.pk)
    assert (person.roles, person.kept_units) == (frozenset(), {cast.engineering.pk})
    assert (Person.objects.get(pk=otto.pk).roles, Person.objects.get(pk=otto.pk).kept_units) == (
        set(),
        {cast.engineering.pk},
    )


def test_a_proposal_counts_only_when_confirmed(otto, adam):
    grant = RoleGrant.objects.create(person=otto, role="executive", valid_from=today() - DAY)
    assert roles(otto) == set()
    acts.confirm_grant(grant, actor=adam)
    acts.confirm_grant(grant, actor=adam)
    assert roles(otto) == {"executive"}
    assert AuditEntry.objects.filter(verb="role.confirmed").count() == 1


def test_nobody_confirms_their_own_proposal(adam):
    grant = RoleGrant.objects.create(person=adam, role="executive", valid_from=today())
    with pytest.raises(Refused):
        acts.confirm_grant(grant, actor=adam)


def test_a_declined_proposal_never_holds(otto, adam):
    grant = RoleGrant.objects.create(person=otto, role="executive", valid_from=today())
    acts.decline_grant(grant, actor=adam)
    acts.confirm_grant(grant, actor=adam)
    assert roles(otto) == set()


def test_an_ended_role_is_gone_at_the_next_request(lena, adam):
    grant = RoleGrant.objects.get(person=lena)
    acts.end_grant(grant, actor=adam)
    acts.end_grant(grant, actor=adam)
    assert roles(lena) == set()
    assert Person.objects.get(pk=lena.pk).roles == set()
    assert AuditEntry.objects.filter(verb="role.ended").count() == 1


def test_the_last_administrator_is_never_removed(cast, adam):
    grant = RoleGrant.objects.get(person=adam)
    with pytest.raises(Refused):
        acts.end_grant(grant, actor=adam)
    assert roles(adam) == {"admin"}


@pytest.mark.parametrize("fields", [{"valid_to": today}, {"confirmed_at": None}])
def test_an_administrator_who_will_not_last_does_not_count(cast, adam, fields):
    grant_role(cast.otto, "admin", **{name: value() if callable(value) else value for name, value in fields.items()})
    with pytest.raises(Refused):
        acts.end_grant(RoleGrant.objects.get(person=adam), actor=adam)


def test_with_another_administrator_one_may_go(cast, adam):
    grant_role(cast.otto, "admin")
    acts.end_grant(RoleGrant.objects.get(person=adam), actor=cast.otto)
    assert roles(adam) == set()


def name(manager, delegate, first=0, days=10):
    start = today() + first * DAY
    return acts.name_stand_in(manager, actor=manager, delegate=delegate, valid_from=start, valid_to=start + days * DAY)


def test_a_stand_in_holds_and_ends_early(cast, mara, dario):
    delegation = name(mara, dario)
    assert Delegation.objects.active().filter(delegate=dario).exists()
    acts.end_delegation(delegation, actor=mara)
    acts.end_delegation(delegation, actor=mara)
    assert not Delegation.objects.active().exists()
    assert AuditEntry.objects.filter(verb="stand_in.ended").count() == 1


def test_a_stand_in_is_told_from_when_to_when_and_what_it_allows(cast, mara, dario):
    ensure_rule_states()
    delegation = name(mara, dario, first=2)
    nudge = Nudge.objects.get(person=dario, rule__code="accounts.stand_in_named")
    message = stand_in_message(nudge)
    days = f"from {short_date(delegation.valid_from)} to {short_date(delegation.valid_to)}"
    assert message.sentence == f"You stand in for Mara Test {days}."
    assert "obstacles of the team" in message.body
    rule = nudge.rule.rule
    assert rule.visible(dario, [delegation.pk]) == {delegation.pk}
    assert rule.visible(cast.otto, [delegation.pk]) == set()
    acts.end_delegation(delegation, actor=mara)
    assert stand_in_message(nudge) is None


def test_a_stand_in_lasts_60_days_at_most(mara, dario):
    with pytest.raises(Refused) as refusal:
        name(mara, dario, days=61)
    assert refusal.value.field == "valid_to"


def test_one_stand_in_at_a_time(cast, mara, dario):
    name(mara, dario)
    with pytest.raises(Refused):
        name(mara, cast.otto, first=5)
    assert name(mara, cast.otto, first=11)
