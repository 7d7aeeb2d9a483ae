"""Acts on a guild's board: post, reword, pin, answer, accept an answer, take down."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from ecosystem.core.audit import record
from ecosystem.core.clock import now
from ecosystem.core.errors import Refused
from ecosystem.core.twice import SENT_TWICE
from ecosystem.core.versions import change
from ecosystem.notifications.actions import tell
from guilds.models import Guild, GuildAnswer, GuildPost, Session

MOST_PINNED = 3


@transaction.atomic
def write_post(
    guild: Guild | None, *, actor: Person, kind: str, title: str, body: str = "", session: Any = None
) -> GuildPost:
    """Onto the board, or to a `session` of no guild alone; its host is told. The same words sent twice are one post."""
    _one_at_a_time(*((Guild, guild.pk) if guild else (Session, session.pk)))
    same = {"guild": guild, "author": actor, "kind": kind, "title": title, "body": body, "session": session}
    twin = GuildPost.objects.shown().filter(**same, created_at__gte=now() - SENT_TWICE).first()
    if twin:
        return twin
    post = GuildPost.objects.create(**same, created_at=now())
    record(actor, "guild.posted", post)
    if session is not None and session.host_id not in (None, actor.pk):
        tell("guilds.session_asked", person_id=session.host_id, subject_id=post.pk)
    return post


@transaction.atomic
def change_post(post: GuildPost, *, actor: Person, version: int, title: str, body: str = "") -> None:
    """Reword it. The same words again change nothing."""
    if (post.title, post.body) == (title, body):
        return
    if not change(post, version, {"removed_at": None}, title=title, body=body):
        raise Refused(_("This was taken down meanwhile."))
    record(actor, "guild.post_changed", post, fields=["title", "body"])


@transaction.atomic
def pin_post(post: GuildPost, *, actor: Person, pinned: bool) -> None:
    """To the top of the board, or back into its place. Three at most; twice is harmless."""
    board = post.guild
    assert board is not None  # the rule asks for one
    _one_at_a_time(Guild, board.pk)
    post.refresh_from_db(fields=["pinned_at"])
    if (post.pinned_at is not None) == pinned:
        return
    if pinned and board.posts.shown().exclude(pinned_at=None).count() >= MOST_PINNED:
        raise Refused(_("Three are pinned already; unpin one of them first."))
    change(post, None, pinned_at=now() if pinned else None)
    record(actor, "guild.post_pinned" if pinned else "guild.post_unpinned", post, fields=["pinned_at"])


@transaction.atomic
def answer_post(post: GuildPost, *, actor: Person, text: str) -> GuildAnswer:
    """Answer a question, or say something to a note or decision. Its author is told; the same words sent twice are one."""
    _one_at_a_time(GuildPost, post.pk)
    same = {"post": post, "author": actor, "text": text}
    twin = GuildAnswer.objects.filter(**same, removed_at=None, created_at__gte=now() - SENT_TWICE).first()
    if twin:
        return twin
    answer = GuildAnswer.objects.create(**same, created_at=now())
    _count_answers(post)
    record(actor, "guild.answered", answer)
    if post.author_id and post.author_id != actor.pk:
        tell("guilds.post_answered", person_id=post.author_id, subject_id=answer.pk)
    return answer


@transaction.atomic
def change_answer(answer: GuildAnswer, *, actor: Person, version: int, text: str) -> None:
    """Reword it. The same words again change nothing."""
    if answer.text == text:
        return
    if not change(answer, version, {"removed_at": None}, text=text):
        raise Refused(_("This was taken down meanwhile."))
    record(actor, "guild.answer_changed", answer, fields=["text"])


@transaction.atomic
def accept_answer(post: GuildPost, *, actor: Person, version: int, answer: GuildAnswer | None) -> None:
    """Say which answer settles the question, or that none does after all. The same again is harmless."""
    if post.accepted_id == (answer and answer.pk):
        return
    if post.kind != GuildPost.Kind.QUESTION:
        raise Refused(_("Only a question has an answer that settles it."))
    if answer is not None and (answer.post_id != post.pk or answer.removed_at):
        raise Refused(_("This answer does not stand under this question."))
    change(post, version, accepted=answer)
    verb = "guild.answer_accepted" if answer else "guild.answer_unaccepted"
    record(actor, verb, post, fields=["accepted"])
    if answer and answer.author_id and answer.author_id != actor.pk:
        tell("guilds.answer_accepted", person_id=answer.author_id, subject_id=answer.pk)


@transaction.atomic
def remove_post(post: GuildPost, *, actor: Person, reason: str = "") -> None:
    """Off the board. Its author reads why, if somebody else took it down. Twice is harmless."""
    values = {"removed_at": now(), "removed_for": reason, "pinned_at": None}
    if not change(post, None, {"removed_at": None}, **values):
        return
    record(actor, "guild.post_removed", post, fields=["removed_at"], reason=reason)
    if post.author_id and post.author_id != actor.pk:
        tell("guilds.post_removed", person_id=post.author_id, subject_id=post.pk)


@transaction.atomic
def remove_answer(answer: GuildAnswer, *, actor: Person) -> None:
    """Away from under the post; a question that it settled is open again. Twice is harmless."""
    post = answer.post
    _one_at_a_time(GuildPost, post.pk)
    if not change(answer, None, {"removed_at": None}, removed_at=now()):
        return
    _count_answers(post)
    if GuildPost.objects.filter(pk=post.pk, accepted=answer).exists():
        change(post, None, accepted=None)
    record(actor, "guild.answer_removed", answer, fields=["removed_at"], subject=answer.author_id)


def _one_at_a_time(model: type[Guild] | type[GuildPost] | type[Session], pk: int) -> None:
    """So that two presses of one button are seen one after the other."""
    model.objects.select_for_update(no_key=True, of=("self",)).get(pk=pk)


def _count_answers(post: GuildPost) -> None:
    """Beside the post, under its lock; its version stays, for its wording is the same."""
    standing = post.answers.filter(removed_at=None).count()
    GuildPost.objects.filter(pk=post.pk).update(answers_count=standing)
