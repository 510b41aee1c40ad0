"""What this room shows on other pages."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _

from heartwood.areas.clients.models import Client
from heartwood.areas.clients.sharing import MOST, Kind, Shared
from heartwood.areas.documents.listing import LATEST_FIRST, Row, row_of, rows_of
from heartwood.areas.documents.models import Document
from heartwood.ground.access.viewer import Profile, Viewer

LAST_FEW = 3


def last_few(viewer: Viewer, client: Client) -> list[Row]:
    visible = Document.objects.visible_to(viewer).filter(client=client).newest().select_related("uploaded_by")
    return rows_of(LATEST_FIRST.sorted(visible)[:LAST_FEW], viewer)


def in_force(viewer: Viewer, client: Client) -> Kind:
    """Which documents are shared with the client."""
    shared = Document.objects.visible_to(viewer).filter(client=client).shared().newest().select_related("uploaded_by")
    latest_first: Any = shared.noting_whether(viewer, "share").order_by("-shared_at", "pk")
    rows = []
    for document in latest_first[: MOST + 1]:
        row = row_of(document, viewer)
        stop = viewer.address("client-document-stop-sharing", document.pk) if document.may_share else ""
        rows.append(Shared.of(document, "file-text", row.name, row.address, stop))
    everything = "documentation" if viewer.profile else "client-documents"
    parts = () if viewer.profile else (client.pk,)
    return Kind.of(
        _("Documents"),
        rows,
        viewer.address(everything, *parts),
        _("Stop sharing"),
        _("Read by everybody who enters the portal and may see documents."),
    )


def numbers_shared(profiles: Iterable[Profile]) -> dict[UUID, int]:
    """How many documents each of these profiles finds shared; asked for all at once."""
    found = Document.objects.none()
    for profile in profiles:
        found = found | Document.objects.visible_to(Viewer.through_portal(profile))
    if found.query.is_empty():
        return {}
    counted = found.shared().newest().order_by().values("client").annotate(number=Count("pk", distinct=True))
    return {row["client"]: row["number"] for row in counted}
