"""Who sees which screen."""

from typing import Any

from ecosystem.core.rules import declare, is_executive, is_learning, is_signed_in, predicate


@predicate
def leads_people(person: Any) -> bool:
    return person.is_manager


@predicate
def stands_in(person: Any) -> bool:
    return person.stands_in


declare("reports.view_home", is_signed_in, "Everybody, their own.")
declare("reports.view_team", leads_people | stands_in, "Line managers of today, and who stands in for one.")
declare("reports.view_alignment", is_executive | is_learning, "Executives and L&D; no person is named there.")
declare("reports.view_gaps", is_executive | is_learning, "Executives and L&D; only what is published of enough people.")
declare("reports.export_gaps", is_executive | is_learning, "Executives and L&D, what they see on the page.")
declare(
    "reports.view_needs_analysis",
    is_executive | is_learning,
    "Executives and L&D; of people only what is published of enough of them.",
)
declare("reports.export_needs_analysis", is_executive | is_learning, "Executives and L&D, what they see on the page.")
