"""Lines of the trail as people read them: prepared strings, which the templates only put in their places."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from heartwood.areas.clients.models import Client
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member, User
from heartwood.ground.audit.models import Line, LineQuerySet
from heartwood.ground.audit.words import words_of
from heartwood.kit.paging import Order, Page, page_of
from heartwood.kit.templatetags.kit import moment

LATEST_FIRST = Order("at", descending=True)


@dataclass(frozen=True)
class Row:
    """One line: on Sat 28 Nov, 10:00, *Thea Lindqvist*, *Practitioner*, *opened the record* of *Clara Reyes*."""

    at: SafeString
    who: str
    capacity: str
    did: str
    is_visit: bool
    client: str = ""
    address: str = ""


def lines_of(client: UUID, viewer: Viewer) -> LineQuerySet:
    lines: LineQuerySet = Line.objects.visible_to(viewer).filter(client=client)
    return lines


def read_by_the_team(lines: Iterable[Line], viewer: Viewer) -> list[Row]:
    lines = list(lines)
    clients = Client.objects.visible_to(viewer).in_bulk({line.client for line in lines if line.client})
    return [_row(line, str(words_of(line.verb).to_the_team), viewer, clients.get(line.client)) for line in lines]


def read_by_the_client(lines: Iterable[Line]) -> list[Row]:
    rows = []
    for line in lines:
        words = words_of(line.verb)
        rows.append(_row(line, str(words.to_the_client or words.to_the_team)))
    return rows


def _row(line: Line, words: str, viewer: Viewer | None = None, client: Client | None = None) -> Row:
    return Row(
        at=moment(line.at),
        who=line.who.name if line.who else _("Heartwood"),
        capacity=_capacity_in_words(line.capacity),
        did=words % {"whom": line.whom.name if line.whom else _("themselves")} if "%(whom)s" in words else words,
        is_visit=line.kind == Line.Kind.VISIT,
        client=client.name if client else "",
        address=viewer.address("client", client.pk) if viewer and client else "",
    )


def _capacity_in_words(capacity: str) -> str:
    if capacity == "portal":
        return _("in the portal")
    return ", ".join(str(Member.ROLES.get(f"is_{role}", role)) for role in capacity.split(",") if role)


class Reading:
    """Some lines of the trail, the latest first, a page at a time, as an address asks for them."""

    def __init__(self, viewer: Viewer, base: str, lines: LineQuerySet, asked: Mapping[str, str]) -> None:
        self.viewer, self.base = viewer, base
        self._lines, self._asked = lines, asked

    @cached_property
    def rows(self) -> list[Row]:
        if self.viewer.profile:
            return read_by_the_client(self._page.rows)
        return read_by_the_team(self._page.rows, self.viewer)

    @property
    def previous_page(self) -> str:
        return self.address(before=self._page.previous) if self._page.previous else ""

    @property
    def next_page(self) -> str:
        return self.address(after=self._page.next) if self._page.next else ""

    def address(self, **changes: object) -> str:
        """This page's own address with something changed; a changed filter begins at the first page."""
        asked = {key: str(value) for key, value in (self.filters | changes).items() if value}
        return f"{self.base}?{urlencode(asked)}" if asked else self.base

    @property
    def filters(self) -> dict[str, object]:
        return {}

    @property
    def lines(self) -> LineQuerySet:
        return self._lines

    @cached_property
    def _page(self) -> Page[Line]:
        return page_of(
            self.lines.select_related("who", "whom"),
            LATEST_FIRST,
            after=_uuid(self._asked.get("after", "")),
            before=_uuid(self._asked.get("before", "")),
            edges=Line.objects.visible_to(self.viewer),
        )


class Log(Reading):
    """The whole organization's, narrowed by person, client, kind and day."""

    def __init__(self, viewer: Viewer, asked: Mapping[str, str]) -> None:
        super().__init__(viewer, viewer.address("practice-log"), Line.objects.visible_to(viewer), asked)
        self.words = asked.get("q", "").strip()
        self.person = _uuid(asked.get("person", ""))
        self.kind = asked.get("kind", "") if asked.get("kind") in Line.Kind.values else ""
        self.day = _day(asked.get("on", ""))

    @property
    def lines(self) -> LineQuerySet:
        lines = self._lines
        if self.words:
            named = Client.objects.allowed(self.viewer, "see_profile").matching(self.viewer, self.words)
            lines = lines.filter(client__in=named.values("pk"))
        if self.person:
            lines = lines.filter(who__in=User.objects.filter(memberships__in=self._team.filter(pk=self.person)))
        if self.kind:
            lines = lines.of_kind(self.kind)
        return lines.on(self.day) if self.day else lines

    @property
    def filters(self) -> dict[str, object]:
        return {"q": self.words, "person": self.person or "", "kind": self.kind, "on": self.day or ""}

    @property
    def is_narrowed(self) -> bool:
        return any(self.filters.values())

    @property
    def kinds(self) -> list[dict[str, Any]]:
        choices = [("", _("Everything")), *Line.Kind.choices]
        return [
            {"label": label, "url": self.address(kind=value), "is_current": value == self.kind}
            for value, label in choices
        ]

    @property
    def people(self) -> list[tuple[Member, bool]]:
        """Whoever works here, or did."""
        return [(member, member.pk == self.person) for member in self._team.by_name()]

    @property
    def _team(self) -> Any:
        assert self.viewer.organization  # noqa: S101  the log stands in an office
        return self.viewer.organization.members.all()


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
