"""The waiting list: whoever would like an earlier time is told when one becomes free."""

import uuid
from collections.abc import Collection
from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from heartwood.areas.appointments.letters import TimeFreed
from heartwood.areas.appointments.models.calendar import Calendar
from heartwood.areas.appointments.models.offer import Service
from heartwood.areas.clients.models import Client, PortalAccess
from heartwood.ground.access.guard import GuardedQuerySet, Private
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member
from heartwood.ground.audit.acting import act
from heartwood.ground.notifications.telling import tell, withdraw


class WaitingQuerySet(GuardedQuerySet["Waiting"]):
    def begin(
        self, viewer: Viewer, *, client: Client, service: Service, practitioner: Member, **days: date | None
    ) -> "Waiting":
        """Who waits for the same already goes on waiting, and keeps their place."""
        same = self.visible_to(viewer).still().filter(client=client, service=service, practitioner=practitioner)
        if already := same.first():
            return already
        waiting = self.model(client=client, service=service, practitioner=practitioner, **days)
        with act(viewer, "appointments.wait", waiting):
            waiting.save(force_insert=True)
        return waiting

    def still(self) -> Self:
        return self.filter(ended_at=None)

    def in_turn(self) -> Self:
        return self.order_by("since", "pk")

    def offer(
        self, service: Service, practitioner: Member, starts_at: datetime, left_by: Collection[uuid.UUID]
    ) -> None:
        """Inside an act: everybody who waits for such a time is told, whoever waits longest first; but for those
        clients who have just left it."""
        day = starts_at.astimezone(Calendar.objects.of(practitioner).zone).date()
        those = (
            self.as_system("a freed time is offered to those who wait for one")
            .still()
            .filter(service=service, practitioner=practitioner)
            .exclude(client__in=left_by)
            .filter(Q(from_on=None) | Q(from_on__lte=day), Q(until_on=None) | Q(until_on__gte=day))
        )
        for waiting in those.in_turn().select_related("client"):
            withdraw(about=waiting)
            for access in PortalAccess.objects.behind([waiting.client_id]):
                tell(Viewer.through_portal(access), about=waiting, letter=TimeFreed)


class Waiting(Private):
    """A client who waits for a time with a practitioner."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, models.CASCADE, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    practitioner = models.ForeignKey(Member, models.PROTECT, related_name="+")
    from_on = models.DateField(_("not before"), null=True, blank=True)
    until_on = models.DateField(_("not after"), null=True, blank=True)
    since = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[WaitingQuerySet] = WaitingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(from_on=None) | Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="waiting_ends_not_before_it_begins",
                violation_error_message=_("The last day must not be before the first."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.client_id} waits since {self.since:%Y-%m-%d}"

    def end(self, viewer: Viewer) -> None:
        if self.ended_at is None:
            with act(viewer, "appointments.stop_waiting", self):
                self.ended_at = now()
                self.save(update_fields=["ended_at"])
                withdraw(about=self)
