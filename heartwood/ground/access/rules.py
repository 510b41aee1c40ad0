"""The law of the house: for each kind of private record, who may do what to it.

Each rule is one sentence and one condition. The same condition serves lists, single fetches, buttons and mails.
What no rule allows, nobody may. `docs/access.md` is printed from this page.
"""

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet

if TYPE_CHECKING:
    from heartwood.ground.access.viewer import Viewer

Condition = Callable[["Viewer"], Q]

RULES: dict[tuple[str, str], Condition] = {}

NONE = Q(pk__in=[])


class NoSuchRule(LookupError):
    """Nobody has written down who may do that."""


def rule(record: str, *verbs: str) -> Callable[[Condition], Condition]:
    def written(condition: Condition) -> Condition:
        for verb in verbs:
            RULES[record, verb] = condition
        return condition

    return written


def condition(model: type[Model], verb: str, viewer: "Viewer") -> Q:
    try:
        says = RULES[model._meta.label, verb]
    except KeyError:
        raise NoSuchRule(f"Who may {verb} a {model._meta.label}? Write it in rules.py.") from None
    return says(viewer)


def rows(record: str, viewer: "Viewer", verb: str = "see") -> QuerySet[Any, Any]:
    """The ids of the records of that kind on which this viewer may do that, as a subquery."""
    model = apps.get_model(record)
    found: QuerySet[Any, Any] = model._base_manager.filter(condition(model, verb, viewer)).values("pk")
    return found


# --- Client records ---------------------------------------------------------------------------------------------


def of_the_organization(viewer: "Viewer") -> Q:
    """Records of the organization, except those that are owner-only."""
    return Q(organization=viewer.organization, owner=None)


def given_to(viewer: "Viewer") -> Q:
    """Records that this practitioner was given; an owner-only record is its owner's alone."""
    if viewer.practitioner is None:
        return NONE
    grants = apps.get_model("clients.AccessGrant")._base_manager.filter(member=viewer.practitioner)
    theirs = Q(owner=None) | Q(owner=viewer.practitioner)
    return theirs & Q(organization=viewer.organization, pk__in=grants.values("client"))


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
    if viewer.is_administrator or viewer.is_scheduler or viewer.is_biller:
        return of_the_organization(viewer) | given_to(viewer)
    return given_to(viewer)


@rule("clients.Client", "see_contact")
def see_how_to_reach_client(viewer: "Viewer") -> Q:
    """E-mail and phone: practitioners with access, administrators and schedulers; not billers. In the portal: who
    manages the profile."""
    if viewer.profile:
        return managed_through_portal(viewer)
    if viewer.is_administrator or viewer.is_scheduler:
        return of_the_organization(viewer) | given_to(viewer)
    return given_to(viewer)


@rule("clients.Client", "see_address")
def see_address_of_client(viewer: "Viewer") -> Q:
    """The postal address: practitioners with access, administrators and billers; not schedulers. In the portal: who
    manages the profile."""
    if viewer.profile:
        return managed_through_portal(viewer)
    if viewer.is_administrator or viewer.is_biller:
        return of_the_organization(viewer) | given_to(viewer)
    return given_to(viewer)


@rule("clients.Client", "see_profile", "edit", "archive", "export")
def see_whole_profile(viewer: "Viewer") -> Q:
    """The whole profile (birth date, pronouns, start of therapy, practitioners), and changing, archiving and
    exporting it: practitioners with access and administrators."""
    if viewer.is_administrator:
        return of_the_organization(viewer) | given_to(viewer)
    return given_to(viewer)


@rule("clients.Client", "see_own_profile")
def see_own_profile(viewer: "Viewer") -> Q:
    """In the portal, the profile's facts: the client, and whoever manages it for them."""
    return managed_through_portal(viewer)


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


@rule("clients.Client", "see_documents", "add_documents")
def open_documents_of_client(viewer: "Viewer") -> Q:
    """The documents of the record are opened, and others laid beside them, by practitioners with access; an
    administrator as such is none. In the portal: who manages the profile."""
    return managed_through_portal(viewer) if viewer.profile else given_to(viewer)


