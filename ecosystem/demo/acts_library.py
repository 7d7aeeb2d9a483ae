"""The demo's library and its needs: 620 resources of every age, what people say about them, and what was missing."""

import datetime as dt
import random
from collections import Counter

from accounts.models import Person, Skill
from ecosystem.core.clock import now
from ecosystem.demo import library_words as words
from ecosystem.demo.acts_skills import at_noon
from feedback.actions.counting import count_signals
from feedback.chain import due_day
from feedback.models import Need, NeedMove, NeedReporter, ZeroHit
from goals.models import Enrolment, Path, PathStep, StepDone
from resources.addresses import same_address
from resources.freshness import POSITIVE, reaction_score, usefulness, verify_by
from resources.models import (
    Answer,
    CheckQuestion,
    CoAuthor,
    Lesson,
    Pick,
    Question,
    Reaction,
    Resource,
    ResourceDay,
    ResourceSkill,
    ResourceVersion,
    Verification,
)
from resources.trust import trust_of

MANY = 620
AGES = ((0.25, 1, 90), (0.5, 91, 180), (0.78, 181, 365), (1.0, 366, 900))  # share up to here, days from and to
WITHOUT_OWNER, DOUBLED, UNVERIFIED = 0.08, 0.02, 0.1
REACTIONS = 900
MANY_VIEWS = 100  # more grow slowly, so that nothing is opened more often than 240 people would
MOST_DAYS = 6  # on which somebody opened it without a word
ANSWERED = 0.7  # of doubts
Rows = list[Resource]


def fill_library(rng: random.Random, day: dt.date) -> int:
    """Resources with their first version, skills, authors and verification."""
    people = list(Person.objects.people().filter(is_active=True).order_by("employee_number"))
    gone = list(Person.objects.filter(kind="person", is_active=False).order_by("employee_number"))
    skills = list(Skill.objects.current().order_by("code"))
    made = Resource.objects.bulk_create(_resources(rng, day, people, gone, skills))
    chosen = [skills[number % len(skills)] for number in range(len(made))]
    rows = [
        ResourceVersion.objects.bulk_create(
            ResourceVersion(
                resource=one, number=1, title=one.title, summary=one.summary, body=one.body, url=one.url,
                author_id=one.owner_id, at=one.created_at,
            )
            for one in made
        ),
        ResourceSkill.objects.bulk_create(
            ResourceSkill(resource=one, skill=skill, level=_level(one.title, rng.choice((1, 2, 2, 3))))
            for one, skill in zip(made, chosen, strict=True)
        ),
        Verification.objects.bulk_create(
            Verification(resource=one, by_id=one.owner_id, on=one.verified_on, against=rng.choice(words.AGAINST), number=1)
            for one in made
            if one.verified_on
        ),
        CoAuthor.objects.bulk_create(
            CoAuthor(resource=one, person=rng.choice(people), added_at=one.created_at)
            for one in made
            if rng.random() < 0.25
        ),
    ]  # fmt: skip
    return len(made) + sum(map(len, rows)) + _teach([one for one in made if one.kind == Resource.Kind.COURSE])


def _level(title: str, drawn: int) -> int:
    """As the title promises it, where it does."""
    if any(opening in title for opening in words.FIRST_STEPS):
        return 1
    return 2 if "working level" in title else drawn


def _teach(courses: Rows) -> int:
    """Lessons of the courses, the last with a short check."""
    names = {
        link.resource_id: link.skill.name
        for link in ResourceSkill.objects.filter(resource__in=courses).select_related("skill")
    }
    lessons = Lesson.objects.bulk_create(
        Lesson(resource=course, position=place, title=title, body=body.format(s=names[course.pk]))
        for course in courses
        for place, (title, body) in enumerate(words.LESSONS, start=1)
    )
    text, choices, why = words.CHECK
    checks = CheckQuestion.objects.bulk_create(
        CheckQuestion(lesson=lesson, position=1, text=text, choices=list(choices), right=0, why=why)
        for lesson in lessons
        if lesson.position == len(words.LESSONS)
    )
    return len(lessons) + len(checks)


