"""Notes of somebody's own, kept apart from the record: what HIPAA calls psychotherapy notes (45 CFR 164.501)."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.timezone import now

from heartwood.areas.appointments.models import Appointment
from heartwood.areas.clients.models import Client
from heartwood.ground.access.guard import GuardedQuerySet
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member
from heartwood.ground.audit.acting import act, go_on
from heartwood.ground.drafts.keeping import Kept
from heartwood.ground.vault.fields import SealedTextField
from heartwood.ground.vault.reading import SealedQuerySet


class PrivateNoteQuerySet(SealedQuerySet["PrivateNote"], GuardedQuerySet["PrivateNote"]):  # type: ignore[override]
    def begin(self, viewer: Viewer, client: Client, appointment: Appointment | None = None) -> "PrivateNote":
        """An empty one that waits already is taken up again."""
        if (empty := self.visible_to(viewer).filter(client=client, revision=0).first()) is not None:
            return empty
        note = self.model(client=client, appointment=appointment, author=viewer.member, body="")
        with act(viewer, "notes.begin_private", note):
            note.save(force_insert=True)
        return note


class PrivateNote(Kept):
    """Its author's alone, under a key of their own: no grant, no role and no sharing opens it to anybody else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    appointment = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(Member, models.PROTECT, related_name="+")
    body = SealedTextField(holder="author", max_length=100_000)
    written_at = models.DateTimeField(default=now)

    is_known_to_its_author_only: ClassVar[bool] = True  # nothing of it stands in anybody's log

    objects: ClassVar[Any] = PrivateNoteQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["author", "client", "-written_at"], name="private_note_by_author")]

    def __str__(self) -> str:
        return f"{self.pk}"

    def write(self, viewer: Viewer, body: str, revision: int) -> None:
        """Raises WrittenMeanwhile."""
        with self._locked(go_on(viewer, "notes.write_private", self)):
            self._keep(body, revision)

    def discard(self, viewer: Viewer) -> None:
        with act(viewer, "notes.discard_private", self):
            self.delete()
