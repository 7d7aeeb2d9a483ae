"""Files to import."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from ecosystem.core.forms import Form

MOST_FILES = 40


class Files(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several."""

    widget = Files

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        uploads = data if isinstance(data, list | tuple) else [data]
        if not uploads or not any(uploads):
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(uploads) > MOST_FILES:
            raise forms.ValidationError(_("At most 40 files at once."))
        return [super(FilesField, self).clean(upload, initial) for upload in uploads]


class UploadForm(Form):
    files = FilesField(
        label=_("Files"),
        help_text=_(
            "CSV files, one XLSX workbook with a sheet for each, or a ZIP of CSV files. Nothing is changed yet."
        ),
        allow_empty_file=True,
        widget=Files(attrs={"multiple": True, "accept": ".csv,.tsv,.txt,.xlsx,.zip"}),
    )
    complete_list = forms.BooleanField(
        required=False,
        label=_("The people file is a complete list: whoever is missing has left"),
    )


class ConfirmForm(Form):
    """The counts of a held import, confirmed one by one."""

    sure = forms.BooleanField(label=_("I have checked these numbers; they are right"))
