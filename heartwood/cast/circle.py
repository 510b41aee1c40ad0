"""Who stands around the clients of the cast: whom to call, who is asked into the portal, what they corrected."""

from typing import TYPE_CHECKING, Any

from heartwood.areas.clients.inviting import invite_to_portal
from heartwood.areas.clients.models import PortalAccess, Relationship
from heartwood.cast.ids import same_id
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.audit.acting import act

if TYPE_CHECKING:
    from heartwood.cast.building import Cast

Kind = Relationship.Kind

# Client, name, who they are to the client, phone, e-mail.
CONTACTS = (
    ("clara", "Rosalind Quenby", "sibling", "+1 971-555-0161", "rosalind@quenby.example"),
    ("dev", "Anjali Thornapple", "partner", "+1 971-555-0162", ""),
    ("nadia_with_cole", "Samir Ousel", "friend", "+1 971-555-0163", ""),
    ("kit", "Halvard Wintergreen", "relative", "+1 971-555-0164", "halvard@wintergreen.example"),
    ("elif", "Orhan Melissande", "partner", "+1 971-555-0165", ""),
    ("petra", "Ylva Sundew", "child", "+1 971-555-0166", ""),
)
CLARAS_PRONOUNS = "she/her"


# Profile, existing contact, name, who they are to the client, who has written it down. They enter the portal.
AT_HOME = (
    ("nadia_with_cole", "nadia", "Nadia Haddad", Kind.SELF, "olive"),
    ("kit", "", "Grace Kim", Kind.PARENT, "cole"),
    ("kit_with_joon", "", "Joon Kim", Kind.PARENT, "cole"),
)


def name_their_people(cast: "Cast") -> None:
    for key, name, kind, phone, email in CONTACTS:
        cast.contacts[key] = Relationship.objects.add(
            Viewer.in_office(cast.workers[cast.practitioner_of[key]]),
            cast.clients[key],
            id=same_id("relationship", key),
            name=name,
            kind=kind,
            phone=phone,
            email=email,
        )
    for profile, contact, name, kind, by in AT_HOME:
        viewer = Viewer.in_office(cast.workers[by])
        _connect(cast.profiles[profile], viewer, contact=cast.clients.get(contact), name=name, kind=kind)
    clara = cast.clients["clara"]
    clara.change(Viewer.through_portal(cast.profiles["clara"]), pronouns=CLARAS_PRONOUNS)
    cast.portal_invitation = invite_to_portal(Viewer.in_office(cast.workers["thea"]), cast.clients["dev"])


def _connect(access: PortalAccess, viewer: Viewer, **facts: Any) -> None:
    """As if they had been invited because of it."""
    email = "" if facts["contact"] else access.user.email
    facts |= {"id": same_id("relationship", access.code), "email": email, "is_emergency": False}
    access.relationship = Relationship.objects.add(viewer, access.client, **facts)
    access.mind_age()
    with act(viewer, "clients.change_portal_terms", access):
        access.save(update_fields=["relationship", "comes_of_age_on"])
