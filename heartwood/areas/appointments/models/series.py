"""Sessions that come again, every week or every few weeks, at the same hour of the practitioner's day."""

import uuid
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models, transaction
from django.utils.timezone import now

from heartwood.areas.appointments.kept_times import Taken
from heartwood.areas.appointments.models.appointment import Appointment
from heartwood.areas.appointments.models.calendar import Calendar
from heartwood.ground.access.viewer import Viewer

LONGEST_SERIES = 52  # sessions


class SomeTaken(Exception):
    """Some of the times of a series are somebody else's already. Nothing was booked."""

    def __init__(self, times: Collection[datetime]) -> None:
        super().__init__("Some of these times are taken.")
        self.times = list(times)


class SeriesQuerySet(models.QuerySet["Series"]):
    def book(self, viewer: Viewer, times: Collection[datetime], *, every_weeks: int, **facts: Any) -> list[Appointment]:
        """All of them or none. Raises SomeTaken, with those that are."""
        booked, taken = [], []
        with transaction.atomic():
            series = self.create(every_weeks=every_weeks)
            for starts_at in times:
                try:
                    with transaction.atomic():
                        booked.append(Appointment.objects.book(viewer, starts_at=starts_at, series=series, **facts))
                except Taken:
                    taken.append(starts_at)
            if taken:
                raise SomeTaken(taken)
        return booked


class Series(models.Model):
    """What was booked together. Each of its sessions goes its own way afterwards."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    every_weeks = models.PositiveSmallIntegerField(default=1)
    made_at = models.DateTimeField(default=now)

    objects = SeriesQuerySet.as_manager()

    def __str__(self) -> str:
        return f"every {self.every_weeks} weeks since {self.made_at:%Y-%m-%d}"

    def later_than(self, viewer: Viewer, appointment: Appointment) -> list[Appointment]:
        """This one and those after it that can still be changed, in their order."""
        of_it = Appointment.objects.allowed(viewer, "change").filter(series=self, starts_at__gte=appointment.starts_at)
        return list(of_it.filter(state__in=Appointment.OPEN).order_by("starts_at"))

    def move(self, viewer: Viewer, appointment: Appointment, starts_at: datetime, **facts: Any) -> int:
        """It and all later ones, by as much of the practitioner's clock. All or none: raises SomeTaken."""
        zone = appointment.calendar.zone
        further = _on_the_wall(starts_at, zone) - _on_the_wall(appointment.starts_at, zone)
        moved, taken = self.later_than(viewer, appointment), []
        with transaction.atomic():
            for each in reversed(moved) if further > timedelta(0) else moved:  # so that none is in another's way
                to = (_on_the_wall(each.starts_at, zone) + further).replace(tzinfo=zone).astimezone(UTC)
                try:
                    with transaction.atomic():
                        each.move(viewer, to, **facts)
                except Taken:
                    taken.append(to)
            if taken:
                raise SomeTaken(sorted(taken))
        return len(moved)

    def cancel(self, viewer: Viewer, appointment: Appointment, remark: str = "", *, is_late: bool = False) -> int:
        """It and all later ones. Only the first can be late."""
        cancelled = self.later_than(viewer, appointment)
        with transaction.atomic():
            for each in cancelled:
                each.cancel(viewer, remark, is_late=is_late and each == appointment)
        return len(cancelled)


def times_of_series(calendar: Calendar, first: datetime, every_weeks: int, number: int) -> list[datetime]:
    """The same o'clock in the practitioner's zone, also after clocks have changed."""
    here = first.astimezone(calendar.zone)
    return [(here + timedelta(weeks=every_weeks * place)).astimezone(UTC) for place in range(number)]


def _on_the_wall(moment: datetime, zone: ZoneInfo) -> datetime:
    """What a clock there shows, so that adding to it passes over changes of the clock."""
    return moment.astimezone(zone).replace(tzinfo=None)
