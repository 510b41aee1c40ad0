"""The note of record: begun, written, signed, and what comes after."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heartwood.areas.appointments.models import Appointment
from heartwood.areas.clients.models import Client, PortalAccess, Scope
from heartwood.areas.notes import printing
from heartwood.areas.notes.forms import BeginForm, CommentForm, DraftForm, ReasonForm, texts_by_field
from heartwood.areas.notes.models import Addendum, SessionNote
from heartwood.areas.notes.models.addendum import AddendumQuerySet
from heartwood.areas.notes.models.session_note import NotPossible, SessionNoteQuerySet, Unfinished
from heartwood.areas.notes.office.addenda import form_of
from heartwood.areas.notes.passages import Passage
from heartwood.areas.notes.worklist import Worklist
from heartwood.ground.access.doors import Request, for_staff
from heartwood.ground.audit.acting import visit
from heartwood.ground.drafts import answering
from heartwood.ground.drafts.keeping import WrittenMeanwhile
from heartwood.kit.pdf import NotPrinted
from heartwood.kit.ways_back import way_back

WITH_ITS_SESSION = ("appointment__service", "client", "author__user", "author__supervisor__user", "cosigned_by__user")


@for_staff(may="keep_notes")
@require_safe
def notes(request: Request) -> HttpResponse:
    return render(request, "notes/office/worklist.html", {"worklist": Worklist(request.viewer)})


@for_staff
def begin(request: Request, appointment_pk: UUID) -> HttpResponse:
    """From a session that has begun: about whom, and in which format. One that was begun is gone on with."""
    begun = Appointment.objects.allowed(request.viewer, "write_note").taking_place().filter(starts_at__lte=now())
    appointment = get_object_or_404(begun.with_its_people(request.viewer), pk=appointment_pk)
    present = [participant.client_id for participant in appointment.seen_participants]  # type: ignore[attr-defined]
    clients = list(Client.objects.allowed(request.viewer, "write_notes").filter(pk__in=present).order_by("sort_name"))
    form = BeginForm(request.viewer, appointment, clients, request.POST or None)
    if form.is_valid():
        note = SessionNote.objects.begin(request.viewer, appointment, form.chosen_client, form.chosen_format)
        return redirect(request.viewer.address("note", note.pk))
    notes = SessionNote.objects.visible_to(request.viewer).living().filter(appointment=appointment)
    if len(clients) == 1 and (note_pk := notes.values_list("pk", flat=True).first()):
        return redirect(request.viewer.address("note", note_pk))
    facts = {"form": form, "appointment": appointment, "clients": clients}
    return render(request, "notes/office/begin.html", facts, status=422 if form.errors else 200)


@for_staff
@require_safe
def note(request: Request, note_pk: UUID) -> HttpResponse:
    """Whoever writes it gets the pen; everybody else reads."""
    note = _note(request, note_pk)
    visit(request.viewer, "notes.open", note)
    if note.may_write and note.is_being_written:  # type: ignore[attr-defined]
        return _desk(request, note, DraftForm(note))
    passage = Passage.named(request.GET.get("passage", ""))
    return render(request, "notes/office/note.html", {"note": note, "passage": passage, **_reading(request, note)})


@for_staff
def write(request: Request, note_pk: UUID) -> HttpResponse:
    """Keep what was written, and do what was pressed. The page itself sends it too, and wants only to know that."""
    if request.method != "POST":
        return redirect(request.viewer.address("note", note_pk))
    note = get_object_or_404(_notes(request, "write"), pk=note_pk)
    form = DraftForm(note, request.POST)
    form.is_valid()
    if not form.can_be_kept:
        return answering.not_kept() if answering.is_by_itself(request) else _desk(request, note, form, status=422)
    try:
        note.write(request.viewer, form.texts, form.cleaned_data["revision"], **form.facts)
    except WrittenMeanwhile as meanwhile:
        return _both_texts(request, note, meanwhile)
    except NotPossible:
        return answering.no_longer() if answering.is_by_itself(request) else _too_late(request, note)
    return answering.kept(note) if answering.is_by_itself(request) else _then(request, note, form)


@for_staff
def approve(request: Request, note_pk: UUID) -> HttpResponse:
    """One question, below what would be signed; and then it is."""
    note = get_object_or_404(_notes(request, "approve"), pk=note_pk)
    if not note.is_being_written:
        return _too_late(request, note)
    try:
        note.insist_on_required_sections()
        if request.method == "POST":
            note.approve(request.viewer)
            messages.success(request, _said_after_approving(note))
            return redirect(request.viewer.address("note", note.pk))
    except Unfinished:
        messages.error(request, _("Sections that the note needs are still empty."))
        return redirect(request.viewer.address("note", note.pk))
    return render(request, "notes/office/approve.html", {"note": note})


@for_staff
def discard(request: Request, note_pk: UUID) -> HttpResponse:
    note = get_object_or_404(_notes(request, "discard"), pk=note_pk)
    if request.method != "POST":
        return render(request, "notes/office/discard.html", {"note": note})
    return _do(request, note, note.discard, _("The draft is thrown away."), to=request.viewer.address("notes"))


@for_staff
@require_POST
def take_back(request: Request, note_pk: UUID) -> HttpResponse:
    note = get_object_or_404(_notes(request, "take_back"), pk=note_pk)
    return _do(request, note, note.take_back, _("It is your draft again."))


@for_staff
@require_POST
def cosign(request: Request, note_pk: UUID) -> HttpResponse:
    note = get_object_or_404(_notes(request, "cosign"), pk=note_pk)
    return _do(request, note, note.cosign, _("Signed by you both, and locked. The session is completed."))


@for_staff
def return_to_author(request: Request, note_pk: UUID) -> HttpResponse:
    note = get_object_or_404(_notes(request, "return"), pk=note_pk)
    form = CommentForm(request.POST or None)
    if form.is_valid():
        comment = form.cleaned_data["comment"]
        return _do(
            request,
            note,
            lambda viewer: note.return_to_author(viewer, comment),
            _("It is back with its author, with your comment."),
            to=request.viewer.address("notes"),
        )
    return render(request, "notes/office/return.html", {"note": note, "form": form}, status=422 if form.errors else 200)


@for_staff
def share(request: Request, note_pk: UUID) -> HttpResponse:
    note = get_object_or_404(_notes(request, "share"), pk=note_pk)
    if request.method == "POST":
        return _do(request, note, note.share, _("It is shared. They were told that something waits for them."))
    readers = [access.user.name for access in PortalAccess.objects.behind_with(Scope.DOCUMENTS, [note.client_id])]
    return render(request, "notes/office/share.html", {"note": note, "readers": readers})


@for_staff
@require_POST
def stop_sharing(request: Request, note_pk: UUID) -> HttpResponse:
    note = get_object_or_404(_notes(request, "stop_sharing"), pk=note_pk)
    to = way_back(request, request.viewer.address("note", note.pk))
    return _do(request, note, note.stop_sharing, _("It is no longer shared."), to=to)


@for_staff
def enter_in_error(request: Request, note_pk: UUID) -> HttpResponse:
    written = _notes(request, "enter_in_error").filter(entered_in_error_at=None)
    note = get_object_or_404(written, pk=note_pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        return _do(
            request, note, lambda viewer: note.enter_in_error(viewer, reason), _("It is marked as entered in error.")
        )
    return render(
        request, "notes/office/enter_in_error.html", {"note": note, "form": form}, status=422 if form.errors else 200
    )


@for_staff
@require_safe
def pdf(request: Request, note_pk: UUID) -> HttpResponse:
    note = get_object_or_404(_notes(request, "see").exclude(approved_at=None), pk=note_pk)
    visit(request.viewer, "notes.take_along", note)
    try:
        return printing.answer(request.viewer, note, list(_addenda(request, note).signed()))
    except NotPrinted:
        messages.error(request, _("The file could not be made. Print the page instead."))
        return redirect(request.viewer.address("note", note.pk))


# What the doors are made of


def _notes(request: Request, verb: str) -> SessionNoteQuerySet:
    notes: SessionNoteQuerySet = SessionNote.objects.allowed(request.viewer, verb).select_related(*WITH_ITS_SESSION)
    return notes


def _note(request: Request, note_pk: UUID) -> SessionNote:
    visible = SessionNote.objects.visible_to(request.viewer).select_related(*WITH_ITS_SESSION)
    note: SessionNote = get_object_or_404(
        visible.noting_whether(request.viewer, "write", "cosign", "share", "addend", "enter_in_error"), pk=note_pk
    )
    return note


def _addenda(request: Request, note: SessionNote) -> AddendumQuerySet:
    """As they follow one another; each knows the note that it is checked against."""
    visible = Addendum.objects.visible_to(request.viewer).filter(note=note)
    addenda: AddendumQuerySet = visible.select_related("author__user", "note")
    return addenda


def _desk(
    request: Request, note: SessionNote, form: DraftForm, other: dict[str, str] | None = None, *, status: int = 200
) -> HttpResponse:
    """Where a note is written: its sections, what is known of the session, and the note before it."""
    before = SessionNote.objects.visible_to(request.viewer).before(note).first()
    facts = {
        "note": note,
        "form": form,
        "sections": [(section, field, (other or {}).get(field.name)) for section, field in form.sections],
        "has_two_texts": other is not None,
        "before": before,
        "may_carry_plan": before is not None and bool(before.plan) and note.has_a_plan,
        "participants": _participants(request, note),
        "device_key": answering.key_for_device(request.viewer, note),
    }
    return render(request, "notes/office/desk.html", facts, status=status)


def _participants(request: Request, note: SessionNote) -> list[str]:
    present = note.appointment.participants.visible_to(request.viewer).present().select_related("client")
    return [participant.client.name for participant in present]


def _reading(request: Request, note: SessionNote) -> dict[str, object]:
    addenda = list(_addenda(request, note))
    unsigned = next((addendum for addendum in addenda if not addendum.is_signed), None)
    return {
        "addenda": [addendum for addendum in addenda if addendum.is_signed],
        "unsigned": unsigned,
        "addendum_form": form_of(unsigned) if unsigned else None,
        "device_key": answering.key_for_device(request.viewer, unsigned) if unsigned else "",
        "may_open_client": request.viewer.may("see", note.client),
    }


def _both_texts(request: Request, note: SessionNote, meanwhile: WrittenMeanwhile) -> HttpResponse:
    """Nothing is lost: what was sent stands in the fields, and what another tab has saved beside it."""
    theirs = texts_by_field(meanwhile.theirs)
    if answering.is_by_itself(request):
        return answering.written_meanwhile(theirs, meanwhile)
    form = DraftForm(note, answering.with_revision(request.POST, meanwhile.revision))
    return _desk(request, note, form, theirs, status=409)


def _then(request: Request, note: SessionNote, form: DraftForm) -> HttpResponse:
    """It is kept; now what they pressed."""
    if form.errors:
        return _desk(request, note, DraftForm(note, answering.with_revision(request.POST, note.revision)), status=422)
    match request.POST.get("then"):
        case "approve":
            return _ask_before_signing(request, note)
        case "carry":
            _carry_the_plan_forward(request, note)
    messages.success(request, _("The draft is saved."))
    return redirect(request.viewer.address("note", note.pk))


def _ask_before_signing(request: Request, note: SessionNote) -> HttpResponse:
    try:
        note.insist_on_required_sections()
    except Unfinished as unfinished:
        form = DraftForm(note, answering.with_revision(request.POST, note.revision))
        form.is_valid()
        form.name_unfinished(unfinished.sections)
        return _desk(request, note, form, status=422)
    return redirect(request.viewer.address("note-approve", note.pk))


def _carry_the_plan_forward(request: Request, note: SessionNote) -> None:
    before = SessionNote.objects.visible_to(request.viewer).before(note).first()
    if before and before.plan not in note.plan:
        plan = f"{note.plan}\n{before.plan}".strip()
        note.write(request.viewer, {**note.body, "plan": plan}, note.revision)


def _do(
    request: Request, note: SessionNote, deed: Callable[..., None], said: str, *, to: str | None = None
) -> HttpResponse:
    address = to or request.viewer.address("note", note.pk)
    try:
        deed(request.viewer)
    except NotPossible:
        return _too_late(request, note)
    messages.success(request, said)
    return redirect(address)


def _too_late(request: Request, note: SessionNote) -> HttpResponse:
    messages.warning(request, _("Meanwhile this note has changed. This is how it stands now."))
    return redirect(request.viewer.address("note", note.pk))


def _said_after_approving(note: SessionNote) -> str:
    if note.is_awaiting_cosignature:
        return _("Handed in. It is locked until your supervisor has signed or returned it.")
    if note.appointment.state == Appointment.State.COMPLETED:
        return _("Signed and locked. The session is completed.")
    return _("Signed and locked. The session is completed when the notes about the others are signed too.")
