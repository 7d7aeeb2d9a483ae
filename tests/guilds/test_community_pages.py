"""Pages of guilds: what each reader gets, what it costs, and that a guild of three says so."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ecosystem.core.clock import now
from ecosystem.core.search import find
from guilds.actions.charters import start_guild
from guilds.actions.counting import count_members
from guilds.models import Guild, GuildPost, Membership
from tests.core.test_markdown import PAYLOADS
from tests.factories.guild_sessions import SeatFactory, SessionFactory
from tests.factories.guilds import (
    GuildAnswerFactory,
    GuildFactory,
    GuildPostFactory,
    GuildResourceFactory,
    GuildSkillFactory,
    MembershipFactory,
)
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
START = {
    "name": "Accessibility",
    "purpose": "We learn how to build for everybody.",
    "audience": "Everybody",
    "rhythm": "14",
    "joining": "open",
    "character": "strategic",
}


def at(name, row) -> str:
    return reverse(f"guilds:{name}", args=[row.pk])


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def cost(call) -> int:
    with CaptureQueriesContext(connection) as sent:
        call()
    return len([query for query in sent.captured_queries if "SAVEPOINT" not in query["sql"]])


@pytest.fixture
def guild(cast):
    return GuildFactory(name="Accessibility", steward=cast.emil, people=[cast.mara, cast.dario])


def test_faces_stand_by_name_whoever_does_most(cast, client_for, guild):
    guild.memberships.filter(person=cast.mara).update(acts=9)
    faces = client_for(cast.otto).get(guild.get_absolute_url()).context["faces"]
    assert [face.name for face in faces] == ["Dario Test", "Emil Test", "Mara Test"]


def test_six_fields_with_prepared_words_start_a_guild(cast, client_for):
    client = client_for(cast.emil)
    form = client.get(reverse("guilds:guild_start")).context["form"]
    assert len(form.visible_fields()) == 6 and str(form["purpose"].value()).startswith("We learn from one another")
    unsaid = client.post(reverse("guilds:guild_start"), {**START, "purpose": str(form["purpose"].value())})
    assert unsaid.status_code == 422 and "Finish the sentence" in text(unsaid)
    answer = client.post(reverse("guilds:guild_start"), START)
    guild = Guild.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, guild.get_absolute_url())
    again = client_for(cast.mara).post(reverse("guilds:guild_start"), START)
    assert again.status_code == 422 and "of this name already" in text(again)
    assert [hit.title for hit in find(cast.otto, "access")] == ["Accessibility"]


def test_the_page_says_what_is_next_and_offers_one_primary_act(guild, cast, client_for):
    nobody = text(client_for(cast.otto).get(guild.get_absolute_url()))
    assert "Told from the end of a quarter on." in nobody and ">Join<" in nobody and "Leave the guild" not in nobody
    start = now() + dt.timedelta(days=3)
    session = SessionFactory(guild=guild, starts_at=start, capacity=2, title="Forms")
    SeatFactory(session=session)
    mara = text(client_for(cast.mara).get(guild.get_absolute_url()))
    assert "“Forms”; one seat is left." in mara and "Save a seat on" in mara and "Leave the guild" in mara
    emil = text(client_for(cast.emil).get(guild.get_absolute_url()))
    assert "Write the charter" in emil and "Leave the guild" not in emil
    MembershipFactory(guild=guild, person=cast.otto, state="asked", words="I audit.")
    assert "Somebody would like to join" in text(client_for(cast.emil).get(guild.get_absolute_url()))
    assert "Somebody would like" not in text(client_for(cast.mara).get(guild.get_absolute_url()))
    for page in (mara, emil, nobody):
        assert page.split("<main")[1].split("</main>")[0].count("btn-primary") == 1


def test_joining_asking_and_leaving_from_the_page(guild, cast, client_for):
    otto = client_for(cast.otto)
    assert "Why you would like to join" not in text(otto.get(at("guild_join", guild)))
    otto.post(at("guild_join", guild))
    assert guild.memberships.get(person=cast.otto).state == "member"
    otto.post(at("guild_leave", guild))
    Guild.objects.update(joining="ask")
    assert "A steward says yes or no" in text(otto.get(at("guild_join", guild)))
    otto.post(at("guild_join", guild), {"words": "I audit."})
    place = guild.memberships.get(person=cast.otto)
    page = text(client_for(cast.emil).get(at("member_list", guild)))
    assert "“I audit.”" in page and "I audit." not in text(client_for(cast.mara).get(at("member_list", guild)))
    client_for(cast.emil).post(at("request_answer", place), {"version": place.version, "yes": "1"})
    assert Membership.objects.get(pk=place.pk).state == "member"
    wrong = client_for(cast.emil).post(at("member_invite", guild), {"person": "Nobody Here"})
    assert wrong.status_code == 422 and "Nobody here has this name" in text(wrong)


def test_hidden_guilds_are_their_members_alone(cast, client_for):
    hidden = start_guild(actor=cast.emil, **{**START, "name": "Exits", "joining": "hidden"})
    MembershipFactory(guild=hidden, person=cast.mara)
    GuildFactory(name="Sketchers", people=[cast.mara])
    for person, seen in ((cast.mara, True), (cast.otto, False), (cast.lena, False)):
        client = client_for(person)
        assert ("Exits" in text(client.get(reverse("guilds:guild_list")))) is seen
        assert (client.get(hidden.get_absolute_url()).status_code == 200) is seen
        page = text(client.get(cast.mara.get_absolute_url()))
        assert "Sketchers" in page and "Exits" not in page, "hidden ones stand on nobody's page"
    assert find(cast.mara, "exits") == []


def test_the_list_is_narrowed_and_says_in_one_sentence_what_is_mine(guild, cast, client_for):
    skill = GuildSkillFactory(guild=guild).skill
    GuildFactory(name="Sketchers", character="hobby")
    GuildFactory(name="Gone", state="closed")
    client, url = client_for(cast.emil), reverse("guilds:guild_list")
    assert "You belong to one guild of the 2 here." in text(client.get(url))
    for query, shown in (
        ("?mine=1", {"Accessibility"}),
        ("?character=hobby", {"Sketchers"}),
        ("?character=strategic", {"Accessibility"}),
        (f"?skill={skill.name}", {"Accessibility"}),
        ("?ended=1", {"Gone"}),
        ("?character=x&page=x", {"Accessibility", "Sketchers"}),
        ("?skill=Nonsense", set()),
    ):
        assert {guild.name for guild in client.get(url + query).context["rows"]} == shown, query


@pytest.mark.parametrize("view", ["guild_list", "session_list", "office_hours_list"])
def test_a_skill_that_is_none_fits_nothing_and_its_field_says_so(view, guild, cast, client_for):
    GuildSkillFactory(guild=guild, skill__name="App security")
    SessionFactory(guild=guild)
    answer = client_for(cast.emil).get(reverse(f"guilds:{view}") + "?skill=Security")
    page = text(answer)
    assert list(answer.context["rows"]) == []
    assert "There is no skill of this name. Did you mean App security?" in page and "Nothing fits" in page


def test_a_charter_changed_meanwhile_shows_both(guild, cast, client_for):
    client = client_for(cast.emil)
    words = {**START, "version": "1", "charter": "We pair.", "skills": ""}
    assert "We do not police." in text(
        client_for(cast.emil).get(at("charter_write", GuildFactory(steward=cast.emil, charter="")))
    )
    assert client.post(at("charter_write", guild), words).status_code == 302
    again = client.post(at("charter_write", guild), {**words, "charter": "We audit."})
    assert again.status_code == 422 and "We audit." in text(again) and "We pair." in text(again)
    unknown = client.post(at("charter_write", guild), {**words, "version": "2", "skills": "Juggling knives"})
    assert unknown.status_code == 422 and "There is no skill" in text(unknown)
    history = text(client_for(cast.otto).get(at("charter_history", guild)))
    assert "We pair." in history and "We pair, we audit, we teach" in history


def test_a_closed_guild_is_an_archive_and_a_merged_one_leads_on(guild, cast, client_for):
    client = client_for(cast.emil)
    post = GuildPostFactory(guild=guild, title="Decided: no carousels")
    assert client.post(at("guild_close", guild), {"version": "1", "reason": ""}).status_code == 422
    stale = client.post(at("guild_close", guild), {"version": "7", "reason": "Done."})
    assert stale.status_code == 422 and 'name="version" value="1"' in text(stale)
    client.post(at("guild_close", guild), {"version": "1", "reason": "It has done its work."})
    page = text(client_for(cast.otto).get(guild.get_absolute_url()))
    assert "Closed since" in page and "It has done its work." in page and ">Join<" not in page
    assert client_for(cast.otto).get(post.get_absolute_url()).status_code == 200
    into = GuildFactory(steward=cast.emil, name="Inclusion", joining="hidden")
    merged = GuildFactory(steward=cast.emil, state="merged", merged_into=into)
    assert "another guild" in text(client_for(cast.otto).get(merged.get_absolute_url()))
    assert "Inclusion" in text(client_for(cast.emil).get(merged.get_absolute_url()))


def test_a_steward_adds_another_and_a_term_is_handed_over(guild, cast, client_for):
    client, term = client_for(cast.emil), guild.stewardships.get()
    assert client.post(at("steward_add", guild), {"person": cast.otto.email}).status_code == 302
    theirs = client.post(at("term_hand_over", term), {"version": "1", "to": cast.otto.email})
    assert theirs.status_code == 422 and "Otto Test tends it already" in text(theirs)
    assert client.post(at("term_hand_over", term), {"version": "1", "to": cast.nora.email}).status_code == 302
    page = text(client_for(cast.lena).get(at("steward_list", guild)))
    assert "2 people tend it" in page and "handed to Nora Test" in page and "Step down" not in page


def test_the_board_answers_in_place(guild, cast, client_for):
    part = client_for(cast.mara, htmx=True)
    post = GuildPostFactory(guild=guild, author=cast.mara, title="Which check?")
    given = part.post(at("answer_give", post), {"text": "The one in the browser."})
    assert text(given).startswith(f'<div class="stack narrow" id="post-{post.pk}"')
    answer = post.answers.get()
    assert "This settled it" in text(given)
    settled = part.post(at("answer_accept", post), {"version": "1", "answer": answer.pk})
    assert "It did not settle it after all" in text(settled)
    assert part.post(at("answer_accept", post), {"version": "1"}).status_code == 422
    assert part.post(at("answer_give", post), {"text": ""}).status_code == 422
    assert "Which check?" in text(client_for(cast.otto).get(at("post_list", guild) + "?show=question"))
    assert "Which check?" not in text(client_for(cast.otto).get(at("post_list", guild) + "?show=open"))


def test_answers_are_read_fifty_at_a_time_and_none_is_out_of_reach(guild, cast, client_for):
    post = GuildPostFactory(guild=guild, author=cast.mara, answers_count=120)
    answers = [
        GuildAnswerFactory(
            post=post, author=cast.dario, text=f"Answer number {n}.", created_at=now() - dt.timedelta(seconds=200 - n)
        )
        for n in range(120)
    ]
    GuildPost.objects.filter(pk=post.pk).update(accepted=answers[77])
    client, page = client_for(cast.mara), post.get_absolute_url()

    def shown(answer) -> list[int]:
        return [int(number) for number in re.findall(r"Answer number (\d+)\.", text(answer))]

    first, second = client.get(page), client.get(f"{page}?page=2")
    assert shown(first) == [77, *range(50)]  # what settled it stands first
    assert f"{page}?page=2" in text(first) and "120 answers in all" in text(first)
    assert shown(second) == list(range(50, 100)) and "Earlier answers" in text(second)
    assert shown(client.get(f"{page}?page=3")) == list(range(100, 120))
    assert "Earlier answers" in text(client.get(f"{page}?page=4"))
    assert client.post(at("answer_give", post), {"text": "The last one."}).url == f"{page}?page=3"
    part = client_for(cast.mara, htmx=True)
    assert "The very last one." in text(part.post(at("answer_give", post), {"text": "The very last one."}))
    told = {"version": post.version, "answer": answers[60].pk, "page": "2"}
    assert shown(part.post(at("answer_accept", post), told)) == list(range(50, 100))
    assert shown(part.post(at("answer_give", post), {"text": "", "page": "2"})) == list(range(50, 100))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_that_people_type_runs(cast, client_for, payload):
    guild = GuildFactory(
        steward=cast.emil, name=payload[:80], purpose=payload[:240], audience=payload[:160], charter=payload
    )
    MembershipFactory(guild=guild, person=cast.otto, state="asked", words=payload[:200])
    kept = GuildResourceFactory(guild=guild, note=payload[:200])
    answer = GuildAnswerFactory(post__guild=guild, post__title=payload[:160], post__body=payload, text=payload)
    client = client_for(cast.emil)
    names = ("guild_page", "charter_history", "member_list", "steward_list", "post_list", "collection_page")
    for address in (*(at(name, guild) for name in names), answer.post.get_absolute_url(), at("kept_note", kept)):
        assert payload not in client.get(address).content.decode() or "<" not in payload


def test_what_the_pages_cost_is_the_same_for_few_and_many(guild, cast, client_for):
    client, spent = client_for(cast.emil), []
    names = ("guild_page", "member_list", "steward_list", "post_list", "collection_page", "charter_history")
    for times in (1, 12):
        for _each in range(times):
            MembershipFactory(guild=guild, person=PersonFactory(employed=False))
            MembershipFactory(guild=guild, person=PersonFactory(employed=False), state="asked")
            post = GuildPostFactory(guild=guild)
            GuildAnswerFactory.create_batch(times, post=post)
            GuildResourceFactory(guild=guild)
            GuildSkillFactory(guild=guild)
            SessionFactory(guild=guild)
            GuildFactory(people=[cast.emil])
        count_members(guild)
        costs = {name: cost(lambda name=name: client.get(at(name, guild))) for name in names}
        costs["list"] = cost(lambda: client.get(reverse("guilds:guild_list")))
        costs["post"] = cost(lambda post=post: client.get(post.get_absolute_url()))
        spent.append(costs)
    assert spent[0] == spent[1]
    assert spent[0]["guild_page"] <= 8 and max(spent[0].values()) <= 12, spent[0]


def test_a_guild_at_rest_offers_its_stewards_to_wake_it_and_nobody_to_host_or_join(cast, client_for, guild):
    soon = SessionFactory(guild=guild, host=cast.emil, starts_at=now() + dt.timedelta(days=2))
    Guild.objects.filter(pk=guild.pk).update(state="resting")
    steward, member, other = (
        text(client_for(who).get(guild.get_absolute_url())) for who in (cast.emil, cast.mara, cast.otto)
    )
    assert "Host a session" not in steward + member + other and ">Join<" not in other
    row = steward[steward.index(f'id="guild-{guild.pk}-actions"') :]
    assert at("guild_wake", guild) in row[: row.index("</div>")]
    assert at("guild_wake", guild) not in member + other
    assert at("seat_save", soon) in member
    soon.delete()
    bare = text(client_for(cast.mara).get(guild.get_absolute_url()))
    assert "It rests; nothing is planned." in bare and "Host a session" not in bare
    version = Guild.objects.get(pk=guild.pk).version
    client_for(cast.emil).post(at("guild_wake", guild), {"version": version})
    assert "Host a session" in text(client_for(cast.mara).get(guild.get_absolute_url()))


def test_an_open_guild_is_joined_by_one_press_in_the_list(guild, cast, client_for):
    asks = GuildFactory(name="By request", joining="ask")
    client, address = client_for(cast.otto), at("guild_join", guild)
    page = text(client.get(reverse("guilds:guild_list")))
    assert f'form="guild-join" formaction="{address}"' in page and '<form id="guild-join" method="post">' in page
    assert f'href="{address}"' not in page and f'href="{at("guild_join", asks)}"' in page
    assert "Why you would like to join" not in text(client.get(address))
    assert client.post(address).url == guild.get_absolute_url()
    assert Membership.objects.get(guild=guild, person=cast.otto).state == "member"


def test_days_of_terms_and_places_always_name_their_year(guild, cast, client_for):
    client, past = client_for(cast.mara), dt.date(2025, 9, 8)
    until = guild.stewardships.get().until
    guild.stewardships.create(person=cast.nora, since=past, until=until, ended_on=now().date())
    joined = f"you joined on {now().date():%-d %b %Y}"
    assert f"until {until:%-d %b %Y}" in (page := text(client.get(guild.get_absolute_url()))) and joined in page
    terms = text(client.get(at("steward_list", guild)))
    assert f"until {until:%-d %b %Y}" in terms and f"8 Sep 2025 to {now().date():%-d %b %Y}" in terms
    assert f"since {now().date():%-d %b %Y}" in text(client.get(at("member_list", guild)))


def test_without_an_act_one_is_not_called_core_or_listening(guild, cast, client_for):
    said = "have no act in these 90 days yet. Only you read this."
    assert f"You tend it; you {said}" in text(client_for(cast.emil).get(guild.get_absolute_url()))
    page = text(client_for(cast.mara).get(guild.get_absolute_url()))
    assert f"You {said}" in page and "0 acts" not in page
    guild.memberships.filter(person=cast.mara).update(acts=2, tier="active")
    assert "You: Active, 2 acts." in text(client_for(cast.mara).get(guild.get_absolute_url()))


def test_the_page_says_how_many_of_the_questions_it_shows_and_what_each_kept_thing_is(guild, cast, client_for):
    GuildPostFactory.create_batch(4, guild=guild, author=cast.mara)
    GuildResourceFactory(guild=guild, note="Start here.", resource__owner=cast.otto)
    page = text(client_for(cast.dario).get(guild.get_absolute_url()))
    assert "3 of 4 without an accepted answer" in page
    assert "Start here." in page and ", Otto Test</p>" in page
