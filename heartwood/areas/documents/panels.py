"""What this room shows on other pages."""

from heartwood.areas.clients.models import Client
from heartwood.areas.documents.listing import LATEST_FIRST, Row, rows_of
from heartwood.areas.documents.models import Document
from heartwood.ground.access.viewer import Viewer

LAST_FEW = 3


def last_few(viewer: Viewer, client: Client) -> list[Row]:
    visible = Document.objects.visible_to(viewer).filter(client=client).newest().select_related("uploaded_by")
    return rows_of(LATEST_FIRST.sorted(visible)[:LAST_FEW], viewer)
