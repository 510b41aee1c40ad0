"""Folders: how they are called, and what lies in which."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from heartwood.areas.documents.models import Folder
from heartwood.ground.files.forms import FilesForm


class NewVersionForm(FilesForm):
    """One file, in the place of another."""

    def clean_uploads(self) -> Any:
        uploads = self.cleaned_data["uploads"]
        if len(uploads) != 1:
            raise ValidationError(_("Choose one file: it takes the place of the version before."))
        return uploads


class FolderForm(forms.Form):
    name = forms.CharField(label=_("Name of the folder"), max_length=80)

    def __init__(self, *args: Any, others: list[Folder], **kwargs: Any) -> None:
        """`others`: the record's, without the one that is renamed."""
        super().__init__(*args, **kwargs)
        self.others = others

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name.casefold() in {folder.shown_name.casefold() for folder in self.others}:
            raise ValidationError(_("There is a folder of this name already."))
        return name

    def clean(self) -> None:
        if len(self.others) >= Folder.MOST:
            raise ValidationError(_("There is room for %(most)s folders in a record."), params={"most": Folder.MOST})


class MoveForm(forms.Form):
    folder = forms.ChoiceField(label=_("Folder"), required=False, widget=forms.Select)

    def __init__(self, *args: Any, folders: list[Folder], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_pk = {str(folder.pk): folder for folder in folders}
        outside = ("", _("No folder"))
        self.fields["folder"].choices = [outside, *((pk, folder.shown_name) for pk, folder in self.by_pk.items())]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Folder | None:
        return self.by_pk.get(self.cleaned_data["folder"])
