"""A session as its client reads it: plain words, their own part only, and nothing of anybody else who comes."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.dateformat import format as in_words
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext as _

from heartwood.areas.appointments.models import Appointment, Participant, Remark, Service, Step
from heartwood.areas.appointments.models.participant import ParticipantQuerySet
from heartwood.areas.appointments.when import for_the_reader, until_when, when, zone_of
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.audit.acting import visit
from heartwood.kit.dates import moment
from heartwood.kit.prepared import prepared


class State(NamedTuple):
    words: str
    tone: str
    icon: str


@dataclass(frozen=True)
class Happening:
    """A step in words: when, what, by which side, and what was said with it."""

    at: str
    words: str
    by: str
    remarks: list[str]


def session_of(viewer: Viewer, appointment_pk: uuid.UUID) -> "SessionForClient":
    """Theirs; where somebody acts for the client, it is written down that they looked."""
    allowed = Appointment.objects.allowed(viewer, "change").with_its_people(viewer)
    noted = allowed.noting_whether(viewer, "reflect_on", "review", "read_review")
    told = SessionForClient(get_object_or_404(noted, pk=appointment_pk), viewer)
    if not told.part.client.is_own_of(viewer.user):
        visit(viewer, "appointments.open", told.part)
    return told


def own_parts(viewer: Viewer) -> ParticipantQuerySet:
    """Of the client who reads, in each of their sessions."""
    assert viewer.profile  # noqa: S101  a client reads
    return Participant.objects.visible_to(viewer).of_client(viewer.profile.client_id).with_their_session()


@prepared
def parts_ahead(viewer: Viewer, *, number: int | None = None) -> QuerySet[Participant]:
    return own_parts(viewer).not_over(viewer.now).soonest_first()[:number]


def told_of(viewer: Viewer, parts: Iterable[Participant]) -> "list[SessionForClient]":
    return [SessionForClient(part.appointment, viewer) for part in parts]


class SessionForClient:
    """What a template says of a session; `with_its_people` has fetched what it needs."""

    def __init__(self, session: Appointment, viewer: Viewer) -> None:
        assert viewer.profile  # noqa: S101  a client reads
        self.session = session
        self.viewer = viewer
        self.own: uuid.UUID = viewer.profile.client_id

    @property
    def pk(self) -> uuid.UUID:
        return self.session.pk

    @property
    def practitioner(self) -> str:
        return self.session.practitioner.user.name

    @property
    def service(self) -> str:
        return self.session.service.name

    @property
    def part(self) -> Participant:
        """Their own, by which the trail knows what they have looked at."""
        participant: Participant = self.session.seen_participants[0]  # type: ignore[attr-defined]
        return participant

    # When

    @property
    def when(self) -> str:
        return when(self.session)

    @property
    def from_until(self) -> str:
        return until_when(self.session)

    @property
    def for_them(self) -> str:
        """In the reader's own time, where the place has another."""
        return for_the_reader(self.session.starts_at, zone_of(self.session))

    @property
    def new_time(self) -> str:
        """What was proposed, and not answered yet."""
        return when(self.session, self.session.proposed_starts_at) if self.session.proposed_starts_at else ""

    @property
    def day_number(self) -> int:
        return self._in_its_zone.day

    @property
    def month(self) -> str:
        return in_words(self._in_its_zone, "M")

    @property
    def _in_its_zone(self) -> datetime:
        return self.session.starts_at.astimezone(zone_of(self.session))

    # What has become of it

    @property
    def is_past(self) -> bool:
        return self.session.ends_at <= now() or not self.session.is_open

    @property
    def waits_for_them(self) -> bool:
        """A new time that the practice has proposed."""
        return self._is_proposed and not self.session.proposed_by_client

    @property
    def waits_for_the_practice(self) -> bool:
        is_asked_for = self.session.state == Appointment.State.REQUESTED and not self._has_begun
        return is_asked_for or (self._is_proposed and self.session.proposed_by_client)

    @property
    def _is_proposed(self) -> bool:
        return self.session.is_open and not self._has_begun and self.session.proposed_starts_at is not None

    @property
    def _has_begun(self) -> bool:
        return self.session.starts_at <= now()

    @property
    def state(self) -> State:
        if self.session.state == Appointment.State.BOOKED:
            return self._state_while_booked
        return {
            Appointment.State.REQUESTED: self._state_while_asked_for,
            Appointment.State.COMPLETED: State(_("Completed"), "leaf", "check-check"),
            Appointment.State.DECLINED: State(_("The practice had no time"), "", "calendar-x"),
            Appointment.State.CANCELLED: State(_("Cancelled"), "", "calendar-x"),
            Appointment.State.LATE_CANCELLED: State(_("Cancelled late"), "", "calendar-x"),
            Appointment.State.NO_SHOW: State(_("Missed"), "", "calendar-x"),
        }[Appointment.State(self.session.state)]

    @property
    def _state_while_booked(self) -> State:
        if self.session.ends_at <= now():
            return State(_("Took place"), "", "check")
        if self._has_begun:
            return State(_("Now"), "leaf", "video" if self.session.meeting_link else "calendar-check")
        if self.waits_for_them:
            return State(_("A new time waits for your answer"), "clay", "calendar-clock")
        if self.waits_for_the_practice:
            return State(_("You asked for another time"), "clay", "calendar-clock")
        return State(_("Booked"), "leaf", "calendar-check")

    @property
    def _state_while_asked_for(self) -> State:
        if self._has_begun:
            return State(_("Was not answered"), "", "calendar-x")
        if self.waits_for_them:
            return State(_("A new time waits for your answer"), "clay", "calendar-clock")
        return State(_("Waits for your practice's answer"), "clay", "hourglass")

    # What they may do

    @property
    def may_be_cancelled(self) -> bool:
        return self.session.is_open and not self._has_begun

    @property
    def may_be_changed(self) -> bool:
        """One of several cannot move it for the others."""
        return self.may_be_cancelled and self._comes_alone

    @cached_property
    def _comes_alone(self) -> bool:
        return len(self.session.clients_concerned) == 1

    @property
    def is_late_to_cancel(self) -> bool:
        return self.session.state == Appointment.State.BOOKED and self.session.is_late_to_cancel()

    @property
    def about_cancelling(self) -> str:
        """What cancelling would mean, said honestly before."""
        if self.session.state == Appointment.State.REQUESTED:
            return _("You have only asked for it: you can take that back at any time, free of charge.")
        if self.is_late_to_cancel:
            hours = self.session.calendar.cancellation_hours
            return _("It begins in less than %(hours)s hours: cancelling now counts as a late cancellation.") % {
                "hours": hours
            }
        until = self.session.calendar.free_cancellation_until(self.session.starts_at)
        return _("Until %(when)s you can cancel free of charge. Later it counts as a late cancellation.") % {
            "when": when(self.session, until)
        }

    # Where, and for how much

    @property
    def place(self) -> str:
        return str(self.session.get_place_display())

    @property
    def is_by_video(self) -> bool:
        return self.session.place == Service.Place.VIDEO

    @property
    def address(self) -> str:
        return self.session.room.address if self.session.room and self.session.is_at_a_place else ""

    @property
    def price(self) -> str:
        return price_in_words(self.session.service)

    # What happened to it

    @cached_property
    def history(self) -> list[Happening]:
        return [self._happening(step) for step in self._steps]

    @property
    def was_booked_by(self) -> str:
        mine = (Step.What.ASKED_FOR, Step.What.BOOKED)
        return _("You") if any(step.what in mine and step.by_client for step in self._steps) else _("Your practice")

    @cached_property
    def _steps(self) -> list[Step]:
        """Without what others have done who take part, and what concerned them alone."""
        return list(Step.objects.visible_to(self.viewer).filter(appointment=self.session).order_by("at", "pk"))

    @cached_property
    def _remarks(self) -> dict[int, list[str]]:
        written: dict[int, list[str]] = {}
        for remark in Remark.objects.visible_to(self.viewer).filter(step__appointment=self.session):
            written.setdefault(remark.step_id, []).append(remark.body)
        return written

    def _happening(self, step: Step) -> Happening:
        words = str(step.get_what_display())
        if step.what in (Step.What.MOVED, Step.What.PROPOSED, Step.What.CONFIRMED):
            words = _("%(what)s: %(when)s") % {"what": words, "when": when(self.session, step.starts_at)}
        by = _("You") if step.by_client else _("Your practice")
        return Happening(moment(step.at), words, by, self._remarks.get(step.pk, []))


def price_in_words(service: Service) -> str:
    if service.price is None:
        return ""
    if not service.price:
        return _("Free of charge")
    amount = f"{service.price:.0f}" if service.price == service.price.to_integral_value() else f"{service.price:.2f}"
    return f"{amount} {service.currency}"
