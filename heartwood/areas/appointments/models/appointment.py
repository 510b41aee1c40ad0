"""The booked hour: who comes to whom, when and where; and what has become of it."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from heartwood.areas.appointments import last_and_next, letters
from heartwood.areas.appointments.kept_times import (
    find_a_room,
    insist_that_it_is_offered,
    keep_proposed_time,
    keep_time,
)
from heartwood.areas.appointments.models.booking import AppointmentQuerySet
from heartwood.areas.appointments.models.calendar import Calendar
from heartwood.areas.appointments.models.history import Remark, Step
from heartwood.areas.appointments.models.offer import Room, Service
from heartwood.areas.appointments.models.participant import Participant, times_of
from heartwood.areas.appointments.models.reminder import Reminder
from heartwood.areas.appointments.models.state import CALLED_OFF, OPEN, State
from heartwood.areas.appointments.models.waiting import Waiting
from heartwood.areas.appointments.who_is_told import (
    remind_clients,
    say_goodbye_to,
    take_back_what_was_told,
    tell_clients,
    tell_clients_to_look_back,
    tell_practitioner,
)
from heartwood.areas.clients.models import Client
from heartwood.ground.access.guard import Private
from heartwood.ground.access.viewer import NOBODY, Viewer
from heartwood.ground.accounts.models import Member, Organization, User
from heartwood.ground.audit.acting import act
from heartwood.ground.notifications.letters import Letter

JOIN_BEFORE = timedelta(minutes=15)


class NotPossible(Exception):
    """The session is not in a state in which that can be done. Somebody else was quicker, or the page is old."""


class Appointment(Private):
    """One meeting of a practitioner with a client, or with several. On the screen: a session."""

    State, CALLED_OFF, OPEN = State, CALLED_OFF, OPEN
    # fmt: off
    CHANGING = (
        "starts_at", "ends_at", "room", "link", "state", "proposed_starts_at", "proposed_by_client", "changes",
        "invited_to_look_back_at",
    )
    # fmt: on

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    practitioner = models.ForeignKey(Member, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(_("place"), max_length=10, choices=Service.Place.choices)
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="+")
    link = models.URLField(_("video link"), max_length=500, blank=True)
    state = models.CharField(max_length=14, choices=State.choices, default=State.BOOKED)
    proposed_starts_at = models.DateTimeField(null=True)
    proposed_by_client = models.BooleanField(default=False)
    booked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    booked_by_client = models.BooleanField(default=False)
    series = models.ForeignKey("appointments.Series", models.PROTECT, null=True, related_name="appointments")
    changes = models.PositiveIntegerField(default=0)  # of time or state, so far: iCalendar's SEQUENCE
    invited_to_look_back_at = models.DateTimeField(null=True)

    objects: ClassVar[AppointmentQuerySet] = AppointmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="appointment_has_length"),
        ]
        indexes = [
            models.Index(fields=["organization", "starts_at"], name="appointment_by_organization"),
            models.Index(fields=["practitioner", "starts_at"], name="appointment_by_practitioner"),
            models.Index(fields=["organization", "state", "starts_at"], name="appointment_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"

    # Questions

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at

    @property
    def is_at_a_place(self) -> bool:
        return self.place == Service.Place.IN_PERSON

    @property
    def is_ahead(self) -> bool:
        """Booked, and not begun."""
        return self.state == self.State.BOOKED and self.starts_at > now()

    @property
    def is_ahead_or_now(self) -> bool:
        return self.state == self.State.BOOKED and self.ends_at > now()

    @property
    def is_open(self) -> bool:
        """Not over yet, in whatever way: it can still be moved or called off."""
        return self.state in self.OPEN

    @property
    def is_held(self) -> bool:
        """Its time has passed, and its note is not approved."""
        return self.state == self.State.BOOKED and self.ends_at <= now()

    @property
    def took_place(self) -> bool:
        """As far as anybody has said."""
        return self.state == self.State.COMPLETED or self.is_held

    @property
    def state_in_words(self) -> str:
        if self.is_held:
            return str(_("Awaiting note approval"))
        if self.state == self.State.BOOKED and self.proposed_starts_at:
            return str(_("New time to be confirmed"))
        return str(self.State(self.state).label)

    @property
    def may_be_joined(self) -> bool:
        """From a quarter of an hour before it begins until it ends, where there is a room to go to."""
        is_now = self.starts_at - JOIN_BEFORE <= now() < self.ends_at
        return is_now and self.state == self.State.BOOKED and bool(self.meeting_link)

    @property
    def meeting_link(self) -> str:
        return (self.link or self.calendar.video_link) if self.place == Service.Place.VIDEO else ""

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar.objects.of(self.practitioner)

    @cached_property
    def clients_concerned(self) -> list[uuid.UUID]:
        """Whose records it belongs to: what is done with it stands in the log of each."""
        present = Participant._base_manager.filter(appointment=self, left_at=None)
        return list(present.order_by("place").values_list("client", flat=True))

    def is_late_to_cancel(self) -> bool:
        return now() > self.calendar.free_cancellation_until(self.starts_at)

    @property
    def moves_at_once_for_clients(self) -> bool:
        """Else they ask for another time, and the practitioner confirms it."""
        return self.state == self.State.BOOKED and self.service.is_booked_directly

    # Verbs

    def accept(self, viewer: Viewer) -> None:
        """What a client asked for is booked."""
        with self._acting(viewer, "appointments.accept", self.State.REQUESTED):
            self.state = self.State.BOOKED
            self.note_step(viewer, Step.What.ACCEPTED)
            self.remind_and_tell(letters.Accepted)

    def decline(self, viewer: Viewer, remark: str = "") -> None:
        with self._acting(viewer, "appointments.decline", self.State.REQUESTED):
            self._call_off(self.State.DECLINED)
            self.note_step(viewer, Step.What.DECLINED, remark)
            tell_clients(self, letters.Declined)

    def move(
        self,
        viewer: Viewer,
        starts_at: datetime,
        *,
        length: timedelta | None = None,
        remark: str = "",
        tells_clients: bool = True,
    ) -> None:
        """To another time, at once. A client may, where they may book the service themselves and come alone.

        Raises Taken, NotOffered, NotPossible.
        """
        with self._acting(viewer, "appointments.move", *self.OPEN):
            if viewer.profile:
                self._insist_that_it_is_theirs_alone()
                if not self.moves_at_once_for_clients:
                    raise NotPossible
                insist_that_it_is_offered(self, starts_at)
            self._put_at(starts_at, length or self.length)
            self.note_step(viewer, Step.What.MOVED, remark)
            tell_practitioner(self, viewer, letters.MovedWithYou)
            if self.state == self.State.BOOKED:
                Reminder.objects.set_for(self)
                if tells_clients:
                    tell_clients(self, letters.Moved)

    def propose(self, viewer: Viewer, starts_at: datetime, remark: str = "") -> None:
        """Another time, which the other side has yet to confirm; both are kept meanwhile.

        Raises Taken, NotOffered, NotPossible.
        """
        with self._acting(viewer, "appointments.propose", *self.OPEN):
            if viewer.profile:
                self._insist_that_it_is_theirs_alone()
                insist_that_it_is_offered(self, starts_at)
            self._drop_proposal()
            self.proposed_starts_at, self.proposed_by_client = starts_at, viewer.profile is not None
            keep_proposed_time(self, starts_at)
            self.note_step(viewer, Step.What.PROPOSED, remark)
            if viewer.profile:
                tell_practitioner(self, viewer, letters.NewTimeAskedFor)
            else:
                tell_clients(self, letters.NewTimeProposed)

    def confirm_proposal(self, viewer: Viewer) -> None:
        """The other side agrees to the new time. Raises NotPossible where there is none for this viewer to answer."""
        with self._acting(viewer, "appointments.confirm", *self.OPEN):
            self._put_at(self._proposal_for(viewer), self.length)
            self.state = self.State.BOOKED
            self.note_step(viewer, Step.What.CONFIRMED)
            tell_practitioner(self, viewer, letters.MovedWithYou)
            self.remind_and_tell(letters.Moved)

    def refuse_proposal(self, viewer: Viewer, remark: str = "") -> None:
        """The session stays where it is."""
        with self._acting(viewer, "appointments.refuse", *self.OPEN):
            self._proposal_for(viewer)
            self._drop_proposal()
            take_back_what_was_told(self)
            self.note_step(viewer, Step.What.REFUSED, remark)
            if viewer.profile:
                tell_practitioner(self, viewer, letters.NewTimeRefused)
            else:
                tell_clients(self, letters.NewTimeDeclined)

    def cancel(self, viewer: Viewer, remark: str = "", *, is_late: bool = False) -> None:
        """It does not take place. Staff say whether it was cancelled late; a client is late after the time that the
        practitioner has set. One of several takes only themselves out."""
        if viewer.profile and self.take_out(viewer, viewer.profile.client_id, remark):
            return
        with self._acting(viewer, "appointments.cancel", *self.OPEN):
            is_late = self.state == self.State.BOOKED and (self.is_late_to_cancel() if viewer.profile else is_late)
            self._call_off(self.State.LATE_CANCELLED if is_late else self.State.CANCELLED)
            self.note_step(viewer, Step.What.CANCELLED, remark)
            tell_practitioner(self, viewer, letters.CancelledWithYou)
            tell_clients(self, letters.Cancelled)

    def set_link(self, viewer: Viewer, link: str) -> None:
        """Where this one is held by video; "" for the practitioner's usual room."""
        with self._acting(viewer, "appointments.set_link", *self.OPEN):
            self.link = link

    def mark_no_show(self, viewer: Viewer) -> None:
        """The client did not come. Only once it has begun."""
        with self._acting(viewer, "appointments.mark_no_show", self.State.BOOKED):
            if self.starts_at > now():
                raise NotPossible
            self.state = self.State.NO_SHOW
            self.note_step(viewer, Step.What.NO_SHOW)
            take_back_what_was_told(self)

    def complete(self, viewer: Viewer) -> None:
        """Its note is approved: that, in the same transaction, and nothing else completes a session. Its clients are
        invited to look back, unless they were already."""
        with self._acting(viewer, "appointments.complete", self.State.BOOKED):
            self.state = self.State.COMPLETED
            self.note_step(viewer, Step.What.COMPLETED)
            self._invite_to_look_back()

    def invite_to_look_back(self) -> None:
        """At its end, where the practice does not wait for the note. Once, however often it is asked."""
        with transaction.atomic():
            self._read_again_and_lock()
            if self.took_place and self.invited_to_look_back_at is None:
                with act(NOBODY, "appointments.invite_to_look_back", self):
                    self._invite_to_look_back()
                    self.save(update_fields=["invited_to_look_back_at"])

    def bring_in(self, viewer: Viewer, client: Client) -> None:
        """One more takes part."""
        last = Participant._base_manager.filter(appointment=self).aggregate(place=models.Max("place"))["place"]
        newcomer = Participant(appointment=self, client=client, place=(last or 0) + 1, **times_of(self))
        with self._acting(viewer, "appointments.bring_in", *self.OPEN, about=newcomer):
            newcomer.save(force_insert=True)
            self.__dict__.pop("clients_concerned", None)
            self.note_step(viewer, Step.What.BROUGHT_IN, only=client.pk)
            tell_clients(self, letters.Booked, only=client.pk)

    def take_out(self, viewer: Viewer, client_pk: uuid.UUID, remark: str = "") -> bool:
        """One of several takes part no more; the others stay, and the next is the primary one. False where they are the
        only one."""
        leaving = Participant.objects.visible_to(viewer).filter(appointment=self, client=client_pk).present().first()
        if leaving is None or self.clients_concerned == [client_pk]:
            return False
        with self._acting(viewer, "appointments.take_out", *self.OPEN, about=leaving):
            say_goodbye_to(self, client_pk)
            self.note_step(viewer, Step.What.TOOK_OUT, remark, only=client_pk)
            leaving.left_at = now()
            leaving.save(update_fields=["left_at"])
            self.__dict__.pop("clients_concerned", None)
        return True

    def remind(self) -> None:
        """Its clients are told of it once more, if it is still ahead."""
        if self.is_ahead:
            with act(NOBODY, "appointments.remind", self):
                remind_clients(self)

    def make_individual(self, viewer: Viewer) -> None:
        """Only the primary client goes on coming; the others do not come back by themselves."""
        with transaction.atomic():
            for client_pk in self.clients_concerned[1:]:
                self.take_out(viewer, client_pk)

    # What verbs are made of

    @contextmanager
    def _acting(self, viewer: Viewer, verb: str, *states: str, about: "Participant | None" = None) -> Iterator[None]:
        """Inside: an act, with the session as it is now, locked, in one of these states. Afterwards it is saved.

        What a client does ends when the session begins; and it stands in their own log only, since the others who take
        part may not read their name."""
        with act(viewer, verb, about or self._as_far_as_theirs(viewer)):
            self._read_again_and_lock()
            if self.state not in states or (viewer.profile and self.starts_at <= now()):
                raise NotPossible
            yield
            self.changes += 1
            self.save(update_fields=self.CHANGING)
            self._keep_in_view()

    def _read_again_and_lock(self) -> None:
        current = Appointment._base_manager.select_for_update().get(pk=self.pk)
        for name in self.CHANGING:
            field = self._meta.get_field(name)
            setattr(self, field.attname, getattr(current, field.attname))  # type: ignore[union-attr]

    def _keep_in_view(self) -> None:
        """When it is and what has become of it, for all who come; and the last and next session of all who ever did."""
        Participant.objects.keep_time(self)
        last_and_next.keep(Participant._base_manager.filter(appointment=self).values_list("client", flat=True))

    def _as_far_as_theirs(self, viewer: Viewer) -> models.Model:
        if viewer.profile is None or len(self.clients_concerned) == 1:
            return self
        return Participant.objects.visible_to(viewer).present().get(appointment=self)

    def _insist_that_it_is_theirs_alone(self) -> None:
        """One of several cannot move it for the others."""
        if len(self.clients_concerned) > 1:
            raise NotPossible

    def note_step(self, viewer: Viewer, what: str, remark: str = "", *, only: uuid.UUID | None = None) -> None:
        """What has happened, and what was said with it: by a client, or to the one or all concerned."""
        client_pk = viewer.profile.client_id if viewer.profile else only
        step = Step(
            appointment=self,
            what=what,
            by=viewer.user,
            by_client=viewer.profile is not None,
            client_id=client_pk,
            starts_at=(self.proposed_starts_at if what == Step.What.PROPOSED else None) or self.starts_at,
        )
        step.save(force_insert=True)
        if remark := remark.strip():
            for reader in [client_pk] if client_pk else self.clients_concerned:
                Remark(step=step, client_id=reader, author=viewer.user, body=remark).save(force_insert=True)

    def remind_and_tell(self, letter: type[Letter]) -> None:
        """Its clients are told this, and reminded in time."""
        Reminder.objects.set_for(self)
        tell_clients(self, letter)

    def _invite_to_look_back(self) -> None:
        """Once, also where its completion is undone and done again."""
        if self.invited_to_look_back_at is None:
            self.invited_to_look_back_at = now()
            tell_clients_to_look_back(self)

    def _put_at(self, starts_at: datetime, length: timedelta) -> None:
        left = self.starts_at
        self._drop_proposal()
        self.taken_times.all().delete()
        self.starts_at, self.ends_at = starts_at, starts_at + length
        find_a_room(self)
        keep_time(self)
        if starts_at != left:
            self._offer_freed(left)

    def _call_off(self, state: str) -> None:
        self._drop_proposal()
        self.state = state
        self.taken_times.all().delete()
        self.reminders.all().delete()
        take_back_what_was_told(self)
        self._offer_freed(self.starts_at)

    def _offer_freed(self, starts_at: datetime) -> None:
        """To those who wait for such a time; what has passed is no use to anybody."""
        if starts_at > now():
            Waiting.objects.offer(self.service, self.practitioner, starts_at, left_by=self.clients_concerned)

    def _drop_proposal(self) -> None:
        self.proposed_starts_at = None
        self.taken_times.filter(is_proposed=True).delete()

    def _proposal_for(self, viewer: Viewer) -> datetime:
        """The new time that this viewer may answer: one that the other side has proposed."""
        if self.proposed_starts_at is None or self.proposed_by_client == (viewer.profile is not None):
            raise NotPossible
        return self.proposed_starts_at
