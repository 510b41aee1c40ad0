"""When a service can begin: inside the hours, outside everything that is taken.

Everything is fetched in a constant number of queries, however many sessions a calendar holds; the rest is arithmetic
on moments in UTC.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import CharField, F, Q, QuerySet, TimeField, UUIDField, Value
from django.utils.timezone import now

from heartwood.areas.appointments.models.calendar import Calendar, OutsideTime, TakenTime
from heartwood.areas.appointments.models.hours import Holiday, SpecialHours, WeeklyHours
from heartwood.areas.appointments.models.offer import Service
from heartwood.ground.accounts.models import Member
from heartwood.kit.prepared import prepared

if TYPE_CHECKING:
    from heartwood.areas.appointments.models.appointment import Appointment

DAY = timedelta(days=1)
STRETCH = ("calendar", "starts_at", "ends_at")


class OClocks(NamedTuple):
    opens: time
    closes: time


@dataclass(frozen=True, order=True)
class Span:
    starts_at: datetime
    ends_at: datetime


def free_times(
    calendar: Calendar, service: Service, since: datetime, until: datetime, *, moving: "Appointment | None" = None
) -> list[datetime]:
    """When the service can begin with this practitioner, from `since` and before `until`. A session that is to be moved
    is not in its own way."""
    length = service.length
    before = timedelta(minutes=service.buffer_before)
    after = timedelta(minutes=service.buffer_after + calendar.break_minutes)
    rooms = rooms_for(service)
    taken = _taken([calendar, *rooms], since - before, until + length + after, moving)
    return [
        start
        for span in open_spans(calendar, service, since, until)
        for start in _starts(span, length, timedelta(minutes=calendar.step_minutes))
        if since <= start < until
        and taken[calendar.pk].leaves_free(start - before, start + length + after)
        and (not rooms or any(taken[room.pk].leaves_free(start - before, start + length + after) for room in rooms))
    ]


def free_times_for_clients(
    calendar: Calendar, service: Service, since: datetime, until: datetime, *, moving: "Appointment | None" = None
) -> list[datetime]:
    """Those that leave the practitioner the notice they ask for, and are not too far ahead."""
    soonest = max(since, now() + timedelta(minutes=calendar.notice_minutes))
    latest = min(until, now() + timedelta(days=calendar.horizon_days))
    return free_times(calendar, service, soonest, latest, moving=moving) if soonest < latest else []


def rooms_for(service: Service) -> list[Calendar]:
    """The rooms in which it can be held. None: it needs none."""
    if service.place != Service.Place.IN_PERSON:
        return []
    return Calendar.objects.of_rooms(service.rooms.filter(retired_at=None).order_by("name", "pk"))


# When somebody receives -------------------------------------------------------------------------------------------


def open_spans(calendar: Calendar, service: Service, since: datetime, until: datetime) -> list[Span]:
    """The practitioner's hours for this service between two moments, as moments."""
    first, last = (moment.astimezone(calendar.zone).date() for moment in (since, until))
    special = _special(calendar, service, first, last)
    weekly = _weekly(calendar, service)
    return sorted(
        Span(_moment(day, hours.opens, calendar.zone), _moment(day, hours.closes, calendar.zone))
        for day in _days(first, last)
        for hours in [each for each in special if each.covers(day)] or weekly[day.weekday()]
        if hours.opens and hours.closes and not any(each.is_holiday and each.covers(day) for each in special)
    )


class Special(NamedTuple):
    """Days that are not like every week: of the practitioner, or holidays of all."""

    first_on: date
    last_on: date
    opens: time | None
    closes: time | None
    is_holiday: bool

    def covers(self, day: date) -> bool:
        return self.first_on <= day <= self.last_on


def _special(calendar: Calendar, service: Service, first: date, last: date) -> list[Special]:
    near = {"first_on__lte": last, "last_on__gte": first}
    holidays = Holiday.objects.filter(organization=service.organization_id, **near)
    return [Special(*row) for row in _special_rows(calendar.special_hours.filter(**near), holidays)]


def usual_spans(team: Collection[Member], since: datetime, until: datetime) -> dict[UUID, list[Span]]:
    """The hours of several practitioners of one organization, whatever the service: what a calendar shows as open. In
    two queries, however many they are."""
    zones: dict[UUID, ZoneInfo] = {}
    weekly: dict[tuple[UUID, int], list[OClocks]] = defaultdict(list)
    members = [member.pk for member in team]
    for member, zone, weekday, *clocks in weekly_hours_of(members):
        zones[member] = ZoneInfo(zone)
        weekly[member, weekday].append(OClocks(*clocks))
    special: dict[UUID | None, list[Special]] = defaultdict(list)
    organizations = sorted({member.organization_id for member in team})
    near = (since - DAY).date(), (until + DAY).date()
    for member, zone, *facts in special_hours_of(members, organizations, *near):
        special[member].append(Special(*facts))
        if member:
            zones[member] = ZoneInfo(zone)
    found: dict[UUID, list[Span]] = defaultdict(list)
    for member, zone in zones.items():
        first, last = (moment.astimezone(zone).date() for moment in (since, until))
        for day in _days(first, last):
            unlike = [each for each in special[member] if each.covers(day)]
            is_off = any(holiday.covers(day) for holiday in special[None])
            for each in [] if is_off else unlike or weekly[member, day.weekday()]:
                if each.opens and each.closes:
                    found[member].append(Span(_moment(day, each.opens, zone), _moment(day, each.closes, zone)))
    return found


