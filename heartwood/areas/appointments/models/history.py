"""What became of a session, step by step, and what was said with it."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from heartwood.areas.clients.models import Client
from heartwood.ground.access.guard import GuardedQuerySet, Private
from heartwood.ground.accounts.models import User
from heartwood.ground.vault.fields import SealedTextField
from heartwood.ground.vault.reading import SealedQuerySet


class Step(Private):
    """Something that happened to a session: it was asked for, booked, moved, called off."""

    class What(models.TextChoices):
        ASKED_FOR = "asked_for", _("Asked for")
        BOOKED = "booked", _("Booked")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        MOVED = "moved", _("Moved")
        PROPOSED = "proposed", _("New time proposed")
        CONFIRMED = "confirmed", _("New time confirmed")
        REFUSED = "refused", _("New time refused")
        CANCELLED = "cancelled", _("Cancelled")
        NO_SHOW = "no_show", _("No-show")
        COMPLETED = "completed", _("Completed")
        BROUGHT_IN = "brought_in", _("Participant added")
        TOOK_OUT = "took_out", _("Participant left")

    appointment = models.ForeignKey("appointments.Appointment", models.CASCADE, related_name="steps")
    what = models.CharField(max_length=10, choices=What.choices)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    by_client = models.BooleanField(default=False)
    client = models.ForeignKey(Client, models.PROTECT, null=True, related_name="+")  # whose doing it was, or whom alone
    starts_at = models.DateTimeField()  # the time it was about

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.what} at {self.at:%Y-%m-%d %H:%M}"


class RemarkQuerySet(SealedQuerySet["Remark"], GuardedQuerySet["Remark"]):  # type: ignore[override]
    """Opens the keys of a list in one query."""


class Remark(Private):
    """What a client, or staff to a client, wrote with a step: why they cancel, what to know beforehand."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    step = models.ForeignKey(Step, models.CASCADE, related_name="remarks")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    body = SealedTextField(max_length=2000, holder="client")

    objects: ClassVar[RemarkQuerySet] = RemarkQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"on step {self.step_id}"
