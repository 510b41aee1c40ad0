"""Who works where somebody looks."""

from django.db.models import QuerySet

from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member
from heartwood.kit.prepared import prepared


@prepared
def practitioners_of(viewer: Viewer) -> QuerySet[Member]:
    """Of the organization, by name."""
    return Member.objects.filter(organization=viewer.organization).current().practitioners().by_name()
