"""Form controls and how a field is drawn."""

from django import forms

from ecosystem.core.widgets import Day, Segmented, Stepper, Toggle


class EveryForm(forms.Form):
    title = forms.CharField(help_text="In a few words.")
    note = forms.CharField(widget=forms.Textarea, required=False)
    confidence = forms.TypedChoiceField(
        coerce=int, choices=[(n, str(n)) for n in range(1, 11)], widget=Segmented(needs=3)
    )
    value = forms.DecimalField(widget=Stepper)
    remind = forms.BooleanField(required=False, widget=Toggle)
    due = forms.DateField(widget=Day)
    ways = forms.MultipleChoiceField(choices=[("a", "A")], widget=forms.CheckboxSelectMultiple, required=False)


def drawn(name: str, data: dict | None = None) -> str:
    return str(EveryForm(data)[name].as_field_group())


def test_error_is_tied_to_its_control():
    field = drawn("title", {})
    assert 'aria-describedby="id_title_helptext id_title_error"' in field
    assert 'id="id_title_error"' in field
    assert 'id="id_title_helptext"' in field
    assert 'aria-invalid="true"' in field


def test_what_is_optional_says_so():
    assert "optional" in drawn("note")
    assert "optional" not in drawn("title")


def test_what_is_needed_only_sometimes_says_when():
    form = EveryForm()
    form.fields["note"].when_needed = "one of the two"
    drawn_note = str(form["note"].as_field_group())
    assert "one of the two" in drawn_note and "optional</span>" not in drawn_note


def test_keys_are_radio_buttons_with_a_legend():
    field = drawn("confidence")
    assert "<legend>Confidence" in field
    assert field.count('type="radio"') == 10
    assert "checked" not in field
    assert field.count('class="needs"') == 1


def test_keys_keep_what_was_chosen():
    assert drawn("confidence", {"confidence": "4"}).count("checked") == 1


def test_toggle_is_a_switch_inside_its_label():
    field = drawn("remind")
    assert 'role="switch"' in field
    assert field.index("<label") < field.index("<input") < field.index("</label>")


def test_every_field_has_one_root():
    for name in EveryForm.base_fields:
        field = drawn(name).strip()
        tag = field[1 : field.index(" ")]
        assert field.endswith(f"</{tag}>")


def test_typed_text_is_kept_and_escaped():
    assert "&lt;b&gt;" in drawn("title", {"title": "<b>"})


def test_day_is_written_for_the_browser():
    assert 'value="2026-12-08"' in str(EveryForm(initial={"due": __import__("datetime").date(2026, 12, 8)})["due"])
