"""Files of a client record."""

from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Q

from heartwood.ground.access.rules.clients import seen_through_portal
from heartwood.ground.access.rules.rule import NONE, of_clients, rule

if TYPE_CHECKING:
    from heartwood.ground.access.viewer import Viewer


@rule("clients.Client", "see_documentation")
def see_documentation_of_client(viewer: "Viewer") -> Q:
    """The page of it in the portal: who may see documents of the profile, and who has uploaded some."""
    if viewer.profile is None:
        return NONE
    uploaded = apps.get_model("documents.Document")._base_manager.filter(of_ones_own_uploads(viewer))
    return seen_through_portal(viewer, "documents") | Q(pk__in=uploaded.values("client"))


def of_ones_own_uploads(viewer: "Viewer") -> Q:
    """What this login uploaded in this profile."""
    if viewer.profile is None:
        return NONE
    return Q(client=viewer.profile.client_id, from_client=True, uploaded_by=viewer.user)


@rule("documents.Document", "see")
def see_document(viewer: "Viewer") -> Q:
    """Practitioners with access to the record. In the portal: what was shared, for who manages the profile; and what
    one has uploaded there oneself."""
    of_the_record = of_clients(viewer, "see_documents")
    if viewer.profile is None:
        return of_the_record
    return of_ones_own_uploads(viewer) | of_the_record & ~Q(shared_at=None)


@rule("documents.Folder", "see", "change")
def see_folder(viewer: "Viewer") -> Q:
    """Folders are the practice's own order: practitioners with access. Clients never learn of them."""
    return NONE if viewer.profile else of_clients(viewer, "see_documents")


@rule("documents.Document", "move")
def move_document(viewer: "Viewer") -> Q:
    """Into a folder and out of it, by practitioners with access; also what a client has uploaded."""
    return NONE if viewer.profile else see_document(viewer) & Q(replaced_at=None)


@rule("documents.Document", "share", "renew")
def share_document(viewer: "Viewer") -> Q:
    """What the practice has laid into the record is shared with the client, or no longer, and replaced by a newer
    version, by practitioners with access; always the newest version."""
    if viewer.profile:
        return NONE
    return of_clients(viewer, "see_documents") & Q(from_client=False, replaced_at=None)


@rule("documents.Document", "take_up")
def take_up_document(viewer: "Viewer") -> Q:
    """An older version is taken up again by practitioners with access."""
    if viewer.profile:
        return NONE
    return of_clients(viewer, "see_documents") & Q(replaced_at__isnull=False)


@rule("documents.Document", "remove")
def remove_document(viewer: "Viewer") -> Q:
    """What the practice has laid into the record is removed by practitioners with access; what a client has uploaded,
    by whoever uploaded it."""
    if viewer.profile:
        return of_ones_own_uploads(viewer)
    return share_document(viewer)
