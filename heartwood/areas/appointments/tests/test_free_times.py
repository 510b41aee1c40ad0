"""When a service can begin: hours, holidays, what is taken, and clocks that change."""

from datetime import UTC, date, datetime, time, timedelta
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heartwood.areas.appointments.free_times import free_times, free_times_for_clients
from heartwood.areas.appointments.models import (
    Calendar,
    Holiday,
    OutsideTime,
    Room,
    SpecialHours,
    TakenTime,
    WeeklyHours,
)
from heartwood.areas.appointments.models.series import times_of_series
from heartwood.areas.appointments.tests.conftest import PORTLAND, Practice, at


def clocks(times: list[datetime], zone: ZoneInfo = PORTLAND) -> list[str]:
    return [f"{moment.astimezone(zone):%H:%M}" for moment in times]


def day_of(practice: Practice, day: int) -> list[str]:
    return clocks(free_times(practice.calendar, practice.service, at(day, "00:00"), at(day + 1, "00:00")))


def test_a_session_fits_into_the_hours_and_around_what_is_taken(practice: Practice) -> None:
    assert day_of(practice, 4) == ["09:00", "10:00", "11:00", "12:00", "13:00", "14:00", "15:00", "16:00"]

    practice.book(at(4, "11:00"))

    assert day_of(practice, 4) == ["09:00", "10:00", "12:00", "13:00", "14:00", "15:00", "16:00"]


def test_what_is_kept_free_and_the_break_between_sessions_count(practice: Practice) -> None:
    """S1.B8: a break of 0 to 60 minutes between sessions."""
    practice.calendar.break_minutes = 30
    practice.calendar.save()
    practice.book(at(4, "11:00"))

    assert day_of(practice, 4) == ["09:00", "13:00", "14:00", "15:00", "16:00"]


def test_special_hours_and_holidays_stand_instead_of_every_week(practice: Practice) -> None:
    SpecialHours.objects.create(
        calendar=practice.calendar, first_on=date(2031, 3, 4), last_on=date(2031, 3, 4), opens=time(18), closes=time(20)
    )
    SpecialHours.objects.create(calendar=practice.calendar, first_on=date(2031, 3, 5), last_on=date(2031, 3, 6))
    Holiday.objects.create(
        organization=practice.service.organization, name="Rest", first_on=date(2031, 3, 7), last_on=date(2031, 3, 7)
    )

    assert [day_of(practice, day) for day in (4, 5, 6, 7)] == [["18:00", "19:00"], [], [], []]


def test_a_service_may_have_hours_of_its_own(practice: Practice) -> None:
    """S0.B3: availability is set per service."""
    WeeklyHours.objects.create(
        calendar=practice.calendar, service=practice.service, weekday=1, opens=time(7), closes=time(9)
    )

    assert day_of(practice, 4) == ["07:00", "08:00"]
    assert day_of(practice, 5) == []


def test_what_is_busy_elsewhere_is_not_free(practice: Practice) -> None:
    """S0.B3: busy times of another calendar count against it."""
    OutsideTime.objects.create(calendar=practice.calendar, starts_at=at(4, "09:30"), ends_at=at(4, "13:10"))

    assert day_of(practice, 4) == ["14:00", "15:00", "16:00"]


def test_clients_are_offered_neither_too_soon_nor_too_far_ahead(practice: Practice) -> None:
    practice.calendar.horizon_days = 2
    practice.calendar.save()

    offered = free_times_for_clients(practice.calendar, practice.service, at(1, "00:00"), at(30, "00:00"))

    assert {moment.astimezone(PORTLAND).day for moment in offered} == {4}, "not Monday, and not Wednesday from 8:00 on"


def test_a_room_counts_too(practice: Practice) -> None:
    """Two practitioners who share one room: when it is full, the other has no free time either."""
    room = Room.objects.create(organization=practice.service.organization, name="Green room")
    practice.service.place = "in_person"
    practice.service.save()
    practice.service.rooms.add(room)
    practice.service.practitioners.add(practice.cast.workers["cole"])
    colleague = Calendar.objects.of(practice.cast.workers["cole"])
    colleague.weekly_hours.all().delete()
    colleague.time_zone, colleague.step_minutes = PORTLAND.key, 60
    colleague.save()
    WeeklyHours.objects.create(calendar=colleague, weekday=1, opens=time(9), closes=time(12))

    assert practice.book(at(4, "10:00")).room == room
    assert clocks(free_times(colleague, practice.service, at(4, "00:00"), at(5, "00:00"))) == ["09:00", "11:00"]


@pytest.mark.parametrize(
    ("zone", "changes"),
    [
        ("America/Los_Angeles", [date(2031, 3, 9), date(2031, 11, 2)]),
        ("Europe/Paris", [date(2031, 3, 30), date(2031, 10, 26)]),
        ("Australia/Lord_Howe", [date(2031, 4, 6), date(2031, 10, 5)]),
    ],
)
def test_hours_and_series_keep_their_local_hour_when_clocks_change(
    practice: Practice, zone: str, changes: list[date]
) -> None:
    """S0.B3, S2.D11: the time zone is part of availability. Lord Howe changes by half an hour."""
    calendar = practice.calendar
    calendar.time_zone = zone
    here = ZoneInfo(zone)
    for change in changes:
        monday = change - timedelta(days=change.weekday() + 7)
        first = datetime.combine(monday, time(9), here).astimezone(UTC)
        series = times_of_series(calendar, first, every_weeks=1, number=4)

        assert clocks(series, here) == ["09:00"] * 4
        assert len({moment.astimezone(here).utcoffset() for moment in series}) == 2, "the clocks changed in between"
        for start in series:
            offered = free_times(calendar, practice.service, start - timedelta(hours=9), start + timedelta(hours=9))
            assert clocks(offered, here)[0] == "09:00"
            assert start in offered


def test_four_weeks_cost_the_same_however_much_lies_behind(practice: Practice, capsys) -> None:
    """A constant number of queries with 10,000 sessions behind, and a few milliseconds."""

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            four_weeks(practice)
        return len(captured)

    before = queries()
    session = practice.book(at(4, "11:00"))
    TakenTime.objects.bulk_create(
        TakenTime(
            calendar=practice.calendar,
            appointment=session,
            starts_at=at(1, "08:00") - timedelta(hours=2 * number + 2),
            ends_at=at(1, "08:00") - timedelta(hours=2 * number + 1),
        )
        for number in reversed(range(10_000))
    )

    assert queries() == before <= 4
    took = sorted(cpu_milliseconds(practice) for _ in range(11))[5]
    with capsys.disabled():
        print(f"\nFour weeks of free times with 10,000 sessions behind: {took:.1f} ms of CPU")
    assert took <= 25


def four_weeks(practice: Practice) -> list[datetime]:
    return free_times(practice.calendar, practice.service, at(1, "00:00"), at(29, "00:00"))


def cpu_milliseconds(practice: Practice) -> float:
    began = process_time()
    assert four_weeks(practice)
    return (process_time() - began) * 1000
