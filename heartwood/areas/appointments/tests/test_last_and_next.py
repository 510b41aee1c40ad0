"""The last completed session and the next booked one: on the client list, and kept true by whatever happens."""

import logging
import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.utils.timezone import now

from heartwood.areas.appointments import jobs, last_and_next
from heartwood.areas.appointments.kept_times import NotOffered, Taken
from heartwood.areas.appointments.models import Appointment, Participant, Service
from heartwood.areas.appointments.models.appointment import NotPossible
from heartwood.areas.appointments.tests.conftest import Practice, at
from heartwood.areas.clients.models import Client
from tests.everyone import Person

WHO = ("clara", "ana_ruiz", "benjamin_tran")


def shown(page: str, name: str) -> list[str]:
    """What the list says in the row of this client: the last completed session, and the next."""
    row = page.split(f">{name}</a>")[1].split("</tr>")[0]
    cells = re.findall(r'<td class="table__when"[^>]*>(.*?)</td>', row, re.S)
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in cells]


def names(page: str) -> list[str]:
    return re.findall(r'class="person__name" href="[^"]+">([^<]+)<', page)


@contextmanager
def on_another_day(moment: datetime, person: Person) -> Iterator[None]:
    with time_machine.travel(moment, tick=False):
        person.sign_in()
        yield


def said() -> dict[Any, tuple[Any, Any]]:
    """What the records say."""
    every = Client.objects.as_system("test").values_list("pk", "last_completed_at", "next_booked_at")
    return {pk: (last, following) for pk, last, following in every}


def so_it_is() -> dict[Any, tuple[Any, Any]]:
    """What the sessions themselves say, looked at one by one."""
    completed: dict[Any, list[datetime]] = {}
    ahead: dict[Any, list[datetime]] = {}
    sessions = {session.pk: session for session in Appointment.objects.as_system("test")}
    for part in Participant.objects.as_system("test").present():
        session = sessions[part.appointment_id]
        assert (part.starts_at, part.ends_at, part.state) == (session.starts_at, session.ends_at, session.state)
        if session.state == "completed":
            completed.setdefault(part.client_id, []).append(session.starts_at)
        if session.state == "booked" and session.starts_at > now():
            ahead.setdefault(part.client_id, []).append(session.starts_at)
    return {pk: (max(completed.get(pk, ()), default=None), min(ahead.get(pk, ()), default=None)) for pk in said()}


@pytest.fixture(autouse=True)
def the_jobs_have_run(request: pytest.FixtureRequest) -> None:
    """On the Monday of the stories, what was next for the cast is long past."""
    if "practice" in request.fixturenames:
        request.getfixturevalue("practice")
        last_and_next.go_on()


@pytest.fixture
def for_several(practice: Practice) -> Service:
    service = Service.objects.create(
        organization=practice.service.organization, name="Together", minutes=50, place="phone", is_for_several=True
    )
    service.practitioners.add(practice.practitioner)
    return service


# The list ---------------------------------------------------------------------------------------------------------


def test_the_list_says_when_somebody_was_last_here_and_when_they_come_next(practice: Practice, thea: Person) -> None:
    """S1.05, S1.06, S1.10, S1.D1, S1.D2: as the record does. A session that was held and whose note still waits is not
    the last completed one; what was called off is not the next. Without any there is a dash."""
    Client.objects.add(thea.viewer, practitioners=[practice.practitioner], first_name="Junia")
    junia = practice.cast.clients["junia"] = Client.objects.visible_to(thea.viewer).get(first_name="Junia")
    assert shown(thea.page("clients"), "Junia") == ["–", "–"]

    done, _held, off, _coming = (practice.book(at(day, "10:00"), "junia") for day in (3, 4, 6, 7))
    assert shown(thea.page("clients"), "Junia") == ["–", "Mon 3 Mar, 10:00"]
    off.cancel(thea.viewer)

    with on_another_day(at(5, "11:00"), thea):
        done.complete(thea.viewer)
        last_and_next.go_on()
        assert shown(thea.page("clients"), "Junia") == ["3 Mar", "Fri 7 Mar, 10:00"]
        record = thea.page("client", junia.pk)
    assert "Mon 3 Mar, 10:00" in record.split("Last completed session</dt>")[1].split("</dd>")[0]
    assert "Fri 7 Mar, 10:00" in record.split("Next booked session</dt>")[1].split("</dd>")[0]


