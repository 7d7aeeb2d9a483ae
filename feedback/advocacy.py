"""Which three acts the advocacy desk proposes: the pure choice, and the sentence that says why. Ours; written down in
docs/guide/executive.md.

There are six kinds of acts. Each offers its best candidate. The kinds stand in the order of `KINDS`, those done this month
last, and before them those to which one has said “not this” this month. Three acts a month: what was done this month is
taken off, so that a desk that was cleared stays clear until the next month.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

ACTS = 3
FUND, SPONSOR_OBJECTIVE, THANK, SPONSOR_GUILD, SAY, HOST = (
    "fund",
    "sponsor_objective",
    "thank",
    "sponsor_guild",
    "say",
    "host",
)
KINDS = (FUND, SPONSOR_OBJECTIVE, THANK, SPONSOR_GUILD, SAY, HOST)


@dataclass(frozen=True)
class Candidate:
    """An act that could be done: on what, and why just this. `url` does it."""

    kind: str
    subject_id: int
    title: str
    reason: str
    url: str = ""

    @property
    def one_press(self) -> bool:
        """Done by the press itself; the others open a form that is filled in as far as it can be."""
        return self.kind in {SPONSOR_OBJECTIVE, SPONSOR_GUILD, THANK}


def choose(candidates: Iterable[Candidate], done: Iterable[str], refused: Iterable[str]) -> list[Candidate]:
    """`candidates` best first within their kind; `done` and `refused`: the kinds of this month's acts and refusals."""
    acts, noes = Counter(done), Counter(refused)
    best: dict[str, Candidate] = {}
    for candidate in candidates:
        best.setdefault(candidate.kind, candidate)
    order = sorted(best.values(), key=lambda one: (acts[one.kind], noes[one.kind], KINDS.index(one.kind)))
    return order[: max(0, ACTS - sum(acts.values()))]
