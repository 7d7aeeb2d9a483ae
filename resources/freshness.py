"""Freshness, reactions and rank of a resource: pure formulas, no database.

Ours, but for the Wilson score interval (E. B. Wilson, 1927): half-lives after how long each kind of text stays true.
"""

import datetime as dt
from math import sqrt

HALF_LIFE = {
    "how_to": 180,
    "tool": 180,
    "practice": 180,
    "article": 365,
    "link": 365,
    "video": 365,
    "course": 365,
    "podcast": 365,
    "template": 365,
    "book": 1095,
}
FRESH, AGEING = 0.5, 0.25
FOR_GOOD = dt.date.max
DOUBTED_FROM = 2
STALE_AFTER = 30
FEW_REACTIONS = 5
POSITIVE, NEGATIVE = frozenset({"like", "learned", "useful"}), frozenset({"outdated", "not_useful"})
ATTENTION_VIEWS, ATTENTION_REACTIONS, ATTENTION_SCORE = 10, 3, 50
Z_95 = 1.959964


def verify_by(kind: str, verified_on: dt.date) -> dt.date | None:
    """The day when half of the trust is gone; None for kinds that do not age (people, office hours)."""
    days = HALF_LIFE.get(kind)
    return verified_on + dt.timedelta(days=days) if days else None


def freshness(kind: str, verified_on: dt.date | None, today: dt.date, outdated: int = 0) -> float:
    """0–1: 2^(−days since verified / half-life), halved while two or more people say “outdated” without an answer.

    1 for kinds that do not age; 0 where nobody ever verified it. A day in the future counts as today.
    """
    days = HALF_LIFE.get(kind)
    if days is None:
        value = 1.0
    elif verified_on is None:
        value = 0.0
    else:
        value = 2 ** (-max(0, (today - verified_on).days) / days)
    return value / 2 if outdated >= DOUBTED_FROM else value


def fresh_until(kind: str, verified_on: dt.date | None, outdated: int = 0) -> dt.date | None:
    """The last day on which its freshness is at least .5; None where no day is, `FOR_GOOD` for kinds that do not age.

    In doubt that is the day on which somebody verified it.
    """
    if kind not in HALF_LIFE:
        return FOR_GOOD
    return verified_on and verified_on + dt.timedelta(days=0 if outdated >= DOUBTED_FROM else HALF_LIFE[kind])


def freshness_word(value: float) -> str:
    """`fresh` from .5, `ageing` from .25, else `old`."""
    if value >= FRESH:
        return "fresh"
    return "ageing" if value >= AGEING else "old"


def stage(state: str, due: dt.date | None, today: dt.date) -> str:
    """The word of the lifecycle: a published resource is `due` for 30 days after its verify-by day, then `stale`."""
    if state != "published" or due is None or due >= today:
        return state
    return "due" if (today - due).days <= STALE_AFTER else "stale"


def reaction_score(positive: int, negative: int, views: int) -> int | None:
    """−100 to 100: 100·(pos − neg)/max(pos + neg, 5), rounded half away from zero; None without views."""
    if not views:
        return None
    value = 100 * (positive - negative) / max(positive + negative, FEW_REACTIONS)
    return int(value + 0.5) if value >= 0 else -int(-value + 0.5)


def needs_attention(positive: int, negative: int, views: int) -> bool:
    """Whether it stands on its author's list: at least 10 views, 3 reactions and a score below 50."""
    score = reaction_score(positive, negative, views)
    enough = views >= ATTENTION_VIEWS and positive + negative >= ATTENTION_REACTIONS
    return enough and score is not None and score < ATTENTION_SCORE


def usefulness(useful: int, not_useful: int) -> float:
    """0–1, for ranking: the lower bound of the 95 % Wilson score interval of useful/(useful + doubts); 0 without any.

    Doubts are “not useful” and “outdated” that nobody has answered.
    """
    n = useful + not_useful
    if n == 0:
        return 0.0
    share, z2 = useful / n, Z_95**2
    middle = share + z2 / (2 * n)
    return max(0.0, (middle - Z_95 * sqrt(share * (1 - share) / n + z2 / (4 * n * n))) / (1 + z2 / n))
