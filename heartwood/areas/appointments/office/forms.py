"""What staff type to book, move and call off."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from heartwood.areas.appointments.free_times import free_times
from heartwood.areas.appointments.models import Appointment, Calendar, Room, Service
from heartwood.areas.appointments.models.offer import LONGEST_SESSION
from heartwood.areas.appointments.models.series import LONGEST_SERIES
from heartwood.areas.appointments.office.day_grid import moment_at
from heartwood.areas.clients.models import Client
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member
from heartwood.kit.dates import moment
from heartwood.kit.forms import DayInput

MOST_FOUND = 6
ALTERNATIVES = 4
THIS_ONE, ALL_LATER = "this", "later"


class ClockInput(forms.TimeInput):
    """An o'clock, in the browser's own field."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"step": 300, **(attrs or {})}, format="%H:%M")


class WhenForm(forms.Form):
    """A day and an o'clock of the reader's; and where that is taken, others nearby, each a button."""

    on = forms.DateField(label=gettext_lazy("Day"), widget=DayInput)
    at = forms.TimeField(label=gettext_lazy("Time"), widget=ClockInput)

    says_itself_what_is_needed = True

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        if data and (instead := _moment_or_none(data.get("instead", ""))):
            data = data.copy()
            data["on"], data["at"] = localtime(instead).date().isoformat(), f"{localtime(instead):%H:%M}"
        super().__init__(data, **kwargs)
        self.alternatives: list[tuple[str, str]] = []

    @property
    def zone(self) -> str:
        return timezone.get_current_timezone_name().replace("_", " ")

    @property
    def starts_at(self) -> datetime:
        return moment_at(self.cleaned_data["on"], self.cleaned_data["at"]).astimezone(UTC)

    def say_taken(self, calendar: Calendar, service: Service, *, moving: Appointment | None = None) -> None:
        """At the field, with the nearest times that are free."""
        wanted = self.starts_at
        since, until = max(wanted - timedelta(days=2), timezone.now()), wanted + timedelta(days=5)
        near = free_times(calendar, service, since, until, moving=moving)
        nearest = sorted(near, key=lambda free: abs(free - wanted))[:ALTERNATIVES]
        self.add_error("at", _("That time is taken already."))
        self.alternatives = [(free.isoformat(), moment(free)) for free in sorted(nearest)]


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, member: Any) -> str:
        return str(member.user.name)


class ServiceChoice(forms.ModelChoiceField):
    def label_from_instance(self, service: Any) -> str:
        minutes = ngettext("%(n)d minute", "%(n)d minutes", service.minutes) % {"n": service.minutes}
        return f"{service.name}, {minutes}"


