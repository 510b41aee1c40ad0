"""What clients say of their sessions."""

from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Q

from heartwood.ground.access.rules.clients import of_clients_given_to
from heartwood.ground.access.rules.rule import NONE, of_clients, rows, rule
from heartwood.ground.access.rules.sessions import see_appointment

if TYPE_CHECKING:
    from heartwood.ground.access.viewer import Viewer


@rule("appointments.Appointment", "review")
def review_appointment(viewer: "Viewer") -> Q:
    """In the portal, a review is left of any session that took place, by whoever sees it there."""
    if viewer.profile is None:
        return NONE
    return see_appointment(viewer) & (Q(state="completed") | Q(state="booked", ends_at__lte=viewer.now))


@rule("appointments.Appointment", "read_review")
def read_review_of_appointment(viewer: "Viewer") -> Q:
    """Where there is one that they may read."""
    readable = apps.get_model("reviews.Review")._base_manager.filter(see_review(viewer))
    return Q(pk__in=readable.values("appointment"))


def of_ones_own_client(viewer: "Viewer") -> Q:
    """Of the profile that one stands in, and whose sessions one sees."""
    return of_clients(viewer, "see_sessions") if viewer.profile else NONE


@rule("reviews.Review", "see")
def see_review(viewer: "Viewer") -> Q:
    """In the portal the client, and whoever manages the profile and may see its bookings. The practitioner of its
    session, for as long as they have access to the client. Nobody else: no administrator, no scheduler, no other
    practitioner."""
    if viewer.profile:
        return of_ones_own_client(viewer)
    of_own_session = Q(appointment__practitioner=viewer.practitioner) if viewer.practitioner else NONE
    return of_own_session & of_clients_given_to(viewer)


@rule("reviews.Review", "change", "withdraw_consent", "remove")
def change_review(viewer: "Viewer") -> Q:
    """Changed, deleted, and its consent taken back, by who sees it in the portal."""
    return of_ones_own_client(viewer)


@rule("reviews.Review", "answer", "take_down")
def answer_review(viewer: "Viewer") -> Q:
    """Answered, and taken down where it is published, by the practitioner who may read it."""
    return NONE if viewer.profile else see_review(viewer)


@rule("reviews.Review", "publish")
def publish_review(viewer: "Viewer") -> Q:
    """By the practitioner who may read it, where the client has consented."""
    return answer_review(viewer) & Q(consented_at__isnull=False)


@rule("reviews.Review", "read_published")
def read_published_review(viewer: "Viewer") -> Q:
    """In the portal, by clients of the same organization: what its client lets be published, its practitioner has
    published, and shows on their page. Without anything else that is known of the client."""
    if viewer.profile is None:
        return NONE
    own = rows("clients.Client", viewer, "see_sessions")
    showing = apps.get_model("reviews.ShowsReviews")._base_manager.filter(
        member__organization__in=own.values("organization"), member__left_at=None, member__is_practitioner=True
    )
    is_published = Q(consented_at__isnull=False, published_at__isnull=False)
    return is_published & Q(appointment__practitioner__in=showing.values("member"))
