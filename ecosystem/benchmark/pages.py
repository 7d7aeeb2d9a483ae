"""What pages cost beside B: G1, G2, G3, G6, G8, G11, G12, G13; and their SQL, for G14."""

import re
import statistics
from collections.abc import Callable, Sequence

from django.urls import reverse

from ecosystem.benchmark import company, growth, people, screens
from ecosystem.benchmark.people import Manager
from ecosystem.benchmark.place import web_environment
from ecosystem.benchmark.rows import Row, missing
from ecosystem.benchmark.server import Server, serving
from ecosystem.benchmark.visits import EACH, Failed, Timing, Visit, ask, check_in, page, ratio, timed

LEAN = 10_000
BARS = {"G1": 1.5, "G2": 1.5, "G3": 1.6, "G6": 2.0, "G8": 2.0}
GUILD_BAR = 1.6
TIMED = ("guild", "session", "sessions", "guilds")
BELOW = (8, 500, 20_000, 0)  # 0: everybody
SEVERAL = 12  # visits of a screen whose statements are counted
EACH_LIST = 8  # of a round: there are many, and only their middle one is looked at
COUNTED = ("G12", "G13", growth.ID)


def measure(wanted: Sequence[str], say: Callable[[str], object]) -> list[Row]:
    """Those of the timed pages that are wanted, all in one run with B, and what is counted without a clock."""
    rows: list[Row] = []
    plan, lists = _plan(wanted), _lists() if "G12" in wanted else []
    if plan or lists or "G11" in wanted:
        with serving(web_environment()) as server:
            for visits in filter(None, (plan, lists)):
                say(f"pages: {', '.join(visit.name for _id, visit in visits)}")
                rows += _timed(server, visits)
            rows += first_visit(server) if "G11" in wanted else []
    rows += _without_team() if "G3" in wanted else []
    if set(COUNTED) & set(wanted):
        say("statements and rows")
        rows += [row for row in counted() if row.id in wanted]
    return rows


def _plan(wanted: Sequence[str]) -> list[tuple[str, Visit]]:
    plan: list[tuple[str, Visit]] = []
    goals = people.some_goals(people.with_goals())
    if "G1" in wanted:
        plan.append(("G1", page("home", [(one, reverse("reports:home")) for one in people.visitors()])))
    if "G2" in wanted:
        panel = reverse("goals:check_in_panel", args=[0]).replace("/0/", "/{}/")
        plan.append(("G2", check_in("check-in on home, sent", panel, goals[::2])))
        form = reverse("goals:check_in", args=[0]).replace("/0/", "/{}/")
        plan.append(("G2", check_in("check-in on the goal's page, sent", form, goals[1::2])))
    if "G3" in wanted:
        plan += [("G3", team(found)) for below in BELOW if (found := people.managers(below))]
    if "G6" in wanted:
        learning = people.with_role("learning")
        names = ("the company", "a division", "a unit", "a small unit")
        pairs = zip(names, screens.gap_paths(), strict=True)
        plan += [("G6", page(f"gap report of {name}", [(learning, path)])) for name, path in pairs]
    if "G8" in wanted:
        executive = people.with_role("executive")
        plan.append(("G8", page("alignment summary", [(executive, reverse("reports:alignment"))])))
    return plan


def _lists() -> list[tuple[str, Visit]]:
    shown = [*screens.library(), *(screen for screen in screens.guilds() if screen.name in TIMED)]
    plan = [("G12", page(screen.name, screen.targets)) for screen in shown]
    for name, lists in screens.of_known_length().items():
        plan += [("G12", page(_long(name, rows), targets)) for rows, targets in lists.items()]
    return plan


def _long(name: str, rows: int) -> str:
    return f"{name}, {rows} rows of data"


