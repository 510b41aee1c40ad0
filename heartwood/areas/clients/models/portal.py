"""Who enters the portal for a client, and who is asked to."""

import secrets
import uuid
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from heartwood.ground.access.guard import GuardedQuerySet, Private
from heartwood.ground.access.places import places_of
from heartwood.ground.access.viewer import Profile, Viewer
from heartwood.ground.accounts.invitations import LINK_LASTS, ByLink, fingerprint
from heartwood.ground.accounts.models import Member, Organization, User
from heartwood.ground.accounts.sessions import end_sessions
from heartwood.ground.audit.acting import act

if TYPE_CHECKING:
    from heartwood.areas.clients.models.client import Client


def new_code() -> str:
    """A profile's own word in portal addresses: short enough to read out, too many to guess (40 bits, and a door)."""
    return "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(8))


class PortalAccessQuerySet(GuardedQuerySet["PortalAccess"]):
    def at_the_door(self, user: User, code: str) -> "PortalAccess | None":
        return (
            self.as_system("the portal's door asks who stands before it")
            .filter(user=user, code=code, revoked_at=None)
            .select_related("user")
            .first()
        )

    def behind(self, clients: Collection[uuid.UUID]) -> Self:
        """Whoever stands behind these clients and acts for them: the logins that are told what happens."""
        opened = self.as_system("whoever stands behind a client is told of it")
        return opened.filter(client__in=clients, revoked_at=None, can_manage=True).select_related("user")

    def of(self, user: User) -> Self:
        """The profiles this login holds."""
        return self.as_system("a person's own list of where they may go").filter(user=user, revoked_at=None)

    def active(self) -> Self:
        return self.filter(revoked_at=None)

    def beside(self, profile: Profile) -> Self:
        """The other profiles for which the same login acts."""
        return self.of(profile.user).filter(can_manage=True).exclude(pk=profile.pk).select_related("user")

    def rename(self, called: str, client: "Client") -> None:
        """Inside an act: profiles are called as their client is from now on."""
        profiles = self.as_system("a profile is called as its client is").filter(client=client)
        for profile in profiles.filter(label__startswith=called):
            profile.label = client.name + profile.label.removeprefix(called)
            profile.save(update_fields=["label"])


class PortalAccess(Private):
    """A login's right to a client record in the portal: to act for the client, or only to see what is shared."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey("clients.Client", models.CASCADE, related_name="portal_accesses")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    label = models.CharField(_("name of the profile"), max_length=100, blank=True)
    can_manage = models.BooleanField(_("manages information"), default=True)
    since = models.DateTimeField(default=now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = PortalAccessQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "user"], condition=Q(revoked_at=None), name="one_portal_access_per_login"
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.code

    @property
    def is_the_clients_own(self) -> bool:
        return self.user.email == self.client.email

    def end(self, viewer: Viewer) -> None:
        """At their next request there is no portal for this client any more. Who has no other place here is signed out
        everywhere."""
        with act(viewer, "clients.end_portal", self):
            self.revoked_at = now()
            self.save(update_fields=["revoked_at"])
            if not places_of(self.user):
                end_sessions(self.user)


class PortalInvitationQuerySet(GuardedQuerySet["PortalInvitation"]):
    def open(self) -> Self:
        return self.filter(accepted_at=None, revoked_at=None)

    def pending(self) -> Self:
        """Those whose link still opens something."""
        return self.open().filter(invited_at__gt=now() - LINK_LASTS, email=F("client__email"))

    def behind(self, token: str) -> Self:
        """The one to which a link leads: holding the link is what opens it."""
        return self.as_system("whoever holds an invitation's link may read it").filter(token_hash=fingerprint(token))


class PortalInvitation(ByLink, Private):
    """A client is asked by mail, at the e-mail of their record, to enter the portal."""

    page = "clients:portal-invitation"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey("clients.Client", models.CASCADE, related_name="portal_invitations")
    invited_by = models.ForeignKey(Member, models.PROTECT, related_name="+")

    objects: ClassVar[Any] = PortalInvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client"], condition=Q(accepted_at=None, revoked_at=None), name="one_open_portal_invitation"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def state(self) -> ByLink.State:
        """It went to the e-mail that the record had then. When the record has another, whoever reads the old mailbox
        is not asked any more."""
        state = super().state
        return self.State.REVOKED if state == self.State.PENDING and self.email != self.client.email else state

    @property
    def organization(self) -> Organization:
        organization: Organization = self.client.organization
        return organization

    def revoke(self, viewer: Viewer) -> None:
        """From now on the link opens nothing."""
        with act(viewer, "clients.withdraw_invitation", self):
            self.revoked_at = now()
            self.save(update_fields=["revoked_at"])
