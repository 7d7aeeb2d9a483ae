"""What the demo's chief executive says: one message on the third objective, who read it, and a question that waits."""

import datetime as dt
import random

from accounts.models import Person
from ecosystem.demo.acts_skills import at_noon
from ecosystem.demo.personas import PERSONAS
from goals.models import Message, MessageReading, Objective
from resources.models import Question, Reaction, Resource, ResourceVersion

CHIEF, OBJECTIVE = "E-0001", "O3"
TITLE = "Why I want us to use AI with our names on it"
WORDS = """Three clients asked me the same thing this month: *who answers for what the model wrote?*

My answer is: **we do**. So this quarter I ask every project for three small things:

- write down where a model helps, and what never goes into it
- have a colleague review what it made, as you would review mine
- tell the others what went wrong; I begin: it invented a client for me

Ask me below what gets in your way.
"""
QUESTION = "May we use it on interview notes once the names are out?"
DAYS_AGO, READ_BY, PUT_ASIDE, LIKED = 3, 96, 0.2, 24


def say(rng: random.Random, day: dt.date) -> int:
    """Nobody whom a visitor of the demo plays has read it yet."""
    chief = Person.objects.filter(employee_number=CHIEF).first()
    objective = Objective.objects.filter(code=OBJECTIVE).first()
    if chief is None or objective is None:
        return 0
    said = at_noon(day - dt.timedelta(days=DAYS_AGO))
    days = {"created_at": said, "changed_at": said, "published_at": said, "verified_on": said.date()}
    texts = {"title": TITLE, "body": WORDS}
    resource = Resource.objects.create(kind=Resource.Kind.MESSAGE, owner=chief, state="published", **texts, **days)
    ResourceVersion.objects.create(resource=resource, number=1, author=chief, at=said, **texts)
    message = Message.objects.create(resource=resource, author=chief, objective=objective, by_mail=True)
    return 3 + _answer(rng, day, message)


def _answer(rng: random.Random, day: dt.date, message: Message) -> int:
    played = [persona.employee_number for persona in PERSONAS]
    others = Person.objects.people().filter(is_active=True).exclude(employee_number__in=played)
    people = rng.sample(list(others.order_by("employee_number")), READ_BY)
    readings = MessageReading.objects.bulk_create(
        MessageReading(
            message=message,
            person=person,
            read=rng.random() >= PUT_ASIDE,
            at=at_noon(day - dt.timedelta(days=rng.randint(1, DAYS_AGO - 1))),
        )
        for person in people
    )
    liked = Reaction.objects.bulk_create(
        Reaction(resource=message.resource, person=reading.person, kind=Reaction.Kind.USEFUL, at=reading.at)
        for reading in readings[:LIKED]
    )
    asked = at_noon(day - dt.timedelta(days=1))
    Question.objects.create(resource=message.resource, author=people[0], text=QUESTION, created_at=asked)
    return len(readings) + len(liked) + 1
