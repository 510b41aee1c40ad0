"""What somebody was told, and how they wish to be told."""

import uuid
import zoneinfo
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from heartwood.ground.access.guard import GuardedQuerySet, Private
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member, User
from heartwood.ground.audit.acting import act
from heartwood.ground.notifications.letters import LETTERS, Letter
from heartwood.kit.prepared import prepared

MORNING = 8  # o'clock, when the day's mail leaves


class NoticeQuerySet(GuardedQuerySet["Notice"]):
    def unseen(self) -> Self:
        return self.filter(seen_at=None)

    def about(self, record: models.Model) -> Self:
        return self.filter(label=record._meta.label, record=record.pk)

    def forgettable(self) -> Self:
        """Seen or dead for so long that nobody misses them."""
        long_ago = now() - timedelta(days=settings.NOTICES_KEPT_FOR)
        return self.filter(Q(seen_at__lt=long_ago) | Q(died_at__lt=long_ago))

    def waiting_for(self, mail: datetime) -> Self:
        """Those that go with the day's mail of that hour."""
        return self.unseen().filter(due_at=mail, sent_at=None, died_at=None)

    def mark_seen(self, viewer: Viewer) -> None:
        """All of them."""
        if viewer.user and self.unseen().exists():
            with act(viewer, "notifications.see_all", viewer.user):
                self.unseen().update(seen_at=now())


class Notice(Private):
    """Somebody was told that something waits for them, at one of their places. Holds ids and a kind, no words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    # Told in the office, or the portal; what concerns their own login, wherever they are.
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    profile = models.ForeignKey("clients.PortalAccess", models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=60)
    label = models.CharField(max_length=60)  # of the record that it is about
    record = models.UUIDField()
    client_id = models.UUIDField(null=True)  # for the trail
    created_at = models.DateTimeField(default=now)
    seen_at = models.DateTimeField(null=True)
    died_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)  # none: no mail was wished for
    sent_at = models.DateTimeField(null=True)

    objects: ClassVar[NoticeQuerySet] = NoticeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(member=None) | Q(profile=None),
                name="notice_in_one_place",
            ),
        ]
        indexes = [
            models.Index(fields=["label", "record"], name="notice_by_record"),
            models.Index(fields=["person", "due_at"], name="notice_by_mail"),
            models.Index(fields=["member"], condition=Q(seen_at=None, died_at=None), name="notice_unseen"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def letter(self) -> type[Letter]:
        return LETTERS[self.kind]

    @property
    def reader(self) -> Viewer:
        """Its reader, at the place where they were told. To whoever has left, no rule gives anything."""
        if self.member and self.member.is_current:
            return Viewer.in_office(self.member)
        if self.profile and self.profile.is_active:
            return Viewer.through_portal(self.profile)
        return Viewer(user=self.person)

    @property
    def concerns_their_login(self) -> bool:
        return self.member_id is None and self.profile_id is None

    @property
    def is_still_theirs(self) -> bool:
        return self.reader.may("see", self)

    def its_record(self) -> models.Model:
        """What it is about. Whether its reader may still see that, `is_still_theirs` says."""
        found: models.Model = apps.get_model(self.label)._base_manager.get(pk=self.record)
        return found

    @property
    def address(self) -> str:
        """Where what it is about stands."""
        return self.reader.address(self.letter.page, self.record)

    def mark_seen(self, viewer: Viewer) -> None:
        if self.seen_at is None:
            with act(viewer, "notifications.see", self):
                self.seen_at = now()
                self.save(update_fields=["seen_at"])


@prepared
def unseen(viewer: Viewer) -> models.QuerySet[Notice]:
    return Notice.objects.visible_to(viewer).unseen()


@prepared
def newest_unseen(viewer: Viewer, *, number: int) -> models.QuerySet[Notice]:
    return Notice.objects.visible_to(viewer).unseen().order_by("-created_at", "pk")[:number]


class Wish(models.Model):
    """When somebody wants the mail for a kind of letter. Without a wish: at once."""

    class Mail(models.TextChoices):
        AT_ONCE = "at_once", _("At once")
        DAILY = "daily", _("Once a day, with all the others")
        NONE = "none", _("No mail")

    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    mail = models.CharField(max_length=8, choices=Mail.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="one_wish_per_kind")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.mail}"

    @classmethod
    def of(cls, person: User, kind: str) -> str:
        found = cls.objects.filter(person=person, kind=kind).values_list("mail", flat=True).first()
        return found or cls.Mail.AT_ONCE


def next_morning(person: User) -> datetime:
    """When their next daily mail leaves, by their own clock."""
    here = now().astimezone(zoneinfo.ZoneInfo(person.time_zone))
    morning = here.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return morning if morning > here else morning + timedelta(days=1)
