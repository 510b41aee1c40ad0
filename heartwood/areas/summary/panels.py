"""What this room shows on other pages: in the portal, `summary/portal/panel.html` on the dashboard. The office's client
record fetches its part by itself (`client-summary-latest`)."""

from heartwood.areas.summary.models import Summary
from heartwood.ground.access.viewer import Viewer


def shared(viewer: Viewer) -> Summary | None:
    """What the profile's client may read; the panel shows nothing without."""
    found: Summary | None = Summary.objects.visible_to(viewer).first()
    return found
