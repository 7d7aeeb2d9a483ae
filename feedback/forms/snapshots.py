"""The form that keeps the training-needs analysis."""

from django.utils.translation import gettext_lazy as _

from ecosystem.core.forms import Form, TextField


class SnapshotForm(Form):
    name = TextField(label=_("Name"), max_length=120, help_text=_("Such as “Before the autumn budget”."))
    note = TextField(label=_("Note"), max_length=300, required=False, help_text=_("What it is kept for."))
