"""Files around homework: three kinds, as each is read by others."""

from typing import Any, ClassVar

from django.db import models

from heartwood.areas.clients.models import Client
from heartwood.ground.access.guard import GuardedQuerySet, Private
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member
from heartwood.ground.audit.acting import act
from heartwood.ground.files.models import SealedFile
from heartwood.ground.vault.reading import SealedQuerySet


class MaterialQuerySet(SealedQuerySet["Material"], GuardedQuerySet["Material"]):  # type: ignore[override]
    """Opens the keys of a list in one query."""


class Material(SealedFile, Private):
    """What the practitioner gives along: a worksheet, a picture."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    homework = models.ForeignKey("homework.Homework", models.CASCADE, related_name="materials")

    objects: ClassVar[Any] = MaterialQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["added_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class AnswerFileQuerySet(SealedQuerySet["AnswerFile"], GuardedQuerySet["AnswerFile"]):  # type: ignore[override]
    """Opens the keys of a list in one query."""


class AnswerFile(SealedFile, Private):
    """What the client lays beside their answer. It is read with it."""

    is_known_to_its_author_only: ClassVar[bool] = True  # what is read of an answer stands in the log as its homework

    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    answer = models.ForeignKey("homework.Answer", models.CASCADE, related_name="files")

    objects: ClassVar[Any] = AnswerFileQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["added_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def remove(self, viewer: Viewer) -> None:
        """Raises NotPossible."""
        with self.answer.homework.going_on(act(viewer, "homework.remove_answer_file", self)):
            self.throw_away_parts()
            self.delete()


class TemplateFileQuerySet(SealedQuerySet["TemplateFile"], GuardedQuerySet["TemplateFile"]):  # type: ignore[override]
    """Opens the keys of a list in one query."""


class TemplateFile(SealedFile, Private):
    """What goes along whenever this is given from somebody's library."""

    sealed_for = "author"

    author = models.ForeignKey(Member, models.PROTECT, related_name="+")
    template = models.ForeignKey("homework.Template", models.CASCADE, related_name="files")

    objects: ClassVar[Any] = TemplateFileQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["added_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def remove(self, viewer: Viewer) -> None:
        with act(viewer, "homework.remove_template_file", self):
            self.throw_away_parts()
            self.delete()
