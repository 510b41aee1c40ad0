"""The trail: who did what, and when."""

from django.conf import settings
from django.db import models


class Act(models.Model):
    """Something that somebody did to a record. Holds ids and verbs, never content."""

    at = models.DateTimeField(auto_now_add=True)
    who = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    organization = models.ForeignKey("accounts.Organization", models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=60)
    record = models.CharField(max_length=100)
    client = models.UUIDField(null=True)  # an id, not a relation: the line outlives the record

    class Meta:
        indexes = [
            models.Index(fields=["organization", "-at"], name="act_by_organization"),
            models.Index(fields=["client", "-at"], name="act_by_client"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.record}"
