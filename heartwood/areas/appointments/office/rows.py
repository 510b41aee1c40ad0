"""Sessions in lists, as prepared strings: the templates only put them in their places."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.timezone import now
from django.utils.translation import gettext as _

from heartwood.areas.appointments.models import Appointment, Service
from heartwood.ground.access.viewer import Viewer
from heartwood.kit import dates
from heartwood.kit.templatetags.kit import badge, face, moment

TONES = {
    Appointment.State.REQUESTED: "clay",
    Appointment.State.BOOKED: "leaf",
    Appointment.State.COMPLETED: "leaf",
    Appointment.State.NO_SHOW: "alarm",
    Appointment.State.LATE_CANCELLED: "alarm",
}


@dataclass(frozen=True)
class Row:
    """One session: Sat 28 Nov, 10:00, *Clara Reyes*, *Individual session*, *Thea Lindqvist*."""

    pk: UUID
    address: str
    when: SafeString
    clock: str
    until: str
    who: str
    face: SafeString
    service: str
    place: str
    colour: str
    practitioner: str
    state: SafeString
    booked: str
    is_over: bool
    is_completed: bool
    proposed: SafeString
    waits_for: str  # "accept" or "confirm" by this viewer, "client", or nobody


def rows_of(viewer: Viewer, sessions: Iterable[Appointment], answerable: Collection[UUID] = ()) -> list[Row]:
    """Of sessions that were fetched with their people; those that this viewer may answer are `answerable`."""
    base = viewer.address("sessions")
    return [_row(f"{base}{each.pk}/", each, each.pk in answerable) for each in sessions]


def answer_awaited(session: Appointment) -> str:
    if session.proposed_starts_at and session.is_open:
        return "confirm" if session.proposed_by_client else "client"
    return "accept" if session.state == session.State.REQUESTED else ""


def who_comes(session: Appointment) -> str:
    """Those whom the viewer may see."""
    return ", ".join(participant.client.name for participant in session.seen_participants)  # type: ignore[attr-defined]


def state_badge(session: Appointment) -> SafeString:
    waits = session.is_held or (session.state == session.State.BOOKED and session.proposed_starts_at)
    return badge(session.state_in_words, tone="clay" if waits else TONES.get(session.state, ""))  # type: ignore[call-overload]


def booked_by(session: Appointment) -> str:
    """S1.12: whether the client did, or somebody of the team."""
    if session.booked_by_client:
        return _("asked for by the client") if session.state == session.State.REQUESTED else _("booked by the client")
    if session.booked_by is None:
        return _("booked by Heartwood")
    return _("booked by %(name)s") % {"name": session.booked_by.name}


def _row(address: str, session: Appointment, may_answer: bool) -> Row:
    who = who_comes(session)
    awaited = answer_awaited(session)
    return Row(
        pk=session.pk,
        address=address,
        when=moment(session.starts_at),
        clock=dates.clock(session.starts_at),
        until=dates.clock(session.ends_at),
        who=who,
        face=face(who.split(",")[0]),
        service=session.service.name,
        place=str(Service.Place(session.place).label),
        colour=session.service.colour,
        practitioner=session.practitioner.user.name,
        state=state_badge(session),
        booked=booked_by(session),
        is_over=session.ends_at <= now(),
        is_completed=session.state == session.State.COMPLETED,
        proposed=moment(session.proposed_starts_at),
        waits_for=awaited if may_answer or awaited == "client" else "",
    )
