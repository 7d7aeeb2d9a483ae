"""The short check at the end of a lesson, and what finishing counts as (pure; the rungs are those of `accounts.levels`).

Passed [ours]: at least 80 % of all questions of the course were right, counting the best try of each lesson. A course that
was passed may be kept as evidence on the rung *course with a test* (.4), everything else as a *completion* (.3). Both rungs
only propose a fresh statement of the level; neither enters it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any, Protocol

from accounts.levels import Rung

PASSED_FROM = Fraction(4, 5)


class Asked(Protocol):
    pk: Any
    choices: Sequence[str]
    right: int


@dataclass(frozen=True)
class Answered:
    """A question with the place of the answer that was chosen."""

    question: Any
    chosen: int

    @property
    def is_right(self) -> bool:
        return self.chosen == self.question.right

    @property
    def chosen_words(self) -> str:
        return self.question.choices[self.chosen]


def marked(questions: Iterable[Any], chosen: Mapping[Any, int]) -> list[Answered]:
    """Each question with what was chosen, in their order."""
    return [Answered(question, chosen[question.pk]) for question in questions]


def right_ones(questions: Iterable[Any]) -> list[Answered]:
    """Each question with its right answer."""
    return [Answered(question, question.right) for question in questions]


def count_right(answers: Iterable[Answered]) -> int:
    return sum(answer.is_right for answer in answers)


def is_passed(lessons: Iterable[tuple[int, int]]) -> bool:
    """`lessons`: (questions, right at the best try) of each; a course without a question has no test to pass."""
    rows = [(asked, min(asked, right)) for asked, right in lessons]
    asked = sum(row[0] for row in rows)
    return asked > 0 and Fraction(sum(row[1] for row in rows), asked) >= PASSED_FROM


def is_failed(lessons: Iterable[tuple[int, int]]) -> bool:
    """Asked, and not passed yet; where nothing is asked nothing fails."""
    rows = list(lessons)
    return any(asked for asked, _right in rows) and not is_passed(rows)


def still_wanted(lessons: Iterable[tuple[int, int]]) -> tuple[int, int, int]:
    """Asked in all, right at the best tries, and how many are to be right."""
    rows = [(asked, min(asked, right)) for asked, right in lessons]
    asked = sum(row[0] for row in rows)
    return asked, sum(row[1] for row in rows), ceil(asked * PASSED_FROM)


def rung_of(lessons: Iterable[tuple[int, int]]) -> Rung:
    """What finishing counts as."""
    return Rung.TESTED_COURSE if is_passed(lessons) else Rung.COMPLETION
