"""What the demo's guilds wrote, asked, decided and keep, and what their sessions left in the library."""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterable

from accounts.models import Person
from ecosystem.demo import guild_words as words
from ecosystem.demo.acts_skills import at_noon
from ecosystem.demo.circles import DAY, Circle, Company
from guilds.models import GuildAnswer, GuildPost, GuildResource, Session
from guilds.write_ups import draft_of
from resources.freshness import verify_by
from resources.models import Resource, ResourceDay, ResourceSkill, ResourceVersion

ASKED_BACK, DECIDED_BACK = 150, 200  # days
ANSWERED, ACCEPTED, WITH_QUESTION, WRITTEN_UP = 0.75, 0.75, 0.3, 0.4
LISTENERS_WROTE = 0.12
KEPT_LONG = (95, 280)  # days ago
ACCESSIBILITY = "Accessibility"
Rows = list[tuple[GuildPost, list[GuildAnswer], bool]]  # a post, its answers, whether the first one settles it


def fill_boards(
    rng: random.Random, day: dt.date, company: Company, circles: list[Circle], sessions: list[Session]
) -> int:
    """Posts and answers; what was held is written up after that, with its questions."""
    rows: Rows = []
    held = defaultdict(list)
    for session in sessions:
        if session.state == "held":
            held[session.guild_id].append(session)
    for circle in circles:
        rows += [row for row in _asked(rng, circle, company, day) if row]
        rows += [row for row in _said(rng, circle, day) if row]
        rows += [row for row in _about(rng, circle, held[circle.guild.pk], day) if row]
    _store(rows)
    kept = _written_up(rng, day, circles, [one for those in held.values() for one in those])
    kept += [row for circle in circles for row in _collected(rng, circle, day)]
    GuildResource.objects.bulk_create(kept)
    return len(rows) + sum(len(answers) for _post, answers, _settled in rows) + len(kept)


def _store(rows: Rows) -> None:
    GuildPost.objects.bulk_create(post for post, _answers, _settled in rows)
    GuildAnswer.objects.bulk_create(answer for _post, answers, _settled in rows for answer in answers)
    settled = [(post, answers[0]) for post, answers, first in rows if first and answers]
    for post, answer in settled:
        post.accepted = answer
    GuildPost.objects.bulk_update([post for post, _answer in settled], ["accepted"])


def _post(circle: Circle, author: Person, title: str, on: dt.date, **more) -> GuildPost:
    return GuildPost(guild=circle.guild, author=author, title=title, created_at=at_noon(on), **more)


def _answer(post: GuildPost, author: Person, text: str, on: dt.date) -> GuildAnswer:
    post.answers_count += 1
    return GuildAnswer(post=post, author=author, text=text, created_at=max(at_noon(on), post.created_at))


def _somebody(rng: random.Random, circle: Circle, on: dt.date, besides: Iterable[Person] = ()) -> Person | None:
    """A member who does one thing more that day; of those who listen today only what they did long ago."""
    long_ago = on < circle.since and rng.random() < LISTENERS_WROTE
    those = [person for person in (*circle.acting, *(circle.listening if long_ago else ())) if person not in besides]
    rng.shuffle(those)
    return next((person for person in those if circle.act(person, on)), None)


