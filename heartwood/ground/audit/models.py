"""The trail: who did and saw what, and when; and the seal that shows whether anybody tampered with it."""

import uuid
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from heartwood.ground.access.guard import GuardedQuerySet, Private
from heartwood.ground.accounts.models import Organization


class LineQuerySet(GuardedQuerySet["Line"]):
    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def on(self, day: date) -> Self:
        """From midnight to midnight in the reader's zone."""
        begin = timezone.make_aware(datetime.combine(day, time.min))
        return self.filter(at__gte=begin, at__lt=begin + timedelta(days=1))


class Line(Private):
    """One thing that somebody did or looked at. Holds ids and verbs, never content; it is never changed or deleted,
    which the database itself refuses (triggers.py)."""

    class Kind(models.TextChoices):
        ACT = "act", _("Changes")
        VISIT = "visit", _("Visits")
        DAMAGE = "damage", _("Damage")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(default=now)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    who = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    capacity = models.CharField(max_length=80, blank=True)  # as what: the roles they had, or "portal"
    whom = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=60)
    record = models.CharField(max_length=200)
    client = models.UUIDField(null=True)  # an id, not a relation: the line outlives the record
    request = models.CharField(max_length=32, blank=True)
    network = models.CharField(max_length=49, blank=True)

    objects: ClassVar[Any] = LineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of the trail")
        indexes = [
            models.Index(fields=["organization", "-at", "id"], name="line_by_organization"),
            models.Index(fields=["client", "-at", "id"], name="line_by_client"),
            models.Index(fields=["who", "-at", "id"], name="line_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.record}"


class Waiting(models.Model):
    """A line that has no seal yet. The database puts each line here as it is written, in the same transaction; so the
    sealer misses none, in whatever order transactions end."""

    line = models.OneToOneField(Line, models.PROTECT, related_name="waiting")

    def __str__(self) -> str:
        return str(self.line_id)


class Chain(models.Model):
    """The head of one organization's chain: how long it is, and its last seal. Who seals holds its row."""

    name = models.CharField(primary_key=True, max_length=32)  # the organization's id, or "install"
    length = models.BigIntegerField(default=0)
    mac = models.BinaryField(default=bytes)

    INSTALL = "install"

    def __str__(self) -> str:
        return self.name

    @classmethod
    def name_of(cls, organization_id: uuid.UUID | None) -> str:
        return organization_id.hex if organization_id else cls.INSTALL

    @classmethod
    def locked(cls, name: str) -> "Chain":
        cls.objects.get_or_create(name=name)
        return cls.objects.select_for_update().get(name=name)


class Seal(models.Model):
    """A line's place in the chain of its organization. Like the line, it is never changed or deleted."""

    line = models.OneToOneField(Line, models.PROTECT, primary_key=True, related_name="seal")
    chain = models.ForeignKey(Chain, models.PROTECT, related_name="+", db_index=False)
    place = models.BigIntegerField()
    mac = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "place"], name="one_seal_in_each_place")]

    def __str__(self) -> str:
        return f"{self.chain_id} {self.place}"
