"""A word of its own in every personal text of every row, and who may read it (docs/guide and `trust.md` §1, said here once more).

Which texts are personal is what the apps declare (`personal_data.py`): a new one is planted by itself, and a test fails
until it is said here, or by the table's own `visible_to`, who may read it.
"""

import gzip
import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from operator import attrgetter
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.files.base import ContentFile
from django.db import IntegrityError, models, transaction
from django.db.models import Q, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpResponse

from accounts.models import DataExport, Delegation, Person, ReportingClosure, ReportingLine
from ecosystem.core.clock import now, today
from ecosystem.core.personal_data import WORK, Bond, bonds, is_text
from goals.models import KeyResultMilestone, LearningGoal, Reading
from guilds.models import CharterVersion
from resources.models import ResourceFile
from tests.accounts.test_erasing import file_of, make_row
from tests.browser.payload_world import rooms
from tests.factories.goals import (
    CheckInFactory,
    CommentFactory,
    GoalFactory,
    KeyResultFactory,
    ObjectiveFactory,
    ObstacleFactory,
)
from tests.factories.resources import ResourceFactory

WORD = re.compile(r"zc(\d+)r([0-9a-f-]+)z")
ALL = "everybody"
Readers = set[int] | str
SHORTEST = 16

# No words of people, though they are text: written by the product, or chosen from a list.
NO_WORDS = {
    "accounts.Person": {
        "time_zone",
        "locale",
        "full_name",
        "email",
        "employee_number",
    },  # public, or the key of a sign-in
    "core.AuditEntry": {"verb", "kind", "fields"},
    "core.Look": {"kind"},
    "core.OutgoingMail": {"to"},
    "notifications.Notification": {"url", "action"},
    "notifications.Preference": {"category"},
    "guilds.Series": {"rule"},
    "usersessions.UserSession": {"ip"},
}


# --- who may read ----------------------------------------------------------------------------------------------------
class Relations:
    """Who stands to whom today."""

    def __init__(self) -> None:
        self.manager, self.reports = defaultdict(set), defaultdict(set)
        self.above, self.stand_in = defaultdict(set), defaultdict(set)
        for line in ReportingLine.objects.on(today()):
            self.manager[line.person_id].add(line.manager_id)
            self.reports[line.manager_id].add(line.person_id)
        for row in ReportingClosure.objects.filter(depth__gte=2):
            self.above[row.descendant_id].add(row.ancestor_id)
        for each in Delegation.objects.active():
            for report in self.reports[each.manager_id]:
                self.stand_in[report].add(each.delegate_id)


Rule = Callable[[Any, Relations], Readers]


def seen(*ways: str) -> Rule:
    """By these people of the row; `person_id:manager` is the line manager of that person."""

    def readers(row: Any, known: Relations) -> Readers:
        found = set()
        for way in ways:
            path, _colon, relation = way.partition(":")
            person = attrgetter(path)(row)
            found |= getattr(known, relation)[person] if relation else {person}
        return found - {None}

    return readers


def of_goal(path: str, relations: str, *more: str, everyone: bool = False) -> Rule:
    """As the goal is shared: only me, my manager (and who else has that relation), or everyone where that is said."""

    def readers(row: Any, known: Relations) -> Readers:
        goal = attrgetter(path)(row) if path else row
        if goal.visibility == "everyone" and everyone:
            return ALL
        ways = [] if goal.visibility == "me" else [f"owner_id:{relation}" for relation in relations.split()]
        named = set() if goal.visibility == "me" else seen(*more)(row, known) if more else set()
        return seen("owner_id", *ways)(goal, known) | named

    return readers


def of_comment(row: Any, known: Relations) -> Readers:
    """Both sides; what the owner made public as the goal; the owner's own words the line manager."""
    both = {row.author_id, row.goal.owner_id}
    if row.public:
        read = of_goal("goal", "manager", everyone=True)(row, known)
        return ALL if read == ALL else read | both
    return both | (of_goal("goal", "manager")(row, known) if row.author_id == row.goal.owner_id else set())