def test_what_is_next_is_never_past(practice: Practice, thea: Person, clara: Person) -> None:
    """S1.D2: from the moment it begins it is not next any more, also before a job has written down what is."""
    for session in Appointment.objects.visible_to(clara.viewer).upcoming():
        session.cancel(thea.viewer)
    first, _second = practice.book(at(4, "10:00")), practice.book(at(6, "10:00"))
    client = practice.cast.clients["clara"]

    with on_another_day(at(4, "10:00"), thea):
        assert shown(thea.page("clients"), "Clara Reyes")[1] == "–"
        assert "Thu 6 Mar, 10:00" in thea.page("client", client.pk).split("Next booked session</dt>")[1][:400]
        jobs.go_on_to_next_sessions.call()
        assert shown(thea.page("clients"), "Clara Reyes")[1] == "Thu 6 Mar, 10:00"
        assert said()[client.pk][1] == at(6, "10:00")
        assert first.starts_at == at(4, "10:00")
    with on_another_day(at(6, "10:01"), thea):
        jobs.go_on_to_next_sessions.call()
        assert shown(thea.page("clients"), "Clara Reyes")[1] == "–"


def test_times_on_the_list_are_in_the_readers_zone(practice: Practice, thea: Person) -> None:
    practice.book(at(4, "17:00"), "ana_ruiz")
    here = shown(thea.page("clients"), "Ana Ruiz")[1]

    thea.user.time_zone = "Europe/Berlin"
    thea.user.save()

    assert here == "Tue 4 Mar, 17:00"
    assert shown(thea.page("clients"), "Ana Ruiz")[1] == "Wed 5 Mar, 02:00"


@pytest.mark.parametrize("key", ["olive", "fran", "bo"])
def test_whoever_sees_a_client_sees_when_they_come(practice: Practice, everyone: dict[str, Person], key: str) -> None:
    """The desk and whoever bills too (docs/access.md); a colleague without access finds no row."""
    practice.book(at(4, "09:00"), "ana_ruiz")

    assert shown(everyone[key].page("clients", q="ruiz"), "Ana Ruiz")[1] == "Tue 4 Mar, 09:00"
    assert "Ana Ruiz" not in everyone["cole"].page("clients", q="ruiz")
    assert "09:00" not in everyone["cole"].page("clients", q="ruiz").split("<main")[1]


def test_the_list_in_the_order_of_sessions(practice: Practice, thea: Person) -> None:
    """Whoever comes next stands first; whoever was not here for longest, too. Those without any come last."""
    for client in practice.cast.clients.values():
        for session in Appointment.objects.as_system("test").of_client(client.pk).upcoming():
            session.cancel(thea.viewer)
    for day, who in ((6, "clara"), (4, "ana_ruiz"), (5, "benjamin_tran")):
        practice.book(at(day, "12:00"), who)

    assert names(thea.page("clients", sort="next"))[:3] == ["Ana Ruiz", "Benjamin Tran", "Clara Reyes"]
    longest = names(thea.page("clients", sort="longest"))
    lasts = [said()[client.pk][0] for client in _in_order(practice, longest)]
    with_one = [each for each in lasts if each]
    assert with_one == sorted(with_one)
    assert lasts == [*with_one, *[None] * (len(lasts) - len(with_one))]
    assert with_one
    assert None in lasts


def _in_order(practice: Practice, shown_names: list[str]) -> list[Client]:
    theirs = {client.name: client for client in practice.cast.clients.values() if client.name != "Nadia Haddad"}
    return [theirs[name] for name in shown_names if name in theirs]