def managed_through_portal(viewer: "Viewer") -> Q:
    if viewer.profile is None or not viewer.profile.can_manage:
        return NONE
    return Q(pk=viewer.profile.client_id)


@rule("clients.Client", "book")
def book_for_client(viewer: "Viewer") -> Q:
    """Sessions are booked for a client by practitioners with access, administrators and schedulers; in the portal, by
    the client and whoever manages the profile."""
    if viewer.profile:
        return managed_through_portal(viewer)
    if viewer.is_administrator or viewer.is_scheduler:
        return of_the_organization(viewer) | given_to(viewer)
    return given_to(viewer)


# --- Access to client records -----------------------------------------------------------------------------------


@rule("clients.AccessGrant", "see")
def see_who_has_access(viewer: "Viewer") -> Q:
    """Who may open a record is seen by those who see its whole profile; clients see who their practitioners are."""
    if viewer.profile:
        return Q(client__in=rows("clients.Client", viewer, "see_own_profile"))
    return Q(client__in=rows("clients.Client", viewer, "see_profile"))


@rule("clients.AccessGrant", "change")
def change_who_has_access(viewer: "Viewer") -> Q:
    """By Manage Access: the primary practitioner and administrators."""
    return Q(client__in=rows("clients.Client", viewer, "manage_access"))


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
    """A login's own profiles; for staff, the logins of the records whose whole profile they see."""
    if viewer.profile:
        return Q(pk=viewer.profile.pk)
    return Q(client__in=rows("clients.Client", viewer, "see_profile"))


# --- Sessions ---------------------------------------------------------------------------------------------------


