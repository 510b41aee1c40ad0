"""Client records, and access to them."""

from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Q

from heartwood.ground.access.rules.rule import NONE, of_clients, rule

if TYPE_CHECKING:
    from heartwood.ground.access.viewer import Viewer


def of_the_organization(viewer: "Viewer") -> Q:
    """Records of the organization, except those that are owner-only."""
    return in_the_house(viewer) & Q(owner=None)


def in_the_house(viewer: "Viewer") -> Q:
    return Q(organization=viewer.organization)


def given_to(viewer: "Viewer") -> Q:
    """Records that this practitioner was given; an owner-only record is its owner's alone."""
    if viewer.practitioner is None:
        return NONE
    grants = apps.get_model("clients.AccessGrant")._base_manager.filter(member=viewer.practitioner)
    theirs = Q(owner=None) | Q(owner=viewer.practitioner)
    return in_the_house(viewer) & theirs & Q(pk__in=grants.values("client"))


def of_the_organization_or_given_to(viewer: "Viewer") -> Q:
    """The organization is said first: by it the database finds its way."""
    return in_the_house(viewer) & (of_the_organization(viewer) | given_to(viewer))


def of_clients_given_to(viewer: "Viewer") -> Q:
    """What belongs to clients whose record this practitioner may open."""
    return Q(client__in=apps.get_model("clients.Client")._base_manager.filter(given_to(viewer)).values("pk"))


def led_by(viewer: "Viewer") -> Q:
    """Records whose primary practitioner this is."""
    if viewer.practitioner is None:
        return NONE
    grants = apps.get_model("clients.AccessGrant")._base_manager.filter(member=viewer.practitioner, is_primary=True)
    return given_to(viewer) & Q(pk__in=grants.values("client"))


@rule("clients.Client", "see")
def see_client(viewer: "Viewer") -> Q:
    """Practitioners see the clients they were given; administrators, schedulers and billers see every client of the
    organization that is not owner-only. In the portal: the profile one stands in."""
    if viewer.profile:
        return Q(pk=viewer.profile.client_id)
    if viewer.sees_all_clients:
        return of_the_organization_or_given_to(viewer)
    return given_to(viewer)


@rule("clients.Client", "see_contact")
def see_how_to_reach_client(viewer: "Viewer") -> Q:
    """E-mail and phone: practitioners with access, administrators and schedulers; not billers. In the portal: who
    manages the profile."""
    if viewer.profile:
        return managed_through_portal(viewer)
    if viewer.is_administrator or viewer.is_scheduler:
        return of_the_organization_or_given_to(viewer)
    return given_to(viewer)


@rule("clients.Client", "see_address")
def see_address_of_client(viewer: "Viewer") -> Q:
    """The postal address: practitioners with access, administrators and billers; not schedulers. In the portal: who
    manages the profile."""
    if viewer.profile:
        return managed_through_portal(viewer)
    if viewer.is_administrator or viewer.is_biller:
        return of_the_organization_or_given_to(viewer)
    return given_to(viewer)


@rule("clients.Client", "see_profile", "edit", "archive", "export")
def see_whole_profile(viewer: "Viewer") -> Q:
    """The whole profile (birth date, pronouns, start of therapy, practitioners), and changing, archiving and
    exporting it: practitioners with access and administrators."""
    if viewer.is_administrator:
        return of_the_organization_or_given_to(viewer)
    return given_to(viewer)


@rule("clients.Client", "see_own_profile", "edit_own_profile")
def see_own_profile(viewer: "Viewer") -> Q:
    """In the portal, the profile's facts, and changing them: the client, and whoever manages it for them."""
    return managed_through_portal(viewer)


@rule("clients.Client", "invite_to_portal")
def invite_client_to_portal(viewer: "Viewer") -> Q:
    """Inviting to the portal, and ending that: who may change the whole profile, that is practitioners with access and
    administrators."""
    return see_whole_profile(viewer)


