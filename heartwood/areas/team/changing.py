"""Changing what an organization says of itself, and what somebody is there."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from heartwood.areas.clients.models import PortalAccess
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member, Organization
from heartwood.ground.accounts.sessions import end_sessions
from heartwood.ground.audit.acting import act


class LastAdministrator(Exception):
    """Without this member nobody could run the organization. Its text is a sentence for people."""

    def __init__(self) -> None:
        super().__init__(_("Every organization needs an administrator. Make somebody else one first."))


def change_details(viewer: Viewer, **facts: Any) -> None:
    assert viewer.organization  # noqa: S101  only the office changes an organization
    organization = viewer.organization
    with act(viewer, "team.change_details", organization):
        for fact, value in facts.items():
            setattr(organization, fact, value)
        organization.save(update_fields=facts)
        if "age_of_majority" in facts:
            PortalAccess.objects.mind_age(client__organization=organization)


def change_roles(viewer: Viewer, member: Member, roles: Collection[str]) -> None:
    """From now on the member is exactly this, and signs in as such: elsewhere they are signed out. Raises
    LastAdministrator."""
    with act(viewer, "team.change_roles", member):
        if "is_administrator" not in roles:
            insist_on_another_administrator(member)
        for role in Member.ROLES:
            setattr(member, role, role in roles)
        member.save(update_fields=list(Member.ROLES))
        if not member.is_supervisor:
            release_the_supervised(member)
        end_sessions(member.user)


def choose_supervisor(viewer: Viewer, member: Member, supervisor: Member | None) -> None:
    """From now on their notes are approved when both have signed; or, with nobody, when they have signed themselves."""
    with act(viewer, "team.choose_supervisor", member):
        member.supervisor = supervisor
        member.save(update_fields=["supervisor"])


def release_the_supervised(member: Member) -> None:
    """Nobody waits for the signature of somebody who can give none."""
    Member.objects.filter(supervisor=member).update(supervisor=None)


def insist_on_another_administrator(member: Member) -> None:
    """The organization's row is locked, so that the last two cannot both go at once."""
    Organization.objects.select_for_update().get(pk=member.organization_id)
    if is_last_administrator(member):
        raise LastAdministrator


def is_last_administrator(member: Member) -> bool:
    colleagues = Member.objects.current().filter(organization=member.organization_id).exclude(pk=member.pk)
    return not colleagues.administrators().exists()
