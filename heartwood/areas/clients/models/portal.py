"""Who enters the portal for a client, and who is asked to."""

import secrets
import uuid
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _

from heartwood.ground.access.guard import GuardedQuerySet, Private
from heartwood.ground.access.places import goes_elsewhere, places_of
from heartwood.ground.access.viewer import NOBODY, Profile, Viewer
from heartwood.ground.accounts.invitations import LINK_LASTS, ByLink, fingerprint
from heartwood.ground.accounts.models import Member, Organization, User
from heartwood.ground.accounts.sessions import end_sessions
from heartwood.ground.audit.acting import act
from heartwood.kit.prepared import prepared

if TYPE_CHECKING:
    from heartwood.areas.clients.models.client import Client


class Scope(models.TextChoices):
    """What of a client somebody else may see in the portal."""

    BOOKINGS = "bookings", _("Bookings")
    FORMS = "forms", _("Forms")
    DOCUMENTS = "documents", _("Documents")
    MESSAGES = "messages", _("Messages")
    BILLING = "billing", _("Billing")


def everything() -> list[str]:
    return [str(scope) for scope in Scope]


class PortalTerms(models.Model):
    """On which terms a login stands behind a client record."""

    can_manage = models.BooleanField(_("manages information"), default=True)
    may_see = models.JSONField(_("may see"), default=everything)  # of Scope
    ends_on = models.DateField(_("until"), null=True, blank=True)  # the last day

    class Meta:
        abstract = True

    @property
    def terms(self) -> dict[str, Any]:
        return {"can_manage": self.can_manage, "may_see": self.may_see, "ends_on": self.ends_on}

    @property
    def may_see_in_words(self) -> str:
        return ", ".join(str(scope.label) for scope in Scope if scope in self.may_see)

    def sees(self, scope: str) -> bool:
        return scope in self.may_see


def new_code() -> str:
    """A profile's own word in portal addresses: short enough to read out, too many to guess (40 bits, and a door)."""
    return "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(8))


class PortalAccessQuerySet(GuardedQuerySet["PortalAccess"]):
    def at_the_door(self, user: User, code: str) -> "PortalAccess | None":
        return profiles_at_the_door.first(user.pk, code, localdate())

    def behind(self, clients: Collection[uuid.UUID]) -> Self:
        """Whoever stands behind these clients and acts for them: the logins that are told what happens."""
        opened = self.as_system("whoever stands behind a client is told of it")
        return opened.active().filter(client__in=clients, can_manage=True).select_related("user")

    def behind_with(self, scope: Scope, clients: Collection[uuid.UUID]) -> list["PortalAccess"]:
        """Those of them who may see this of the client."""
        return [access for access in self.behind(clients) if access.sees(scope)]

    def of(self, user: User | uuid.UUID | models.OuterRef, today: date | None = None) -> Self:
        """The profiles this login holds."""
        return self.as_system("a person's own list of where they may go").active(today).filter(user=user)

    def active(self, today: date | None = None) -> Self:
        """Neither ended by somebody, nor by its last day, nor with a childhood."""
        today = today or localdate()
        still_a_minor = Q(comes_of_age_on=None) | Q(comes_of_age_on__gt=today)
        return self.filter(still_a_minor, Q(ends_on=None) | Q(ends_on__gte=today), revoked_at=None)

    def mind_age(self, **whose: Any) -> None:
        """Inside an act: others enter the portal for a minor until that comes of age, wherever birthday, kind of client
        or age of majority may have changed. What had ended by then does not come back."""
        opened = self.as_system("others enter the portal for a minor until that comes of age")
        theirs = opened.filter(relationship__isnull=False, revoked_at=None, **whose)
        for access in theirs.select_related("client__organization", "relationship", "user"):
            if access.has_come_of_age:
                access.come_of_age()
            else:
                access.mind_age()
                access.save(update_fields=["comes_of_age_on"])

    def beside(self, profile: Profile) -> Self:
        """The other profiles for which the same login acts."""
        return self.of(profile.user).filter(can_manage=True).exclude(pk=profile.pk).select_related("user")

    def rename(self, called: str, client: "Client") -> None:
        """Inside an act: profiles are called as their client is from now on."""
        profiles = self.as_system("a profile is called as its client is").filter(client=client)
        for profile in profiles.filter(label__startswith=called):
            profile.label = client.name + profile.label.removeprefix(called)
            profile.save(update_fields=["label"])


