"""What a practitioner gives a client to try until next time, and what has become of it."""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _

from heartwood.areas.appointments.models import Appointment
from heartwood.areas.clients.models import Client, PortalAccess
from heartwood.areas.homework.letters import HomeworkGiven, HomeworkHandedIn, HomeworkReviewed
from heartwood.areas.homework.models.files import Material
from heartwood.areas.homework.models.step import Step
from heartwood.ground.access.guard import GuardedQuerySet, Private
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member
from heartwood.ground.audit.acting import act
from heartwood.ground.files.limits import insist_on_room
from heartwood.ground.files.models import SealedFile, copied_in, taken_in
from heartwood.ground.notifications.letters import Letter
from heartwood.ground.notifications.telling import tell, withdraw
from heartwood.ground.vault.fields import SealedTextField
from heartwood.ground.vault.reading import SealedQuerySet


class NotPossible(Exception):
    """It is handed in, reviewed or withdrawn by now."""


@dataclass(frozen=True)
class Task:
    """The words of homework, as they are given and as a library keeps them."""

    title: str
    instructions: str = ""
    steps: tuple[str, ...] = ()


class HomeworkQuerySet(SealedQuerySet["Homework"], GuardedQuerySet["Homework"]):  # type: ignore[override]
    def give(
        self,
        viewer: Viewer,
        client: Client,
        task: Task,
        *,
        due_on: date | None = None,
        appointment: Appointment | None = None,
        uploads: Iterable[UploadedFile] = (),
        copies: Iterable[SealedFile] = (),
        **facts: Any,
    ) -> "Homework":
        """The client is told that something waits. `copies` come from a library. Raises Refused."""
        homework = self.model(
            client=client,
            author=viewer.member,
            appointment=appointment,
            title=task.title,
            instructions=task.instructions,
            due_on=due_on,
            **facts,
        )
        uploads, copies = list(uploads), list(copies)
        new, copied = ([homework.material() for _ in files] for files in (uploads, copies))
        with taken_in(new, uploads), copied_in(copied, copies), act(viewer, "homework.give", homework):
            homework.save(force_insert=True)
            homework.lay_out(task.steps)
            homework.add([*new, *copied])
            homework.tell_client(HomeworkGiven)
        return homework

    def of(self, client: Client) -> Self:
        return self.filter(client=client)

    def standing(self) -> Self:
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)

    def open(self) -> Self:
        """To be done by the client."""
        return self.standing().filter(done_at=None)

    def overdue(self) -> Self:
        return self.open().filter(due_on__lt=localdate())

    def to_review(self) -> Self:
        return self.exclude(done_at=None).filter(reviewed_at=None)

    def reviewed(self) -> Self:
        return self.exclude(reviewed_at=None)

    def by_due_day(self) -> Self:
        """What is due first comes first; what has no day comes last."""
        return self.order_by(models.F("due_on").asc(nulls_last=True), "assigned_at", "pk")


