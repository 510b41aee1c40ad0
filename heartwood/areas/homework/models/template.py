"""A practitioner's own library: homework that they give again and again."""

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils.timezone import now

from heartwood.areas.homework.models.files import TemplateFile
from heartwood.areas.homework.models.homework import Task
from heartwood.ground.access.guard import GuardedQuerySet, Private
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member
from heartwood.ground.audit.acting import act
from heartwood.ground.files.limits import insist_on_room
from heartwood.ground.files.models import SealedFile, copied_in, taken_in
from heartwood.ground.vault.fields import SealedJSONField, SealedTextField
from heartwood.ground.vault.reading import SealedQuerySet


class TemplateQuerySet(SealedQuerySet["Template"], GuardedQuerySet["Template"]):  # type: ignore[override]
    def keep(
        self,
        viewer: Viewer,
        task: Task,
        *,
        uploads: Iterable[UploadedFile] = (),
        copies: Iterable[SealedFile] = (),
        **facts: Any,
    ) -> "Template":
        """For the next time. `copies` were given to somebody. Raises Refused."""
        template = self.model(author=viewer.member, **facts)
        template.take_words(task)
        uploads, copies = list(uploads), list(copies)
        new, copied = ([template.file() for _ in files] for files in (uploads, copies))
        with taken_in(new, uploads), copied_in(copied, copies), act(viewer, "homework.keep_template", template):
            template.save(force_insert=True)
            template.add([*new, *copied])
        return template

    def by_title(self) -> list["Template"]:
        """The database cannot order what is sealed."""
        return sorted(self, key=lambda template: (template.title.casefold(), template.pk))


class Template(Private):
    """Kept in the library of whoever wrote it, and read by nobody else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(Member, models.PROTECT, related_name="+")
    title = SealedTextField(holder="author")
    instructions = SealedTextField(holder="author")
    steps: Any = SealedJSONField(holder="author")
    added_at = models.DateTimeField(default=now)

    objects: ClassVar[Any] = TemplateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["author"], name="homework_template_by_author")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def task(self) -> Task:
        return Task(self.title, self.instructions, tuple(self.steps))

    def change(self, viewer: Viewer, task: Task, uploads: Iterable[UploadedFile] = ()) -> None:
        """What was given from it before stays as it was. Raises Refused."""
        uploads = list(uploads)
        files = [self.file() for _ in uploads]
        with taken_in(files, uploads), act(viewer, "homework.change_template", self):
            self.take_words(task)
            self.save(update_fields=["title", "instructions", "steps"])
            self.add(files)

    def remove(self, viewer: Viewer) -> None:
        """Out of the library, with its files. What was given from it stays."""
        with act(viewer, "homework.remove_template", self):
            for file in self.files.allowed(viewer, "remove"):
                file.throw_away_parts()
            self.delete()

    def take_words(self, task: Task) -> None:
        self.title, self.instructions, self.steps = task.title, task.instructions, list(task.steps)

    def file(self) -> TemplateFile:
        return TemplateFile(template=self, author=self.author, organization=self.author.organization)

    def add(self, files: list[TemplateFile]) -> None:
        if files:
            of_the_author = TemplateFile.objects.as_system("whether a library is full").filter(author=self.author)
            insist_on_room(self.author.organization, of_the_author, files)
        for file in files:
            file.save(force_insert=True)
            file.prepare_soon()
