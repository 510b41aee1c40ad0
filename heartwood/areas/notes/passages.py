"""A passage of a note: which part of it, from which letter to which. What was approved never changes, so it stays
there.

A note that is opened with one in its address marks it.
"""

import re
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from django.utils.html import format_html
from django.utils.safestring import SafeString

from heartwood.ground.access.viewer import Viewer

IN_AN_ADDRESS = re.compile(r"([\w-]{1,60})\.(\d{1,6})\.(\d{1,6})")


@dataclass(frozen=True)
class Passage:
    part: str  # the key of a section, or the id of an addendum
    start: int
    end: int

    @classmethod
    def named(cls, words: str) -> Self | None:
        found = IN_AN_ADDRESS.fullmatch(words)
        return cls(found[1], int(found[2]), int(found[3])) if found else None

    def __str__(self) -> str:
        return f"{self.part}.{self.start}.{self.end}"

    def of_note(self, viewer: Viewer, note_pk: UUID | str) -> str:
        """The address of the note, opened at this passage."""
        return f"{viewer.address('note', note_pk)}?passage={self}#passage"

    def marked_in(self, text: str) -> SafeString:
        before, marked, after = text[: self.start], text[self.start : self.end], text[self.end :]
        return format_html('{}<mark class="note__passage" id="passage">{}</mark>{}', before, marked, after)
