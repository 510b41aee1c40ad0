"""Sessions as calendars read them (iCalendar): files that go with mails, and whole calendars.

They lie about on phones and in other people's clouds. So they say when, in which zone, and that it is a session:
nothing of whom, of what, or of where.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from django.conf import settings
from django.core.mail.message import sanitize_address
from django.utils.timezone import now
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress

from heartwood.areas.appointments.when import zone_of

if TYPE_CHECKING:
    from heartwood.areas.appointments.models.appointment import Appointment

Method = Literal["REQUEST", "CANCEL"]
REQUEST: Method = "REQUEST"
CANCEL: Method = "CANCEL"

PRODUCT = "-//Heartwood//Heartwood//EN"


class Entry(NamedTuple):
    """A session in somebody's calendar, and what it is called there."""

    session: "Appointment"
    title: str


def enclosed(session: "Appointment", method: Method, link: str) -> tuple[str, str, str]:
    """Name, content and type of the file that goes with a mail. The same session is always the same entry: a later file
    moves it or takes it away, and none makes a second."""
    event = _event(session, _("Session"), now())
    event.add("organizer", vCalAddress(f"mailto:{_sender()}"))
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    if link:
        event.add("url", link)
        event.add("description", _("What there is to know stands in Heartwood, after you have signed in: %s") % link)
    return "session.ics", _calendar([event], method), f"text/calendar; method={method}"


def calendar_of(entries: Iterable[Entry], made_at: datetime) -> str:
    """A whole calendar, for a feed; always the same bytes for the same sessions."""
    return _calendar([_event(entry.session, entry.title, made_at) for entry in entries], "PUBLISH")


def _calendar(events: Iterable[Event], method: str) -> str:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for event in events:
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return str(calendar.to_ical().decode())


def _event(session: "Appointment", title: str, stamp: datetime) -> Event:
    zone = zone_of(session)
    event = Event()
    event.add("uid", f"session-{session.pk}@{settings.HOST}")
    event.add("sequence", session.changes)
    event.add("dtstamp", stamp)
    event.add("dtstart", session.starts_at.astimezone(zone))
    event.add("dtend", session.ends_at.astimezone(zone))
    event.add("summary", title)
    event.add("class", "PRIVATE")
    return event


def _sender() -> str:
    """Where the mails of the install come from, as a bare address."""
    return sanitize_address(settings.DEFAULT_FROM_EMAIL, "utf-8").rpartition("<")[2].rstrip(">")
