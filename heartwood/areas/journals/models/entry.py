"""Something a client wrote about a session. Theirs alone until they share it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now

from heartwood.areas.appointments.models import Appointment
from heartwood.areas.clients.models import Client, PortalAccess
from heartwood.areas.journals.letters import EntryAcknowledged, EntryShared
from heartwood.areas.journals.models.acknowledgement import Acknowledgement
from heartwood.ground.access.guard import GuardedQuerySet, Private
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import User
from heartwood.ground.audit.acting import act
from heartwood.ground.notifications.telling import tell, withdraw
from heartwood.ground.vault.fields import SealedTextField
from heartwood.ground.vault.reading import SealedQuerySet


@dataclass(frozen=True)
class Words:
    """What somebody types on the page where entries are written."""

    title: str = ""
    body: str = ""
    wants_to_share: bool = False
    captions: Mapping[str, str] = field(default_factory=dict)  # by the id of the image


class EntryQuerySet(SealedQuerySet["Entry"], GuardedQuerySet["Entry"]):  # type: ignore[override]
    def write(self, viewer: Viewer, appointment: Appointment, words: Words, **facts: Any) -> "Entry":
        """It is private. Whoever wants to share it is asked once more, before anybody is told."""
        assert viewer.profile  # noqa: S101  entries are written in the portal
        entry = self.model(
            client_id=viewer.profile.client_id,
            appointment=appointment,
            author=viewer.user,
            title=words.title,
            body=words.body,
            share_chosen_at=now() if words.wants_to_share else None,
            **facts,
        )
        with act(viewer, "journals.write", entry):
            entry.save(force_insert=True)
        return entry

    def shared(self) -> Self:
        return self.exclude(shared_at=None)

    def kept_private(self) -> Self:
        return self.filter(shared_at=None)

    def about(self, appointment_pk: uuid.UUID) -> Self:
        return self.filter(appointment=appointment_pk)

    def unread(self) -> Self:
        """What their practitioner has not read yet, or not since it was shared or changed."""
        return self.filter(Q(read_at=None) | Q(read_at__lt=F("shared_at")) | Q(read_at__lt=F("edited_at")))

    def with_its_session(self) -> Self:
        return self.select_related(
            "appointment__practitioner__user", "appointment__service", "appointment__organization", "author", "client"
        )


class Entry(Private):
    """An entry of a client's journal, about one of their sessions. Sealed for the login that wrote it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    title = SealedTextField(holder="author")
    body = SealedTextField(holder="author")
    written_at = models.DateTimeField(default=now)
    edited_at = models.DateTimeField(null=True)
    share_chosen_at = models.DateTimeField(null=True)  # they want to share it, and have not yet said *Notify*
    shared_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)  # last, by the session's practitioner

    objects: ClassVar[Any] = EntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["author", "client", "-written_at", "id"], name="entry_by_author"),
            models.Index(fields=["appointment"], condition=Q(shared_at__isnull=False), name="entry_shared_of_session"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(shared_at=None) | Q(share_chosen_at=None), name="entry_is_shared_or_to_be_shared"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    # Questions

    @property
    def is_shared(self) -> bool:
        return self.shared_at is not None

    @property
    def is_known_to_its_author_only(self) -> bool:
        """While it is private, nothing that is done with it stands in anybody's log."""
        return not self.is_shared

    @property
    def waits_for_notify(self) -> bool:
        return self.share_chosen_at is not None

    @property
    def is_unread(self) -> bool:
        changes = [when for when in (self.shared_at, self.edited_at) if when]
        return self.read_at is None or any(self.read_at < when for when in changes)

    @property
    def practitioner(self) -> str:
        """Who reads it once it is shared."""
        return self.appointment.practitioner.user.name

    @property
    def text(self) -> str:
        """All of it, for searching."""
        return f"{self.title}\n{self.body}"

    @property
    def version(self) -> str:
        """Differs after every change of its words."""
        return (self.edited_at or self.written_at).isoformat()

    # Verbs

    def edit(self, viewer: Viewer, words: Words) -> None:
        """Who reads it sees that it was edited; nobody is told a second time."""
        with act(viewer, "journals.edit", self):
            if (words.title, words.body) != (self.title, self.body):
                self.title, self.body, self.edited_at = words.title, words.body, now()
                self.save(update_fields=["title", "body", "edited_at"])
            if words.wants_to_share:
                self._choose_to_share()
            elif self.is_shared or self.waits_for_notify:
                self.keep_private(viewer)

    def share(self, viewer: Viewer) -> None:
        """*Notify*: from now on the session's practitioner reads it, and is told that something waits."""
        if self.is_shared:
            return
        self.shared_at, self.share_chosen_at = now(), None
        with act(viewer, "journals.share", self):
            self.save(update_fields=["shared_at", "share_chosen_at"])
            tell(Viewer.in_office(self.appointment.practitioner), about=self, letter=EntryShared)

    def keep_private(self, viewer: Viewer) -> None:
        """From their practitioner's next click on it is not there any more."""
        if not self.is_shared and not self.waits_for_notify:
            return
        with act(viewer, "journals.keep_private", self):
            self.shared_at = self.share_chosen_at = None
            self.save(update_fields=["shared_at", "share_chosen_at"])
            withdraw(about=self, person=self.appointment.practitioner.user)

    def remove(self, viewer: Viewer) -> None:
        """For good, with its images and what was begun of it anew."""
        with act(viewer, "journals.remove", self):
            withdraw(about=self)
            for image in self.images.allowed(viewer, "remove"):
                image.throw_away_parts()
            for draft in self.drafts.allowed(viewer, "discard"):
                draft.discard(viewer)
            self.delete()

    def note_reading(self, viewer: Viewer) -> None:
        """Its practitioner reads it; the client sees that."""
        if self.is_unread:
            with act(viewer, "journals.read", self):
                self.read_at = now()
                self.save(update_fields=["read_at"])

    def acknowledge(self, viewer: Viewer, message: str) -> None:
        """A few words from their practitioner, which stay with the entry. Its author is told."""
        with act(viewer, "journals.acknowledge", self):
            Acknowledgement(entry=self, client_id=self.client_id, member=viewer.member, message=message).save()
            for profile in PortalAccess.objects.of(self.author).filter(client=self.client_id).select_related("user"):
                tell(Viewer.through_portal(profile), about=self, letter=EntryAcknowledged)

    def _choose_to_share(self) -> None:
        if not self.is_shared:
            self.share_chosen_at = now()
            self.save(update_fields=["share_chosen_at"])
