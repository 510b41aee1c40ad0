"""What is being written: kept every few seconds, for its author alone, so that nothing is lost."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, ClassVar

from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.db.models import Max, Q, QuerySet
from django.utils.timezone import now
from django.utils.translation import ngettext

from heartwood.areas.appointments.models import Appointment
from heartwood.areas.clients.models import Client
from heartwood.areas.journals.models.entry import Entry, Words
from heartwood.areas.journals.models.image import MOST_IMAGES, EntryImage
from heartwood.ground.access.guard import GuardedQuerySet, Private
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import User
from heartwood.ground.audit.acting import act, go_on
from heartwood.ground.files.limits import Refused, insist_on_room
from heartwood.ground.files.models import taken_in
from heartwood.ground.vault.fields import SealedJSONField
from heartwood.ground.vault.reading import SealedQuerySet


class WrittenMeanwhile(Exception):
    """The same entry was written elsewhere since this page was opened. Neither text is lost."""

    def __init__(self, words: Words, version: str) -> None:
        super().__init__()
        self.words, self.version = words, version


class DraftQuerySet(SealedQuerySet["Draft"], GuardedQuerySet["Draft"]):  # type: ignore[override]
    def about_session(self, viewer: Viewer, appointment: Appointment) -> "Draft":
        """What they have begun to write about it, or a new one, which is kept once there is something in it."""
        begun: Draft | None = self.visible_to(viewer).filter(appointment=appointment, entry=None).first()
        draft = begun or self._new(viewer, appointment_id=appointment.pk)
        draft.appointment = appointment
        return draft

    def of_entry(self, viewer: Viewer, entry: Entry) -> "Draft":
        """How they have begun to change it, or a new one that begins with what stands there."""
        begun: Draft | None = self.visible_to(viewer).filter(entry=entry).first()
        draft = begun or self._new(viewer, appointment_id=entry.appointment_id)
        draft.entry, draft.appointment = entry, entry.appointment
        return draft

    def _new(self, viewer: Viewer, **facts: Any) -> "Draft":
        assert viewer.profile  # noqa: S101  entries are written in the portal
        return self.model(client_id=viewer.profile.client_id, author=viewer.user, kept_at=None, **facts)


class Draft(Private):
    """An entry that is being written, or changed. Nobody but its author learns that there is one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, models.CASCADE, null=True, related_name="drafts")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    content: Any = SealedJSONField(holder="author")
    kept_at: "models.DateTimeField[Any, datetime]" = models.DateTimeField()

    is_known_to_its_author_only: ClassVar[bool] = True

    objects: ClassVar[Any] = DraftQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["author", "client", "appointment"], condition=Q(entry=None), name="one_draft_per_session"
            ),
            models.UniqueConstraint(fields=["entry"], name="one_draft_per_entry"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    # Questions

    @property
    def is_kept(self) -> bool:
        return self.kept_at is not None

    @property
    def words(self) -> Words:
        if self.is_kept:
            return Words(**self.content)
        if self.entry:
            wants_to_share = self.entry.is_shared or self.entry.waits_for_notify
            return Words(self.entry.title, self.entry.body, wants_to_share)
        return Words()

    @property
    def version(self) -> str:
        if self.is_kept:
            return self.kept_at.isoformat()
        return self.entry.version if self.entry else ""

    def images(self, viewer: Viewer) -> QuerySet[EntryImage]:
        """Those of the entry, and those that were added since."""
        among = Q(draft=self.pk) | Q(entry=self.entry) if self.entry else Q(draft=self.pk)
        images: QuerySet[EntryImage] = EntryImage.objects.visible_to(viewer).filter(among)
        return images

    # Verbs

    def keep(self, viewer: Viewer, words: Words, version: str) -> None:
        """`version` is what the page began with. Raises WrittenMeanwhile."""
        if self._asdict(words) == self._asdict(self.words):
            return
        self._insist_on(version)
        self._keep(viewer, words)

    def add_images(self, viewer: Viewer, uploads: Sequence[UploadedFile]) -> None:
        """Raises Refused."""
        taken = self.images(viewer)
        if taken.count() + len(uploads) > MOST_IMAGES:
            raise Refused(
                ngettext("An entry has room for one image.", "An entry has room for %(most)s images.", MOST_IMAGES)
                % {"most": MOST_IMAGES}
            )
        if not self.is_kept:
            self._keep(viewer, self.words)
        place = (taken.aggregate(last=Max("place"))["last"] or 0) + 1
        images = [self._new_image(viewer, place + number) for number in range(len(uploads))]
        with taken_in(images, uploads), act(viewer, "journals.add_images", self):
            own = EntryImage.objects.as_system("how many images a person keeps").filter(author=self.author)
            insist_on_room(self.appointment.organization, own, images)
            for image in images:
                image.save(force_insert=True)
                image.prepare_soon()

    def finish(self, viewer: Viewer, words: Words, version: str) -> Entry:
        """*Save*. Raises WrittenMeanwhile."""
        if self._asdict(words) != self._asdict(self.words):
            self._insist_on(version)
        with act(viewer, "journals.finish_draft", self):
            entry = self._written(viewer, words)
            for image in self.images(viewer):
                image.say(viewer, words.captions.get(str(image.pk), image.caption))
                if image.entry_id is None:
                    image.move_into(viewer, entry.pk)
            if self.is_kept:
                self.delete()
        return entry

    def discard(self, viewer: Viewer) -> None:
        """For good, with the images that were added to it."""
        with act(viewer, "journals.discard_draft", self):
            for image in EntryImage.objects.allowed(viewer, "remove").filter(draft=self.pk):
                image.throw_away_parts()
            self.delete()

    # What verbs are made of

    def _written(self, viewer: Viewer, words: Words) -> Entry:
        if self.entry is None:
            entry: Entry = Entry.objects.write(viewer, self.appointment, words)
            return entry
        self.entry.edit(viewer, words)
        return self.entry

    def _keep(self, viewer: Viewer, words: Words) -> None:
        is_new = not self.is_kept
        with go_on(viewer, "journals.keep_draft", self):
            self.content, self.kept_at = self._asdict(words), now()
            if is_new:
                self.save(force_insert=True)
            else:
                self.save(update_fields=["content", "kept_at"])

    def _insist_on(self, version: str) -> None:
        """Where nothing stands yet, nothing can be lost."""
        if self.version not in (version, ""):
            raise WrittenMeanwhile(self.words, self.version)

    def _new_image(self, viewer: Viewer, place: int) -> EntryImage:
        return EntryImage(
            client_id=self.client_id,
            author=viewer.user,
            draft=self,
            organization_id=self.appointment.organization_id,
            caption="",
            place=place,
        )

    @staticmethod
    def _asdict(words: Words) -> dict[str, Any]:
        facts = asdict(words)
        facts["captions"] = {pk: caption for pk, caption in words.captions.items() if caption}
        return facts
