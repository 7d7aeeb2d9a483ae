import datetime as dt

import pytest
import time_machine

from accounts.actions import invitations as acts
from accounts.models import Invitation, Person
from ecosystem.core.clock import now
from ecosystem.core.errors import Refused
from ecosystem.core.models import AuditEntry, OutgoingMail
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def nele(cast):
    return PersonFactory(full_name="Nele New", email="nele@example.com", password="!", unit=cast.engineering)


def code_in(mail):
    return mail.text.split("/invitation/")[1].split("/")[0]


def test_an_invitation_is_a_mail_with_a_link_and_only_its_hash_is_kept(nele, pia):
    invitation = acts.invite_person(nele, actor=pia)
    mail = OutgoingMail.objects.get()
    assert acts.find_invitation(code_in(mail)) == invitation
    assert code_in(mail) not in invitation.code_hash
    assert mail.to == "nele@example.com"
    assert 13 <= (invitation.expires_at - now()).days <= 14


def test_a_new_invitation_replaces_the_earlier_one(nele, pia):
    acts.invite_person(nele, actor=pia)
    first = OutgoingMail.objects.get()
    acts.invite_person(nele, actor=pia)  # a double click
    assert OutgoingMail.objects.get() == first
    with time_machine.travel(now() + dt.timedelta(minutes=1), tick=False):
        acts.invite_person(nele, actor=pia)
        assert acts.find_invitation(code_in(first)) is None
        assert not acts.is_still_open(first)


def test_whoever_has_been_in_is_not_invited(nele, pia):
    nele.set_password("long enough for anybody")
    with pytest.raises(Refused):
        acts.invite_person(nele, actor=pia)


def test_printed_codes_are_found_as_people_type_them(nele, pia):
    ((person, code),) = acts.print_invitations([nele], actor=pia)
    assert person == nele
    assert acts.find_invitation(f" {code.lower().replace('-', ' ')} ").person == nele


def test_accepting_sets_the_password_once(nele, pia):
    ((_person, code),) = acts.print_invitations([nele], actor=pia)
    invitation = acts.find_invitation(code)
    acts.accept_invitation(invitation, password="rather a long one 7")
    assert Person.objects.get(pk=nele.pk).check_password("rather a long one 7")
    with pytest.raises(Refused):
        acts.accept_invitation(invitation, password="somebody else's 99")
    assert acts.find_invitation(code) is None
    assert AuditEntry.objects.get(verb="invitation.accepted").actor_id == nele.pk


def test_an_old_code_and_a_leavers_code_open_nothing(nele, pia):
    ((_person, code),) = acts.print_invitations([nele], actor=pia)
    Invitation.objects.update(expires_at=now() - dt.timedelta(seconds=1))
    assert acts.find_invitation(code) is None
    Invitation.objects.update(expires_at=now() + dt.timedelta(days=1))
    assert acts.find_invitation(code)
    Person.objects.filter(pk=nele.pk).update(is_active=False)
    assert acts.find_invitation(code) is None
