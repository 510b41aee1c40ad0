"""Pages of the portal that belong to no single room."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from heartwood.areas.appointments.panels import ahead_of
from heartwood.areas.appointments.portal_forms import WordForm
from heartwood.areas.appointments.reading import session_of
from heartwood.areas.clients.models import Client
from heartwood.areas.consent import panels as consent
from heartwood.areas.documents import panels as documents
from heartwood.areas.homework import panels as homework
from heartwood.areas.journals import panels as journals
from heartwood.areas.summary import panels as summary
from heartwood.areas.trail import panels as trail
from heartwood.faces.portal.history import history_of
from heartwood.ground.access.doors import Request, for_clients
from heartwood.ground.audit.acting import visit


@for_clients
def dashboard(request: Request) -> HttpResponse:
    client = _client(request)
    facts = {
        "client": client,
        "ahead": ahead_of(request.viewer) if request.viewer.may("see_bookings") else None,
        "grants": client.grants.visible_to(request.viewer).by_name(),
        "seen": trail.last_few(request.viewer, client),
    }
    return render(request, "portal/dashboard.html", facts)


@for_clients
@require_safe
def to_do(request: Request) -> HttpResponse:
    """A part of the dashboard, which comes a moment later: what waits for the client."""
    client = _client(request)
    facts = {
        "client": client,
        "homework": homework.to_do(request.viewer, client),
        "consents": consent.for_dashboard(request.viewer, client),
    }
    return render(request, "portal/to_do.html", facts)


@for_clients
@require_safe
def latest(request: Request) -> HttpResponse:
    """Another such part: the summary, the latest journal entries and documents."""
    client = _client(request)
    facts = {
        "client": client,
        "entries": journals.latest(request.viewer, client),
        "documents": documents.last_few(request.viewer, client),
        "summary": summary.shared(request.viewer),
    }
    return render(request, "portal/latest.html", facts)


@for_clients
@require_safe
def history(request: Request) -> HttpResponse:
    """And a third: the last sessions, with what each has left."""
    return render(request, "portal/history.html", {"client": _client(request), "history": history_of(request.viewer)})


@for_clients
def session(request: Request, appointment_pk: UUID) -> HttpResponse:
    told = session_of(request.viewer, appointment_pk)
    facts = {
        "session": told,
        "word": WordForm(),
        "journal": journals.for_session_portal(request.viewer, told.session),
    }
    return render(request, "portal/session.html", facts)


@for_clients
@require_safe
def inbox(request: Request) -> HttpResponse:
    """No messages yet: until then, how else the practice is reached."""
    return render(request, "portal/inbox.html", {"practice": _client(request).organization})


@for_clients
@require_safe
def relationships(request: Request) -> HttpResponse:
    """Who stands around this profile: who works with the client, who enters the portal, who is called."""
    client = _client(request)
    accesses = client.portal_accesses.visible_to(request.viewer).active().select_related("user", "client")
    facts = {
        "client": client,
        "grants": client.grants.visible_to(request.viewer).by_name(),
        "accesses": accesses.order_by("since"),
        "contacts": client.relationships.visible_to(request.viewer).for_emergencies(),
    }
    return render(request, "portal/relationships.html", facts)


@for_clients
@require_safe
def settings(request: Request) -> HttpResponse:
    """From here to everything that one can set: of this profile, and of one's login."""
    return render(request, "portal/settings.html", {"client": _client(request)})


def _client(request: Request) -> Client:
    visible = Client.objects.visible_to(request.viewer).select_related("organization")
    client: Client = get_object_or_404(visible.noting_whether(request.viewer, "see_own_profile"))
    if not client.is_own_of(request.viewer.user):
        visit(request.viewer, "clients.open", client)
    return client
