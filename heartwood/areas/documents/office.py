"""The documents of a client record, for staff."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heartwood.areas.clients.models import Client
from heartwood.areas.documents.listing import DocumentList, row_of, rows_of
from heartwood.areas.documents.models import Document, Folder
from heartwood.areas.documents.uploading import answer_to_upload
from heartwood.ground.access.doors import Request, for_staff
from heartwood.ground.audit.acting import visit
from heartwood.ground.files.forms import FilesForm
from heartwood.ground.files.serving import served
from heartwood.kit.ways_back import way_back


@for_staff
@require_safe
def documents(request: Request, client_pk: UUID) -> HttpResponse:
    client = _client(request, client_pk, "see_documents")
    visit(request.viewer, "documents.look", client)
    facts = {"client": client, "list": DocumentList(request.viewer, client, request.GET.dict()), "form": FilesForm()}
    part = "#documents" if request.htmx and not request.htmx.boosted else ""
    return render(request, f"documents/office/documents.html{part}", facts)


@for_staff
def add(request: Request, client_pk: UUID) -> HttpResponse:
    client = _client(request, client_pk, "add_documents")
    folder = _folder_named(request, client)
    here = ("client-folder", folder.pk) if folder else ("client-documents", client.pk)
    form = FilesForm(request.POST or None, request.FILES or None)
    if done := answer_to_upload(request, client, form, request.viewer.address(*here), folder):
        return done
    visit(request.viewer, "documents.look", client)
    facts = {"client": client, "form": form, "action": request.get_full_path()}
    return render(request, "documents/office/add.html", facts, status=422 if form.errors else 200)


@for_staff
@require_safe
def document(request: Request, document_pk: UUID) -> HttpResponse:
    document = _document(request, document_pk)
    visit(request.viewer, "documents.open", document)
    part = "#document" if request.htmx else ""
    versions = Document.objects.visible_to(request.viewer).versions_of(document).select_related("uploaded_by")
    facts = {
        "client": document.client,
        "row": row_of(document, request.viewer),
        "document": document,
        "versions": rows_of(versions, request.viewer),
    }
    return render(request, f"documents/office/document.html{part}", facts)


@for_staff
@require_safe
def file(request: Request, document_pk: UUID) -> HttpResponseBase:
    document = _document(request, document_pk)
    visit(request.viewer, "documents.open", document)
    return served(request, document)


@for_staff
@require_safe
def screen(request: Request, document_pk: UUID) -> HttpResponseBase:
    document = _document(request, document_pk)
    visit(request.viewer, "documents.open", document)
    return served(request, document, "screen")


@for_staff
@require_safe
def page(request: Request, document_pk: UUID, number: int) -> HttpResponseBase:
    document = _document(request, document_pk)
    visit(request.viewer, "documents.open", document)
    return served(request, document, f"page-{number}")


@for_staff
@require_safe
def thumb(request: Request, document_pk: UUID) -> HttpResponseBase:
    document = _document(request, document_pk)
    visit(request.viewer, "documents.look", document.client)
    return served(request, document, "thumb")


@for_staff
@require_POST
def share(request: Request, document_pk: UUID) -> HttpResponse:
    document = _document(request, document_pk, "share")
    document.share(request.viewer)
    if document.is_shared:
        messages.success(request, _("Shared. The client is told that something waits, not what."))
    else:
        messages.warning(request, _("A document can be shared once it is ready."))
    return redirect(request.viewer.address("client-document", document.pk))


@for_staff
@require_POST
def stop_sharing(request: Request, document_pk: UUID) -> HttpResponse:
    document = _document(request, document_pk, "share")
    document.stop_sharing(request.viewer)
    messages.success(request, _("No longer shared. The client does not see it any more."))
    return redirect(way_back(request, request.viewer.address("client-document", document.pk)))


@for_staff
def remove(request: Request, document_pk: UUID) -> HttpResponse:
    document = _document(request, document_pk, "remove")
    if request.method == "POST":
        document.remove(request.viewer)
        messages.success(request, _("The document was removed."))
        return redirect(request.viewer.address("client-documents", document.client_id))
    visit(request.viewer, "documents.open", document)
    return render(request, "documents/office/remove.html", {"client": document.client, "document": document})


def _client(request: Request, client_pk: UUID, verb: str) -> Client:
    allowed = Client.objects.allowed(request.viewer, verb).select_related("organization")
    client: Client = get_object_or_404(allowed.noting_for_its_page(request.viewer), pk=client_pk)
    return client


def _folder_named(request: Request, client: Client) -> Folder | None:
    """The one that the upload is for; one that is no more is none."""
    named = request.GET.get("folder", "")
    return next((one for one in Folder.objects.by_name(request.viewer, client) if str(one.pk) == named), None)


def _document(request: Request, document_pk: UUID, verb: str = "see") -> Document:
    allowed = Document.objects.allowed(request.viewer, verb).select_related("client__organization", "uploaded_by")
    document: Document = get_object_or_404(
        allowed.noting_whether(request.viewer, "share", "remove", "move", "renew", "take_up"), pk=document_pk
    )
    return document