def _asked(rng: random.Random, circle: Circle, company: Company, day: dt.date):
    """Questions, most of them answered; some wait."""
    if circle.told.name == ACCESSIBILITY:
        for title, who, ago, answers in words.IN_ACCESSIBILITY:
            author = company.named[who]
            circle.done[author.pk] += 1
            post = _post(circle, author, title, day - ago * DAY)
            by = [one for one in (_somebody(rng, circle, day - DAY, [author]) for _each in answers) if one]
            yield post, [_answer(post, one, text, day - DAY) for one, text in zip(by, answers, strict=False)], False
    names = [company.skills[code].name for code in circle.told.skills.split()]
    asked = [(ask.format(s=name), said) for name in names for ask, said in words.QUESTIONS] or list(
        words.PLAIN_QUESTIONS
    )
    first = 200 if circle.told.resting else 95 if circle.told.name == ACCESSIBILITY else 2
    for title, said in rng.sample(asked, min(len(asked), 2 + circle.told.size // 6)):
        yield _question(rng, circle, title, said, day - rng.randint(first, first + ASKED_BACK) * DAY)


def _question(rng: random.Random, circle: Circle, title: str, said: str, on: dt.date):
    author = _somebody(rng, circle, on)
    if author is None:
        return None
    post, answers = _post(circle, author, title, on), []
    settles = False
    if (rng.random() < ANSWERED and circle.told.name != ACCESSIBILITY) or on < circle.since:
        settles = rng.random() < ACCEPTED or circle.told.name == ACCESSIBILITY
        texts = [
            said if settles else rng.choice(words.ANSWERS),
            *([rng.choice(words.ANSWERS)] if rng.random() < 0.3 else []),
        ]
        for text in texts:
            if by := _somebody(rng, circle, on + DAY, [author]):
                answers.append(_answer(post, by, text, on + DAY))
    return post, answers, settles


def _said(rng: random.Random, circle: Circle, day: dt.date):
    """Decisions, the first of them pinned, and a note."""
    first = 220 if circle.told.resting else 10
    for number, (title, body) in enumerate(rng.sample(words.DECISIONS, 2 if circle.told.size > 12 else 1)):
        on = day - rng.randint(first, first + DECIDED_BACK) * DAY
        author = circle.stewards[0]
        if circle.act(author, on):
            pinned = at_noon(on) if number == 0 else None
            yield _post(circle, author, title, on, kind="decision", body=body, pinned_at=pinned), [], False
    title, body = rng.choice(words.NOTES)
    on = day - (first + 3) * DAY
    if not circle.told.resting and circle.act(circle.stewards[-1], on):
        yield _post(circle, circle.stewards[-1], title, on, kind="note", body=body), [], False


def _about(rng: random.Random, circle: Circle, held: list[Session], day: dt.date):
    """What somebody asked after a session, and what its host said."""
    for session in held:
        on = session.starts_at.date() + DAY
        pictured = circle.told.name == ACCESSIBILITY and on >= circle.since
        if rng.random() >= WITH_QUESTION or on >= day or session.host is None or pictured:
            continue
        author = _somebody(rng, circle, on, [session.host])
        if author is None:
            continue
        ask, said = rng.choice(words.SESSION_QUESTIONS)
        post = _post(circle, author, ask.format(title=session.title), on, session=session)
        answers = [_answer(post, session.host, said, on + DAY)] if circle.act(session.host, min(on + DAY, day)) else []
        yield post, answers, bool(answers)


# --- the library
def _written_up(rng: random.Random, day: dt.date, circles: list[Circle], held: list[Session]) -> list[GuildResource]:
    """What came of some of them, as articles by their hosts; each stands in its guild's collection."""
    of = {circle.guild.pk: circle for circle in circles}
    chosen = []
    for session in held:
        on = session.starts_at.date() + 2 * DAY
        once = session.series_id is None and session.skill_id is not None
        if (
            once
            and on < day
            and session.host
            and rng.random() < WRITTEN_UP
            and of[session.guild_id].act(session.host, on)
        ):
            chosen.append(session)
    articles = Resource.objects.bulk_create(_article(session) for session in chosen)
    texts = ("title", "summary", "body", "url")
    ResourceVersion.objects.bulk_create(
        ResourceVersion(
            resource=one, number=1, author=one.owner, at=one.created_at, **{name: getattr(one, name) for name in texts}
        )
        for one in articles
    )
    ResourceSkill.objects.bulk_create(
        ResourceSkill(resource=one, skill_id=session.skill_id, level=session.level)
        for one, session in zip(articles, chosen, strict=True)
    )
    _open(rng, day, articles)
    for one, session in zip(articles, chosen, strict=True):
        session.result = one
    Session.objects.bulk_update(chosen, ["result"])
    return [
        GuildResource(
            guild=session.guild, resource=one, note=str(session), added_by=session.host, added_at=one.created_at
        )
        for one, session in zip(articles, chosen, strict=True)
    ]


def _article(session: Session) -> Resource:
    """As the form proposes it."""
    on = session.starts_at.date() + 2 * DAY
    return Resource(
        kind=Resource.Kind.ARTICLE, **draft_of(session), owner=session.host, state="published", minutes=5,
        created_at=at_noon(on), published_at=at_noon(on), changed_at=at_noon(on),
        verified_on=on, verify_by=verify_by(Resource.Kind.ARTICLE, on),
    )  # fmt: skip


def _open(rng: random.Random, day: dt.date, articles: list[Resource]) -> None:
    """Read by a few, on the days after."""
    days = []
    for one in articles:
        since = one.created_at.date()
        some = sorted({since + (day - since) * rng.random() for _each in range(rng.randint(1, 4))})
        days += [ResourceDay(resource=one, day=each, views=rng.randint(1, 9)) for each in some]
        one.views = sum(row.views for row in days[-len(some) :])
    Resource.objects.bulk_update(articles, ["views"])
    ResourceDay.objects.bulk_create(days)


def _collected(rng: random.Random, circle: Circle, day: dt.date):
    """What the guild keeps of the library: mostly for long; a few added lately by those who act there."""
    codes = circle.told.skills.split()
    found = Resource.objects.published().exclude(kind=Resource.Kind.MESSAGE).filter(from_sessions=None)
    found = found.filter(skills__skill__code__in=codes).distinct() if codes else found.filter(kind="video")
    kept = list(found.order_by("-views", "pk")[: 3 + circle.told.size // 2])
    rng.shuffle(kept)
    late = 0 if circle.told.resting else len(kept) // 3
    for place, one in enumerate(kept):
        ago = rng.randint(3, 80) if place < late else rng.randint(*KEPT_LONG)
        on = max(day - ago * DAY, one.created_at.date())
        by = _somebody(rng, circle, on)
        if by:
            note = rng.choice(words.KEPT_NOTES)
            yield GuildResource(
                guild=circle.guild, resource=one, note=note, added_by=by, added_at=max(at_noon(on), one.created_at)
            )


def settle(rng: random.Random, day: dt.date, circles: list[Circle]) -> int:
    """Whoever did less than their tier says so far left a word under what was decided."""
    rows = []
    posts = {post.guild_id: post for post in GuildPost.objects.exclude(kind="question").order_by("created_at", "pk")}
    for circle in circles:
        post = posts.get(circle.guild.pk)
        for person, number in list(circle.owed()) if post else ():
            for _each in range(number):
                since = max(circle.since + 2 * DAY, post.created_at.date(), circle.joined[person.pk])
                on = since + (day - since) * rng.random()
                rows.append(_answer(post, person, rng.choice(words.REMARKS), on))
    GuildPost.objects.bulk_update({row.post_id: row.post for row in rows}.values(), ["answers_count"])
    return len(GuildAnswer.objects.bulk_create(rows))
