"""The people around a client."""

import uuid
from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from heartwood.areas.clients.letters import EmergencyContactChanged
from heartwood.areas.clients.models.profile_change import EMERGENCY_CONTACT, ProfileChange
from heartwood.areas.clients.words import digits
from heartwood.ground.access.guard import GuardedQuerySet, Private
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import normal_email
from heartwood.ground.audit.acting import act
from heartwood.ground.vault.fields import SealedTextField
from heartwood.ground.vault.reading import SealedQuerySet

if TYPE_CHECKING:
    from heartwood.areas.clients.models.client import Client


class NotConnected(Exception):
    """These two cannot stand in this relationship. Its text is a sentence for people."""


class RelationshipQuerySet(SealedQuerySet["Relationship"], GuardedQuerySet["Relationship"]):  # type: ignore[override]
    def add(self, viewer: Viewer, client: "Client", **facts: Any) -> "Relationship":
        """Raises NotConnected."""
        contact = self.model(client=client, **facts)
        contact.insist_that_it_makes_sense(viewer)
        with act(viewer, contact.verb("add"), contact):
            contact.save(force_insert=True)
            contact.note_change(viewer, "", contact.for_emergencies)
        return contact

    def for_emergencies(self) -> Self:
        return self.filter(is_emergency=True).order_by("pk")

    def kept_by(self, viewer: Viewer, client: "Client") -> Self:
        """Those around this client, as far as this member keeps them."""
        return self.allowed(viewer, "keep").filter(client=client).select_related("client__organization", "contact")

    def members(self, viewer: Viewer, client: "Client") -> Self:
        """Of a couple or family."""
        return self.visible_to(viewer).current().filter(client=client, kind="member").order_by("pk")

    def in_joint_records(self, viewer: Viewer, client: "Client") -> Self:
        """By which this client is a member of a couple or family, as far as the viewer sees its record."""
        theirs = self.visible_to(viewer).current().filter(contact=client, kind="member")
        return theirs.filter(_sees(viewer, "client")).select_related("client").order_by("client__sort_name", "pk")

    def of_the_same_person(self, viewer: Viewer, clients: Collection[uuid.UUID]) -> list[tuple[uuid.UUID, uuid.UUID]]:
        """First and second records of whoever has one among these, as far as the viewer sees both."""
        if not clients:
            return []
        second = self.second_records(viewer)
        firsts = second.filter(Q(client__in=clients) | Q(contact__in=clients)).values("contact")
        seen = second.filter(_sees(viewer, "client"), _sees(viewer, "contact"), contact__in=firsts)
        return list(seen.order_by("pk").values_list("contact", "client"))

    def second_records(self, viewer: Viewer) -> Self:
        """What leads from the second record of a person to the first."""
        return self.visible_to(viewer).current(viewer.today).filter(kind="self")

    def current(self, today: date | None = None) -> Self:
        today = today or localdate()
        has_begun = Q(starts_on=None) | Q(starts_on__lte=today)
        return self.filter(has_begun & (Q(ends_on=None) | Q(ends_on__gte=today)))


