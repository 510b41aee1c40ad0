"""What this room shows on other pages, and in its own lists. Each part comes with a template:

automatic_notes   consent/office/client_fact.html    {"automatic_notes": …}   on the client record
for_session       consent/office/session_panel.html  {"consents": …}          on the page of a session
for_dashboard     consent/portal/panel.html          {"consents": …}          on the portal's dashboard
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from heartwood.areas.appointments.models import Appointment, Participant
from heartwood.areas.clients.models import Client
from heartwood.areas.consent.gate import may_take_notes_automatically
from heartwood.areas.consent.models import ConsentEvent, Purpose, Standing, State, standings_of
from heartwood.areas.consent.reading import in_a_sentence
from heartwood.ground.access.viewer import Viewer


@dataclass(frozen=True)
class Row:
    """How it stands with one purpose, and where to go on."""

    standing: Standing
    sentence: str
    address: str


@dataclass(frozen=True)
class AutomaticNotes:
    """Whether a client agreed to automatic note-taking, and where that is read and recorded."""

    name: str
    state: State
    since: datetime | None
    address: str


def rows_of(viewer: Viewer, client: Client, standings: Iterable[Standing]) -> list[Row]:
    return [Row(each, in_a_sentence(viewer, each), _address(viewer, client, each)) for each in standings]


def noting_automatic_notes(viewer: Viewer, clients: QuerySet[Client]) -> QuerySet[Client]:
    """Clients who also say how they stand to automatic note-taking: for pages that can spare no query of their own."""
    asked = Purpose.objects.filter(
        organization=OuterRef("organization"), kind=Purpose.Kind.AUTOMATIC_NOTES, retired_at=None
    )
    said = ConsentEvent.objects.visible_to(viewer).about_automatic_notes().filter(client=OuterRef("pk"))
    last_word = said.latest_first()
    return clients.annotate(
        automatic_notes_purpose=Subquery(asked.values("pk")[:1]),
        automatic_notes_said=Subquery(last_word.values("what")[:1]),
        automatic_notes_since=Subquery(last_word.values("happened_at")[:1]),
        automatic_notes_until=Subquery(last_word.values("runs_out_at")[:1]),
    )


def automatic_notes(viewer: Viewer, client: Any) -> AutomaticNotes | None:
    """Of a client who was fetched with `noting_automatic_notes`, for whoever may know."""
    if not client.may_see_consent:
        return None
    return AutomaticNotes(
        name=client.name,
        state=State.after(client.automatic_notes_said, client.automatic_notes_until),
        since=client.automatic_notes_since,
        address=_where_to_record(viewer, client.pk, client.automatic_notes_purpose),
    )


@dataclass(frozen=True)
class OfSession:
    """Whether everybody in it agreed to automatic note-taking."""

    rows: list[AutomaticNotes]  # of those whose answers the viewer may know
    all_agreed: bool


def for_session(viewer: Viewer, appointment: Appointment) -> OfSession | None:
    """For whoever may know of the answers of at least one who takes part."""
    present = Participant.objects.visible_to(viewer).present().filter(appointment=appointment)
    known = Client.objects.allowed(viewer, "see_consent").filter(pk__in=present.values("client"))
    clients = noting_automatic_notes(viewer, known.noting_whether(viewer, "see_consent"))
    rows = [row for client in clients.order_by("sort_name", "pk") if (row := automatic_notes(viewer, client))]
    return OfSession(rows, may_take_notes_automatically(appointment)) if rows else None


def for_dashboard(viewer: Viewer, client: Client) -> list[Row]:
    """What waits for an answer, as far as the viewer answers for this client."""
    if not viewer.may("act_for_client"):
        return []
    return rows_of(viewer, client, [each for each in standings_of(viewer, client) if each.awaits_an_answer])


def _address(viewer: Viewer, client: Client, standing: Standing) -> str:
    if viewer.profile:
        return viewer.address("consent-purpose", standing.purpose.pk)
    return viewer.address("client-consent-record", client.pk, standing.purpose.pk)


def _where_to_record(viewer: Viewer, client_pk: UUID, purpose_pk: UUID | None) -> str:
    if purpose_pk is None:
        return viewer.address("client-consent", client_pk)
    return viewer.address("client-consent-record", client_pk, purpose_pk)
