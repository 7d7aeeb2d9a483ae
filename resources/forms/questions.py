"""Forms of questions and answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import PersonField, colleagues
from ecosystem.core.forms import Form, TextField
from resources.models import Answer, Question

MENTION = _("“@” and somebody's exact name tells them, once.")


class QuestionForm(Form):
    text = TextField(
        label=_("Your question"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), help_text=MENTION
    )
    quote = TextField(
        label=_("About these words"), max_length=500, required=False, widget=forms.TextInput(attrs={"data-quote": ""})
    )


class ChangeQuestionForm(QuestionForm):
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class AnswerForm(Form):
    text = TextField(
        label=_("Your answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}), help_text=MENTION
    )


class ChangeAnswerForm(AnswerForm):
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class AcceptAnswerForm(Form):
    """One of the answers, or none."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    answer = forms.ModelChoiceField(Answer.objects.none(), required=False)

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].queryset = question.answers.all()


class InviteForm(Form):
    person = PersonField(label=_("Somebody else"), among=colleagues)