# Kept true --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_the_records_say_what_the_sessions_say(
    practice: Practice, for_several: Service, clara: Person, seed: int
) -> None:
    """S1.D1, S1.D2. Two weeks of booking, asking, moving, cancelling, coming and going, for three clients at once."""
    chance = random.Random(seed)
    sessions: list[Appointment] = []
    with time_machine.travel(at(3, "08:00"), tick=False) as clock:
        for _ in range(40):
            clock.shift(timedelta(hours=chance.choice([0, 0, 0, 1, 7])))
            try:
                with transaction.atomic():
                    _deed(practice, for_several, clara, sessions, chance)()
            except (Taken, NotOffered, NotPossible):
                pass
            last_and_next.go_on()
            assert said() == so_it_is()


def _deed(
    practice: Practice, for_several: Service, clara: Person, sessions: list[Appointment], chance: random.Random
) -> Callable[[], object]:
    office = practice.thea.viewer
    moment = now() + timedelta(minutes=30 * chance.randint(-100, 200))
    moment -= timedelta(minutes=moment.minute % 30, seconds=moment.second, microseconds=moment.microsecond)
    if not sessions or chance.random() < 0.3:
        some = chance.sample(WHO, chance.choice([1, 1, 2, 3]))
        service = for_several if len(some) > 1 else practice.service
        by_client = some == ["clara"] and chance.random() < 0.5
        facts: dict[str, Any] = {"by": clara} if by_client else {"service": service}
        return lambda: sessions.append(practice.book(moment, *some, **facts))
    session, client = chance.choice(sessions), practice.cast.clients[chance.choice(WHO)]
    side = chance.choice([office, office, clara.viewer])
    concerned = client.pk in Appointment.objects.as_system("test").get(pk=session.pk).clients_concerned
    deeds: list[Callable[[], object]] = [
        lambda: session.move(office, moment),
        lambda: session.propose(side, moment),
        lambda: session.confirm_proposal(side),
        lambda: session.refuse_proposal(side),
        lambda: session.accept(office),
        lambda: session.decline(office),
        lambda: session.cancel(office),
        lambda: session.complete(office),
        lambda: session.complete(office),
        lambda: session.mark_no_show(office),
        lambda: session.set_link(office, "https://video.example/elsewhere"),
        lambda: session.take_out(office, client.pk) if concerned else session.bring_in(office, client),
        lambda: session.make_individual(office),
    ]
    return chance.choice(deeds)


def test_whoever_leaves_a_session_of_several_has_no_part_in_what_becomes_of_it(
    practice: Practice, for_several: Service, thea: Person, time_machine
) -> None:
    ana, benjamin = practice.cast.clients["ana_ruiz"], practice.cast.clients["benjamin_tran"]
    before = said()
    session = practice.book(at(3, "12:00"), "ana_ruiz", "benjamin_tran", service=for_several)
    assert said()[ana.pk][1] == said()[benjamin.pk][1] == at(3, "12:00")

    session.take_out(thea.viewer, benjamin.pk)
    assert said()[benjamin.pk] == before[benjamin.pk]
    time_machine.move_to(at(3, "14:00"))
    session.complete(thea.viewer)

    assert said()[ana.pk][0] == at(3, "12:00")
    assert said()[benjamin.pk][0] == before[benjamin.pk][0]


def test_what_happens_at_another_practice_changes_nothing_here(practice: Practice, everyone: dict[str, Person]) -> None:
    otto, petra = everyone["otto"], practice.cast.clients["petra"]
    before = said()

    session = Appointment.objects.book(
        otto.viewer,
        service=practice.cast.services["counsel"],
        practitioner=practice.cast.workers["otto"],
        starts_at=at(20, "12:00"),
        clients=[petra],
    )
    for each in Appointment.objects.as_system("test").of_client(petra.pk).upcoming().exclude(pk=session.pk):
        each.cancel(otto.viewer)

    after = said()
    assert after.pop(petra.pk)[1] == at(20, "12:00")
    assert after == {pk: each for pk, each in before.items() if pk != petra.pk}


