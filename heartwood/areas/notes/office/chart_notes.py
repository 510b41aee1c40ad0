"""Notes on the client record, and everything that was written about a client and may be read."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heartwood.areas.clients.models import Client, PortalAccess, Scope
from heartwood.areas.notes.forms import ChartNoteForm
from heartwood.areas.notes.models import ChartNote
from heartwood.areas.notes.reading import NotesOfClient
from heartwood.ground.access.doors import Request, for_staff
from heartwood.ground.audit.acting import visit
from heartwood.kit.ways_back import way_back


@for_staff
@require_safe
def client_notes(request: Request, client_pk: UUID) -> HttpResponse:
    client = _client(request, client_pk)
    visit(request.viewer, "notes.open_chart", client)
    notes = NotesOfClient(request.viewer, client, kind=request.GET.get("kind", ""), words=request.GET.get("q", ""))
    return render(
        request, "notes/office/client_notes.html", {"client": client, "notes": notes, "form": ChartNoteForm()}
    )


@for_staff
def write(request: Request, client_pk: UUID) -> HttpResponse:
    client = _client(request, client_pk)
    visit(request.viewer, "clients.open", client)
    form = ChartNoteForm(request.POST or None)
    if form.is_valid():
        ChartNote.objects.write(request.viewer, client, form.cleaned_data["body"])
        messages.success(request, _("The note stands on the record."))
        return redirect(request.viewer.address("client-notes", client.pk))
    return render(
        request, "notes/office/chart_write.html", {"client": client, "form": form}, status=422 if form.errors else 200
    )


@for_staff
def correct(request: Request, chart_note_pk: UUID) -> HttpResponse:
    note = _chart_note(request, chart_note_pk, "correct")
    form = ChartNoteForm(request.POST or None, initial={"body": note.body})
    if form.is_valid():
        note.correct(request.viewer, form.cleaned_data["body"])
        messages.success(request, _("Corrected. What stood there before can still be read."))
        return redirect(request.viewer.address("client-notes", note.client_id))
    visit(request.viewer, "notes.open_chart", note.client)
    return render(
        request, "notes/office/chart_correct.html", {"note": note, "form": form}, status=422 if form.errors else 200
    )


@for_staff
def share(request: Request, chart_note_pk: UUID) -> HttpResponse:
    note = _chart_note(request, chart_note_pk, "share")
    if request.method == "POST":
        note.share(request.viewer)
        messages.success(request, _("It is shared. They were told that something waits for them."))
        return redirect(request.viewer.address("client-notes", note.client_id))
    visit(request.viewer, "notes.open_chart", note.client)
    readers = [access.user.name for access in PortalAccess.objects.behind_with(Scope.DOCUMENTS, [note.client_id])]
    return render(request, "notes/office/chart_share.html", {"note": note, "readers": readers})


@for_staff
@require_POST
def stop_sharing(request: Request, chart_note_pk: UUID) -> HttpResponse:
    note = _chart_note(request, chart_note_pk, "stop_sharing")
    note.stop_sharing(request.viewer)
    messages.success(request, _("It is no longer shared."))
    return redirect(way_back(request, request.viewer.address("client-notes", note.client_id)))


def _client(request: Request, client_pk: UUID) -> Client:
    allowed = Client.objects.allowed(request.viewer, "write_notes").noting_for_its_page(request.viewer)
    return get_object_or_404(allowed, pk=client_pk)


def _chart_note(request: Request, chart_note_pk: UUID, verb: str) -> ChartNote:
    """As it stands now; what was corrected is history."""
    allowed = ChartNote.objects.allowed(request.viewer, verb).in_force().select_related("client", "author__user")
    return get_object_or_404(allowed, pk=chart_note_pk)
