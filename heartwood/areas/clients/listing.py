"""The client list: searched, filtered, ordered and turned as its address asks."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from heartwood.areas.clients.models import AccessGrant, Client, ClientQuerySet, Relationship
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member
from heartwood.kit import dates
from heartwood.kit.paging import MANY, Order, Page, count_in_words, count_to_many, page_of
from heartwood.kit.templatetags.kit import badge, day, face, icon, moment

ORDERS = {
    "name": (gettext_lazy("Name, A to Z"), Order("sort_name")),
    "-name": (gettext_lazy("Name, Z to A"), Order("sort_name", descending=True)),
    "newest": (gettext_lazy("Last added first"), Order("added_at", descending=True)),
    "started": (gettext_lazy("Latest start of therapy first"), Order("started_on", descending=True)),
    "next": (gettext_lazy("Next session first"), Order("next_booked_at")),
    "longest": (gettext_lazy("Longest without a completed session first"), Order("last_completed_at")),
}
EVERYBODY = "all"
NOTHING = "–"


def clients_as_asked(
    viewer: Viewer, asked: Mapping[str, str], *, verb: str = "see", look_up: bool = True
) -> ClientQuerySet:
    """The clients that the list's address asks for: `q` words, `state`, `practitioner`."""
    clients = Client.objects.allowed(viewer, verb)
    if words := asked.get("q", "").strip():
        clients = clients.matching(viewer, words, look_up=look_up)
    if (state := asked.get("state", Client.State.ACTIVE)) in Client.State.values:
        clients = clients.in_state(state)
    if practitioner := _uuid(asked.get("practitioner", "")):
        clients = clients.of_practitioner(viewer, practitioner)
    return clients


@dataclass(frozen=True)
class Row:
    """One line of the list, as prepared strings: the template only puts them in their places."""

    face: str
    name: str
    address: str
    started: str
    last: str  # S1.05, S1.D1
    next: str  # S1.06, S1.D2
    reached: str  # e-mail and phone
    practitioners: str
    owner_only: str
    same_person: str  # how many records they have, as far as the viewer sees them; it leads to the next
    state: str
    portal: str  # the arrow by which they are invited, or that they are


