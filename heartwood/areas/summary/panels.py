"""What this room shows on other pages: in the portal, `summary/portal/panel.html` on the dashboard. The office's client
record fetches its part by itself (`client-summary-latest`)."""

from typing import Any

from django.utils.translation import gettext as _

from heartwood.areas.clients.models import Client
from heartwood.areas.clients.sharing import Kind, Shared
from heartwood.areas.summary.models import Summary
from heartwood.ground.access.viewer import Viewer


def shared(viewer: Viewer) -> Summary | None:
    """What the profile's client may read; the panel shows nothing without."""
    found: Summary | None = Summary.objects.visible_to(viewer).first()
    return found


def in_force(viewer: Viewer, client: Client) -> Kind:
    """Whether a summary is shared with the client."""
    visible = Summary.objects.visible_to(viewer).filter(client=client, shared_at__isnull=False)
    noted: Any = visible.noting_whether(viewer, "share")
    rows = []
    for summary in noted:
        if viewer.profile:
            address, stop = viewer.address("summary", summary.pk), ""
        else:
            address = viewer.address("client-summary", client.pk)
            stop = viewer.address("client-summary-stop-sharing", client.pk) if summary.may_share else ""
        rows.append(Shared.of(summary, "scroll-text", _("What was spoken of"), address, stop))
    return Kind.of(
        _("Summary"),
        rows,
        "",
        _("Stop sharing"),
        _("Read by the client, and by whoever manages information and may see documents."),
    )
