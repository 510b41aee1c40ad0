"""Calendars: whose time, or which room, can be booked; and what of it is taken."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from heartwood.areas.appointments.models.offer import Room
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member, validate_time_zone
from heartwood.ground.audit.acting import act

DAY_AND_HOUR_BEFORE = (24 * 60, 60)


def usual_reminders() -> list[int]:
    return list(DAY_AND_HOUR_BEFORE)


class CalendarQuerySet(models.QuerySet["Calendar"]):
    def of(self, practitioner: Member) -> "Calendar":
        """Theirs; made at first need, in their own time zone."""
        calendar, _made = self.get_or_create(member=practitioner, defaults={"time_zone": practitioner.user.time_zone})
        return calendar

    def of_team(self, practitioners: Collection[Member]) -> list["Calendar"]:
        """One for each, in their order; made at first need."""
        found = self.filter(member__in=practitioners).select_related("member__user")
        calendars = {calendar.member_id: calendar for calendar in found}
        return [calendars.get(member.pk) or self.of(member) for member in practitioners]

    def of_rooms(self, rooms: Collection[Room]) -> list["Calendar"]:
        """One for each, in their order; made at first need."""
        calendars = {calendar.room_id: calendar for calendar in self.filter(room__in=rooms).select_related("room")}
        return [calendars.get(room.pk) or self.get_or_create(room=room)[0] for room in rooms]

    def locked(self, *calendars: "Calendar") -> list["Calendar"]:
        """Inside a transaction: whoever else wants to book one of them waits, until this one is done. Always in the
        same order, so that two never wait for each other."""
        return list(self.select_for_update().filter(pk__in=[c.pk for c in calendars]).order_by("pk"))


class Calendar(models.Model):
    """What can be booked, one session at a time: a practitioner's hours, or a room. And on which terms."""

    id = models.BigAutoField(primary_key=True)  # a number, since the database compares it in a range
    member = models.OneToOneField(Member, models.PROTECT, null=True, related_name="calendar")
    room = models.OneToOneField(Room, models.PROTECT, null=True, related_name="+")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_time_zone])
    notice_minutes = models.PositiveIntegerField(
        _("shortest notice, in minutes"), default=24 * 60, validators=[MaxValueValidator(90 * 24 * 60)]
    )
    horizon_days = models.PositiveSmallIntegerField(
        _("how many days ahead"), default=60, validators=[MaxValueValidator(730)]
    )
    cancellation_hours = models.PositiveSmallIntegerField(
        _("free cancellation until, in hours before"), default=24, validators=[MaxValueValidator(30 * 24)]
    )
    break_minutes = models.PositiveSmallIntegerField(
        _("break between sessions"), default=0, choices=[(m, str(m)) for m in (0, 15, 30, 45, 60)]
    )
    step_minutes = models.PositiveSmallIntegerField(
        _("sessions begin every"), default=30, choices=[(m, str(m)) for m in (5, 10, 15, 20, 30, 60)]
    )
    reminders = models.JSONField(_("reminders, in minutes before"), default=usual_reminders, blank=True)
    video_link = models.URLField(_("video link"), max_length=500, blank=True)

    objects = CalendarQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(member=None, room__isnull=False) | Q(member__isnull=False, room=None),
                name="calendar_of_a_person_or_a_room",
            )
        ]

    def __str__(self) -> str:
        return str(self.member or self.room)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def set_terms(self, viewer: Viewer, **terms: Any) -> None:
        """On which terms it is booked from now on. Reminders of what is booked already stay where they are."""
        with act(viewer, "appointments.set_terms", self):
            for term, value in terms.items():
                setattr(self, term, value)
            self.save(update_fields=list(terms))

    def free_cancellation_until(self, starts_at: datetime) -> datetime:
        return starts_at - timedelta(hours=self.cancellation_hours)


class SpanQuerySet(models.QuerySet[Any]):
    def overlapping(self, starts_at: datetime, ends_at: datetime) -> Self:
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)

    def on(self, calendars: Collection[Calendar]) -> Self:
        return self.filter(calendar__in=calendars)


class TakenTime(models.Model):
    """A stretch of a calendar that a session takes, with what is kept free around it. Says nothing of whom.

    No two of one calendar overlap: the database itself refuses it (never_twice.py).
    """

    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="+")
    appointment = models.ForeignKey("appointments.Appointment", models.CASCADE, related_name="taken_times")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_proposed = models.BooleanField(default=False)  # a new time that the other side has yet to confirm

    objects = SpanQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="taken_time_has_length")]
        indexes = [models.Index(fields=["calendar", "ends_at"], name="taken_time_by_end")]

    def __str__(self) -> str:
        return f"{self.calendar_id}: {self.starts_at:%Y-%m-%d %H:%M}"


class OutsideTime(models.Model):
    """A stretch that is busy in a calendar kept elsewhere. Only when, never what."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = SpanQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["calendar", "ends_at"], name="outside_time_by_end")]

    def __str__(self) -> str:
        return f"{self.calendar_id}: {self.starts_at:%Y-%m-%d %H:%M}"
