"""What clients say when they book, change, cancel or wait."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _

from heartwood.areas.appointments.offering import FreeTime
from heartwood.kit.forms import DayInput

LONGEST_WORD = 2000
FURTHEST = timedelta(days=1000)


def a_word(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=LONGEST_WORD,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def time_from(typed: str) -> datetime:
    """Raises ValueError for what is no moment, or one beyond all calendars."""
    at = datetime.fromisoformat(typed)
    if at.tzinfo is None or abs(at - now()) > FURTHEST:
        raise ValueError(typed)
    return at.astimezone(UTC)


class TimeForm(forms.Form):
    """The time that was chosen, and a word to the practitioner. Where somebody else was quicker it comes back with
    other times to choose from, and with every word."""

    at = forms.CharField(widget=forms.HiddenInput, label=_("Time"))
    word = a_word(_("A word to your practitioner"), _("What they should know beforehand."))

    def clean_at(self) -> datetime:
        try:
            return time_from(self.cleaned_data["at"])
        except ValueError:
            raise forms.ValidationError(_("Choose one of the free times.")) from None

    def offer_instead(self, times: Iterable[FreeTime]) -> None:
        choices = [(time.iso, time.moment) for time in times]
        self.data = {**dict(self.data.items()), "at": choices[0][0] if choices else ""}
        self.fields["at"].widget = forms.RadioSelect(choices=choices)
        self.fields["at"].label = _("Other free times nearby")


class CancelForm(forms.Form):
    """Why, and what the page had said about it: nobody cancels late who was told that it is free."""

    word = a_word(_("Why?"), _("Your practitioner reads it. You need not say anything."))
    told = forms.CharField(widget=forms.HiddenInput, required=False)

    LATE = "late"

    def was_told_that_it_is(self, *, late: bool) -> bool:
        return not late or self.cleaned_data["told"] == self.LATE


class WordForm(forms.Form):
    word = a_word(_("A word to your practitioner"))


class WaitingForm(forms.Form):
    """Between which days a time would suit."""

    from_on = forms.DateField(label=_("Not before"), required=False, widget=DayInput)
    until_on = forms.DateField(label=_("Not after"), required=False, widget=DayInput)

    says_itself_what_is_needed = True

    def clean_until_on(self) -> date | None:
        until: date | None = self.cleaned_data["until_on"]
        if until and until < localdate():
            raise forms.ValidationError(_("This day is over already."))
        begins = self.cleaned_data.get("from_on")
        if until and begins and until < begins:
            raise forms.ValidationError(_("The last day must not be before the first."))
        return until
