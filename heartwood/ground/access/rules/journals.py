"""What clients write about their sessions."""

from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Q

from heartwood.ground.access.rules.clients import (
    given_to,
    managed_through_portal,
    of_clients_given_to,
    seen_through_portal,
)
from heartwood.ground.access.rules.rule import NONE, rows, rule
from heartwood.ground.access.rules.sessions import see_appointment, taken_part_in

if TYPE_CHECKING:
    from heartwood.ground.access.viewer import Viewer


@rule("appointments.Appointment", "reflect_on")
def reflect_on_appointment(viewer: "Viewer") -> Q:
    """In the portal, a journal entry is written about any session that takes place or took place, by whoever sees
    it there."""
    if viewer.profile is None:
        return NONE
    return see_appointment(viewer) & Q(state__in=("booked", "completed"))


@rule("clients.Client", "keep_journal")
def keep_journal_of_client(viewer: "Viewer") -> Q:
    """In the portal, a journal is kept by the client, and by whoever manages the profile and may see its bookings;
    whoever wrote in it reads there what they wrote."""
    if viewer.profile is None:
        return NONE
    written = apps.get_model("journals.Entry")._base_manager.filter(of_ones_own_journal(viewer))
    keeps = managed_through_portal(viewer) & seen_through_portal(viewer, "bookings")
    return keeps | Q(pk__in=written.values("client"))


@rule("clients.Client", "see_journals")
def see_shared_journals_of_client(viewer: "Viewer") -> Q:
    """The page with what a client has shared from their journal: practitioners with access. Which entries stand there
    is a rule of its own."""
    return NONE if viewer.profile else given_to(viewer)


@rule("appointments.Appointment", "see_journals")
def see_shared_journals_of_appointment(viewer: "Viewer") -> Q:
    """The page with what was shared about a session: the practitioner who holds it, with access to one of its clients.
    Which entries stand there is a rule of its own."""
    if viewer.practitioner is None:
        return NONE
    given = apps.get_model("clients.Client")._base_manager.filter(given_to(viewer))
    return Q(practitioner=viewer.practitioner, pk__in=taken_part_in(given.values("pk")))


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
