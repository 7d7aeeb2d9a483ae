"""A word in every personal text stands nowhere but before those who may read it: pages and fragments, search, exports, copies
of one's own data, mails, notifications, error pages and the log, crawled as each persona."""

import datetime as dt
from collections.abc import Iterator
from importlib import import_module
from io import BytesIO
from zlib import crc32

import pytest
from django.db import connection, transaction
from django.urls import NoReverseMatch, reverse

from ecosystem.core import outbox, search
from ecosystem.core.clock import today
from ecosystem.core.models import OutgoingMail, SearchEntry
from ecosystem.core.own_data import write_copy
from ecosystem.notifications import finding, sending
from ecosystem.notifications.models import Notification, NudgeRuleState
from tests.canaries import ALL, Planted, company, joined, text_of, unpacked
from tests.factories.goals import GoalFactory
from tests.matrix import EVERYBODY
from tests.test_doors import FILES, FRAGMENT, OWN, POST, address_of, takes_post
from tests.test_logs import written  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
ROWS = 2
ONE_IN = 24
MORNING = dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC)


@pytest.fixture
def world(by_date):
    by_date.missing = company(by_date)
    by_date.planted = planted = Planted()
    search.refill()
    planted.learn()
    return by_date


def addresses() -> Iterator[tuple[str, str]]:
    """Every address of ours; one about a thing, for some rows that there are of it, those that hold words first."""
    for name, address in sorted(OWN.items()):
        model = getattr(address.callback, "model", None)
        if not address.parts:
            yield name, reverse(name)
        elif model and len(address.parts) == 1:
            [part] = address.parts
            for key in model._base_manager.order_by("pk").values_list("pk", flat=True)[:ROWS]:
                try:
                    yield name, reverse(name, kwargs={part: key})
                except NoReverseMatch:
                    break


def asked(one_in: int) -> Iterator[tuple[str, str, dict]]:
    """(address, who, headers), one in so many of all."""
    for name, address in addresses():
        for persona in EVERYBODY:
            for headers in ({}, FRAGMENT):
                if crc32(f"{name}{address}{persona}{bool(headers)}".encode()) % one_in == 0:
                    yield address, persona, headers


def crawled(world, client_for, one_in: int) -> tuple[list[str], set[str]]:
    """What pages, fragments, exports and refusals say to whom it is not for; and the kinds of text that were read at all."""
    planted, wrong, read = world.planted, [], set()
    people = {persona: getattr(world, persona) for persona in EVERYBODY}
    clients = {persona: client_for(person) for persona, person in people.items()}
    for address, persona, headers in asked(one_in):
        with transaction.atomic():
            answer = clients[persona].get(address, headers=headers)
            text = text_of(answer)
            transaction.set_rollback(True)
        read |= {label for label, _key in planted.found(text)}
        wrong += [f"{address} as {persona}: {each}" for each in planted.told(text, people[persona].pk)]
    return wrong, read


def searched(world, one_in: int) -> list[str]:
    """What search finds by the words of others: neither the words, nor that there is something."""
    planted, wrong = world.planted, []
    for entry in SearchEntry.objects.all():
        for label, key in planted.found(joined([entry.title, entry.subtitle, entry.body])):
            word, readers = f"zc{planted.labels.index(label)}r{key}z", planted.readers[label, key]
            for persona in EVERYBODY:
                person = getattr(world, persona)
                if readers == ALL or crc32(f"{word}{persona}".encode()) % one_in:
                    continue
                hits = search.find_text(person, word)
                wrong += planted.told(joined(f"{hit.title} {hit.subtitle}" for hit in hits), person.pk)
                if (entry.kind, entry.object_id) in {
                    (hit.kind, hit.object_id) for hit in hits
                } and person.pk not in readers:
                    wrong.append(f"{persona} finds {label} by its word")
    return wrong


def copied(world, personas) -> list[str]:
    """What the copy of one's own data holds that one may not read."""
    wrong = []
    for persona in personas:
        person, copy = getattr(world, persona), BytesIO()
        write_copy(person, copy)
        wrong += [f"{persona}: {each}" for each in world.planted.told(unpacked(copy.getvalue()), person.pk)]
    return wrong