class ClientList:
    """What the page of the list shows to this viewer for this address."""

    def __init__(self, viewer: Viewer, asked: Mapping[str, str]) -> None:
        self.viewer = viewer
        self.words = asked.get("q", "").strip()
        self.state = asked.get("state", str(Client.State.ACTIVE))
        self.practitioner = asked.get("practitioner", "")
        self.order = asked.get("sort", "name") if asked.get("sort") in ORDERS else "name"
        self._asked = asked
        self._base = viewer.address("clients")

    @cached_property
    def rows(self) -> list[Row]:
        return [self._row(client) for client in self._page.rows]

    @cached_property
    def count(self) -> str:
        return count_in_words(
            self._number, lambda number, n: ngettext("%(n)s client", "%(n)s clients", n) % {"n": number}
        )

    @property
    def states(self) -> list[dict[str, Any]]:
        choices = [*Client.State.choices, (EVERYBODY, _("All"))]
        return [
            {"label": label, "url": self.address(state=value), "is_current": value == self.state}
            for value, label in choices
        ]

    @property
    def unnarrowed(self) -> str:
        return self._base

    @property
    def may_add(self) -> bool:
        return self.viewer.may("add_clients")

    @property
    def may_move(self) -> bool:
        return self.viewer.may("move_client_lists")

    @cached_property
    def shows_contact(self) -> bool:
        """Is there anything in this column for this viewer?"""
        return any(row.reached for row in self.rows)

    @property
    def shows_state(self) -> bool:
        return self.state == EVERYBODY

    @cached_property
    def shows_profile(self) -> bool:
        return any(row.practitioners for row in self.rows)

    @cached_property
    def practitioners(self) -> list[tuple[Member, bool]]:
        """By whom the list can be narrowed, for those who see everybody's clients."""
        if not self.viewer.may("see_caseloads"):
            return []
        assert self.viewer.organization  # noqa: S101  the list stands in an office
        team = self.viewer.organization.members.current().practitioners().by_name()
        return [(member, str(member.pk) == self.practitioner) for member in team]

    @property
    def orders(self) -> list[tuple[str, Any, bool]]:
        return [(key, label, key == self.order) for key, (label, _order) in ORDERS.items()]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words or self.practitioner or self.state != Client.State.ACTIVE)

    @property
    def previous_page(self) -> str:
        return self.address(before=self._page.previous) if self._page.previous else ""

    @property
    def next_page(self) -> str:
        return self.address(after=self._page.next) if self._page.next else ""

    def address(self, **changes: object) -> str:
        """The list's own address with something changed; a changed filter begins at the first page."""
        kept = {"q": self.words, "state": self.state, "practitioner": self.practitioner, "sort": self.order}
        usual = {"q": "", "state": Client.State.ACTIVE, "practitioner": "", "sort": "name"}
        asked = {key: str(value) for key, value in (kept | changes).items() if value != usual.get(key)}
        return f"{self._base}?{urlencode(asked)}" if asked else self._base

    @property
    def here(self) -> str:
        """Where an act on a row leads back to."""
        place = {name: self._asked[name] for name in ("after", "before") if name in self._asked}
        return self.address(**place)

    @property
    def export_address(self) -> str:
        _, _, query = self.address().partition("?")
        return f"{self.viewer.address('client-export')}?{query}"

    @cached_property
    def _clients(self) -> ClientQuerySet:
        return clients_as_asked(self.viewer, self._asked)

    @cached_property
    def _number(self) -> int:
        return count_to_many(self._clients)

    @cached_property
    def _page(self) -> Page[Client]:
        clients = clients_as_asked(self.viewer, self._asked, look_up=False) if self._number > MANY else self._clients
        return page_of(
            clients if self.words else self._noted(clients),
            ORDERS[self.order][1],
            after=_uuid(self._asked.get("after", "")),
            before=_uuid(self._asked.get("before", "")),
            edges=Client.objects.visible_to(self.viewer),
            noting=self._noted if self.words else None,  # all that fit are sorted; in its order a list need not be
        )

    def _noted(self, clients: Any) -> "QuerySet[Client]":
        noted = clients.noting_whether(self.viewer, "see_contact", "see_profile", "invite_to_portal")
        return noted.noting_portal(self.viewer)  # type: ignore[no-any-return]

    @cached_property
    def _same_person(self) -> dict[UUID, list[UUID]]:
        """Those on this page who have several records that the viewer sees: all of each, the first one first."""
        found = Relationship.objects.of_the_same_person(self.viewer, [client.pk for client in self._page.rows])
        records: dict[UUID, list[UUID]] = {}
        for first, second in found:
            records.setdefault(first, [first]).append(second)
        return {pk: group for group in records.values() for pk in group}

    @cached_property
    def _teams(self) -> dict[UUID, list[str]]:
        """The names of those who work with each."""
        names: dict[UUID, list[str]] = defaultdict(list)
        grants = AccessGrant.objects.visible_to(self.viewer).filter(client__in=[each.pk for each in self._page.rows])
        for client_pk, name in grants.by_name().values_list("client", "member__user__name"):
            names[client_pk].append(name)
        return names

    def _row(self, client: Any) -> Row:
        return Row(
            face=face(client.name),
            name=client.name,
            address=f"{self._base}{client.pk}/",
            started=_started(client.started_on) if client.may_see_profile else "",
            last=day(client.last_completed_at) or NOTHING,
            next=moment(client.next_at) or NOTHING,
            reached=_reached(client) if client.may_see_contact else "",
            practitioners=", ".join(self._teams[client.pk]),
            owner_only=_owner_only() if client.is_owner_only else "",
            same_person=self._records_of(client),
            state=_state(Client.State(client.state)),
            portal=self._portal(client),
        )

    def _records_of(self, client: Client) -> str:
        if not (records := self._same_person.get(client.pk)):
            return ""
        following = records[(records.index(client.pk) + 1) % len(records)]
        return format_html(
            '<a class="person__more" href="{}" title="{}">{}</a>',
            f"{self._base}{following}/",
            _("The other record of the same person"),
            ngettext("%(n)s record", "%(n)s records", len(records)) % {"n": len(records)},
        )

    def _portal(self, client: Any) -> str:
        if client.is_in_portal or client.is_archived or not client.may_invite_to_portal:
            return ""
        if client.is_invited_to_portal:
            return badge(_("Invited"), tone="clay", icon="hourglass")
        return _arrow(client, f"{self._base}{client.pk}/portal/invite/")


def _arrow(client: Client, address: str) -> str:
    """Seen when somebody points at the row or comes by with the keyboard; where there is no pointer, always."""
    label = _("Invite to portal")
    return format_html(
        '<button class="person__act" form="invite" formaction="{}" title="{}" aria-label="{}: {}">{}</button>',
        address,
        label,
        label,
        client.name,
        icon("circle-arrow-right"),
    )


def _state(state: Client.State) -> str:
    return badge(str(state.label), tone="leaf" if state == Client.State.ACTIVE else "")


def _owner_only() -> str:
    return badge(_("Owner-only"), tone="plum", icon="lock")


def _reached(client: Client) -> str:
    phone = format_html('<span class="table__note">{}</span>', client.phone) if client.phone else ""
    return format_html("{}{}", client.email, phone)


def _started(on: date | None) -> str:
    return _("Started %(day)s") % {"day": dates.day(on)} if on else _("Not started yet")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
