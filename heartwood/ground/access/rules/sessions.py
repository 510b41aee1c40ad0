"""Sessions, and what belongs to them."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q, QuerySet

from heartwood.ground.access.rules.clients import of_clients_given_to
from heartwood.ground.access.rules.rule import rows, rule

if TYPE_CHECKING:
    from heartwood.ground.access.viewer import Viewer


def taken_part_in(clients: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """The sessions of these clients, as a subquery."""
    present = apps.get_model("appointments.Participant")._base_manager.filter(left_at=None)
    return present.filter(client__in=clients).values("appointment")


@rule("appointments.Appointment", "see")
def see_appointment(viewer: "Viewer") -> Q:
    """Times, service and state of a session are seen by all staff who see one of its clients; in the portal, by the
    client and whoever manages the profile."""
    return Q(pk__in=taken_part_in(rows("clients.Client", viewer, "see_sessions")))


@rule("appointments.Appointment", "change")
def change_appointment(viewer: "Viewer") -> Q:
    """Moved, cancelled, accepted and declined by whoever may book for one of its clients."""
    return Q(pk__in=taken_part_in(rows("clients.Client", viewer, "book")))


@rule("appointments.Participant", "see")
def see_participant(viewer: "Viewer") -> Q:
    """Staff see those clients in a session whom they see elsewhere; in the portal everybody sees only themselves."""
    return Q(client__in=rows("clients.Client", viewer, "see_sessions"))


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
        return Q(client__in=rows("clients.Client", viewer, "see_sessions"))
    own = Q(author=viewer.user, client__in=rows("clients.Client", viewer))
    return of_clients_given_to(viewer) | own


@rule("appointments.Waiting", "see", "end")
def see_waiting(viewer: "Viewer") -> Q:
    """The waiting list is kept by whoever may book for the client."""
    return Q(client__in=rows("clients.Client", viewer, "book"))
