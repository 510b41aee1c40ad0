"""Ending a membership, and what is lost with it."""

from dataclasses import dataclass

from django.utils.timezone import now

from heartwood.areas.clients.models import AccessGrant, Client, ClientQuerySet
from heartwood.areas.team.changing import insist_on_another_administrator, release_the_supervised
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member
from heartwood.ground.accounts.sessions import end_sessions
from heartwood.ground.audit.acting import act


@dataclass(frozen=True)
class Loss:
    """What the organization loses with a member, as far as the viewer may know."""

    unattended: ClientQuerySet  # clients that nobody else may open
    leaderless: ClientQuerySet  # clients whose other practitioners stay, without a primary one
    own: ClientQuerySet  # the viewer's own owner-only records, when it is they who leave


def loss(viewer: Viewer, member: Member) -> Loss:
    grants = AccessGrant.objects.visible_to(viewer).filter(member__in=Member.objects.current().practitioners())
    theirs, others = grants.filter(member=member), grants.exclude(member=member)
    clients = Client.objects.visible_to(viewer).exclude(state=Client.State.ARCHIVED).order_by("sort_name", "pk")
    shared = clients.filter(owner=None)
    return Loss(
        unattended=shared.filter(pk__in=theirs.values("client")).exclude(pk__in=others.values("client")),
        leaderless=shared.filter(pk__in=theirs.filter(is_primary=True).values("client")).filter(
            pk__in=others.values("client")
        ),
        own=clients.filter(owner=viewer.member) if member == viewer.member else clients.none(),
    )


def end_membership(viewer: Viewer, member: Member) -> None:
    """All access ends at once: the doors ask at every request, and every session ends. What was written stays, and so
    do owner-only records, which open again if their owner is ever invited back. Raises LastAdministrator."""
    with act(viewer, "team.end_membership", member):
        insist_on_another_administrator(member)
        member.left_at = now()
        member.save(update_fields=["left_at"])
        end_sessions(member.user)
        release_the_supervised(member)
        for grant in AccessGrant.objects.allowed(viewer, "end").filter(member=member):
            with act(viewer, "clients.revoke_access", grant):
                grant.delete()
