"""The people around a client."""

import uuid
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from heartwood.areas.clients.letters import EmergencyContactChanged
from heartwood.areas.clients.models.profile_change import EMERGENCY_CONTACT, ProfileChange
from heartwood.areas.clients.words import digits
from heartwood.ground.access.guard import GuardedQuerySet, Private
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.audit.acting import act
from heartwood.ground.vault.fields import SealedTextField
from heartwood.ground.vault.reading import SealedQuerySet

if TYPE_CHECKING:
    from heartwood.areas.clients.models.client import Client


class RelationshipQuerySet(SealedQuerySet["Relationship"], GuardedQuerySet["Relationship"]):  # type: ignore[override]
    def add(self, viewer: Viewer, client: "Client", **facts: Any) -> "Relationship":
        contact = self.model(client=client, **facts)
        with act(viewer, "clients.add_emergency_contact", contact):
            contact.save(force_insert=True)
            contact.note_change(viewer, "", contact.in_one_line)
        return contact

    def for_emergencies(self) -> Self:
        return self.filter(is_emergency=True).order_by("pk")


class Relationship(Private):
    """Somebody in a client's life: who they are to the client, how they are reached, and whether they are called in an
    emergency. They are no client, and have no login of their own here."""

    class Kind(models.TextChoices):
        PARTNER = "partner", _("Partner")
        PARENT = "parent", _("Parent")
        GUARDIAN = "guardian", _("Guardian")
        CHILD = "child", _("Child")
        SIBLING = "sibling", _("Sibling")
        RELATIVE = "relative", _("Other relative")
        FRIEND = "friend", _("Friend")
        OTHER = "other", _("Somebody else")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey("clients.Client", models.CASCADE, related_name="relationships")
    kind = models.CharField(_("who they are to the client"), max_length=12, choices=Kind.choices)
    name = SealedTextField(_("name"), holder="client")
    phone = SealedTextField(_("phone"), holder="client")
    email = SealedTextField(_("e-mail"), holder="client")
    is_emergency = models.BooleanField(_("emergency contact"), default=True)

    objects: ClassVar[Any] = RelationshipQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def phone_digits(self) -> str:
        return digits(self.phone)

    @property
    def in_one_line(self) -> str:
        return ", ".join(part for part in (self.name, str(self.get_kind_display()), self.phone, self.email) if part)

    def change(self, viewer: Viewer, **facts: Any) -> None:
        before = self.in_one_line
        with act(viewer, "clients.change_emergency_contact", self):
            for fact, value in facts.items():
                setattr(self, fact, value)
            self.save(update_fields=facts)
            self.note_change(viewer, before, self.in_one_line)

    def remove(self, viewer: Viewer) -> None:
        with act(viewer, "clients.remove_emergency_contact", self):
            self.note_change(viewer, self.in_one_line, "")
            self.delete()

    def note_change(self, viewer: Viewer, before: str, after: str) -> None:
        """What was changed can be read later; where it was through the portal, the team is told."""
        if before == after:
            return
        ProfileChange.objects.note_one(viewer, self.client, EMERGENCY_CONTACT, before, after)
        if viewer.profile:
            self.client.tell_team(EmergencyContactChanged)
