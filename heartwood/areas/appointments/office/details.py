"""One session, with what this viewer may know of it and do with it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _

from heartwood.areas.appointments.models import Appointment, Participant, Remark, Service, Step
from heartwood.areas.appointments.office.rows import answer_awaited, booked_by, state_badge, who_comes
from heartwood.ground.access.viewer import Viewer
from heartwood.kit import dates

ICONS = {
    Step.What.ASKED_FOR: "calendar-plus",
    Step.What.BOOKED: "calendar-check",
    Step.What.ACCEPTED: "check",
    Step.What.DECLINED: "x",
    Step.What.MOVED: "calendar-clock",
    Step.What.PROPOSED: "calendar-clock",
    Step.What.CONFIRMED: "check",
    Step.What.REFUSED: "x",
    Step.What.CANCELLED: "calendar-x",
    Step.What.NO_SHOW: "user-x",
    Step.What.COMPLETED: "check-check",
    Step.What.BROUGHT_IN: "user-plus",
    Step.What.TOOK_OUT: "user-minus",
}


@dataclass(frozen=True)
class Event:
    """A step of the session's history, in words."""

    icon: str
    what: str
    who: str
    at: Any
    remarks: list[str]


def session_of(viewer: Viewer, appointment_pk: UUID) -> Appointment:
    visible = Appointment.objects.visible_to(viewer).with_its_people(viewer)
    noted = visible.noting_whether(viewer, "change", "see_journals", "read_review")
    found: Appointment = get_object_or_404(
        noted.select_related("practitioner__organization", "practitioner__calendar"), pk=appointment_pk
    )
    found.calendar = found.practitioner.calendar
    return found


class Details:
    """What the page of a session shows, and which acts it offers."""

    def __init__(self, viewer: Viewer, session: Appointment) -> None:
        self.viewer = viewer
        self.session = session

    @property
    def address(self) -> str:
        return self.viewer.address("session", self.session.pk)

    @property
    def who(self) -> str:
        return who_comes(self.session)

    @property
    def state(self) -> Any:
        return state_badge(self.session)

    @property
    def booked(self) -> str:
        words = booked_by(self.session)
        return words[0].upper() + words[1:]

    @cached_property
    def zone(self) -> str:
        """In person: where the room is. Else where the reader is."""
        if self.session.place == Service.Place.IN_PERSON:
            return self.session.organization.time_zone
        return timezone.get_current_timezone_name()

    @property
    def zone_in_words(self) -> str:
        return self.zone.replace("_", " ")

    @property
    def when(self) -> str:
        with timezone.override(ZoneInfo(self.zone)):
            return f"{dates.moment(self.session.starts_at)} – {dates.clock(self.session.ends_at)}"

    @property
    def minutes(self) -> int:
        return int(self.session.length.total_seconds() // 60)

    @property
    def proposed(self) -> str:
        with timezone.override(ZoneInfo(self.zone)):
            return dates.moment(self.session.proposed_starts_at) if self.session.proposed_starts_at else ""

    @property
    def price(self) -> str:
        service = self.session.service
        return f"{service.price} {service.currency}" if service.price is not None else ""

    @cached_property
    def participants(self) -> list[Participant]:
        """Those whom this viewer may see."""
        return self.session.seen_participants  # type: ignore[attr-defined,no-any-return]

    @property
    def is_for_several(self) -> bool:
        return self.session.service.is_for_several or len(self.session.clients_concerned) > 1

    @property
    def primary(self) -> UUID | None:
        """S1.B2: marked where there are several. Clients never learn it."""
        return self.session.clients_concerned[0] if len(self.session.clients_concerned) > 1 else None

    @property
    def others(self) -> int:
        return len(self.session.clients_concerned) - len(self.participants)

    @cached_property
    def history(self) -> list[Event]:
        remarks = Remark.objects.visible_to(self.viewer)
        steps = Step.objects.visible_to(self.viewer).filter(appointment=self.session).select_related("by")
        return [self._event(step) for step in steps.prefetch_related(Prefetch("remarks", remarks)).order_by("at", "pk")]

    def _event(self, step: Step) -> Event:
        return Event(
            icon=ICONS[Step.What(step.what)],
            what=f"{step.get_what_display()}: {dates.moment(step.starts_at)}"
            if step.what in (Step.What.MOVED, Step.What.PROPOSED, Step.What.CONFIRMED)
            else str(step.get_what_display()),
            who=self._by(step),
            at=step.at,
            remarks=list(dict.fromkeys(remark.body for remark in step.remarks.all())),
        )

    def _by(self, step: Step) -> str:
        """A login's name is no business of everybody who sees the session; that it was the client is."""
        if step.by_client:
            names = {each.client_id: each.client.name for each in self.participants}
            return _("the client") if len(self.participants) < 2 else names.get(step.client_id, _("a client"))  # type: ignore[arg-type]
        return step.by.name if step.by else _("Heartwood")

    # What can be done

    @property
    def may_change(self) -> bool:
        return self.session.may_change  # type: ignore[attr-defined,no-any-return]

    @property
    def awaits(self) -> str:
        return answer_awaited(self.session)

    @property
    def may_accept(self) -> bool:
        return self.may_change and self.session.state == Appointment.State.REQUESTED

    @property
    def may_confirm(self) -> bool:
        return self.may_change and self.awaits == "confirm"

    @property
    def may_move(self) -> bool:
        return self.may_change and self.session.is_open

    @property
    def may_propose(self) -> bool:
        """S0.B4: while it is pending or booked, and lies ahead."""
        return self.may_move and self.session.starts_at > now()

    @property
    def may_set_link(self) -> bool:
        return self.may_move and self.session.place == Service.Place.VIDEO

    @property
    def may_mark_no_show(self) -> bool:
        return self.may_change and self.session.state == Appointment.State.BOOKED and self.session.starts_at <= now()

    @property
    def may_bring_in(self) -> bool:
        return self.may_move and self.session.service.is_for_several

    @property
    def may_take_out(self) -> bool:
        return self.may_move and len(self.session.clients_concerned) > 1

    @property
    def may_make_individual(self) -> bool:
        return self.may_take_out and self.others == 0
