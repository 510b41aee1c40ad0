"""What is asked where entries are written and answered."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from heartwood.areas.journals.models import MOST_IMAGES, Draft, Words
from heartwood.ground.files import limits
from heartwood.ground.files.forms import FilesField
from heartwood.ground.files.kinds import HEAD, KINDS, kind_of
from heartwood.kit.forms import Explained

PICTURES = ",".join(kind.content_type for kind in KINDS.values() if kind.is_picture)


class WritingForm(forms.Form):
    """An entry on its way. `words` are what was typed, whether or not it may be saved."""

    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    body = forms.CharField(
        label=_("Your notes"),
        max_length=100_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "true"}),
        error_messages={"max_length": _("This is more than one entry can hold. Begin a second one with the rest.")},
    )
    sharing = forms.ChoiceField(label=_("Who can read it"), widget=forms.RadioSelect)

    def __init__(self, draft: Draft, has_images: bool, data: Any = None) -> None:
        words = draft.words
        sharing = "share" if words.wants_to_share else "private"
        super().__init__(data, initial={"title": words.title, "body": words.body, "sharing": sharing})
        self.has_images = has_images
        self.fields["sharing"].choices = self._choices(draft)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "body" in cleaned and not cleaned["body"].strip() and not self.has_images:
            raise ValidationError({"body": _("Write a few words, or add an image.")})
        return cleaned

    @property
    def words(self) -> Words:
        return Words(
            title=self.data.get("title", "").strip(),
            body=self.data.get("body", "").replace("\r\n", "\n"),
            wants_to_share=self.data.get("sharing") == "share",
            captions={
                name.removeprefix("caption-"): value.strip()[:300]
                for name, value in self.data.items()
                if name.startswith("caption-") and value.strip()
            },
        )

    @staticmethod
    def _choices(draft: Draft) -> list[tuple[str, Explained]]:
        who = {"practitioner": draft.appointment.practitioner.user.name}
        is_shared = draft.entry is not None and draft.entry.is_shared
        what_follows = (
            _("%(practitioner)s can view it, and sees that you have edited it. You can make it private again.")
            if is_shared
            else _("%(practitioner)s will be notified and can view it. You can make it private again.")
        )
        only_you = Explained(_("Keep Private"), _("Only you can view it. Not your practitioner, not the practice."))
        return [("private", only_you), ("share", Explained(_("Share with Practitioner"), what_follows % who))]


class PicturesField(FilesField):
    def clean(self, data: Any, initial: Any = None) -> Any:
        uploads = super().clean(data, initial)
        for upload in uploads:
            kind = kind_of(upload.read(HEAD))
            upload.seek(0)
            if kind is None or not kind.is_picture:
                raise ValidationError(
                    _("“%(name)s” is not a picture. JPEG, PNG, WebP and HEIC are."), params={"name": upload.name}
                )
        return uploads


class ImagesForm(forms.Form):
    uploads = PicturesField(label=_("Images"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uploads"].widget.attrs["accept"] = PICTURES
        words = _("Up to %(images)s, each up to %(most)s. Where and with what they were taken is removed.")
        largest = limits.in_megabytes(settings.LARGEST_FILE)
        self.fields["uploads"].help_text = words % {"images": MOST_IMAGES, "most": largest}


class AcknowledgeForm(forms.Form):
    QUICK = (
        _("Thank you for sharing this. I have read it."),
        _("Thank you. Let us talk about it next time."),
        _("I am glad you wrote this down."),
    )

    message = forms.CharField(
        label=_("Your own words"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}), required=True
    )