def test_nobody_reads_what_is_not_theirs(world, client_for, written, request):  # noqa: F811
    """Every kind of personal text has a row and somebody who may read it. One request in 24; with `--long` all."""
    long = request.config.getoption("--long")
    assert world.planted.unruled() == []
    assert world.missing | world.planted.refused == set()
    wrong, read = crawled(world, client_for, 1 if long else ONE_IN)
    assert wrong == [], "\n".join(wrong)
    assert len(read) > (60 if long else 20), "the crawl is blind"
    assert searched(world, 1 if long else 4) == []
    wrong = copied(world, EVERYBODY if long else ("emil", "mara", "stan"))
    assert wrong == [], "\n".join(wrong)
    assert list(world.planted.found(str(written))) == []


class Said:
    """What was written to people since a moment: mails and what stands behind the bell."""

    def __init__(self) -> None:
        self.since = [model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0 for model in SENT]

    def wrong(self, planted: Planted) -> list[str]:
        found = []
        for model, since in zip(SENT, self.since, strict=True):
            for row in model.objects.filter(pk__gt=since):
                text = joined(getattr(row, field.name) for field in model._meta.concrete_fields)
                found += [f"{model.__name__} to {row.person}: {each}" for each in planted.told(text, row.person_id)]
        return found

    def number(self) -> int:
        return sum(model.objects.filter(pk__gt=since).count() for model, since in zip(SENT, self.since, strict=True))


SENT = (OutgoingMail, Notification)


def test_the_reminders_of_a_day_say_nothing_of_others(world, time_machine):
    said = Said()
    for days in (0, 8, 20):
        time_machine.move_to(MORNING + dt.timedelta(days=days), tick=False)
        finding.ensure_rule_states()
        for state in NudgeRuleState.objects.active():
            if state.is_installed and state.rule.find:
                finding.find_due(state, today())
        sending.hand_out()
        outbox.deliver()
    assert said.number() > 5, "nothing was said"
    assert said.wrong(world.planted) == []


@pytest.mark.long
@pytest.mark.parametrize("file", FILES)
def test_what_an_act_writes_to_others_is_theirs_to_read(file, by_date, client_for):
    """Each form of the matrix by the first who may send it, over planted rows."""
    table, wrong = import_module(f"tests.matrix.{file}"), []
    for line, answers in table.MATRIX.items():
        who = next((persona for persona in EVERYBODY if answers[persona] in {200, 302}), None)
        if takes_post(table, line) and who:
            with transaction.atomic():
                wrong += [
                    f"{line}: {each}" for each in written_by(table, line, by_date, client_for(getattr(by_date, who)))
                ]
                transaction.set_rollback(True)
    assert wrong == [], "\n".join(wrong)


def written_by(table, line, cast, client) -> list[str]:
    """What one form, sent, writes to people that is not theirs to read."""
    name, objects = line.removesuffix(POST), getattr(table, "OBJECTS", {})
    address = address_of(name, objects[name](cast) if name in objects else {})
    data = table.POSTS[name](cast) if callable(table.POSTS[name]) else table.POSTS[name]
    planted, said = Planted(), Said()
    client.post(address, data)
    outbox.deliver()
    if not said.number():
        return []
    planted.learn()
    return said.wrong(planted)


def test_an_error_over_somebodys_words_shows_them_to_nobody(cast, client_for, written):  # noqa: F811
    """What the database says of a row that it refuses holds the row; neither the page nor the log repeats it."""
    goal, client = GoalFactory(owner=cast.emil, measure="number", target=3), client_for(cast.emil)
    client.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE goals_checkin ADD CONSTRAINT too_long CHECK (length(text) < 3) NOT VALID")
    said = {"version": goal.version, "value": "2", "confidence": "7", "text": "Canary-7f3a"}
    with transaction.atomic():
        answer = client.post(reverse("goals:check_in", args=[goal.pk]), said)
        transaction.set_rollback(True)
    assert answer.status_code == 500 and written.of("request_failed")
    assert "Canary-7f3a" not in str(written) and "Canary-7f3a" not in text_of(answer)
