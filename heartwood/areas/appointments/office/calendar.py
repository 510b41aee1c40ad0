"""The calendar: a day, a week, a month, or what comes next; and booking in it."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cached_property, partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateformat import format as in_words
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from heartwood.areas.appointments.free_times import Span, usual_spans
from heartwood.areas.appointments.kept_times import Taken
from heartwood.areas.appointments.models import Appointment, Calendar, OutsideTime, Series, TakenTime
from heartwood.areas.appointments.models.participant import fetch_who_comes
from heartwood.areas.appointments.models.series import SomeTaken, times_of_series
from heartwood.areas.appointments.office import day_grid
from heartwood.areas.appointments.office.asking import asked, done
from heartwood.areas.appointments.office.day_grid import Block, Column, block_of, moment_at, title_of
from heartwood.areas.appointments.office.forms import BookingForm
from heartwood.areas.appointments.office.rows import Row, rows_of
from heartwood.ground.access.colleagues import practitioners_of
from heartwood.ground.access.doors import Request, for_staff
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member
from heartwood.kit import dates
from heartwood.kit.prepared import prepared

DAY = timedelta(days=1)
AGENDA_DAYS = 14
SHOWN_IN_A_MONTHS_DAY = 3
EVERYBODY = "all"

VIEWS = {
    "day": (gettext_lazy("Day"), "d"),
    "week": (gettext_lazy("Week"), "w"),
    "month": (gettext_lazy("Month"), "m"),
    "agenda": (gettext_lazy("Agenda"), "a"),
}


@for_staff
def calendar(request: Request) -> HttpResponse:
    return render(request, "appointments/office/calendar.html", {"calendar": CalendarPage(request.viewer, request.GET)})


@for_staff(may="book_sessions")
def book(request: Request) -> HttpResponse:
    form = BookingForm(request.viewer, request.POST or None, asked=request.GET)
    if form.is_valid():
        try:
            booked = _book(request.viewer, form)
        except Taken:
            form.offer_other_times()
        except SomeTaken as some:
            form.offer_to_leave_out(some.times)
        else:
            many = ngettext("%(n)d session is booked.", "%(n)d sessions are booked.", len(booked))
            messages.success(request, many % {"n": len(booked)})
            return done(request, request.viewer.address("session", booked[0].pk))
    return asked(request, "book", form, title=_("Book a session"))


@for_staff(may="book_sessions")
def clients_to_book(request: Request) -> HttpResponse:
    """Those who fit what is typed, for the form that is open."""
    form = BookingForm(request.viewer, asked=request.GET)
    return render(request, "appointments/office/book.html#clients", {"form": form})


def _book(viewer: Viewer, form: BookingForm) -> list[Appointment]:
    if not form.repeats_every:
        return [Appointment.objects.book(viewer, starts_at=form.starts_at, **form.facts)]
    own = Calendar.objects.of(form.cleaned_data["practitioner"])
    times = times_of_series(own, form.starts_at, form.repeats_every, form.cleaned_data["number"])
    kept = [each for each in times if each not in form.left_out]
    return Series.objects.book(viewer, kept, every_weeks=form.repeats_every, **form.facts)


class CalendarPage:
    """What the calendar shows to this viewer for this address."""

    def __init__(self, viewer: Viewer, asked: Mapping[str, str]) -> None:
        self.viewer = viewer
        self.view = asked.get("view", "week") if asked.get("view") in VIEWS else "week"
        self.on = _day(asked.get("on", "")) or localdate()
        self.whose = asked.get("with", "")
        self.base = viewer.address("calendar")
        self.book = viewer.address("calendar-book")
        self.sessions = viewer.address("sessions")

    # Where one is, and where one can go

    @property
    def views(self) -> list[dict[str, Any]]:
        return [
            {"label": label, "key": key, "url": self.address(view=view), "is_current": view == self.view}
            for view, (label, key) in VIEWS.items()
        ]

    @property
    def title(self) -> str:
        last = self.until - DAY
        if self.view == "day":
            return in_words(self.on, pgettext("date format", "l j F"))
        if self.view == "month":
            return in_words(self.on, pgettext("date format", "F Y"))
        return f"{dates.day(self.since)} – {dates.day(last)}"

    @property
    def earlier(self) -> str:
        return self.address(on=self._turned(-1))

    @property
    def later(self) -> str:
        return self.address(on=self._turned(1))

    @property
    def today(self) -> str:
        return self.address(on="")

    @property
    def shows_today(self) -> bool:
        return self.since <= localdate() < self.until

    @property
    def zone(self) -> str:
        return timezone.get_current_timezone_name().replace("_", " ")

    @property
    def may_book(self) -> bool:
        return self.viewer.may("book_sessions")

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        return [
            (EVERYBODY, _("Everybody"), self.practitioner is None),
            *((str(each.pk), each.user.name, each == self.practitioner) for each in self._team),
        ]

    def address(self, **changes: object) -> str:
        usual = {"view": "week", "on": localdate(), "with": ""}
        now = {"view": self.view, "on": self.on, "with": self.whose} | changes
        kept = {name: str(value) for name, value in now.items() if value and value != usual[name]}
        return f"{self.base}?{urlencode(kept)}" if kept else self.base

    # What is drawn

    @cached_property
    def columns(self) -> list[Column]:
        """Of a day or a week."""
        columns = [self._column(on, whom) for on in self.days for whom in self._side_by_side]
        for column in columns:
            self._fill(column)
            column.share_out()
        self.hours = day_grid.hours_shown(columns)
        for column in columns:
            if self.may_book:
                column.slots = day_grid.slots_of(column, self.hours, self.book)
        return columns

    @property
    def clocks(self) -> list[str]:
        first, last = self.hours
        return [f"{hour:02d}:00" for hour in range(first, last)]

    @property
    def first_hour(self) -> str:
        return f"{self.hours[0]:02d}"

    @property
    def last_hour(self) -> str:
        return f"{self.hours[1]:02d}"

    @property
    def strip(self) -> list[dict[str, Any]]:
        """The days of the week, for a screen on which one fits."""
        return [
            {"label": in_words(on, "D j"), "url": self.address(on=on), "is_current": on == self.on} for on in self.days
        ]

    @cached_property
    def weeks(self) -> list[list[dict[str, Any]]]:
        """Of a month: a few sessions of each day, and how many more."""
        by_day = self._rows_by_day()
        days = [
            {
                "number": on.day,
                "title": title_of(on),
                "url": self.address(view="day", on=on),
                "is_today": on == localdate(),
                "is_outside": on.month != self.on.month,
                "rows": by_day.get(on, [])[:SHOWN_IN_A_MONTHS_DAY],
                "more": len(by_day.get(on, [])) - SHOWN_IN_A_MONTHS_DAY,
            }
            for on in self.days
        ]
        return [days[n : n + 7] for n in range(0, len(days), 7)]

    @property
    def weekdays(self) -> list[str]:
        return [in_words(on, "D") for on in self.days[:7]]

    @cached_property
    def agenda(self) -> list[dict[str, Any]]:
        """The days on which something is."""
        by_day = self._rows_by_day()
        return [
            {"title": in_words(on, pgettext("date format", "l j F")), "is_today": on == localdate(), "rows": by_day[on]}
            for on in self.days
            if on in by_day
        ]

    # When

    @cached_property
    def days(self) -> list[date]:
        return [self.since + DAY * n for n in range((self.until - self.since).days)]

    @cached_property
    def since(self) -> date:
        if self.view == "week":
            return self.on - DAY * self.on.weekday()
        if self.view == "month":
            first = self.on.replace(day=1)
            return first - DAY * first.weekday()
        return self.on

    @cached_property
    def until(self) -> date:
        if self.view == "month":
            last = (self.on.replace(day=28) + 4 * DAY).replace(day=1) - DAY
            return last + DAY * (7 - last.weekday())
        return self.since + DAY * {"day": 1, "week": 7}.get(self.view, AGENDA_DAYS)

    @property
    def _moments(self) -> tuple[datetime, datetime]:
        return moment_at(self.since, time()), moment_at(self.until, time())

    def _turned(self, by: int) -> date:
        if self.view == "month":
            return (self.on.replace(day=15) + DAY * 30 * by).replace(day=1)
        return self.on + DAY * by * {"day": 1, "week": 7}.get(self.view, AGENDA_DAYS)

    # Whose

    @cached_property
    def _team(self) -> list[Member]:
        return practitioners_of(self.viewer)

    @cached_property
    def practitioner(self) -> Member | None:
        """Whose calendar it is. Practitioners begin with their own; None is everybody's."""
        named = next((each for each in self._team if str(each.pk) == self.whose), None)
        return named or (self.viewer.practitioner if self.whose != EVERYBODY else None)

    @property
    def _shown(self) -> list[Member]:
        return [self.practitioner] if self.practitioner else self._team

    @property
    def _side_by_side(self) -> list[Member | None]:
        """A day of several practitioners has a column for each; a week has no room for that."""
        return list(self._team) or [None] if self.view == "day" and not self.practitioner else [self.practitioner]

    @property
    def _kept(self) -> list[Member]:
        """Those whose hours and busy times concern this viewer: their own, or everybody's."""
        if self.viewer.may("keep_hours"):
            return self._shown
        return [each for each in self._shown if each == self.viewer.practitioner]

    # What is there

    @cached_property
    def _sessions(self) -> list[Appointment]:
        whose = self.practitioner.pk if self.practitioner else None
        found = sessions_on_a_calendar(self.viewer, whose, *self._moments)
        fetch_who_comes(self.viewer, found)
        return found

    @cached_property
    def _open(self) -> dict[UUID, list[Span]]:
        """The hours of each; where all are in one column, they would say nothing."""
        if len(self._side_by_side) != len(self._shown):
            return {}
        return usual_spans(self._kept, *self._moments)

    @cached_property
    def _in_the_way(self) -> list[tuple[UUID, str, Span]]:
        """What takes time and says nothing more: sessions of clients whom this viewer may not see, and what is busy in
        a calendar kept elsewhere."""
        found = times_in_the_way(self.viewer, [member.pk for member in self._kept], *self._moments)
        return [(member, kind, Span(*span)) for member, kind, *span in found]

    def _column(self, on: date, whom: Member | None) -> Column:
        is_today = on == localdate()
        here = localtime()
        return Column(
            on=on,
            title=title_of(on),
            is_today=is_today,
            practitioner=whom.pk if whom else None,
            name=whom.user.name if whom and len(self._side_by_side) > 1 else "",
            now=f"{here.hour:02d}:{here.minute // 5 * 5:02d}" if is_today else "",
            is_chosen=on == self.on,
        )

    def _fill(self, column: Column) -> None:
        for span in self._open.get(column.practitioner, []) if column.practitioner else []:
            if clipped := column.stretch(span):
                column.open.append(day_grid.Stretch(*clipped))
        for session in self._sessions:
            if column.practitioner in (None, session.practitioner_id):
                address = f"{self.sessions}{session.pk}/"
                draw = partial(block_of, address, session, may_move=session.may_change)  # type: ignore[attr-defined]
                column.add(Span(session.starts_at, session.ends_at), draw)
                if proposed := session.proposed_starts_at:
                    ghost = partial(block_of, address, session, may_move=False, is_proposal=True)
                    column.add(Span(proposed, proposed + session.length), ghost)
        for member, kind, span in self._in_the_way:
            if column.practitioner in (None, member):
                column.add(span, partial(_busy, kind))

    def _rows_by_day(self) -> dict[date, list[Row]]:
        found: dict[date, list[Row]] = {}
        for session, row in zip(self._sessions, rows_of(self.viewer, self._sessions), strict=True):
            found.setdefault(localtime(session.starts_at).date(), []).append(row)
        return found


