"""A minor comes of age: whoever entered the portal for them does so no longer, and is told beforehand."""

from datetime import timedelta

from django.db import transaction
from django.utils.timezone import localdate, now

from heartwood.areas.clients.letters import ComesOfAge, EndsWithChildhood
from heartwood.areas.clients.models import Client, PortalAccess, PortalAccessQuerySet
from heartwood.ground.access.viewer import NOBODY, Viewer
from heartwood.ground.audit.acting import act
from heartwood.ground.notifications.telling import tell

BEFOREHAND = timedelta(days=30)


def tell_of_coming_of_age() -> None:
    """Thirty days before, once: the team of the client, and whoever enters the portal for them."""
    soon = _of_minors().active().filter(comes_of_age_on__lte=localdate() + BEFOREHAND, told_of_age_at=None)
    for client in Client.objects.as_system("who works with a minor is told").filter(pk__in=soon.values("client")):
        _tell(client, soon.filter(client=client))


def end_childhoods() -> None:
    """The portal has been closed to them since that day began; now it is written down, and they are signed out."""
    for access in _of_minors().filter(comes_of_age_on__lte=localdate(), revoked_at=None).select_related("user"):
        access.come_of_age()


@transaction.atomic
def _tell(client: Client, accesses: PortalAccessQuerySet) -> None:
    with act(NOBODY, "clients.tell_of_age", client):
        client.tell_team(ComesOfAge)
        for access in accesses.select_related("user"):
            tell(Viewer.through_portal(access), about=client, letter=EndsWithChildhood)
            access.told_of_age_at = now()
            access.save(update_fields=["told_of_age_at"])


def _of_minors() -> PortalAccessQuerySet:
    opened: PortalAccessQuerySet = PortalAccess.objects.as_system("childhoods end without anybody looking")
    return opened