def _resources(rng: random.Random, day: dt.date, people: list, gone: list, skills: list) -> Rows:
    """A tenth of the people wrote most of it; the order of kinds and skills is fixed, so that no two titles are alike."""
    authors = rng.sample(people, len(people) // 3)
    weights = [1 / (place + 1) for place in range(len(authors))]
    kinds = [kind for kind in words.KINDS for _ in range(round(MANY * kind[1] / 100))][:MANY]
    rng.shuffle(kinds)
    taken: set[str] = set()
    rows: Rows = []
    for number, (kind, _share, minutes, titles) in enumerate(kinds):
        skill = skills[number % len(skills)]
        title = next((t for each in titles if (t := each.format(s=skill.name)) not in taken), None)
        title = title or f"{titles[0].format(s=skill.name)}, part {number // len(skills) + 1}"
        taken.add(title)
        owner = rng.choice(gone) if gone and rng.random() < WITHOUT_OWNER else rng.choices(authors, weights)[0]
        rows.append(_resource(rng, day, owner, skill, kind, title, minutes, rows))
    return rows


def _resource(
    rng: random.Random, day: dt.date, owner: Person, skill: Skill, kind: str, title: str, minutes: tuple, before: Rows
) -> Resource:
    drawn = rng.random()
    _upto, first, last = next(age for age in AGES if drawn <= age[0])
    made_on = day - dt.timedelta(days=rng.randint(first, last))
    verified = None if rng.random() < UNVERIFIED else made_on + (day - made_on) * rng.choice((0, 0, 0.5))
    url = _url(rng, kind, skill, len(before), before)
    return Resource(
        kind=kind,
        title=title,
        summary=rng.choice(words.SUMMARIES[kind]).format(s=skill.name),
        body="" if url else words.BODIES[kind].format(s=skill.name),
        url=url,
        same_address=same_address(url),
        minutes=rng.randint(*minutes) if minutes else None,
        owner=owner,
        state="published",
        created_at=at_noon(made_on),
        published_at=at_noon(made_on),
        changed_at=at_noon(made_on),
        verified_on=verified,
        verify_by=verified and verify_by(kind, verified),
        views=_views(rng),
    )


def _views(rng: random.Random) -> int:
    """A few are opened by half of the company, most by a handful."""
    drawn = round(rng.paretovariate(1.1) * 4)
    return drawn if drawn <= MANY_VIEWS else MANY_VIEWS + round((drawn - MANY_VIEWS) ** 0.5)


def _url(rng: random.Random, kind: str, skill: Skill, number: int, before: Rows) -> str:
    """Pages outside; a few twice, with the marks of a newsletter."""
    if kind not in ("link", "video", "book", "podcast", "tool"):
        return ""
    linked = [one.url for one in before if one.url]
    if linked and rng.random() < DOUBLED:
        return f"{rng.choice(linked)}?utm_source=newsletter"
    return f"https://learn.example/{kind}/{skill.code.lower()}/{number}"


def talk_about_it(rng: random.Random, day: dt.date) -> int:
    """Reactions with their reasons, questions and answers, picks; the sums that follow from them."""
    library = list(Resource.objects.published().order_by("pk"))
    people = list(Person.objects.people().filter(is_active=True).order_by("employee_number"))
    weights = [one.views for one in library]
    rows: dict[tuple[int, int, str], Reaction] = {}
    for one in rng.choices(library, weights, k=REACTIONS):
        kind = rng.choices(("like", "learned", "useful", "outdated", "not_useful"), (22, 22, 44, 6, 6))[0]
        person = rng.choice(people)
        reasons = words.DOUBTS.get(kind, words.USEFUL if kind == "useful" else ("",))
        said = at_noon(day - dt.timedelta(days=rng.randint(0, 120)))
        at = max(said, one.created_at)
        answered = now() if kind in words.DOUBTS and rng.random() < ANSWERED else None
        rows[one.pk, person.pk, kind] = Reaction(
            resource=one,
            person=person,
            kind=kind,
            reason=rng.choice(reasons),
            at=at,
            answered_at=answered,
            answer="Thank you, it is put right." if answered else "",
        )
    Reaction.objects.bulk_create(rows.values())
    _keep_scores(library, list(rows.values()))
    opened = _open_them(rng, day, library, list(rows.values()))
    return len(rows) + opened + _ask(rng, day, library, people) + _pick(day)


def lay_paths(rng: random.Random, day: dt.date) -> int:
    """A few paths: resources side by side, then real work, then a person; some learners are under way."""
    people = list(Person.objects.people().filter(is_active=True).order_by("employee_number"))
    count = 0
    for title, code, level, weeks, owner, tasks in words.PATHS:
        skill, keeper = Skill.objects.get(code=code), Person.objects.filter(employee_number=owner).first()
        made = at_noon(day - dt.timedelta(days=60))
        path = Path.objects.create(
            title=title, summary=f"To level {level} in {skill.name}, beside your work.", owner=keeper, skill=skill,
            to_level=level, weeks=weeks, state="published", created_at=made, published_at=made,
        )  # fmt: skip
        steps = PathStep.objects.bulk_create(_steps(day, path, skill, tasks, keeper))
        count += 1 + len(steps) + _enrol(rng, day, path, steps, people)
    return count


def _steps(day: dt.date, path: Path, skill: Skill, tasks: tuple[str, ...], keeper: Person | None) -> list[PathStep]:
    """Begins with what is vouched for."""
    known = Resource.objects.published().not_stale(day).filter(skills__skill=skill).with_trust()
    useful = known.order_by("-usefulness", "pk")
    best = sorted(useful, key=lambda one: trust_of(one, day).kind != "good")[:3]
    steps = [
        PathStep(path=path, position=1 + (place > 0), branch=max(1, place), kind="resource", resource=one)
        for place, one in enumerate(best)
    ]
    steps += [PathStep(path=path, position=3 + place, kind="task", text=text) for place, text in enumerate(tasks)]
    if keeper:
        text = "Look back together"
        steps.append(
            PathStep(path=path, position=9, kind="person", person=keeper, text=text, minutes=30, optional=True)
        )
    return steps


def _enrol(rng: random.Random, day: dt.date, path: Path, steps: list[PathStep], people: list[Person]) -> int:
    """Eight learners, each some steps along."""
    done = 0
    for person in rng.sample(people, 8):
        started = day - dt.timedelta(days=rng.randint(3, 40))
        due = started + dt.timedelta(weeks=path.weeks)
        learner = Enrolment.objects.create(path=path, person=person, number=1, started_on=started, due_on=due)
        ticked = steps[: rng.randint(0, len(steps) - 2)]
        at = at_noon(started + (day - started) / 2)
        done += len(StepDone.objects.bulk_create(StepDone(enrolment=learner, step=step, at=at) for step in ticked))
    return 8 + done


def _keep_scores(library: Rows, said: list[Reaction]) -> None:
    kinds: dict[int, list[str]] = {}
    for reaction in said:
        if reaction.answered_at is None:
            kinds.setdefault(reaction.resource_id, []).append(reaction.kind)
    for one in library:
        here = kinds.get(one.pk, [])
        good = sum(kind in POSITIVE for kind in here)
        one.views = max(one.views, len(here))
        one.score = reaction_score(good, len(here) - good, one.views)
        one.usefulness = round(usefulness(here.count("useful"), sum(kind in words.DOUBTS for kind in here)), 4)
    Resource.objects.bulk_update(library, ["score", "usefulness", "views"], batch_size=500)


def _open_them(rng: random.Random, day: dt.date, library: Rows, said: list[Reaction]) -> int:
    """On which days each was opened: when somebody said something of it, and else since it was shared; what nobody spoke
    of and is old was opened long ago."""
    opened: Counter[tuple[int, dt.date]] = Counter((one.resource_id, one.at.date()) for one in said)
    spoken = Counter(one.resource_id for one in said)
    for one in library:
        shared = one.created_at.date()
        quiet = not spoken[one.pk] and (day - shared).days > 365
        until = day - dt.timedelta(days=190 if quiet else 0)
        left = one.views - spoken[one.pk]
        some_days = [shared + (until - shared) * rng.random() for _ in range(min(left, MOST_DAYS))]
        for nth, when in enumerate(some_days):
            opened[one.pk, when] += left // len(some_days) + (nth < left % len(some_days))
    rows = [ResourceDay(resource_id=pk, day=when, views=views) for (pk, when), views in opened.items()]
    return len(ResourceDay.objects.bulk_create(rows, batch_size=2000))


def _ask(rng: random.Random, day: dt.date, library: Rows, people: list[Person]) -> int:
    asked = Question.objects.bulk_create(
        Question(
            resource=one,
            author=rng.choice(people),
            text=rng.choice(words.QUESTIONS),
            created_at=max(at_noon(day - dt.timedelta(days=rng.randint(1, 40))), one.created_at),
        )
        for one in rng.sample(library, 40)
    )
    answers = Answer.objects.bulk_create(
        Answer(
            question=question,
            author=rng.choice(people),
            text=rng.choice(words.ANSWERS),
            created_at=question.created_at,
        )
        for question in asked[::2]
    )
    for answer in answers[::2]:
        answer.question.accepted = answer
    Question.objects.bulk_update(asked, ["accepted"])
    return len(asked) + len(answers)


def _pick(day: dt.date) -> int:
    """By the chief executive."""
    chief = Person.objects.filter(employee_number="E-0001").first()
    rows = []
    for code, why in words.PICKS if chief else ():
        fresh = Resource.objects.published().with_badge("fresh", day)
        best = fresh.filter(skills__skill__code=code).order_by("-usefulness", "pk").first()
        if best:
            at = max(at_noon(day - dt.timedelta(days=5)), best.created_at)
            rows.append(Pick(resource=best, person=chief, reason=why, at=at, until=day + dt.timedelta(days=25)))
    return len(Pick.objects.bulk_create(rows))


def report_needs(rng: random.Random, day: dt.date) -> int:
    """What could not be learnt here, each somewhere on its way."""
    people = list(Person.objects.people().filter(is_active=True).order_by("employee_number"))
    skills = {skill.code: skill for skill in Skill.objects.all()}
    count = 0
    for text, code, many, status, ago in words.NEEDS:
        need = _need(rng, day, text, skills[code], status, day - dt.timedelta(days=ago), people)
        reporters = rng.sample(people, many)
        rows = [
            NeedReporter(
                need=need,
                person=person,
                anonymous=person != reporters[0] and rng.random() < 0.15,
                at=need.reported_at,
                helped=True if status == "closed" else None,
                helped_at=need.closed_at,
            )
            for person in reporters
        ]
        count += 1 + len(NeedReporter.objects.bulk_create(rows)) + _moves(need, reporters[0])
    return count


def _need(
    rng: random.Random, day: dt.date, text: str, skill: Skill, status: str, reported: dt.date, people: list[Person]
) -> Need:
    claimed, resolved = status in ("claimed", "resolved", "closed"), status in ("resolved", "closed")
    result = Resource.objects.published().filter(skills__skill=skill).order_by("-pk").first() if resolved else None
    answered = min(day, reported + dt.timedelta(days=5))
    return Need.objects.create(
        words=text,
        skill=skill,
        status="resolved" if status == "closed" else status,
        hop="learning",
        turn_since=reported,
        due_on=_due(status, reported, day),
        reported_at=at_noon(reported),
        claimed_by=rng.choice(people) if claimed else None,
        claimed_at=at_noon(min(day, reported + dt.timedelta(days=2))) if claimed else None,
        result=result,
        resolved_at=at_noon(answered) if resolved else None,
        ask_again_on=answered + dt.timedelta(days=30) if resolved else None,
        closed_at=at_noon(min(day, answered + dt.timedelta(days=31))) if status == "closed" else None,
        answer="Our finance people explain it better than a course would: ask them." if status == "declined" else "",
    )


def _due(status: str, reported: dt.date, day: dt.date) -> dt.date | None:
    """L&D's answer by the clock of needs; what somebody promised, in ten days."""
    if status == "open":
        return due_day("learning", reported)
    return day + dt.timedelta(days=10) if status in ("accepted", "claimed") else None


def _moves(need: Need, reporter: Person) -> int:
    """The steps that lead to where it is."""
    steps = [("reported", reporter.pk, need.reported_at)]
    if need.claimed_by_id:
        steps.append(("claimed", need.claimed_by_id, need.claimed_at))
    if need.status in ("accepted", "declined"):
        steps.append((need.status, None, need.reported_at + dt.timedelta(hours=1)))
    if need.resolved_at:
        steps.append(("resolved", need.claimed_by_id, need.resolved_at))
    if need.closed_at:
        steps.append(("closed", None, need.closed_at))
    rows = [NeedMove(need=need, kind=kind, actor_id=actor, at=at) for kind, actor, at in steps]
    return len(NeedMove.objects.bulk_create(rows))


def search_in_vain(rng: random.Random, day: dt.date) -> int:
    """Searches that found nothing, over the last weeks, and what the radar counted of them and of all the rest last night."""
    rows = []
    for text, times, most in words.SEARCHED_IN_VAIN:
        days = rng.sample(range(1, 60), -(-times // most))
        rows += [ZeroHit(words=text, day=day - dt.timedelta(days=ago), count=most) for ago in days]
    return len(ZeroHit.objects.bulk_create(rows)) + count_signals(day)