@prepared
def sessions_on_a_calendar(
    viewer: Viewer, whose: UUID | None, since: datetime, until: datetime
) -> QuerySet[Appointment]:
    """Everybody's, where nobody's in particular are asked for."""
    visible = Appointment.objects.visible_to(viewer).on_a_calendar(since, until)
    theirs = visible if whose is None else visible.filter(practitioner=whose)
    shown = theirs.select_related("service", "practitioner__user").noting_whether(viewer, "change")
    return shown.order_by("starts_at", "pk")


@prepared
def times_in_the_way(
    viewer: Viewer, members: list[UUID], since: datetime, until: datetime
) -> QuerySet[Any, tuple[UUID, str, datetime, datetime]]:
    seen = Exists(Appointment.objects.visible_to(viewer).filter(pk=OuterRef("appointment")))

    def stretches(rows: QuerySet[Any], kind: str) -> QuerySet[Any, Any]:
        there = rows.filter(calendar__member__in=members, starts_at__lt=until, ends_at__gt=since)
        said = there.annotate(kind=Value(kind, CharField()))
        found: QuerySet[Any, Any] = said.values_list("calendar__member", "kind", "starts_at", "ends_at")
        return found

    hidden = stretches(TakenTime.objects.filter(~seen), "busy")
    return hidden.union(stretches(OutsideTime.objects.all(), "outside"), all=True)


def _busy(kind: str) -> Block:
    words = _("Busy elsewhere") if kind == "outside" else _("Busy")
    return Block("", "", kind=kind, title=words, label=words)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
