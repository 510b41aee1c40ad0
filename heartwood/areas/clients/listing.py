"""The client list: searched, filtered, ordered and turned as its address asks."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cached_property, partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from heartwood.areas.clients.models import Client, ClientQuerySet, Relationship, names_of_teams
from heartwood.ground.access.colleagues import practitioners_of
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member
from heartwood.kit import dates
from heartwood.kit.paging import MANY, Order, Page, Reading, Stretch, count_in_words, count_to_many, page_of, up_to_many
from heartwood.kit.prepared import prepared
from heartwood.kit.tables import Column, table
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
    return narrowed(clients, viewer, state_in(asked), _uuid(asked.get("practitioner", "")))


def state_in(asked: Mapping[str, str]) -> str:
    """Empty: whatever it is."""
    state = asked.get("state", Client.State.ACTIVE)
    return state if state in Client.State.values else ""


def narrowed(clients: ClientQuerySet, viewer: Viewer, state: str, practitioner: UUID | None) -> ClientQuerySet:
    clients = clients.in_state(state) if state else clients
    return clients if practitioner is None else clients.of_practitioner(viewer, practitioner)


@prepared
def clients_counted(viewer: Viewer, practitioner: UUID | None, *, state: str) -> QuerySet[Client]:
    return up_to_many(narrowed(Client.objects.visible_to(viewer), viewer, state, practitioner))


@prepared
def clients_in_a_stretch(
    viewer: Viewer, practitioner: UUID | None, value: Any, pk: UUID | None, *, state: str, stretch: Stretch, number: int
) -> QuerySet[Client]:
    clients = narrowed(Client.objects.visible_to(viewer), viewer, state, practitioner)
    return noted_for_the_list(viewer, stretch, stretch.of(clients, value, pk)[:number])


def noted_for_the_list(viewer: Viewer, stretch: Stretch, found: QuerySet[Client]) -> QuerySet[Client]:
    """What is noted of each is asked of these few alone, not of all among whom they are found."""
    shown: ClientQuerySet = Client.objects.visible_to(viewer).filter(pk__in=found.values("pk"))
    noted = shown.noting_whether(viewer, "see_contact", "see_profile", "invite_to_portal")
    return stretch.sorted(noted.noting_portal(viewer).noting_other_records(viewer))


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

    @property
    def is_empty(self) -> bool:
        return not self._page.rows

    @property
    def table(self) -> SafeString:
        clients: list[Any] = self._page.rows
        columns = [
            Column(_("Client"), [self._person(each) for each in clients]),
            self._last_completed(clients),
            self._next_booked(clients),
            self._contact(clients),
            self._practitioners(clients),
        ]
        if self.state == EVERYBODY:
            columns.append(self._states(clients))
        return table(columns, "table--people")

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
    def practitioners(self) -> list[tuple[Member, bool]]:
        """By whom the list can be narrowed, for those who see everybody's clients."""
        if not self.viewer.may("see_caseloads"):
            return []
        team = practitioners_of(self.viewer)
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
    def _number(self) -> int:
        if self.words:
            return count_to_many(clients_as_asked(self.viewer, self._asked))
        return clients_counted.count(self.viewer, _uuid(self.practitioner), state=state_in(self._asked))

    @cached_property
    def _page(self) -> Page[Client]:
        return page_of(
            Client.objects.visible_to(self.viewer),
            ORDERS[self.order][1],
            after=_uuid(self._asked.get("after", "")),
            before=_uuid(self._asked.get("before", "")),
            read=self._matching if self.words else self._all,
        )

    @property
    def _all(self) -> Reading[Client]:
        return partial(clients_in_a_stretch, self.viewer, _uuid(self.practitioner), state=state_in(self._asked))

    def _matching(self, value: Any, pk: UUID | None, *, stretch: Stretch, number: int) -> QuerySet[Client]:
        fitting = clients_as_asked(self.viewer, self._asked, look_up=self._number <= MANY)
        return noted_for_the_list(self.viewer, stretch, stretch.of(fitting, value, pk)[:number])

    @cached_property
    def _same_person(self) -> dict[UUID, list[UUID]]:
        """Those on this page who have several records that the viewer sees: all of each, the first one first."""
        several = [client.pk for client in self._page.rows if client.has_other_records]  # type: ignore[attr-defined]
        found = Relationship.objects.of_the_same_person(self.viewer, several)
        records: dict[UUID, list[UUID]] = {}
        for first, second in found:
            records.setdefault(first, [first]).append(second)
        return {pk: group for group in records.values() for pk in group}

    @cached_property
    def _teams(self) -> dict[UUID, list[str]]:
        """The names of those who work with each."""
        names: dict[UUID, list[str]] = defaultdict(list)
        for client_pk, name in names_of_teams(self.viewer, [each.pk for each in self._page.rows]):
            names[client_pk].append(name)
        return names

    def _person(self, client: Any) -> str:
        besides = [
            _owner_only() if client.is_owner_only else "",
            self._records_of(client),
            self._portal(client),
            _started(client.started_on) if client.may_see_profile else "",
        ]
        return format_html(
            '<div class="person">{}<div><a class="person__name" href="{}">{}</a> {}</div></div>',
            face(client.name),
            f"{self._base}{client.pk}/",
            client.name,
            SafeString(" ".join(besides)),
        )

    def _last_completed(self, clients: list[Any]) -> Column:
        """S1.05, S1.D1"""
        cells = [day(each.last_completed_at) or NOTHING for each in clients]
        return Column(_("Last completed session"), cells, _("Completed"), "table__when")

    def _next_booked(self, clients: list[Any]) -> Column:
        """S1.06, S1.D2"""
        cells = [moment(each.next_at) or NOTHING for each in clients]
        return Column(_("Next booked session"), cells, pgettext("session", "Next"), "table__when")

    def _contact(self, clients: list[Any]) -> Column:
        label = _("E-mail and phone")
        return Column(label, [_reached(each) if each.may_see_contact else "" for each in clients], label)

    def _practitioners(self, clients: list[Any]) -> Column:
        label = _("Practitioners")
        return Column(label, [", ".join(self._teams[each.pk]) for each in clients], label)

    def _states(self, clients: list[Any]) -> Column:
        label = _("State")
        return Column(label, [_state(Client.State(each.state)) for each in clients], label)

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
    words = _("Started %(day)s") % {"day": dates.day(on)} if on else _("Not started yet")
    return format_html('<small class="person__since">{}</small>', words)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
