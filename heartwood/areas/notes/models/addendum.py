"""What is added to an approved note, since the note itself is never changed."""

import hashlib
import uuid
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from heartwood.areas.clients.models import Client
from heartwood.areas.notes.models.session_note import NotPossible, SessionNote
from heartwood.ground.access.guard import GuardedQuerySet
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member
from heartwood.ground.audit.acting import act, go_on
from heartwood.ground.drafts.keeping import Kept
from heartwood.ground.vault.fields import SealedTextField
from heartwood.ground.vault.reading import SealedQuerySet


class AddendumQuerySet(SealedQuerySet["Addendum"], GuardedQuerySet["Addendum"]):  # type: ignore[override]
    def begin(self, viewer: Viewer, note: SessionNote) -> "Addendum":
        """One at a time: another is begun only when the one before is signed. Raises NotPossible."""
        unsigned = Addendum._base_manager.filter(note=note, signed_at=None).first()
        if unsigned and unsigned.author_id == (viewer.member.pk if viewer.member else None):
            return unsigned
        if unsigned or not note.is_approved or note.is_entered_in_error:
            raise NotPossible
        addendum = self.model(note=note, client=note.client, author=viewer.member, body="")
        with act(viewer, "notes.begin_addendum", addendum):
            addendum.save(force_insert=True)
        return addendum

    def signed(self) -> Self:
        return self.exclude(signed_at=None)


class Addendum(Kept):
    """Its author's until it is signed; then it stands below the note, with its own author and time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    note = models.ForeignKey(SessionNote, models.PROTECT, related_name="addenda")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    author = models.ForeignKey(Member, models.PROTECT, related_name="+")
    body = SealedTextField(holder="client", max_length=20_000)
    begun_at = models.DateTimeField(default=now)
    signed_at = models.DateTimeField(null=True)
    fingerprint = models.CharField(max_length=64, blank=True)  # chained to the one before, or to the note's

    objects: ClassVar[Any] = AddendumQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["begun_at"]
        constraints = [
            models.UniqueConstraint(fields=["note"], condition=Q(signed_at=None), name="one_unsigned_addendum")
        ]

    def __str__(self) -> str:
        return f"to {self.note_id}"

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None

    @property
    def is_verified(self) -> bool:
        return self.is_signed and self.fingerprint == self._fingerprint()

    @property
    def is_known_to_its_author_only(self) -> bool:
        return not self.is_signed

    def write(self, viewer: Viewer, body: str, revision: int) -> None:
        """Raises WrittenMeanwhile, NotPossible."""
        with self._locked(go_on(viewer, "notes.write_addendum", self)):
            self._insist_that_it_is_unsigned()
            self._keep(body, revision)

    def sign(self, viewer: Viewer) -> None:
        """Locked. Raises NotPossible where it is empty or signed already."""
        with self._locked(act(viewer, "notes.sign_addendum", self.note)):
            self._insist_that_it_is_unsigned()
            if not self.body.strip():
                raise NotPossible
            self.signed_at = now()
            self.fingerprint = self._fingerprint()
            self.save(update_fields=["signed_at", "fingerprint"])

    def discard(self, viewer: Viewer) -> None:
        """Raises NotPossible."""
        with self._locked(act(viewer, "notes.discard_addendum", self)):
            self._insist_that_it_is_unsigned()
            self.delete()

    def _insist_that_it_is_unsigned(self) -> None:
        if self.is_signed:
            raise NotPossible

    def _fingerprint(self) -> str:
        earlier = Addendum._base_manager.filter(note=self.note_id, signed_at__lt=self.signed_at).order_by("-signed_at")
        before = earlier.values_list("fingerprint", flat=True).first() or self.note.fingerprint
        assert self.signed_at  # noqa: S101
        signed = f"{before} {self.pk} {self.author_id} {self.signed_at.timestamp():.6f} {self.body}"
        return hashlib.sha256(signed.encode()).hexdigest()
