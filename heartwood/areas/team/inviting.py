"""Inviting somebody to work here: the invitation, and its mail."""

from collections.abc import Collection
from uuid import UUID

from django.utils.timezone import now

from heartwood.areas.team.letters import letter
from heartwood.areas.team.models import Invitation
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Organization, normal_email
from heartwood.ground.audit.acting import act
from heartwood.ground.jobs.job import FOR_DAYS, job


def invite(viewer: Viewer, *, name: str, email: str, roles: Collection[str]) -> Invitation:
    """Ask somebody to work here. An open invitation to the same e-mail is withdrawn: its link opens nothing more. The
    organization's row is locked, so that two administrators who invite at once leave one open."""
    assert viewer.member  # noqa: S101  only the office invites
    invitation = Invitation(
        organization=viewer.member.organization,
        invited_by=viewer.member,
        name=name,
        email=normal_email(email),
        roles=sorted(roles),
    )
    with act(viewer, "team.invite", invitation):
        Organization.objects.select_for_update().get(pk=invitation.organization_id)
        for older in Invitation.objects.allowed(viewer, "revoke").open().filter(email=invitation.email):
            older.revoke(viewer)
        invitation.save(force_insert=True)
        send.enqueue(str(invitation.pk))
    return invitation


def invite_again(viewer: Viewer, invitation: Invitation) -> Invitation:
    return invite(viewer, name=invitation.name, email=invitation.email, roles=invitation.roles)


@job(tries=FOR_DAYS)
def send(invitation_pk: str) -> None:
    """The mail leaves. Run again, it does nothing; cut off between the mail and its mark, it sends the same mail twice
    rather than never."""
    invitation = (
        Invitation.objects.as_system("a mail leaves with nobody looking")
        .select_related("organization", "invited_by__user", "invited_by__organization")
        .get(pk=UUID(invitation_pk))
    )
    if invitation.is_pending and invitation.sent_at is None:
        letter(invitation).send()
        with act(Viewer.in_office(invitation.invited_by), "team.send_invitation", invitation):
            invitation.sent_at = now()
            invitation.save(update_fields=["sent_at"])
