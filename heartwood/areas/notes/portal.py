"""What was shared with a client: read only."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from heartwood.areas.clients.models import Client
from heartwood.areas.notes.models import Addendum, ChartNote, SessionNote
from heartwood.areas.notes.passages import Passage
from heartwood.ground.access.doors import Request, for_clients
from heartwood.ground.audit.acting import visit

WITH_ITS_SESSION = ("author__user", "appointment__service")


@for_clients
@require_safe
def notes(request: Request) -> HttpResponse:
    _note_the_look(
        request, "clients.open", get_object_or_404(Client.objects.allowed(request.viewer, "see_what_is_written"))
    )
    session_notes = SessionNote.objects.visible_to(request.viewer).select_related(*WITH_ITS_SESSION)
    chart_notes = ChartNote.objects.visible_to(request.viewer).in_force().select_related("author__user")
    facts = {
        "session_notes": session_notes.order_by("-started_at", "pk"),
        "chart_notes": chart_notes.latest_first(),
    }
    return render(request, "notes/portal/notes.html", facts)


@for_clients
@require_safe
def note(request: Request, note_pk: UUID) -> HttpResponse:
    shared = SessionNote.objects.visible_to(request.viewer).select_related(*WITH_ITS_SESSION, "client")
    note = get_object_or_404(shared, pk=note_pk)
    _note_the_look(request, "notes.open", note)
    addenda = Addendum.objects.visible_to(request.viewer).filter(note=note).signed().select_related("author__user")
    facts = {"note": note, "addenda": addenda, "passage": Passage.named(request.GET.get("passage", ""))}
    return render(request, "notes/portal/note.html", facts)


@for_clients
@require_safe
def chart_note(request: Request, chart_note_pk: UUID) -> HttpResponse:
    shared = ChartNote.objects.visible_to(request.viewer).in_force().select_related("author__user", "client")
    note = get_object_or_404(shared, pk=chart_note_pk)
    _note_the_look(request, "notes.open_chart", note)
    return render(request, "notes/portal/chart_note.html", {"note": note})


def _note_the_look(request: Request, verb: str, record: Client | SessionNote | ChartNote) -> None:
    """Where somebody acts for the client; one's own looks leave no line."""
    client = record if isinstance(record, Client) else record.client
    if not client.is_own_of(request.viewer.user):
        visit(request.viewer, verb, record)
