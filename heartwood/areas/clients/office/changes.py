"""What was changed in a client's profile: a page for staff."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from heartwood.areas.clients.models import Client
from heartwood.ground.access.doors import Request, for_staff
from heartwood.ground.audit.acting import visit

LATEST = 100


@for_staff
@require_safe
def changes(request: Request, client_pk: UUID) -> HttpResponse:
    client = get_object_or_404(Client.objects.allowed(request.viewer, "see_profile"), pk=client_pk)
    visit(request.viewer, "clients.open_changes", client)
    shown = client.profile_changes.visible_to(request.viewer).of_the_profile().latest_first()[:LATEST]
    return render(request, "clients/office/changes.html", {"client": client, "changes": shown})
