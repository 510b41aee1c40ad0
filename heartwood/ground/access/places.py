"""Where a person may go: the organizations they work at, and the profiles they hold in the portal."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import CharField, F, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from heartwood.ground.accounts.models import Member, Organization, User


@dataclass(frozen=True)
class Place:
    label: str
    kind_label: str
    url: str


def places_of(user: User) -> list[Place]:
    """All of them by name, organizations first; in one query, since every page asks."""
    offices = (
        Member.objects.current()
        .filter(user=user)
        .order_by()
        .annotate(label=F("organization__name"), kind=F("organization__kind"), word=F("organization__slug"))
        .values_list("kind", "label", "word")
    )
    portal_access: Any = apps.get_model("clients.PortalAccess")
    profiles = (
        portal_access.objects.of(user)
        .order_by()
        .annotate(kind=Value("", CharField()), word=F("code"))
        .values_list("kind", "label", "word")
    )
    held = sorted(offices.union(profiles, all=True), key=lambda place: (place[0] == "", place[1]))
    return [_place(user, *place) for place in held]


def _place(user: User, kind: str, label: str, word: str) -> Place:
    if kind:
        return Place(label, str(Organization.Kind(kind).label), reverse("office:home", args=[word]))
    return Place(label or user.name, _("Client portal"), reverse("portal:dashboard", args=[word]))
