"""Who comes, and when: by which the sessions of one client are found, however many they are."""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import OuterRef, Q
from django.utils.timezone import now

from heartwood.areas.appointments.models.offer import LONGEST_SESSION
from heartwood.areas.appointments.models.state import CALLED_OFF, OPEN, State
from heartwood.areas.clients.models import Client
from heartwood.ground.access.guard import GuardedQuerySet, Private
from heartwood.ground.access.viewer import Viewer
from heartwood.kit.prepared import prepared

if TYPE_CHECKING:
    from heartwood.areas.appointments.models.appointment import Appointment

SHOWN = ("service", "practitioner__user", "room", "organization", "booked_by")  # with a session, wherever it stands


class ParticipantQuerySet(GuardedQuerySet["Participant"]):
    def present(self) -> Self:
        return self.filter(left_at=None)

    def of_client(self, client_pk: uuid.UUID | OuterRef) -> Self:
        return self.present().filter(client=client_pk)

    def completed(self) -> Self:
        return self.filter(state=State.COMPLETED)

    def ahead(self, at: datetime | None = None) -> Self:
        """S1.D2: booked, and not begun."""
        return self.filter(state=State.BOOKED, starts_at__gt=at or now())

    def not_over(self, at: datetime) -> Self:
        """Booked or asked for, and their time has not passed."""
        return self.filter(state__in=OPEN, **ending_after(at))

    def over(self, at: datetime) -> Self:
        """Their time has passed, or they do not take place."""
        return self.exclude(state__in=OPEN, ends_at__gt=at)

    def taking_place(self) -> Self:
        return self.exclude(state__in=[*CALLED_OFF, State.REQUESTED])

    def soonest_first(self) -> Self:
        return self.order_by("starts_at", "pk")

    def latest_first(self) -> Self:
        return self.order_by("-starts_at", "-pk")

    def with_their_session(self) -> Self:
        """With what it shows. Whoever sees one who takes part sees the session."""
        return self.select_related(*(f"appointment__{part}" for part in SHOWN))

    def keep_time(self, appointment: "Appointment") -> None:
        """Inside an act, after it: when the session is, and what has become of it."""
        of_it = self.as_system("what becomes of a session is so for all who come").filter(appointment=appointment)
        of_it.update(**times_of(appointment))


def ending_after(moment: datetime) -> dict[str, datetime]:
    """What began longer ago than a session can be does not: indexes go by beginnings."""
    return {"starts_at__gt": moment - timedelta(minutes=LONGEST_SESSION), "ends_at__gt": moment}


def times_of(appointment: "Appointment") -> dict[str, Any]:
    return {"starts_at": appointment.starts_at, "ends_at": appointment.ends_at, "state": appointment.state}


class Participant(Private):
    """A client in a session. Where there are several, each sees only themselves."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    appointment = models.ForeignKey("appointments.Appointment", models.CASCADE, related_name="participants")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()  # the lowest of those present is the primary one: no client sees which
    left_at = models.DateTimeField(null=True)

    # As the session says; kept so by its verbs.
    starts_at = models.DateTimeField(editable=False)
    ends_at = models.DateTimeField(editable=False)
    state = models.CharField(max_length=14, choices=State.choices, editable=False)

    objects: ClassVar[ParticipantQuerySet] = ParticipantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["place"]
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "client"], condition=Q(left_at=None), name="participant_once_per_session"
            )
        ]
        indexes = [
            models.Index(fields=["client", "starts_at", "id"], condition=Q(left_at=None), name="participant_by_time"),
            models.Index(
                fields=["client", "state", "starts_at", "id"], condition=Q(left_at=None), name="participant_by_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} in {self.appointment_id}"


def seen_participants(viewer: Viewer) -> models.Prefetch:
    return models.Prefetch("participants", _seen(viewer), to_attr="seen_participants")


def fetch_who_comes(viewer: Viewer, sessions: Collection["Appointment"]) -> None:
    """The same, for sessions that were fetched already."""
    coming: dict[uuid.UUID, list[Participant]] = {session.pk: [] for session in sessions}
    for participant in who_comes(viewer, sorted(coming)) if coming else []:
        coming[participant.appointment_id].append(participant)
    for session in sessions:
        session.seen_participants = coming[session.pk]  # type: ignore[attr-defined]


@prepared
def who_comes(viewer: Viewer, appointments: list[uuid.UUID]) -> models.QuerySet[Participant]:
    return _seen(viewer).filter(appointment__in=appointments)


def _seen(viewer: Viewer) -> models.QuerySet[Participant]:
    visible = Participant.objects.visible_to(viewer).noting_whether(viewer, "see_summary")
    seen: models.QuerySet[Participant] = visible.present().select_related("client").order_by("place")
    return seen
