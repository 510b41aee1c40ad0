"""Mails about sessions to people who have no page of them."""

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.timezone import now

from heartwood.areas.appointments import posting
from heartwood.areas.clients.models import Client
from heartwood.ground.accounts.models import User
from heartwood.ground.notifications.letters import LETTERS, Letter

if TYPE_CHECKING:
    from heartwood.areas.appointments.models.appointment import Appointment


class MailingQuerySet(models.QuerySet["Mailing"]):
    def write(
        self, appointment: "Appointment", client_pk: uuid.UUID, letter: type[Letter], to: User | None = None
    ) -> None:
        """Inside an act: with it there is the mailing and the job that posts it, or neither."""
        mailing = self.create(appointment=appointment, client_id=client_pk, person=to, kind=letter.kind)
        posting.post.enqueue(str(mailing.pk))

    def withdraw(self, appointment: "Appointment", client_pk: uuid.UUID | None = None) -> None:
        """What has not left yet does not leave."""
        living = self.filter(appointment=appointment, sent_at=None, died_at=None)
        (living.filter(client=client_pk) if client_pk else living).update(died_at=now())

    def with_its_session(self) -> Self:
        return self.select_related("person", "client__organization", "appointment__organization")


class Mailing(models.Model):
    """To a client without a login, or to somebody who was taken out of a session: what a notice is to all others. Holds
    ids and a kind, no words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    appointment = models.ForeignKey("appointments.Appointment", models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, models.CASCADE, related_name="+")
    person = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")  # none: to the record's e-mail
    kind = models.CharField(max_length=60)
    created_at = models.DateTimeField(default=now)
    sent_at = models.DateTimeField(null=True)
    died_at = models.DateTimeField(null=True)

    objects = MailingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["appointment"], condition=models.Q(sent_at=None, died_at=None), name="mailing_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def letter(self) -> type[Letter]:
        return LETTERS[self.kind]

    @property
    def email(self) -> str:
        """As it is when the mail leaves."""
        return self.person.email if self.person else self.client.email

    @property
    def is_news(self) -> bool:
        waits = self.sent_at is None and self.died_at is None
        return waits and bool(self.email) and self.letter.is_news(self.appointment)
