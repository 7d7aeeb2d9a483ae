"""What the pages of a resource show of what people do to it together."""

from dataclasses import dataclass
from typing import Any

from accounts.models import Person
from ecosystem.core.rules import allows
from resources.actions.edits import texts_of
from resources.differences import Difference, differences
from resources.forms.questions import AnswerForm, InviteForm, QuestionForm
from resources.inviting import who_could_answer
from resources.merging import Merged, merge_texts
from resources.models import ProposedEdit, Question, Resource, Review

SHOWN = 10
MOST_VERSIONS = 50


def questions_of(resource: Resource, form: QuestionForm | None = None) -> dict[str, Any]:
    """The latest ten questions with their answers, and the form to ask one."""
    rows = list(resource.questions.for_list()[: SHOWN + 1])
    return {
        "resource": resource,
        "questions": rows[:SHOWN],
        "more_questions": len(rows) > SHOWN,
        "question_form": form or QuestionForm(),
    }


def together_of(resource: Resource, person: Person, *, writes: bool) -> dict[str, Any]:
    """For the page of a resource: questions, the open proposals that the viewer may see, and who reviewed it.

    `reviews` are pairs of a review and whether the viewer reads what it says: its writer and the authors (`writes`).
    """
    edits = ProposedEdit.objects.visible_to(person).open().filter(resource=resource).select_related("author")
    done = resource.reviews.filter(state=Review.State.DONE).select_related("reviewer").order_by("-done_at")[:SHOWN]
    reviews = [(review, writes or review.reviewer_id == person.pk) for review in done]
    return questions_of(resource) | {"open_edits": edits.order_by("-created_at")[:SHOWN], "reviews": reviews}


def question_context(question: Question, person: Person, **forms: Any) -> dict[str, Any]:
    """A question with its answers; for those who look after it whom to invite."""
    tends = allows(person, "resources.accept_answer", question)
    return {
        "question": question,
        "resource": question.resource,
        "tends": tends,
        "candidates": who_could_answer(question) if tends and question.accepted_id is None else [],
        "answer_form": AnswerForm(),
        "invite_form": InviteForm(),
        **forms,
    }


@dataclass(frozen=True)
class Wording:
    """A proposal beside the text: `before` and `after` are the rows to show, `merged` is what taking it would make."""

    rows: list[Difference]
    merged: Merged
    is_older: bool


def wording_of(edit: ProposedEdit) -> Wording:
    """While it waits against the text of now; once it is decided against the version that it was worded for."""
    resource = edit.resource
    read = resource.versions.filter(number=edit.base).first()
    base = texts_of(read) if read else texts_of(resource)
    if edit.state != ProposedEdit.State.OPEN:
        return Wording(differences(base, texts_of(edit)), Merged(texts_of(edit)), is_older=False)
    merged = merge_texts(base, texts_of(edit), texts_of(resource))
    return Wording(differences(texts_of(resource), merged.texts), merged, is_older=edit.base != resource.number)


def contested_rows(merged: Merged) -> list[Difference]:
    """Both texts of each place where the two met: theirs as it stands on the left, mine on the right."""
    rows: list[Difference] = []
    for one in merged.contested:
        rows += differences({one.name: one.theirs}, {one.name: one.mine}, [one.name])
    return rows
