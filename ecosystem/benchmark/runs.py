"""One run: which rows there are, what is measured together, and in which order."""

from collections.abc import Callable, Sequence

from ecosystem.benchmark import growth, jobs, load, moving, pages, paint, people, relevance, searching
from ecosystem.benchmark.rows import Row

PAGES = ("G1", "G2", "G3", "G6", "G8", "G11", "G12", "G13", growth.ID)
JOBS: dict[str, Callable[[Callable[[str], object]], list[Row]]] = {
    "G7": jobs.roll_ups,
    "G8": jobs.alignments,
    "G9": jobs.nudge_runs,
    "G10": jobs.imports,
    moving.ID: moving.moves,
    load.ID: load.loads,
    paint.ID: paint.paints,
}
SEARCH = ("G4", "G5")
RELEVANCE = "RELEVANCE"
MEASURES = (*sorted({*PAGES, *JOBS, *SEARCH}, key=lambda name: int(name[1:])), RELEVANCE)


def measure(wanted: Sequence[str], say: Callable[[str], object]) -> list[Row]:
    """The rows of a company that stands, in the order of their numbers."""
    found: list[Row] = []
    if set(PAGES) & set(wanted):
        found += pages.measure(wanted, say)
        people.forget_sessions()
    if set(SEARCH) & set(wanted):
        found += searching.measure(wanted, say)
        people.forget_sessions()
    if RELEVANCE in wanted:
        found += relevance.measure(say)
    for name in wanted:
        if name in JOBS:
            found += JOBS[name](say)
            people.forget_sessions()
    return sorted(found, key=lambda row: int(row.id[1:]))
