"""The draft of what came of a session: its agenda, its material, its questions with their answers, and whose work it is."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from guilds.models import GuildPost, Session

MOST_QUESTIONS = 50
LONGEST = 130  # of a title to which the day is added


def draft_of(session: Session) -> dict[str, Any]:
    """Title, summary and text in Markdown. Two statements."""
    words: dict[str, Any] = {"kind": session.get_kind_display(), "day": date_format(session.local_start, "j F Y")}
    words |= {"of": session.guild or "", "host": session.host or ""}
    summary = _("From the %(kind)s of %(day)s, %(of)s.") if session.guild else _("From the %(kind)s of %(day)s.")
    parts = [_credit(session, words), _section(_("What it was about"), session.agenda)]
    parts += [_section(_("Questions and answers"), _questions(session)), _section(_("Material"), _material(session))]
    title = (
        _("%(title)s, %(day)s") % {**words, "title": session.title[:LONGEST]} if session.series_id else session.title
    )
    return {"title": title, "summary": summary % words, "body": "\n\n".join(filter(None, parts))}


def _credit(session: Session, words: dict[str, Any]) -> str:
    link = f"[{_one_line(session.title)}]({session.get_absolute_url()})"
    if not session.host:
        return link
    return _("Hosted by **%(host)s** on %(day)s: %(link)s") % {**words, "link": link}


def _section(name: str, text: str) -> str:
    return f"## {name}\n\n{text}" if text else ""


def _questions(session: Session) -> str:
    """Each question that was asked about it; with the answer that helped, else those that stand there."""
    posts = GuildPost.objects.shown().filter(session=session, kind=GuildPost.Kind.QUESTION).select_related("accepted")
    posts = posts.prefetch_related("answers").order_by("created_at")[:MOST_QUESTIONS]
    return "\n\n".join(_question(post) for post in posts)


def _question(post: GuildPost) -> str:
    kept = [answer for answer in post.answers.all() if answer.removed_at is None]
    answers = [post.accepted] if post.accepted and post.accepted.removed_at is None else kept
    said = "\n\n".join(answer.text for answer in answers) or _("Not answered yet.")
    return f"### {_one_line(post.title)}\n\n{said}"


def _material(session: Session) -> str:
    rows = session.material.select_related("resource").order_by("pk")
    return "\n".join(f"- [{_one_line(row.resource.title)}]({row.resource.get_absolute_url()})" for row in rows)


def _one_line(text: str) -> str:
    """Words that stand in a heading or a link as they are."""
    plain = " ".join(text.split())
    return "".join(f"\\{letter}" if letter in "[]*_`#<>\\" else letter for letter in plain)
