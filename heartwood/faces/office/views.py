"""Pages of the office that gather what several rooms know."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from heartwood.areas.appointments.office import panels
from heartwood.areas.appointments.office.bookings import history_of
from heartwood.areas.appointments.office.details import Details, session_of
from heartwood.areas.clients import panels as clients
from heartwood.areas.clients.models import Client, grants_of
from heartwood.areas.consent import panels as consent
from heartwood.areas.documents import panels as documents
from heartwood.areas.journals import panels as journals
from heartwood.areas.notes import panels as notes
from heartwood.areas.summary import panels as summary
from heartwood.ground.access.doors import Request, for_staff
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.audit.acting import visit
from heartwood.ground.notifications.models import newest_unseen
from heartwood.kit.prepared import prepared

NEWEST_NOTICES = 5


@for_staff
def today(request: Request) -> HttpResponse:
    facts = {
        "sessions": panels.OfToday(request.viewer),
        "worklist": notes.worklist(request.viewer),
        "notices": newest_unseen(request.viewer, number=NEWEST_NOTICES),
    }
    return render(request, "office/today.html", facts)


@for_staff
def client(request: Request, client_pk: UUID) -> HttpResponse:
    client = for_its_page.first_or_404(request.viewer, client_pk)
    visit(request.viewer, "clients.open", client)
    sessions = panels.of_client(request.viewer, client)
    facts = {
        "client": client,
        "automatic_notes": consent.automatic_notes(request.viewer, client),
        "members": clients.members(request.viewer, client),
        "grants": grants_of(request.viewer, client.pk),
        "sessions": sessions,
        "with_journals": journals.sessions_with_journals(request.viewer, client, [row.pk for row in sessions.latest]),
    }
    return render(request, "office/client.html", facts)


@prepared
def for_its_page(viewer: Viewer, client: UUID) -> QuerySet[Client]:
    visible = Client.objects.visible_to(viewer).noting_for_its_page(viewer)
    return consent.noting_automatic_notes(viewer, visible).filter(pk=client)


@for_staff
@require_safe
def written(request: Request, client_pk: UUID) -> HttpResponse:
    """A part of the client record, which comes a moment later: the latest notes and documents."""
    visible = Client.objects.visible_to(request.viewer)
    client = get_object_or_404(visible.noting_for_its_page(request.viewer), pk=client_pk)
    shown = notes.for_client(request.viewer, client)
    visit(request.viewer, "notes.open_chart" if shown and shown.latest else "clients.open", client)
    facts = {
        "client": client,
        "notes": shown,
        "documents": documents.last_few(request.viewer, client),
    }
    return render(request, "office/written.html", facts)


@for_staff
def client_sessions(request: Request, client_pk: UUID) -> HttpResponse:
    """The whole session history, with the journal icon where a client has shared something."""
    history = history_of(request.viewer, client_pk, request.GET.dict())
    shown = [row.pk for row in history["rows"]]
    with_journals = journals.sessions_with_journals(request.viewer, history["client"], shown)
    return render(request, "appointments/office/history.html", history | {"with_journals": with_journals})


@for_staff
@require_safe
def sharing(request: Request, client_pk: UUID) -> HttpResponse:
    """What of a record is shared with whom: people, for whoever sees the whole profile."""
    client = _for_sharing(request, client_pk)
    around = clients.around(request.viewer, client)
    facts = {
        "client": client,
        "opens": clients.who_opens(request.viewer, client),
        "around": around,
        "enters": [each for each in around if each.terms],
    }
    return render(request, "office/sharing.html", facts)


@for_staff
@require_safe
def shared_items(request: Request, client_pk: UUID) -> HttpResponse:
    """And things, for whoever may read them."""
    client = _for_sharing(request, client_pk)
    if not client.may_see_documents:  # type: ignore[attr-defined]
        raise Http404
    kinds = [
        documents.in_force(request.viewer, client),
        *notes.in_force(request.viewer, client),
        summary.in_force(request.viewer, client),
    ]
    part = "#items" if request.htmx else ""
    return render(request, f"office/shared_items.html{part}", {"client": client, "kinds": kinds})


def _for_sharing(request: Request, client_pk: UUID) -> Client:
    allowed = Client.objects.allowed(request.viewer, "see_profile")
    noted = allowed.noting_whether(request.viewer, "see_documents", "manage_access")
    client: Client = get_object_or_404(noted, pk=client_pk)
    visit(request.viewer, "clients.open_sharing", client)
    return client


@for_staff
def session(request: Request, appointment_pk: UUID) -> HttpResponse:
    session = session_of(request.viewer, appointment_pk)
    visit(request.viewer, "appointments.open", session)
    facts = {
        "session": session,
        "details": Details(request.viewer, session),
        "notes": notes.for_session(request.viewer, session),
        "entries": journals.for_session_office(request.viewer, session),
    }
    return render(request, "office/session.html", facts)
