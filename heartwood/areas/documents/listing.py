"""Documents as pages show them: prepared strings and addresses, which the templates only put in their places."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heartwood.areas.clients.models import Client
from heartwood.areas.documents.models import Document, DocumentQuerySet, Folder
from heartwood.ground.access.viewer import Viewer
from heartwood.kit.paging import Order, Page, page_of
from heartwood.kit.templatetags.kit import moment

LATEST_FIRST = Order("added_at", descending=True)


@dataclass(frozen=True)
class Row:
    """*Sleep plan.pdf*, PDF · 240 KB, *Thea Lindqvist*, on Sat 28 Nov, 10:00."""

    document: Document
    name: str
    by: str
    at: SafeString
    address: str
    thumb: str
    pages: list[str]  # addresses, of those of a PDF that are painted


def rows_of(documents: Iterable[Document], viewer: Viewer) -> list[Row]:
    return [row_of(document, viewer) for document in documents]


def row_of(document: Document, viewer: Viewer) -> Row:
    page = "document" if viewer.profile else "client-document"
    is_own = document.uploaded_by_id == (viewer.user.pk if viewer.user else None)
    return Row(
        document=document,
        name=document.shown_name,
        by=pgettext("who uploaded it", "you") if is_own else document.uploaded_by.name,
        at=moment(document.added_at),
        address=viewer.address(page, document.pk),
        thumb=viewer.address(f"{page}-thumb", document.pk) if "thumb" in document.parts else "",
        pages=[viewer.address(f"{page}-page", document.pk, number) for number in document.painted_pages],
    )


class DocumentList:
    """Those of one record that the viewer sees, the latest first, narrowed as the address asks."""

    KINDS = ("", "from-client", "shared", "kept-here")

    def __init__(self, viewer: Viewer, client: Client, asked: Mapping[str, str], folder: Folder | None = None) -> None:
        self.viewer, self.client, self._asked, self.folder = viewer, client, asked, folder
        self.which = asked.get("which", "") if asked.get("which") in self.KINDS else ""
        self.base = self._base()

    @cached_property
    def rows(self) -> list[Row]:
        return rows_of(self._page.rows, self.viewer)

    @cached_property
    def folders(self) -> list[Folder]:
        """The record's; inside of one there are no others, and in the portal there are none."""
        return [] if self.folder else Folder.objects.by_name(self.viewer, self.client)

    @property
    def upload_address(self) -> str:
        here = self.viewer.address("client-documents-add", self.client.pk)
        return f"{here}?folder={self.folder.pk}" if self.folder else here

    @property
    def has_waiting(self) -> bool:
        return any(row.document.is_waiting for row in self.rows)

    @property
    def here(self) -> str:
        """This very page of it, for looking again."""
        return self._address(after=self._asked.get("after", ""), before=self._asked.get("before", ""))

    @property
    def chips(self) -> list[dict[str, Any]]:
        labels = (_("All"), _("From the client"), _("Shared"), _("Not shared"))
        return [
            {"label": label, "url": self._address(which=kind), "is_current": kind == self.which}
            for kind, label in zip(self.KINDS, labels, strict=True)
        ]

    @property
    def previous_page(self) -> str:
        return self._address(before=self._page.previous) if self._page.previous else ""

    @property
    def next_page(self) -> str:
        return self._address(after=self._page.next) if self._page.next else ""

    @cached_property
    def _page(self) -> Page[Document]:
        visible = self._visible
        narrowed = {"from-client": visible.from_clients, "shared": visible.shared, "kept-here": visible.kept_here}
        chosen = narrowed[self.which]() if self.which else visible
        return page_of(
            chosen.select_related("uploaded_by"),
            LATEST_FIRST,
            after=_uuid(self._asked.get("after", "")),
            before=_uuid(self._asked.get("before", "")),
            edges=visible,
        )

    @property
    def _visible(self) -> DocumentQuerySet:
        visible: DocumentQuerySet = Document.objects.visible_to(self.viewer).filter(client=self.client).newest()
        return visible.filter(folder=self.folder) if self.folder else visible

    def _base(self) -> str:
        if self.folder:
            return self.viewer.address("client-folder", self.folder.pk)
        is_in_portal = self.viewer.profile is not None
        return self.viewer.address(*(["documentation"] if is_in_portal else ["client-documents", self.client.pk]))

    def _address(self, **changes: object) -> str:
        asked = {key: str(value) for key, value in ({"which": self.which} | changes).items() if value}
        return f"{self.base}?{urlencode(asked)}" if asked else self.base


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
