"""Who comes."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from heartwood.areas.clients.models import Client
from heartwood.ground.access.guard import GuardedQuerySet, Private


class ParticipantQuerySet(GuardedQuerySet["Participant"]):
    def present(self) -> Self:
        return self.filter(left_at=None)


class Participant(Private):
    """A client in a session. Where there are several, each sees only themselves."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    appointment = models.ForeignKey("appointments.Appointment", models.CASCADE, related_name="participants")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()  # the lowest of those present is the primary one: no client sees which
    left_at = models.DateTimeField(null=True)

    objects: ClassVar[ParticipantQuerySet] = ParticipantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["place"]
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "client"], condition=Q(left_at=None), name="participant_once_per_session"
            )
        ]

    def __str__(self) -> str:
        return f"{self.client_id} in {self.appointment_id}"
