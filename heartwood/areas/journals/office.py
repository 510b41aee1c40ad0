"""Journals, for the practitioner with whom they are shared."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heartwood.areas.appointments.models import Appointment
from heartwood.areas.clients.models import Client
from heartwood.areas.journals.forms import AcknowledgeForm
from heartwood.areas.journals.letters import EntryShared
from heartwood.areas.journals.listing import EntryList, opened, row_of, rows_of, with_what_is_shown
from heartwood.areas.journals.models import Entry, EntryImage
from heartwood.ground.access.doors import Request, for_staff
from heartwood.ground.audit.acting import visit
from heartwood.ground.files.serving import served
from heartwood.ground.notifications.models import Notice
from heartwood.kit import failures


@for_staff
@require_safe
def journals(request: Request, client_pk: UUID) -> HttpResponse:
    allowed = Client.objects.allowed(request.viewer, "see_journals").noting_for_its_page(request.viewer)
    client = get_object_or_404(allowed, pk=client_pk)
    visit(request.viewer, "journals.look", client)
    facts = {"client": client, "list": EntryList(request.viewer, client, request.GET.dict())}
    return render(request, "journals/office/journals.html", facts)


@for_staff
@require_safe
def of_session(request: Request, appointment_pk: UUID) -> HttpResponse:
    """*Client Notes → Journals*: what was shared about it, by whichever of its clients, with the images."""
    allowed = Appointment.objects.allowed(request.viewer, "see_journals").select_related("service")
    session = get_object_or_404(allowed, pk=appointment_pk)
    visit(request.viewer, "journals.look", session)
    shared = with_what_is_shown(Entry.objects.visible_to(request.viewer).about(session.pk), request.viewer)
    rows = rows_of(opened(shared.order_by("written_at", "pk")), request.viewer)
    return render(request, "journals/office/session.html", {"session": session, "rows": rows})


@for_staff
@require_safe
def entry(request: Request, entry_pk: UUID) -> HttpResponse:
    try:
        entry = _entry(request, entry_pk)
    except Http404:
        if _was_once_shared(request, entry_pk):
            return failures.no_longer_shared(
                _("Whoever wrote it has made it private again, or deleted it. That is theirs to decide.")
            )
        raise
    visit(request.viewer, "journals.open", entry)
    entry.note_reading(request.viewer)
    return _page(request, entry, AcknowledgeForm())


@for_staff
@require_POST
def acknowledge(request: Request, entry_pk: UUID) -> HttpResponse:
    entry = _entry(request, entry_pk, "acknowledge")
    form = AcknowledgeForm({"message": request.POST.get("quick") or request.POST.get("message", "")})
    if form.is_valid():
        entry.acknowledge(request.viewer, form.cleaned_data["message"])
        messages.success(request, _("Your words stand with the entry, and its author is told."))
        return redirect(request.viewer.address("journal-entry", entry.pk))
    visit(request.viewer, "journals.open", entry)
    return _page(request, entry, form, status=422)


@for_staff
@require_safe
def image(request: Request, image_pk: UUID, part: str) -> HttpResponseBase:
    visible = EntryImage.objects.visible_to(request.viewer).select_related("entry__client")
    image = get_object_or_404(visible, pk=image_pk)
    assert image.entry  # noqa: S101  what is in a draft is its author's alone
    visit(request.viewer, "journals.open", image.entry)
    return served(request, image, part)


def _entry(request: Request, entry_pk: UUID, verb: str = "see") -> Entry:
    allowed = with_what_is_shown(Entry.objects.allowed(request.viewer, verb), request.viewer)
    entry: Entry = get_object_or_404(allowed, pk=entry_pk)
    return entry


def _was_once_shared(request: Request, entry_pk: UUID) -> bool:
    """With this very member: they were told."""
    told = Notice.objects.allowed(request.viewer, "find").filter(member=request.viewer.member)
    return told.filter(kind=EntryShared.kind, record=entry_pk).exists()


def _page(request: Request, entry: Entry, form: AcknowledgeForm, status: int = 200) -> HttpResponse:
    allowed = Client.objects.allowed(request.viewer, "see_journals").noting_for_its_page(request.viewer)
    facts = {
        "client": get_object_or_404(allowed, pk=entry.client_id),
        "entry": entry,
        "row": row_of(opened([entry])[0], request.viewer),
        "acknowledgements": entry.acknowledgements.visible_to(request.viewer).select_related("member__user"),
        "form": form,
    }
    return render(request, "journals/office/entry.html", facts, status=status)
