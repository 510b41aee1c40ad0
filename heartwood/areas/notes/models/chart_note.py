"""Time-stamped notes on the client record: a call, a letter, a thing to remember."""

import uuid
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from heartwood.areas.clients.models import Client, PortalAccess
from heartwood.areas.notes import letters
from heartwood.ground.access.guard import GuardedQuerySet, Private
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member
from heartwood.ground.audit.acting import act
from heartwood.ground.notifications.telling import tell, withdraw
from heartwood.ground.vault.fields import SealedTextField
from heartwood.ground.vault.reading import SealedQuerySet


class ChartNoteQuerySet(SealedQuerySet["ChartNote"], GuardedQuerySet["ChartNote"]):  # type: ignore[override]
    def write(self, viewer: Viewer, client: Client, body: str) -> "ChartNote":
        note = self.model(client=client, author=viewer.member, body=body)
        with act(viewer, "notes.write_chart", note):
            note.save(force_insert=True)
        return note

    def in_force(self) -> Self:
        """Without those that a later one has corrected."""
        return self.filter(correction=None)

    def latest_first(self) -> Self:
        return self.order_by("-at", "-pk")


class ChartNote(Private):
    """Its time is the server's. It is never changed: a correction is a note of its own, and what it corrects stays."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    author = models.ForeignKey(Member, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    body = SealedTextField(_("note"), holder="client", max_length=10_000)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="correction")
    shared_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = ChartNoteQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["client", "-at"], name="chart_note_by_client")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"

    @property
    def is_shared(self) -> bool:
        return self.shared_at is not None

    def correct(self, viewer: Viewer, body: str) -> "ChartNote":
        """Another note in its place; staff see what stood there before. Where it was shared, the corrected
        one is, and what it corrects no longer."""
        corrected = ChartNote(client=self.client, author=viewer.member, body=body, corrects=self)
        with act(viewer, "notes.correct_chart", self):
            corrected.save(force_insert=True)
            if self.is_shared:
                self.stop_sharing(viewer)
                corrected.share(viewer)
        return corrected

    def share(self, viewer: Viewer) -> None:
        if not self.is_shared:
            with act(viewer, "notes.share_chart", self):
                self.shared_at = now()
                self.save(update_fields=["shared_at"])
                for access in PortalAccess.objects.behind([self.client_id]):
                    tell(Viewer.through_portal(access), about=self, letter=letters.ChartNoteShared)

    def stop_sharing(self, viewer: Viewer) -> None:
        if self.is_shared:
            with act(viewer, "notes.stop_sharing_chart", self):
                self.shared_at = None
                self.save(update_fields=["shared_at"])
                withdraw(about=self)
