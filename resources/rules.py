"""Who may do what with the library: one question each, then the table."""

from typing import Any

from ecosystem.core.rules import declare, is_executive, is_learning, is_signed_in, predicate
from resources import course_rules  # noqa: F401 - declares those of courses

# --- resources -------------------------------------------------------------------------------------------------------


@predicate
def is_resource_owner(person: Any, resource: Any) -> bool:
    return resource.owner_id == person.pk


@predicate
def is_co_author(person: Any, resource: Any) -> bool:
    return any(author.person_id == person.pk for author in resource.co_authors.all())


@predicate
def is_not_draft(person: Any, resource: Any) -> bool:
    return resource.state != "draft"


@predicate
def is_published(person: Any, resource: Any) -> bool:
    return resource.state == "published"


@predicate
def is_text(person: Any, resource: Any) -> bool:
    """Something that others can reword: all kinds but a person's own hours and somebody's own voice."""
    return resource.kind not in ("person", "message")


@predicate
def is_message(person: Any, resource: Any) -> bool:
    return resource.kind == "message"


is_author = is_resource_owner | is_co_author

declare("resources.list_resources", is_signed_in, "Everybody.")
declare("resources.share_resource", is_signed_in, "Everybody.")
declare("resources.view_resource", is_not_draft | is_author, "Everybody; a draft only its authors.")
declare("resources.edit_resource", is_author, "Its owner and co-authors.")
declare("resources.choose_authors", is_resource_owner | is_learning, "Its owner; L&D, where the owner is away or gone.")
declare("resources.propose_edit", is_published & is_text & ~is_author, "Everybody but its authors, who edit.")
declare(
    "resources.verify_resource",
    (is_author | is_learning) & is_published & ~is_message,
    "Its authors and L&D; a message is said once and not verified.",
)
declare("resources.retire_resource", is_resource_owner | is_learning, "Its owner and L&D.")
declare("resources.react", is_published & ~is_author, "Everybody but its authors.")
declare("resources.ask_question", is_published, "Everybody.")
declare("resources.pick_resource", is_published & (is_executive | is_learning), "Executives and L&D.")
declare("resources.tend_library", is_learning, "L&D.")
declare("resources.tend_own", is_signed_in, "Everybody, what they own.")


# --- what people do to it together -----------------------------------------------------------------------------------


@predicate
def wrote_edit(person: Any, edit: Any) -> bool:
    return edit.author_id == person.pk


@predicate
def writes_resource(person: Any, child: Any) -> bool:
    """An author of the resource that the row belongs to."""
    return is_author.test(person, child.resource)


@predicate
def wrote_question(person: Any, question: Any) -> bool:
    return question.author_id == person.pk


@predicate
def wrote_answer(person: Any, answer: Any) -> bool:
    return answer.author_id == person.pk


@predicate
def asked_it(person: Any, answer: Any) -> bool:
    return wrote_question.test(person, answer.question)


@predicate
def writes_resource_of_answer(person: Any, answer: Any) -> bool:
    return writes_resource.test(person, answer.question)


@predicate
def reads_answer(person: Any, answer: Any) -> bool:
    return (is_not_draft | is_author).test(person, answer.question.resource)


@predicate
def is_reviewer(person: Any, review: Any) -> bool:
    return review.reviewer_id == person.pk


@predicate
def reads_resource(person: Any, child: Any) -> bool:
    return (is_not_draft | is_author).test(person, child.resource)


declare("resources.view_edit", wrote_edit | writes_resource | is_learning, "Who proposed it, the authors and L&D.")
declare(
    "resources.decide_edit",
    (writes_resource | is_learning) & ~wrote_edit,
    "The authors; L&D, where they do not answer. Never who proposed it.",
)
declare("resources.withdraw_edit", wrote_edit, "Who proposed it.")
declare("resources.view_question", reads_resource, "Everybody who reads the resource.")
declare("resources.answer_question", reads_resource, "Everybody who reads the resource.")
declare("resources.change_question", wrote_question, "Who asked.")
declare("resources.accept_answer", wrote_question | writes_resource, "Who asked, and the authors.")
declare(
    "resources.mark_answer",
    asked_it | (writes_resource_of_answer & ~wrote_answer),
    "Who asked, and the authors, never of their own answer.",
)
declare("resources.invite_to_answer", wrote_question | writes_resource, "Who asked, and the authors.")
declare("resources.view_answer", reads_answer, "Everybody who reads the resource.")
declare("resources.change_answer", wrote_answer, "Who answered.")
declare("resources.view_review", is_reviewer | writes_resource, "The reviewer and the authors.")
declare("resources.write_review", is_reviewer, "The reviewer.")


# --- files -----------------------------------------------------------------------------------------------------------


@predicate
def added_file(person: Any, file: Any) -> bool:
    return file.owner_id == person.pk


@predicate
def belongs_to_readable(person: Any, file: Any) -> bool:
    return file.resource is not None and (is_not_draft | is_author).test(person, file.resource)


@predicate
def wrote_draft(person: Any, draft: Any) -> bool:
    return draft.person_id == person.pk


@predicate
def writes_file(person: Any, file: Any) -> bool:
    """An author of the resource that the file belongs to."""
    return file.resource is not None and is_author.test(person, file.resource)


declare("resources.remove_file", writes_file, "The authors of its resource.")
declare("resources.drop_draft", wrote_draft, "Who typed it.")
declare("resources.read_file", added_file | belongs_to_readable, "Who added it, and who reads the resource.")


# --- care ------------------------------------------------------------------------------------------------------------


@predicate
def is_reacting(person: Any, reaction: Any) -> bool:
    return reaction.person_id == person.pk


@predicate
def is_waiting_doubt(person: Any, reaction: Any) -> bool:
    return reaction.kind in ("outdated", "not_useful")


@predicate
def picked_it(person: Any, pick: Any) -> bool:
    return pick.person_id == person.pk


@predicate
def did_it(person: Any, act: Any) -> bool:
    return act.by_id == person.pk


reads_reaction = is_reacting | writes_resource | is_learning
declare("resources.view_reaction", reads_reaction, "Who reacted; the authors and L&D, without the name.")
declare("resources.answer_reaction", is_waiting_doubt & (writes_resource | is_learning), "The authors and L&D.")
declare("resources.view_pick", reads_resource, "Everybody who reads the resource.")
declare("resources.end_pick", picked_it | is_learning, "Who picked it, and L&D.")
declare("resources.undo_garden_act", did_it, "Who did it.")


# --- asking somebody to write ----------------------------------------------------------------------------------------


@predicate
def is_asked_to_write(person: Any, request: Any) -> bool:
    return request.person_id == person.pk


declare("resources.ask_to_write", is_learning, "L&D.")
declare("resources.view_request", is_asked_to_write | is_learning, "Whoever is asked, and L&D.")
declare("resources.answer_request", is_asked_to_write, "Whoever is asked.")
declare("resources.withdraw_request", is_learning, "L&D.")
