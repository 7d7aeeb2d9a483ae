"""What a guild talks about and keeps: posts, answers, pins, the collection; second calls are harmless."""

import pytest

from ecosystem.core.clock import now
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.models import AuditEntry
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import registered
from guilds.actions import board, collecting
from guilds.models import GuildAnswer, GuildPost, GuildResource
from tests.factories.guilds import GuildAnswerFactory, GuildFactory, GuildPostFactory
from tests.factories.resources import ResourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def guild(cast):
    return GuildFactory(steward=cast.emil, people=[cast.mara, cast.dario])


def told(code: str) -> set[int]:
    return set(Nudge.objects.filter(rule__code=code).values_list("person", flat=True))


def say(code: str):
    return registered(code).context(Nudge.objects.filter(rule__code=code).latest("pk"))


def test_a_question_is_posted_answered_and_settled(guild, cast):
    for _turn in range(2):
        post = board.write_post(guild, actor=cast.mara, kind="question", title="Which contrast check?")
        answer = board.answer_post(post, actor=cast.dario, text="The one in the browser.")
    post.refresh_from_db()
    assert (GuildPost.objects.count(), GuildAnswer.objects.count(), post.answers_count) == (1, 1, 1)
    assert (
        told("guilds.post_answered") == {cast.mara.pk} and "Dario Test answered" in say("guilds.post_answered").sentence
    )
    for _turn in range(2):
        board.accept_answer(post, actor=cast.mara, version=post.version, answer=answer)
    assert told("guilds.answer_accepted") == {cast.dario.pk} and not guild.posts.open_questions().exists()
    with pytest.raises(Stale):
        board.accept_answer(post, actor=cast.mara, version=1, answer=None)
    with pytest.raises(Refused, match="does not stand"):
        board.accept_answer(post, actor=cast.mara, version=2, answer=GuildAnswerFactory())
    note = GuildPostFactory(guild=guild, kind="note")
    with pytest.raises(Refused, match="Only a question"):
        board.accept_answer(note, actor=cast.emil, version=1, answer=GuildAnswerFactory(post=note))
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert verbs == {"guild.posted", "guild.answered", "guild.answer_accepted"}


def test_taking_an_accepted_answer_down_opens_its_question_again(guild, cast):
    post = GuildPostFactory(guild=guild, author=cast.mara)
    answer = board.answer_post(post, actor=cast.dario, text="No.")
    board.accept_answer(post, actor=cast.mara, version=1, answer=answer)
    for _turn in range(2):
        board.remove_answer(answer, actor=cast.emil)
    post.refresh_from_db()
    assert (post.accepted, post.answers_count) == (None, 0) and guild.posts.open_questions().get() == post
    assert answer not in GuildAnswer.objects.visible_to(cast.otto)
    with pytest.raises(Refused, match="taken down"):
        board.change_answer(answer, actor=cast.dario, version=answer.version, text="Yes.")


def test_what_a_steward_takes_down_its_author_reads_why(guild, cast):
    post = GuildPostFactory(guild=guild, author=cast.mara, pinned_at=now())
    for _turn in range(2):
        board.remove_post(post, actor=cast.emil, reason="It names a client.")
    assert told("guilds.post_removed") == {cast.mara.pk} and say("guilds.post_removed").body == "It names a client."
    known = [person for person in (cast.emil, cast.mara, cast.dario) if GuildPost.objects.visible_to(person).exists()]
    assert (known, post.pinned_at) == ([cast.emil, cast.mara], None)
    with pytest.raises(Refused, match="taken down"):
        board.change_post(post, actor=cast.mara, version=post.version, title="Another")


def test_below_what_was_taken_down_nobody_reads_on(guild, cast, client_for):
    """Its author is shown it with the reason; the answers of others went with it."""
    post = GuildPostFactory(guild=guild, author=cast.mara)
    answer = board.answer_post(post, actor=cast.dario, text="The client is Acme.")
    board.accept_answer(post, actor=cast.mara, version=1, answer=answer)
    board.remove_post(post, actor=cast.emil, reason="It names a client.")
    for person in (cast.mara, cast.emil):
        page = client_for(person).get(post.get_absolute_url()).content.decode()
        assert "It names a client." in page and "Acme" not in page


def test_words_are_changed_in_the_edition_that_was_seen(guild, cast):
    post = GuildPostFactory(guild=guild, author=cast.mara)
    for _turn in range(2):
        board.change_post(post, actor=cast.mara, version=1, title="Another", body="More.")
    assert (post.version, post.title) == (2, "Another")
    with pytest.raises(Stale):
        board.change_post(post, actor=cast.mara, version=1, title="A third")


def test_three_are_pinned_at_most_and_stand_first(guild, cast):
    posts = GuildPostFactory.create_batch(4, guild=guild)
    for post in posts[:3]:
        board.pin_post(post, actor=cast.emil, pinned=True)
        board.pin_post(post, actor=cast.emil, pinned=True)
    with pytest.raises(Refused, match="Three are pinned"):
        board.pin_post(posts[3], actor=cast.emil, pinned=True)
    board.pin_post(posts[0], actor=cast.emil, pinned=False)
    assert list(guild.posts.shown().for_list())[:2] == [posts[2], posts[1]]


def test_the_collection_keeps_a_resource_once_with_its_reason(guild, cast):
    resource = ResourceFactory()
    for note in ("", "Start here.", "Something else."):
        kept = collecting.collect_resource(guild, actor=cast.mara, resource=resource, note=note)
    kept = GuildResource.objects.get()
    assert (kept.note, kept.added_by) == ("Start here.", cast.mara)
    for _turn in range(2):
        collecting.note_on_resource(kept, actor=cast.mara, note="First of all.")
    for _turn in range(2):
        collecting.let_go_of_resource(kept, actor=cast.mara)
    assert not GuildResource.objects.exists() and resource.state == "published"
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == [
        "guild.resource_collected",
        "guild.resource_noted",
        "guild.resource_noted",
        "guild.resource_removed",
    ]
