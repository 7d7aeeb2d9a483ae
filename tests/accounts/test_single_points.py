"""Whoever alone holds a skill hears it a week before any report says so, and until then no report gives it away."""

import datetime as dt
from types import SimpleNamespace

import pytest
import time_machine

from accounts.models import Assessment, PublishedCell, SinglePoint
from accounts.nights import publish_gaps, rebuild_sums
from accounts.refresh import touch
from accounts.single_points import NOTICE, tell_holders
from accounts.skill_announcements import single_point_message
from ecosystem.core.clock import now, today
from ecosystem.notifications.models import Nudge, NudgeRuleState
from goals.actions.objectives import CriticalSkill, give_critical_skills
from goals.alignment_figures import publish_alignment
from tests.factories.goals import ObjectiveFactory
from tests.factories.people import UnitFactory
from tests.factories.published import assessment, needed, publish, staff

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def world(cast):
    """Twenty engineers and emil need the skill at 3; so do twelve in Web, below Engineering. Two hold it: emil and elsa."""
    skill = needed(cast.engineer, "Identity & access", code="IAM")
    web = UnitFactory(code="WEB", name="Web", parent=cast.engineering)
    staff(cast.engineer, cast.engineering, cast.site, *[1] * 20, skill=skill)
    (elsa, *_rest) = staff(cast.engineer, web, cast.site, *[1] * 12, skill=skill)
    for person in (cast.emil, elsa):
        say(person, skill, 4)
    return SimpleNamespace(cast=cast, skill=skill, web=web, elsa=elsa, emil=cast.emil)


def say(person, skill, level: int) -> None:
    """The line manager's word of now."""
    Assessment.objects.filter(person=person, skill=skill).delete()
    assessment(person, skill, level, days_ago=0).save()
    touch([person.pk], [skill.pk])


def word(world, unit=None) -> str:
    return PublishedCell.objects.get(skill=world.skill, unit=unit, site=None, is_latest=True).concentration


def words(world) -> tuple[str, str, str]:
    return word(world), word(world, world.cast.engineering), word(world, world.web)


def told(person) -> list[int]:
    return list(
        Nudge.objects.filter(rule__code="accounts.single_point", person=person).values_list("subject_id", flat=True)
    )


@pytest.fixture
def nights(world):
    """`nights(3)`: three days pass, each with its publication, after what changed before them."""
    moment = now()
    with time_machine.travel(moment, tick=False) as clock:
        publish()

        def pass_by(count: int) -> None:
            for _ in range(count):
                clock.shift(DAY)
                touch()
                rebuild_sums()
                publish_gaps()

        yield pass_by


def test_the_holder_is_told_first_and_the_word_follows_after_a_week(world, nights):
    assert words(world) == ("thin", "thin", "")  # elsa in Web was told this very night
    say(world.elsa, world.skill, 1)
    nights(1)
    assert words(world) == ("thin", "thin", "absent")
    assert told(world.emil) == [world.skill.pk]
    nights(NOTICE.days - 1)
    assert words(world) == ("thin", "thin", "absent")
    nights(1)
    assert words(world) == ("single_point", "single_point", "absent")
    nights(3)
    assert (words(world)[0], len(told(world.emil))) == ("single_point", 1)


def test_a_unit_is_a_place_of_its_own(world, nights):
    nights(NOTICE.days)
    assert words(world) == ("thin", "thin", "single_point")
    assert (told(world.elsa), told(world.emil)) == ([world.skill.pk], [])


def test_with_another_holder_the_word_goes_until_that_one_was_told(world, nights):
    say(world.elsa, world.skill, 1)
    nights(NOTICE.days + 1)
    assert words(world)[0] == "single_point"
    say(world.emil, world.skill, 1)
    say(world.elsa, world.skill, 4)
    nights(1)
    assert words(world) == ("", "", "absent")
    assert SinglePoint.objects.filter(person=world.emil).count() == 0
    nights(NOTICE.days)
    assert words(world) == ("single_point", "single_point", "single_point")


def test_a_second_holder_ends_it_at_once(world, nights):
    nights(NOTICE.days)
    second = staff(world.cast.engineer, world.web, world.cast.site, 4, skill=world.skill)[0]
    touch([second.pk])
    nights(1)
    assert word(world, world.web) == "thin"
    assert not SinglePoint.objects.exists()


def test_who_is_new_in_several_places_hears_it_once_and_the_message_names_them(world, nights):
    say(world.elsa, world.skill, 1)
    nights(1)
    message = single_point_message(Nudge(person=world.emil, subject_id=world.skill.pk))
    assert "In the whole company you are the only one with Identity & access" in message.sentence
    assert len(told(world.emil)) == 1
    say(world.elsa, world.skill, 4)
    nights(1)
    assert single_point_message(Nudge(person=world.emil, subject_id=world.skill.pk)) is None


def test_telling_again_tells_nobody(world):
    publish()
    before = list(SinglePoint.objects.values())
    assert tell_holders([world.skill.pk], {(world.skill.pk, world.web.pk)}, today()) == 0
    assert list(SinglePoint.objects.values()) == before


def test_while_nobody_can_be_told_nothing_is_said(world, nights):
    SinglePoint.objects.all().delete()
    NudgeRuleState.objects.filter(code="accounts.single_point").update(state=NudgeRuleState.State.OFF)
    nights(NOTICE.days + 2)
    assert (word(world, world.web), SinglePoint.objects.count()) == ("", 0)


def test_a_past_day_tells_nobody_and_says_nothing(world):
    say(world.elsa, world.skill, 1)
    Assessment.objects.update(stated_on=today() - 100 * DAY)
    publish(today() - 10 * DAY)
    assert (word(world), SinglePoint.objects.count()) == ("", 0)


@pytest.fixture
def wanted(world):
    """An objective of the company rests on the skill."""
    objective = ObjectiveFactory(title="Sign in everywhere")
    give_critical_skills(objective, [CriticalSkill(world.skill, 3)], actor=world.cast.xenia)
    return objective


def pages(client_for, viewer) -> str:
    addresses = ("/gaps/", "/gaps/?unit=WEB", "/gaps/export/csv/", "/gaps/export/csv/?unit=WEB", "/alignment/")
    client = client_for(viewer)
    answers = [client.get(address) for address in addresses]
    assert {answer.status_code for answer in answers} == {200}
    return " ".join(answer.content.decode() for answer in answers)


@pytest.mark.parametrize("viewer", ["lena", "xenia"])
def test_until_then_no_page_and_no_file_gives_it_away(world, wanted, nights, client_for, viewer):
    """What L&D and executives get is the same, word for word, as before; a week later it is said."""
    reader = getattr(world.cast, viewer)
    say(world.elsa, world.skill, 1)
    nights(1)
    publish_alignment(today())
    shown = pages(client_for, reader)
    for given_away in ("Single point", "single_point", "hangs on one person", "Emil", "Elsa"):
        assert given_away not in shown
    nights(NOTICE.days)
    publish_alignment(today())
    shown = pages(client_for, reader)
    assert "Single point" in shown
    assert "hangs on one person" in shown
    assert "Emil" not in shown
