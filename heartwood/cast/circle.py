"""Who stands around the clients of the cast: whom to call, who is asked into the portal, what they corrected."""

from typing import TYPE_CHECKING

from heartwood.areas.clients.inviting import invite_to_portal
from heartwood.areas.clients.models import Relationship
from heartwood.cast.ids import same_id
from heartwood.ground.access.viewer import Viewer

if TYPE_CHECKING:
    from heartwood.cast.building import Cast

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
    clara = cast.clients["clara"]
    clara.change(Viewer.through_portal(cast.profiles["clara"]), pronouns=CLARAS_PRONOUNS)
    cast.portal_invitation = invite_to_portal(Viewer.in_office(cast.workers["thea"]), cast.clients["dev"])
