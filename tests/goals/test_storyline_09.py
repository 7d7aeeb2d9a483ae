"""Storyline 9 of the demo company from end to end: an expert keeps being offered what is for beginners, and says so."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Interest, PersonSkill
from accounts.refresh import touch
from ecosystem.core.clock import today
from ecosystem.core.models import AuditEntry
from goals.actions.opportunities import post_opportunity
from goals.actions.suggestions import suggest
from goals.models import OfferAnswer, Path, Suggestion
from goals.offers import offers_for
from tests.factories.paths import PathFactory
from tests.factories.skills import AssessmentFactory, RequirementFactory, SkillFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def at(time_machine):
    def travel(day: str) -> None:
        time_machine.move_to(dt.datetime.fromisoformat(f"{day} 10:00").replace(tzinfo=dt.UTC), tick=False)

    return travel


@pytest.fixture
def misjudged(at, organisation, request):
    """Emil wrote compilers; the company knows of level 1 in TypeScript, from years ago, and he likes the language."""
    at("2026-11-23")
    cast = request.getfixturevalue("cast")
    cast.skill, cast.other = SkillFactory(name="TypeScript"), SkillFactory(name="Kotlin")
    for skill in (cast.skill, cast.other):
        RequirementFactory(job_role=cast.engineer, skill=skill, level=3)
        AssessmentFactory(person=cast.emil, skill=skill, level=1, source="manager", assessor=None)
        Interest.objects.create(person=cast.emil, skill=skill, answer="yes", stated_on=today())
    touch([cast.emil.pk], [cast.skill.pk, cast.other.pk])
    return cast


def offer(cast, title: str, level: int, skill=None):
    """Dario posts a piece of work."""
    return post_opportunity(
        actor=cast.dario, title=title, skill=skill or cast.skill, level=level,
        needed_by=today() + 60 * DAY, effort_hours=2,
    )  # fmt: skip


@pytest.fixture
def offered(client_for, misjudged):
    """Which of some works stand among “Learn next” on emil's home."""
    return lambda *titles: _offered(client_for(misjudged.emil), titles)


def _offered(client, titles: tuple[str, ...]) -> list[str]:
    shown = client.get("/").content.decode()
    return [title for title in titles if f"<b>{title}</b>" in shown]


def test_storyline_09_wrong_fit(misjudged, at, client_for, offered):
    cast, emil = misjudged, client_for(misjudged.emil)
    known = PersonSkill.objects.get(person=cast.emil, skill=cast.skill).level
    first = offer(cast, "Rename a field", 1)
    assert offered("Rename a field") == ["Rename a field"]

    answer = reverse("goals:offer_answer", args=[first.pk])  # one click on the card, in place
    card = client_for(cast.emil, htmx=True).post(answer, {"kind": "too_easy"}).content.decode()
    assert f'id="offer-{first.pk}"' in card and "up to level 1 is not offered to you any more" in card
    assert "Your level stays as it is." in card
    at("2026-11-30")  # the beginners' work goes on coming; what leads further is offered instead
    offer(cast, "Rename another field", 1)
    further = offer(cast, "Type the events", 2)
    assert offered("Rename a field", "Rename another field", "Type the events") == ["Type the events"]

    assert emil.post(reverse("goals:offer_answer", args=[further.pk]), {"kind": "too_easy"}).status_code == 302
    offer(cast, "Write a type-level parser", 3)
    assert offered("Type the events", "Write a type-level parser") == ["Write a type-level parser"]
    [found] = offers_for(cast.emil, today())
    assert ("Level", 1.0, "one step above where you are") in found.reasons

    # a path to where he is already, from his manager
    path = PathFactory(title="First steps in types", skill=cast.skill, to_level=2, state=Path.State.PUBLISHED)
    panel = reverse("accounts:skill_page", args=[cast.skill.pk])
    assert path.title not in emil.get(panel).content.decode()
    assert path.title in client_for(cast.otto).get(panel).content.decode()
    suggestion = suggest(cast.emil, actor=cast.mara, kind="path", path=path, why="The bank asks for it.")
    too_easy = reverse("goals:suggestion_too_easy", args=[suggestion.pk])
    assert too_easy in emil.get(suggestion.get_absolute_url()).content.decode()
    for _twice in range(2):
        emil.post(too_easy, {"version": suggestion.version})
    suggestion = Suggestion.objects.get()
    assert (suggestion.state, suggestion.answer) == ("declined", "Too easy")
    assert "Too easy" in client_for(cast.mara).get(suggestion.get_absolute_url()).content.decode()

    # what he said corrects what is offered, and never what is known of him
    assert PersonSkill.objects.get(person=cast.emil, skill=cast.skill).level == known == Decimal("1.00")
    assert OfferAnswer.objects.get().level == 2
    assert AuditEntry.objects.filter(verb="offer.too_easy", actor=cast.emil).count() == 2
    assert "TypeScript" in emil.get(reverse("goals:opportunity_list")).content.decode()


def test_storyline_09_a_declined_skill_rests_thirty_days(misjudged, at, client_for, offered):
    cast, emil = misjudged, client_for(misjudged.emil)
    work = offer(cast, "Port the importer", 2, cast.other)
    for _twice in range(2):
        response = emil.post(reverse("goals:offer_answer", args=[work.pk]), {"kind": "not_now"})
        assert (response.status_code, response["Location"]) == (302, reverse("goals:opportunity_list"))
    offer(cast, "Port the exporter", 2, cast.other)
    offer(cast, "Type the events", 2)
    names = ("Port the importer", "Port the exporter", "Type the events")
    at("2026-12-22")  # the thirtieth day
    assert offered(*names) == ["Type the events"]
    shown = client_for(cast.emil).get(reverse("goals:opportunity_list")).content.decode()
    assert "until 23 Dec: you said not now" in shown
    assert "you said not now" not in client_for(cast.dario).get(work.get_absolute_url()).content.decode()
    at("2026-12-23")
    assert offered(*names) == list(names)
    assert "you said not now" not in client_for(cast.emil).get(reverse("goals:opportunity_list")).content.decode()


def test_an_answer_is_taken_back_and_the_work_is_offered_again(misjudged, client_for, offered):
    cast, emil = misjudged, client_for(misjudged.emil)
    work = offer(cast, "Rename a field", 1)
    emil.post(reverse("goals:offer_answer", args=[work.pk]), {"kind": "too_easy"})
    assert offered(work.title) == []
    assert emil.post(reverse("goals:offer_answer", args=[work.pk]), {"kind": "boring"}).status_code == 302
    back = reverse("goals:offer_answer_take_back", args=[OfferAnswer.objects.get().pk])
    assert client_for(cast.mara).post(back).status_code == 404
    assert emil.post(back).status_code == 302
    assert (offered(work.title), OfferAnswer.objects.count()) == ([work.title], 0)


def test_declining_suggested_work_lets_its_skill_rest(misjudged, client_for, offered):
    cast, emil = misjudged, client_for(misjudged.emil)
    work = offer(cast, "Port the importer", 2, cast.other)
    made = suggest(cast.emil, actor=cast.mara, kind="opportunity", opportunity=work, why="You like Kotlin.")
    emil.post(reverse("goals:suggestion_decline", args=[made.pk]), {"version": made.version})
    assert offered(work.title) == []
    assert OfferAnswer.objects.get().rests_until == today() + 30 * DAY
