import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.timezone import now

from heartwood.areas.clients.models import Client
from heartwood.ground.access.guard import GuardedQuerySet, Private
from heartwood.ground.accounts.models import Member
from heartwood.ground.vault.fields import SealedTextField
from heartwood.ground.vault.reading import SealedQuerySet


class AcknowledgementQuerySet(SealedQuerySet["Acknowledgement"], GuardedQuerySet["Acknowledgement"]):  # type: ignore[override]
    """Opens the keys of a list in one query."""


class Acknowledgement(Private):
    """A few words from a practitioner who has read an entry."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey("journals.Entry", models.CASCADE, related_name="acknowledgements")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    message = SealedTextField(holder="client")
    at = models.DateTimeField(default=now)

    objects: ClassVar[Any] = AcknowledgementQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)
