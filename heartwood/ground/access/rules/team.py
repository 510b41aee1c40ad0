"""Who works here, and the lists they bring."""

from typing import TYPE_CHECKING

from django.db.models import Q

from heartwood.ground.access.rules.rule import NONE, rule

if TYPE_CHECKING:
    from heartwood.ground.access.viewer import Viewer


@rule("team.Invitation", "see", "resend", "revoke")
def see_invitation(viewer: "Viewer") -> Q:
    """Who was invited to work at the organization is seen, and sent again or withdrawn, by its administrators."""
    return Q(organization=viewer.organization) if viewer.is_administrator else NONE


@rule("transfer.Import", "see", "change")
def see_import(viewer: "Viewer") -> Q:
    """A list that is being imported is its uploader's alone, for as long as they may move client lists."""
    return Q(member=viewer.member) if viewer.member and viewer.may("move_client_lists") else NONE
