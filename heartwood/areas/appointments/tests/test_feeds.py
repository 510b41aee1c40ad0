"""Secret addresses that calendars read: only when, only what their owner may see now, and to nobody else anything."""

import html
import re

import pytest
from django.core.cache import caches
from icalendar import Calendar

from heartwood.areas.appointments.models import Feed
from heartwood.areas.appointments.tests.conftest import Practice, at
from heartwood.areas.appointments.tests.test_portal import grace_only_looks
from heartwood.ground.audit.models import Line
from tests.everyone import Person


@pytest.fixture(autouse=True)
def nobody_has_guessed() -> None:
    caches["default"].clear()


def make(person: Person, **choices: object) -> str:
    """The address as it is shown, once."""
    answer = person.post(person.viewer.address("own-calendar-make"), choices)
    assert answer.status_code == 200
    shown = re.search(r"<code>http://localhost:8000(/calendar/[^<]+\.ics)</code>", answer.content.decode())
    return html.unescape(shown.group(1))


def titles(nobody: Person, address: str) -> dict[object, str]:
    answer = nobody.get(address)
    assert answer.status_code == 200
    return {entry.start: str(entry["SUMMARY"]) for entry in Calendar.from_ical(answer.content).walk("VEVENT")}


@pytest.fixture
def nobody(everyone: dict[str, Person]) -> Person:
    return everyone["nobody"]


def test_a_client_reads_their_sessions_and_each_is_called_session(
    practice: Practice, clara: Person, nobody: Person
) -> None:
    practice.book(at(5, "10:00"), remark="Quillfern.")
    gone = practice.book(at(6, "10:00"))
    gone.cancel(practice.thea.viewer)
    practice.book(at(7, "10:00"), "dev")

    address = make(clara)
    found = titles(nobody, address)

    assert found[at(5, "10:00")] == "Session"
    assert at(6, "10:00") not in found
    assert at(7, "10:00") not in found
    content = nobody.get(address).content.decode()
    assert [word for word in ("Clara", "Thea", "Fifty", "Quillfern", "Willow") if word in content] == []


def test_a_practitioner_reads_their_own_with_initials_only_if_they_wish(
    practice: Practice, thea: Person, cole: Person, nobody: Person
) -> None:
    practice.book(at(5, "10:00"))

    plain = make(thea)
    assert titles(nobody, plain)[at(5, "10:00")] == "Session"
    worded = make(thea, shows_initials="on")
    assert titles(nobody, worded)[at(5, "10:00")] == "C.R."
    assert nobody.get(plain).status_code == 404, "a new address ends the old one"
    assert at(5, "10:00") not in titles(nobody, make(cole, shows_initials="on"))


def test_the_address_is_shown_once_and_only_its_hash_is_kept(practice: Practice, clara: Person, nobody: Person) -> None:
    address = make(clara)
    token = address.removeprefix("/calendar/").removesuffix(".ics")

    assert token not in clara.page("own-calendar")
    assert token not in str(list(Feed.objects.values()))
    assert "made an address by which a calendar reads" in practice.thea.page(
        "client-trail", practice.cast.clients["clara"].pk
    )
    clara.post(clara.viewer.address("own-calendar-end"))
    assert nobody.get(address).status_code == 404
    assert Line.objects.as_system("test").filter(verb="appointments.end_feed").count() == 1


def test_rights_are_asked_for_each_time(practice: Practice, everyone: dict[str, Person], nobody: Person) -> None:
    """Q17: who left reads nothing any more; who was taken off a record loses its sessions."""
    thea, grace = everyone["thea"], everyone["grace"]
    practice.book(at(5, "10:00"))
    of_thea, of_grace = make(thea), make(grace)
    clara = practice.cast.clients["clara"]

    clara.give_access(everyone["olive"].viewer, [practice.cast.workers["cole"]], practice.cast.workers["cole"])
    assert at(5, "10:00") not in titles(nobody, of_thea)

    grace_only_looks(practice.cast)
    assert titles(nobody, of_grace) == {}

    thea.member.left_at = at(3, "09:00")
    thea.member.save()
    assert nobody.get(of_thea).status_code == 404
    assert nobody.get(of_thea).content == nobody.get("/calendar/never-was.ics").content


def test_a_calendar_that_has_it_already_is_told_so(practice: Practice, clara: Person, nobody: Person) -> None:
    session = practice.book(at(5, "10:00"))
    address = make(clara)
    first = nobody.get(address)

    def again() -> int:
        return nobody.browser.get(address, headers={"If-None-Match": first["ETag"]}).status_code

    assert "no-store" in first["Cache-Control"]
    assert again() == 304
    session.move(practice.thea.viewer, at(6, "10:00"))
    assert again() == 200


def test_guessing_is_slow(practice: Practice, clara: Person, nobody: Person) -> None:
    address = make(clara)
    for _ in range(70):
        assert nobody.get(address).status_code == 200, "whoever has the address may ask as often as calendars do"

    answers = [nobody.get(f"/calendar/guess-{number}.ics").status_code for number in range(62)]

    assert (answers[0], answers[-1]) == (404, 429)
