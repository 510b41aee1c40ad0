"""Fills an empty install with practices, as many as it takes: `python -m bench.city 1000`.

Linden is where pages are asked for. Its team, and whom Petra works with, are the same in a town of a thousand client
records and in a city of a million, so that a page shows the same and only what lies around it grows. A tenth of all
records are Linden's; the others belong to practices of a few people.
"""

import os
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import django
import psutil

LINDEN, TEAM, PETRAS = "linden", 12, 30
PRACTICE = 250  # records of any other
WEEKS = range(-9, 1)  # ten sessions each
LONG = 2_000  # sessions of somebody who has come for very long
RARE, RARE_ONES = "Zelkova", 20  # a name that a search finds as often in every city

FIRST = "Ada Ben Cleo Dara Elif Finn Gita Hugo Ines Jonas Kaya Liam Mira Nils Olga Pavel Quinn Rosa Sami Tara".split()
LAST = "Adler Brook Castro Dunn Elmas Fabre Glass Haas Ilves Jensen Kaplan Lund Moreau Novak Ortiz Petrov Reed".split()

PRESENT = "id appointment_id client_id starts_at ends_at state"
STATES = ["active"] * 7 + ["discharged"] * 2 + ["archived"]

TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
dice = random.Random(7)


class Practice(NamedTuple):
    organization: Any
    members: list[Any]
    calendars: list[Any]
    service: Any


class Place(NamedTuple):
    """A record that is to be, and whose it is."""

    practice: Practice
    number: int
    whom: int  # its practitioner, by number
    turn: int  # the how-manieth of theirs
    caseload: int  # how many they have


