"""Pages of the office that gather what several rooms know."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from heartwood.areas.appointments.office import panels
from heartwood.areas.appointments.office.bookings import history_of
from heartwood.areas.appointments.office.details import Details, session_of
from heartwood.areas.clients.models import Client
from heartwood.areas.consent import panels as consent
from heartwood.areas.documents import panels as documents
from heartwood.areas.journals import panels as journals
from heartwood.areas.notes import panels as notes
from heartwood.ground.access.doors import Request, for_staff
from heartwood.ground.audit.acting import visit
from heartwood.ground.notifications.models import Notice

NEWEST_NOTICES = 5


@for_staff
def today(request: Request) -> HttpResponse:
    notices = Notice.objects.visible_to(request.viewer).unseen().order_by("-created_at", "pk")[:NEWEST_NOTICES]
    facts = {
        "sessions": panels.OfToday(request.viewer),
        "worklist": notes.worklist(request.viewer),
        "notices": notices,
    }
    return render(request, "office/today.html", facts)


@for_staff
def client(request: Request, client_pk: UUID) -> HttpResponse:
    visible = Client.objects.visible_to(request.viewer).noting_for_its_page(request.viewer)
    client = get_object_or_404(consent.noting_automatic_notes(request.viewer, visible), pk=client_pk)
    visit(request.viewer, "clients.open", client)
    facts = {
        "client": client,
        "automatic_notes": consent.automatic_notes(request.viewer, client),
        "grants": client.grants.visible_to(request.viewer).by_name(),
        "sessions": panels.of_client(request.viewer, client),
        "with_journals": journals.sessions_with_journals(request.viewer, client),
    }
    return render(request, "office/client.html", facts)


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
    with_journals = journals.sessions_with_journals(request.viewer, history["client"])
    return render(request, "appointments/office/history.html", history | {"with_journals": with_journals})


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
