"""A sentence of a summary."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from heartwood.areas.notes.passages import Passage


@dataclass(frozen=True)
class Sentence:
    text: str
    note: str = ""  # the id of the note it comes from; "" where somebody wrote it without one
    passage: str = ""  # where in that note
    at: str = ""  # when that session was
    as_of: str = ""  # the fingerprint of the note, as it was read
    by: str = ""  # who wrote or changed it; "" where it came by itself
    is_worded_by_model: bool = False

    @classmethod
    def kept_as(cls, facts: dict[str, Any]) -> Self:
        return cls(**facts)

    def to_keep(self) -> dict[str, Any]:
        return {fact: value for fact, value in asdict(self).items() if value}

    @property
    def place(self) -> str:
        """The one passage of all notes."""
        return f"{self.note} {self.passage}" if self.note else ""

    @property
    def session_at(self) -> datetime | None:
        return datetime.fromisoformat(self.at) if self.at else None

    @property
    def is_a_persons(self) -> bool:
        return bool(self.by)

    @property
    def where(self) -> Passage | None:
        return Passage.named(self.passage)
