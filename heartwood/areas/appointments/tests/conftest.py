"""Thea's hours and services, and a Monday on which all of this happens."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from heartwood.areas.appointments.models import Appointment, Calendar, Service, WeeklyHours
from heartwood.cast.building import Cast
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member
from tests.everyone import Person

PORTLAND = ZoneInfo("America/Los_Angeles")
MONDAY = datetime(2031, 3, 3, 8, 0, tzinfo=PORTLAND)  # clocks change on Sunday the 9th


def at(day: int, clock: str) -> datetime:
    """That day of March 2031, that o'clock in Portland."""
    return datetime.combine(datetime(2031, 3, day).date(), time.fromisoformat(clock), PORTLAND).astimezone(UTC)


@pytest.fixture
def monday(cast: Cast) -> Iterator[None]:
    """Kit is still a minor then."""
    cast.clients["kit"].change(Viewer.in_office(cast.workers["cole"]), born_on=date(2016, 3, 14))
    with time_machine.travel(MONDAY, tick=False):
        yield


@dataclass
class Practice:
    """What Willow offers, for tests that say in one line what they book."""

    cast: Cast
    thea: Person
    service: Service
    calendar: Calendar

    @property
    def practitioner(self) -> Member:
        return self.cast.workers["thea"]

    def book(self, starts_at: datetime, *clients: str, by: Person | None = None, **facts: object) -> Appointment:
        return Appointment.objects.book(
            (by or self.thea).viewer,
            service=facts.pop("service", self.service),
            practitioner=self.practitioner,
            starts_at=starts_at,
            clients=[self.cast.clients[key] for key in clients or ("clara",)],
            **facts,
        )


@pytest.fixture
def practice(monday: None, cast: Cast, thea: Person) -> Practice:
    """Thea receives on weekdays from nine to five; a session is fifty minutes, and ten are kept free after it."""
    member = cast.workers["thea"]
    service = Service.objects.create(
        organization=member.organization, name="Fifty minutes", minutes=50, buffer_after=10, place="phone"
    )
    service.practitioners.add(member)
    calendar = Calendar.objects.of(member)
    calendar.step_minutes, calendar.time_zone = 60, PORTLAND.key
    calendar.notice_minutes = int(timedelta(hours=24).total_seconds() // 60)
    calendar.save()
    WeeklyHours.objects.filter(calendar=calendar).delete()
    WeeklyHours.objects.bulk_create(
        WeeklyHours(calendar=calendar, weekday=weekday, opens=time(9), closes=time(17)) for weekday in range(5)
    )
    return Practice(cast, thea, service, calendar)


@contextmanager
def when_it_is(moment: datetime, person: Person) -> Iterator[None]:
    """Whoever comes so much later signs in anew."""
    with time_machine.travel(moment, tick=False):
        person.browser.force_login(person.user)
        yield