class PortalAccess(PortalTerms, Private):
    """A login's right to a client record in the portal: to act for the client, or only to see what is shared. Where
    there is a relationship, it is somebody else's than the client's, or the same person's second profile."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey("clients.Client", models.CASCADE, related_name="portal_accesses")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    label = models.CharField(_("name of the profile"), max_length=100, blank=True)
    relationship = models.ForeignKey(
        "clients.Relationship", models.SET_NULL, null=True, editable=False, related_name="accesses"
    )
    since = models.DateTimeField(default=now)
    comes_of_age_on = models.DateField(null=True, editable=False)  # a minor, whom somebody else acts for until then
    told_of_age_at = models.DateTimeField(null=True, editable=False)
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
    def is_active(self) -> bool:
        return self.revoked_at is None and (self.last_day is None or self.last_day >= localdate())

    @property
    def last_day(self) -> date | None:
        """As was agreed, and at most the day before its client comes of age."""
        of_age = self.comes_of_age_on and self.comes_of_age_on - timedelta(days=1)
        return min((day for day in (self.ends_on, of_age) if day), default=None)

    @property
    def has_come_of_age(self) -> bool:
        return self.comes_of_age_on is not None and self.comes_of_age_on <= localdate()

    def mind_age(self) -> None:
        """Their own profiles stay a person's, however old they are."""
        is_of_another = self.relationship is not None and not self.relationship.is_self
        self.comes_of_age_on = self.client.comes_of_age_on if is_of_another else None

    @property
    def is_the_clients_own(self) -> bool:
        return self.user.email == self.client.email

    def change_terms(self, viewer: Viewer, **terms: Any) -> None:
        """They count from the next request."""
        with act(viewer, "clients.change_portal_terms", self):
            for term, value in terms.items():
                setattr(self, term, value)
            self.save(update_fields=terms)

    def end(self, viewer: Viewer) -> None:
        """At their next request there is no portal for this client any more. Who has no other place here is signed out
        everywhere."""
        is_ones_own = viewer.profile is not None and viewer.profile.pk == self.pk
        with act(viewer, "clients.leave_portal" if is_ones_own else "clients.end_portal", self):
            self._close()

    def come_of_age(self) -> None:
        """Its client is a minor no more, and speaks for themselves."""
        with act(NOBODY, "clients.come_of_age", self):
            self._close()

    def _close(self) -> None:
        self.revoked_at = now()
        self.save(update_fields=["revoked_at"])
        if not places_of(self.user):
            end_sessions(self.user)


@prepared
def profiles_at_the_door(user: uuid.UUID, code: str, today: date) -> models.QuerySet[PortalAccess]:
    everybody: PortalAccessQuerySet = PortalAccess.objects.as_system("the portal's door asks who stands before it")
    noted = everybody.active(today).annotate(goes_elsewhere=goes_elsewhere(PortalAccess, today))
    return noted.filter(user=user, code=code).select_related("user")


class PortalInvitationQuerySet(GuardedQuerySet["PortalInvitation"]):
    def open(self) -> Self:
        return self.filter(accepted_at=None, revoked_at=None)

    def pending(self, at: datetime | None = None) -> Self:
        """Those whose link still opens something: to a contact, or to the client at the e-mail of their record."""
        addressed = Q(email=F("client__email")) | Q(relationship__isnull=False)
        return self.open().filter(addressed, invited_at__gt=(at or now()) - LINK_LASTS)

    def behind(self, token: str) -> Self:
        """The one to which a link leads: holding the link is what opens it."""
        return self.as_system("whoever holds an invitation's link may read it").filter(token_hash=fingerprint(token))


class PortalInvitation(PortalTerms, ByLink, Private):
    """Somebody is asked by mail to enter the portal: the client, at the e-mail of their record; or, where there is a
    relationship, a contact of the client, on these terms."""

    page = "clients:portal-invitation"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey("clients.Client", models.CASCADE, related_name="portal_invitations")
    relationship = models.ForeignKey(
        "clients.Relationship", models.CASCADE, null=True, editable=False, related_name="invitations"
    )
    invited_by = models.ForeignKey(Member, models.PROTECT, related_name="+")

    objects: ClassVar[Any] = PortalInvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client"],
                condition=Q(accepted_at=None, revoked_at=None, relationship=None),
                name="one_open_portal_invitation",
            ),
            models.UniqueConstraint(
                fields=["relationship"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="one_open_portal_invitation_of_a_contact",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def state(self) -> ByLink.State:
        """It went to the e-mail that the client, or the contact, had then. When they have another, whoever reads the
        old mailbox is not asked any more."""
        state = super().state
        is_lost = self.email != (self.relationship.reached_at if self.relationship else self.client.email)
        return self.State.REVOKED if state == self.State.PENDING and is_lost else state

    @property
    def name(self) -> str:
        """Of whom it greets."""
        return str(self.relationship.name) if self.relationship else self.client.first_name or self.client.name

    @property
    def full_name(self) -> str:
        """Of whoever is asked."""
        return str(self.relationship.name) if self.relationship else self.client.name

    @property
    def is_for_a_second_profile(self) -> bool:
        return self.relationship is not None and self.relationship.is_self

    @property
    def organization(self) -> Organization:
        organization: Organization = self.client.organization
        return organization

    def revoke(self, viewer: Viewer) -> None:
        """From now on the link opens nothing."""
        with act(viewer, "clients.withdraw_invitation", self):
            self.revoked_at = now()
            self.save(update_fields=["revoked_at"])