@prepared
def weekly_hours_of(members: list[UUID]) -> QuerySet[WeeklyHours, Any]:
    names = ("calendar__member", "calendar__time_zone", "weekday", "opens", "closes")
    return WeeklyHours.objects.filter(calendar__member__in=members).values_list(*names)


@prepared
def special_hours_of(members: list[UUID], organizations: list[UUID], first: date, last: date) -> QuerySet[Any, Any]:
    """With whose they are, and in which zone; holidays are nobody's."""
    near = {"first_on__lte": last, "last_on__gte": first}
    own = SpecialHours.objects.filter(calendar__member__in=members, **near)
    theirs = own.annotate(whose=F("calendar__member"), zone=F("calendar__time_zone"))
    holidays = Holiday.objects.filter(organization__in=organizations, **near)
    nobodys = holidays.annotate(whose=Value(None, UUIDField()), zone=Value("", CharField()))
    return _special_rows(theirs, nobodys, "whose", "zone")


def _special_rows(own: QuerySet[Any], holidays: QuerySet[Any], *besides: str) -> QuerySet[Any, Any]:
    """In one query."""
    none = Value(None, TimeField())
    days_off = holidays.order_by().annotate(opens=none, closes=none, is_holiday=Value(True))
    special = own.order_by().annotate(is_holiday=Value(False)).values_list(*besides, *Special._fields)
    both: QuerySet[Any, Any] = special.union(days_off.values_list(*besides, *Special._fields), all=True)
    return both


def _weekly(calendar: Calendar, service: Service) -> dict[int, list[WeeklyHours]]:
    """Of every day of the week: those of this service where it has any, else those for all."""
    hours = list(calendar.weekly_hours.filter(Q(service=service) | Q(service=None)))
    days: dict[int, list[WeeklyHours]] = defaultdict(list)
    for each in [each for each in hours if each.service_id] or hours:
        days[each.weekday].append(each)
    return days


def _days(first: date, last: date) -> Iterator[date]:
    return (first + DAY * number for number in range((last - first).days + 1))


def _moment(day: date, clock: time, zone: tzinfo) -> datetime:
    """That o'clock there. In the hour that a clock change leaves out, the same while after midnight."""
    return datetime.combine(day, clock, zone).astimezone(UTC)


def _starts(span: Span, length: timedelta, step: timedelta) -> Iterator[datetime]:
    start = span.starts_at
    while start + length <= span.ends_at:
        yield start
        start += step


# What is taken ----------------------------------------------------------------------------------------------------


class Taken:
    """The stretches of one calendar that are not free."""

    def __init__(self) -> None:
        self.ends: list[datetime] = []
        self.spans: list[Span] = []

    def fill(self, spans: Iterable[Span]) -> "Taken":
        """Stretches that touch or overlap become one."""
        for span in sorted(spans):
            if self.spans and span.starts_at <= self.spans[-1].ends_at:
                longer = max(self.spans[-1].ends_at, span.ends_at)
                self.spans[-1] = Span(self.spans[-1].starts_at, longer)
            else:
                self.spans.append(span)
        self.ends = [span.ends_at for span in self.spans]
        return self

    def leaves_free(self, starts_at: datetime, ends_at: datetime) -> bool:
        following = bisect_right(self.ends, starts_at)
        return following == len(self.spans) or self.spans[following].starts_at >= ends_at


def _taken(
    calendars: Collection[Calendar], since: datetime, until: datetime, moving: "Appointment | None"
) -> dict[int, Taken]:
    sessions = TakenTime.objects.on(calendars).overlapping(since, until)
    if moving:
        sessions = sessions.exclude(appointment=moving)
    elsewhere = OutsideTime.objects.on(calendars).overlapping(since, until)
    spans: dict[int, list[Span]] = {calendar.pk: [] for calendar in calendars}
    both = sessions.values_list(*STRETCH).union(elsewhere.values_list(*STRETCH), all=True)
    for calendar, starts_at, ends_at in both:
        spans[calendar].append(Span(starts_at, ends_at))
    return {calendar: Taken().fill(found) for calendar, found in spans.items()}
