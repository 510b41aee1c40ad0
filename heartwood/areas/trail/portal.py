"""Who has seen your record: for clients, and for those who act for them."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from heartwood.areas.clients.models import Client
from heartwood.areas.trail.panels import by_others
from heartwood.areas.trail.reading import Reading
from heartwood.ground.access.doors import Request, for_clients
from heartwood.ground.audit.acting import visit


@for_clients
def seen(request: Request) -> HttpResponse:
    client = get_object_or_404(Client.objects.allowed(request.viewer, "see_own_profile"))
    if not client.is_own_of(request.viewer.user):
        visit(request.viewer, "trail.open", client)
    here = request.viewer.address("seen")
    reading = Reading(request.viewer, here, by_others(request.viewer, client.pk), request.GET.dict())
    return render(request, "trail/portal/seen.html", {"reading": reading})
