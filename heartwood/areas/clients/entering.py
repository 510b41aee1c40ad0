"""Accepting an invitation to the portal."""

from django.db import transaction
from django.utils.timezone import now

from heartwood.areas.clients.models import Client, PortalAccess, PortalInvitation
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import User
from heartwood.ground.accounts.new_logins import Overtaken, sign_up
from heartwood.ground.audit.acting import act


def enter_portal(token: str, user: User) -> PortalAccess:
    """Accept as the person whom the invitation was sent to. Somebody new is saved with it; a login that was there
    before holds one profile more. Raises Overtaken."""
    with transaction.atomic():
        invitations = PortalInvitation.objects.behind(token).select_related(
            "client__organization", "relationship__contact"
        )
        invitation = invitations.select_for_update(of=("self",)).first()
        if invitation is None or not invitation.is_pending or invitation.email != user.email:
            raise Overtaken
        held = PortalAccess.objects.of(user).filter(client=invitation.client).first()
        access: PortalAccess = held or PortalAccess(client=invitation.client, user=user)
        with act(Viewer(user=user), "clients.enter_portal", access):
            invitation.accepted_at = now()
            invitation.save(update_fields=["accepted_at"])
            sign_up(user)
            access.label = access.label or _neutral_label(user, invitation.client)
            if held is None or not access.is_the_clients_own:
                access.relationship = invitation.relationship
                for term, value in invitation.terms.items():
                    setattr(access, term, value)
            access.mind_age()
            if not access.is_active:
                raise Overtaken
            access.save()
    return access


def _neutral_label(user: User, client: Client) -> str:
    """A profile is called by the person's name, and by a number where one login has several of that name: never by
    what it is for."""
    held = PortalAccess.objects.of(user).filter(label__startswith=client.name).count()
    return client.name if held == 0 else f"{client.name} {held + 1}"
