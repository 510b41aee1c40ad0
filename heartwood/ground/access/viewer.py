"""Who looks, and through which door they came."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from django.db import models
from django.utils import timezone

from heartwood.ground.access import powers
from heartwood.ground.access.places import Place, places_of
from heartwood.ground.accounts.models import Member, Organization, User
from heartwood.kit.addresses import address_of

Face = Literal["office", "portal", "none"]


class Profile(Protocol):
    """What a login holds in the portal: a `clients.PortalAccess`, which lives above us."""

    pk: UUID
    user: User
    client_id: UUID
    code: str
    label: str
    can_manage: bool
    may_see: list[str]
    relationship_id: UUID | None  # none: the client's own

    def sees(self, scope: str) -> bool: ...


@dataclass(frozen=True)
class Viewer:
    """Somebody at one face of the house: a member in the office, a client in the portal, or nobody in particular.

    The same human with two tabs, staff here and client there, is two viewers.
    """

    user: User | None = None
    face: Face = "none"
    member: Member | None = None
    profile: Profile | None = None

    @classmethod
    def in_office(cls, member: Member) -> "Viewer":
        return cls(member.user, "office", member=member)

    @classmethod
    def through_portal(cls, profile: Profile) -> "Viewer":
        return cls(profile.user, "portal", profile=profile)

    @property
    def now(self) -> datetime:
        """For rules that ask the clock."""
        return timezone.now()

    @property
    def today(self) -> date:
        """Where they are."""
        return timezone.localdate()

    @property
    def organization(self) -> Organization | None:
        return self.member.organization if self.member else None

    @property
    def practitioner(self) -> Member | None:
        """The member, where they work here as a practitioner."""
        return self.member if self.member and self.member.is_practitioner else None

    @property
    def is_administrator(self) -> bool:
        return self.member is not None and self.member.is_administrator

    @property
    def is_scheduler(self) -> bool:
        return self.member is not None and self.member.is_scheduler

    @property
    def is_supervisor(self) -> bool:
        return self.member is not None and self.member.is_supervisor

    @property
    def is_biller(self) -> bool:
        return self.member is not None and self.member.is_biller

    @property
    def sees_all_clients(self) -> bool:
        """Of the organization, but for those that are owner-only."""
        return self.is_administrator or self.is_scheduler or self.is_biller

    @property
    def capacity(self) -> str:
        """As what they come, as the trail keeps it: their roles here, or through the portal."""
        if self.member:
            return ",".join(role.removeprefix("is_") for role in Member.ROLES if getattr(self.member, role))
        return "portal" if self.profile else ""

    def may(self, verb: str, record: models.Model | None = None) -> bool:
        """May they do that, to this record or in this organization? Asks the same rule as every list and fetch."""
        if record is None:
            return powers.held(self, verb)
        rows: Any = type(record)._default_manager
        return bool(rows.allowed(self, verb).filter(pk=record.pk).exists())

    @property
    def elsewhere(self) -> list[Place]:
        """Where this human may also go: what else they are, here or at other organizations."""
        home = self.address("home" if self.member else "dashboard")
        goes = getattr(self.member or self.profile, "goes_elsewhere", True)
        return [place for place in places_of(self.user) if place.url != home] if self.user and goes else []

    def address(self, page: str, *parts: object) -> str:
        """Where a page stands for this viewer: the organization or the profile is the address's first word."""
        if self.member:
            return address_of(f"office:{page}", self.member.organization.slug, *parts)
        if self.profile:
            return address_of(f"portal:{page}", self.profile.code, *parts)
        return address_of(page, *parts)


NOBODY = Viewer()
