"""What a client writes about their homework: theirs alone until they hand it in."""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, ClassVar, Self

from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from heartwood.areas.clients.models import Client
from heartwood.areas.homework.models.files import AnswerFile
from heartwood.areas.homework.models.homework import Homework
from heartwood.ground.access.guard import GuardedQuerySet
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import User
from heartwood.ground.audit.acting import act, go_on
from heartwood.ground.drafts.keeping import Kept
from heartwood.ground.files.limits import insist_on_room
from heartwood.ground.files.models import taken_in
from heartwood.ground.vault.fields import SealedTextField
from heartwood.ground.vault.reading import SealedQuerySet


class NothingToHandIn(Exception):
    """No word, no file, no tick."""


class AnswerQuerySet(SealedQuerySet["Answer"], GuardedQuerySet["Answer"]):  # type: ignore[override]
    def begin(self, viewer: Viewer, homework: Homework) -> "Answer":
        """What they have begun already, or an empty one. Raises NotPossible."""
        return self._begun(viewer, homework) or self._begin(viewer, homework)

    def handed_in(self) -> Self:
        return self.exclude(handed_in_at=None)

    def _begun(self, viewer: Viewer, homework: Homework) -> "Answer | None":
        begun: Answer | None = self.visible_to(viewer).filter(homework=homework, author=viewer.user).first()
        if begun:
            begun.homework = homework
        return begun

    def _begin(self, viewer: Viewer, homework: Homework) -> "Answer":
        answer = self.model(homework=homework, client_id=homework.client_id, author=viewer.user, body="")
        with homework.going_on(act(viewer, "homework.begin_answer", answer)):
            if begun := self._begun(viewer, homework):  # in another tab, while this one waited for its turn
                return begun
            answer.save(force_insert=True)
        return answer


class Answer(Kept):
    """One login's answer to one homework, with its files."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    homework = models.ForeignKey(Homework, models.CASCADE, related_name="answers")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    body = SealedTextField(holder="client")
    handed_in_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = AnswerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["homework", "author"], name="answer_once_per_login"),
            models.UniqueConstraint(
                fields=["homework"], condition=Q(handed_in_at__isnull=False), name="answer_handed_in_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_handed_in(self) -> bool:
        return self.handed_in_at is not None

    @property
    def is_known_to_its_author_only(self) -> bool:
        return not self.is_handed_in

    def write(self, viewer: Viewer, body: str, revision: int) -> None:
        """Raises WrittenMeanwhile and NotPossible."""
        with self._while_open(go_on(viewer, "homework.write_answer", self)):
            self._keep(body, revision)

    def add_files(self, viewer: Viewer, uploads: Iterable[UploadedFile]) -> list[AnswerFile]:
        """All or none. Raises Refused and NotPossible."""
        uploads = list(uploads)
        organization = self.homework.client.organization
        files = [AnswerFile(answer=self, client_id=self.client_id, organization=organization) for _ in uploads]
        with taken_in(files, uploads), self._while_open(act(viewer, "homework.add_answer_files", self)):
            of_the_client = AnswerFile.objects.as_system("whether there is room").filter(client=self.client_id)
            insist_on_room(organization, of_the_client, files)
            for file in files:
                file.save(force_insert=True)
                file.prepare_soon()
        return files

    def hand_in(self, viewer: Viewer) -> None:
        """From now on whoever works with the client reads it, and whoever gave it is told. Raises NotPossible and
        NothingToHandIn."""
        with self._while_open(act(viewer, "homework.hand_in", self.homework)):
            if not self._holds_something(viewer):
                raise NothingToHandIn
            self.handed_in_at = now()
            self.save(update_fields=["handed_in_at"])
            self.homework.note_handing_in(viewer)

    def take_back(self, viewer: Viewer) -> None:
        """To go on with it, as long as nobody has reviewed it. Raises NotPossible."""
        with self.homework.while_waiting(act(viewer, "homework.take_back", self.homework)):
            self.handed_in_at = None
            self.save(update_fields=["handed_in_at"])
            self.homework.note_taking_back(viewer)

    @contextmanager
    def _while_open(self, deed: AbstractContextManager[None]) -> Iterator[None]:
        with self._locked(self.homework.going_on(deed)):
            yield

    def _holds_something(self, viewer: Viewer) -> bool:
        ticked = self.homework.steps.visible_to(viewer).exclude(ticked_at=None)
        return bool(self.body.strip()) or self.files.visible_to(viewer).exists() or ticked.exists()
