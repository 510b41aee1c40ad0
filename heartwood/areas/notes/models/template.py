"""A practice's own formats of notes."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from heartwood.areas.notes.formats import FORMATS, Format, Section
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Organization
from heartwood.ground.audit.acting import act


class TemplateQuerySet(models.QuerySet["Template"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization, retired_at=None)

    def make(self, viewer: Viewer, *, name: str, sections: list[dict[str, object]]) -> "Template":
        template = self.model(organization=viewer.organization, name=name, sections=sections)
        with act(viewer, "notes.make_template", template):
            template.save(force_insert=True)
        return template


class Template(models.Model):
    """Sections that a practice has put together. Each change is a version of its own: notes keep the one they have."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=100)
    sections = models.JSONField(default=list)  # of {key, label, help, is_required}
    version = models.PositiveIntegerField(default=1)
    retired_at = models.DateTimeField(null=True)

    objects = TemplateQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                condition=models.Q(retired_at=None),
                name="template_once_by_name",
                violation_error_message=_("There is a template of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def as_format(self) -> Format:
        return Format(str(self.pk), self.name, tuple(Section(**section) for section in self.sections))

    def change(self, viewer: Viewer, *, name: str, sections: list[dict[str, object]]) -> None:
        with act(viewer, "notes.change_template", self):
            self.name, self.sections, self.version = name, sections, self.version + 1
            self.save(update_fields=["name", "sections", "version"])

    def retire(self, viewer: Viewer) -> None:
        """It is offered no more; notes that were written in it stay as they are."""
        if self.retired_at is None:
            with act(viewer, "notes.retire_template", self):
                self.retired_at = now()
                self.save(update_fields=["retired_at"])


def formats_of(organization: Organization) -> dict[str, Format]:
    """All in which somebody may write there, by key; the practice's own first."""
    own = [template.as_format for template in Template.objects.of(organization)]
    return {each.key: each for each in [*own, *FORMATS.values()]}
