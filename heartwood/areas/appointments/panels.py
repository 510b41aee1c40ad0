"""What this room shows on other pages."""

from dataclasses import dataclass

from heartwood.areas.appointments.models import Appointment, Waiting
from heartwood.areas.appointments.models.waiting import WaitingQuerySet
from heartwood.areas.appointments.reading import SessionForClient, own_parts, parts_ahead, told_of
from heartwood.ground.access.viewer import Viewer

FEW = 20
LAST_FEW = 4


@dataclass(frozen=True)
class Ahead:
    """On a client's dashboard: the next session, and what waits for their answer."""

    next: SessionForClient | None
    asks: SessionForClient | None


def ahead_of(viewer: Viewer) -> Ahead:
    sessions = told_of(viewer, parts_ahead(viewer, number=FEW))
    return Ahead(
        next=next((each for each in sessions if each.session.state == Appointment.State.BOOKED), None),
        asks=next((each for each in sessions if each.waits_for_them), None),
    )


def last_few_of(viewer: Viewer) -> list[SessionForClient]:
    """Of a client: the latest first."""
    return told_of(viewer, own_parts(viewer).over(viewer.now).latest_first()[:LAST_FEW])


def waiting_for(viewer: Viewer) -> WaitingQuerySet:
    """For staff: who waits for a time, as far as they may book for them, in turn."""
    return (
        Waiting.objects.visible_to(viewer).still().in_turn().select_related("client", "service", "practitioner__user")
    )
