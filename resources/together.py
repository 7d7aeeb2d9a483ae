"""What the pages of a resource show of what people do to it together."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

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


def together_of(resource: Resource, person: Person, form: QuestionForm | None = None) -> dict[str, Any]:
    """Under a resource: the latest ten questions and the form to ask, open proposals that the viewer may see, reviews.

    Three statements. A review says `reads` of itself: its writer and the authors read what it says.
    """
    rows = list(resource.questions.for_list()[: SHOWN + 1])
    edits = ProposedEdit.objects.visible_to(person).open().filter(resource=resource).select_related("author")
    reads = Exists(Review.objects.visible_to(person).filter(pk=OuterRef("pk")))
    reviews = resource.reviews.filter(state=Review.State.DONE).select_related("reviewer").annotate(reads=reads)
    return {
        "resource": resource,
        "questions": rows[:SHOWN],
        "more_questions": len(rows) > SHOWN,
        "question_form": form or QuestionForm(),
        "open_edits": edits.order_by("-created_at")[:SHOWN],
        "reviews": reviews.order_by("-done_at")[:SHOWN],
    }


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


def anew(row: Any) -> Any:
    """A row as it stands after an act, with what its page needs."""
    return type(row).objects.for_page().get(pk=row.pk)


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