def build(records: int) -> None:
    linden_has = max(records // 10, 100)
    linden = found(LINDEN, TEAM)
    fill(linden, linden_has)
    for number in range((records - linden_has) // PRACTICE):
        fill(found(f"practice-{number}", 5), PRACTICE)


def found(slug: str, team: int) -> Practice:
    """Number 0 runs it, number 1 is Petra where it is Linden, the last one receives at any hour."""
    from heartwood.areas.appointments.models import Calendar, Service, WeeklyHours
    from heartwood.ground.accounts.models import Member, Organization, User

    organization = Organization.objects.create(name=slug.title(), slug=slug)
    users = [User(email=f"{n}@{slug}.test", name=f"{FIRST[n]} {slug.title()}", password="!") for n in range(team)]  # noqa: S106
    User.objects.bulk_create(users)
    members = [
        Member(organization=organization, user=user, is_practitioner=n > 0, is_administrator=n == 0)
        for n, user in enumerate(users)
    ]
    Member.objects.bulk_create(members)
    calendars = Calendar.objects.bulk_create(Calendar(member=member, time_zone="UTC") for member in members)
    service = Service.objects.create(
        organization=organization, name="Individual session", minutes=50, buffer_after=10, place="video"
    )
    service.practitioners.set(members[1:])
    opened = [(calendar, range(5), time(8), time(20)) for calendar in calendars[:-1]]
    opened.append((calendars[-1], range(7), time(0), time(23, 59)))
    WeeklyHours.objects.bulk_create(
        WeeklyHours(calendar=calendar, weekday=day, opens=opens, closes=closes)
        for calendar, days, opens, closes in opened
        for day in days
    )
    return Practice(organization, members, calendars, service)


def fill(practice: Practice, records: int) -> None:
    from bench.pouring import in_lots

    for lot in in_lots(places_of(practice, records), 1_000):
        people = [(new_id(), place) for place in lot]
        take_on(practice, people)
        open_portal(practice, people)
        come(practice, people)
        tell_them(practice, people)


def places_of(practice: Practice, records: int) -> Iterator[Place]:
    """Petra's thirty come first; at Linden all others are shared by her colleagues."""
    is_linden = practice.organization.slug == LINDEN
    first = min(PETRAS, records) if is_linden else 0
    yield from (Place(practice, number, 1, number, first) for number in range(first))
    others = range(2, len(practice.members) - 1) if is_linden else range(1, len(practice.members))
    caseload = (records - first) // len(others) + 1
    for number in range(records - first):
        yield Place(practice, first + number, others[number % len(others)], number // len(others), caseload)


def take_on(practice: Practice, people: list[tuple[UUID, Place]]) -> None:
    from bench.pouring import pour
    from heartwood.areas.clients import pieces
    from heartwood.areas.clients.models import AccessGrant, Client, Findable
    from heartwood.areas.clients.words import plain
    from heartwood.ground.audit.models import Line

    today = TODAY.date()
    known = []
    for pk, place in people:
        first, last = FIRST[place.number % len(FIRST)], dice.choice(LAST)
        if practice.organization.slug == LINDEN and PETRAS <= place.number < PETRAS + RARE_ONES:
            last = RARE
        name, number = f"{first} {last}", dice.randrange(10**7)
        state = "active" if place.whom == 1 else STATES[place.number % len(STATES)]
        known.append(
            (
                *(pk, state, first, last, plain(name), plain(f"{last} {first}")),
                *(f"{first}.{last}.{number}@mail.test".lower(), f"+1 555 {number:07d}", f"1555{number:07d}"),
                *(str(today - timedelta(days=dice.randrange(2_000))), moment(-dice.randrange(2_000))),
                *last_and_next(place),
            )
        )
    names = "id state first_name last_name name_plain sort_name email phone phone_digits started_on added_at"
    names += " last_completed_at next_booked_at"
    pour(Client, names, known, organization=practice.organization)
    found_by = [(row[0], pieces.kept(practice.organization.pk, row[4], row[6], row[8])) for row in known]
    pour(Findable, "client_id pieces", found_by)
    member = {n: each.pk for n, each in enumerate(practice.members)}
    given = [(some_id(), pk, member[place.whom], True) for pk, place in people]
    if practice.organization.slug == LINDEN:
        given += [(some_id(), pk, practice.members[-1].pk, False) for pk, place in people if place.whom == 1]
    pour(AccessGrant, "id client_id member_id is_primary", given)
    lines = [(some_id(), f"clients.Client:{pk}", pk, moment(-10)) for pk, _ in people]
    always: dict[str, Any] = {"who": practice.members[0].user, "capacity": "administrator", "verb": "clients.add"}
    pour(Line, "id record client at", lines, kind="act", organization=practice.organization, **always)


def open_portal(practice: Practice, people: list[tuple[UUID, Place]]) -> None:
    """For all of Petra's, and every fourth of the others."""
    from bench.pouring import pour
    from heartwood.areas.clients.models import PortalAccess
    from heartwood.areas.clients.models.portal import new_code
    from heartwood.ground.accounts.models import User

    entering = [(new_id(), pk) for pk, place in people if place.number < PETRAS or place.number % 4 == 0]
    pour(User, "id email name", [(user, f"{user.hex}@portal.test", "Client") for user, _ in entering], password="!")  # noqa: S106
    pour(
        PortalAccess,
        "id client_id user_id code label",
        [(some_id(), client, user, new_code(), "Client") for user, client in entering],
    )


def come(practice: Practice, people: list[tuple[UUID, Place]]) -> None:
    """Every week, at an hour of their own. Who works with more people than a week has hours sees them as often as they
    can."""
    from bench.pouring import pour
    from heartwood.areas.appointments.models import Appointment, Participant, TakenTime

    now = moment(0)
    sessions, present, taken = [], [], []
    for pk, place in people:
        for week in WEEKS:
            starts_at = hour_of(place, week)
            session, ends_at = some_id(), starts_at + timedelta(minutes=50)
            is_over = ends_at < now
            member = practice.members[place.whom].pk
            sessions.append((session, member, starts_at, ends_at, "completed" if is_over else "booked"))
            present.append((some_id(), session, pk, starts_at, ends_at, sessions[-1][-1]))
            if not is_over:
                taken.append((practice.calendars[place.whom].pk, session, starts_at, ends_at + timedelta(minutes=10)))
    names = "id practitioner_id starts_at ends_at state"
    pour(Appointment, names, sessions, organization=practice.organization, service=practice.service, place="video")
    pour(Participant, PRESENT, present, place=0)
    pour(TakenTime, "calendar_id appointment_id starts_at ends_at", taken)


def last_and_next(place: Place) -> tuple[datetime | None, datetime | None]:
    now, hours = moment(0), [hour_of(place, week) for week in WEEKS]
    completed = [at for at in hours if at + timedelta(minutes=50) < now]
    return max(completed, default=None), min((at for at in hours if at > now), default=None)


def hour_of(place: Place, week: int) -> datetime:
    monday = TODAY - timedelta(days=TODAY.weekday())
    if place.caseload <= PETRAS:
        return monday + timedelta(weeks=week, days=place.turn % 5, hours=9 + place.turn // 5)
    return monday + timedelta(hours=(place.caseload + 1) * week + place.turn)


def settle_down() -> None:
    """One client has come for very long; and the trail is sealed."""
    from bench.pouring import pour
    from heartwood.areas.appointments.models import Appointment, Participant
    from heartwood.ground.accounts.models import Member
    from heartwood.ground.audit.sealing import seal_what_waits

    paul = Member.objects.filter(organization__slug=LINDEN).select_related("organization").latest("joined_at")
    client = petras_clients()[0]
    service = Appointment._base_manager.filter(organization=paul.organization)[0].service
    begin = moment(-LONG - 100)
    held = [(some_id(), begin + timedelta(days=day), begin + timedelta(days=day, minutes=50)) for day in range(LONG)]
    always: dict[str, Any] = {"organization": paul.organization, "practitioner": paul, "service": service}
    pour(Appointment, "id starts_at ends_at", held, state="completed", place="video", **always)
    present = [(some_id(), pk, client.pk, *times, "completed") for pk, *times in held]
    pour(Participant, PRESENT, present, place=0)
    seal_what_waits()


def tell_them(practice: Practice, people: list[tuple[UUID, Place]]) -> None:
    """Everybody was told of their clients once. What Petra was told of hers she has not looked at yet."""
    from bench.pouring import pour
    from heartwood.ground.notifications.models import Notice

    told = [
        (some_id(), member.user_id, member.pk, pk, pk, None if place.whom == 1 else moment(-1))
        for pk, place in people
        for member in [practice.members[place.whom]]
    ]
    names = "id person_id member_id record client_id seen_at"
    pour(Notice, names, told, kind="clients.access_given", label="clients.Client")


def petras_clients() -> list[Any]:
    """In a fixed order; the first is the one who has come for very long."""
    from heartwood.areas.clients.models import AccessGrant, Client

    grants = AccessGrant._base_manager.filter(member__user__email=f"1@{LINDEN}.test")
    return list(Client._base_manager.filter(pk__in=grants.values("client")).order_by("email"))


def moment(days: int) -> datetime:
    return datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=days)


def new_id() -> UUID:
    return UUID(bytes=os.urandom(16), version=4)


def some_id() -> str:
    """As the database keeps it, where nobody else asks for it."""
    return os.urandom(16).hex()


def main(records: int) -> None:
    from django.db import connection, transaction

    from heartwood.config.preparing import bring_databases_up_to_date

    bring_databases_up_to_date()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # What is half built is thrown away. Rows lie where their random ids put them: as much as can be is held.
            cursor.execute("PRAGMA journal_mode=OFF")
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA foreign_keys=OFF")
            cursor.execute(f"PRAGMA cache_size=-{psutil.virtual_memory().total // 2 // 1024}")
    with transaction.atomic():
        build(records)
        settle_down()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA journal_mode=WAL")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heartwood.config.settings")
    django.setup()
    main(int(sys.argv[1]))