def of_assessment(row: Any, known: Relations) -> Readers:
    if row.source == "peer" or (row.source == "manager" and not row.released_at):
        return {row.assessor_id}
    return seen("person_id", "person_id:manager", "assessor_id")(row, known)


def of_thanks(row: Any, known: Relations) -> Readers:
    return ALL if row.public else {row.by_id, row.person_id}


def of_seat(row: Any, known: Relations) -> Readers:
    """Without a name, from more than k who said something: whoever knows of the session."""
    told = row.session.seats.exclude(told_at=None).count()
    return ALL if told > 5 else {row.person_id}


def by_role(role: str) -> Rule:
    return lambda row, known: set(Person.objects.filter(grants__role=role).values_list("pk", flat=True))


def in_guild(*more: str) -> Rule:
    """Who tends it, and these."""
    return lambda row, known: (
        seen(*more)(row, known) | set(row.guild.stewardships.filter(ended_on=None).values_list("person_id", flat=True))
    )


def of_reading(row: Any, known: Relations) -> Readers:
    """Of aims of the company everybody, of one's own as these are shared."""
    if row.key_result.objective.level != "person":
        return ALL
    return of_goal("key_result.objective", "manager", everyone=True)(row, known)


def everybody(row: Any, known: Relations) -> Readers:
    return ALL


def nobody(row: Any, known: Relations) -> Readers:
    return set()


PERSON, USER = seen("person_id"), seen("user_id")
READERS: dict[str, Rule] = {
    "account.EmailAddress": USER,
    "accounts.AccessToken": PERSON,
    "accounts.Assessment": of_assessment,
    "accounts.AssessmentDispute": seen("person_id", "person_id:manager", "answered_by_id"),
    "accounts.Delegation": seen("manager_id", "delegate_id", "manager_id:reports"),
    "accounts.Erasure": by_role("admin"),
    "accounts.SkillCampaign": everybody,
    "accounts.Evidence": seen("person_id", "person_id:manager", "asked_id", "confirmed_by_id"),
    "accounts.HelpRequest": seen("person_id", "teacher_id"),
    "admin.LogEntry": nobody,
    "core.AuditEntry": seen("actor_id"),
    "core.OutgoingMail": PERSON,
    "feedback.Thanks": of_thanks,
    "goals.CheckIn": of_goal("goal", "manager"),
    "goals.Comment": of_comment,
    "goals.GoalMilestone": of_goal("goal", "manager", everyone=True),
    "goals.KeyResult": of_goal("objective", "manager", everyone=True),
    "goals.KeyResultEvent": seen("pgh_obj.objective.owner_id"),
    "goals.KeyResultMilestone": of_goal("key_result.objective", "manager", everyone=True),
    "goals.LearningGoal": of_goal("", "manager", everyone=True),
    "goals.LearningGoal.title": of_goal("", "manager above stand_in", everyone=True),
    "goals.MessageDraft": PERSON,
    "goals.Objective": of_goal("", "manager", everyone=True),
    "goals.ObjectiveEvent": seen("pgh_obj.owner_id"),
    "goals.Obstacle": of_goal("goal", "manager stand_in", "shared_with_id"),
    "goals.ObstacleMove": of_goal(
        "obstacle.goal", "manager stand_in", "to_id", "moved_by_id", "obstacle.shared_with_id"
    ),
    "goals.Reading": of_reading,
    "goals.Suggestion": seen("person_id", "suggested_by_id"),
    "guilds.Membership": in_guild("person_id"),
    "guilds.Mentoring": seen("learner_id", "mentor_id"),
    "guilds.Seat": of_seat,
    "guilds.Slot": seen("booked_by_id", "hours.person_id"),
    "notifications.Notification": PERSON,
    "notifications.Nudge": PERSON,
    "resources.Draft": PERSON,
    "resources.Verification": everybody,
    "resources.WritingRequest": seen("person_id", "asked_by_id"),
    "socialaccount.SocialAccount": USER,
    "usersessions.UserSession": USER,
}


