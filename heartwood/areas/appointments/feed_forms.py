"""What people say about calendars that they keep elsewhere."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from heartwood.ground.access.viewer import Viewer

LONGEST_ADDRESS = 2000


class FeedForm(forms.Form):
    """What stands in it. Clients have no choice to make: theirs says “Session”."""

    shows_initials = forms.BooleanField(
        label=_("Show the initials of clients"),
        required=False,
        help_text=_("Without it every entry is called “Session”."),
    )

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if viewer.member is None:
            del self.fields["shows_initials"]


class OutsideForm(forms.Form):
    address = forms.CharField(
        label=_("Address of your calendar"),
        max_length=LONGEST_ADDRESS,
        widget=forms.TextInput(attrs={"type": "url", "autocomplete": "off", "inputmode": "url"}),
        help_text=_(
            "Your calendar shows it under “share” or “publish”, as an address in iCal format (it often ends in .ics)."
        ),
    )

    def clean_address(self) -> str:
        typed = str(self.cleaned_data["address"]).strip()
        address = f"https://{typed.removeprefix('webcal://')}" if typed.startswith("webcal://") else typed
        try:
            parts = urlsplit(address)
            is_one = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
        except ValueError:
            is_one = False
        if not is_one or any(character.isspace() for character in address):
            raise forms.ValidationError(_("This is no address of a calendar. It begins with https:// or webcal://."))
        return address
