"""What a practice asks consent for, and in which words."""

import uuid
from datetime import datetime
from typing import Any, ClassVar, Self

from dateutil.relativedelta import relativedelta
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Organization, User
from heartwood.ground.audit.acting import act


class PurposeQuerySet(models.QuerySet["Purpose"]):
    def of(self, organization: Organization) -> Self:
        """Those that it asks for, each with its wording."""
        wordings = models.Prefetch("wordings", Wording.objects.select_related("published_by"))
        return self.filter(organization=organization, retired_at=None).prefetch_related(wordings)

    def begin(self, viewer: Viewer, *, kind: str, name: str = "", **words: Any) -> "Purpose":
        """Ask for something from now on, in these words: `text`, `months`."""
        purpose = self.model(organization=viewer.organization, kind=kind, name=name)
        with act(viewer, "consent.begin_to_ask", purpose):
            purpose.save(force_insert=True)
            purpose.publish(viewer, **words)
        return purpose


class Purpose(models.Model):
    """Something for which a practice asks consent."""

    class Kind(models.TextChoices):
        AUTOMATIC_NOTES = "automatic_notes", _("Automatic note-taking")
        TREATMENT = "treatment", _("Treatment")
        EMAIL = "email", _("Communication by e-mail")
        OWN = "own", _("Something of our own")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=100, blank=True)  # of the practice's own
    retired_at = models.DateTimeField(null=True)

    objects = PurposeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["kind", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "name"],
                condition=Q(retired_at=None),
                name="purpose_once",
                violation_error_message=_("This is asked for already."),
            ),
            models.CheckConstraint(
                condition=Q(kind="own") ^ Q(name=""),
                name="own_purpose_has_a_name",
                violation_error_message=_("Give it a name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.get_kind_display())

    @cached_property
    def wording(self) -> "Wording":
        """The one in force. A purpose never stands without."""
        return self.wordings.all()[0]

    def wording_at(self, moment: datetime) -> "Wording | None":
        return next((wording for wording in self.wordings.all() if wording.published_at <= moment), None)

    def publish(self, viewer: Viewer, *, text: str, months: int | None, **facts: Any) -> "Wording":
        """From now on people are asked in these words. What was said on earlier ones stays what it was."""
        with act(viewer, "consent.publish", self):
            Purpose.objects.select_for_update().get(pk=self.pk)
            latest = Wording.objects.filter(purpose=self).first()
            self.wording = Wording(
                purpose=self,
                version=latest.version + 1 if latest else 1,
                text=text,
                months=months,
                published_by=viewer.user,
                **facts,
            )
            self.wording.save(force_insert=True)
        return self.wording

    def retire(self, viewer: Viewer) -> None:
        """It is asked for no more, and nobody's consent to it counts. What was said stays in the history."""
        if self.retired_at is None:
            with act(viewer, "consent.retire", self):
                self.retired_at = now()
                self.save(update_fields=["retired_at"])


class Wording(models.Model):
    """One version of what people agree to. Published, it is never changed or deleted, which the database refuses."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="wordings")
    version = models.PositiveIntegerField()
    text = models.TextField(_("wording"), max_length=20_000)
    months = models.PositiveSmallIntegerField(null=True)  # that a consent holds; none: until it is withdrawn
    published_at = models.DateTimeField(default=now)
    published_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-version"]
        constraints = [models.UniqueConstraint(fields=["purpose", "version"], name="wording_once_per_version")]

    def __str__(self) -> str:
        return f"{self.purpose}, {_('version')} {self.version}"

    def runs_out(self, since: datetime) -> datetime | None:
        """When a consent that was given then holds no more."""
        return since + relativedelta(months=self.months) if self.months else None
