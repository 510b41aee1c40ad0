"""What this room shows on other pages. Each panel has its template, which needs nothing but what is returned here."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from heartwood.areas.appointments.models import Appointment
from heartwood.areas.clients.models import Client
from heartwood.areas.clients.sharing import MOST, Kind, Shared
from heartwood.areas.journals.listing import LATEST_FIRST, Line, lines_of
from heartwood.areas.journals.models import Entry
from heartwood.ground.access.viewer import Viewer
from heartwood.kit.prepared import prepared

LAST_FEW = 3


def for_session_portal(viewer: Viewer, appointment: Appointment) -> dict[str, Any]:
    """`journals/portal/session_panel.html`: one's own entries about it, and *Add Journal*. The session was fetched
    noting whether the viewer may reflect on it."""
    may_write = appointment.may_reflect_on  # type: ignore[attr-defined]
    return {
        "entries": _about(viewer, appointment),
        "write_address": viewer.address("journal-write", appointment.pk) if may_write else "",
    }


def for_session_office(viewer: Viewer, appointment: Appointment) -> list[Line]:
    """`journals/office/session_panel.html`, with `entries`: *Client Notes → Journals*, whoever of several wrote it."""
    return _about(viewer, appointment)


def latest(viewer: Viewer, client: Client) -> list[Line]:
    """The last few: `journals/portal/panel.html` for the dashboard, `journals/office/panel.html` for a client's page.
    Both call them `entries`."""
    visible = Entry.objects.visible_to(viewer).filter(client=client)
    return lines_of(LATEST_FIRST.sorted(visible)[:LAST_FEW], viewer)


def about(viewer: Viewer, sessions: list[UUID]) -> list[Line]:
    """What one has written about these sessions."""
    visible = Entry.objects.visible_to(viewer).filter(appointment__in=sessions)
    return lines_of(LATEST_FIRST.sorted(visible), viewer)


def sessions_with_journals(viewer: Viewer, client: Client, sessions: Collection[UUID]) -> set[UUID]:
    """Of these sessions of the client, those beside which stands the journal icon."""
    return set(written_about(viewer, client.pk, sorted(sessions)))


@prepared
def written_about(viewer: Viewer, client: UUID, sessions: list[UUID]) -> QuerySet[Entry, UUID]:
    about = Entry.objects.visible_to(viewer).filter(client=client, appointment__in=sessions)
    found: QuerySet[Entry, UUID] = about.values_list("appointment", flat=True)
    return found


def in_force(viewer: Viewer, client: Client) -> Kind:
    """In the portal: which of one's own entries are shared with a practitioner."""
    shared = Entry.objects.visible_to(viewer).filter(client=client).shared()
    latest = lines_of(shared.order_by("-shared_at", "pk")[: MOST + 1], viewer)
    rows = [
        Shared.of(
            line.entry, "book-open", line.title, line.address, viewer.address("journal-keep-private", line.entry.pk)
        )
        for line in latest
    ]
    return Kind.of(
        _("Your journal entries"),
        rows,
        viewer.address("journal"),
        _("Keep it private"),
        _("Read by the practitioner of that session, and by nobody else in this portal."),
    )


def _about(viewer: Viewer, appointment: Appointment) -> list[Line]:
    return lines_of(LATEST_FIRST.sorted(Entry.objects.visible_to(viewer).about(appointment.pk)), viewer)