@rule("clients.Client", "open_second_profile")
def open_second_profile_of_client(viewer: "Viewer") -> Q:
    """A second profile of the same person, for another practitioner, is set up by administrators."""
    return see_whole_profile(viewer) if viewer.may("connect_profiles") else NONE


@rule("clients.Client", "see_emergency_contact")
def see_emergency_contact_of_client(viewer: "Viewer") -> Q:
    """Who is called in an emergency: practitioners with access and administrators; no scheduler, biller or supervisor.
    In the portal: who manages the profile."""
    return managed_through_portal(viewer) if viewer.profile else see_whole_profile(viewer)


@rule("clients.Client", "keep_emergency_contact")
def keep_emergency_contact_of_client(viewer: "Viewer") -> Q:
    """It is added, changed and removed by practitioners with access; in the portal by who manages the profile."""
    return managed_through_portal(viewer) if viewer.profile else given_to(viewer)


@rule("clients.Client", "manage_access")
def manage_access_to_client(viewer: "Viewer") -> Q:
    """Who may open the record is decided by its primary practitioner and by administrators."""
    if viewer.is_administrator:
        return of_the_organization(viewer) | led_by(viewer)
    return led_by(viewer)


@rule("clients.Client", "keep_to_oneself")
def keep_client_to_oneself(viewer: "Viewer") -> Q:
    """Only the primary practitioner makes a record owner-only, or opens it to the organization again."""
    return led_by(viewer)


@rule("clients.Client", "see_documents")
def open_documents_of_client(viewer: "Viewer") -> Q:
    """The documents of the record are opened by practitioners with access; an administrator as such is none. In the
    portal, what was shared: by whoever may see documents of the profile."""
    return seen_through_portal(viewer, "documents") if viewer.profile else given_to(viewer)


@rule("clients.Client", "add_documents")
def add_documents_of_client(viewer: "Viewer") -> Q:
    """Documents are laid into the record by practitioners with access; in the portal by who manages the profile and may
    see its documents."""
    if viewer.profile:
        return managed_through_portal(viewer) & seen_through_portal(viewer, "documents")
    return given_to(viewer)


@rule("clients.Client", "see_what_is_written")
def see_what_is_written_about_client(viewer: "Viewer") -> Q:
    """In the portal, notes and summaries that were shared: the client, and who manages the profile and may see its
    documents."""
    return managed_through_portal(viewer) & seen_through_portal(viewer, "documents")


@rule("clients.Client", "see_sessions")
def see_sessions_of_client(viewer: "Viewer") -> Q:
    """Times, service and state of sessions: all staff who see the client. In the portal, the client, and who manages
    the profile and may see its bookings."""
    if viewer.profile:
        return managed_through_portal(viewer) & seen_through_portal(viewer, "bookings")
    return see_client(viewer)


def managed_through_portal(viewer: "Viewer") -> Q:
    if viewer.profile is None or not viewer.profile.can_manage:
        return NONE
    return Q(pk=viewer.profile.client_id)


def seen_through_portal(viewer: "Viewer", scope: str) -> Q:
    """The profile one stands in, where one may see this of it."""
    if viewer.profile is None or not viewer.profile.sees(scope):
        return NONE
    return Q(pk=viewer.profile.client_id)


@rule("clients.Client", "book")
def book_for_client(viewer: "Viewer") -> Q:
    """Sessions are booked for a client by practitioners with access, administrators and schedulers; in the portal, by
    the client and whoever manages the profile."""
    if viewer.profile:
        return see_sessions_of_client(viewer)
    if viewer.is_administrator or viewer.is_scheduler:
        return of_the_organization_or_given_to(viewer)
    return given_to(viewer)


@rule("clients.AccessGrant", "see")
def see_who_has_access(viewer: "Viewer") -> Q:
    """Who may open a record is seen by those who see its whole profile; clients see who their practitioners are."""
    if viewer.profile:
        return of_clients(viewer, "see_own_profile")
    return of_clients(viewer, "see_profile")


