"""Notes of one's own, kept apart from the record."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heartwood.areas.clients.models import Client
from heartwood.areas.notes.forms import TextForm
from heartwood.areas.notes.models import PrivateNote
from heartwood.areas.notes.of_record import what_belongs_in_the_record
from heartwood.ground.access.doors import Request, for_staff
from heartwood.ground.drafts import answering
from heartwood.ground.drafts.keeping import WrittenMeanwhile

LONGEST = 100_000


@for_staff
@require_safe
def private_notes(request: Request, client_pk: UUID) -> HttpResponse:
    client = _client(request, client_pk)
    notes = PrivateNote.objects.visible_to(request.viewer).filter(client=client).order_by("-written_at", "pk")
    return render(request, "notes/office/private_notes.html", {"client": client, "notes": notes})


@for_staff
@require_POST
def begin(request: Request, client_pk: UUID) -> HttpResponse:
    note = PrivateNote.objects.begin(request.viewer, _client(request, client_pk))
    return redirect(request.viewer.address("private-note", note.pk))


@for_staff
@require_safe
def private_note(request: Request, private_note_pk: UUID) -> HttpResponse:
    note = _note(request, private_note_pk, "see")
    form = TextForm(label=_("Note"), longest=LONGEST, initial={"body": note.body, "revision": note.revision})
    facts = {
        "note": note,
        "form": form,
        "device_key": answering.key_for_device(request.viewer, note),
        "found": what_belongs_in_the_record(note.body),
    }
    return render(request, "notes/office/private_note.html", facts)


@for_staff
def write(request: Request, private_note_pk: UUID) -> HttpResponse:
    if request.method != "POST":
        return redirect(request.viewer.address("private-note", private_note_pk))
    note = _note(request, private_note_pk, "write")
    form = TextForm(request.POST, label=_("Note"), longest=LONGEST)
    if not form.is_valid():
        if answering.is_by_itself(request):
            return answering.not_kept()
        return _two_texts(request, note, form, "", status=422)
    try:
        note.write(request.viewer, form.cleaned_data["body"], form.cleaned_data["revision"])
    except WrittenMeanwhile as meanwhile:
        if answering.is_by_itself(request):
            return answering.written_meanwhile({"body": meanwhile.theirs}, meanwhile)
        form = TextForm(answering.with_revision(request.POST, meanwhile.revision), label=_("Note"), longest=LONGEST)
        return _two_texts(request, note, form, meanwhile.theirs, status=409)
    if answering.is_by_itself(request):
        return answering.kept(note, found=what_belongs_in_the_record(note.body))
    messages.success(request, _("Saved. Only you can read it."))
    return redirect(request.viewer.address("private-note", note.pk))


@for_staff
def discard(request: Request, private_note_pk: UUID) -> HttpResponse:
    note = _note(request, private_note_pk, "discard")
    if request.method != "POST":
        return render(request, "notes/office/private_discard.html", {"note": note})
    client_pk = note.client_id
    note.discard(request.viewer)
    messages.success(request, _("The private note is gone."))
    return redirect(request.viewer.address("private-notes", client_pk))


def _client(request: Request, client_pk: UUID) -> Client:
    return get_object_or_404(Client.objects.allowed(request.viewer, "write_notes"), pk=client_pk)


def _note(request: Request, private_note_pk: UUID, verb: str) -> PrivateNote:
    return get_object_or_404(
        PrivateNote.objects.allowed(request.viewer, verb).select_related("client"), pk=private_note_pk
    )


def _two_texts(request: Request, note: PrivateNote, form: TextForm, other: str, *, status: int) -> HttpResponse:
    facts = {
        "form": form,
        "other": other,
        "title": _("Two texts"),
        "write_address": request.viewer.address("private-note-write", note.pk),
    }
    return render(request, "notes/office/two_texts.html", facts, status=status)
