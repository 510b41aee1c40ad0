"""What was written about a client, as somebody may read it: session notes and notes on the record, the latest first."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heartwood.areas.clients.models import Client
from heartwood.areas.notes.models import ChartNote, SessionNote
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.vault.reading import search
from heartwood.kit.dates import moment

KINDS: dict[str, Promise | str] = {
    "": gettext_lazy("All"),
    "sessions": gettext_lazy("Session notes"),
    "record": gettext_lazy("On the record"),
}


@dataclass(frozen=True)
class Written:
    """One note in a list."""

    note: Any
    at: datetime
    when: str
    author: str
    title: str
    excerpt: str
    address: str
    may_correct: bool = False
    history: list[tuple[str, str, str]] = field(default_factory=list)  # when, who, what stood there before

    @property
    def is_session_note(self) -> bool:
        return isinstance(self.note, SessionNote)


class NotesOfClient:
    def __init__(self, viewer: Viewer, client: Client, *, kind: str = "", words: str = "") -> None:
        self.viewer, self.client = viewer, client
        self.kind = kind if kind in KINDS else ""
        self.words = words.strip()

    @cached_property
    def rows(self) -> list[Written]:
        chosen = [
            *(self._session_notes() if self.kind != "record" else []),
            *(self._chart_notes() if self.kind != "sessions" else []),
        ]
        return sorted(chosen, key=lambda row: row.at, reverse=True)

    def latest(self, number: int) -> list[Written]:
        return self.rows[:number]

    @property
    def kinds(self) -> list[tuple[str, str, bool]]:
        """Label, address and whether it is the chosen one."""
        here = self.viewer.address("client-notes", self.client.pk)
        return [(str(label), f"{here}?kind={key}" if key else here, key == self.kind) for key, label in KINDS.items()]

    def _session_notes(self) -> list[Written]:
        notes = SessionNote.objects.visible_to(self.viewer).filter(client=self.client)
        listed = notes.select_related("author__user", "appointment__service").order_by("-started_at", "pk")
        return [self._session_note(note) for note in self._found(listed, "text")]

    def _chart_notes(self) -> list[Written]:
        notes = ChartNote.objects.visible_to(self.viewer).filter(client=self.client).select_related("author__user")
        everything = list(notes.noting_whether(self.viewer, "correct").latest_first())
        corrected = {note.corrects_id: note for note in everything if note.corrects_id}
        by_id = {note.pk: note for note in everything}
        current = [note for note in everything if note.pk not in corrected]
        return [self._chart_note(note, by_id) for note in self._found(current, "body")]

    def _found(self, notes: Any, field: str) -> list[Any]:
        return search(notes, field, self.words) if self.words else list(notes)

    def _session_note(self, note: SessionNote) -> Written:
        return Written(
            note=note,
            at=note.started_at,
            when=moment(note.started_at),
            author=note.author.user.name,
            title=note.appointment.service.name,
            excerpt=_beginning(note.text.replace("\n\n", "\n")),
            address=self.viewer.address("note", note.pk),
        )

    def _chart_note(self, note: ChartNote, by_id: dict[Any, ChartNote]) -> Written:
        return Written(
            note=note,
            at=note.at,
            when=moment(note.at),
            author=note.author.user.name,
            title=_("On the record"),
            excerpt=note.body,
            address=self.viewer.address("chart-note-correct", note.pk),
            may_correct=note.may_correct,  # type: ignore[attr-defined]
            history=_history(note, by_id),
        )


def _history(note: ChartNote, by_id: dict[Any, ChartNote]) -> list[tuple[str, str, str]]:
    before = []
    while (earlier := by_id.get(note.corrects_id)) is not None:
        before.append((moment(earlier.at), earlier.author.user.name, earlier.body))
        note = earlier
    return before


def _beginning(text: str, length: int = 220) -> str:
    return text if len(text) <= length else f"{text[:length].rsplit(' ', 1)[0]} …"
