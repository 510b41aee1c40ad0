"""What people type to say what they offer, and when."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heartwood.areas.appointments.hours_in_words import Hours, NotUnderstood, hours_from, in_words
from heartwood.areas.appointments.models import Calendar, Holiday, Room, Service
from heartwood.areas.appointments.models.hours import Weekday, WeeklyHours
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.zones import time_zones
from heartwood.kit.forms import DayInput

HOUR, DAY = 60, 24 * 60


class FactsForm(forms.ModelForm):
    """Checks what was typed, also against what the organization has already; the record's verb changes it."""

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        self.instance.organization = viewer.organization

    def validate_unique(self) -> None:
        super().validate_unique()
        if "name" in self.errors or "name" not in self.fields:
            return
        others = type(self.instance)._default_manager.exclude(pk=self.instance.pk)
        if others.filter(organization=self.viewer.organization, name=self.instance.name, retired_at=None).exists():
            self.add_error("name", _("There is one of this name already."))

    def _get_validation_exclusions(self) -> set[str]:
        return {*super()._get_validation_exclusions(), "organization"}  # type: ignore[misc]


class ServiceForm(FactsForm):
    class Meta:
        model = Service
        fields = [
            "name",
            "description",
            "minutes",
            "price",
            "currency",
            "place",
            "rooms",
            "practitioners",
            "booking",
            "is_for_several",
            "buffer_before",
            "buffer_after",
            "colour",
        ]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 2}),
            "rooms": forms.CheckboxSelectMultiple,
            "practitioners": forms.CheckboxSelectMultiple,
            "booking": forms.RadioSelect,
            "colour": forms.RadioSelect,
        }
        help_texts = {
            "description": gettext_lazy("Clients read it when they choose."),
            "price": gettext_lazy("Left empty, none is shown."),
            "rooms": gettext_lazy("In person: one of these is kept for the session. None: no room is needed."),
            "buffer_after": gettext_lazy("For notes, or to air the room. Nothing else is booked in it."),
        }

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(viewer, *args, **kwargs)
        assert viewer.organization  # noqa: S101  set up in an office
        fields: dict[str, Any] = self.fields
        fields["practitioners"].queryset = viewer.organization.members.current().practitioners().by_name()
        fields["practitioners"].label_from_instance = lambda member: member.user.name
        fields["practitioners"].error_messages["required"] = _("Choose who offers it.")
        fields["rooms"].queryset = Room.objects.in_use().filter(organization=viewer.organization)
        if not fields["rooms"].queryset.exists():
            del fields["rooms"]

    def clean_currency(self) -> str:
        currency: str = self.cleaned_data["currency"].upper()
        if not (len(currency) == 3 and currency.isalpha()):
            raise ValidationError(_("Three letters, such as USD or EUR."))
        return currency


class RoomForm(FactsForm):
    class Meta:
        model = Room
        fields = ["name", "address"]
        widgets = {"address": forms.Textarea(attrs={"rows": 2})}
        help_texts = {"address": gettext_lazy("Clients see it with the session.")}


class HolidayForm(FactsForm):
    class Meta:
        model = Holiday
        fields = ["name", "first_on", "last_on"]
        widgets = {"first_on": DayInput, "last_on": DayInput}

    def validate_unique(self) -> None:
        """Two may have one name: next year's."""

    def clean(self) -> dict[str, Any]:
        return _days_in_order(self, super().clean() or self.cleaned_data)


