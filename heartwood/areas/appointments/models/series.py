"""Sessions that come again, every week or every few weeks, at the same hour of the practitioner's day."""

import uuid
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils.timezone import now

from heartwood.areas.appointments.models.appointment import Appointment, Taken
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


def times_of_series(calendar: Calendar, first: datetime, every_weeks: int, number: int) -> list[datetime]:
    """The same o'clock in the practitioner's zone, also after clocks have changed."""
    here = first.astimezone(calendar.zone)
    return [(here + timedelta(weeks=every_weeks * place)).astimezone(UTC) for place in range(number)]
