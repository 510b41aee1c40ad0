"""Sessions, and what belongs to them."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet

from heartwood.ground.access.rules.clients import of_clients_given_to
from heartwood.ground.access.rules.rule import of_clients, rows, rule

if TYPE_CHECKING:
    from heartwood.ground.access.viewer import Viewer


def taken_part_in(clients: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """The sessions of these clients, as a subquery."""
    return _present().filter(client__in=clients).values("appointment")


def with_clients(viewer: "Viewer", verb: str) -> Q:
    """Sessions with clients on whom this viewer may do that. In the portal these are few. An office has many: there,
    each of the organization's sessions that a page is about is asked who takes part."""
    if viewer.profile:
        return Q(pk__in=_present().filter(of_clients(viewer, verb)).values("appointment"))
    with_them = _present().filter(of_clients(viewer, verb), appointment=OuterRef("pk"))
    return Q(organization=viewer.organization) & Q(Exists(with_them))


def _present() -> QuerySet[Any, Any]:
    return apps.get_model("appointments.Participant")._base_manager.filter(left_at=None)


@rule("appointments.Appointment", "see")
def see_appointment(viewer: "Viewer") -> Q:
    """Times, service and state of a session are seen by all staff who see one of its clients; in the portal, by the
    client and whoever manages the profile."""
    return with_clients(viewer, "see_sessions")


@rule("appointments.Appointment", "change")
def change_appointment(viewer: "Viewer") -> Q:
    """Moved, cancelled, accepted and declined by whoever may book for one of its clients."""
    return with_clients(viewer, "book")


@rule("appointments.Participant", "see")
def see_participant(viewer: "Viewer") -> Q:
    """Staff see those clients in a session whom they see elsewhere; in the portal everybody sees only themselves."""
    return of_clients(viewer, "see_sessions")


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
        return of_clients(viewer, "see_sessions")
    own = of_clients(viewer) & Q(author=viewer.user)
    return of_clients_given_to(viewer) | own


@rule("appointments.Waiting", "see", "end")
def see_waiting(viewer: "Viewer") -> Q:
    """The waiting list is kept by whoever may book for the client."""
    return of_clients(viewer, "book")
