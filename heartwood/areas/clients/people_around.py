"""The people around a client, as the record's page shows them: who they are, and what of the portal is theirs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from heartwood.areas.clients.models import Client, PortalAccess, PortalInvitation, Relationship
from heartwood.areas.clients.models.portal import PortalTerms
from heartwood.ground.access.viewer import Viewer
from heartwood.kit import dates
from heartwood.kit.templatetags.kit import badge


@dataclass(frozen=True)
class Person:
    """One of them."""

    viewer: Viewer
    contact: Any  # a Relationship, with whether the viewer sees the contact's own record
    access: PortalAccess | None
    invitation: PortalInvitation | None

    @property
    def name(self) -> str:
        return str(self.contact.name)

    @property
    def record(self) -> str:
        """Where their own record stands, for whoever sees it."""
        return self.viewer.address("client", self.contact.contact_id) if self.contact.is_seen else ""

    @property
    def when(self) -> str:
        contact = self.contact
        return ", ".join(
            words % {"day": dates.day(on)}
            for words, on in ((_("from %(day)s"), contact.starts_on), (_("until %(day)s"), contact.ends_on))
            if on
        )

    @property
    def state(self) -> str:
        if self.access:
            return badge(_("Active"), tone="leaf", icon="check")
        if self.invitation:
            return badge(_("Invited"), tone="clay", icon="hourglass")
        return ""

    @property
    def terms(self) -> PortalTerms | None:
        return self.access or self.invitation

    @property
    def manages(self) -> str:
        return "" if self.terms is None else _("Yes") if self.terms.can_manage else _("No")

    @property
    def may_see(self) -> str:
        return self.terms.may_see_in_words if self.terms else ""

    @property
    def until(self) -> str:
        ends_on: date | None = self.access.last_day if self.access else self.terms.ends_on if self.terms else None
        return _("until %(day)s") % {"day": dates.day(ends_on)} if ends_on else ""

    @property
    def acts(self) -> list[tuple[str, str]]:
        """What can be done about them: words, and where it is done."""
        own = (self.contact.client_id, self.contact.pk)
        edit = [(_("Edit"), "client-contact-change", own), (_("Remove"), "client-contact-remove", own)]
        return [(words, self.viewer.address(page, *parts)) for words, page, parts in (*self._portal_acts(own), *edit)]

    def _portal_acts(self, own: tuple[Any, Any]) -> Iterable[tuple[str, str, tuple[Any, Any]]]:
        if self.access:
            there = (self.contact.client_id, self.access.pk)
            return [
                (_("Change terms"), "client-portal-terms", there),
                (_("End portal access"), "client-portal-end", there),
            ]
        if self.invitation:
            return [
                (_("Send again"), "client-contact-invite", own),
                (_("Withdraw"), "client-contact-withdraw", own),
            ]
        return []

    @property
    def invite(self) -> str:
        """Where they are invited, once there is an e-mail."""
        if self.access or self.invitation or not self.contact.reached_at:
            return ""
        return self.viewer.address("client-contact-invite", self.contact.client_id, self.contact.pk)


class PeopleAround:
    """Everybody around one client, and the way into the portal of the client and of each."""

    def __init__(self, viewer: Viewer, client: Client) -> None:
        self.viewer = viewer
        self.client = client

    @cached_property
    def people(self) -> list[Person]:
        seen = Client.objects.visible_to(self.viewer).filter(pk=OuterRef("contact"))
        contacts = Relationship.objects.kept_by(self.viewer, self.client).annotate(is_seen=Exists(seen))
        return sorted(map(self._person, contacts), key=lambda person: person.name)

    @cached_property
    def joint_records(self) -> list[tuple[str, str]]:
        """The couples and families that the client is a member of: names, and where they stand."""
        found = Relationship.objects.in_joint_records(self.viewer, self.client)
        return [(each.client.name, self.viewer.address("client", each.client_id)) for each in found]

    @property
    def own_invitation(self) -> PortalInvitation | None:
        return next((invitation for invitation in self._invitations if invitation.relationship_id is None), None)

    @property
    def own_accesses(self) -> list[PortalAccess]:
        return [access for access in self._accesses if access.relationship_id is None]

    def _person(self, contact: Relationship) -> Person:
        theirs = (access for access in self._accesses if access.relationship_id == contact.pk)
        asked = (invitation for invitation in self._invitations if invitation.relationship_id == contact.pk)
        return Person(
            self.viewer,
            contact,
            next((access for access in theirs if access.is_active), None),
            next((invitation for invitation in asked if invitation.is_pending), None),
        )

    @cached_property
    def _accesses(self) -> list[PortalAccess]:
        accesses = self.client.portal_accesses.visible_to(self.viewer).select_related("user", "client")
        return list(accesses.order_by("-since"))

    @cached_property
    def _invitations(self) -> list[PortalInvitation]:
        """Of each the latest first."""
        invitations = self.client.portal_invitations.visible_to(self.viewer).order_by("-invited_at")
        return list(invitations.select_related("client", "relationship__contact", "invited_by__user"))
