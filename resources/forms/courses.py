"""Forms of lessons and their short checks."""

from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import LinesField
from ecosystem.core.forms import Form, TextField, VersionedForm
from resources.actions.courses import Asking
from resources.models import CheckQuestion, Lesson

PREFIX, MOST_QUESTIONS, EMPTY_ROWS = "ask", 10, 2
FEWEST_CHOICES, MOST_CHOICES, LONGEST_CHOICE = 2, 5, 200


class LessonForm(VersionedForm):
    """Its text in Markdown; the questions stand below it."""

    class Meta(VersionedForm.Meta):
        model = Lesson
        fields = ["title", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 14, "data-takes-files": ""})}
        help_texts = {"body": _("Markdown: lists, tables, links, code.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.fields.pop("version")


class QuestionForm(Form):
    """One question; a row that is left empty, or emptied, asks nothing."""

    text = TextField(label=_("Question"), max_length=300, required=False)
    choices = LinesField(
        label=_("Answers"), longest=LONGEST_CHOICE, required=False, help_text=_("Two to five, one a line.")
    )
    right = forms.IntegerField(
        label=_("The right one"), min_value=1, max_value=MOST_CHOICES, required=False, help_text=_("Which line.")
    )
    why = TextField(label=_("Why"), max_length=300, required=False, help_text=_("Shown after the answer."))

    def clean(self) -> dict[str, Any]:
        entered = super().clean() or {}
        choices, right = entered.get("choices"), entered.get("right")
        if not entered.get("text"):
            if choices:
                self.add_error("text", _("Write the question, or empty its answers."))
            return entered
        if choices is not None and not FEWEST_CHOICES <= len(choices) <= MOST_CHOICES:
            self.add_error("choices", _("Give two to five answers that differ, one a line."))
        elif choices and not (right and right <= len(choices)):
            self.add_error("right", _("Say which line is right: 1 is the first."))
        return entered

    def asking(self) -> Asking | None:
        entered = self.cleaned_data
        if not entered["text"]:
            return None
        return Asking(entered["text"], entered["choices"], entered["right"] - 1, entered["why"])


QuestionFormSet: Any = formset_factory(
    QuestionForm, extra=EMPTY_ROWS, max_num=MOST_QUESTIONS, absolute_max=MOST_QUESTIONS, validate_max=True
)


def questions_of(lesson: Lesson | None, data: Any = None) -> Any:
    """The questions as rows to write in, with two empty ones behind."""
    rows = lesson.questions.all() if lesson else CheckQuestion.objects.none()
    initial = [{"text": q.text, "choices": q.choices, "right": q.right + 1, "why": q.why} for q in rows]
    return QuestionFormSet(data, prefix=PREFIX, initial=initial)


def askings(questions: Any) -> list[Asking]:
    return [asking for form in questions if (asking := form.asking())]


class MoveForm(Form):
    """The place that is meant, from 1: sent twice it is still that place."""

    to = forms.IntegerField(min_value=1)


class CheckForm(Form):
    """The short check: one answer to each question."""

    def __init__(self, *args: Any, lesson: Lesson, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(lesson.questions.all())
        for question in self.questions:
            self.fields[f"question-{question.pk}"] = forms.TypedChoiceField(
                label=question.text,
                choices=list(enumerate(question.choices)),
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose an answer.")},
            )

    def chosen(self) -> dict[int, int]:
        """By question, the place of the answer."""
        return {question.pk: self.cleaned_data[f"question-{question.pk}"] for question in self.questions}


class WorthForm(Form):
    """One tap."""

    worth_it = forms.TypedChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))], coerce=lambda word: word == "yes")
