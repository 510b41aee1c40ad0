"""Bookings: all sessions that somebody may see, by what has become of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.utils.translation import gettext_lazy

from heartwood.areas.appointments.models import Appointment, Participant
from heartwood.areas.appointments.models.participant import fetch_who_comes
from heartwood.areas.appointments.office.panels import book_address
from heartwood.areas.appointments.office.rows import Row, rows_of
from heartwood.areas.clients.models import Client
from heartwood.ground.access.doors import Request, for_staff
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member
from heartwood.ground.audit.acting import visit
from heartwood.kit.paging import Order, Page, page_of

SOONEST_FIRST, LATEST_FIRST = Order("starts_at"), Order("starts_at", descending=True)


@dataclass(frozen=True)
class Tab:
    label: Any
    filter: str
    order: Order
    empty: Any


TABS = {
    "pending": Tab(gettext_lazy("Pending"), "pending", SOONEST_FIRST, gettext_lazy("Nothing waits for an answer")),
    "upcoming": Tab(gettext_lazy("Upcoming"), "upcoming", SOONEST_FIRST, gettext_lazy("Nothing is booked")),
    "held": Tab(
        gettext_lazy("Awaiting note approval"),
        "awaiting_note_approval",
        LATEST_FIRST,
        gettext_lazy("No session waits for its note"),
    ),
    "completed": Tab(gettext_lazy("Completed"), "completed", LATEST_FIRST, gettext_lazy("No session is completed yet")),
    "cancelled": Tab(gettext_lazy("Cancelled"), "called_off", LATEST_FIRST, gettext_lazy("Nothing was cancelled")),
}


@for_staff
def sessions(request: Request) -> HttpResponse:
    template = "appointments/office/bookings.html"
    bookings = Bookings(request.viewer, request.GET.dict())
    return render(request, f"{template}#results" if request.htmx else template, {"bookings": bookings})


def history_of(viewer: Viewer, client_pk: UUID, asked: Mapping[str, str]) -> dict[str, Any]:
    """S1.08: all sessions of a client that have been, and those that come, for `appointments/office/history.html`. It
    is written down that they were looked at."""
    visible = Client.objects.visible_to(viewer).noting_whether(viewer, "book")
    client = get_object_or_404(visible, pk=client_pk)
    visit(viewer, "appointments.open_history", client)
    page = page_of(
        Participant.objects.visible_to(viewer).of_client(client.pk).with_their_session(),
        LATEST_FIRST,
        after=_uuid(asked.get("after", "")),
        before=_uuid(asked.get("before", "")),
    )
    sessions = [part.appointment for part in page.rows]
    fetch_who_comes(viewer, sessions)
    here = viewer.address("client-sessions", client.pk)
    return {
        "client": client,
        "rows": rows_of(viewer, sessions),
        "previous_page": f"{here}?before={page.previous}" if page.previous else "",
        "next_page": f"{here}?after={page.next}" if page.next else "",
        "book_address": book_address(viewer, client),
    }


class Bookings:
    """What the page shows to this viewer for this address."""

    def __init__(self, viewer: Viewer, asked: Mapping[str, str]) -> None:
        self.viewer = viewer
        self.tab = asked.get("tab", "")
        self.practitioner = asked.get("practitioner", "")
        self.words = asked.get("q", "").strip()
        self.base = viewer.address("sessions")
        self._asked = asked
        if self.tab not in TABS:
            self.tab = "pending" if self._counts["pending"] else "upcoming"

    @property
    def tabs(self) -> list[dict[str, Any]]:
        """With numbers where somebody has to act; the others grow for ever, and nobody reads their number."""
        return [
            {
                "label": tab.label,
                "url": self.address(tab=key),
                "is_current": key == self.tab,
                "count": self._counts.get(key, 0),
            }
            for key, tab in TABS.items()
        ]

    @cached_property
    def rows(self) -> list[Row]:
        return rows_of(self.viewer, self._page.rows, {each.pk for each in self._page.rows if each.may_change})  # type: ignore[attr-defined]

    @property
    def empty(self) -> Any:
        return TABS[self.tab].empty

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words or self._practitioner_pk)

    @property
    def unnarrowed(self) -> str:
        return f"{self.base}?tab={self.tab}"

    @property
    def may_book(self) -> bool:
        return self.viewer.may("book_sessions")

    @cached_property
    def practitioners(self) -> list[tuple[Member, bool]]:
        assert self.viewer.organization  # noqa: S101  the list stands in an office
        team = self.viewer.organization.members.current().practitioners().by_name()
        return [(member, member.pk == self._practitioner_pk) for member in team]

    @property
    def previous_page(self) -> str:
        return self.address(before=self._page.previous) if self._page.previous else ""

    @property
    def next_page(self) -> str:
        return self.address(after=self._page.next) if self._page.next else ""

    def address(self, **changes: object) -> str:
        kept = {"tab": self.tab, "q": self.words, "practitioner": self.practitioner}
        asked = {key: str(value) for key, value in (kept | changes).items() if value}
        return f"{self.base}?{urlencode(asked)}"

    @cached_property
    def _sessions(self) -> Any:
        sessions = Appointment.objects.visible_to(self.viewer)
        if self._practitioner_pk:
            sessions = sessions.filter(practitioner=self._practitioner_pk)
        if self.words:
            sessions = sessions.of_clients(Client.objects.visible_to(self.viewer).matching(self.viewer, self.words))
        return sessions

    @cached_property
    def _counts(self) -> dict[str, int]:
        """Of what is open: few, and found by the index of states."""
        waits = Q(state=Appointment.State.REQUESTED) | Q(starts_at__gt=now(), proposed_starts_at__isnull=False)
        booked = Q(state=Appointment.State.BOOKED)
        counted: dict[str, int] = self._sessions.filter(state__in=Appointment.OPEN).aggregate(
            pending=Count("pk", filter=waits),
            upcoming=Count("pk", filter=booked & Q(ends_at__gt=now())),
            held=Count("pk", filter=booked & Q(ends_at__lte=now())),
        )
        return counted

    @cached_property
    def _page(self) -> Page[Appointment]:
        tab = TABS[self.tab]
        return page_of(
            getattr(self._sessions, tab.filter)().with_its_people(self.viewer).noting_whether(self.viewer, "change"),
            tab.order,
            after=_uuid(self._asked.get("after", "")),
            before=_uuid(self._asked.get("before", "")),
            edges=Appointment.objects.visible_to(self.viewer),
        )

    @cached_property
    def _practitioner_pk(self) -> UUID | None:
        return _uuid(self.practitioner)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