def team(managers: Sequence[Manager]) -> Visit:
    below = sorted(manager.below for manager in managers)[len(managers) // 2]
    targets = [(people.sign_in(manager.person), reverse("reports:team")) for manager in managers]
    return page(f"team dashboard, {below:,} below", targets)


def _timed(server: Server, plan: Sequence[tuple[str, Visit]]) -> list[Row]:
    wanted = {id for id, _visit in plan}
    bare = page("B", [(one, "/bare/") for one in people.visitors()])
    each = EACH_LIST if wanted == {"G12"} else EACH
    found = timed(server, [bare, *(visit for _id, visit in plan)], each=each)
    base = found["B"]
    rows = [_row(id, visit.name, found[visit.name], base) for id, visit in plan]
    if "G1" in wanted:
        much = ratio(found["home"].per_second, base.per_second)
        rows.append(Row("G1", "home, throughput", much, "B", 0.6, at_least=True))
    if "G3" in wanted:
        rows += _spread([found[visit.name] for id, visit in plan if id == "G3"])
    if "G12" in wanted:
        rows += _growth(found)
    return rows


def _growth(found: dict[str, Timing]) -> list[Row]:
    """Ten times the rows of data in the same list, round by round."""
    return [
        Row(
            "G12",
            f"{name}, 500 rows of data ÷ 50",
            ratio(found[_long(name, 500)].p50, found[_long(name, 50)].p50),
            "×",
            1.2,
        )
        for name in ("library", "needs")
    ]


def _row(id: str, name: str, timing: Timing, base: Timing) -> Row:
    value, cpu = ratio(timing.p50, base.p50), ratio(timing.cpu, base.cpu)
    bar = GUILD_BAR if name == "guild" else BARS.get(id)
    return Row(id, name, value, "B", bar, bytes=timing.sent, cpu=cpu)


def _spread(timings: Sequence[Timing]) -> list[Row]:
    """The slowest by the fastest, in each round; a company without teams of several sizes has none."""
    if len(timings) < 2:
        return [missing("G3", "team dashboard, slowest ÷ fastest", "there is only one size of team", "×", 1.3)]
    rounds = zip(*(timing.p50 for timing in timings), strict=True)
    by_round = statistics.median(max(p50) / min(p50) for p50 in rounds)
    return [Row("G3", "team dashboard, slowest ÷ fastest", by_round, "×", 1.3)]


def _without_team() -> list[Row]:
    """Of the sizes asked for, those that nobody leads; no bar where the company itself is smaller."""
    there, rows = company.count(), []
    for below in BELOW[:-1]:
        name = f"team dashboard, {below:,} below"
        if there <= below:
            rows.append(missing("G3", name, f"there are {there:,} people", "B"))
        elif not people.managers(below):
            rows.append(missing("G3", name, "nobody leads so many and a team of 6 to 10", "B", BARS["G3"]))
    return rows


# --- weight
ASSET = re.compile(r'(?:href|src)="(/static/[^"]+)"')


def first_visit(server: Server) -> list[Row]:
    """Bytes and requests of the first page of a visit, and of the next one."""
    visitor = people.visitors(1)[0]
    home = ask(server, visitor, reverse("reports:home"))
    assets = set(ASSET.findall(home.body))
    sizes = {path: ask(server, visitor, path, text=False).sent for path in assets}
    scripts = sum(size for path, size in sizes.items() if path.endswith(".js"))
    styles = sum(size for path, size in sizes.items() if path.endswith(".css"))
    fonts = sum(size for path, size in sizes.items() if path.endswith(".woff2"))
    whole = home.sent + sum(sizes.values())
    return [
        Row("G11", "first visit, bytes", whole, "", 110_000),
        Row("G11", "first visit without the font, bytes", whole - fonts, "", 60_000),
        Row("G11", "first visit, requests", 1 + len(sizes), "", 9),
        Row("G11", "scripts, bytes", scripts, "", 20_000),
        Row("G11", "styles, bytes", styles, "", 15_000),
        Row("G11", "next page (home), bytes", home.sent, "", LEAN),
    ]


# --- without a clock
def counted() -> list[Row]:
    rows: list[Row] = []
    for screen in [*screens.daily(), *screens.lists(), *screens.library(), *screens.guilds()]:
        try:
            found = [screens.counted(visitor, path) for visitor, path in _several(screen.targets)]
        except Failed as failure:
            rows.append(missing("G13", f"{screen.name}, statements", str(failure), "", screen.bar))
            continue
        most = max(one.statements for one in found)
        sent = round(statistics.median(one.bytes for one in found))
        rows.append(Row("G13", f"{screen.name}, statements", most, "", screen.bar, statements=most, bytes=sent))
        rows.append(Row("G12", f"{screen.name}, rows shown", max(one.rows for one in found), "", 50))
        took = statistics.median(one.seconds for one in found)
        rows.append(Row(growth.ID, f"SQL of {screen.name}", 1000 * took, "ms", None, series=screen.name, seconds=took))
    return [*rows, _feed(), *_check_ins()]


def _several(targets: screens.Targets) -> screens.Targets:
    """Never one visit alone: what is asked first pays for what PostgreSQL has yet to look up."""
    return targets[:SEVERAL] if len(targets) > 2 else [*targets] * 3


def _feed() -> Row:
    what = "calendar of 500 sessions asked whether it changed, statements"
    try:
        sent = screens.feed_unchanged()
    except Failed as failure:
        return missing("G13", what, str(failure), "", 1)
    return Row("G13", what, sent, "", 1, statements=sent)


def _check_ins() -> list[Row]:
    visitor, goal = people.some_goals(people.with_goals())[0]
    rows = []
    for name, url in (("on home", "goals:check_in_panel"), ("on the goal's page", "goals:check_in")):
        fields = people.check_in_fields(visitor.goals[goal], 1)
        what = f"check-in {name}, statements"
        try:
            one = screens.counted(visitor, reverse(url, args=[goal]), fields)
        except Failed as failure:
            rows.append(missing("G13", what, str(failure), "", screens.FEW))
            continue
        visitor.goals[goal] += 1
        rows.append(Row("G13", what, one.statements, "", screens.FEW, statements=one.statements))
    return rows
