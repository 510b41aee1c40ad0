"""Summaries of what was spoken of with a client."""

from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Q

from heartwood.ground.access.rules.clients import given_to, of_clients_given_to
from heartwood.ground.access.rules.notes import shared_with_profile
from heartwood.ground.access.rules.rule import NONE, of_clients, rule

if TYPE_CHECKING:
    from heartwood.ground.access.viewer import Viewer


@rule("clients.Client", "see_summary")
def see_summary_of_client(viewer: "Viewer") -> Q:
    """The page of the summary, and beginning one: practitioners with access; no administrator as such, no
    supervisor."""
    return NONE if viewer.profile else given_to(viewer)


@rule("appointments.Participant", "see_summary")
def see_summary_of_participant(viewer: "Viewer") -> Q:
    """From a session, the way leads to the summary of those in it whose summary one may read."""
    return NONE if viewer.profile else of_clients(viewer, "see_summary")


@rule("summary.Summary", "see")
def see_summary(viewer: "Viewer") -> Q:
    """Practitioners with access; in the portal the client and whoever manages the profile, while it is shared."""
    return shared_with_profile(viewer) if viewer.profile else of_clients_given_to(viewer)


@rule("summary.Summary", "write", "share")
def write_summary(viewer: "Viewer") -> Q:
    """Refreshed, changed, shared and no longer shared by practitioners with access."""
    return NONE if viewer.profile else of_clients_given_to(viewer)


@rule("summary.Version", "see")
def see_version_of_summary(viewer: "Viewer") -> Q:
    """Practitioners with access see all of them; in the portal, the one that was shared."""
    if viewer.profile is None:
        return of_clients_given_to(viewer)
    shared = apps.get_model("summary.Summary")._base_manager.filter(shared_with_profile(viewer))
    return Q(pk__in=shared.values("shown"))
