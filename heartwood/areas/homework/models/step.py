import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.timezone import now

from heartwood.areas.clients.models import Client
from heartwood.ground.access.guard import GuardedQuerySet, Private
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.audit.acting import go_on
from heartwood.ground.vault.fields import SealedTextField
from heartwood.ground.vault.reading import SealedQuerySet


class StepQuerySet(SealedQuerySet["Step"], GuardedQuerySet["Step"]):  # type: ignore[override]
    """Opens the keys of a list in one query."""


class Step(Private):
    """One thing to do of several. The client ticks it, and their practitioner sees that."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    homework = models.ForeignKey("homework.Homework", models.CASCADE, related_name="steps")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    words = SealedTextField(holder="client")
    ticked_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = StepQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["place"]
        constraints = [models.UniqueConstraint(fields=["homework", "place"], name="step_in_its_place")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_ticked(self) -> bool:
        return self.ticked_at is not None

    def tick(self, viewer: Viewer) -> None:
        """Raises NotPossible."""
        with self.homework.going_on(go_on(viewer, "homework.tick", self.homework)):
            self.ticked_at = self.ticked_at or now()
            self.save(update_fields=["ticked_at"])

    def untick(self, viewer: Viewer) -> None:
        """Raises NotPossible."""
        with self.homework.going_on(go_on(viewer, "homework.untick", self.homework)):
            self.ticked_at = None
            self.save(update_fields=["ticked_at"])
