"""Who may do what with the radar."""

from typing import Any

from ecosystem.core.rules import declare, is_learning, predicate


@predicate
def told_nobody(person: Any, verdict: Any) -> bool:
    return verdict.told_nobody


declare("feedback.triage_needs", is_learning, "L&D.")


@predicate
def made_no_need_of_others(person: Any, verdict: Any) -> bool:
    """What it made is taken back by whoever made it, who alone knows of it."""
    return verdict.need_id is None or verdict.by_id == person.pk


declare(
    "feedback.undo_radar_verdict",
    is_learning & made_no_need_of_others & told_nobody,
    "L&D, where nobody was told: it answered no need. A need that it made goes with it, within a day, while nobody else "
    "has touched it, by whoever decided.",
)
