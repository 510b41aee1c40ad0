"""What this room shows on other pages of the office."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localdate

from heartwood.areas.appointments.models import Appointment, Participant
from heartwood.areas.appointments.models.booking import AppointmentQuerySet
from heartwood.areas.appointments.models.participant import fetch_who_comes
from heartwood.areas.appointments.office.day_grid import moment_at
from heartwood.areas.appointments.office.rows import Row, rows_of
from heartwood.areas.clients.models import Client
from heartwood.ground.access.viewer import Viewer
from heartwood.kit.prepared import prepared

LAST_FEW = 4
MOST_WAITING = 6


@dataclass(frozen=True)
class OfAClient:
    """S1.05, S1.06, S1.12: the last completed session, the next booked one and who booked it, and the latest few."""

    last_completed: Row | None
    next_booked: Row | None
    latest: list[Row]
    book_address: str  # empty: not by this viewer, or not for this client


def of_client(viewer: Viewer, client: Client) -> OfAClient:
    found = [part.appointment for part in shown_parts(viewer, client.pk)]
    fetch_who_comes(viewer, found)
    completed = [each for each in found if each.state == Appointment.State.COMPLETED][:1]
    coming = [each for each in found if each.is_ahead][-1:]
    return OfAClient(
        last_completed=next(iter(rows_of(viewer, completed)), None),
        next_booked=next(iter(rows_of(viewer, coming)), None),
        latest=rows_of(viewer, found[:LAST_FEW]),
        book_address=book_address(viewer, client),
    )


@prepared
def shown_parts(viewer: Viewer, client: UUID) -> QuerySet[Participant]:
    parts = Participant.objects.visible_to(viewer).of_client(client)
    shown = Participant.objects.in_any(
        parts.completed().latest_first()[:1],
        parts.ahead(viewer.now).soonest_first()[:1],
        parts.latest_first()[:LAST_FEW],
    )
    return shown.with_their_session().latest_first()


def book_address(viewer: Viewer, client: Client) -> str:
    """Of a client who was fetched noting whether the viewer may book for them."""
    may = client.may_book and not client.is_archived  # type: ignore[attr-defined]
    return f"{viewer.address('calendar-book')}?clients={client.pk}" if may else ""


class OfToday:
    """What is on today: a practitioner's own, and for the desk everybody's."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.is_own = viewer.practitioner is not None
        midnight, next_midnight = (moment_at(localdate() + timedelta(days=n), time()) for n in (0, 1))
        shown = today_and_soonest(viewer, midnight, next_midnight, is_own=self.is_own)
        today = [each for each in shown if each.starts_at < next_midnight]
        coming = [each for each in shown if self.is_own and each.is_ahead_or_now][:1]
        pending = that_wait(viewer, is_own=self.is_own)
        fetch_who_comes(viewer, [*shown, *pending])
        self.rows = rows_of(viewer, today)
        self.pending = rows_of(viewer, pending, {each.pk for each in pending if each.may_change})  # type: ignore[attr-defined]
        self.next = next(zip(coming, rows_of(viewer, coming), strict=True), None)


@prepared
def today_and_soonest(
    viewer: Viewer, midnight: datetime, next_midnight: datetime, *, is_own: bool
) -> QuerySet[Appointment]:
    sessions = _sessions(viewer, is_own=is_own)
    of_today = sessions.taking_place().between(midnight, next_midnight)
    soonest = sessions.upcoming(viewer.now).order_by("starts_at", "pk")[:1]
    shown = Appointment.objects.in_any(of_today, soonest)
    return _as_shown(viewer, shown).order_by("starts_at", "pk")


@prepared
def that_wait(viewer: Viewer, *, is_own: bool) -> QuerySet[Appointment]:
    waiting = _sessions(viewer, is_own=is_own).pending(viewer.now).order_by("starts_at", "pk")[:MOST_WAITING]
    return _as_shown(viewer, Appointment.objects.in_any(waiting)).order_by("starts_at", "pk")


def _sessions(viewer: Viewer, *, is_own: bool) -> AppointmentQuerySet:
    visible = Appointment.objects.visible_to(viewer)
    return visible.filter(practitioner=viewer.practitioner) if is_own else visible


def _as_shown(viewer: Viewer, sessions: AppointmentQuerySet) -> AppointmentQuerySet:
    return sessions.with_what_it_shows().noting_whether(viewer, "change")
