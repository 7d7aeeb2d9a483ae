"""The end of every act on goals: bring the people's own rows up to date and let a worker fold the change into the sums."""

from ecosystem.core.outbox import enqueue
from goals.state import note_state

FOLD = "goals.fold_changes"


def note(*people: int | None, key: str) -> None:
    """Two statements. `key` names the act, so that the same act noted twice folds once."""
    note_state(*{person for person in people if person})
    enqueue(FOLD, key=f"fold-{key}")