# --- planting --------------------------------------------------------------------------------------------------------
@cache
def kinds() -> dict[str, list[Bond]]:
    """Every personal text by its label, with the declarations that speak of it."""
    found: dict[str, list[Bond]] = defaultdict(list)
    for each in bonds():
        label = each.table._meta.label
        for name in (*each.texts, *each.blank, *each.kept):
            if is_text(each.table._meta.get_field(name)) and name not in NO_WORDS.get(label, ()):
                found[f"{label}.{name}"].append(each)
    return dict(sorted(found.items()))


def company(cast: Any) -> set[str]:
    """A row with every kind of personal text, most of them emil's; goals in each way to share them. Returns what is missing."""
    list(rooms(cast))
    for visibility in ("manager", "me", "everyone"):
        goal = GoalFactory(owner=cast.emil, visibility=visibility, measure="number", unit_of_measure="pages")
        check_in = CheckInFactory(goal=goal)
        CommentFactory(goal=goal, check_in=check_in, author=cast.mara)
        CommentFactory(goal=goal, check_in=check_in, author=cast.emil)
        ObstacleFactory(goal=goal, turn=cast.nora if visibility == "manager" else cast.mara)
        aim = ObjectiveFactory(owner=cast.emil, level="person", visibility=visibility)
        result = KeyResultFactory(objective=aim, owner=cast.emil, unit_of_measure="pages")
        KeyResultMilestone.objects.create(key_result=result, title="t")
        Reading.objects.create(
            key_result=result, value=3, read_on=today(), note="n", author=cast.emil, created_at=now()
        )
    GoalFactory(owner=cast.mara, visibility="me")  # so that the reminders of one could say what is another's
    old = LearningGoal.objects.filter(owner=cast.emil).exclude(visibility="me").order_by("pk")
    old.filter(pk__in=list(old.values_list("pk", flat=True))[:2]).update(visibility="manager")
    file_of(ResourceFactory(owner=cast.emil, state="draft", published_at=None), cast.emil)
    CharterVersion.objects.update(author=cast.emil)
    for row in (*ResourceFile.objects.all(), *DataExport.objects.all()):
        row.file.save("a.pdf", ContentFile(b"%PDF-1.4"))
    missing = set()
    for label, declared in kinds().items():
        for each in declared:
            there = each.table._base_manager.filter(
                **each.where, **({} if each.path == "pk" else {f"{each.path}__isnull": False})
            )
            if not there.exists() and ("__" in each.path or not make_row(each, cast.emil)):
                missing.add(f"{label} by {each.path}")
    return missing


def rule_of(label: str) -> Rule | None:
    """As said above; what was written for everybody and has no rule of its own is everybody's. None: ask the table."""
    declared = kinds()[label]
    said = READERS.get(label) or READERS.get(declared[0].table._meta.label)
    written = not hasattr(declared[0].table.objects, "visible_to") and any(each.why == WORK for each in declared)
    return said or (everybody if written else None)


