"""What this room shows on other pages."""

from uuid import UUID

from django.db.models import QuerySet

from heartwood.areas.clients.models import Client
from heartwood.areas.trail.reading import Row, lines_of, read_by_the_client
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.audit.models import Line, LineQuerySet
from heartwood.kit.prepared import prepared

LAST_FEW = 3


def last_few(viewer: Viewer, client: Client) -> list[Row]:
    """Who has seen your record: the latest of it."""
    return read_by_the_client(last_lines(viewer, client.pk))


@prepared
def last_lines(viewer: Viewer, client: UUID) -> QuerySet[Line]:
    return by_others(viewer, client).select_related("who", "whom").order_by("-at", "pk")[:LAST_FEW]


def by_others(viewer: Viewer, client: UUID) -> LineQuerySet:
    """Their own steps are no news to them, and no business of ours."""
    return lines_of(client, viewer).exclude(who=viewer.user)
