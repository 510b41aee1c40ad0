"""What this room shows on pages that gather what several rooms know. Each part comes with a template, or rows for one:

members      clients/office/members.html       {"members": …}  who a joint record is about
who_opens    clients/shared/who_opens.html     {"opens": …}    which members may open a record, and why
around       clients/portal/around.html        {"around": …}   who stands around a client, and on which terms
related_to   clients/portal/related_to.html    {"held": …}     for whom a login is here, because they are related
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from heartwood.areas.clients.models import Client, PortalAccess, Relationship, Scope
from heartwood.ground.access.viewer import Viewer
from heartwood.kit.dates import day

# What somebody who does not manage a profile has no use for: it asks for acting for the client.
OF_WHO_MANAGES = (Scope.BOOKINGS, Scope.FORMS)


@dataclass(frozen=True)
class Opens:
    """*Thea Lindqvist*, primary practitioner; given by Olive Marsh on 14 Nov."""

    name: str
    is_primary: bool
    given: str


@dataclass(frozen=True)
class Around:
    """Somebody around a client; also the client's own login, which stands in no relationship."""

    name: str
    is_you: bool
    kind: str
    is_emergency: bool
    terms: "Terms | None"  # none: they do not enter the portal
    since: str
    until: str
    end: str = ""  # where their portal access is ended


@dataclass(frozen=True)
class Terms:
    """What somebody may see and do in the portal."""

    manages: bool
    sees: str
    sees_documents: bool
    since: str
    until: str


@dataclass(frozen=True)
class Held:
    """A profile that somebody holds through a relationship, under its neutral name."""

    access: PortalAccess
    label: str
    kind: str
    terms: Terms
    is_here: bool
    address: str
    documentation: str
    leave: str


def members(viewer: Viewer, client: Client) -> list[tuple[str, str]]:
    """Of a couple or family: their names, and where their own records stand, for whoever sees these."""
    if not client.is_joint:
        return []
    seen = Client.objects.visible_to(viewer).filter(pk=OuterRef("contact"))
    found: Iterable[Any] = Relationship.objects.members(viewer, client).annotate(is_seen=Exists(seen))
    return [(each.name, viewer.address("client", each.contact_id) if each.is_seen else "") for each in found]


def who_opens(viewer: Viewer, client: Client) -> list[Opens]:
    grants = client.grants.visible_to(viewer).select_related("granted_by").by_name()
    return [Opens(grant.member.user.name, grant.is_primary, _given(grant)) for grant in grants]


def around(viewer: Viewer, client: Client) -> list[Around]:
    """Whoever enters the portal first, then the others; each once."""
    contacts: dict[Any, Relationship] = {
        contact.pk: contact for contact in client.relationships.visible_to(viewer).order_by("pk")
    }
    entering = [
        _entering(viewer, client, access, contacts.pop(access.relationship_id, None))
        for access in _accesses_to(client, viewer)
    ]
    return [*entering, *(_around(contact) for contact in contacts.values())]


def related_to(viewer: Viewer) -> list[Held]:
    """The profiles that this login holds because somebody is related to them; the one that is open first."""
    assert viewer.user  # noqa: S101  somebody looks
    accesses = PortalAccess.objects.of(viewer.user).filter(relationship__isnull=False)
    held = [_held(viewer, access) for access in accesses.select_related("relationship", "user").order_by("label", "pk")]
    return sorted(held, key=lambda each: not each.is_here)


def terms_of(access: PortalAccess) -> Terms:
    scopes = [scope for scope in Scope if access.sees(scope) and (access.can_manage or scope not in OF_WHO_MANAGES)]
    return Terms(
        manages=access.can_manage,
        sees=", ".join(str(scope.label) for scope in scopes),
        sees_documents=access.sees(Scope.DOCUMENTS),
        since=day(access.since),
        until=_day(access.last_day),
    )


def _accesses_to(client: Client, viewer: Viewer) -> Iterable[Any]:
    """Who does not manage a profile sees nobody's but their own, which they came by."""
    if viewer.profile and not viewer.profile.can_manage:
        return [viewer.profile]
    accesses = client.portal_accesses.visible_to(viewer).active().select_related("user")
    found: Iterable[Any] = accesses.noting_whether(viewer, "end").order_by("since", "pk")
    return found


def _entering(viewer: Viewer, client: Client, access: Any, contact: Relationship | None) -> Around:
    is_own = contact is None and access.user.email == client.email
    is_ones_own = viewer.profile is not None and access.pk == viewer.profile.pk
    return Around(
        name=contact.name if contact else client.name if is_own else access.user.name,
        is_you=viewer.user is not None and access.user_id == viewer.user.pk,
        kind=contact.in_words if contact else "",
        is_emergency=contact.is_emergency if contact else False,
        terms=terms_of(access),
        since=_day(contact.starts_on) if contact else "",
        until=_day(contact.ends_on) if contact else "",
        end=_end(viewer, client, access) if not is_ones_own and access.may_end else "",
    )


def _around(contact: Relationship) -> Around:
    return Around(
        name=contact.name,
        is_you=False,
        kind=contact.in_words,
        is_emergency=contact.is_emergency,
        terms=None,
        since=_day(contact.starts_on),
        until=_day(contact.ends_on),
    )


def _held(viewer: Viewer, access: PortalAccess) -> Held:
    there = Viewer.through_portal(access)
    assert access.relationship  # noqa: S101  they were asked for by it
    return Held(
        access=access,
        label=str(access),
        kind=str(access.relationship.get_kind_display()),
        terms=terms_of(access),
        is_here=viewer.profile is not None and viewer.profile.pk == access.pk,
        address=there.address("dashboard"),
        documentation=there.address("documentation"),
        leave=there.address("relationships-leave"),
    )


def _end(viewer: Viewer, client: Client, access: PortalAccess) -> str:
    if viewer.profile:
        return viewer.address("relationships-end", access.pk)
    return viewer.address("client-portal-end", client.pk, access.pk)


def _given(grant: Any) -> str:
    if grant.granted_by:
        return _("given by %(name)s on %(day)s") % {"name": grant.granted_by.name, "day": day(grant.granted_at)}
    return _("since %(day)s") % {"day": day(grant.granted_at)}


def _day(on: date | None) -> str:
    return day(on) if on else ""
