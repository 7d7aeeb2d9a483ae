"""How far somebody is on a path (pure; ours).

Counted are the steps that are done, and those that are neither optional nor gone from the path since. So a later number
of a path never lowers anybody's progress: what it drops leaves the sum or stays done in it, what it adds waits until the
learner takes it up.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class StepState:
    """One step of the number that a learner follows. `gone`: a later number has it no more."""

    done: bool
    optional: bool = False
    gone: bool = False

    @property
    def counted(self) -> bool:
        return self.done or not (self.optional or self.gone)


@dataclass(frozen=True)
class Far:
    done: int
    of: int

    @property
    def share(self) -> Decimal:
        """0–1; nothing to do is nothing done."""
        return Decimal(self.done) / self.of if self.of else Decimal(0)

    @property
    def whole(self) -> bool:
        """Everything that counts is done, and something was."""
        return 0 < self.done == self.of


def how_far(steps: Iterable[StepState]) -> Far:
    counted = [step for step in steps if step.counted]
    return Far(done=sum(step.done for step in counted), of=len(counted))