class Planted:
    """The words, and for each who may read it."""

    def __init__(self) -> None:
        self.labels = list(kinds())
        self.refused = {label for number, label in enumerate(self.labels) if not self._plant(number, label)}
        self.readers: dict[tuple[str, str], Readers] = {}
        self.people = {person.pk: person for person in Person.objects.filter(is_active=True)}

    def _plant(self, number: int, label: str) -> bool:
        model, name = kinds()[label][0].table, label.rpartition(".")[2]
        column = model._meta.get_field(name)
        rows = model._base_manager.filter(pk__in=self._rows(label))
        size = getattr(column, "base_field", column).max_length
        if size is not None and size < SHORTEST:
            return False
        try:
            with transaction.atomic():
                if isinstance(column, models.JSONField | ArrayField):
                    for key, value in list(rows.values_list("pk", name)):
                        model._base_manager.filter(pk=key).update(**{name: _in_leaves(value, f"zc{number}r{key}z")})
                else:
                    before, after = _around(column)
                    word = Concat(Value(f"{before}zc{number}r"), Cast("pk", models.CharField()), Value(f"z{after}"))
                    rows.update(**{name: word})
        except IntegrityError:
            return False
        return True

    @staticmethod
    def _rows(label: str) -> list[Any]:
        declared = kinds()[label]
        asked = Q()
        for each in declared:
            asked |= Q(**each.where, **({} if each.path == "pk" else {f"{each.path}__isnull": False}))
        return list(declared[0].table._base_manager.filter(asked).values_list("pk", flat=True))

    def learn(self) -> None:
        """Who may read what, from the rows as they are now."""
        known, asked = Relations(), {}
        for label in self.labels:
            model, rule = kinds()[label][0].table, rule_of(label)
            if rule is None and model not in asked:
                asked[model] = self._by_query(model)
            for row in model._base_manager.filter(pk__in=self._rows(label)):
                self.readers[label, str(row.pk)] = rule(row, known) if rule else asked[model][row.pk]

    def _by_query(self, model: Any) -> dict[Any, set[int]]:
        """Those to whom the table shows the row, and whose own words it holds, who find them in the copy of their data."""
        found: dict[Any, set[int]] = defaultdict(set)
        for person in self.people.values() if hasattr(model.objects, "visible_to") else ():
            for key in model.objects.visible_to(person).values_list("pk", flat=True):
                found[key].add(person.pk)
        for each in bonds():
            if each.table is model and each.handed is not None and (each.texts or each.blank or each.kept):
                for key, person_id in model._base_manager.filter(**each.where).values_list("pk", each.path):
                    found[key].add(person_id)
        return found

    def unruled(self) -> list[str]:
        """Texts of which neither this file nor the table says who may read them."""
        return [
            each
            for each in self.labels
            if not rule_of(each) and not hasattr(kinds()[each][0].table.objects, "visible_to")
        ]

    def found(self, text: str) -> Iterator[tuple[str, str]]:
        for number, key in set(WORD.findall(text)):
            yield self.labels[int(number)], key

    def told(self, text: str, reader: int | None) -> list[str]:
        """What of a text this person may not read; a text that is nobody's may hold none."""
        wrong = []
        for label, key in self.found(text):
            readers = self.readers.get((label, key), set())
            if readers != ALL and reader not in readers:
                wrong.append(f"{label} of row {key}")
        return sorted(wrong)


def _around(column: models.Field) -> tuple[str, str]:
    if isinstance(column, models.URLField):
        return "https://x.example/", ""
    return ("", "@x.example") if isinstance(column, models.EmailField) else ("", "")


def _in_leaves(value: Any, word: str) -> Any:
    if isinstance(value, dict):
        return {name: _in_leaves(each, word) for name, each in value.items()} or {"title": word, "body": word}
    if isinstance(value, list):
        return [_in_leaves(each, word) for each in value] or [word]
    return word if isinstance(value, str) else value


# --- reading an answer -----------------------------------------------------------------------------------------------
def text_of(response: HttpResponse) -> str:
    """All that an answer says, headers, sheets and archives included."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if response.get("Content-Encoding") == "gzip":
        content = gzip.decompress(content)
    headers = " ".join(f"{name}: {value}" for name, value in response.items())
    return f"{headers}\n{unpacked(content)}"


def unpacked(content: bytes) -> str:
    if content[:2] != b"PK":
        return content.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(unpacked(archive.read(name)) for name in archive.namelist())


def joined(texts: Iterable[Any]) -> str:
    return "\n".join(str(each) for each in texts)