class Homework(Private):
    """Given by a practitioner to a client, perhaps in a session. How it stands is a row of times."""

    class State(models.TextChoices):
        ASSIGNED = "assigned", _("Assigned")
        SEEN = "seen", _("Seen")
        IN_PROGRESS = "in_progress", _("In progress")
        DONE = "done", _("Done")
        REVIEWED = "reviewed", _("Reviewed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    author = models.ForeignKey(Member, models.PROTECT, related_name="+")
    appointment = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")  # it was given in
    title = SealedTextField(holder="client")
    instructions = SealedTextField(holder="client")
    due_on = models.DateField(null=True)
    assigned_at = models.DateTimeField(default=now)
    seen_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)  # handed in
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    word_back = SealedTextField(holder="client", null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = HomeworkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_at=None) | Q(done_at__isnull=False), name="homework_reviewed_once_done"
            ),
            models.CheckConstraint(condition=Q(withdrawn_at=None) | Q(done_at=None), name="homework_done_or_withdrawn"),
        ]
        indexes = [
            models.Index(fields=["client", "-assigned_at", "id"], name="homework_by_client"),
            models.Index(fields=["appointment"], name="homework_by_session"),
            models.Index(
                fields=["client"], condition=Q(done_at__isnull=False, reviewed_at=None), name="homework_to_review"
            ),
            models.Index(fields=["due_on"], condition=Q(done_at=None, withdrawn_at=None), name="homework_by_due_day"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    # Questions

    @property
    def state(self) -> State:
        caused = {
            self.State.REVIEWED: self.reviewed_at,
            self.State.DONE: self.done_at,
            self.State.IN_PROGRESS: self.begun_at,
            self.State.SEEN: self.seen_at,
        }
        return next((state for state, at in caused.items() if at), self.State.ASSIGNED)

    @property
    def is_open(self) -> bool:
        return self.done_at is None and not self.is_withdrawn

    @property
    def is_overdue(self) -> bool:
        """By the reader's calendar."""
        return self.is_open and self.due_on is not None and self.due_on < localdate()

    @property
    def waits_for_review(self) -> bool:
        return self.done_at is not None and self.reviewed_at is None

    @property
    def is_reviewed(self) -> bool:
        return self.reviewed_at is not None

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    def task(self, viewer: Viewer) -> Task:
        steps = tuple(step.words for step in self.steps.visible_to(viewer))
        return Task(self.title, self.instructions, steps)

    # Verbs

    def note_seeing(self, viewer: Viewer) -> None:
        """They have it before them, for the first time."""
        if self.seen_at is None:
            with act(viewer, "homework.see", self):
                self.seen_at = now()
                self.save(update_fields=["seen_at"])

    def change_due_day(self, viewer: Viewer, due_on: date | None) -> None:
        """Raises NotPossible."""
        with self.while_open(act(viewer, "homework.change_due_day", self)):
            self.due_on = due_on
            self.save(update_fields=["due_on"])

    def withdraw(self, viewer: Viewer) -> None:
        """The client does not see it any more; it stays in the record. Raises NotPossible."""
        with self.while_open(act(viewer, "homework.withdraw", self)):
            self.withdrawn_at = now()
            self.save(update_fields=["withdrawn_at"])
            withdraw(about=self)

    def review(self, viewer: Viewer, word_back: str) -> None:
        """Read, and answered with a word. Raises NotPossible."""
        with self.while_waiting(act(viewer, "homework.review", self)):
            self.reviewed_at, self.reviewed_by, self.word_back = now(), viewer.member, word_back
            self.save(update_fields=["reviewed_at", "reviewed_by", "word_back"])
            self.tell_client(HomeworkReviewed)

    def note_handing_in(self, viewer: Viewer) -> None:
        """With its answer, whose verb this is a part of."""
        self.done_at = now()
        self.save(update_fields=["done_at"])
        for member in self._whom_it_concerns(viewer):
            tell(Viewer.in_office(member), about=self, letter=HomeworkHandedIn)

    def note_taking_back(self, viewer: Viewer) -> None:
        """With its answer, whose verb this is a part of."""
        self.done_at = None
        self.save(update_fields=["done_at"])
        for member in self._whom_it_concerns(viewer):
            withdraw(about=self, person=member.user)

    def tell_client(self, letter: type[Letter]) -> None:
        for profile in PortalAccess.objects.behind([self.client_id]):
            tell(Viewer.through_portal(profile), about=self, letter=letter)

    # What verbs are made of

    def lay_out(self, steps: Iterable[str]) -> None:
        Step.objects.bulk_create(
            Step(homework=self, client_id=self.client_id, place=place, words=words)
            for place, words in enumerate(steps, start=1)
        )

    def material(self) -> Material:
        return Material(homework=self, client_id=self.client_id, organization_id=self.client.organization_id)

    def add(self, materials: list[Material]) -> None:
        if materials:
            of_the_client = Material.objects.as_system("whether there is room").filter(client=self.client_id)
            insist_on_room(self.client.organization, of_the_client, materials)
        for material in materials:
            material.save(force_insert=True)
            material.prepare_soon()

    @contextmanager
    def while_open(self, deed: AbstractContextManager[None]) -> Iterator[None]:
        """Inside the deed, as everything stands now, and with nobody else at it."""
        with self._locked(deed):
            if not self.is_open:
                raise NotPossible
            yield

    @contextmanager
    def while_waiting(self, deed: AbstractContextManager[None]) -> Iterator[None]:
        """Handed in, and not reviewed."""
        with self._locked(deed):
            if not self.waits_for_review:
                raise NotPossible
            yield

    @contextmanager
    def going_on(self, deed: AbstractContextManager[None]) -> Iterator[None]:
        """While it is open; and whoever does something about it has begun."""
        with self.while_open(deed):
            if self.begun_at is None:
                self.begun_at = now()
                self.save(update_fields=["begun_at"])
            yield

    @contextmanager
    def _locked(self, deed: AbstractContextManager[None]) -> Iterator[None]:
        with deed:
            current = Homework._base_manager.select_for_update().get(pk=self.pk)
            for fact in ("due_on", "begun_at", "done_at", "reviewed_at", "withdrawn_at"):
                setattr(self, fact, getattr(current, fact))
            yield

    def _whom_it_concerns(self, viewer: Viewer) -> list[Member]:
        """Whoever gave it, as long as they work with the client; else all who do."""
        grants = self.client.grants.visible_to(viewer).select_related("member__user", "member__organization")
        members = [grant.member for grant in grants if grant.member.is_current]
        return [member for member in members if member.pk == self.author_id] or members
