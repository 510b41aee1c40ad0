"""Documentation: what was shared with a client, and what they upload for their practitioner."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heartwood.areas.clients.models import Client
from heartwood.areas.documents.listing import DocumentList, row_of
from heartwood.areas.documents.models import Document
from heartwood.areas.documents.uploading import answer_to_upload
from heartwood.ground.access.doors import Request, for_clients
from heartwood.ground.audit.acting import visit
from heartwood.ground.files.forms import FilesForm
from heartwood.ground.files.serving import served


@for_clients
@require_safe
def documentation(request: Request) -> HttpResponse:
    allowed = Client.objects.allowed(request.viewer, "see_documentation").select_related("organization")
    client = get_object_or_404(allowed.noting_whether(request.viewer, "see_own_profile", "add_documents"))
    _visit_of_another(request, "documents.look", client, client)
    facts = {"client": client, "list": DocumentList(request.viewer, client, request.GET.dict()), "form": FilesForm()}
    part = "#documents" if request.htmx and not request.htmx.boosted else ""
    return render(request, f"documents/portal/documentation.html{part}", facts)


@for_clients
def add(request: Request) -> HttpResponse:
    allowed = Client.objects.allowed(request.viewer, "add_documents").select_related("organization")
    client = get_object_or_404(allowed)
    back = request.viewer.address("documentation")
    if done := answer_to_upload(request, client, form := FilesForm(request.POST or None, request.FILES or None), back):
        return done
    _visit_of_another(request, "documents.look", client, client)
    return render(request, "documents/portal/add.html", {"form": form}, status=422 if form.errors else 200)


@for_clients
@require_safe
def document(request: Request, document_pk: UUID) -> HttpResponse:
    document = _document(request, document_pk)
    _visit_of_another(request, "documents.open", document, document.client)
    part = "#document" if request.htmx else ""
    facts = {"document": document, "row": row_of(document, request.viewer)}
    return render(request, f"documents/portal/document.html{part}", facts)


@for_clients
@require_safe
def file(request: Request, document_pk: UUID) -> HttpResponseBase:
    document = _document(request, document_pk)
    _visit_of_another(request, "documents.open", document, document.client)
    return served(request, document)


@for_clients
@require_safe
def screen(request: Request, document_pk: UUID) -> HttpResponseBase:
    document = _document(request, document_pk)
    _visit_of_another(request, "documents.open", document, document.client)
    return served(request, document, "screen")


@for_clients
@require_safe
def page(request: Request, document_pk: UUID, number: int) -> HttpResponseBase:
    document = _document(request, document_pk)
    _visit_of_another(request, "documents.open", document, document.client)
    return served(request, document, f"page-{number}")


@for_clients
@require_safe
def thumb(request: Request, document_pk: UUID) -> HttpResponseBase:
    document = _document(request, document_pk)
    _visit_of_another(request, "documents.look", document.client, document.client)
    return served(request, document, "thumb")


@for_clients
def remove(request: Request, document_pk: UUID) -> HttpResponse:
    document = _document(request, document_pk, "remove")
    if request.method == "POST":
        document.remove(request.viewer)
        messages.success(request, _("It was removed. Your practitioner does not see it any more either."))
        return redirect(request.viewer.address("documentation"))
    _visit_of_another(request, "documents.open", document, document.client)
    return render(request, "documents/portal/remove.html", {"document": document})


def _document(request: Request, document_pk: UUID, verb: str = "see") -> Document:
    allowed = Document.objects.allowed(request.viewer, verb).select_related("client__organization", "uploaded_by")
    document: Document = get_object_or_404(allowed.noting_whether(request.viewer, "remove"), pk=document_pk)
    return document


def _visit_of_another(request: Request, verb: str, record: Client | Document, client: Client) -> None:
    """Their own looks at what is theirs leave no line."""
    if not client.is_own_of(request.viewer.user):
        visit(request.viewer, verb, record)
