"""Invitations to work at an organization, and the code by which the first organization is founded."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.crypto import constant_time_compare
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from heartwood.ground.access.guard import GuardedQuerySet, Private
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.invitations import ByLink, fingerprint
from heartwood.ground.accounts.models import Member, Organization
from heartwood.ground.audit.acting import act


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


class Invitation(ByLink, Private):
    """Somebody is asked by mail to work at an organization, in certain roles."""

    page = "team:invitation"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=150)
    roles = models.JSONField(_("roles"))  # of Member.ROLES
    invited_by = models.ForeignKey(Member, models.PROTECT, related_name="+")

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
    def roles_in_words(self) -> str:
        return ", ".join(str(words) for role, words in Member.ROLES.items() if role in self.roles)

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
