"""What people are told of sessions, and in which words."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from heartwood.areas.appointments import calendar_files
from heartwood.areas.appointments.when import when
from heartwood.ground.notifications.letters import Letter

if TYPE_CHECKING:
    from heartwood.ground.access.viewer import Viewer


class OfASession(Letter, kept=False):
    """Says when, since that is what its reader needs; never with whom, nor what for."""

    page = "session"
    to_the_calendar: ClassVar[calendar_files.Method | None] = None  # what the file that goes with it tells a calendar

    @classmethod
    def words(cls, record: Any, reader: "Viewer") -> str:
        return f"{cls.sentence} {_now('When: %(when)s.') % {'when': when(record, cls.at(record))}}"

    @classmethod
    def enclosed(cls, record: Any, reader: "Viewer") -> list[tuple[str, str, str]]:
        """For their calendar; with a link for whoever has a page of it, which names no place."""
        if cls.to_the_calendar is None:
            return []
        link = settings.BASE_URL + reverse("calendar:session", args=[record.pk]) if reader.user else ""
        return [calendar_files.enclosed(record, cls.to_the_calendar, link)]

    @classmethod
    def at(cls, record: Any) -> datetime:
        return record.starts_at  # type: ignore[no-any-return]


class OfAProposal(OfASession, kept=False):
    @classmethod
    def at(cls, record: Any) -> datetime:
        return record.proposed_starts_at or record.starts_at  # type: ignore[no-any-return]


# To clients -------------------------------------------------------------------------------------------------------


class Booked(OfASession):
    kind = "appointments.booked"
    face = "portal"
    subject = _("A session is booked for you")
    sentence = _("A session is booked for you.")
    button = _("Look at the session")
    occasion = _("When a session is booked for you")
    icon = "calendar-check"
    to_the_calendar = calendar_files.REQUEST


class LookBack(Letter):
    """After a session, to the page of that very session, where a review and the journal are at hand."""

    kind = "appointments.look_back"
    face = "portal"
    subject = _("A moment to look back")
    sentence = _(
        "Your session is over. If you like, leave a review of it, or add a journal entry while it is fresh. Both are"
        " yours: you decide who reads them."
    )
    button = _("Look back on your session")
    page = "session"
    occasion = _("When a session is over, to leave a review or add a journal entry")
    icon = "notebook-pen"

    @classmethod
    def is_news(cls, record: Any) -> bool:
        """Not of what turned out a no-show meanwhile."""
        return record.took_place  # type: ignore[no-any-return]


class Moved(OfASession):
    kind = "appointments.moved"
    face = "portal"
    subject = _("Your session has a new time")
    sentence = _("Your session was moved to another time.")
    button = _("Look at the session")
    occasion = _("When your session is moved")
    icon = "calendar-clock"
    to_the_calendar = calendar_files.REQUEST


class Cancelled(OfASession):
    kind = "appointments.cancelled"
    face = "portal"
    subject = _("Your session was cancelled")
    sentence = _("Your session does not take place.")
    button = _("Look at the session")
    occasion = _("When your session is cancelled")
    icon = "calendar-x"
    to_the_calendar = calendar_files.CANCEL


class Declined(OfASession):
    kind = "appointments.declined"
    face = "portal"
    subject = _("The time you asked for does not work")
    sentence = _("The session you asked for cannot take place then. Please look for another time.")
    button = _("Look for another time")
    occasion = _("When a time you asked for is declined")
    icon = "calendar-x"


class Accepted(OfASession):
    kind = "appointments.accepted"
    face = "portal"
    subject = _("The session you asked for is booked")
    sentence = _("The session you asked for is booked.")
    button = _("Look at the session")
    occasion = _("When a session you asked for is booked")
    icon = "calendar-check"
    to_the_calendar = calendar_files.REQUEST


class NewTimeProposed(OfAProposal):
    kind = "appointments.new_time_proposed"
    face = "portal"
    subject = _("A new time is proposed for your session")
    sentence = _("A new time is proposed for your session. It stays where it is until you agree.")
    button = _("Answer the proposal")
    occasion = _("When a new time is proposed for your session")
    icon = "calendar-clock"


class NewTimeDeclined(OfASession):
    kind = "appointments.new_time_declined"
    face = "portal"
    subject = _("The new time you asked for does not work")
    sentence = _("The new time you asked for does not work. Your session stays where it is.")
    button = _("Look at the session")
    occasion = _("When a new time you asked for is declined")
    icon = "calendar-x"


class Reminded(OfASession):
    kind = "appointments.reminded"
    face = "portal"
    subject = _("A reminder of your session")
    sentence = _("This is to remind you of your session.")
    button = _("Look at the session")
    occasion = _("Before your session begins")
    icon = "alarm-clock"

    @classmethod
    def is_news(cls, record: Any) -> bool:
        return record.is_ahead  # type: ignore[no-any-return]


class TimeFreed(Letter):
    kind = "appointments.time_freed"
    face = "portal"
    subject = _("A time has become free")
    sentence = _("A time you may have waited for has become free. Whoever books it first has it.")
    button = _("Look at the free times")
    page = "waiting"
    occasion = _("When a time you wait for becomes free")
    icon = "calendar-plus"


# To practitioners -------------------------------------------------------------------------------------------------


class AskedFor(OfASession):
    kind = "appointments.asked_for"
    face = "office"
    subject = _("Somebody asks for a session")
    sentence = _("Somebody asks for a session with you, and waits for your answer.")
    button = _("Accept or decline")
    occasion = _("When a client asks for a session")
    icon = "calendar-plus"


class BookedWithYou(OfASession):
    kind = "appointments.booked_with_you"
    face = "office"
    subject = _("A session was booked with you")
    sentence = _("A session was booked with you.")
    button = _("Look at the session")
    occasion = _("When a session is booked with you")
    icon = "calendar-check"
    to_the_calendar = calendar_files.REQUEST


class MovedWithYou(OfASession):
    kind = "appointments.moved_with_you"
    face = "office"
    subject = _("A session with you has a new time")
    sentence = _("A session with you was moved to another time.")
    button = _("Look at the session")
    occasion = _("When a session with you is moved")
    icon = "calendar-clock"
    to_the_calendar = calendar_files.REQUEST


class NewTimeAskedFor(OfAProposal):
    kind = "appointments.new_time_asked_for"
    face = "office"
    subject = _("Somebody asks for another time")
    sentence = _("Somebody asks to move a session with you. It stays where it is until you agree.")
    button = _("Answer the request")
    occasion = _("When a client asks for another time")
    icon = "calendar-clock"


class CancelledWithYou(OfASession):
    kind = "appointments.cancelled_with_you"
    face = "office"
    subject = _("A session with you was cancelled")
    sentence = _("A session with you does not take place.")
    button = _("Look at the session")
    occasion = _("When a session with you is cancelled")
    icon = "calendar-x"
    to_the_calendar = calendar_files.CANCEL


class NewTimeRefused(OfASession):
    kind = "appointments.new_time_refused"
    face = "office"
    subject = _("The new time you proposed does not work")
    sentence = _("The new time you proposed for a session does not work. The session stays where it is.")
    button = _("Look at the session")
    occasion = _("When a client refuses a new time")
    icon = "calendar-x"
