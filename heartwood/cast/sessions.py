"""What the cast offers, when they receive, and the sessions behind and ahead of them: relative to today."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils.timezone import now

from heartwood.areas.appointments.models import Appointment, Calendar, Room, Service, Waiting, WeeklyHours
from heartwood.areas.clients.models import Client
from heartwood.cast.ids import same_id
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member
from heartwood.ground.notifications.models import Notice

if TYPE_CHECKING:
    from heartwood.cast.building import Cast


@dataclass(frozen=True)
class Offer:
    key: str
    firm: str
    name: str
    minutes: int
    price: int
    place: str
    booking: str
    colour: str
    practitioners: tuple[str, ...]
    is_for_several: bool = False
    rooms: tuple[str, ...] = field(default=())


OFFERS = (
    Offer("therapy", "willow", "Individual session", 50, 140, "video", "direct", "sage", ("thea", "cole", "sol")),
    Offer("first", "willow", "First conversation", 30, 0, "phone", "request", "sky", ("thea", "cole", "sol")),
    Offer(
        *("garden", "willow", "Session in the garden room", 80, 190, "in_person", "staff", "clay", ("thea", "cole")),
        rooms=("Garden room",),
    ),
    Offer("couple", "willow", "Session for two", 80, 220, "video", "staff", "plum", ("thea",), is_for_several=True),
    Offer("preparing", "lantern", "Conversation with Felix", 60, 120, "phone", "direct", "sand", ("felix",)),
    Offer("counsel", "otter", "Counselling", 50, 130, "phone", "direct", "slate", ("otto",)),
)

# Clara comes every week; the others were there a week ago, and come again.
WEEKS_BEHIND = {"clara": 11}
NOTHING_BOOKED = {"dev"}
WITH_NOTES = {"clara"}  # whose sessions are completed by their notes (notes.py)
WITHOUT_NOTE_YET = {"nadia", "ana_ruiz", "hugo_lefevre", "noor_haidari"}  # their last session waits for its note


def open_the_book(cast: "Cast") -> None:
    """Services, rooms, hours, and everybody's sessions."""
    for offer in OFFERS:
        cast.services[offer.key] = _offer(cast, offer)
    for offer in OFFERS:
        for key in offer.practitioners:
            _receive_on_weekdays(cast.workers[key])
    for key, practitioner, service in _who_comes_to_whom(cast):
        _come_every_week(cast, key, practitioner, service)
    _ask_for_a_first_conversation(cast)
    _come_together(cast)
    _wait_for_another_time(cast)
    _propose_another_time(cast)


def _offer(cast: "Cast", offer: Offer) -> Service:
    firm = cast.firms[offer.firm]
    service = Service.objects.create(
        id=same_id("service", offer.key),
        organization=firm,
        name=offer.name,
        minutes=offer.minutes,
        buffer_after=10,
        price=offer.price,
        place=offer.place,
        booking=offer.booking,
        is_for_several=offer.is_for_several,
        colour=offer.colour,
    )
    service.practitioners.set(cast.workers[key] for key in offer.practitioners)
    service.rooms.set(
        Room.objects.create(id=same_id("room", name), organization=firm, name=name, address="4 Alder Court")
        for name in offer.rooms
    )
    return service


def _receive_on_weekdays(member: Member) -> None:
    calendar = Calendar.objects.of(member)
    if not calendar.weekly_hours.exists():
        calendar.video_link = f"https://video.example/{member.user.name.split()[0].lower()}"
        calendar.save(update_fields=["video_link"])
        WeeklyHours.objects.bulk_create(
            WeeklyHours(calendar=calendar, weekday=weekday, opens=opens, closes=closes)
            for weekday in range(5)
            for opens, closes in ((time(9), time(12)), (time(13), time(18)))
        )


def _who_comes_to_whom(cast: "Cast") -> Iterator[tuple[str, Member, Service]]:
    """Every active client, and the service that their practitioner gives them."""
    services = {"willow": "therapy", "lantern": "preparing", "otter": "counsel"}
    for key, client in cast.clients.items():
        slug = client.organization.slug
        if client.state == Client.State.ACTIVE and slug in services and key not in NOTHING_BOOKED:
            yield key, cast.workers[cast.practitioner_of[key]], cast.services[services[slug]]


