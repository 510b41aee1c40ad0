"""Inviting a client to the portal: the invitation, and its mail."""

from typing import Any
from uuid import UUID

from django.utils.timezone import now
from django.utils.translation import gettext as _

from heartwood.areas.clients.letters import invitation_to_portal
from heartwood.areas.clients.models import Client, PortalAccess, PortalInvitation, Relationship
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.audit.acting import act
from heartwood.ground.jobs.job import FOR_DAYS, job


class CannotInvite(Exception):
    """Its text is a sentence for people, which says what to do."""


def invite_to_portal(viewer: Viewer, client: Client) -> PortalInvitation:
    """Ask a client in, at the e-mail of their record. An older invitation is withdrawn: its link opens nothing more.
    Raises CannotInvite."""
    if refusal := why_not(viewer, client):
        raise CannotInvite(refusal)
    return _invite(viewer, PortalInvitation(client=client, email=client.email))


def invite_contact(viewer: Viewer, contact: Relationship, **terms: Any) -> PortalInvitation:
    """Ask somebody else in, on these terms: a guardian, or the same person for their second profile. Likewise.
    Raises CannotInvite."""
    if refusal := why_not_contact(viewer, contact):
        raise CannotInvite(refusal)
    return _invite(
        viewer, PortalInvitation(client=contact.client, relationship=contact, email=contact.reached_at, **terms)
    )


def _invite(viewer: Viewer, invitation: PortalInvitation) -> PortalInvitation:
    """The client's row is locked, so that two who invite at once leave one open."""
    assert viewer.member  # noqa: S101  only the office invites
    client = invitation.client
    invitation.invited_by = viewer.member
    with act(viewer, "clients.invite_to_portal", invitation):
        Client.objects.allowed(viewer, "invite_to_portal").select_for_update().get(pk=client.pk)
        earlier = client.portal_invitations.allowed(viewer, "revoke").filter(relationship=invitation.relationship)
        for older in earlier.open():
            older.revoke(viewer)
        invitation.save(force_insert=True)
        send_portal_invitation.enqueue(str(invitation.pk))
    return invitation


def why_not(viewer: Viewer, client: Client) -> str:
    """Why this client cannot be invited now; empty where they can."""
    if client.is_archived:
        return _in_the_archive(client)
    if not client.email:
        return _("%(name)s has no e-mail here, so an invitation has nowhere to go. Add it to the profile first.") % {
            "name": client
        }
    entered = PortalAccess.objects.visible_to(viewer).active().filter(client=client, user__email=client.email)
    if entered.exists():
        return _("%(name)s enters the portal with %(email)s already.") % {"name": client, "email": client.email}
    return ""


def why_not_contact(viewer: Viewer, contact: Relationship) -> str:
    """Why this contact cannot be invited now; empty where they can."""
    if contact.client.is_archived:
        return _in_the_archive(contact.client)
    if not contact.reached_at:
        return _("%(name)s has no e-mail here, so an invitation has nowhere to go. Add it first.") % {
            "name": contact.name
        }
    if contact.client.is_of_age and not contact.is_self:
        return _(
            "%(client)s is of age. If they wish that %(name)s enters the portal for them, first make it the record of"
            " an individual."
        ) % {"client": contact.client, "name": contact.name}
    if contact.accesses.visible_to(viewer).active().exists():
        return _("%(name)s enters the portal for this client already.") % {"name": contact.name}
    return ""


def _in_the_archive(client: Client) -> str:
    return _("This record is in the archive. Bring it back, and then invite %(name)s.") % {"name": client}


@job(tries=FOR_DAYS)
def send_portal_invitation(invitation_pk: str) -> None:
    """The mail leaves. Run again, it does nothing; cut off between the mail and its mark, it sends the same mail twice
    rather than never."""
    invitation = (
        PortalInvitation.objects.as_system("a mail leaves with nobody looking")
        .select_related("client__organization", "relationship__contact", "invited_by__user", "invited_by__organization")
        .get(pk=UUID(invitation_pk))
    )
    if invitation.is_pending and invitation.sent_at is None:
        invitation_to_portal(invitation).send()
        with act(Viewer.in_office(invitation.invited_by), "clients.send_portal_invitation", invitation):
            invitation.sent_at = now()
            invitation.save(update_fields=["sent_at"])
