"""Pages of the office that belong to no single room."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from heartwood.areas.clients.models import Client
from heartwood.areas.documents import panels as documents
from heartwood.ground.access.doors import Request, for_staff
from heartwood.ground.audit.acting import visit


@for_staff
def home(request: Request) -> HttpResponse:
    return redirect(request.viewer.address("clients"))


@for_staff
def client(request: Request, client_pk: UUID) -> HttpResponse:
    visible = Client.objects.visible_to(request.viewer)
    client = get_object_or_404(visible.noting_for_its_page(request.viewer), pk=client_pk)
    visit(request.viewer, "clients.open", client)
    facts = {
        "client": client,
        "grants": client.grants.visible_to(request.viewer).by_name(),
        "documents": documents.last_few(request.viewer, client),
    }
    return render(request, "clients/office/client.html", facts)
