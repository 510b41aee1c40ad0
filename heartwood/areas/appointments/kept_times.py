"""The time and the room that a session has, kept for it in the calendars of both, so that nobody else is given them."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from heartwood.areas.appointments import free_times
from heartwood.areas.appointments.models.calendar import Calendar, TakenTime

if TYPE_CHECKING:
    from heartwood.areas.appointments.models.appointment import Appointment

A_MINUTE = timedelta(minutes=1)


class Taken(Exception):
    """Somebody else has that time already, or the room has."""


class NotOffered(Exception):
    """A client asked for a time that is not offered: outside the hours, too soon, or too far ahead."""


def insist_that_it_is_offered(session: "Appointment", starts_at: datetime) -> None:
    """To clients. Raises Taken and NotOffered."""
    moving = None if session._state.adding else session
    within = starts_at, starts_at + A_MINUTE
    if starts_at not in free_times.free_times_for_clients(session.calendar, session.service, *within, moving=moving):
        raise Taken if _is_taken(session, session.calendar, starts_at) else NotOffered


def find_a_room(session: "Appointment") -> None:
    """The one it has, or the first free one in which the service is held. Raises Taken where all are full."""
    offered = free_times.rooms_for(session.service) if session.is_at_a_place else []
    rooms = sorted(offered, key=lambda calendar: calendar.room_id != session.room_id)
    if rooms:
        Calendar.objects.locked(session.calendar, *rooms)
        free = (calendar for calendar in rooms if not _is_taken(session, calendar, session.starts_at))
        if (found := next(free, None)) is None:
            raise Taken
        session.room = found.room


def keep_time(session: "Appointment") -> None:
    """And what is kept free around it, in the practitioner's calendar and the room's. Raises Taken."""
    calendars = [session.calendar, *(Calendar.objects.filter(room=session.room_id) if session.room_id else [])]
    Calendar.objects.locked(*calendars)
    if any(_is_taken(session, calendar, session.starts_at) for calendar in calendars):
        raise Taken
    starts_at, ends_at = _with_what_is_kept_free(session, session.starts_at)
    TakenTime.objects.bulk_create(
        TakenTime(calendar=calendar, appointment=session, starts_at=starts_at, ends_at=ends_at)
        for calendar in calendars
    )


def keep_proposed_time(session: "Appointment", proposed: datetime) -> None:
    """In the practitioner's calendar, beside the time it has. Raises Taken."""
    Calendar.objects.locked(session.calendar)
    if _is_taken(session, session.calendar, proposed):
        raise Taken
    own = _with_what_is_kept_free(session, session.starts_at)
    starts_at, ends_at = _with_what_is_kept_free(session, proposed)
    pieces = [(starts_at, min(ends_at, own[0])), (max(starts_at, own[1]), ends_at)]
    TakenTime.objects.bulk_create(
        TakenTime(calendar=session.calendar, appointment=session, starts_at=begins, ends_at=ends, is_proposed=True)
        for begins, ends in dict.fromkeys(pieces)
        if begins < ends
    )


def _is_taken(session: "Appointment", calendar: Calendar, starts_at: datetime) -> bool:
    """By another session."""
    span = _with_what_is_kept_free(session, starts_at)
    return TakenTime.objects.on([calendar]).overlapping(*span).exclude(appointment=session.pk).exists()


def _with_what_is_kept_free(session: "Appointment", starts_at: datetime) -> tuple[datetime, datetime]:
    before = timedelta(minutes=session.service.buffer_before)
    after = timedelta(minutes=session.service.buffer_after + session.calendar.break_minutes)
    return starts_at - before, starts_at + session.length + after
