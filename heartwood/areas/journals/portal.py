"""The journal, for whoever writes it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heartwood.areas.appointments.models import Appointment
from heartwood.areas.appointments.models.booking import AppointmentQuerySet
from heartwood.areas.clients.models import Client
from heartwood.areas.journals import prompts
from heartwood.areas.journals.forms import ImagesForm, WritingForm
from heartwood.areas.journals.help_lines import help_at
from heartwood.areas.journals.listing import (
    EntryList,
    opened,
    pictures_of,
    row_of,
    session_in_words,
    with_what_is_shown,
)
from heartwood.areas.journals.models import MOST_IMAGES, Draft, Entry, EntryImage, WrittenMeanwhile
from heartwood.ground.access.doors import Request, for_clients
from heartwood.ground.audit.acting import visit
from heartwood.ground.files.limits import Refused
from heartwood.ground.files.serving import served
from heartwood.kit.ways_back import way_back

TO_CHOOSE_FROM = 30


# Reading ----------------------------------------------------------------------------------------------------------


@for_clients
@require_safe
def journal(request: Request) -> HttpResponse:
    client = _enter(request)
    drafts = Draft.objects.visible_to(request.viewer).select_related("appointment", "entry").order_by("-kept_at")
    facts = {
        "client": client,
        "list": EntryList(request.viewer, client, request.GET.dict()),
        "drafts": [(_where(request, draft), session_in_words(draft.appointment), draft) for draft in drafts],
        "has_prompts": prompts.are_on(request.viewer.user),
        "help": help_at(client.organization),
    }
    return render(request, "journals/portal/journal.html", facts)


@for_clients
@require_safe
def on_paper(request: Request) -> HttpResponse:
    client = _enter(request)
    facts = {"client": client, "list": EntryList(request.viewer, client, request.GET.dict())}
    return render(request, "journals/portal/paper.html", facts)


@for_clients
@require_safe
def entry(request: Request, entry_pk: UUID) -> HttpResponse:
    _enter(request)
    entry = get_object_or_404(with_what_is_shown(Entry.objects.visible_to(request.viewer), request.viewer), pk=entry_pk)
    facts = {
        "entry": entry,
        "row": row_of(opened([entry])[0], request.viewer),
        "acknowledgements": entry.acknowledgements.visible_to(request.viewer).select_related("member__user"),
        "asks_to_notify": entry.waits_for_notify and "notify" in request.GET,
    }
    return render(request, "journals/portal/entry.html", facts)


# Sharing ----------------------------------------------------------------------------------------------------------


@for_clients
@require_POST
def share(request: Request, entry_pk: UUID) -> HttpResponse:
    entry = _entry(request, entry_pk, "share")
    entry.share(request.viewer)
    messages.success(request, _("Shared. Your practitioner is told that something waits, not what."))
    return redirect(request.viewer.address("journal-entry", entry.pk))


@for_clients
@require_POST
def keep_private(request: Request, entry_pk: UUID) -> HttpResponse:
    entry = _entry(request, entry_pk, "keep_private")
    entry.keep_private(request.viewer)
    messages.success(request, _("Only you can read this entry now."))
    return redirect(way_back(request, request.viewer.address("journal-entry", entry.pk)))


@for_clients
def remove(request: Request, entry_pk: UUID) -> HttpResponse:
    entry = _entry(request, entry_pk, "remove")
    if request.method == "POST":
        entry.remove(request.viewer)
        messages.success(request, _("The entry was deleted."))
        return redirect(request.viewer.address("journal"))
    _enter(request)
    row = row_of(opened([entry])[0], request.viewer)
    return render(request, "journals/portal/remove.html", {"entry": entry, "row": row})


# Writing ----------------------------------------------------------------------------------------------------------


@for_clients
@require_safe
def choose(request: Request) -> HttpResponse:
    """About which session?"""
    client = _enter(request, "see_sessions")
    latest = _sessions(request).of_client(client.pk).order_by("-starts_at")[:TO_CHOOSE_FROM]
    return render(request, "journals/portal/choose.html", {"client": client, "sessions": latest})


@for_clients
def write(request: Request, appointment_pk: UUID | None = None, entry_pk: UUID | None = None) -> HttpResponse:
    """A new entry about a session, or an entry anew. `version` says what the page began with."""
    draft = _draft(request, appointment_pk, entry_pk)
    has_images = draft.images(request.viewer).exists()
    form = WritingForm(draft, has_images, request.POST or None)
    if not form.is_valid():
        return _desk(request, draft, form, status=422 if form.errors else 200)
    try:
        entry = draft.finish(request.viewer, form.words, request.POST.get("version", ""))
    except WrittenMeanwhile as meanwhile:
        return _desk(request, draft, form, meanwhile, status=409)
    if entry.waits_for_notify:
        return redirect(request.viewer.address("journal-entry", entry.pk) + "?notify=")
    messages.success(request, _("Saved."))
    return redirect(request.viewer.address("journal-entry", entry.pk))


@for_clients
@require_POST
def keep(request: Request, appointment_pk: UUID | None = None, entry_pk: UUID | None = None) -> HttpResponse:
    """The page asks for it by itself, a moment after something was typed."""
    draft = _draft(request, appointment_pk, entry_pk)
    try:
        draft.keep(request.viewer, WritingForm(draft, True, request.POST).words, request.POST.get("version", ""))
    except WrittenMeanwhile:
        return render(request, "journals/portal/kept.html", {"draft": draft, "is_elsewhere": True}, status=409)
    if not request.htmx:
        return redirect(_where(request, draft))
    return render(request, "journals/portal/kept.html", {"draft": draft})


@for_clients
def images(request: Request, appointment_pk: UUID | None = None, entry_pk: UUID | None = None) -> HttpResponse:
    """The images of what is being written; what is sent here is added to them, and the words beside them kept."""
    draft = _draft(request, appointment_pk, entry_pk)
    if request.method != "POST":
        _enter(request)
        return _images(request, draft)
    form = ImagesForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            draft.keep(request.viewer, WritingForm(draft, True, request.POST).words, request.POST.get("version", ""))
            draft.add_images(request.viewer, form.cleaned_data["uploads"])
        except Refused as refused:
            form.add_error("uploads", str(refused))
        except WrittenMeanwhile as meanwhile:
            return _desk(request, draft, WritingForm(draft, True, request.POST), meanwhile, status=409)
    if request.htmx:
        return _images(request, draft, form, status=422 if form.errors else 200)
    if form.errors:
        return _desk(request, draft, WritingForm(draft, True, request.POST), images_form=form, status=422)
    return redirect(_where(request, draft) + "#images")


@for_clients
def discard(request: Request, appointment_pk: UUID | None = None, entry_pk: UUID | None = None) -> HttpResponse:
    draft = _draft(request, appointment_pk, entry_pk)
    if request.method == "POST":
        if draft.is_kept:
            draft.discard(request.viewer)
        messages.success(request, _("The draft was thrown away."))
        return redirect(request.viewer.address("journal"))
    _enter(request)
    return render(request, "journals/portal/discard.html", {"draft": draft, "back": _where(request, draft)})


@for_clients
@require_POST
def switch_prompts(request: Request) -> HttpResponse:
    assert request.viewer.user  # noqa: S101  whoever came through the door
    _enter(request)
    prompts.switch(request.viewer.user)
    messages.success(request, _("Done. You can change this at any time."))
    return redirect(request.viewer.address("journal"))


# Images -----------------------------------------------------------------------------------------------------------


@for_clients
@require_safe
def image(request: Request, image_pk: UUID, part: str) -> HttpResponseBase:
    image = get_object_or_404(EntryImage.objects.visible_to(request.viewer), pk=image_pk)
    _enter(request)
    return served(request, image, part)


@for_clients
@require_POST
def remove_image(request: Request, image_pk: UUID) -> HttpResponse:
    image = _image(request, image_pk)
    draft = _draft_of(request, image)
    image.remove(request.viewer)
    return _images(request, draft) if request.htmx else redirect(_where(request, draft) + "#images")


@for_clients
@require_POST
def move_image(request: Request, image_pk: UUID) -> HttpResponse:
    """One place further to the front."""
    image = _image(request, image_pk)
    draft = _draft_of(request, image)
    before = draft.images(request.viewer).filter(place__lt=image.place).order_by("place").last()
    if before:
        image.change_places_with(request.viewer, before)
    return _images(request, draft) if request.htmx else redirect(_where(request, draft) + "#images")


# What the views are made of ---------------------------------------------------------------------------------------


def _enter(request: Request, verb: str = "keep_journal") -> Client:
    """Whoever acts for somebody leaves a line, as on every page of the profile: it does not say that they write."""
    allowed = Client.objects.allowed(request.viewer, verb).select_related("organization")
    client: Client = get_object_or_404(allowed)
    if not client.is_own_of(request.viewer.user):
        visit(request.viewer, "clients.open", client)
    return client


def _sessions(request: Request) -> AppointmentQuerySet:
    allowed = Appointment.objects.allowed(request.viewer, "reflect_on")
    return allowed.select_related("practitioner__user", "service", "organization")


def _entry(request: Request, entry_pk: UUID, verb: str) -> Entry:
    allowed = with_what_is_shown(Entry.objects.allowed(request.viewer, verb), request.viewer)
    entry: Entry = get_object_or_404(allowed, pk=entry_pk)
    return entry


def _draft(request: Request, appointment_pk: UUID | None, entry_pk: UUID | None) -> Draft:
    if entry_pk:
        allowed = Entry.objects.allowed(request.viewer, "edit").with_its_session()
        return Draft.objects.of_entry(request.viewer, get_object_or_404(allowed, pk=entry_pk))
    session = get_object_or_404(_sessions(request), pk=appointment_pk)
    return Draft.objects.about_session(request.viewer, session)


def _draft_of(request: Request, image: EntryImage) -> Draft:
    """What is being written while this image is looked at."""
    entry = image.entry or (image.draft.entry if image.draft else None)
    if entry:
        return Draft.objects.of_entry(request.viewer, entry)
    assert image.draft  # noqa: S101  an image stands in one of them
    return Draft.objects.about_session(request.viewer, image.draft.appointment)


def _image(request: Request, image_pk: UUID) -> EntryImage:
    allowed = EntryImage.objects.allowed(request.viewer, "remove").select_related(
        "entry__appointment", "draft__appointment", "draft__entry__appointment"
    )
    image: EntryImage = get_object_or_404(allowed, pk=image_pk)
    return image


def _where(request: Request, draft: Draft, act: str = "") -> str:
    """Where it is written."""
    page, pk = ("journal-edit", draft.entry_id) if draft.entry_id else ("journal-write", draft.appointment_id)
    return request.viewer.address(page + act, pk)


def _images(request: Request, draft: Draft, form: ImagesForm | None = None, status: int = 200) -> HttpResponse:
    return render(request, "journals/portal/write.html#images", _facts_of_images(request, draft, form), status=status)


def _facts_of_images(request: Request, draft: Draft, form: ImagesForm | None) -> dict[str, object]:
    pictures = pictures_of(draft.images(request.viewer), request.viewer)
    captions = draft.words.captions
    return {
        "pictures": [(picture, captions.get(str(picture.image.pk), picture.image.caption)) for picture in pictures],
        "is_waiting": any(picture.image.is_waiting for picture in pictures),
        "has_room": len(pictures) < MOST_IMAGES,
        "images_form": form or ImagesForm(),
        "images_address": _where(request, draft, "-images"),
    }


def _desk(
    request: Request,
    draft: Draft,
    form: WritingForm,
    meanwhile: WrittenMeanwhile | None = None,
    images_form: ImagesForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page where one writes."""
    client = _enter(request)
    facts = {
        "draft": draft,
        "form": form,
        "meanwhile": meanwhile,
        "version": meanwhile.version if meanwhile else draft.version,
        "session": session_in_words(draft.appointment),
        "keep_address": _where(request, draft, "-keep"),
        "discard_address": _where(request, draft, "-discard"),
        "prompts": () if draft.entry_id else prompts.prompts_for(request.viewer.user, draft.appointment),
        "help": help_at(client.organization),
    }
    facts |= _facts_of_images(request, draft, images_form)
    return render(request, "journals/portal/write.html", facts, status=status)
