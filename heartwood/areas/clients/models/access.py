"""A practitioner's right to open a client record."""

import uuid
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from heartwood.ground.access.guard import GuardedQuerySet, Private
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member, User
from heartwood.kit.prepared import prepared


class AccessGrantQuerySet(GuardedQuerySet["AccessGrant"]):
    def by_name(self) -> Self:
        """With the practitioners' names; the primary practitioner first."""
        return self.select_related("member__user").order_by("-is_primary", "member__user__name", "pk")


class AccessGrant(Private):
    """A practitioner's right to open a client record. Taken away, it ends at their next request."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey("clients.Client", models.CASCADE, related_name="grants")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    is_primary = models.BooleanField(default=False)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(default=now)

    objects: ClassVar[Any] = AccessGrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "member"], name="access_once_per_member"),
            models.UniqueConstraint(fields=["client"], condition=Q(is_primary=True), name="one_primary_practitioner"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} may open {self.client_id}"


@prepared
def grants_of(viewer: Viewer, client: uuid.UUID) -> models.QuerySet[AccessGrant]:
    grants: AccessGrantQuerySet = AccessGrant.objects.visible_to(viewer)
    return grants.filter(client=client).by_name()


@prepared
def names_of_teams(viewer: Viewer, clients: list[uuid.UUID]) -> models.QuerySet[AccessGrant, tuple[uuid.UUID, str]]:
    """Of each client, those who work with them."""
    grants: AccessGrantQuerySet = AccessGrant.objects.visible_to(viewer)
    return grants.filter(client__in=clients).by_name().values_list("client", "member__user__name")
