"""The last sessions of a client, each with what was shared from it and written about it."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from heartwood.areas.appointments.panels import last_few_of
from heartwood.areas.appointments.reading import SessionForClient
from heartwood.areas.homework import panels as homework
from heartwood.areas.journals import panels as journals
from heartwood.areas.notes import panels as notes
from heartwood.ground.access.viewer import Viewer


class Left(NamedTuple):
    """Something that a session left behind, and where it is read."""

    icon: str
    words: str
    address: str


class Past(NamedTuple):
    session: SessionForClient
    left: list[Left]


def history_of(viewer: Viewer) -> list[Past]:
    """The latest first."""
    sessions = last_few_of(viewer)
    left: dict[UUID, list[Left]] = defaultdict(list)
    for appointment_pk, what in _left_by(viewer, [session.pk for session in sessions]):
        left[appointment_pk].append(what)
    return [Past(session, left[session.pk]) for session in sessions]


def _left_by(viewer: Viewer, sessions: list[UUID]) -> Iterator[tuple[UUID, Left]]:
    for note in notes.shared_from(viewer, sessions):
        yield note.appointment_id, Left("notebook-text", _("Session note"), viewer.address("note", note.pk))
    for row in homework.given_in(viewer, sessions):
        assert row.homework.appointment_id  # noqa: S101  they were asked for by their sessions
        yield row.homework.appointment_id, Left("list-checks", row.title, row.address)
    for line in journals.about(viewer, sessions):
        yield line.entry.appointment_id, Left("book-open", line.title, line.address)
