"""Where a person may go: the organizations they work at, and the profiles they hold in the portal."""

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import CharField, Exists, F, Model, OuterRef, QuerySet, Value
from django.db.models.expressions import Combinable
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from heartwood.ground.accounts.models import Member, Organization, User
from heartwood.kit.addresses import address_of
from heartwood.kit.prepared import prepared


@dataclass(frozen=True)
class Place:
    label: str
    kind_label: str
    url: str


def places_of(user: User) -> list[Place]:
    """All of them by name, organizations first."""
    held = sorted(offices_and_profiles(user.pk, localdate()), key=lambda place: (place[0] == "", place[1]))
    return [_place(user, *place) for place in held]


def goes_elsewhere(rows: type[Model], today: date) -> Combinable:
    """Whether the login of each row may also go anywhere else: the doors note it, since few do."""
    offices = Member.objects.current().filter(user=OuterRef("user"))
    profiles = apps.get_model("clients.PortalAccess").objects.of(OuterRef("user"), today)
    others = (places.exclude(pk=OuterRef("pk")) if places.model is rows else places for places in (offices, profiles))
    return reduce(or_, map(Exists, others))


@prepared
def offices_and_profiles(user: UUID, today: date) -> QuerySet[Any, tuple[str, str, str]]:
    """In one query, since every page asks."""
    offices = (
        Member.objects.current()
        .filter(user=user)
        .order_by()
        .annotate(label=F("organization__name"), kind=F("organization__kind"), word=F("organization__slug"))
        .values_list("kind", "label", "word")
    )
    portal_access: Any = apps.get_model("clients.PortalAccess")
    profiles = (
        portal_access.objects.of(user, today)
        .order_by()
        .annotate(kind=Value("", CharField()), word=F("code"))
        .values_list("kind", "label", "word")
    )
    return offices.union(profiles, all=True)


def _place(user: User, kind: str, label: str, word: str) -> Place:
    if kind:
        return Place(label, str(Organization.Kind(kind).label), address_of("office:home", word))
    return Place(label or user.name, _("Client portal"), address_of("portal:dashboard", word))
