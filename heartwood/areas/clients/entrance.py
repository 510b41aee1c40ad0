"""Where a client comes in for the first time."""

from django.http import HttpResponse
from django.urls import reverse

from heartwood.areas.clients.entering import enter_portal
from heartwood.areas.clients.models import PortalInvitation
from heartwood.ground.access.doors import Request, for_anyone
from heartwood.ground.accounts.arriving import Arrival
from heartwood.ground.accounts.models import User


@for_anyone
def portal_invitation(request: Request, token: str) -> HttpResponse:
    invitations = PortalInvitation.objects.behind(token)
    found = invitations.select_related("client__organization", "relationship__contact", "invited_by__user").first()

    def accept(user: User) -> str:
        return reverse("portal:dashboard", args=[enter_portal(token, user).code])

    name = found.full_name if found else ""
    return Arrival(found, name, accept, "clients/entrance").answer(request)