class ClientPicker(forms.Form):
    """Clients found by a few letters; those that were chosen stay."""

    q = forms.CharField(label=gettext_lazy("Find a client"), required=False)
    clients = forms.ModelMultipleChoiceField(
        queryset=Client.objects.none(),
        label=gettext_lazy("Client"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose who comes.")},
    )

    def find_clients(self, viewer: Viewer, bookable: "QuerySet[Client]", asked: QueryDict) -> None:
        """Offers those who are chosen and those who are found, and accepts no others."""
        source: QueryDict = self.data if self.is_bound else asked  # type: ignore[assignment]
        chosen = self._chosen = [pk for pk in dict.fromkeys(source.getlist("clients")) if _uuid(pk)]
        words = str(source.get("q", "")).strip()
        those = bookable.order_by("sort_name", "pk")
        offered = list(those.filter(pk__in=chosen)) if chosen else []
        if words or not chosen:
            others: Any = those.exclude(pk__in=chosen)
            offered += others.first_matching(viewer, words, MOST_FOUND) if words else others[:MOST_FOUND]
        field: Any = self.fields["clients"]
        field.queryset = bookable
        field.widget.choices = [(client.pk, client.name) for client in offered]
        if not self.is_bound:
            self.initial["clients"] = chosen
            self.initial["q"] = words


class BookingForm(ClientPicker, WhenForm):
    """Who comes to whom, for what, when, and whether again."""

    practitioner = PersonChoice(
        queryset=Member.objects.none(), label=gettext_lazy("Practitioner"), empty_label=gettext_lazy("Choose")
    )
    service = ServiceChoice(queryset=Service.objects.none(), label=gettext_lazy("Service"), empty_label=None)
    minutes = forms.IntegerField(
        label=gettext_lazy("Length in minutes"),
        required=False,
        min_value=5,
        max_value=LONGEST_SESSION,
        widget=forms.NumberInput(attrs={"placeholder": gettext_lazy("as the service")}),
    )
    place = forms.ChoiceField(
        label=gettext_lazy("Place"),
        required=False,
        choices=[("", gettext_lazy("As the service says")), *Service.Place.choices],
    )
    room = forms.ModelChoiceField(
        queryset=Room.objects.none(), label=gettext_lazy("Room"), required=False, empty_label=gettext_lazy("Any free")
    )
    every_weeks = forms.TypedChoiceField(
        label=gettext_lazy("Repeat"),
        required=False,
        coerce=int,
        choices=[
            (0, gettext_lazy("Only once")),
            (1, gettext_lazy("Every week")),
            (2, gettext_lazy("Every two weeks")),
            (4, gettext_lazy("Every four weeks")),
        ],
    )
    number = forms.IntegerField(
        label=gettext_lazy("How many sessions"), required=False, min_value=2, max_value=LONGEST_SERIES, initial=12
    )
    remark = forms.CharField(
        label=gettext_lazy("A word to the client"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("They read it with the session. It does not stand in the mail."),
    )

    def __init__(self, viewer: Viewer, data: Any = None, *, asked: QueryDict) -> None:
        super().__init__(data, initial={"on": asked.get("on") or localdate().isoformat(), "at": asked.get("at", "")})
        assert viewer.organization  # noqa: S101  staff book in an office
        fields: dict[str, Any] = self.fields
        fields["practitioner"].queryset = practitioners_to_book(viewer)
        fields["practitioner"].initial = _uuid(asked.get("with", "")) or viewer.practitioner
        offered = Service.objects.offered().filter(organization=viewer.organization)
        fields["service"].queryset = offered
        fields["service"].initial = offered.order_by("booking", "name").first()  # what clients book themselves, first
        fields["room"].queryset = Room.objects.in_use().filter(organization=viewer.organization)
        self.find_clients(viewer, Client.objects.allowed(viewer, "book"), asked)
        self.taken: list[datetime] = []

    @property
    def is_possible(self) -> bool:
        """Is there anything to book, with anybody?"""
        fields: dict[str, Any] = self.fields
        return bool(fields["service"].queryset and fields["practitioner"].queryset)

    @property
    def repeats_every(self) -> int:
        """So many weeks; 0 for only once."""
        return int(self.cleaned_data.get("every_weeks") or 0)

    @property
    def left_out(self) -> list[datetime]:
        """Those of a series that were said to be taken, once it was said to do without them."""
        return [found for text in self.data.get("leave_out", "").split() if (found := _moment_or_none(text))]

    @property
    def facts(self) -> dict[str, Any]:
        given = self.cleaned_data
        clients = {str(client.pk): client for client in given["clients"]}
        in_the_order_chosen = [clients[pk] for pk in self._chosen if pk in clients]
        facts = {
            "service": given["service"],
            "practitioner": given["practitioner"],
            "clients": in_the_order_chosen,
            "remark": given["remark"],
        }
        if given["minutes"]:
            facts["length"] = timedelta(minutes=given["minutes"])
        return facts | {name: given[name] for name in ("place", "room") if given[name]}

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        service, practitioner, clients = given.get("service"), given.get("practitioner"), given.get("clients")
        if service and practitioner and not service.practitioners.filter(pk=practitioner.pk).exists():
            self.add_error(
                "service",
                _("%(name)s does not offer this. Choose another service, or somebody else.")
                % {"name": practitioner.user.name},
            )
        if service and clients and len(clients) > 1 and not service.is_for_several:
            self.add_error("clients", _("This service is for one person. Choose one, or a service for several."))
        if service and given.get("room") and not service.rooms.filter(pk=given["room"].pk).exists():
            self.add_error("room", _("This service is not held in that room."))
        if given.get("every_weeks") and not given.get("number") and "number" not in self.errors:
            self.add_error("number", _("Say how many sessions."))
        return given

    def offer_other_times(self) -> None:
        calendar = Calendar.objects.of(self.cleaned_data["practitioner"])
        self.say_taken(calendar, self.cleaned_data["service"])

    def offer_to_leave_out(self, taken: Iterable[datetime]) -> None:
        """“3 of 12 are taken”: before anything is booked."""
        self.taken = sorted({*taken, *self.left_out})
        number = self.cleaned_data["number"]
        self.add_error(
            None,
            ngettext(
                "%(taken)d of %(number)d is taken. Nothing is booked yet.",
                "%(taken)d of %(number)d are taken. Nothing is booked yet.",
                len(self.taken),
            )
            % {"taken": len(self.taken), "number": number},
        )

    @property
    def taken_in_words(self) -> list[str]:
        return [moment(each) for each in self.taken]

    @property
    def taken_in_full(self) -> str:
        return " ".join(each.isoformat() for each in self.taken)

    @property
    def left_over(self) -> int:
        return int(self.cleaned_data["number"]) - len(self.taken)

    @property
    def has_further_errors(self) -> bool:
        return not self.errors.keys().isdisjoint({"minutes", "place", "room", "remark"})


class LengthForm(WhenForm):
    """Another time for a session, and a word with it."""

    remark = forms.CharField(
        label=gettext_lazy("A word to the client"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, session: Appointment, data: Any = None, *, asked: QueryDict) -> None:
        here = localtime(session.starts_at)
        initial = {"on": asked.get("on") or here.date().isoformat(), "at": asked.get("at") or f"{here:%H:%M}"}
        super().__init__(data, initial=initial)
        self.session = session

    def offer_other_times(self) -> None:
        self.say_taken(self.session.calendar, self.session.service, moving=self.session)


class ProposeForm(LengthForm):
    """A new time that the client has yet to confirm."""


class MoveForm(LengthForm):
    """Moved at once."""

    minutes = forms.IntegerField(label=gettext_lazy("Length in minutes"), min_value=5, max_value=LONGEST_SESSION)
    tells = forms.BooleanField(label=gettext_lazy("Tell the client"), required=False, initial=True)
    scope = forms.ChoiceField(
        label=gettext_lazy("Which sessions"),
        choices=[(THIS_ONE, gettext_lazy("This one")), (ALL_LATER, gettext_lazy("This and all later ones"))],
        initial=THIS_ONE,
        widget=forms.RadioSelect,
    )

    field_order = ["on", "at", "minutes", "scope", "tells", "remark"]

    def __init__(self, session: Appointment, data: Any = None, *, asked: QueryDict) -> None:
        super().__init__(session, data, asked=asked)
        self.initial["minutes"] = int(session.length.total_seconds() // 60)
        if session.series_id is None:
            del self.fields["scope"]
        if session.state != Appointment.State.BOOKED:
            del self.fields["tells"]

    @property
    def facts(self) -> dict[str, Any]:
        return {
            "length": timedelta(minutes=self.cleaned_data["minutes"]),
            "remark": self.cleaned_data["remark"],
            "tells_clients": self.cleaned_data.get("tells", False),
        }

    @property
    def is_for_all_later(self) -> bool:
        return self.cleaned_data.get("scope") == ALL_LATER

    def say_some_taken(self, times: Iterable[datetime]) -> None:
        some = ", ".join(moment(each) for each in times)
        self.add_error("at", _("Nothing was moved. These are taken: %(times)s.") % {"times": some})


class CancelForm(forms.Form):
    """Why, whether late, and how much of a series."""

    says_itself_what_is_needed = True

    scope = forms.ChoiceField(
        label=gettext_lazy("Which sessions"),
        choices=[(THIS_ONE, gettext_lazy("This one")), (ALL_LATER, gettext_lazy("This and all later ones"))],
        initial=THIS_ONE,
        widget=forms.RadioSelect,
    )
    is_late = forms.BooleanField(
        label=gettext_lazy("It was cancelled late"),
        required=False,
        help_text=gettext_lazy("By the client, after the time until which it is free. It stands so in the record."),
    )
    remark = forms.CharField(
        label=gettext_lazy("Why? The client reads it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, session: Appointment, data: Any = None) -> None:
        super().__init__(data)
        if session.series_id is None:
            del self.fields["scope"]
        if session.state != Appointment.State.BOOKED:
            del self.fields["is_late"]

    @property
    def is_for_all_later(self) -> bool:
        return self.cleaned_data.get("scope") == ALL_LATER

    @property
    def facts(self) -> dict[str, Any]:
        return {"remark": self.cleaned_data["remark"], "is_late": self.cleaned_data.get("is_late", False)}


class WordForm(forms.Form):
    """A word to the client, or none."""

    remark = forms.CharField(
        label=gettext_lazy("A word to the client"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class LinkForm(forms.Form):
    """Where this one session is held."""

    link = forms.URLField(
        label=gettext_lazy("Video link of this session"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=gettext_lazy("Left empty, it is held in the practitioner's usual room."),
    )


class ParticipantForm(ClientPicker):
    """Who else comes."""

    says_itself_what_is_needed = True

    def __init__(self, viewer: Viewer, session: Appointment, data: Any = None, *, asked: QueryDict) -> None:
        super().__init__(data)
        others = Client.objects.allowed(viewer, "book").exclude(pk__in=session.clients_concerned)
        self.find_clients(viewer, others, asked)


def practitioners_to_book(viewer: Viewer) -> "QuerySet[Member]":
    """Whom somebody books: everybody, or only themselves."""
    assert viewer.organization  # noqa: S101  staff book in an office
    team = viewer.organization.members.current().practitioners().by_name()
    if viewer.may("keep_hours"):
        return team
    return team.filter(pk__in=[viewer.practitioner.pk] if viewer.practitioner else [])


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _moment_or_none(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if timezone.is_aware(found) else None
