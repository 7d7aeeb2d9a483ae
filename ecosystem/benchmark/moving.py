"""What it costs that somebody moves with all below them, and whether anybody who reads meanwhile has to wait: G15."""

import statistics
from collections.abc import Callable, Iterable, Sequence

from django.urls import reverse

from accounts.actions.people import move_person
from accounts.models import Person
from accounts.placing import place_on
from accounts.sql import run
from ecosystem.benchmark import growth, people, screens
from ecosystem.benchmark.people import Manager
from ecosystem.benchmark.place import web_environment
from ecosystem.benchmark.rows import Row, missing
from ecosystem.benchmark.scans import ROUNDS, seconds, undone
from ecosystem.benchmark.server import Server, serving
from ecosystem.benchmark.visits import Failed, ask, fragments_of
from ecosystem.core import policy
from ecosystem.core.clock import today

ID = "G15"
SIZES = (10, 100, 1_000, 10_000)  # people who move
MOST_OF_ALL = 0.5  # of the company: somebody must be left to move to
EACH = 3  # subtrees of about one size
LINEAR = 1.0
PATIENCE = 250  # milliseconds that a reader may wait for a lock
LED = """
    SELECT ancestor_id, count(*) FILTER (WHERE depth > 0), count(*) FILTER (WHERE depth = 1)
    FROM accounts_reportingclosure GROUP BY ancestor_id
    HAVING count(*) BETWEEN %(least)s AND %(most)s ORDER BY abs(ln(count(*)::float / %(size)s)), ancestor_id LIMIT %(each)s"""
TO = """
    SELECT manager_id FROM accounts_reportingline WHERE valid_to IS NULL AND manager_id NOT IN (
        SELECT descendant_id FROM accounts_reportingclosure WHERE ancestor_id = %(who)s
        UNION SELECT ancestor_id FROM accounts_reportingclosure WHERE descendant_id = %(who)s)
    ORDER BY hashint8extended(manager_id, 96) LIMIT 1"""


def moves(say: Callable[[str], object]) -> list[Row]:
    say("moving people with all below them")
    subtrees = _subtrees()
    if not subtrees:
        return [missing(ID, "moving people", "nobody leads ten people", "", LINEAR)]
    with policy.scope():
        points = [(one.below, _usual(one)) for one in subtrees]
    return [*judged(points), *_read_meanwhile(subtrees[-1])]


def judged(points: Sequence[tuple[int, float]]) -> list[Row]:
    """From (people moved, seconds): the exponent, and for information what one of the most costs beside one of the fewest."""
    fewest, most = min(points), max(points)
    what = f"moving {fewest[0]:,} to {most[0]:,} people with their manager, exponent of the people moved"
    if most[0] < 2 * fewest[0]:
        return [missing(ID, what, "they are of one size", "", LINEAR)]
    each = (most[1] / most[0]) / (fewest[1] / fewest[0])
    return [
        Row(ID, what, growth.exponent(points), "", LINEAR),
        Row(ID, f"one of {most[0]:,} moved, beside one of {fewest[0]:,}", each, "×", None),
    ]


def _subtrees() -> list[Manager]:
    """A few for each size that the company has, the smallest first."""
    largest = MOST_OF_ALL * run("SELECT count(*) FROM accounts_person")[0][0]
    found: list[Manager] = []
    for size in SIZES:
        range_of = {"size": size, "least": size * 0.7, "most": min(size * 1.4, largest), "each": EACH}
        found += [Manager(*row) for row in run(LED, range_of)]
    return sorted(found, key=lambda one: one.below)


def _usual(one: Manager) -> float:
    """Seconds of the move as the form makes it, with all that follows in its transaction."""
    took = []
    for _ in range(ROUNDS):
        with undone():
            took.append(seconds(lambda: _move(one)))
    run("VACUUM accounts_reportingclosure, accounts_reportingline")
    return statistics.median(took)


def _move(one: Manager) -> None:
    person, to = Person.objects.get(pk=one.person), run(TO, {"who": one.person})[0][0]
    place = place_on(person)._replace(manager=Person.objects.get(pk=to))
    moved = move_person(person, actor=Person.objects.get(pk=people.ROLES["people_admin"]), day=today(), place=place)
    if "line_manager" not in moved:
        raise Failed(f"{one.person} did not move")


# --- those who read meanwhile
def _read_meanwhile(one: Manager) -> list[Row]:
    """All that people open while the largest move is written and not yet committed: a lock would refuse them soon."""
    what = f"pages that wait for a lock while {one.below:,} people move"
    shown = [*screens.daily(), *screens.lists(), screens.Screen("team of who moves", 0, _teams_around(one))]
    asked = [target for screen in shown for target in screen.targets[: screens.FEW]]
    with serving({**web_environment(), "LOCK_TIMEOUT_MS": str(PATIENCE)}) as server:
        before = refused(server, asked)
        with policy.scope(), undone():
            _move(one)
            during = refused(server, asked)
    if before:
        return [missing(ID, what, f"{len(before)} of them are not there without a move, such as {before[0]}", "", 0)]
    return [Row(ID, f"{what}, of {len(asked)}", len(during), "", 0)]


def _teams_around(one: Manager) -> screens.Targets:
    """The one who moves and those directly below: their home and their team are what the move is about."""
    below = "SELECT descendant_id FROM accounts_reportingclosure WHERE ancestor_id = %(who)s AND depth < 2 LIMIT 5"
    visitors = [people.sign_in(person) for (person,) in run(below, {"who": one.person})]
    team, home = reverse("reports:team"), reverse("reports:home")
    return [(visitors[0], team), *((visitor, home) for visitor in visitors)]


def refused(server: Server, asked: Iterable[tuple[people.Visitor, str]]) -> list[str]:
    """Of these pages, those that were not answered."""
    found = []
    for visitor, path in asked:
        try:
            first = ask(server, visitor, path)
            for part in fragments_of(first.body):
                ask(server, visitor, part, fragment=True)
        except Failed:
            found.append(path)
    return found
