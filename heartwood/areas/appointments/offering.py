"""What a client may book, with whom, and when: free times in the client's words, and nothing of anybody else."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dateformat import format as in_words
from django.utils.timezone import now
from django.utils.translation import gettext as _

from heartwood.areas.appointments.free_times import free_times_for_clients
from heartwood.areas.appointments.models import Appointment, Calendar, Service
from heartwood.areas.appointments.models.offer import ServiceQuerySet
from heartwood.areas.appointments.reading import own_parts, price_in_words
from heartwood.areas.appointments.when import for_the_reader
from heartwood.areas.clients.models import AccessGrant, AccessGrantQuerySet
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member
from heartwood.kit.dates import clock, moment, zone_in_words

WEEK = timedelta(days=7)
FIRST_FEW = 4
SOON = timedelta(weeks=4)  # in which the first free times are looked for, before all of it is looked at
NEAREST = 5


@dataclass(frozen=True)
class Offer:
    """A service that a practitioner gives this client."""

    practitioner: Member
    service: Service

    @property
    def price(self) -> str:
        return price_in_words(self.service)

    @property
    def about_cancelling(self) -> str:
        return _("You can cancel free of charge until %(hours)s hours before it begins.") % {
            "hours": self.calendar.cancellation_hours
        }

    @property
    def is_at_a_place(self) -> bool:
        return self.service.place == Service.Place.IN_PERSON

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar.objects.of(self.practitioner)

    @property
    def zone(self) -> tzinfo:
        """In whose time it is offered: the place's, or the reader's."""
        if self.is_at_a_place:
            return ZoneInfo(self.service.organization.time_zone)
        return timezone.get_current_timezone()


def offers_to(viewer: Viewer) -> list[Offer]:
    """By practitioner, the primary one first: of those with access to the record, what they let clients book."""
    members = [grant.member for grant in _grants(viewer)]
    services = _offered_services().filter(practitioners__in=members).distinct().prefetch_related("practitioners")
    given = list(services)
    return [Offer(member, service) for member in members for service in given if member in service.practitioners.all()]


def offer_to(viewer: Viewer, member_pk: uuid.UUID, service_pk: uuid.UUID) -> Offer | None:
    grant = _grants(viewer).filter(member=member_pk).first()
    service = _offered_services().filter(pk=service_pk, practitioners=member_pk).first()
    return Offer(grant.member, service) if grant and service else None


def usual_offer(viewer: Viewer) -> Offer | None:
    """What they had last, with whom; else the first of what there is."""
    offers = offers_to(viewer)
    latest = own_parts(viewer).taking_place().latest_first()
    usual = latest.values_list("appointment__practitioner", "appointment__service").first()
    return next((each for each in offers if (each.practitioner.pk, each.service.pk) == usual), next(iter(offers), None))


def _grants(viewer: Viewer) -> AccessGrantQuerySet:
    at_work = {"member__left_at": None, "member__is_practitioner": True}
    grants: AccessGrantQuerySet = AccessGrant.objects.visible_to(viewer).filter(**at_work).by_name()
    return grants


def _offered_services() -> ServiceQuerySet:
    return Service.objects.offered_to_clients().select_related("organization").order_by("name", "pk")


@dataclass(frozen=True)
class FreeTime:
    """In words, in the zone in which it is offered."""

    at: datetime
    zone: tzinfo

    @property
    def iso(self) -> str:
        return self.at.astimezone(UTC).isoformat().replace("+00:00", "Z")

    @property
    def clock(self) -> str:
        with timezone.override(self.zone):
            return clock(self.at)

    @property
    def moment(self) -> str:
        with timezone.override(self.zone):
            return moment(self.at)

    @property
    def zone_in_words(self) -> str:
        return zone_in_words(str(self.zone))

    @property
    def for_them(self) -> str:
        """In the reader's own time, where the place has another."""
        return for_the_reader(self.at, self.zone)


@dataclass(frozen=True)
class Day:
    on: date
    times: list[FreeTime]

    @property
    def weekday(self) -> str:
        return in_words(self.on, "l")


class FreeTimes:
    """Of one offer: the first ones at once, and a week to leaf through. A session that is moved is not in its own
    way."""

    def __init__(self, offer: Offer, asked: str = "", *, moving: Appointment | None = None) -> None:
        self.offer = offer
        self.moving = moving
        self.today = self._day_of(now())
        self.monday = _monday_of(self._asked_day(asked))

    @property
    def zone_in_words(self) -> str:
        return zone_in_words(str(self.offer.zone))

    @cached_property
    def first_few(self) -> list[FreeTime]:
        return self._in_words(self._soon[:FIRST_FEW])

    @cached_property
    def days(self) -> list[Day]:
        """Of the week, each day from today on."""
        begins, ends = self._midnight(self.monday), self._midnight(self.monday + WEEK)
        times = self._soon if ends <= now() + SOON else self._between(begins, ends)
        by_day = {on: self._in_words(some) for on, some in groupby(times, self._day_of)}
        days = (self.monday + timedelta(days=number) for number in range(7))
        return [Day(on, by_day.get(on, [])) for on in days if on >= self.today]

    @property
    def has_any(self) -> bool:
        return any(day.times for day in self.days)

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def previous_week(self) -> date | None:
        return self.monday - WEEK if self.monday > _monday_of(self.today) else None

    @property
    def next_week(self) -> date | None:
        following = self.monday + WEEK
        return following if self._midnight(following) < self._end else None

    def nearest_to(self, wanted: datetime) -> list[FreeTime]:
        """What else is free around a time that is not."""
        around = self._between(wanted - 2 * WEEK, wanted + 2 * WEEK)
        nearest = sorted(around, key=lambda at: abs(at - wanted))[:NEAREST]
        return self._in_words(sorted(nearest)) or self.first_few

    @cached_property
    def _soon(self) -> list[datetime]:
        return self._between(now(), now() + SOON) or self._between(now(), self._end)

    @property
    def _end(self) -> datetime:
        return now() + timedelta(days=self.offer.calendar.horizon_days)

    def _between(self, since: datetime, until: datetime) -> list[datetime]:
        times = free_times_for_clients(self.offer.calendar, self.offer.service, since, until, moving=self.moving)
        return [at for at in times if self.moving is None or at != self.moving.starts_at]

    def _asked_day(self, asked: str) -> date:
        """The week that the address names, or that of the session, or of the first free time; never one that is
        over, and never one beyond what is offered."""
        try:
            day = date.fromisoformat(asked)
        except ValueError:
            day = self._day_of(self.moving.starts_at if self.moving else next(iter(self._soon), now()))
        return min(max(day, self.today), self._day_of(self._end))

    def _in_words(self, times: Iterable[datetime]) -> list[FreeTime]:
        return [FreeTime(at, self.offer.zone) for at in times]

    def _day_of(self, at: datetime) -> date:
        return at.astimezone(self.offer.zone).date()

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.offer.zone)


def _monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())
