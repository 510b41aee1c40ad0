"""What a person may do in an organization as a whole; what they may do to a record stands in rules/."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from heartwood.ground.access.viewer import Viewer


def _has_left(viewer: "Viewer", record: str, **facts: object) -> bool:
    """Whether they once wrote or uploaded something in the profile they stand in: it remains theirs."""
    if viewer.profile is None:
        return False
    rows = apps.get_model(record)._base_manager.filter(client=viewer.profile.client_id, **facts)
    return bool(rows.exists())


def _acts(viewer: "Viewer") -> bool:
    return viewer.profile is not None and viewer.profile.can_manage


def _sees(viewer: "Viewer", scope: str) -> bool:
    return viewer.profile is not None and viewer.profile.sees(scope)


POWERS: dict[str, tuple[Callable[["Viewer"], bool], Promise | str]] = {
    "act_for_client": (
        _acts,
        _("In the portal, the client and whoever manages the profile act for the client."),
    ),
    "see_bookings": (
        lambda viewer: _acts(viewer) and _sees(viewer, "bookings"),
        _("Sessions are seen by the client, and by whoever manages the profile and may see its bookings."),
    ),
    "keep_journal": (
        lambda viewer: held(viewer, "see_bookings") or _has_left(viewer, "journals.Entry", author=viewer.user),
        _(
            "A journal is kept by the client, and by whoever manages the profile and may see its bookings. What"
            " somebody wrote remains theirs to read."
        ),
    ),
    "see_documentation": (
        lambda viewer: _sees(viewer, "documents") or _has_left(viewer, "documents.Document", uploaded_by=viewer.user),
        _("Documents are seen by whoever may see those of the profile. What somebody uploaded remains theirs."),
    ),
    "read_what_is_written": (
        lambda viewer: _acts(viewer) and _sees(viewer, "documents"),
        _("Notes and summaries are read by the client, and by whoever manages the profile and may see its documents."),
    ),
    "answer_consents": (
        lambda viewer: _acts(viewer) and _sees(viewer, "forms"),
        _("Consent is given by the client, and by whoever manages the profile and may see its forms."),
    ),
    "connect_profiles": (
        lambda viewer: viewer.is_administrator,
        _("Only an administrator sets up a second profile of the same person."),
    ),
    "manage_practice": (
        lambda viewer: viewer.is_administrator,
        _("Only administrators manage the organization. Ask one of them if something should change."),
    ),
    "read_log": (
        lambda viewer: viewer.is_administrator,
        _("The access log of the organization is read by its administrators."),
    ),
    "add_clients": (
        lambda viewer: viewer.is_administrator or viewer.is_scheduler or viewer.practitioner is not None,
        _("Clients are added by administrators, practitioners and schedulers."),
    ),
    "move_client_lists": (
        lambda viewer: viewer.is_administrator or viewer.practitioner is not None,
        _("Client lists are imported and exported by administrators and practitioners."),
    ),
    "keep_notes": (
        lambda viewer: viewer.practitioner is not None or viewer.is_supervisor,
        _("Notes are written by practitioners and co-signed by supervisors."),
    ),
    "give_homework": (
        lambda viewer: viewer.practitioner is not None,
        _("Homework is given by practitioners."),
    ),
    "receive_reviews": (
        lambda viewer: viewer.practitioner is not None,
        _("Reviews are read by the practitioners whom they are about."),
    ),
    "see_caseloads": (
        lambda viewer: viewer.is_administrator,
        _("Administrators see who works with whom."),
    ),
    "assign_practitioners": (
        lambda viewer: viewer.is_administrator or viewer.is_scheduler,
        _("Practitioners are assigned by administrators and schedulers."),
    ),
    "manage_services": (
        lambda viewer: viewer.is_administrator,
        _("Services, rooms and holidays are set up by administrators."),
    ),
    "keep_hours": (
        lambda viewer: viewer.is_administrator or viewer.is_scheduler,
        _("Everybody's hours are kept by administrators and schedulers; practitioners keep their own."),
    ),
    "book_sessions": (
        lambda viewer: viewer.is_administrator or viewer.is_scheduler or viewer.practitioner is not None,
        _("Sessions are booked by practitioners, administrators and schedulers."),
    ),
}


def held(viewer: "Viewer", power: str) -> bool:
    return POWERS[power][0](viewer)


def refusal(power: str) -> str:
    """Why somebody without this power is turned away, in a sentence for them."""
    return str(POWERS[power][1])
