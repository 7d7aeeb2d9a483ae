import pytest
from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Site
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.forms import Form, ModelForm, TextField, VersionedForm
from tests.factories.people import SiteFactory

pytestmark = pytest.mark.django_db


class SiteForm(VersionedForm):
    class Meta(ModelForm.Meta):
        model = Site
        fields = ["name", "region"]


class WordsForm(Form):
    words = TextField()


@pytest.mark.parametrize("text", ["nul \x00 byte", "lone \ud800 surrogate"])
def test_what_cannot_be_stored_is_an_error_at_the_field(text):
    assert "words" in WordsForm({"words": text}).errors
    assert "name" in SiteForm({"name": text, "version": 1}, instance=SiteFactory()).errors
    with pytest.raises(ValidationError):
        TextField().clean(text)


def test_line_ends_are_the_databases():
    assert TextField().clean(" one\r\ntwo ") == "one\ntwo"


def test_a_form_on_an_object_carries_its_edition():
    form = SiteForm(instance=SiteFactory(version=7))
    assert form["version"].value() == 7
    assert form["version"].field.widget.is_hidden


def test_only_declared_fields_come_through():
    form = SiteForm(
        {"name": "Lisbon", "region": "", "version": 3, "code": "X", "id": 5, "owner": 1}, instance=SiteFactory()
    )
    assert form.is_valid()
    assert form.values() == {"name": "Lisbon", "region": "", "version": 3}


def test_the_object_on_the_page_is_not_the_one_being_typed():
    site = SiteFactory(name="Old")
    form = SiteForm({"name": "Typed", "region": "", "version": 1}, instance=site)
    form.is_valid()
    assert site.name == "Old"


def test_a_form_without_an_edition_is_refused():
    assert "version" in SiteForm({"name": "Lisbon", "region": ""}, instance=SiteFactory()).errors


def test_a_stale_edit_shows_both_and_loses_nothing():
    site = SiteFactory(name="Old", region="North")
    form = SiteForm({"name": "Mine", "region": "North", "version": 1}, instance=site)
    assert form.is_valid()
    Site.objects.filter(pk=site.pk).update(name="Theirs", version=2)
    form.show_both(Stale(Site.objects.get()))
    assert form.theirs == [("Name", "Theirs")]
    assert form["name"].value() == "Mine"
    assert form["version"].value() == "2"
    assert form.non_field_errors()


def test_a_refusal_stands_at_the_form():
    form = WordsForm({"words": "x"})
    assert form.is_valid()
    form.refuse(Refused("This goal is closed."))
    assert form.non_field_errors() == ["This goal is closed."]


def test_a_model_form_names_its_fields():
    with pytest.raises(TypeError):

        class Careless(ModelForm):
            class Meta(ModelForm.Meta):
                model = Site
                fields = forms.ALL_FIELDS


def test_a_refusal_may_point_to_a_field():
    form = WordsForm({"words": "x"})
    assert form.is_valid()
    form.refuse(Refused("Too late.", field="words"))
    assert form.errors == {"words": ["Too late."]}


class Choosing(Form):
    kind = forms.TypedChoiceField(choices=[("", "---------"), ("a", "A")], required=False)
    site = forms.ModelChoiceField(Site.objects.none())


def test_an_empty_choice_is_a_word_instead_of_dashes():
    drawn = Choosing().as_p()
    assert "-----" not in drawn
    assert '<option value="" selected>none</option>' in drawn
    assert '<option value="" selected>choose …</option>' in drawn
