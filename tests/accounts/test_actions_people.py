import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.db import connection

from accounts.actions import people as acts
from accounts.models import Person, ReportingClosure, ReportingLine, UnitMembership
from accounts.placing import Place, place_on
from accounts.signals import lines_changed
from ecosystem.core import search
from ecosystem.core.clock import today
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.models import AuditEntry
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def audited(verb):
    return AuditEntry.objects.filter(verb=verb)


@pytest.fixture
def facts():
    """What apps above are told."""
    heard = []

    def hear(sender, person_ids, **_):
        heard.append(person_ids)

    lines_changed.connect(hear)
    yield heard
    lines_changed.disconnect(hear)


@pytest.fixture
def hire(cast, pia):
    def act(**fields):
        place = Place(cast.engineering, cast.mara, (cast.engineer,))
        known = {"full_name": "Nele New", "email": "nele@example.com", "start": today(), "place": place}
        return acts.hire_person(actor=pia, **{**known, **fields})

    return act


def test_hire_person_puts_them_in_their_place(cast, hire, facts):
    nele = hire()
    assert place_on(nele) == Place(cast.engineering, cast.mara, (cast.engineer,))
    assert ReportingClosure.objects.filter(ancestor=cast.nora, descendant=nele, depth=2).exists()
    assert nele.pk in facts[-1]
    assert not nele.has_usable_password()
    assert audited("person.hired").get().subject_id == nele.pk


def test_hire_person_makes_them_found_with_role_and_unit(cast, hire):
    hire()
    (hit,) = search.find(cast.otto, "nele")
    assert (hit.title, hit.subtitle) == ("Nele New", "Software Engineer, Engineering")


def test_hire_person_refuses_an_address_that_somebody_has(cast, hire):
    with pytest.raises(Refused) as refusal:
        hire(email="EMIL@example.com")
    assert refusal.value.field == "email"
    assert not Person.objects.filter(full_name="Nele New").exists()


def test_a_seat_holds_a_place_in_the_line_and_is_filled(cast, pia):
    seat = acts.add_seat(
        actor=pia, title="Vacant: Lead", start=today() - 10 * DAY, place=Place(cast.engineering, cast.nora)
    )
    acts.move_person(cast.emil, actor=pia, day=today(), place=Place(cast.engineering, seat, (cast.engineer,)))
    nele = acts.hire_person(
        actor=pia, seat=seat, full_name="Nele", email="nele@example.com", start=today(), place=place_on(seat)
    )
    assert place_on(cast.emil).manager == nele
    assert place_on(nele).manager == cast.nora
    seat.refresh_from_db()
    assert not seat.is_active
    assert UnitMembership.objects.get(person=seat).valid_to == today() - DAY


def test_a_seat_is_filled_once(cast, pia):
    seat = acts.add_seat(actor=pia, title="Vacant", start=today(), place=Place(cast.engineering))
    acts.drop_seat(seat, actor=pia)
    acts.drop_seat(seat, actor=pia)
    assert audited("seat.dropped").count() == 1
    with pytest.raises(Refused):
        acts.hire_person(actor=pia, seat=seat, full_name="N", email="n@example.com", start=today(), place=Place())


def test_dropping_a_seat_passes_its_reports_up(cast, pia):
    seat = acts.add_seat(actor=pia, title="Vacant", start=today() - DAY, place=Place(cast.engineering, cast.nora))
    acts.move_person(cast.emil, actor=pia, day=today(), place=Place(cast.engineering, seat))
    acts.drop_seat(seat, actor=pia)
    assert place_on(cast.emil).manager == cast.nora


def test_change_person_forgets_an_old_address(cast, emil, pia):
    EmailAddress.objects.create(user=emil, email=emil.email, verified=True, primary=True)
    acts.change_person(emil, actor=pia, version=1, email="emil.new@example.com", fte="0.5")
    assert not EmailAddress.objects.filter(user=emil).exists()
    assert audited("person.changed").get().fields == ["email", "fte"]
    assert str(emil.employments.get().fte) == "0.50"


