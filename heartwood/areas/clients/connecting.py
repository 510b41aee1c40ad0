"""A second profile: another record of the same person, for another practitioner, in the same portal login."""

from django.db import transaction
from django.utils.translation import gettext as _

from heartwood.areas.clients.inviting import invite_contact
from heartwood.areas.clients.models import Client, Relationship
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member


class NoSecondProfile(Exception):
    """Its text is a sentence for people, which says what to do."""


@transaction.atomic
def open_second_profile(viewer: Viewer, first: Client, practitioner: Member) -> Client:
    """The record of the same name, without an e-mail, given to the second practitioner and connected by *Self*; and the
    client is asked to manage it with the login they have. Raises NoSecondProfile."""
    if refusal := why_no_second_profile(first):
        raise NoSecondProfile(refusal)
    second: Client = Client.objects.add(viewer, kind=first.kind, first_name=first.first_name, last_name=first.last_name)
    itself = Relationship.objects.add(
        viewer, second, contact=first, kind=Relationship.Kind.SELF, name=first.name, is_emergency=False
    )
    second.give_access(viewer, [practitioner], practitioner)
    invite_contact(viewer, itself, can_manage=True)
    return second


def why_no_second_profile(first: Client) -> str:
    """Why this record cannot be the first of two now; empty where it can."""
    name = {"name": first}
    if first.is_archived:
        return _("This record is in the archive. Bring it back first.")
    if first.is_owner_only:
        return _("This record is owner-only. Open it to the organization first, under Manage Access.")
    if not first.email:
        return _("%(name)s has no e-mail here, so there is no login for a second profile. Add it first.") % name
    return ""
