"""Booking a session, and finding those that are booked."""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from heartwood.areas.appointments import last_and_next, letters
from heartwood.areas.appointments.kept_times import find_a_room, insist_that_it_is_offered, keep_time
from heartwood.areas.appointments.models.history import Step
from heartwood.areas.appointments.models.offer import Service
from heartwood.areas.appointments.models.participant import (
    SHOWN,
    Participant,
    ending_after,
    seen_participants,
    times_of,
)
from heartwood.areas.appointments.models.state import CALLED_OFF, State
from heartwood.areas.appointments.who_is_told import tell_practitioner
from heartwood.areas.clients.models import Client
from heartwood.ground.access.guard import GuardedQuerySet
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member
from heartwood.ground.audit.acting import act

if TYPE_CHECKING:
    from heartwood.areas.appointments.models.appointment import Appointment

A_DAY = timedelta(days=1)


class AppointmentQuerySet(GuardedQuerySet["Appointment"]):
    def book(
        self,
        viewer: Viewer,
        *,
        service: Service,
        practitioner: Member,
        starts_at: datetime,
        clients: Collection[Client],
        remark: str = "",
        **facts: Any,
    ) -> "Appointment":
        """Staff book, and clients too where the service says so; else a client asks, and the time is kept meanwhile.
        The first of the clients is the primary one, which no client ever sees.

        Raises Taken and NotOffered.
        """
        asks = viewer.profile is not None and not service.is_booked_directly
        appointment = self.model(
            organization=service.organization,
            service=service,
            practitioner=practitioner,
            starts_at=starts_at,
            ends_at=starts_at + facts.pop("length", service.length),
            place=facts.pop("place", service.place),
            state=State.REQUESTED if asks else State.BOOKED,
            booked_by=viewer.user,
            booked_by_client=viewer.profile is not None,
            **facts,
        )
        appointment.clients_concerned = [client.pk for client in clients]
        with act(viewer, "appointments.ask_for" if asks else "appointments.book", appointment):
            if viewer.profile:
                insist_that_it_is_offered(appointment, starts_at)
            find_a_room(appointment)
            appointment.save(force_insert=True)
            keep_time(appointment)
            _bring_together(appointment, clients)
            appointment.note_step(viewer, Step.What.ASKED_FOR if asks else Step.What.BOOKED, remark)
            tell_practitioner(appointment, viewer, letters.AskedFor if asks else letters.BookedWithYou)
            if not asks:
                appointment.remind_and_tell(letters.Booked)
        return appointment

    def pending(self, at: datetime | None = None) -> Self:
        """What waits for somebody's answer: sessions that were asked for, and new times that were proposed."""
        awaited = Q(state=State.BOOKED, starts_at__gt=at or now(), proposed_starts_at__isnull=False)
        return self.filter(Q(state=State.REQUESTED) | awaited)

    def upcoming(self, at: datetime | None = None) -> Self:
        return self.filter(state=State.BOOKED, **ending_after(at or now()))

    def awaiting_note_approval(self, at: datetime | None = None) -> Self:
        """Held: their time has passed, and their note is not approved."""
        return self.filter(state=State.BOOKED, ends_at__lte=at or now())

    def to_be_looked_back_on(self) -> Self:
        """They have ended within a day, at practices that then invite their clients to look back."""
        took_place = self.filter(
            state__in=[State.BOOKED, State.COMPLETED], ends_at__lte=now(), **ending_after(now() - A_DAY)
        )
        return took_place.filter(invited_to_look_back_at=None, organization__invites_at_the_end=True)

    def completed(self) -> Self:
        return self.filter(state=State.COMPLETED)

    def called_off(self) -> Self:
        return self.filter(state__in=CALLED_OFF)

    def taking_place(self) -> Self:
        return self.exclude(state__in=[*CALLED_OFF, State.REQUESTED])

    def between(self, since: datetime, until: datetime) -> Self:
        return self.filter(starts_at__lt=until, **ending_after(since))

    def on_a_calendar(self, since: datetime, until: datetime) -> Self:
        """What stands there between two moments: what was not called off, and new times that were proposed."""
        proposed = Q(proposed_starts_at__gte=since, proposed_starts_at__lt=until)
        gone = [state for state in CALLED_OFF if state != State.NO_SHOW]
        return self.filter(Q(starts_at__lt=until, **ending_after(since)) | proposed).exclude(state__in=gone)

    def of_client(self, client_pk: uuid.UUID) -> Self:
        present = Participant._base_manager.filter(client=client_pk, left_at=None)
        return self.filter(pk__in=present.values("appointment"))

    def of_clients(self, clients: models.QuerySet[Client]) -> Self:
        """With one of these, who must be visible to whoever asks."""
        present = Participant._base_manager.filter(client__in=clients.order_by().values("pk"), left_at=None)
        return self.filter(pk__in=present.values("appointment"))

    def with_its_people(self, viewer: Viewer) -> Self:
        """With what it shows, and with its participants whom this viewer may see."""
        return self.with_what_it_shows().prefetch_related(seen_participants(viewer))

    def with_what_it_shows(self) -> Self:
        return self.select_related(*SHOWN)


def _bring_together(appointment: "Appointment", clients: Collection[Client]) -> None:
    Participant.objects.bulk_create(
        Participant(appointment=appointment, client=client, place=place, **times_of(appointment))
        for place, client in enumerate(clients)
    )
    last_and_next.keep(appointment.clients_concerned)