class Relationship(Private):
    """Somebody in a client's life: who they are to the client, how they are reached, whether they are called in an
    emergency. They may be a client here too (an *existing contact*), such as the other profile of the same person, or a
    member of the couple or family that a joint record is about. What of the portal is theirs, `PortalAccess` says."""

    class Kind(models.TextChoices):
        SELF = "self", _("Self")
        PARENT = "parent", _("Parent")
        GUARDIAN = "guardian", _("Guardian")
        PARTNER = "partner", _("Partner")
        CHILD = "child", _("Child")
        SPOUSE = "spouse", _("Spouse")
        SIBLING = "sibling", _("Sibling")
        RELATIVE = "relative", _("Other relative")
        FRIEND = "friend", _("Friend")
        MEMBER = "member", _("Member of the couple or family")
        PROFESSIONAL = "professional", _("Other professional")
        OTHER = "other", _("Somebody else")

    # What an emergency contact may be: a person of their own.
    OF_OTHERS = tuple(choice for choice in Kind.choices if choice[0] not in ("self", "member"))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey("clients.Client", models.CASCADE, related_name="relationships")
    contact = models.ForeignKey(
        "clients.Client", models.PROTECT, null=True, blank=True, related_name="contact_of", editable=False
    )
    kind = models.CharField(_("Relationship to Client"), max_length=12, choices=Kind.choices)
    own_words = SealedTextField(_("in their own words"), holder="client", null=True, blank=True)
    name = SealedTextField(_("name"), holder="client")
    phone = SealedTextField(_("phone"), holder="client")
    email = SealedTextField(_("e-mail"), holder="client")
    is_emergency = models.BooleanField(_("emergency contact"), default=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)  # the last day

    objects: ClassVar[Any] = RelationshipQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "contact"], condition=Q(contact__isnull=False), name="one_relationship_to_a_contact"
            ),
            models.CheckConstraint(condition=~Q(client=models.F("contact")), name="nobody_is_their_own_contact"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def phone_digits(self) -> str:
        return digits(self.phone)

    @property
    def is_self(self) -> bool:
        """The same person, whose other record this connects."""
        return self.kind == self.Kind.SELF

    @property
    def in_words(self) -> str:
        """Who they are to the client."""
        return str(self.own_words or self.get_kind_display())

    @property
    def for_emergencies(self) -> str:
        """In one line; empty for whoever is not called then."""
        told = (self.name, self.in_words, self.phone, self.email) if self.is_emergency else ()
        return ", ".join(part for part in told if part)

    @property
    def reached_at(self) -> str:
        """Where an invitation goes: for an existing contact the e-mail of their own record, which whoever keeps this
        one need not be allowed to see."""
        return normal_email(self.contact.email if self.contact else self.email)

    def verb(self, deed: str) -> str:
        """As the trail calls it."""
        whom = "emergency_contact" if self.is_emergency else "contact"
        return ".".join(("clients", f"{deed}_{whom}"))

    def insist_that_it_makes_sense(self, viewer: Viewer) -> None:
        """A second profile of the same person is set up by administrators alone (S3.08). Raises NotConnected."""
        if self.is_self:
            if self.contact is None:
                raise NotConnected(_("Choose the first record of this person as an existing contact."))
            if not viewer.may("connect_profiles"):
                raise NotConnected(_("Only an administrator may connect two records of the same person."))
        if self.contact and self.contact.organization_id != self.client.organization_id:
            raise NotConnected(_("They are no client of this organization."))

    def change(self, viewer: Viewer, **facts: Any) -> None:
        """Raises NotConnected."""
        kind, before = self.kind, self.for_emergencies
        with act(viewer, self.verb("change"), self):
            for fact, value in facts.items():
                setattr(self, fact, value)
            if self.kind != kind:
                self.insist_that_it_makes_sense(viewer)
            self.save(update_fields=facts)
            if self.kind != kind:
                self.accesses.mind_age()
            self.note_change(viewer, before, self.for_emergencies)

    def remove(self, viewer: Viewer) -> None:
        """With it goes whatever of the portal it gave, at the next request; the record stays."""
        with act(viewer, self.verb("remove"), self):
            self.note_change(viewer, self.for_emergencies, "")
            for access in self.accesses.allowed(viewer, "end").active().select_related("user"):
                access.end(viewer)
            for invitation in self.invitations.allowed(viewer, "revoke").open():
                invitation.revoke(viewer)
            self.delete()

    def note_change(self, viewer: Viewer, before: str, after: str) -> None:
        """Who was called in an emergency, and who is, can be read later; where it was changed through the portal, the
        team is told."""
        if before == after:
            return
        ProfileChange.objects.note_one(viewer, self.client, EMERGENCY_CONTACT, before, after)
        if viewer.profile:
            self.client.tell_team(EmergencyContactChanged)


def _sees(viewer: Viewer, whom: str) -> Exists:
    """Does the viewer see that client, for each row?"""
    clients: Any = apps.get_model("clients.Client")
    return Exists(clients.objects.visible_to(viewer).filter(pk=OuterRef(whom)))