@rule("clients.AccessGrant", "change")
def change_who_has_access(viewer: "Viewer") -> Q:
    """By Manage Access: the primary practitioner and administrators."""
    return of_clients(viewer, "manage_access")


@rule("clients.AccessGrant", "end")
def end_access_with_membership(viewer: "Viewer") -> Q:
    """When a membership ends, so does its access: administrators end that of any member, and everybody their own.
    An owner-only record stays its owner's."""
    if viewer.organization is None:
        return NONE
    of_the_house = apps.get_model("clients.Client")._base_manager.filter(of_the_organization(viewer))
    theirs = Q(client__in=of_the_house.values("pk"))
    return theirs if viewer.is_administrator else theirs & Q(member=viewer.member)


@rule("clients.PortalAccess", "see")
def see_portal_access(viewer: "Viewer") -> Q:
    """A login's own profile, and whoever manages it sees who else enters the portal for the same client; for staff,
    the logins of the records whose whole profile they see."""
    if viewer.profile:
        return Q(pk=viewer.profile.pk) | of_clients(viewer, "see_own_profile")
    return of_clients(viewer, "see_profile")


@rule("clients.PortalAccess", "end")
def end_portal_access(viewer: "Viewer") -> Q:
    """By those who may invite. In the portal everybody ends their own; the client that of all others who enter it
    through a relationship; and whoever manages the profile for them that of those who do not: of two parents, or two
    members of a couple, neither shuts the other out."""
    if viewer.profile:
        given = of_clients(viewer, "see_own_profile") & Q(relationship__isnull=False)
        if viewer.profile.relationship_id is not None:
            given &= Q(can_manage=False)
        return given | Q(pk=viewer.profile.pk, relationship__isnull=False)
    return of_clients(viewer, "invite_to_portal")


@rule("clients.PortalAccess", "change_terms")
def change_terms_of_portal_access(viewer: "Viewer") -> Q:
    """What a contact may see and do in the portal: by those who may invite."""
    return of_clients(viewer, "invite_to_portal") & Q(relationship__isnull=False)


@rule("clients.PortalInvitation", "see", "revoke")
def see_portal_invitation(viewer: "Viewer") -> Q:
    """Seen and withdrawn by those who may invite. What its link opens is for whoever holds the link."""
    return of_clients(viewer, "invite_to_portal")


@rule("clients.Relationship", "see")
def see_relationship(viewer: "Viewer") -> Q:
    """With the emergency contact of the client; in the portal also one's own, by which one is here."""
    theirs = of_clients(viewer, "see_emergency_contact")
    if viewer.profile is None:
        return theirs
    own = apps.get_model("clients.PortalAccess")._base_manager.filter(pk=viewer.profile.pk, relationship__isnull=False)
    return theirs | Q(pk__in=own.values("relationship"))


@rule("clients.Relationship", "keep")
def keep_relationship(viewer: "Viewer") -> Q:
    """The people around a client are added, changed and removed by those who may invite to the portal: practitioners
    with access, and administrators."""
    return of_clients(viewer, "invite_to_portal")


@rule("clients.Relationship", "change")
def change_relationship(viewer: "Viewer") -> Q:
    """With the emergency contact of the client. Whoever acts for them in the portal leaves alone who else does."""
    theirs = of_clients(viewer, "keep_emergency_contact")
    if viewer.profile is None or viewer.profile.relationship_id is None:
        return theirs
    accesses = apps.get_model("clients.PortalAccess")._base_manager.exclude(pk=viewer.profile.pk)
    managing = accesses.filter(relationship__isnull=False, revoked_at=None, can_manage=True)
    return theirs & ~Q(pk__in=managing.values("relationship"))


@rule("clients.ProfileChange", "see")
def see_profile_change(viewer: "Viewer") -> Q:
    """What was changed in a profile, and whether the client agreed, is read by staff who see the whole profile."""
    return of_clients(viewer, "see_profile")
