"""Invitations to work at an organization, and the code by which the first organization is founded."""

import hashlib
import uuid
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from heartwood.ground.access.guard import GuardedQuerySet, Private
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member, Organization
from heartwood.ground.audit.acting import act

LINK_LASTS = timedelta(days=7)


class InvitationQuerySet(GuardedQuerySet["Invitation"]):
    def open(self) -> Self:
        return self.filter(accepted_at=None, revoked_at=None)

    def closed(self) -> Self:
        return self.exclude(accepted_at=None, revoked_at=None)

    def latest_of_each_person(self, viewer: Viewer) -> Self:
        """Without those that a newer one to the same e-mail has replaced."""
        same_person = Invitation.objects.visible_to(viewer).filter(
            organization=OuterRef("organization"), email=OuterRef("email")
        )
        return self.filter(~Exists(same_person.filter(invited_at__gt=OuterRef("invited_at"))))

    def behind(self, token: str) -> Self:
        """The one to which a link leads: holding the link is what opens it."""
        return self.as_system("whoever holds an invitation's link may read it").filter(token_hash=fingerprint(token))


class Invitation(Private):
    """Somebody is asked by mail to work at an organization, in certain roles.

    Its link carries a token of 256 bits, which is kept nowhere: not here, where only its fingerprint stands, and not
    with the job that sends the mail. It is derived from the invitation's id with the secret of the install, which
    lives outside the database. So a stolen database opens no invitation, and a mail that is sent twice carries the same
    link. The fingerprint is what a link is found by; it keeps links alive when that secret changes. To make a link
    worthless one invites anew: the new invitation has another id.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        EXPIRED = "expired", _("Expired")
        REVOKED = "revoked", _("Withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=150)
    roles = models.JSONField(_("roles"))  # of Member.ROLES
    invited_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=now)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[InvitationQuerySet] = InvitationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "email"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="one_open_invitation_per_email",
                violation_error_message=_("This person has an invitation already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> "Invitation.State":
        if self.accepted_at:
            return self.State.ACCEPTED
        if self.revoked_at:
            return self.State.REVOKED
        return self.State.PENDING if now() < self.expires_at else self.State.EXPIRED

    @property
    def is_pending(self) -> bool:
        return self.state == self.State.PENDING

    @property
    def expires_at(self) -> datetime:
        return self.invited_at + LINK_LASTS

    @property
    def roles_in_words(self) -> str:
        return ", ".join(str(words) for role, words in Member.ROLES.items() if role in self.roles)

    @property
    def token(self) -> str:
        derived = salted_hmac("heartwood.areas.team.Invitation", self.pk.bytes, algorithm="sha256").digest()
        return urlsafe_b64encode(derived).rstrip(b"=").decode()

    @property
    def path(self) -> str:
        return str(reverse("team:invitation", args=[self.token]))

    @property
    def link(self) -> str:
        return f"{settings.BASE_URL}{self.path}"

    def revoke(self, viewer: Viewer) -> None:
        """From now on the link opens nothing."""
        with act(viewer, "team.revoke_invitation", self):
            self.revoked_at = now()
            self.save(update_fields=["revoked_at"])


class FirstRun(models.Model):
    """An install without an organization waits for whoever holds its welcome code. There is one row at most, and it
    goes away when the organization is founded."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    code_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_first_run")]

    def __str__(self) -> str:
        return "first run"

    def is_opened_by(self, code: str) -> bool:
        return constant_time_compare(self.code_hash, fingerprint(code))


def fingerprint(secret: str) -> str:
    """What is kept of a secret: enough to recognise it. Ours are too long to be guessed, so no salt and no slowness."""
    return hashlib.sha256(secret.encode()).hexdigest()
