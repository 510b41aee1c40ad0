"""The booked hour: who comes to whom, when and where; and what has become of it."""

import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from heartwood.areas.appointments import free_times, last_and_next, letters
from heartwood.areas.appointments.models.calendar import Calendar, TakenTime
from heartwood.areas.appointments.models.history import Remark, Step
from heartwood.areas.appointments.models.mailing import Mailing
from heartwood.areas.appointments.models.offer import Room, Service
from heartwood.areas.appointments.models.participant import SHOWN, Participant, times_of
from heartwood.areas.appointments.models.reminder import Reminder
from heartwood.areas.appointments.models.state import CALLED_OFF, OPEN, State
from heartwood.areas.appointments.models.waiting import Waiting
from heartwood.areas.clients.models import Client, PortalAccess, Scope
from heartwood.ground.access.guard import GuardedQuerySet, Private
from heartwood.ground.access.viewer import NOBODY, Viewer
from heartwood.ground.accounts.models import Member, Organization, User
from heartwood.ground.audit.acting import act
from heartwood.ground.notifications.letters import Letter
from heartwood.ground.notifications.telling import tell, withdraw
from heartwood.kit.prepared import prepared

JOIN_BEFORE = timedelta(minutes=15)
A_DAY = timedelta(days=1)


class Taken(Exception):
    """Somebody else has that time already, or the room has."""


class NotOffered(Exception):
    """A client asked for a time that is not offered: outside the hours, too soon, or too far ahead."""


class NotPossible(Exception):
    """The session is not in a state in which that can be done. Somebody else was quicker, or the page is old."""


class AppointmentQuerySet(GuardedQuerySet["Appointment"]):
    def book(
        self,
        viewer: Viewer,
        *,
        service: Service,
        practitioner: Member,
        starts_at: datetime,
        clients: Collection[Client],
        remark: str = "",
        series: Any = None,
        **facts: Any,
    ) -> "Appointment":
        """Staff book, and clients too where the service says so; else a client asks, and the time is kept meanwhile.
        The first of the clients is the primary one, which no client ever sees.

        Raises Taken and NotOffered.
        """
        asks = viewer.profile is not None and not service.is_booked_directly
        what = Step.What.ASKED_FOR if asks else Step.What.BOOKED
        appointment = self.model(
            organization=service.organization,
            service=service,
            practitioner=practitioner,
            starts_at=starts_at,
            ends_at=starts_at + facts.pop("length", service.length),
            place=facts.pop("place", service.place),
            state=Appointment.State.REQUESTED if asks else Appointment.State.BOOKED,
            series=series,
            booked_by=viewer.user,
            booked_by_client=viewer.profile is not None,
            **facts,
        )
        appointment.clients_concerned = [client.pk for client in clients]
        with act(viewer, "appointments.ask_for" if asks else "appointments.book", appointment):
            if viewer.profile:
                appointment.insist_that_it_is_offered(starts_at)
            appointment.find_a_room()
            appointment.save(force_insert=True)
            appointment.take()
            Participant.objects.bulk_create(
                Participant(appointment=appointment, client=client, place=place, **times_of(appointment))
                for place, client in enumerate(clients)
            )
            last_and_next.keep(appointment.clients_concerned)
            appointment.note_step(viewer, what, remark)
            appointment.tell_practitioner(viewer, letters.AskedFor if asks else letters.BookedWithYou)
            if not asks:
                appointment.remind_and_tell(letters.Booked)
        return appointment

    def pending(self, at: datetime | None = None) -> Self:
        """What waits for somebody's answer: sessions that were asked for, and new times that were proposed."""
        awaited = Q(state=Appointment.State.BOOKED, starts_at__gt=at or now(), proposed_starts_at__isnull=False)
        return self.filter(Q(state=Appointment.State.REQUESTED) | awaited)

    def upcoming(self, at: datetime | None = None) -> Self:
        return self.filter(state=Appointment.State.BOOKED, ends_at__gt=at or now())

    def awaiting_note_approval(self, at: datetime | None = None) -> Self:
        """Held: their time has passed, and their note is not approved."""
        return self.filter(state=Appointment.State.BOOKED, ends_at__lte=at or now())

    def to_be_looked_back_on(self) -> Self:
        """They have ended within a day, at practices that then invite their clients to look back."""
        just_over = {"starts_at__gt": now() - 2 * A_DAY, "ends_at__gt": now() - A_DAY, "ends_at__lte": now()}
        took_place = self.filter(state__in=[Appointment.State.BOOKED, Appointment.State.COMPLETED], **just_over)
        return took_place.filter(invited_to_look_back_at=None, organization__invites_at_the_end=True)

    def completed(self) -> Self:
        return self.filter(state=Appointment.State.COMPLETED)

    def called_off(self) -> Self:
        return self.filter(state__in=Appointment.CALLED_OFF)

    def taking_place(self) -> Self:
        return self.exclude(state__in=[*Appointment.CALLED_OFF, Appointment.State.REQUESTED])

    def between(self, since: datetime, until: datetime) -> Self:
        return self.filter(starts_at__lt=until, ends_at__gt=since)

    def on_a_calendar(self, since: datetime, until: datetime) -> Self:
        """What stands there between two moments: what was not called off, and new times that were proposed."""
        proposed = Q(proposed_starts_at__gte=since, proposed_starts_at__lt=until)
        gone = [state for state in Appointment.CALLED_OFF if state != Appointment.State.NO_SHOW]
        return self.filter(Q(starts_at__lt=until, ends_at__gt=since) | proposed).exclude(state__in=gone)

    def of_client(self, client_pk: uuid.UUID) -> Self:
        present = Participant._base_manager.filter(client=client_pk, left_at=None)
        return self.filter(pk__in=present.values("appointment"))

    def of_clients(self, clients: models.QuerySet[Client]) -> Self:
        """With one of these, who must be visible to whoever asks."""
        present = Participant._base_manager.filter(client__in=clients.order_by().values("pk"), left_at=None)
        return self.filter(pk__in=present.values("appointment"))

    def with_its_people(self, viewer: Viewer) -> Self:
        """With what it shows, and with its participants whom this viewer may see."""
        return self.with_what_it_shows().prefetch_related(seen_participants(viewer))

    def with_what_it_shows(self) -> Self:
        return self.select_related(*SHOWN)


