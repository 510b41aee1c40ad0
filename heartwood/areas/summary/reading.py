"""A summary as somebody reads it: each sentence with where it leads, and what is to be said of it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from heartwood.areas.clients.models import Client
from heartwood.areas.notes.models import SessionNote
from heartwood.areas.summary import language_model
from heartwood.areas.summary.models import Summary, Version, Wish
from heartwood.areas.summary.refreshing import is_in_doubt
from heartwood.areas.summary.sentences import Sentence
from heartwood.areas.summary.sources import Source, sources_about
from heartwood.ground.access.viewer import Viewer
from heartwood.kit import dates

LAST_FEW = 3


@dataclass(frozen=True)
class Row:
    sentence: Sentence
    address: str  # of its passage; "" where the reader may not open the note, or there is none
    session: str  # the day of it
    is_in_doubt: bool = False
    counts_no_more: bool = False


def row_of(viewer: Viewer, sentence: Sentence, *, is_open: bool = True, **doubts: bool) -> Row:
    passage = sentence.where
    return Row(
        sentence,
        passage.of_note(viewer, sentence.note) if passage and is_open else "",
        dates.day(sentence.session_at) if sentence.session_at else "",
        **doubts,
    )


class InTheOffice:
    """The summary of a client, or one of its versions, with what has become of the notes since."""

    def __init__(self, viewer: Viewer, client: Client, older: Version | None = None) -> None:
        self.viewer, self.client, self.older = viewer, client, older

    @cached_property
    def summary(self) -> Summary | None:
        if self.newest:
            return self.newest.summary
        begun: Summary | None = Summary.objects.visible_to(self.viewer).filter(client=self.client).first()
        return begun

    @cached_property
    def versions(self) -> list[Version]:
        """The newest first."""
        versions = Version.objects.visible_to(self.viewer).filter(client=self.client)
        return list(versions.select_related("summary", "made_by__user").newest_first())

    @property
    def newest(self) -> Version | None:
        return self.versions[0] if self.versions else None

    @property
    def version(self) -> Version | None:
        """The one that is read."""
        return self.older or self.newest

    @cached_property
    def sources(self) -> list[Source]:
        return sources_about(self.viewer, self.client)

    @cached_property
    def rows(self) -> list[Row]:
        by_pk = {source.pk: source for source in self.sources}
        return [
            row_of(
                self.viewer,
                sentence,
                is_in_doubt=is_in_doubt(sentence, by_pk),
                counts_no_more=bool(sentence.note) and sentence.note not in by_pk,
            )
            for sentence in (self.version.sentences if self.version else [])
        ]

    @property
    def last_few(self) -> list[Row]:
        return self.rows[-LAST_FEW:]

    @property
    def has_doubts(self) -> bool:
        return any(row.is_in_doubt for row in self.rows)

    @property
    def news(self) -> int:
        """Notes that were approved, or added to, since it was built."""
        return len(self.version.not_read(self.sources)) if self.version else len(self.sources)

    @property
    def sessions(self) -> list[Any]:
        """When those were from whose notes it was built."""
        read = self.version.read if self.version else {}
        return [source.at for source in self.sources if source.pk in read]

    @property
    def is_shared_as_it_stands(self) -> bool:
        return self.summary is not None and self.newest is not None and self.summary.shown_id == self.newest.pk

    @property
    def shown(self) -> Version | None:
        """The version that the client reads."""
        return next((one for one in self.versions if self.summary and one.pk == self.summary.shown_id), None)

    @cached_property
    def may_ask(self) -> bool:
        return language_model.is_named() and Wish.objects.filter(organization=self.viewer.organization).exists()

    @property
    def model_host(self) -> str:
        return language_model.host()


def shown_to_client(viewer: Viewer, version: Version) -> list[Row]:
    """What the client reads: nothing of a note in error; and a link where the note itself is shared with them."""
    notes = {sentence.note for sentence in version.sentences if sentence.note}
    in_force = SessionNote.objects.as_system("what a note in error says is shown to nobody").approved()
    living = {str(pk) for pk in in_force.filter(pk__in=notes).values_list("pk", flat=True)}
    shared = SessionNote.objects.visible_to(viewer).filter(pk__in=notes)
    is_open = {str(pk) for pk in shared.values_list("pk", flat=True)}
    return [
        row_of(viewer, sentence, is_open=sentence.note in is_open)
        for sentence in version.sentences
        if not sentence.note or sentence.note in living
    ]
