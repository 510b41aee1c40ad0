"""Reminders, which die or move with their session."""

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.timezone import now

if TYPE_CHECKING:
    from heartwood.areas.appointments.models.appointment import Appointment


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def due(self) -> Self:
        return self.filter(due_at__lte=now(), told_at=None)

    def take_due(self, appointment_pk: uuid.UUID) -> bool:
        """Yes to the first who asks; all that are due together are one reminder."""
        return bool(self.due().filter(appointment=appointment_pk).update(told_at=now()))

    def set_for(self, appointment: "Appointment") -> None:
        """Anew: what was set for another time is no more. A moment that has passed already reminds nobody."""
        self.filter(appointment=appointment).delete()
        moments = (appointment.starts_at - timedelta(minutes=before) for before in appointment.calendar.reminders)
        self.bulk_create(self.model(appointment=appointment, due_at=due) for due in moments if due > now())


class Reminder(models.Model):
    """At this moment the clients in the session are told of it once more."""

    appointment = models.ForeignKey("appointments.Appointment", models.CASCADE, related_name="reminders")
    due_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["due_at"], condition=models.Q(told_at=None), name="reminder_due")]

    def __str__(self) -> str:
        return f"{self.appointment_id} at {self.due_at:%Y-%m-%d %H:%M}"
