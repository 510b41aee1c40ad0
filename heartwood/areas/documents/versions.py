"""Newer and older versions of a document, for staff."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from heartwood.areas.documents.forms import NewVersionForm
from heartwood.areas.documents.models import Document
from heartwood.ground.access.doors import Request, for_staff
from heartwood.ground.audit.acting import visit
from heartwood.ground.files.limits import Refused
from heartwood.ground.vault.errors import Shredded, Unreadable


@for_staff
def renew(request: Request, document_pk: UUID) -> HttpResponse:
    document = _document(request, document_pk, "renew")
    form = NewVersionForm(request.POST, request.FILES) if request.method == "POST" else NewVersionForm()
    if form.is_valid():
        try:
            return _go_to(request, document.renew(request.viewer, form.cleaned_data["uploads"][0]))
        except Refused as refused:
            form.add_error("uploads", str(refused))
    visit(request.viewer, "documents.open", document)
    facts = {"client": document.client, "document": document, "form": form, "action": request.path}
    return render(request, "documents/office/renew.html", facts, status=422 if form.errors else 200)


@for_staff
@require_POST
def take_up(request: Request, document_pk: UUID) -> HttpResponse:
    older = _document(request, document_pk, "take_up")
    try:
        return _go_to(request, older.take_up(request.viewer))
    except Refused as refused:
        messages.warning(request, str(refused))
    except (Document.DoesNotExist, KeyError, Shredded, Unreadable):
        messages.warning(request, _("This version cannot be taken up again."))
    return redirect(request.viewer.address("client-document", older.pk))


def _document(request: Request, document_pk: UUID, verb: str) -> Document:
    allowed = Document.objects.allowed(request.viewer, verb).select_related("client__organization")
    document: Document = get_object_or_404(allowed, pk=document_pk)
    return document


def _go_to(request: Request, newest: Document) -> HttpResponse:
    words = _("It is the newest version now; the ones before stay readable.")
    if newest.is_shared:
        words += " " + _("The client sees it, and is told that something waits.")
    messages.success(request, words)
    address = request.viewer.address("client-document", newest.pk)
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
