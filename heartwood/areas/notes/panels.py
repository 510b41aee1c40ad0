"""What this room shows on other pages. Each comes with a template, which shows nothing where there is nothing to see:

for_session   notes/office/panel_session.html    {"notes": …}    on the page of a session
for_client    notes/office/panel_client.html     {"notes": …}    on the client record
worklist      notes/office/panel_worklist.html   {"worklist": …} where a practitioner's day begins
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.timezone import now

from heartwood.areas.appointments.models import Appointment
from heartwood.areas.clients.models import Client
from heartwood.areas.notes.forms import ChartNoteForm
from heartwood.areas.notes.models import SessionNote
from heartwood.areas.notes.reading import NotesOfClient, Written
from heartwood.areas.notes.worklist import Worklist
from heartwood.ground.access.viewer import Viewer

LAST_FEW = 4


@dataclass(frozen=True)
class NotesOfSession:
    appointment_pk: UUID
    notes: list[SessionNote]
    may_write: bool  # there is something left to be written, and they may

    def __bool__(self) -> bool:
        return bool(self.notes) or self.may_write


@dataclass(frozen=True)
class OnTheRecord:
    latest: list[Written]
    form: ChartNoteForm


def for_session(viewer: Viewer, appointment: Appointment) -> NotesOfSession:
    """The notes about it that the viewer may read, and whether one is still to be written."""
    notes = list(
        SessionNote.objects.visible_to(viewer).filter(appointment=appointment).select_related("client", "author__user")
    )
    living = {note.client_id for note in notes if not note.is_entered_in_error}
    is_missing = bool(set(appointment.clients_concerned) - living)
    has_begun = appointment.starts_at <= now() and appointment.state not in (
        *Appointment.CALLED_OFF,
        Appointment.State.REQUESTED,
    )
    return NotesOfSession(appointment.pk, notes, is_missing and has_begun and viewer.may("write_note", appointment))


def for_client(viewer: Viewer, client: Client) -> OnTheRecord | None:
    """The latest notes about the client; for whoever keeps notes about them. The client was
    fetched noting whether the viewer does."""
    if not client.may_write_notes:  # type: ignore[attr-defined]
        return None
    return OnTheRecord(NotesOfClient(viewer, client).latest(LAST_FEW), ChartNoteForm())


def shared_from(viewer: Viewer, sessions: list[UUID]) -> Iterable[SessionNote]:
    """The notes of these sessions that a client may read."""
    shared: Iterable[SessionNote] = SessionNote.objects.visible_to(viewer).filter(appointment__in=sessions)
    return shared


def worklist(viewer: Viewer) -> Worklist:
    """What waits for the viewer: held and not approved, and to be co-signed."""
    return Worklist(viewer)
