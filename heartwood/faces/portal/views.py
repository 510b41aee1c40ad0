"""Pages of the portal that belong to no single room."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from heartwood.areas.appointments.panels import ahead_of
from heartwood.areas.appointments.portal_forms import WordForm
from heartwood.areas.appointments.reading import session_of
from heartwood.areas.clients import panels as clients
from heartwood.areas.clients.models import Client, grants_of
from heartwood.areas.clients.sharing import Kind
from heartwood.areas.consent import panels as consent
from heartwood.areas.documents import panels as documents
from heartwood.areas.homework import panels as homework
from heartwood.areas.journals import panels as journals
from heartwood.areas.notes import panels as notes
from heartwood.areas.summary import panels as summary
from heartwood.areas.trail import panels as trail
from heartwood.faces.portal.history import history_of
from heartwood.ground.access.doors import Request, for_clients
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.audit.acting import visit
from heartwood.kit.prepared import prepared


@for_clients
def dashboard(request: Request) -> HttpResponse:
    client = _client(request)
    facts = {
        "client": client,
        "ahead": ahead_of(request.viewer) if request.viewer.may("see_bookings") else None,
        "grants": grants_of(request.viewer, client.pk),
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
    """Who stands around this profile, and what is shared because of it."""
    client = _client(request)
    assert request.viewer.profile  # noqa: S101  the door let them in with one
    facts = {
        "client": client,
        "opens": clients.who_opens(request.viewer, client),
        "around": clients.around(request.viewer, client),
        "documents": documents.numbers_shared([request.viewer.profile]).get(client.pk, 0),
    }
    return render(request, "portal/relationships.html", facts)


@for_clients
@require_safe
def related(request: Request) -> HttpResponse:
    """A part of it, which comes a moment later: for whom else this login is here, with what is shared there."""
    _client(request)
    held = clients.related_to(request.viewer)
    numbers = documents.numbers_shared([each.access for each in held])
    facts = {"related": [{"held": each, "documents": numbers.get(each.access.client_id, 0)} for each in held]}
    part = "#related" if request.htmx else ""
    return render(request, f"portal/related.html{part}", facts)


@for_clients
@require_safe
def sharing(request: Request) -> HttpResponse:
    """What is shared with whom, for who manages the profile: people first."""
    client = _managed(request)
    around = clients.around(request.viewer, client)
    facts = {
        "client": client,
        "opens": clients.who_opens(request.viewer, client),
        "around": around,
        "enters": [each for each in around if each.terms],
    }
    return render(request, "portal/sharing.html", facts)


@for_clients
@require_safe
def shared_items(request: Request) -> HttpResponse:
    """A part of it, which comes a moment later: things."""
    client = _managed(request)
    kinds = [
        documents.in_force(request.viewer, client),
        *notes.in_force(request.viewer, client),
        summary.in_force(request.viewer, client),
    ]
    return _items(request, kinds)


@for_clients
@require_safe
def shared_entries(request: Request) -> HttpResponse:
    """Another: one's own journal entries."""
    return _items(request, [journals.in_force(request.viewer, _managed(request))])


def _items(request: Request, kinds: list[Kind]) -> HttpResponse:
    part = "#items" if request.htmx else ""
    return render(request, f"portal/shared_items.html{part}", {"kinds": kinds})


@for_clients
@require_safe
def settings(request: Request) -> HttpResponse:
    """From here to everything that one can set: of this profile, and of one's login."""
    return render(request, "portal/settings.html", {"client": _client(request)})


def _managed(request: Request) -> Client:
    allowed = Client.objects.allowed(request.viewer, "see_own_profile").select_related("organization")
    client: Client = get_object_or_404(allowed)
    if not client.is_own_of(request.viewer.user):
        visit(request.viewer, "clients.open_sharing", client)
    return client


def _client(request: Request) -> Client:
    client = stood_behind.first_or_404(request.viewer)
    if not client.is_own_of(request.viewer.user):
        visit(request.viewer, "clients.open", client)
    return client


@prepared
def stood_behind(viewer: Viewer) -> QuerySet[Client]:
    visible: QuerySet[Client] = Client.objects.visible_to(viewer).noting_whether(viewer, "see_own_profile")
    return visible.select_related("organization")
