"""Who may do what with learning paths; read by `goals.rules`."""

from typing import Any

from ecosystem.core.rules import declare, is_learning, is_signed_in, predicate


@predicate
def is_path_owner(person: Any, path: Any) -> bool:
    return path.owner_id == person.pk


@predicate
def is_no_draft_path(person: Any, path: Any) -> bool:
    return path.state != "draft"


@predicate
def walks_path(person: Any, enrolment: Any) -> bool:
    return enrolment.person_id == person.pk


declare("goals.list_paths", is_signed_in, "Everybody.")
declare("goals.view_path", is_no_draft_path | is_path_owner, "Everybody; a draft only who builds it.")
declare("goals.build_path", is_signed_in, "Everybody.")
declare("goals.change_path", is_path_owner | is_learning, "Who built it; L&D, once it is published.")
declare("goals.enrol", is_no_draft_path, "Everybody, once it is published.")
declare("goals.follow_path", walks_path, "Only whoever is on it.")
declare("goals.view_resource_panel", is_signed_in, "Everybody: paths, and their own goals.")