class HoursField(forms.CharField):
    """Hours of a day, as people write them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=200, **kwargs)
        self.widget.attrs |= {"autocomplete": "off", "placeholder": gettext_lazy("closed")}

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else in_words(value)

    def clean(self, value: Any) -> Hours:
        try:
            return hours_from(super().clean(value))
        except NotUnderstood as refusal:
            raise ValidationError(str(refusal)) from None


class WeeklyForm(forms.Form):
    """A field for each day of the week."""

    says_itself_what_is_needed = True

    def __init__(self, calendar: Calendar, service: Service | None, data: Any = None) -> None:
        super().__init__(data)
        hours: dict[int, Hours] = {}
        for each in WeeklyHours.objects.filter(calendar=calendar, service=service):
            hours.setdefault(each.weekday, []).append((each.opens, each.closes))
        for weekday, name in Weekday.choices:
            self.fields[f"day-{weekday}"] = HoursField(label=name, initial=hours.get(weekday, []))

    @property
    def days(self) -> dict[int, Hours]:
        return {weekday: self.cleaned_data[f"day-{weekday}"] for weekday in Weekday.values}


class SpecialForm(forms.Form):
    """Days that are not like every week."""

    first_on = forms.DateField(label=gettext_lazy("First day"), widget=DayInput)
    last_on = forms.DateField(label=gettext_lazy("Last day"), required=False, widget=DayInput)
    hours = HoursField(label=gettext_lazy("Hours"), help_text=gettext_lazy("Left empty, nobody can book."))

    says_itself_what_is_needed = True

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        given["last_on"] = given.get("last_on") or given.get("first_on")
        return _days_in_order(self, given)


class TermsForm(forms.ModelForm):
    """On which terms somebody's time is booked."""

    notice_minutes = forms.TypedChoiceField(
        label=gettext_lazy("Shortest notice"),
        coerce=int,
        help_text=gettext_lazy("Clients cannot book later than this before a session. You always can."),
    )
    reminders = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Reminders to clients"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    says_itself_what_is_needed = True

    class Meta:
        model = Calendar
        fields = [
            "time_zone",
            "notice_minutes",
            "horizon_days",
            "cancellation_hours",
            "break_minutes",
            "step_minutes",
            "reminders",
            "video_link",
        ]
        labels = {
            "horizon_days": gettext_lazy("How many days ahead clients can book"),
            "cancellation_hours": gettext_lazy("Free cancellation until so many hours before"),
            "break_minutes": gettext_lazy("Break between sessions, in minutes"),
            "step_minutes": gettext_lazy("Clients can begin every so many minutes"),
        }
        help_texts = {"video_link": gettext_lazy("A room of yours elsewhere, which both sides join.")}

    def __init__(self, calendar: Calendar, data: Any = None) -> None:
        super().__init__(data, instance=calendar)
        fields: dict[str, Any] = self.fields
        fields["reminders"].choices = REMINDERS
        fields["notice_minutes"].choices = _with(calendar.notice_minutes, NOTICES)
        for minutes in calendar.reminders:
            fields["reminders"].choices = _with(minutes, fields["reminders"].choices)
        fields["time_zone"] = forms.ChoiceField(
            label=gettext_lazy("Time zone"),
            choices=time_zones(calendar.time_zone),
            help_text=gettext_lazy("Nine o'clock is nine o'clock there."),
        )


NOTICES: list[tuple[int, Any]] = [
    (0, gettext_lazy("None")),
    (HOUR, gettext_lazy("1 hour")),
    (4 * HOUR, gettext_lazy("4 hours")),
    (12 * HOUR, gettext_lazy("12 hours")),
    (DAY, gettext_lazy("1 day")),
    (2 * DAY, gettext_lazy("2 days")),
    (7 * DAY, gettext_lazy("1 week")),
]
REMINDERS: list[tuple[int, Any]] = [
    (7 * DAY, gettext_lazy("1 week before")),
    (2 * DAY, gettext_lazy("2 days before")),
    (DAY, gettext_lazy("1 day before")),
    (2 * HOUR, gettext_lazy("2 hours before")),
    (HOUR, gettext_lazy("1 hour before")),
    (15, gettext_lazy("15 minutes before")),
]


def _with(minutes: int, choices: list[tuple[int, Any]]) -> list[tuple[int, Any]]:
    """What is set already can be chosen, whatever it is."""
    if minutes in dict(choices):
        return choices
    return sorted([*choices, (minutes, _("%(n)d minutes") % {"n": minutes})], key=lambda choice: choice[0])


def _days_in_order(form: forms.BaseForm, given: dict[str, Any]) -> dict[str, Any]:
    first, last = given.get("first_on"), given.get("last_on")
    if first and last and last < first:
        form.add_error("last_on", _("The last day must not be before the first."))
    return given
