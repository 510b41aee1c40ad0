"""What staff write about clients."""

from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Q

from heartwood.ground.access.rules.clients import given_to, of_clients_given_to, of_the_organization
from heartwood.ground.access.rules.rule import NONE, of_clients, rows, rule
from heartwood.ground.access.rules.sessions import taken_part_in

if TYPE_CHECKING:
    from heartwood.ground.access.viewer import Viewer


def shared_with_profile(viewer: "Viewer") -> Q:
    return of_clients(viewer, "see_what_is_written") & Q(shared_at__isnull=False)


def written_by_the_supervised(viewer: "Viewer") -> Q:
    """Of those whose notes this supervisor signs too; never of an owner-only record."""
    if not viewer.is_supervisor:
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
