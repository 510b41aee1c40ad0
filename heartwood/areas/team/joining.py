"""Accepting an invitation."""

from django.db import transaction
from django.utils.timezone import now

from heartwood.areas.team.models import Invitation
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member, User
from heartwood.ground.accounts.new_logins import Overtaken, sign_up
from heartwood.ground.audit.acting import act


def join(token: str, user: User) -> Member:
    """Accept as the person whom the invitation was sent to. Somebody new is saved with it; somebody who worked here
    before comes back, in the roles of the invitation. Raises Overtaken."""
    with transaction.atomic():
        invitation = Invitation.objects.behind(token).select_for_update().first()
        if invitation is None or not invitation.is_pending or invitation.email != user.email:
            raise Overtaken
        member = Member.objects.filter(organization=invitation.organization, user=user).first() or Member(
            organization=invitation.organization, user=user
        )
        with act(Viewer.in_office(member), "team.join", invitation):
            invitation.accepted_at = now()
            invitation.save(update_fields=["accepted_at"])
            sign_up(user)
            _begin(member, invitation.roles)
    return member


def _begin(member: Member, roles: list[str]) -> None:
    if member.is_current and not member._state.adding:
        return
    for role in Member.ROLES:
        setattr(member, role, role in roles)
    member.joined_at = now()
    member.left_at = None
    member.save()