def taken_part_in(clients: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """The sessions of these clients, as a subquery."""
    present = apps.get_model("appointments.Participant")._base_manager.filter(left_at=None)
    return present.filter(client__in=clients).values("appointment")


@rule("appointments.Appointment", "see")
def see_appointment(viewer: "Viewer") -> Q:
    """Times, service and state of a session are seen by all staff who see one of its clients; in the portal, by the
    client and whoever manages the profile."""
    return Q(pk__in=taken_part_in(rows("clients.Client", viewer, "see_own_profile" if viewer.profile else "see")))


@rule("appointments.Appointment", "change")
def change_appointment(viewer: "Viewer") -> Q:
    """Moved, cancelled, accepted and declined by whoever may book for one of its clients."""
    return Q(pk__in=taken_part_in(rows("clients.Client", viewer, "book")))


@rule("appointments.Participant", "see")
def see_participant(viewer: "Viewer") -> Q:
    """Staff see those clients in a session whom they see elsewhere; in the portal everybody sees only themselves."""
    return Q(client__in=rows("clients.Client", viewer, "see_own_profile" if viewer.profile else "see"))


@rule("appointments.Step", "see")
def see_step(viewer: "Viewer") -> Q:
    """What happened to a session is seen with it; in the portal, without what other participants did."""
    of_sessions = Q(appointment__in=rows("appointments.Appointment", viewer))
    return of_sessions & (Q(client=None) | Q(client=viewer.profile.client_id)) if viewer.profile else of_sessions


@rule("appointments.Remark", "see")
def see_remark(viewer: "Viewer") -> Q:
    """What was written with a step is read by its author, by practitioners with access to the client, and in the portal
    by the client and whoever manages the profile."""
    if viewer.profile:
        return Q(client__in=rows("clients.Client", viewer, "see_own_profile"))
    own = Q(author=viewer.user, client__in=rows("clients.Client", viewer))
    return of_clients_given_to(viewer) | own


@rule("appointments.Waiting", "see", "end")
def see_waiting(viewer: "Viewer") -> Q:
    """The waiting list is kept by whoever may book for the client."""
    return Q(client__in=rows("clients.Client", viewer, "book"))


# --- Notes ------------------------------------------------------------------------------------------------------


def of_clients_given_to(viewer: "Viewer") -> Q:
    """What belongs to clients whose record this practitioner may open."""
    return Q(client__in=apps.get_model("clients.Client")._base_manager.filter(given_to(viewer)).values("pk"))


def shared_with_profile(viewer: "Viewer") -> Q:
    return Q(client__in=rows("clients.Client", viewer, "see_own_profile"), shared_at__isnull=False)


def written_by_the_supervised(viewer: "Viewer") -> Q:
    """Of those whose notes this supervisor signs too; never of an owner-only record."""
    if viewer.member is None or not viewer.member.is_supervisor:
        return NONE
    of_the_house = apps.get_model("clients.Client")._base_manager.filter(of_the_organization(viewer))
    supervised = apps.get_model("accounts.Member")._base_manager.filter(supervisor=viewer.member)
    return Q(author__in=supervised.values("pk"), client__in=of_the_house.values("pk"))


@rule("appointments.Appointment", "write_note")
def write_note_about_appointment(viewer: "Viewer") -> Q:
    """The note about a session is written by the practitioner who holds it, as long as they have access to its
    client."""
    given = apps.get_model("clients.Client")._base_manager.filter(given_to(viewer))
    held = Q(practitioner=viewer.practitioner) if viewer.practitioner else NONE
    return held & Q(pk__in=taken_part_in(given.values("pk")))


@rule("clients.Client", "write_notes")
def write_notes_about_client(viewer: "Viewer") -> Q:
    """Notes on the record, and notes of one's own, are written by practitioners with access."""
    return given_to(viewer)


@rule("notes.SessionNote", "see")
def see_session_note(viewer: "Viewer") -> Q:
    """A draft: its author, and once it is handed in, their supervisor. Once approved: practitioners with access, the
    author's supervisor, and in the portal the client and whoever manages the profile, if it was shared."""
    if viewer.profile:
        return shared_with_profile(viewer) & Q(approved_at__isnull=False, entered_in_error_at=None)
    own = Q(author=viewer.practitioner) if viewer.practitioner else NONE
    of_given = of_clients_given_to(viewer) & (own | Q(approved_at__isnull=False))
    return of_given | (written_by_the_supervised(viewer) & ~Q(submitted_at=None, approved_at=None))


@rule("notes.SessionNote", "write", "approve", "discard", "take_back")
def write_session_note(viewer: "Viewer") -> Q:
    """A draft is written, approved and thrown away by its author alone."""
    own = Q(author=viewer.practitioner, approved_at=None) if viewer.practitioner else NONE
    return own & of_clients_given_to(viewer)


@rule("notes.SessionNote", "cosign", "return")
def cosign_session_note(viewer: "Viewer") -> Q:
    """What was handed in is signed, or returned with a comment, by the author's supervisor."""
    return written_by_the_supervised(viewer) & Q(submitted_at__isnull=False, approved_at=None)


@rule("notes.SessionNote", "share", "stop_sharing", "addend")
def share_session_note(viewer: "Viewer") -> Q:
    """An approved note is shared with the client, and added to, by practitioners with access."""
    return of_clients_given_to(viewer) & Q(approved_at__isnull=False, entered_in_error_at=None)


@rule("notes.SessionNote", "enter_in_error")
def enter_session_note_in_error(viewer: "Viewer") -> Q:
    """That it should not have been written is said by its author."""
    own = Q(author=viewer.practitioner, approved_at__isnull=False) if viewer.practitioner else NONE
    return own & of_clients_given_to(viewer)


@rule("notes.Addendum", "see")
def see_addendum(viewer: "Viewer") -> Q:
    """What was added to a note is seen with it, once it is signed; before, by its author alone."""
    signed = Q(note__in=rows("notes.SessionNote", viewer), signed_at__isnull=False)
    return signed | Q(author=viewer.practitioner, signed_at=None) if viewer.practitioner else signed


@rule("notes.Addendum", "write", "sign", "discard")
def write_addendum(viewer: "Viewer") -> Q:
    """By its author, until it is signed."""
    own = Q(author=viewer.practitioner, signed_at=None) if viewer.practitioner else NONE
    return own & of_clients_given_to(viewer)


@rule("notes.PrivateNote", "see", "write", "discard")
def see_private_note(viewer: "Viewer") -> Q:
    """Its author alone. No grant, no role and no sharing opens it to anybody else."""
    return Q(author=viewer.practitioner) if viewer.practitioner else NONE


@rule("notes.ChartNote", "see")
def see_chart_note(viewer: "Viewer") -> Q:
    """Notes on the client record: practitioners with access; in the portal the client and whoever manages the profile,
    if they were shared."""
    return shared_with_profile(viewer) if viewer.profile else of_clients_given_to(viewer)


@rule("notes.ChartNote", "share", "stop_sharing")
def share_chart_note(viewer: "Viewer") -> Q:
    """By practitioners with access."""
    return of_clients_given_to(viewer)


@rule("notes.ChartNote", "correct")
def correct_chart_note(viewer: "Viewer") -> Q:
    """By its author, as long as nobody has corrected it."""
    own = Q(author=viewer.practitioner, correction=None) if viewer.practitioner else NONE
    return own & of_clients_given_to(viewer)


# --- Documents --------------------------------------------------------------------------------------------------


@rule("documents.Document", "see")
def see_document(viewer: "Viewer") -> Q:
    """Practitioners with access to the record. In the portal: what was shared, for who manages the profile; and what
    one has uploaded there oneself."""
    of_the_record = Q(client__in=rows("clients.Client", viewer, "see_documents"))
    if viewer.profile is None:
        return of_the_record
    own = Q(client=viewer.profile.client_id, from_client=True, uploaded_by=viewer.user)
    return own | of_the_record & ~Q(shared_at=None)


@rule("documents.Document", "share")
def share_document(viewer: "Viewer") -> Q:
    """What the practice has laid into the record is shared with the client, or no longer, by practitioners with
    access."""
    if viewer.profile:
        return NONE
    return Q(from_client=False, client__in=rows("clients.Client", viewer, "see_documents"))


@rule("documents.Document", "remove")
def remove_document(viewer: "Viewer") -> Q:
    """What the practice has laid into the record is removed by practitioners with access; what a client has uploaded,
    by whoever uploaded it."""
    if viewer.profile:
        return Q(client=viewer.profile.client_id, from_client=True, uploaded_by=viewer.user)
    return share_document(viewer)


# --- Journals ---------------------------------------------------------------------------------------------------


@rule("appointments.Appointment", "reflect_on")
def reflect_on_appointment(viewer: "Viewer") -> Q:
    """In the portal, a journal entry is written about any session that takes place or took place, by whoever sees
    it there."""
    if viewer.profile is None:
        return NONE
    return see_appointment(viewer) & Q(state__in=("booked", "completed"))


@rule("clients.Client", "see_journals")
def see_shared_journals_of_client(viewer: "Viewer") -> Q:
    """The page with what a client has shared from their journal: practitioners with access. Which entries stand there
    is a rule of its own."""
    return NONE if viewer.profile else given_to(viewer)


def of_ones_own_journal(viewer: "Viewer") -> Q:
    """What this login wrote in this profile."""
    return Q(author=viewer.user, client=viewer.profile.client_id) if viewer.profile else NONE


@rule("journals.Entry", "see")
def see_entry(viewer: "Viewer") -> Q:
    """Its author, that is the login that wrote it, in the profile where it was written. Once it is shared, also the
    practitioner of its session, for as long as they have access to the client. Nobody else: no administrator, no
    scheduler, no center, no other practitioner, no other login of the same profile."""
    if viewer.profile:
        return of_ones_own_journal(viewer)
    of_own_session = Q(appointment__practitioner=viewer.practitioner) if viewer.practitioner else NONE
    return of_own_session & ~Q(shared_at=None) & of_clients_given_to(viewer)


@rule("journals.Entry", "edit", "share", "keep_private", "remove")
def change_entry(viewer: "Viewer") -> Q:
    """Changed, shared, made private again and deleted by its author alone."""
    return of_ones_own_journal(viewer)


@rule("journals.Entry", "acknowledge")
def acknowledge_entry(viewer: "Viewer") -> Q:
    """By the practitioner who may read it."""
    return NONE if viewer.profile else see_entry(viewer)


@rule("journals.Draft", "see", "discard")
def see_draft_of_entry(viewer: "Viewer") -> Q:
    """What is being written is its author's alone."""
    return of_ones_own_journal(viewer)


@rule("journals.EntryImage", "see")
def see_image_of_entry(viewer: "Viewer") -> Q:
    """With its entry; while that is being written, by its author alone."""
    return of_ones_own_journal(viewer) if viewer.profile else Q(entry__in=rows("journals.Entry", viewer))


@rule("journals.EntryImage", "remove")
def remove_image_of_entry(viewer: "Viewer") -> Q:
    """By its author."""
    return of_ones_own_journal(viewer)


@rule("journals.Acknowledgement", "see")
def see_acknowledgement(viewer: "Viewer") -> Q:
    """What a practitioner wrote to an entry is read with it."""
    return Q(entry__in=rows("journals.Entry", viewer))


# --- Notices ----------------------------------------------------------------------------------------------------

# The kinds of record that people are told of. A notice about any other is seen by nobody.
TOLD_OF = (
    "clients.Client",
    "appointments.Appointment",
    "appointments.Waiting",
    "notes.SessionNote",
    "notes.ChartNote",
    "documents.Document",
    "journals.Entry",
    "entrance.Device",
    "trail.Alarm",
)


@rule("notifications.Notice", "see")
def see_notice(viewer: "Viewer") -> Q:
    """A person's own, at the organization or in the profile where they were told, for as long as they may see what it
    is about. What concerns their login they see wherever they are."""
    theirs = Q(member=None, profile=None)
    if viewer.member:
        theirs |= Q(member=viewer.member)
    elif viewer.profile:
        theirs |= Q(profile=viewer.profile.pk)
    of_what_they_see = (Q(label=label, record__in=rows(label, viewer)) for label in TOLD_OF)
    return theirs & Q(person=viewer.user, died_at=None) & reduce(or_, of_what_they_see)


@rule("notifications.Notice", "find")
def find_notice(viewer: "Viewer") -> Q:
    """Whoever follows the link of a mail is shown to the place where they were told; there, seeing it is asked for.
    Where it is theirs no more, they alone may hear that it once was."""
    return Q(person=viewer.user) if viewer.user else NONE


@rule("entrance.Device", "see", "disown")
def see_device(viewer: "Viewer") -> Q:
    """The devices that somebody has signed in from are seen by themselves alone."""
    return Q(user=viewer.user) if viewer.user else NONE


@rule("trail.Alarm", "see")
def see_alarm(viewer: "Viewer") -> Q:
    """That an account has opened unusually many records is seen by the administrators of the organization."""
    return Q(organization=viewer.organization) if viewer.may("read_log") else NONE


# --- The team ---------------------------------------------------------------------------------------------------


@rule("team.Invitation", "see", "resend", "revoke")
def see_invitation(viewer: "Viewer") -> Q:
    """Who was invited to work at the organization is seen, and sent again or withdrawn, by its administrators."""
    return Q(organization=viewer.organization) if viewer.is_administrator else NONE


# --- The trail --------------------------------------------------------------------------------------------------


@rule("audit.Line", "see")
def see_line_of_the_trail(viewer: "Viewer") -> Q:
    """Who did and saw what: of a client record, those who see its whole profile, and in the portal the client and
    whoever manages the profile; of the organization itself, its administrators."""
    if viewer.profile:
        return Q(client__in=rows("clients.Client", viewer, "see_own_profile"))
    of_records = Q(organization=viewer.organization, client__in=rows("clients.Client", viewer, "see_profile"))
    return of_records | Q(organization=viewer.organization, client=None) if viewer.may("read_log") else of_records


# --- Client lists on their way in -------------------------------------------------------------------------------


@rule("transfer.Import", "see", "change")
def see_import(viewer: "Viewer") -> Q:
    """A list that is being imported is its uploader's alone, for as long as they may move client lists."""
    return Q(member=viewer.member) if viewer.member and viewer.may("move_client_lists") else NONE
