"""Forms of the board and the collection."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from ecosystem.core.forms import Form, TextField
from guilds.forms.seen import SeenForm
from guilds.models import GuildAnswer, GuildPost
from resources.forms.library import PAGE_OF_RESOURCE
from resources.models import Resource

LONGEST = 8000
FILTERS = [("", _("All")), *GuildPost.Kind.choices, ("open", _("Open questions"))]


class BoardFilterForm(Form):
    """Narrows the board; whatever cannot be read narrows nothing."""

    show = forms.ChoiceField(choices=FILTERS, required=False)
    page = forms.IntegerField(min_value=1, max_value=100_000, required=False)


class PostWordsForm(Form):
    title = TextField(label=_("In one sentence"), max_length=160)
    body = TextField(
        label=_("Text"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Markdown."),
    )


class ChangePostForm(PostWordsForm, SeenForm):
    """Reword it."""


class PostForm(PostWordsForm):
    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=GuildPost.Kind.choices,
        initial=GuildPost.Kind.QUESTION,
        widget=forms.RadioSelect,
    )
    field_order = ["kind", "title", "body"]


class PinForm(Form):
    pinned = forms.BooleanField(required=False)


class TakeDownForm(Form):
    reason = TextField(
        label=_("Why"), max_length=200, help_text=_("Who wrote it reads this. The words stay with you and them.")
    )


class AnswerForm(Form):
    text = TextField(
        label=_("Your answer"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}), help_text=_("Markdown.")
    )


class ChangeAnswerForm(AnswerForm, SeenForm):
    """Reword it."""


class AcceptForm(SeenForm):
    """One of the answers, or none."""

    answer = forms.ModelChoiceField(GuildAnswer.objects.none(), required=False)

    def __init__(self, *args: Any, post: GuildPost, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].queryset = post.answers.filter(removed_at=None)


class CollectForm(Form):
    """A resource of the library by its title or the address of its page."""

    resource = TextField(
        label=_("What"), max_length=300, help_text=_("Its title, or the address of its page in the library.")
    )
    note = TextField(label=_("Why it belongs here"), max_length=200, required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_resource(self) -> Resource:
        text = self.cleaned_data["resource"]
        number = PAGE_OF_RESOURCE.search(text)
        meant = {"pk": number[1]} if number else {"title__iexact": text}
        published = Resource.objects.visible_to(self.person).published()
        found = published.filter(**meant).order_by("-pk").first()
        if found is None:
            raise ValidationError(_("Nothing published has this title. Copy the address of its page."))
        return found


class KeptNoteForm(Form):
    note = TextField(label=_("Why it belongs here"), max_length=200, required=False)
