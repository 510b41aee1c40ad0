"""What a profile said before, and what it says since."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from heartwood.ground.access.guard import GuardedQuerySet, Private
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import User
from heartwood.ground.vault.fields import SealedTextField
from heartwood.ground.vault.reading import SealedQuerySet
from heartwood.kit import dates

if TYPE_CHECKING:
    from heartwood.areas.clients.models.client import Client

EMERGENCY_CONTACT = "emergency_contact"


class ProfileChangeQuerySet(SealedQuerySet["ProfileChange"], GuardedQuerySet["ProfileChange"]):  # type: ignore[override]
    def note(self, viewer: Viewer, client: "Client", facts: Mapping[str, Any], **word: str) -> None:
        """Inside an act, before these facts become those of the record. The client's word is their agreement and a
        remark."""
        for fact, value in facts.items():
            before = getattr(client, fact)
            if before != value:
                self.note_one(viewer, client, fact, str(before or ""), str(value or ""), **word)

    def note_one(self, viewer: Viewer, client: "Client", fact: str, before: str, after: str, **word: str) -> None:
        self.model(
            client=client,
            fact=fact,
            before=before,
            after=after,
            by=viewer.user,
            through_portal=viewer.profile is not None,
            **word,
        ).save(force_insert=True)

    def of_the_profile(self) -> Self:
        return self.exclude(fact=EMERGENCY_CONTACT)

    def of_emergency_contacts(self) -> Self:
        return self.filter(fact=EMERGENCY_CONTACT)

    def latest_first(self) -> Self:
        return self.select_related("by").order_by("-at", "pk")


class ProfileChange(Private):
    """One fact about a client was changed, and what they said to it (S1.22). Sealed for the client: what is corrected
    was private too."""

    class Agreement(models.TextChoices):
        ASKED_FOR = "asked_for", _("They asked for it")
        AGREED = "agreed", _("They were asked, and agree")
        CORRECTION = "correction", _("It only corrects a slip, such as a typing error")
        REQUIRED = "required", _("The law requires it, whether they agree or not")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey("clients.Client", models.CASCADE, related_name="profile_changes")
    fact = models.CharField(max_length=40)
    before = SealedTextField(holder="client")
    after = SealedTextField(holder="client")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    through_portal = models.BooleanField()
    agreement = models.CharField(max_length=10, choices=Agreement.choices, blank=True)  # none: it was themselves
    remark = SealedTextField(_("what was said"), holder="client", max_length=500, default="")
    at = models.DateTimeField(default=now)

    objects: ClassVar[Any] = ProfileChangeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["client", "-at", "id"], name="profile_change_by_client")]

    def __str__(self) -> str:
        return f"{self.fact} of {self.client_id}"

    @property
    def fact_in_words(self) -> str:
        if self.fact == EMERGENCY_CONTACT:
            return str(_("Emergency contact"))
        words = str(self._field.verbose_name)
        return words[:1].upper() + words[1:]

    @property
    def before_in_words(self) -> str:
        return self._in_words(self.before)

    @property
    def after_in_words(self) -> str:
        return self._in_words(self.after)

    def _in_words(self, said: str) -> str:
        if self.fact == EMERGENCY_CONTACT or not said:
            return said
        if isinstance(self._field, models.DateField):
            return dates.day(date.fromisoformat(said))
        return str(dict(self._field.flatchoices).get(said, said))

    @property
    def _field(self) -> Any:
        return type(self)._meta.get_field("client").related_model._meta.get_field(self.fact)
