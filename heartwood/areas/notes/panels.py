"""What this room shows on other pages. Each comes with a template, which shows nothing where there is nothing to see:

for_session   notes/office/panel_session.html    {"notes": …}    on the page of a session
for_client    notes/office/panel_client.html     {"notes": …}    on the client record
worklist      notes/office/panel_worklist.html   {"worklist": …} where a practitioner's day begins
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.timezone import now
from django.utils.translation import gettext as _

from heartwood.areas.appointments.models import Appointment
from heartwood.areas.clients.models import Client
from heartwood.areas.clients.sharing import MOST, Kind, Shared
from heartwood.areas.notes.forms import ChartNoteForm
from heartwood.areas.notes.models import ChartNote, SessionNote
from heartwood.areas.notes.reading import NotesOfClient, Written
from heartwood.areas.notes.worklist import Worklist
from heartwood.ground.access.viewer import Viewer
from heartwood.kit.dates import day

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


def in_force(viewer: Viewer, client: Client) -> list[Kind]:
    """Which notes are shared with the client: of sessions, and on the record."""
    return [_session_notes_in_force(viewer, client), _chart_notes_in_force(viewer, client)]


def _session_notes_in_force(viewer: Viewer, client: Client) -> Kind:
    shared = SessionNote.objects.visible_to(viewer).filter(client=client, shared_at__isnull=False)
    noted: Any = shared.noting_whether(viewer, "stop_sharing").select_related("appointment__service")
    rows = [
        Shared.of(
            note,
            "notebook-text",
            _("%(service)s, %(day)s") % {"service": note.appointment.service.name, "day": day(note.started_at)},
            viewer.address("note", note.pk),
            viewer.address("note-stop-sharing", note.pk) if note.may_stop_sharing else "",
        )
        for note in noted.order_by("-started_at", "pk")[: MOST + 1]
    ]
    return Kind.of(_("Session notes"), rows, _notes_of(viewer, client), _("Stop sharing"), _who_reads())


def _chart_notes_in_force(viewer: Viewer, client: Client) -> Kind:
    shared = ChartNote.objects.visible_to(viewer).in_force().filter(client=client, shared_at__isnull=False)
    noted: Any = shared.noting_whether(viewer, "stop_sharing").latest_first()
    rows = [
        Shared.of(
            note,
            "notebook-pen",
            _("A note of %(day)s") % {"day": day(note.at)},
            viewer.address("chart-note", note.pk) if viewer.profile else _notes_of(viewer, client),
            viewer.address("chart-note-stop-sharing", note.pk) if note.may_stop_sharing else "",
        )
        for note in noted[: MOST + 1]
    ]
    return Kind.of(_("Notes on the record"), rows, _notes_of(viewer, client), _("Stop sharing"), _who_reads())


def _who_reads() -> str:
    return _("Read by the client, and by whoever manages information and may see documents.")


def _notes_of(viewer: Viewer, client: Client) -> str:
    return viewer.address("notes") if viewer.profile else viewer.address("client-notes", client.pk)
