"""Asking for files: several at once, each looked at before any is kept."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from heartwood.ground.files import limits
from heartwood.ground.files.kinds import ACCEPT, HEAD, kind_of
from heartwood.ground.files.limits import Refused


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """All of them, or none: each that cannot be taken is named with its reason."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            allow_empty_file=True,  # we say more about it than Django would
            widget=FilesInput(attrs={"accept": ACCEPT}),
            error_messages={"required": _("Choose a file.")},
            **kwargs,
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        uploads = [super(FilesField, self).clean(upload, initial) for upload in data or [None]]
        if len(uploads) > limits.MOST_AT_ONCE:
            raise ValidationError(str(limits.too_many_at_once()))
        if reasons := [str(reason) for upload in uploads if (reason := _why_not(upload))]:
            raise ValidationError(reasons)
        return uploads


class FilesForm(forms.Form):
    uploads = FilesField(label=_("Files"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uploads"].help_text = _("PDF, JPEG, PNG, WebP or HEIC, each up to %(most)s.") % {
            "most": limits.in_megabytes(settings.LARGEST_FILE)
        }

    @property
    def largest(self) -> int:
        return int(settings.LARGEST_FILE)

    @property
    def largest_together(self) -> int:
        return int(settings.LARGEST_UPLOAD)

    @property
    def too_large(self) -> str:
        """What the page says before anything is sent."""
        return str(limits.too_large("{name}"))

    @property
    def too_large_together(self) -> str:
        return limits.too_large_together()


def _why_not(upload: UploadedFile) -> Refused | None:
    name = upload.name or ""
    if not upload.size:
        return limits.empty(name)
    if upload.size > settings.LARGEST_FILE:
        return limits.too_large(name)
    head = upload.read(HEAD)
    upload.seek(0)
    return None if kind_of(head) else limits.unknown_kind(name)
