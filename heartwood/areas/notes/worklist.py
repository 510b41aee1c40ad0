"""What waits: sessions that were held and whose note is not approved, and notes that wait for a second signature."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heartwood.areas.appointments.models import Appointment
from heartwood.areas.appointments.models.participant import fetch_who_comes
from heartwood.areas.clients.models import Client
from heartwood.areas.notes.models import SessionNote
from heartwood.ground.access.viewer import Viewer
from heartwood.kit.dates import moment
from heartwood.kit.prepared import prepared

MOST = 200


@dataclass(frozen=True)
class Held:
    """One client in one session, and the note that is missing."""

    client: str
    service: str
    when: str
    age: str
    state: str
    address: str


@dataclass(frozen=True)
class ToSign:
    about: str
    author: str
    when: str
    address: str


class Worklist:
    """One practitioner's, the oldest first; and what those they supervise have handed in."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer

    @cached_property
    def held(self) -> list[Held]:
        if self.viewer.practitioner is None:
            return []
        sessions = held_sessions(self.viewer)
        fetch_who_comes(self.viewer, sessions)
        notes = self._notes_about(sessions)
        return [
            self._row(session, participant.client, notes.get((session.pk, participant.client_id)))
            for session in sessions
            for participant in session.seen_participants  # type: ignore[attr-defined]
            if not _is_approved(notes.get((session.pk, participant.client_id)))
        ]

    @cached_property
    def to_sign(self) -> list[ToSign]:
        return [
            ToSign(
                about=note.appointment.service.name,
                author=note.author.user.name,
                when=moment(note.started_at),
                address=self.viewer.address("note", note.pk),
            )
            for note in notes_to_sign(self.viewer)
        ]

    def _notes_about(self, sessions: list[Appointment]) -> dict[tuple[UUID, UUID], SessionNote]:
        notes = SessionNote.objects.visible_to(self.viewer).living().filter(appointment__in=sessions).defer("body")
        return {(note.appointment_id, note.client_id): note for note in notes}

    def _row(self, session: Appointment, client: Client, note: SessionNote | None) -> Held:
        return Held(
            client=client.name,
            service=session.service.name,
            when=moment(session.starts_at),
            age=age_in_words(session),
            state=note.state_in_words if note else _("Not begun"),
            address=self.viewer.address("note", note.pk) if note else self.viewer.address("note-write", session.pk),
        )


@prepared
def held_sessions(viewer: Viewer) -> QuerySet[Appointment]:
    waiting = Appointment.objects.visible_to(viewer).awaiting_note_approval(viewer.now)
    theirs = waiting.filter(practitioner=viewer.practitioner).with_what_it_shows()
    return theirs.order_by("starts_at", "pk")[:MOST]


@prepared
def notes_to_sign(viewer: Viewer) -> QuerySet[SessionNote]:
    allowed = SessionNote.objects.allowed(viewer, "cosign")
    notes: QuerySet[SessionNote] = allowed.select_related("author__user", "appointment__service")
    return notes.order_by("submitted_at", "pk")[:MOST]


def age_in_words(session: Appointment) -> str:
    days = (localdate() - localtime(session.ends_at).date()).days
    if days < 1:
        return _("today")
    if days == 1:
        return _("since yesterday")
    return ngettext("for %(n)d day", "for %(n)d days", days) % {"n": days}


def _is_approved(note: SessionNote | None) -> bool:
    return note is not None and note.is_approved
