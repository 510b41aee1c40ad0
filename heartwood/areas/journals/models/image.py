import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from heartwood.areas.clients.models import Client
from heartwood.ground.access.guard import GuardedQuerySet, Private
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import User
from heartwood.ground.audit.acting import act
from heartwood.ground.files.models import SealedFile
from heartwood.ground.vault.fields import SealedTextField
from heartwood.ground.vault.reading import SealedQuerySet

MOST_IMAGES = 10


class EntryImageQuerySet(SealedQuerySet["EntryImage"], GuardedQuerySet["EntryImage"]):  # type: ignore[override]
    """Opens the keys of a list in one query."""


class EntryImage(SealedFile, Private):
    """A picture in an entry, sealed for its author; or in a draft, until that is saved."""

    sealed_for = "author"
    is_known_to_its_author_only: ClassVar[bool] = True  # what is read of an entry stands in the log as the entry

    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    entry = models.ForeignKey("journals.Entry", models.CASCADE, null=True, related_name="images")
    draft = models.ForeignKey("journals.Draft", models.CASCADE, null=True, related_name="+")
    caption = SealedTextField(holder="author")
    place = models.PositiveSmallIntegerField()

    objects: ClassVar[Any] = EntryImageQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["place", "added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(entry=None, draft__isnull=False) | Q(entry__isnull=False, draft=None),
                name="image_in_entry_or_draft",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def say(self, viewer: Viewer, caption: str) -> None:
        if caption != self.caption:
            with act(viewer, "journals.say_of_image", self):
                self.caption = caption
                self.save(update_fields=["caption"])

    def move_into(self, viewer: Viewer, entry_pk: uuid.UUID) -> None:
        """Out of the draft, which was saved."""
        with act(viewer, "journals.add_image", self):
            self.entry_id, self.draft = entry_pk, None
            self.save(update_fields=["entry", "draft"])

    def change_places_with(self, viewer: Viewer, other: "EntryImage") -> None:
        with act(viewer, "journals.order_images", self):
            self.place, other.place = other.place, self.place
            for image in (self, other):
                image.save(update_fields=["place"])

    def remove(self, viewer: Viewer) -> None:
        with act(viewer, "journals.remove_image", self):
            self.throw_away_parts()
            self.delete()
