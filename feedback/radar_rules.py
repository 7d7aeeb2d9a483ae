"""Who may do what with the radar."""

from typing import Any

from ecosystem.core.rules import declare, is_learning, predicate


@predicate
def told_nobody(person: Any, verdict: Any) -> bool:
    return verdict.told_nobody


declare("feedback.triage_needs", is_learning, "L&D.")
declare(
    "feedback.undo_radar_verdict", is_learning & told_nobody, "L&D, where nobody was told: no need was answered by it."
)
