"""Who did and saw what."""

from typing import TYPE_CHECKING

from django.db.models import Q

from heartwood.ground.access.rules.rule import of_clients, rule

if TYPE_CHECKING:
    from heartwood.ground.access.viewer import Viewer


@rule("audit.Line", "see")
def see_line_of_the_trail(viewer: "Viewer") -> Q:
    """Who did and saw what: of a client record, those who see its whole profile, and in the portal the client and
    whoever manages the profile; of the organization itself, its administrators."""
    if viewer.profile:
        return of_clients(viewer, "see_own_profile")
    of_records = Q(organization=viewer.organization) & of_clients(viewer, "see_profile")
    return of_records | Q(organization=viewer.organization, client=None) if viewer.may("read_log") else of_records