def test_a_record_that_is_put_away_and_brought_back_says_the_same(practice: Practice, thea: Person) -> None:
    session = practice.book(at(4, "09:00"), "ana_ruiz")
    ana = practice.cast.clients["ana_ruiz"]
    ana.archive(thea.viewer)
    session.move(thea.viewer, at(5, "09:00"))
    ana.bring_back(thea.viewer)
    ana.change(thea.viewer, first_name="Anna")

    assert said()[ana.pk][1] == at(5, "09:00")
    assert said() == so_it_is()


def test_at_night_what_was_wrong_is_put_right_and_said_aloud(practice: Practice, caplog, monkeypatch) -> None:
    """A look at every record, some at a time; it says how many, never whose."""
    monkeypatch.setattr(last_and_next, "AT_ONCE", 7)
    jobs.check_last_and_next_sessions.call()
    assert said() == so_it_is()
    caplog.clear()
    clara, dev = practice.cast.clients["clara"], practice.cast.clients["dev"]
    Client._base_manager.filter(pk=clara.pk).update(last_completed_at=None)
    Client._base_manager.filter(pk=dev.pk).update(next_booked_at=at(20, "12:00"))

    with caplog.at_level(logging.ERROR, "heartwood.jobs"):
        jobs.check_last_and_next_sessions.call()
        jobs.check_last_and_next_sessions.call()

    assert said() == so_it_is()
    assert caplog.messages == ["2 client records had a wrong last or next session. They are right again."]


def test_the_cast_moves_in_with_records_that_say_so(cast) -> None:
    last_and_next.go_on()
    assert said() == so_it_is()


# However many -----------------------------------------------------------------------------------------------------


@pytest.mark.on_sqlite
def test_a_client_of_two_thousand_sessions_costs_what_one_of_ten_does(
    practice: Practice, thea: Person, clara: Person
) -> None:
    """The record, its history, the dashboard and My Bookings: in steps that the database takes."""
    client = practice.cast.clients["clara"]
    addresses = [
        (thea, thea.viewer.address("client", client.pk)),
        (thea, thea.viewer.address("client-sessions", client.pk)),
        (clara, clara.viewer.address("dashboard")),
        (clara, clara.viewer.address("dashboard-history")),
        (clara, clara.viewer.address("bookings")),
    ]
    _have_been_here(practice, 50, days_ago=3000)
    few = [_steps_of(person, address) for person, address in addresses]
    _have_been_here(practice, 2000, days_ago=2000)
    many = [_steps_of(person, address) for person, address in addresses]

    grown = {address: more / less for (_, address), less, more in zip(addresses, few, many, strict=True)}
    assert max(grown.values()) <= 1.2, grown


def _have_been_here(practice: Practice, number: int, *, days_ago: int) -> None:
    """An hour each; of two in three the note is approved."""
    first = now() - timedelta(days=days_ago)
    service = practice.service
    facts = {"organization": service.organization, "service": service, "practitioner": practice.practitioner}
    sessions = [
        Appointment(
            starts_at=first + timedelta(hours=place),
            ends_at=first + timedelta(hours=place, minutes=50),
            state="completed" if place % 3 else "booked",
            place="phone",
            **facts,
        )
        for place in range(number)
    ]
    Appointment._base_manager.bulk_create(sessions)
    Participant._base_manager.bulk_create(
        Participant(
            appointment=session,
            client=practice.cast.clients["clara"],
            place=0,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            state=session.state,
        )
        for session in sessions
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _steps_of(person: Person, address: str) -> int:
    """Of SQLite's virtual machine, in dozens: the same each time, however busy the computer is. Without the number of
    notices, which stands on every page, and looks at what each of them is about."""
    person.get(address)  # whatever is done once has been done
    steps = 0

    def counted() -> int:
        nonlocal steps
        steps += 1
        return 0

    def watched(execute: Callable[..., object], sql: str, *query: object) -> object:
        is_of_notices = 'FROM "notifications_notice"' in sql
        connection.connection.set_progress_handler(None if is_of_notices else counted, 0 if is_of_notices else 12)
        return execute(sql, *query)

    try:
        with connection.execute_wrapper(watched):
            assert person.get(address).status_code == 200
    finally:
        connection.connection.set_progress_handler(None, 0)
    return steps
