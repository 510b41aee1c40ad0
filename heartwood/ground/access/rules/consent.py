"""What clients have agreed to."""

from typing import TYPE_CHECKING

from django.db.models import Q

from heartwood.ground.access.rules.clients import given_to, managed_through_portal, seen_through_portal
from heartwood.ground.access.rules.rule import of_clients, rule

if TYPE_CHECKING:
    from heartwood.ground.access.viewer import Viewer


@rule("clients.Client", "see_consent")
def see_consent_of_client(viewer: "Viewer") -> Q:
    """What a client has agreed to is seen, and recorded, by practitioners with access; an administrator as such is
    none. In the portal it is seen, answered and taken back by the client, and whoever manages the profile and may
    see its forms."""
    if viewer.profile:
        return managed_through_portal(viewer) & seen_through_portal(viewer, "forms")
    return given_to(viewer)


@rule("consent.ConsentEvent", "see")
def see_consent_event(viewer: "Viewer") -> Q:
    """Everything that was ever said about a consent is seen by whoever sees how it stands."""
    return of_clients(viewer, "see_consent")
