"""What a summary may be built from: approved notes, and what was signed below them. Nothing else is ever fetched."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from heartwood.areas.clients.models import Client
from heartwood.areas.notes.models import Addendum, SessionNote
from heartwood.areas.notes.passages import Passage
from heartwood.areas.summary.sentences import Sentence
from heartwood.areas.summary.splitting import sentences_in, words_of
from heartwood.ground.access.viewer import Viewer


@dataclass(frozen=True)
class Said:
    """A sentence as it stands in a note."""

    sentence: Sentence
    section: str  # its key; "" in an addendum
    at: datetime  # when that session was

    @cached_property
    def words(self) -> set[str]:
        return words_of(self.sentence.text)


@dataclass(frozen=True)
class Source:
    """An approved note, with what was added to it."""

    note: SessionNote
    addenda: list[Addendum] = field(default_factory=list)

    @property
    def pk(self) -> str:
        return str(self.note.pk)

    @property
    def at(self) -> datetime:
        return self.note.started_at

    @property
    def as_of(self) -> str:
        """Another as soon as something is added: fingerprints are chained."""
        return (self.addenda[-1] if self.addenda else self.note).fingerprint

    @property
    def is_as_it_was_signed(self) -> bool:
        return self.note.is_verified and all(addendum.is_verified for addendum in self.addenda)

    @cached_property
    def said(self) -> list[Said]:
        parts = [(section.key, section.key, text) for section, text in self.note.sections]
        parts += [(str(addendum.pk), "", addendum.body) for addendum in self.addenda]
        return [
            Said(self._sentence(part, text, start, end), section, self.at)
            for part, section, text in parts
            for start, end in sentences_in(text)
        ]

    def _sentence(self, part: str, text: str, start: int, end: int) -> Sentence:
        words, passage = " ".join(text[start:end].split()), str(Passage(part, start, end))
        return Sentence(words, self.pk, passage, self.at.isoformat(), self.as_of)


def sources_about(viewer: Viewer, client: Client) -> list[Source]:
    """Those that the viewer may read, the oldest first."""
    notes = SessionNote.objects.visible_to(viewer).approved().filter(client=client)
    signed = Addendum.objects.visible_to(viewer).signed().filter(client=client).order_by("signed_at", "pk")
    added: dict[Any, list[Addendum]] = {}
    for addendum in signed.select_related("note"):
        added.setdefault(addendum.note_id, []).append(addendum)
    listed = notes.select_related("appointment__service", "author__user").order_by("started_at", "pk")
    return [Source(note, added.get(note.pk, [])) for note in listed]
