"""What is added below an approved note."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heartwood.areas.notes.forms import TextForm
from heartwood.areas.notes.models import Addendum, SessionNote
from heartwood.areas.notes.models.session_note import NotPossible
from heartwood.ground.access.doors import Request, for_staff
from heartwood.ground.drafts import answering
from heartwood.ground.drafts.keeping import WrittenMeanwhile

LONGEST = 20_000


def form_of(addendum: Addendum) -> TextForm:
    return TextForm(
        label=_("What is to be added"),
        longest=LONGEST,
        initial={"body": addendum.body, "revision": addendum.revision},
    )


@for_staff
@require_POST
def begin(request: Request, note_pk: UUID) -> HttpResponse:
    note = get_object_or_404(SessionNote.objects.allowed(request.viewer, "addend"), pk=note_pk)
    try:
        Addendum.objects.begin(request.viewer, note)
    except NotPossible:
        messages.warning(
            request, _("Somebody is adding to this note already. When they have signed, the next can be begun.")
        )
    return redirect(request.viewer.address("note", note.pk) + "#addendum")


@for_staff
@require_POST
def write(request: Request, addendum_pk: UUID) -> HttpResponse:
    """Keep it, and sign it where that was pressed."""
    addendum = _addendum(request, addendum_pk, "write")
    form = TextForm(request.POST, label=_("What is to be added"), longest=LONGEST)
    if not form.is_valid():
        return answering.not_kept() if answering.is_by_itself(request) else _to_note(request, addendum)
    try:
        addendum.write(request.viewer, form.cleaned_data["body"], form.cleaned_data["revision"])
    except WrittenMeanwhile as meanwhile:
        return _both_texts(request, addendum, meanwhile)
    except NotPossible:
        return answering.no_longer() if answering.is_by_itself(request) else _to_note(request, addendum)
    if answering.is_by_itself(request):
        return answering.kept(addendum)
    return _sign(request, addendum) if request.POST.get("then") == "sign" else _saved(request, addendum)


@for_staff
@require_POST
def discard(request: Request, addendum_pk: UUID) -> HttpResponse:
    addendum = _addendum(request, addendum_pk, "discard")
    try:
        addendum.discard(request.viewer)
    except NotPossible:
        messages.warning(request, _("It is signed meanwhile, and stays."))
    else:
        messages.success(request, _("The draft is thrown away."))
    return _to_note(request, addendum)


def _addendum(request: Request, addendum_pk: UUID, verb: str) -> Addendum:
    allowed = Addendum.objects.allowed(request.viewer, verb).select_related("note")
    return get_object_or_404(allowed, pk=addendum_pk)


def _sign(request: Request, addendum: Addendum) -> HttpResponse:
    try:
        addendum.sign(request.viewer)
    except NotPossible:
        messages.error(request, _("Write something before you sign."))
    else:
        messages.success(request, _("Signed. It stands below the note, with your name and the time."))
    return _to_note(request, addendum)


def _saved(request: Request, addendum: Addendum) -> HttpResponse:
    messages.success(request, _("The draft is saved."))
    return _to_note(request, addendum)


def _both_texts(request: Request, addendum: Addendum, meanwhile: WrittenMeanwhile) -> HttpResponse:
    if answering.is_by_itself(request):
        return answering.written_meanwhile({"body": meanwhile.theirs}, meanwhile)
    form = TextForm(
        answering.with_revision(request.POST, meanwhile.revision), label=_("What is to be added"), longest=LONGEST
    )
    facts = {
        "form": form,
        "other": meanwhile.theirs,
        "title": _("Two texts"),
        "write_address": request.viewer.address("note-addendum-write", addendum.pk),
    }
    return render(request, "notes/office/two_texts.html", facts, status=409)


def _to_note(request: Request, addendum: Addendum) -> HttpResponse:
    return redirect(request.viewer.address("note", addendum.note_id))
