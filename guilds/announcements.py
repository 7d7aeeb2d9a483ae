"""What people are told at once about guilds: who asks, who is invited, who tends them, what became of a post. Services."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Person
from accounts.skill_announcements import known_to
from ecosystem.core.templatetags.ui import long_date
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import Kind, Message, category, rule
from guilds.models import Guild, GuildAnswer, GuildPost, Membership, Stewardship

CATEGORY = "guilds"


def asked_message(nudge: Nudge) -> Message | None:
    place = Membership.objects.asked().for_page().filter(pk=nudge.subject_id).first()
    if place is None:
        return None
    return Message(
        subject=_("somebody would like to join your guild"),
        sentence=_("%(name)s would like to join “%(guild)s”.") % {"name": place.person, "guild": place.guild},
        needs=_("would like to join"),
        body=place.words,
        why=_("you tend the guild"),
        url=reverse("guilds:member_list", args=[place.guild_id]),
        action=_("Answer"),
    )


def invited_message(nudge: Nudge) -> Message | None:
    places = Membership.objects.for_page().filter(pk=nudge.subject_id, person=nudge.person_id, state="invited")
    place = places.first()
    if place is None or not place.guild.is_at_work:
        return None
    by = Person.objects.filter(pk=nudge.params.get("by")).first()
    words = {"name": by or _("Somebody"), "guild": place.guild}
    return Message(
        subject=_("you are invited to a guild"),
        sentence=_("%(name)s invites you to “%(guild)s”.") % words,
        needs=_("invites you"),
        body=place.words or place.guild.purpose,
        why=_("they think that it is for you; nothing happens if you do not answer"),
        url=place.guild.get_absolute_url(),
        action=_("See it"),
    )


def request_answered_message(nudge: Nudge) -> Message | None:
    places = Membership.objects.for_page().filter(pk=nudge.subject_id, person=nudge.person_id)
    place = places.filter(state__in=["member", "refused"]).first()
    if place is None:
        return None
    yes = place.state == Membership.State.MEMBER
    sentence = _("You belong to “%(guild)s” now.") if yes else _("“%(guild)s” cannot take you in this time.")
    return Message(
        subject=_("about your wish to join a guild"),
        sentence=sentence % {"guild": place.guild},
        body=place.answer,
        why=_("you asked to join"),
        url=place.guild.get_absolute_url() if yes else reverse("guilds:guild_list"),
        action=_("Go there") if yes else _("See other guilds"),
    )


def steward_message(nudge: Nudge) -> Message | None:
    term = Stewardship.objects.current().for_page().filter(pk=nudge.subject_id, person=nudge.person_id).first()
    if term is None:
        return None
    return Message(
        subject=_("you tend a guild"),
        sentence=_("You tend “%(guild)s” until %(day)s.") % {"guild": term.guild, "day": long_date(term.until)},
        needs=_("tend"),
        body=_("You answer who asks to join, keep the charter, and may hand it on at any time."),
        why=_("a steward chose you"),
        url=reverse("guilds:steward_list", args=[term.guild_id]),
        action=_("See it"),
    )


def term_over_message(nudge: Nudge) -> Message | None:
    """To whoever was not reminded, or did not answer; of a guild that others tend on."""
    term = Stewardship.objects.for_page().filter(pk=nudge.subject_id, person=nudge.person_id).first()
    if term is None or not term.guild.is_at_work:
        return None
    if term.guild.stewardships.current().filter(person=nudge.person_id).exists():
        return None
    words = {"guild": term.guild, "day": long_date(term.until)}
    return Message(
        subject=_("your term as steward has ended"),
        sentence=_("Your term for “%(guild)s” ended on %(day)s. Thank you for tending it.") % words,
        body=_("You stay a member. Would you like to go on? Those who tend it now can add you again."),
        why=_("you tended it until then"),
        url=reverse("guilds:steward_list", args=[term.guild_id]),
        action=_("See who tends it"),
    )


def place_open_message(nudge: Nudge) -> Message | None:
    guild = Guild.objects.at_work().filter(pk=nudge.subject_id).first()
    if guild is None or guild.stewardships.current().exists():
        return None
    return Message(
        subject=_("nobody tends your guild"),
        sentence=_("Nobody tends “%(guild)s” just now. Would you?") % {"guild": guild},
        needs=_("Would you?"),
        why=_("you belong to it, or sponsor it"),
        url=guild.get_absolute_url(),
        action=_("Take it on"),
    )


def moved_message(nudge: Nudge) -> Message | None:
    guild = Guild.objects.select_related("merged_into").filter(pk=nudge.subject_id).first()
    if guild is None:
        return None
    said: dict[str, Any] = {
        "resting": _("“%(guild)s” rests for a while."),
        "active": _("“%(guild)s” is at work again."),
        "closed": _("“%(guild)s” is closed; what it kept stays to be read."),
    }
    if guild.state == Guild.State.MERGED:
        words = _merged_words(guild, nudge)
    else:
        words = {"sentence": said[guild.state] % {"guild": guild}, "body": guild.state_reason}
        words["url"] = guild.get_absolute_url()
    return Message(subject=_("news of your guild"), why=_("you are a member"), action=_("See it"), **words)


def _merged_words(guild: Guild, nudge: Nudge) -> dict[str, Any]:
    """Who had left the other guild, or was refused there, is not of it now; a hidden one is named to its members alone."""
    into = Guild.objects.visible_to(nudge.person).filter(merged=guild).first()
    belongs = into is not None and into.memberships.members().filter(person=nudge.person_id).exists()
    if belongs:
        sentence = _("“%(guild)s” is now part of “%(into)s”, and so are you.")
    elif into is not None:
        sentence = _("“%(guild)s” is now part of “%(into)s”; you had left that one, and may join it again.")
    else:
        sentence = _("“%(guild)s” is now part of another guild.")
    return {
        "sentence": sentence % {"guild": guild, "into": into},
        "body": _(
            "Its collection, skills, sessions to come, what it serves and its running goals went along; what was written"
            " and what ended stays to be read."
        ),
        "url": (into or guild).get_absolute_url(),
    }


def post_answered_message(nudge: Nudge) -> Message | None:
    answer = _answer(nudge)
    if answer is None:
        return None
    return Message(
        subject=_("an answer on the board"),
        sentence=_("%(name)s answered “%(title)s”.") % {"name": answer.author or _("Somebody"), "title": answer.post},
        why=_("you posted it"),
        url=answer.post.get_absolute_url(),
        action=_("Read it"),
    )


def answer_accepted_message(nudge: Nudge) -> Message | None:
    answer = _answer(nudge)
    if answer is None or answer.post.accepted_id != answer.pk:
        return None
    return Message(
        subject=_("your answer settled a question"),
        sentence=_("Your answer to “%(title)s” was accepted.") % {"title": answer.post},
        why=_("you answered"),
        url=answer.post.get_absolute_url(),
        action=_("See it"),
    )


def post_removed_message(nudge: Nudge) -> Message | None:
    post = GuildPost.objects.filter(pk=nudge.subject_id, author=nudge.person_id, removed_at__isnull=False).first()
    if post is None:
        return None
    by = _("A steward took down “%(title)s”.") if post.guild_id else _("The host took down “%(title)s”.")
    return Message(
        subject=_("a post of yours was taken down"),
        sentence=by % {"title": post},
        body=post.removed_for,
        why=_("you wrote it; you still read it"),
        url=post.get_absolute_url(),
        action=_("See it"),
    )


def _answer(nudge: Nudge) -> GuildAnswer | None:
    return GuildAnswer.objects.for_page().filter(pk=nudge.subject_id, removed_at=None).first()


category(
    CATEGORY,
    gettext_lazy("Your guilds"),
    gettext_lazy("Invitations, who asks to join, who tends a guild, answers on its board, and what becomes of it."),
)
for code, message, model, name, sentence in (
    (
        "guilds.asked",
        asked_message,
        Membership,
        gettext_lazy("Somebody asks to join"),
        gettext_lazy("Somebody would like to join a guild that they tend."),
    ),
    (
        "guilds.invited",
        invited_message,
        Membership,
        gettext_lazy("Invited to a guild"),
        gettext_lazy("A member invites them to a guild."),
    ),
    (
        "guilds.request_answered",
        request_answered_message,
        Membership,
        gettext_lazy("Your wish to join was answered"),
        gettext_lazy("A steward answered their wish to join."),
    ),
    (
        "guilds.steward",
        steward_message,
        Stewardship,
        gettext_lazy("You tend a guild"),
        gettext_lazy("A steward chose them to tend a guild."),
    ),
    (
        "guilds.term_over",
        term_over_message,
        Stewardship,
        gettext_lazy("Your term is over"),
        gettext_lazy("Their term as a steward has ended, and others tend the guild."),
    ),
    (
        "guilds.place_open",
        place_open_message,
        Guild,
        gettext_lazy("Nobody tends your guild"),
        gettext_lazy("The place of a guild's steward is open."),
    ),
    (
        "guilds.moved",
        moved_message,
        Guild,
        gettext_lazy("News of your guild"),
        gettext_lazy("A guild of theirs rests, wakes, closes, or becomes part of another."),
    ),
    (
        "guilds.post_answered",
        post_answered_message,
        GuildAnswer,
        gettext_lazy("Your post was answered"),
        gettext_lazy("Somebody answered what they posted on a guild's board."),
    ),
    (
        "guilds.answer_accepted",
        answer_accepted_message,
        GuildAnswer,
        gettext_lazy("Your answer was accepted"),
        gettext_lazy("Their answer on a guild's board settled a question."),
    ),
    (
        "guilds.post_removed",
        post_removed_message,
        GuildPost,
        gettext_lazy("Your post was taken down"),
        gettext_lazy("A steward, or the host of a session, took down what they posted, with a reason."),
    ),
):
    rule(
        code,
        CATEGORY,
        Kind.SERVICE,
        sentence,
        name=name,
        subject_kind=str(model._meta.verbose_name),
        context=message,
        visible=known_to(model),
    )
