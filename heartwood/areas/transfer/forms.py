"""What a person decides on the way: which file, which column is what, and who works with the new clients."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from heartwood.areas.transfer import spreadsheet
from heartwood.areas.transfer.columns import FIELDS, Column
from heartwood.areas.transfer.limits import MAX_BYTES
from heartwood.areas.transfer.models import Import
from heartwood.areas.transfer.values import DateOrder
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("The list"),
        help_text=_("CSV or Excel (XLSX), up to 10 MB and 20,000 clients."),
        allow_empty_file=True,  # reading it says more about it than Django would
        widget=forms.FileInput(attrs={"accept": f".csv,.tsv,.txt,.xlsx,text/csv,{spreadsheet.CONTENT_TYPE}"}),
        error_messages={"required": _("Choose a file.")},
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise ValidationError(
                _("This file is larger than 10 MB. Keep the columns that say who the clients are, and delete the rest.")
            )
        return file


class ColumnRow(NamedTuple):
    """A column of the list, and what is asked about it."""

    column: Column
    field: forms.BoundField
    date_order: forms.BoundField | None


class ColumnsForm(forms.Form):
    """What each column holds. Somewhere there must be a name."""

    DATE_ORDERS = (("day", _("Day first: 31.12.1987")), ("month", _("Month first: 12/31/1987")))

    def __init__(self, columns: list[Column], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        choices = [("", _("Leave out")), *((field.name, field.label) for field in FIELDS.values())]
        for column in columns:
            self.fields[f"field-{column.place}"] = forms.ChoiceField(
                label=column.heading, choices=choices, required=False, initial=column.field
            )
            if column.date_order:
                self.fields[f"order-{column.place}"] = forms.ChoiceField(
                    label=_("How the dates are written"),
                    choices=self.DATE_ORDERS,
                    required=False,
                    initial=column.date_order,
                )

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or self.cleaned_data
        if not {"name", "first_name", "last_name"} & set(chosen.values()):
            raise ValidationError(
                _("Which column holds the names? Choose “Whole name”, or “First name” and “Last name”.")
            )
        return chosen

    @property
    def rows(self) -> Iterator[ColumnRow]:
        for column in self.columns:
            order = self[f"order-{column.place}"] if column.date_order else None
            yield ColumnRow(column, self[f"field-{column.place}"], order)

    @property
    def chosen(self) -> list[tuple[str, DateOrder | None]]:
        return [
            (self.cleaned_data[f"field-{column.place}"], self.cleaned_data.get(f"order-{column.place}") or None)
            for column in self.columns
        ]


class PractitionerChoice(forms.ModelChoiceField):
    def label_from_instance(self, member: Member) -> str:
        return member.user.name


class PractitionerForm(forms.Form):
    """Who will work with the new clients. A practitioner who assigns nobody brings their own."""

    practitioner = PractitionerChoice(
        queryset=Member.objects.none(), label=_("Practitioner"), required=False, empty_label=_("Nobody yet")
    )
    by_column = forms.BooleanField(
        label=_("Each client's own, where the list names one of the team"),
        required=False,
        help_text=_("The practitioner above is for all others."),
    )
    owner_only = forms.BooleanField(
        label=_("Owner-only"),
        required=False,
        help_text=_("Nobody but you sees that these records exist, not the administrator either."),
    )

    def __init__(self, viewer: Viewer, imported: Import, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert viewer.organization  # noqa: S101  lists are moved in the office
        self.viewer = viewer
        if viewer.may("assign_practitioners"):
            team = viewer.organization.members.current().practitioners().by_name()
            self.fields["practitioner"].queryset = team  # type: ignore[attr-defined]
            self.fields["practitioner"].initial = viewer.practitioner
            self.fields["by_column"].initial = True
        else:
            del self.fields["practitioner"]
        if not (viewer.may("assign_practitioners") and imported.names_practitioners):
            del self.fields["by_column"]
        if viewer.practitioner:
            self.fields["owner_only"].initial = viewer.organization.records_are_owner_only
        else:
            del self.fields["owner_only"]

    def clean(self) -> dict[str, Any]:
        decided = super().clean() or self.cleaned_data
        practitioner = decided.get("practitioner", self.viewer.practitioner)
        if decided.get("owner_only") and (practitioner != self.viewer.practitioner or decided.get("by_column")):
            self.add_error("owner_only", _("Owner-only records are your own: choose yourself as their practitioner."))
        return {"practitioner": practitioner, "by_column": False, "owner_only": False} | decided
