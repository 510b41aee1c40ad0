"""The summary of a client, for those who work with them."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from heartwood.areas.clients.models import Client, PortalAccess, Scope
from heartwood.areas.summary import language_model
from heartwood.areas.summary.forms import SentenceForms, after, as_it_stands, as_posted, sentences_of
from heartwood.areas.summary.models import Summary, Version, Wish
from heartwood.areas.summary.reading import InTheOffice
from heartwood.ground.access.doors import Request, for_staff
from heartwood.ground.audit.acting import visit
from heartwood.kit.ways_back import way_back


@for_staff
@require_safe
def summary(request: Request, client_pk: UUID) -> HttpResponse:
    client = _client(request, client_pk)
    visit(request.viewer, "summary.open", client)
    part = "#summary" if request.htmx and not request.htmx.boosted else ""
    facts = {"client": client, "page": InTheOffice(request.viewer, client)}
    return render(request, f"summary/office/summary.html{part}", facts)


@for_staff
@require_safe
def latest(request: Request, client_pk: UUID) -> HttpResponse:
    """A part of the client record, which comes a moment later: the last few sentences."""
    client = _client(request, client_pk)
    visit(request.viewer, "summary.open", client)
    facts = {"client": client, "page": InTheOffice(request.viewer, client)}
    return render(request, "summary/office/panel_client.html", facts)


@for_staff
@require_POST
def refresh(request: Request, client_pk: UUID) -> HttpResponse:
    client = _client(request, client_pk)
    before = InTheOffice(request.viewer, client)
    doubted = [row.sentence for row in before.rows if row.is_in_doubt]
    version = _begun(request, client).refresh(request.viewer)
    gone = len({sentence.place for sentence in doubted} - {sentence.place for sentence in version.sentences})
    messages.success(request, _said_after_refreshing(version, gone))
    return redirect(request.viewer.address("client-summary", client.pk))


@for_staff
@require_POST
def ask(request: Request, client_pk: UUID) -> HttpResponse:
    """A worker asks the language model; the page waits, and shows what came of it."""
    client = _client(request, client_pk)
    page = InTheOffice(request.viewer, client)
    if page.may_ask and page.sources:
        _begun(request, client).ask_language_model(request.viewer)
    else:
        messages.warning(request, _("There is nothing that the language model could be asked."))
    return redirect(request.viewer.address("client-summary", client.pk))


@for_staff
def edit(request: Request, client_pk: UUID) -> HttpResponse:
    """The sentences as fields: changed, moved, taken out, added. Nothing is kept before *Save*."""
    client = _client(request, client_pk)
    page = InTheOffice(request.viewer, client)
    if request.method != "POST":
        visit(request.viewer, "summary.open", client)
        return _fields(request, page, SentenceForms(initial=as_it_stands(page.newest)), page.newest)
    begun_with = next((one for one in page.versions if str(one.pk) == request.POST.get("begun_with")), None)
    if step := request.POST.get("step"):
        return _fields(request, page, after(step, as_posted(request.POST)), begun_with)
    forms = SentenceForms(request.POST)
    if not forms.is_valid():
        return _fields(request, page, forms, begun_with, status=422)
    if page.newest and str(page.newest.pk) != request.POST.get("seen"):
        return _fields(request, page, forms, begun_with, status=422, is_behind=True)
    sentences = sentences_of(forms, begun_with, page.sources, request.viewer.user.name if request.viewer.user else "")
    _begun(request, client).write(request.viewer, sentences)
    messages.success(request, _("Saved as a new version."))
    address = request.viewer.address("client-summary", client.pk)
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


@for_staff
@require_safe
def version(request: Request, version_pk: UUID) -> HttpResponse:
    older = _version(request, version_pk)
    visit(request.viewer, "summary.open", older.client)
    facts = {"client": older.client, "page": InTheOffice(request.viewer, older.client, older)}
    return render(request, "summary/office/version.html", facts)


@for_staff
@require_POST
def take_up(request: Request, version_pk: UUID) -> HttpResponse:
    older = _version(request, version_pk)
    _allowed(request, "write", older.client_id).take_up(request.viewer, older)
    messages.success(request, _("It is the summary again, as a new version."))
    return redirect(request.viewer.address("client-summary", older.client_id))


@for_staff
def share(request: Request, client_pk: UUID) -> HttpResponse:
    """One question, above what the client would read."""
    client = _client(request, client_pk)
    if request.method == "POST":
        summary = _allowed(request, "share", client.pk)
        chosen = get_object_or_404(summary.versions.visible_to(request.viewer), pk=_id(request.POST.get("version")))
        summary.share(request.viewer, chosen)
        messages.success(request, _("It is shared. They were told that something waits for them."))
        return redirect(request.viewer.address("client-summary", client.pk))
    visit(request.viewer, "summary.open", client)
    page = InTheOffice(request.viewer, client)
    if page.newest is None:
        raise Http404
    readers = [access.user.name for access in PortalAccess.objects.behind_with(Scope.DOCUMENTS, [client.pk])]
    return render(request, "summary/office/share.html", {"client": client, "page": page, "readers": readers})


@for_staff
@require_POST
def stop_sharing(request: Request, client_pk: UUID) -> HttpResponse:
    _allowed(request, "share", client_pk).stop_sharing(request.viewer)
    messages.success(request, _("It is no longer shared."))
    return redirect(way_back(request, request.viewer.address("client-summary", client_pk)))


@for_staff(may="manage_practice")
def wish(request: Request) -> HttpResponse:
    """Whether this practice wants summaries worded by the language model that the install names."""
    if request.method == "POST" and language_model.is_named():
        if request.POST.get("wanted") == "yes":
            Wish.say(request.viewer)
        else:
            Wish.take_back(request.viewer)
        messages.success(request, _("Saved."))
        return redirect(request.viewer.address("practice-language-model"))
    wish = Wish.objects.filter(organization=request.viewer.organization).select_related("said_by__user").first()
    return render(request, "summary/office/wish.html", {"wish": wish, "host": language_model.host()})


# What the doors are made of


def _client(request: Request, client_pk: UUID) -> Client:
    allowed = Client.objects.allowed(request.viewer, "see_summary").noting_for_its_page(request.viewer)
    client: Client = get_object_or_404(allowed.select_related("organization"), pk=client_pk)
    return client


def _allowed(request: Request, verb: str, client_pk: UUID) -> Summary:
    allowed = Summary.objects.allowed(request.viewer, verb).select_related("client")
    summary: Summary = get_object_or_404(allowed, client=client_pk)
    return summary


def _version(request: Request, version_pk: UUID) -> Version:
    visible = Version.objects.visible_to(request.viewer).select_related("client", "made_by__user")
    version: Version = get_object_or_404(visible, pk=version_pk)
    return version


def _begun(request: Request, client: Client) -> Summary:
    summary: Summary = Summary.objects.about(request.viewer, client)
    return summary


def _fields(
    request: Request,
    page: InTheOffice,
    forms: object,
    begun_with: Version | None,
    *,
    status: int = 200,
    is_behind: bool = False,
) -> HttpResponse:
    part = "#fields" if request.htmx else ""
    is_told = is_behind or request.method != "POST"  # of the newest version
    facts = {
        "client": page.client,
        "page": page,
        "forms": forms,
        "begun_with": begun_with,
        "is_behind": is_behind,
        "seen": (page.newest.pk if page.newest else "") if is_told else request.POST.get("seen", ""),
    }
    return render(request, f"summary/office/edit.html{part}", facts, status=status)


def _id(words: str | None) -> UUID | None:
    try:
        return UUID(words or "")
    except ValueError:
        return None


def _said_after_refreshing(version: Version, gone: int) -> str:
    if not version.read:
        return _("There is no approved note yet to build it from.")
    said = ngettext("Refreshed from one approved note.", "Refreshed from %(number)d approved notes.", len(version.read))
    left = ngettext(
        "One sentence dropped out: its note has changed, or counts no more.",
        "%(gone)d sentences dropped out: their notes have changed, or count no more.",
        gone,
    )
    words = f"{said} {left}" if gone else said
    return words % {"number": len(version.read), "gone": gone}
