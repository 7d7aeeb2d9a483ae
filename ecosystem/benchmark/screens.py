"""The screens that are measured, with who opens them, and what can be counted on them without a clock."""

from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.middleware import is_set_up
from accounts.sql import run
from ecosystem.benchmark import people
from ecosystem.benchmark.people import Visitor
from ecosystem.benchmark.scans import backend_seconds, statements
from ecosystem.benchmark.visits import FRAGMENT, Failed, fragments_of

FEW, MORE = 8, 12  # statements: on the daily screens, elsewhere
REPEATED = {"tr", "li", "article", "section", "div", "a", "details", "form", "p", "dd", "dt"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
NOT_SENT = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO", "BEGIN", "COMMIT")
SAMPLE = 12
WORDS = ("planning", "how to review", "engineering", "design for beginners")
LARGEST_GUILD, FEED_SECRET = 1, "benchmark"
Targets = Sequence[tuple[Visitor, str]]


@dataclass(frozen=True)
class Screen:
    """`bar`: statements at most, with those of the fragments that it loads by itself."""

    name: str
    bar: int
    targets: Targets


@dataclass(frozen=True)
class Counted:
    """What one visit cost in process: statements and PostgreSQL's seconds, bytes before compression, the longest list."""

    statements: int
    bytes: int
    rows: int
    sql: tuple[str, ...]
    seconds: float


def daily() -> list[Screen]:
    """Those that people open every day."""
    colleagues = people.visitors()
    goals = people.some_goals(people.with_goals())
    leads = [people.sign_in(manager.person) for manager in people.managers(8, 3) + people.managers(0)]
    learning, executive = people.with_role("learning"), people.with_role("executive")
    return [
        Screen("home", FEW, [(one, reverse("reports:home")) for one in colleagues]),
        Screen("team", FEW, [(one, reverse("reports:team")) for one in leads]),
        Screen("gap report", FEW, [(learning, path) for path in gap_paths()]),
        Screen("alignment", FEW, [(executive, reverse("reports:alignment"))]),
        Screen("goal", FEW, [(one, reverse("goals:goal_page", args=[goal])) for one, goal in goals]),
        Screen("goals", MORE, [(one, reverse("goals:goal_list")) for one in colleagues]),
        Screen("OKRs", MORE, [(one, reverse("goals:okr_tree")) for one in colleagues[:6]]),
        Screen("skills", MORE, [(one, reverse("accounts:my_skills")) for one in colleagues[:6]]),
    ]


def lists() -> list[Screen]:
    """Screens that list what a company has."""
    colleague, keeper, admin = people.visitors(1)[0], people.with_role("people_admin"), people.with_role("admin")
    learning = people.with_role("learning")
    wanted = (
        (keeper, "accounts:people_list"),
        (keeper, "accounts:unit_list"),
        (keeper, "accounts:project_list"),
        (learning, "accounts:framework"),
        (learning, "accounts:role_list"),
        (admin, "accounts:grant_list"),
        (colleague, "goals:opportunity_list"),
        (colleague, "notifications:inbox"),
        (learning, "notifications:rule_list"),
        (learning, "resources:garden"),
        (learning, "resources:attention_list"),
        (learning, "feedback:radar"),
        (colleague, "feedback:need_mine"),
        (learning, "reports:needs_analysis"),
    )
    return [Screen(name.partition(":")[2].replace("_", " "), MORE, [(who, reverse(name))]) for who, name in wanted]


def library() -> list[Screen]:
    """What people learn from, what is missing, and search in full."""
    colleagues = people.visitors(SAMPLE)
    pages = {
        "library": [reverse("resources:resource_list")],
        "resource": _pages_of("resources:resource_page", "resources_resource"),
        "needs": [reverse("feedback:need_list")],
        "need": _pages_of("feedback:need_page", "feedback_need"),
        "paths": [reverse("goals:path_list")],
        "path": _pages_of("goals:path_page", "goals_path"),
        "search": [f"{reverse('core:search')}?{urlencode({'q': words})}" for words in WORDS],
    }
    return [
        Screen(name, MORE, [(one, paths[nth % len(paths)]) for nth, one in enumerate(colleagues)])
        for name, paths in pages.items()
    ]


def guilds() -> list[Screen]:
    """The largest guild with its sessions, and the lists of all; its steward reads how it does."""
    colleagues, keeper = people.visitors(SAMPLE), people.steward_of(LARGEST_GUILD)
    coming = run(
        "SELECT id FROM guilds_session WHERE guild_id = %(guild)s AND state = 'planned' ORDER BY starts_at LIMIT %(most)s",
        {"guild": LARGEST_GUILD, "most": SAMPLE},
    )
    pages = {
        "guild": [_of_largest("guild_page")],
        "members of a guild": [_of_largest("member_list")],
        "board of a guild": [_of_largest("post_list")],
        "guilds": [reverse("guilds:guild_list")],
        "sessions": [reverse("guilds:session_list")],
        "sessions held": [reverse("guilds:session_list") + "?show=past"],
        "session": [reverse("guilds:session_page", args=[pk]) for (pk,) in coming],
    }
    return [
        *(
            Screen(
                name,
                FEW if name == "guild" else MORE,
                [(one, paths[nth % len(paths)]) for nth, one in enumerate(colleagues)],
            )
            for name, paths in pages.items()
        ),
        Screen("health of a guild", MORE, [(keeper, _of_largest("health"))]),
    ]


def _of_largest(name: str) -> str:
    return reverse(f"guilds:{name}", args=[LARGEST_GUILD])


def feed_unchanged() -> int:
    """Statements of a calendar that asks whether its 500 sessions have changed: they have not."""
    client, path = Client(SERVER_NAME="localhost"), reverse("guilds:feed", args=[FEED_SECRET])
    first = client.get(path)
    if first.content.count(b"BEGIN:VEVENT") != 500:
        raise Failed(f"the calendar holds {first.content.count(b'BEGIN:VEVENT')} sessions")
    with _captured() as captured:
        again = client.get(path, headers={"If-None-Match": first["ETag"]})
    if again.status_code != 304:
        raise Failed(f"the calendar answers {again.status_code}")
    return len(captured)


def of_known_length() -> dict[str, dict[int, Targets]]:
    """Lists of the same screen with 50 and with 500 rows of data: those about the last two skills."""
    colleagues = people.visitors(SAMPLE)
    names = [name for (name,) in run("SELECT name FROM accounts_skill ORDER BY id DESC LIMIT 2")]
    paths = {"library": reverse("resources:resource_list"), "needs": reverse("feedback:need_list")}
    return {
        name: {
            rows: [(one, f"{path}?{urlencode({'skill': skill})}") for one in colleagues]
            for rows, skill in zip((500, 50), names, strict=True)
        }
        for name, path in paths.items()
    }


def _pages_of(name: str, table: str) -> list[str]:
    """Any of them."""
    chosen = run(f"SELECT id FROM {table} ORDER BY hashint8extended(id, 75) LIMIT {SAMPLE}")
    return [reverse(name, args=[pk]) for (pk,) in chosen]


def gap_paths() -> list[str]:
    """The company, its largest unit, one in the middle and a small one."""
    units = run(
        "SELECT code FROM accounts_unit JOIN (SELECT ancestor_id, count(*) AS size FROM accounts_unitclosure GROUP BY 1) "
        "below ON below.ancestor_id = id ORDER BY size DESC, id"
    )
    path, codes = reverse("reports:gaps"), [code for (code,) in units]
    return [path, *(f"{path}?unit={codes[place]}" for place in (1, len(codes) // 20 + 2, len(codes) - 1))]


def counted(visitor: Visitor, path: str, data: dict | None = None, *, loads: bool = True) -> Counted:
    """One visit in process, with the fragments that the page loads by itself."""
    client = Client(headers=FRAGMENT if data is not None else {}, SERVER_NAME="localhost")
    client.cookies.load(visitor.cookies)
    is_set_up()  # asked once by each process
    before = backend_seconds()
    with _captured() as captured, statements() as took:
        response = client.get(path) if data is None else client.post(path, data)
        if response.status_code != 200:
            raise Failed(f"{path} answers {response.status_code}")
        html = response.content.decode()
        sizes = [len(response.content)]
        for part in fragments_of(html) if loads else ():
            sizes.append(len(client.get(part, headers=FRAGMENT).content))
    sent = tuple(query["sql"] for query in captured if not query["sql"].startswith(NOT_SENT))
    spent = backend_seconds() - before or sum(seconds for _sql, seconds in took)
    return Counted(len(sent), sum(sizes), longest_list(html), sent, spent)


def _captured() -> AbstractContextManager:
    return CaptureQueriesContext(connection)


class _Lists(HTMLParser):
    """Counts elements of one kind with the same classes under one parent."""

    def __init__(self) -> None:
        super().__init__()
        self.path: list[tuple[str, Counter]] = [("", Counter())]
        self.longest = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        looks = (tag, dict(attrs).get("class") or "")
        if tag in REPEATED:
            self.path[-1][1][looks] += 1
            self.longest = max(self.longest, self.path[-1][1][looks])
        if tag not in VOID:
            self.path.append((tag, Counter()))

    def handle_endtag(self, tag: str) -> None:
        if any(open_tag == tag for open_tag, _ in self.path):
            while self.path.pop()[0] != tag:
                pass


def longest_list(html: str) -> int:
    """How many rows, items or cards stand in the longest list of a page's content."""
    parser = _Lists()
    parser.feed(html.partition("<main")[2].partition("</main>")[0])
    return parser.longest
