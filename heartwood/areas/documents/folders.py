"""The folders of a client record, for staff."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heartwood.areas.clients.models import Client
from heartwood.areas.documents.forms import FolderForm, MoveForm
from heartwood.areas.documents.listing import DocumentList
from heartwood.areas.documents.models import Document, Folder
from heartwood.ground.access.doors import Request, for_staff
from heartwood.ground.audit.acting import visit
from heartwood.ground.files.forms import FilesForm


@for_staff
@require_safe
def folder(request: Request, folder_pk: UUID) -> HttpResponse:
    """What lies in it. What is uploaded here is laid into it."""
    folder = _folder(request, folder_pk, "see")
    visit(request.viewer, "documents.look", folder.client)
    shown = DocumentList(request.viewer, folder.client, request.GET.dict(), folder)
    part = "#documents" if request.htmx and not request.htmx.boosted else ""
    facts = {"client": folder.client, "folder": folder, "list": shown, "form": FilesForm()}
    return render(request, f"documents/office/documents.html{part}", facts)


@for_staff
def add(request: Request, client_pk: UUID) -> HttpResponse:
    allowed = Client.objects.allowed(request.viewer, "add_documents")
    client: Client = get_object_or_404(allowed, pk=client_pk)
    form = FolderForm(request.POST or None, others=Folder.objects.by_name(request.viewer, client))
    if form.is_valid():
        folder = Folder.objects.make(request.viewer, client, form.cleaned_data["name"])
        return redirect(request.viewer.address("client-folder", folder.pk))
    visit(request.viewer, "documents.look", client)
    return _form_page(request, "folder_add", client, form)


@for_staff
def rename(request: Request, folder_pk: UUID) -> HttpResponse:
    folder = _folder(request, folder_pk, "change")
    others = [other for other in Folder.objects.by_name(request.viewer, folder.client) if other != folder]
    form = FolderForm(request.POST or None, others=others, initial={"name": folder.shown_name})
    if form.is_valid():
        folder.rename(request.viewer, form.cleaned_data["name"])
        return redirect(request.viewer.address("client-folder", folder.pk))
    visit(request.viewer, "documents.look", folder.client)
    return _form_page(request, "folder_rename", folder.client, form, folder=folder)


@for_staff
def remove(request: Request, folder_pk: UUID) -> HttpResponse:
    """An empty one at once; else one question, which says that nothing in it is lost."""
    folder = _folder(request, folder_pk, "change")
    number = folder.documents.visible_to(request.viewer).newest().count()
    if request.method == "POST":
        folder.remove(request.viewer)
        messages.success(request, _("The folder was removed."))
        return redirect(request.viewer.address("client-documents", folder.client_id))
    visit(request.viewer, "documents.look", folder.client)
    facts = {"client": folder.client, "folder": folder, "number": number}
    return render(request, "documents/office/folder_remove.html", facts)


@for_staff
def move(request: Request, document_pk: UUID) -> HttpResponse:
    allowed = Document.objects.allowed(request.viewer, "move").select_related("client__organization")
    document = get_object_or_404(allowed, pk=document_pk)
    folders = Folder.objects.by_name(request.viewer, document.client)
    form = MoveForm(request.POST if request.method == "POST" else None, folders=folders, initial=_here(document))
    if form.is_valid():
        document.move(request.viewer, form.chosen)
        messages.success(request, _("Moved."))
        if form.chosen:
            return redirect(request.viewer.address("client-folder", form.chosen.pk))
        return redirect(request.viewer.address("client-documents", document.client_id))
    visit(request.viewer, "documents.open", document)
    return _form_page(request, "move", document.client, form, document=document)


def _folder(request: Request, folder_pk: UUID, verb: str) -> Folder:
    folder: Folder = get_object_or_404(Folder.objects.allowed(request.viewer, verb), pk=folder_pk)
    clients = Client.objects.allowed(request.viewer, "see_documents").select_related("organization")
    folder.client = get_object_or_404(clients.noting_for_its_page(request.viewer), pk=folder.client_id)
    return folder


def _here(document: Document) -> dict[str, object]:
    return {"folder": str(document.folder_id or "")}


def _form_page(request: Request, page: str, client: Client, form: object, **facts: object) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, f"documents/office/{page}.html", {"client": client, "form": form, **facts}, status=status)
