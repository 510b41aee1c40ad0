"""The history of a client's consents, as people read it: prepared strings, which the templates only put in place."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from heartwood.areas.clients.models import Client
from heartwood.areas.consent.models import ConsentEvent, Standing, State
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.vault.errors import Shredded
from heartwood.kit.templatetags.kit import moment

AT_ONCE = timedelta(minutes=10)  # what is written down within is written down when it was said


@dataclass(frozen=True)
class Line:
    """*Treatment*, *Given* on Sat 28 Nov, 10:00, by phone; written down by *Thea Lindqvist*; on version 2."""

    pk: UUID
    purpose: str
    state: State
    at: SafeString
    how: str
    recorded: str
    recorded_at: SafeString
    version: int
    wording_address: str
    remark: str


def history_of(viewer: Viewer, client: Client) -> list[Line]:
    """All that was ever said, the latest first."""
    events = client.consent_events.visible_to(viewer).latest_first()
    return [line_of(viewer, event) for event in events.select_related("wording__purpose", "recorded_by")]


def line_of(viewer: Viewer, event: ConsentEvent) -> Line:
    return Line(
        pk=event.pk,
        purpose=str(event.wording.purpose),
        state=State(event.what),
        at=moment(event.happened_at),
        how=how(viewer, event),
        recorded=_recorded(viewer, event),
        recorded_at=moment(event.recorded_at) if _was_late(event) else SafeString(""),
        version=event.wording.version,
        wording_address=viewer.address("consent-wording", event.wording_id),
        remark=_remark(event),
    )


IN_A_SENTENCE = {
    ConsentEvent.Method.IN_PERSON: pgettext_lazy("how something was said", "in person"),
    ConsentEvent.Method.PHONE: gettext_lazy("by phone"),
    ConsentEvent.Method.VIDEO: gettext_lazy("by video"),
    ConsentEvent.Method.IN_WRITING: gettext_lazy("in writing"),
    ConsentEvent.Method.PORTAL: gettext_lazy("in the portal"),
}


def how(viewer: Viewer, event: ConsentEvent) -> str:
    """By whom and by which way: *By you, in the portal*; *By the client, by phone*."""
    if event.what == ConsentEvent.What.EXPIRED:
        return _("Its time was over.")
    return f"{_by_whom(viewer, event)}, {IN_A_SENTENCE[ConsentEvent.Method(event.method)]}"


def _by_whom(viewer: Viewer, event: ConsentEvent) -> str:
    is_clients = event.said_by == ConsentEvent.SaidBy.CLIENT
    if event.method == ConsentEvent.Method.PORTAL:
        words = _("By %(who)s") if is_clients else _("By %(who)s, for the client")
        return words % {"who": _name(viewer, event)}
    if not is_clients:
        return _("By a guardian, or somebody else who acts for the client")
    return _("By you") if viewer.profile and event.client.is_own_of(viewer.user) else _("By the client")


def in_a_sentence(viewer: Viewer, standing: Standing) -> str:
    """Below the badge that says the state."""
    event = standing.event
    if event is None:
        return _("It waits for your answer.") if viewer.profile else _("Nobody has said anything about it yet.")
    if standing.state == State.EXPIRED:
        return _("The time it was given for is over.")
    return how(viewer, event)


def _recorded(viewer: Viewer, event: ConsentEvent) -> str:
    """On whose word it stands here, where a practitioner has written it down."""
    if not event.is_on_anothers_word:
        return ""
    return _("Recorded by %(who)s") % {"who": _name(viewer, event)}


def _name(viewer: Viewer, event: ConsentEvent) -> str:
    assert event.recorded_by  # noqa: S101  whatever somebody said was recorded by somebody
    return _("you") if event.recorded_by == viewer.user else event.recorded_by.name


def _remark(event: ConsentEvent) -> str:
    """Of a client whose key was shredded the facts stay, and the words are gone."""
    try:
        return event.remark or ""
    except Shredded:
        return ""


def _was_late(event: ConsentEvent) -> bool:
    return event.is_on_anothers_word and event.recorded_at - event.happened_at > AT_ONCE