def _come_every_week(cast: "Cast", key: str, practitioner: Member, service: Service) -> None:
    """Everybody has an hour of the week: the next one free in their practitioner's."""
    next_time = _hour_of_the_week(practitioner, cast.hours_given.setdefault(practitioner.pk, 0))
    cast.hours_given[practitioner.pk] += 1
    for weeks in range(-WEEKS_BEHIND.get(key, 1), 1):
        session = Appointment.objects.book(
            Viewer.in_office(practitioner),
            id=same_id("session", f"{key} {weeks}"),
            service=service,
            practitioner=practitioner,
            starts_at=_weeks_later(practitioner, next_time, weeks),
            clients=[cast.clients[key]],
        )
        if session.ends_at <= now() and key not in WITH_NOTES | WITHOUT_NOTE_YET:
            session.complete(Viewer.in_office(practitioner))
        if weeks < -1:
            _has_been_looked_at(cast, key)
        cast.sessions[f"{key} {weeks}"] = session


def _has_been_looked_at(cast: "Cast", key: str) -> None:
    """What a client was told of sessions long ago, they have seen."""
    if profile := cast.profiles.get(key):
        viewer = Viewer.through_portal(profile)
        Notice.objects.visible_to(viewer).mark_seen(viewer)


def _hour_of_the_week(practitioner: Member, number: int) -> datetime:
    """The number-th hour in which they receive, the next time it comes: from tomorrow on, until this day next week."""
    zone = Calendar.objects.of(practitioner).zone
    tomorrow = now().astimezone(zone).date() + timedelta(days=1)
    days = [day for day in (tomorrow + timedelta(days=n) for n in range(7)) if day.weekday() < 5]
    hours = (9, 10, 11, 14, 15, 16)
    clock = time(hours[number // len(days) % len(hours)])
    return datetime.combine(days[number % len(days)], clock, zone).astimezone(UTC)


def _weeks_later(practitioner: Member, first: datetime, weeks: int) -> datetime:
    here = first.astimezone(Calendar.objects.of(practitioner).zone)
    return (here + timedelta(weeks=weeks)).astimezone(UTC)


def _ask_for_a_first_conversation(cast: "Cast") -> None:
    """Nadia asks Cole for half an hour, and waits for his answer."""
    cole = cast.workers["cole"]
    cast.sessions["asked for"] = Appointment.objects.book(
        Viewer.through_portal(cast.profiles["nadia_with_cole"]),
        id=same_id("session", "asked for"),
        service=cast.services["first"],
        practitioner=cole,
        starts_at=_hour_of_the_week(cole, 24) + timedelta(weeks=1),
        clients=[cast.clients["nadia_with_cole"]],
        remark="Could we speak about brindlewort first?",
    )


def _come_together(cast: "Cast") -> None:
    """Ana and Benjamin come as a couple; each sees only themselves."""
    thea = cast.workers["thea"]
    cast.sessions["together"] = Appointment.objects.book(
        Viewer.in_office(thea),
        id=same_id("session", "together"),
        service=cast.services["couple"],
        practitioner=thea,
        starts_at=_hour_of_the_week(thea, 27) + timedelta(weeks=1),
        clients=[cast.clients["ana_ruiz"], cast.clients["benjamin_tran"]],
    )


def _wait_for_another_time(cast: "Cast") -> None:
    """Clara would like an earlier time with Thea."""
    clara = cast.clients["clara"]
    cast.waiting = Waiting.objects.begin(
        Viewer.through_portal(cast.profiles["clara"]),
        client=clara,
        service=cast.services["therapy"],
        practitioner=cast.workers[cast.practitioner_of["clara"]],
    )


def _propose_another_time(cast: "Cast") -> None:
    """Cole proposes one for Kit's next session, and waits for Grace's answer."""
    cole = cast.workers["cole"]
    cast.sessions["kit 0"].propose(Viewer.in_office(cole), _hour_of_the_week(cole, 23) + timedelta(weeks=1))