def seen_participants(viewer: Viewer) -> models.Prefetch:
    return models.Prefetch("participants", _seen(viewer), to_attr="seen_participants")


def fetch_who_comes(viewer: Viewer, sessions: Collection["Appointment"]) -> None:
    """The same, for sessions that were fetched already."""
    coming: dict[uuid.UUID, list[Participant]] = {session.pk: [] for session in sessions}
    for participant in who_comes(viewer, sorted(coming)) if coming else []:
        coming[participant.appointment_id].append(participant)
    for session in sessions:
        session.seen_participants = coming[session.pk]  # type: ignore[attr-defined]


@prepared
def who_comes(viewer: Viewer, appointments: list[uuid.UUID]) -> models.QuerySet[Participant]:
    return _seen(viewer).filter(appointment__in=appointments)


def _seen(viewer: Viewer) -> models.QuerySet[Participant]:
    visible = Participant.objects.visible_to(viewer).noting_whether(viewer, "see_summary")
    seen: models.QuerySet[Participant] = visible.present().select_related("client").order_by("place")
    return seen


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
            self.tell_clients(letters.Declined)

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
                self.insist_that_it_is_offered(starts_at)
            self._put_at(starts_at, length or self.length)
            self.note_step(viewer, Step.What.MOVED, remark)
            self.tell_practitioner(viewer, letters.MovedWithYou)
            if self.state == self.State.BOOKED:
                Reminder.objects.set_for(self)
                if tells_clients:
                    self.tell_clients(letters.Moved)

    def propose(self, viewer: Viewer, starts_at: datetime, remark: str = "") -> None:
        """Another time, which the other side has yet to confirm; both are kept meanwhile.

        Raises Taken, NotOffered, NotPossible.
        """
        with self._acting(viewer, "appointments.propose", *self.OPEN):
            if viewer.profile:
                self._insist_that_it_is_theirs_alone()
                self.insist_that_it_is_offered(starts_at)
            self._drop_proposal()
            self.proposed_starts_at, self.proposed_by_client = starts_at, viewer.profile is not None
            self.keep_proposed_time()
            self.note_step(viewer, Step.What.PROPOSED, remark)
            if viewer.profile:
                self.tell_practitioner(viewer, letters.NewTimeAskedFor)
            else:
                self.tell_clients(letters.NewTimeProposed)

    def confirm_proposal(self, viewer: Viewer) -> None:
        """The other side agrees to the new time. Raises NotPossible where there is none for this viewer to answer."""
        with self._acting(viewer, "appointments.confirm", *self.OPEN):
            self._put_at(self._proposal_for(viewer), self.length)
            self.state = self.State.BOOKED
            self.note_step(viewer, Step.What.CONFIRMED)
            self.tell_practitioner(viewer, letters.MovedWithYou)
            self.remind_and_tell(letters.Moved)

    def refuse_proposal(self, viewer: Viewer, remark: str = "") -> None:
        """The session stays where it is."""
        with self._acting(viewer, "appointments.refuse", *self.OPEN):
            self._proposal_for(viewer)
            self._drop_proposal()
            self._take_back_what_was_told()
            self.note_step(viewer, Step.What.REFUSED, remark)
            if viewer.profile:
                self.tell_practitioner(viewer, letters.NewTimeRefused)
            else:
                self.tell_clients(letters.NewTimeDeclined)

    def cancel(self, viewer: Viewer, remark: str = "", *, is_late: bool = False) -> None:
        """It does not take place. Staff say whether it was cancelled late; a client is late after the time that the
        practitioner has set. One of several takes only themselves out."""
        if viewer.profile and self.take_out(viewer, viewer.profile.client_id, remark):
            return
        with self._acting(viewer, "appointments.cancel", *self.OPEN):
            is_late = self.state == self.State.BOOKED and (self.is_late_to_cancel() if viewer.profile else is_late)
            self._call_off(self.State.LATE_CANCELLED if is_late else self.State.CANCELLED)
            self.note_step(viewer, Step.What.CANCELLED, remark)
            self.tell_practitioner(viewer, letters.CancelledWithYou)
            self.tell_clients(letters.Cancelled)

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
            self._take_back_what_was_told()

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
            self.tell_clients(letters.Booked, only=client.pk)

    def take_out(self, viewer: Viewer, client_pk: uuid.UUID, remark: str = "") -> bool:
        """One of several takes part no more; the others stay, and the next is the primary one. False where they are the
        only one."""
        leaving = Participant.objects.visible_to(viewer).filter(appointment=self, client=client_pk).present().first()
        if leaving is None or self.clients_concerned == [client_pk]:
            return False
        with self._acting(viewer, "appointments.take_out", *self.OPEN, about=leaving):
            self._say_goodbye_to(client_pk)
            self.note_step(viewer, Step.What.TOOK_OUT, remark, only=client_pk)
            leaving.left_at = now()
            leaving.save(update_fields=["left_at"])
            self.__dict__.pop("clients_concerned", None)
        return True

    def remind(self) -> None:
        """Its clients are told of it once more, if it is still ahead."""
        if self.is_ahead:
            with act(NOBODY, "appointments.remind", self):
                for client_pk in self.clients_concerned:
                    self._tell_those_behind(client_pk, letters.Reminded)

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

    def insist_that_it_is_offered(self, starts_at: datetime) -> None:
        moving = None if self._state.adding else self
        soon_after = starts_at + timedelta(minutes=1)
        offered = free_times.free_times_for_clients(self.calendar, self.service, starts_at, soon_after, moving=moving)
        if starts_at not in offered:
            raise Taken if self._is_taken(self.calendar, starts_at) else NotOffered

    def find_a_room(self) -> None:
        """The one it has, or the first free one in which the service is held. Raises Taken where all are full."""
        is_held_in_a_room = self.place == Service.Place.IN_PERSON
        offered = free_times.rooms_for(self.service) if is_held_in_a_room else []
        rooms = sorted(offered, key=lambda calendar: calendar.room_id != self.room_id)
        if rooms:
            Calendar.objects.locked(self.calendar, *rooms)
            free = (calendar for calendar in rooms if not self._is_taken(calendar, self.starts_at))
            if (found := next(free, None)) is None:
                raise Taken
            self.room = found.room

    def take(self) -> None:
        """Keep its time for it, and what is kept free around it, in the practitioner's calendar and the room's.

        Raises Taken.
        """
        calendars = [self.calendar, *(Calendar.objects.filter(room=self.room_id) if self.room_id else [])]
        Calendar.objects.locked(*calendars)
        if any(self._is_taken(calendar, self.starts_at) for calendar in calendars):
            raise Taken
        starts_at, ends_at = self._with_what_is_kept_free(self.starts_at)
        TakenTime.objects.bulk_create(
            TakenTime(calendar=calendar, appointment=self, starts_at=starts_at, ends_at=ends_at)
            for calendar in calendars
        )

    def keep_proposed_time(self) -> None:
        """In the practitioner's calendar, beside the time it has. Raises Taken."""
        assert self.proposed_starts_at  # noqa: S101
        Calendar.objects.locked(self.calendar)
        if self._is_taken(self.calendar, self.proposed_starts_at):
            raise Taken
        own = self._with_what_is_kept_free(self.starts_at)
        starts_at, ends_at = self._with_what_is_kept_free(self.proposed_starts_at)
        pieces = [(starts_at, min(ends_at, own[0])), (max(starts_at, own[1]), ends_at)]
        TakenTime.objects.bulk_create(
            TakenTime(calendar=self.calendar, appointment=self, starts_at=begins, ends_at=ends, is_proposed=True)
            for begins, ends in dict.fromkeys(pieces)
            if begins < ends
        )

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
        """What its clients were told of it before is no more; they are told this, and reminded in time."""
        Reminder.objects.set_for(self)
        self.tell_clients(letter)

    def tell_clients(self, letter: type[Letter], *, only: uuid.UUID | None = None) -> None:
        """Whoever stands behind them in the portal; also whoever does it: the mail brings it into their calendar. What
        they were told before is no more."""
        for client_pk in [only] if only else self.clients_concerned:
            Mailing.objects.withdraw(self, client_pk)
            for access in PortalAccess.objects.behind([client_pk]):
                withdraw(about=self, person=access.user)
            self._tell_those_behind(client_pk, letter)

    def _tell_those_behind(self, client_pk: uuid.UUID, letter: type[Letter]) -> None:
        """In the portal; or, where nobody has a login, by a mail to the address in the record."""
        accesses = PortalAccess.objects.behind_with(Scope.BOOKINGS, [client_pk])
        for access in accesses:
            tell(Viewer.through_portal(access), about=self, letter=letter)
        if not accesses:
            Mailing.objects.write(self, client_pk, letter)

    def _invite_to_look_back(self) -> None:
        """Once, also where its completion is undone and done again. Whoever has no login has no page to look back on,
        and gets no mail."""
        if self.invited_to_look_back_at is not None:
            return
        self.invited_to_look_back_at = now()
        self._take_back_what_was_told()
        for access in PortalAccess.objects.behind(self.clients_concerned):
            tell(Viewer.through_portal(access), about=self, letter=letters.LookBack)

    def _say_goodbye_to(self, client_pk: uuid.UUID) -> None:
        """For them it does not take place. They have no page of it any more: a mail says so."""
        Mailing.objects.withdraw(self, client_pk)
        accesses = PortalAccess.objects.behind_with(Scope.BOOKINGS, [client_pk])
        for access in accesses:
            withdraw(about=self, person=access.user)
            Mailing.objects.write(self, client_pk, letters.Cancelled, to=access.user)
        if not accesses:
            Mailing.objects.write(self, client_pk, letters.Cancelled)

    def _take_back_what_was_told(self) -> None:
        withdraw(about=self)
        Mailing.objects.withdraw(self)

    def tell_practitioner(self, viewer: Viewer, letter: type[Letter]) -> None:
        """Unless they do it themselves."""
        if viewer.member != self.practitioner and self.practitioner.is_current:
            withdraw(about=self, person=self.practitioner.user)
            tell(Viewer.in_office(self.practitioner), about=self, letter=letter)

    def _put_at(self, starts_at: datetime, length: timedelta) -> None:
        left = self.starts_at
        self._drop_proposal()
        self.taken_times.all().delete()
        self.starts_at, self.ends_at = starts_at, starts_at + length
        self.find_a_room()
        self.take()
        if starts_at != left:
            self._offer_freed(left)

    def _call_off(self, state: str) -> None:
        self._drop_proposal()
        self.state = state
        self.taken_times.all().delete()
        self.reminders.all().delete()
        self._take_back_what_was_told()
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

    def _is_taken(self, calendar: Calendar, starts_at: datetime) -> bool:
        """By another session."""
        span = self._with_what_is_kept_free(starts_at)
        return TakenTime.objects.on([calendar]).overlapping(*span).exclude(appointment=self.pk).exists()

    def _with_what_is_kept_free(self, starts_at: datetime) -> tuple[datetime, datetime]:
        before = timedelta(minutes=self.service.buffer_before)
        after = timedelta(minutes=self.service.buffer_after + self.calendar.break_minutes)
        return starts_at - before, starts_at + self.length + after
