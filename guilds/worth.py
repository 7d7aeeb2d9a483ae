"""What the answers at the end of a session may say: shares of whole batches of k + 1 people, so that no answer can be
told from the one before, and words without names. Pure."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from ecosystem.core.aggregates import Share, floor_k, share

WORDS_FROM = 10


@dataclass(frozen=True)
class Said:
    """One answer: was it worth it (0–2), or used (0–1); the words with it; when."""

    value: int
    words: str
    at: dt.datetime


@dataclass(frozen=True)
class Worth:
    """`people` answered in whole batches; `yes` is the share of the highest answer, `no` that of the lowest."""

    people: int = 0
    yes: Share | None = None
    no: Share | None = None
    words: tuple[str, ...] = ()


def worth_of(answers: Iterable[Said], highest: int, k: int, is_host: bool) -> Worth:
    """The answers in the order in which they came, as many whole batches as there are.

    Words are for the host from the first batch on, and for everybody from ten answers on; in no order that tells whose.
    """
    batch = floor_k(k) + 1
    ordered = sorted(answers, key=lambda each: each.at)
    shown = ordered[: len(ordered) // batch * batch]
    if not shown:
        return Worth()
    values = [each.value for each in shown]
    words = sorted(each.words for each in shown if each.words) if is_host or len(shown) >= WORDS_FROM else []
    return Worth(len(shown), share(values.count(highest), len(shown)), share(values.count(0), len(shown)), tuple(words))