def test_change_person_never_overwrites_what_somebody_else_wrote(emil, pia):
    acts.change_person(emil, actor=pia, version=1, full_name="Emil One")
    with pytest.raises(Stale):
        acts.change_person(Person.objects.get(pk=emil.pk), actor=pia, version=1, full_name="Emil Two")


def test_move_person_from_a_later_day_leaves_today_as_it_is(cast, emil, pia, facts):
    later = today() + 10 * DAY
    changed = acts.move_person(emil, actor=pia, day=later, place=Place(cast.sales, cast.otto, (cast.engineer,)))
    assert changed == ["unit", "line_manager"]
    assert place_on(emil).manager == cast.mara
    assert place_on(emil, later) == Place(cast.sales, cast.otto, (cast.engineer,))
    assert facts == [[emil.pk]]
    assert audited("person.moved").get().fields == ["line_manager", "unit"]


def test_moving_to_where_one_stands_changes_nothing(cast, emil, pia):
    assert acts.move_person(emil, actor=pia, day=today(), place=place_on(emil)) == []
    assert not audited("person.moved").exists()


def test_move_person_refuses_a_circle_at_the_field(cast, pia):
    with pytest.raises(Refused) as refusal:
        acts.move_person(cast.nora, actor=pia, day=today(), place=Place(cast.company, cast.emil))
    assert refusal.value.field == "manager"
    assert not ReportingLine.objects.filter(person=cast.nora).exists()


def test_move_person_refuses_a_circle_on_any_later_day(cast, pia):
    acts.move_person(cast.mara, actor=pia, day=today() + 20 * DAY, place=Place(cast.engineering, cast.otto))
    with pytest.raises(Refused):
        acts.move_person(cast.otto, actor=pia, day=today(), place=Place(cast.sales, cast.emil))


def test_move_person_refuses_a_day_without_employment(cast, emil, pia):
    emil.employments.update(valid_to=today() + DAY)
    with pytest.raises(Refused) as refusal:
        acts.move_person(emil, actor=pia, day=today() + 2 * DAY, place=Place(cast.sales))
    assert refusal.value.field == "day"


def test_a_move_ends_with_the_employment(cast, emil, pia):
    last = today() + 5 * DAY
    emil.employments.update(valid_to=last)
    emil.lines.all().delete()
    acts.move_person(emil, actor=pia, day=today(), place=Place(cast.sales, cast.otto))
    assert set(emil.lines.values_list("valid_to", flat=True)) == {last}


def test_rehire_is_a_second_employment_and_no_old_password_revives(cast, pia):
    person = PersonFactory(unit=cast.sales)
    person.set_password("an old password")
    Person.objects.filter(pk=person.pk).update(is_active=False, password=person.password)
    person.employments.update(valid_to=today() - 30 * DAY)
    person.unit_memberships.update(valid_to=today() - 30 * DAY)
    acts.rehire_person(person, actor=pia, start=today(), place=Place(cast.engineering, cast.mara))
    person.refresh_from_db()
    assert (person.is_active, person.has_usable_password()) == (True, False)
    assert person.employments.count() == 2
    assert place_on(person).manager == cast.mara


def test_rehire_refuses_a_day_within_the_employment(cast, emil, pia):
    with pytest.raises(Refused) as refusal:
        acts.rehire_person(emil, actor=pia, start=today(), place=Place())
    assert refusal.value.field == "start"


def test_constraints_are_deferred_again_after_a_check(cast, emil, pia):
    acts.move_person(emil, actor=pia, day=today(), place=Place(cast.sales, cast.otto))
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO accounts_skilllevel (skill_id, level, sentence) VALUES (0, 1, '') RETURNING id")
        cursor.execute("DELETE FROM accounts_skilllevel WHERE skill_id = 0")
