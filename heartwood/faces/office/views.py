"""Pages of the office that gather what several rooms know."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from heartwood.areas.clients.models import Client
from heartwood.areas.notes import panels as notes
from heartwood.ground.access.doors import Request, for_staff
from heartwood.ground.audit.acting import visit


@for_staff
def home(request: Request) -> HttpResponse:
    return redirect(request.viewer.address("clients"))


@for_staff
def client(request: Request, client_pk: UUID) -> HttpResponse:
    visible = Client.objects.visible_to(request.viewer).noting_whether(
        request.viewer, "see_contact", "see_address", "see_profile", "edit", "archive", "manage_access"
    )
    client = get_object_or_404(visible, pk=client_pk)
    visit(request.viewer, "clients.open", client)
    facts = {
        "client": client,
        "grants": client.grants.visible_to(request.viewer).by_name(),
        "notes": notes.for_client(request.viewer, client),
    }
    return render(request, "office/client.html", facts)
