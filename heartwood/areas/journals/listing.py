"""Journals as pages show them: prepared strings and addresses, which the templates only put in their places."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Prefetch
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from heartwood.areas.appointments.models import Appointment
from heartwood.areas.clients.models import Client
from heartwood.areas.journals.models import Entry, EntryImage
from heartwood.areas.journals.models.entry import EntryQuerySet
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.vault.fields import open_keys
from heartwood.ground.vault.reading import search
from heartwood.kit.dates import day, moment
from heartwood.kit.paging import Order, Page, page_of
from heartwood.kit.templatetags.kit import day as shown_day
from heartwood.kit.writing import beginning

LATEST_FIRST = Order("written_at", descending=True)
ON_A_PAGE = 20


@dataclass(frozen=True)
class Picture:
    """Its addresses for whoever looks; empty while it is being prepared."""

    image: EntryImage
    thumb: str
    screen: str
    whole: str


@dataclass(frozen=True)
class Line:
    """*After the storm*, 14 Nov."""

    entry: Entry
    title: str
    on: SafeString
    address: str


@dataclass(frozen=True)
class Row(Line):
    """And about the session on 12 Nov; the first words, and its images."""

    session: str
    beginning: str
    pictures: list[Picture]


def opened(entries: Iterable[Entry]) -> list[Entry]:
    """Their keys, and those of their images, are asked for at once."""
    entries = list(entries)
    open_keys([*entries, *(image for entry in entries for image in entry.images.all())])
    return entries


def lines_of(entries: Iterable[Entry], viewer: Viewer) -> list[Line]:
    entries = list(entries)
    open_keys(entries)
    return [line_of(entry, viewer) for entry in entries]


def line_of(entry: Entry, viewer: Viewer) -> Line:
    title = entry.title or _("Entry of %(day)s") % {"day": day(entry.written_at)}
    return Line(entry, title, shown_day(entry.written_at), viewer.address("journal-entry", entry.pk))


def rows_of(entries: Iterable[Entry], viewer: Viewer) -> list[Row]:
    return [row_of(entry, viewer) for entry in entries]


def row_of(entry: Entry, viewer: Viewer) -> Row:
    return Row(
        **vars(line_of(entry, viewer)),
        session=session_in_words(entry.appointment),
        beginning=beginning(entry.body),
        pictures=pictures_of(entry.images.all(), viewer),
    )


def pictures_of(images: Iterable[EntryImage], viewer: Viewer) -> list[Picture]:
    return [picture_of(image, viewer) for image in images]


def picture_of(image: EntryImage, viewer: Viewer) -> Picture:
    if not image.is_ready:
        return Picture(image, "", "", "")
    thumb, screen, whole = (viewer.address(f"journal-image-{part}", image.pk) for part in ("thumb", "screen", "file"))
    return Picture(image, thumb, screen, whole)


def session_in_words(appointment: Appointment) -> str:
    return _("Session on %(when)s") % {"when": moment(appointment.starts_at)}


def with_what_is_shown(entries: EntryQuerySet, viewer: Viewer) -> EntryQuerySet:
    return entries.with_its_session().prefetch_related(Prefetch("images", EntryImage.objects.visible_to(viewer)))


class EntryList:
    """Those of one client that the viewer may read, the latest first, narrowed as the address asks."""

    KINDS = ("", "private", "shared")

    def __init__(self, viewer: Viewer, client: Client, asked: Mapping[str, str]) -> None:
        self.viewer, self.client, self._asked = viewer, client, asked
        self.base = viewer.address("journal") if viewer.profile else viewer.address("client-journals", client.pk)
        self.which = asked.get("which", "") if asked.get("which") in self.KINDS else ""
        self.session = _uuid(asked.get("session", ""))
        self.words = asked.get("q", "").strip()[:200]

    @cached_property
    def rows(self) -> list[Row]:
        return rows_of(self._found if self.words else opened(self._page.rows), self.viewer)

    @cached_property
    def all_rows(self) -> list[Row]:
        """Without pages, for paper; in the order in which they were written."""
        entries = opened(with_what_is_shown(self._chosen, self.viewer).order_by("written_at", "pk"))
        return rows_of(search(entries, "text", self.words) if self.words else entries, self.viewer)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words or self.session or self.which)

    @property
    def chips(self) -> list[dict[str, Any]]:
        labels = (_("All"), _("Private"), _("Shared"))
        return [
            {"label": label, "url": self._address(which=kind), "is_current": kind == self.which}
            for kind, label in zip(self.KINDS, labels, strict=True)
        ]

    @cached_property
    def sessions(self) -> list[tuple[str, str, bool]]:
        """Those that have an entry the viewer may read: id, words, whether it is the chosen one."""
        about = Appointment.objects.visible_to(self.viewer).filter(pk__in=self._visible.values("appointment"))
        return [
            (str(appointment.pk), session_in_words(appointment), appointment.pk == self.session)
            for appointment in about.order_by("-starts_at")
        ]

    @property
    def on_paper(self) -> str:
        return self._address(base=self.viewer.address("journal-print"))

    @property
    def previous_page(self) -> str:
        return self._address(before=self._page.previous) if not self.words and self._page.previous else ""

    @property
    def next_page(self) -> str:
        return self._address(after=self._page.next) if not self.words and self._page.next else ""

    @cached_property
    def _found(self) -> list[Entry]:
        entries = LATEST_FIRST.sorted(with_what_is_shown(self._chosen, self.viewer))
        return search(opened(entries), "text", self.words)

    @cached_property
    def _page(self) -> Page[Entry]:
        return page_of(
            with_what_is_shown(self._chosen, self.viewer),
            LATEST_FIRST,
            after=_uuid(self._asked.get("after", "")),
            before=_uuid(self._asked.get("before", "")),
            size=ON_A_PAGE,
            edges=self._visible,
        )

    @property
    def _chosen(self) -> EntryQuerySet:
        visible = self._visible
        narrowed = {"": visible, "private": visible.kept_private(), "shared": visible.shared()}[self.which]
        return narrowed.about(self.session) if self.session else narrowed

    @property
    def _visible(self) -> EntryQuerySet:
        visible: EntryQuerySet = Entry.objects.visible_to(self.viewer).filter(client=self.client)
        return visible

    def _address(self, base: str = "", **changes: object) -> str:
        asked = {"which": self.which, "session": self.session or "", "q": self.words} | changes
        told = {key: str(value) for key, value in asked.items() if value}
        base = base or self.base
        return f"{base}?{urlencode(told)}" if told else base


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
