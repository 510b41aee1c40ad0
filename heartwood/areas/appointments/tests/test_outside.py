"""Calendars kept elsewhere: their busy times count, strangers' files do no harm, and we are nobody's eyes."""

import contextlib
import http.server
import re
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
import time_machine
from django_tasks_db.models import DBTaskResult

from heartwood.areas.appointments import fetching, jobs, outside
from heartwood.areas.appointments.free_times import free_times
from heartwood.areas.appointments.models import OutsideCalendar, OutsideTime
from heartwood.areas.appointments.tests.conftest import MONDAY, PORTLAND, Practice, at
from heartwood.areas.appointments.tests.test_free_times import clocks
from heartwood.areas.appointments.tests.test_portal import text
from tests.everyone import Person

SINCE, UNTIL = MONDAY, MONDAY + timedelta(days=28)


def ics(*events: str) -> bytes:
    entries = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}\r\nDTSTAMP:20310101T000000Z\r\n{e}\r\nEND:VEVENT\r\n" for n, e in enumerate(events)
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\n{entries}END:VCALENDAR\r\n".encode()  # fmt: skip


DENTIST = (
    "SUMMARY:Dentist quillfern\r\nDTSTART:20310304T180000Z\r\nDTEND:20310304T190000Z"  # Tuesday, 10:00 in Portland
)
CHOIR = (
    "SUMMARY:Choir\r\nDTSTART;TZID=America/Los_Angeles:20310303T150000\r\n"
    "DTEND;TZID=America/Los_Angeles:20310303T160000\r\nRRULE:FREQ=WEEKLY\r\nEXDATE;TZID=America/Los_Angeles:20310317T150000"
)


def busy(*events: str) -> list[tuple[str, str]]:
    found = outside.busy_times(ics(*events), SINCE, UNTIL, PORTLAND)
    return [
        (f"{begins.astimezone(PORTLAND):%d %H:%M}", f"{ends.astimezone(PORTLAND):%d %H:%M}") for begins, ends in found
    ]


# Reading ----------------------------------------------------------------------------------------------------------


def test_what_repeats_is_expanded_and_keeps_its_hour_when_clocks_change() -> None:
    assert busy(CHOIR) == [("03 15:00", "03 16:00"), ("10 15:00", "10 16:00"), ("24 15:00", "24 16:00")]


def test_days_floating_hours_and_what_is_not_busy() -> None:
    """A whole day is a day where the practitioner is; what is free or cancelled there is free here."""
    assert busy(
        "DTSTART;VALUE=DATE:20310305\r\nDTEND;VALUE=DATE:20310306",
        "DTSTART:20310306T090000\r\nDTEND:20310306T100000",
        "DTSTART:20310306T093000\r\nDURATION:PT1H",
        "DTSTART:20310307T090000\r\nDTEND:20310307T100000\r\nTRANSP:TRANSPARENT",
        "DTSTART:20310307T110000\r\nDTEND:20310307T120000\r\nSTATUS:CANCELLED",
        "DTSTART:20290307T110000\r\nDTEND:20290307T120000",
    ) == [("05 00:00", "06 00:00"), ("06 09:00", "06 10:30")]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "unreadable"),
        (b"<html>Please sign in</html>", "unreadable"),
        (b"\x00\xff" * 5000, "unreadable"),
        (ics("DTSTART:20310304T000000Z\r\nDTEND:20310304T000001Z\r\nRRULE:FREQ=SECONDLY"), "too_large"),
        (ics(*["DTSTART:20310304T000000Z\r\nDTEND:20310304T010000Z\r\nRRULE:FREQ=MINUTELY"] * 50), "too_large"),
    ],
)
def test_a_file_that_would_do_harm_does_none(monkeypatch: pytest.MonkeyPatch, content: bytes, problem: str) -> None:
    monkeypatch.setitem(outside.LIMITS, "seconds", 2)

    with pytest.raises(fetching.NotFetched) as failure:
        outside.busy_times(content, SINCE, UNTIL, PORTLAND)

    assert failure.value.problem == problem


@pytest.mark.parametrize(
    "nonsense",
    [
        "DTSTART:20319999T999999Z\r\nDTEND:20310304T010000Z",
        "DTSTART:20310304T050000Z\r\nDTEND:20310304T040000Z",
        "DTSTART:20310304T050000Z\r\nDTEND:20310304T060000Z\r\nRRULE:FREQ=NEVER;INTERVAL=-1",
        "DTSTART:00010101T000000Z\r\nDTEND:00010101T010000Z",
        "DTSTART;TZID=Nowhere/Land:20300305T090000\r\nDTEND;TZID=Nowhere/Land:20300305T100000",
        "SUMMARY:Without a beginning",
    ],
)
def test_an_entry_that_makes_no_sense_does_not_hide_the_others(nonsense: str) -> None:
    """Dates that never were, ends before beginnings, rules of nothing."""
    assert ("04 10:00", "04 11:00") in busy(nonsense, DENTIST)


# Where we look ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "place",
    """127.0.0.1 127.1.2.3 0.0.0.0 10.0.0.1 172.16.0.1 192.168.1.1 100.64.0.1 169.254.169.254 192.0.0.192 192.88.99.1
    198.18.0.1 203.0.113.1 224.0.0.1 240.0.0.1 255.255.255.255 ::1 :: ::ffff:127.0.0.1 ::ffff:169.254.169.254
    ::127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::1 2002:7f00:1:: 2001:0:1::1 2001:db8::1 3fff::1 fc00::1 fd00:ec2::254 fe80::1
    fec0::1 ff02::1 fe80::1%eth0 x""".split(),
)
def test_no_address_but_those_of_the_open_internet(place: str) -> None:
    assert not fetching.is_of_the_open_internet(place)


@pytest.mark.parametrize("place", ["1.1.1.1", "93.184.215.14", "2606:4700:4700::1111", "::ffff:1.1.1.1"])
def test_those_are_looked_at(place: str) -> None:
    assert fetching.is_of_the_open_internet(place)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/a.ics", "http://0x7f000001/a.ics", "http://2130706433/", "http://127.1/", "http://localhost/",
        "https://[::1]/a.ics", "https://[::ffff:7f00:1]/", "http://1.1.1.1:22/", "http://1.1.1.1:8080/", "ftp://1.1.1.1/",
        "file:///etc/passwd", "http://someone@1.1.1.1/", "http:///a", "https://[::1", "http://1.1.1.1:99999/", "gopher://x",
    ],
)  # fmt: skip
def test_addresses_that_lead_elsewhere_are_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """However it is spelled: what a resolver makes of 127.1 or 2130706433 is this machine."""
    here = [(0, 0, 0, "", ("::ffff:127.0.0.1" if "[" in address else "127.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: here)
    monkeypatch.setattr(socket, "create_connection", lambda *a, **k: pytest.fail("a connection was made"))

    with pytest.raises(fetching.NotFetched) as failure:
        fetching.fetch(address)

    assert failure.value.problem == "forbidden"


def test_a_name_that_leads_to_several_places_is_refused_for_one_that_is_not_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    places = [(0, 0, 0, "", ("1.1.1.1", 443)), (0, 0, 0, "", ("10.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: places)

    with pytest.raises(fetching.NotFetched) as failure:
        fetching.insist_on_an_open_address("https://calendar.example/a.ics")

    assert failure.value.problem == "forbidden"


# How we look ------------------------------------------------------------------------------------------------------


class Elsewhere(http.server.BaseHTTPRequestHandler):
    """Somebody's calendar server."""

    content: ClassVar[bytes] = b""
    asked: ClassVar[list[dict[str, str]]] = []

    def do_GET(self) -> None:
        self.asked.append(dict(self.headers))
        ways = {"/inside": "http://10.0.0.1/a.ics", "/round": "/round", "/file": "file:///etc/passwd", "/on": "/a.ics"}
        if self.path in ways:
            self._answer(302, Location=ways[self.path])
        elif self.path == "/none":
            self._answer(404)
        elif self.path == "/zipped":
            self._answer(200, b"x", **{"Content-Encoding": "gzip"})
        elif self.path == "/huge":
            self._answer(200, b"x" * (fetching.MOST_BYTES + 2))
        elif self.path == "/short":
            self._answer(200, self.content, **{"Content-Length": "999999"})
        elif self.headers.get("If-None-Match") == '"one"':
            self._answer(304)
        else:
            self._answer(200, self.content, ETag='"one"')

    def _answer(self, status: int, content: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(content))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch, settings) -> Iterator[str]:
    """A server on this machine, which for once counts as the open internet."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    settings.OUTSIDE_CALENDAR_PORTS = [server.server_port]
    really = fetching.is_of_the_open_internet
    monkeypatch.setattr(fetching, "is_of_the_open_internet", lambda place: place == "127.0.0.1" or really(place))
    monkeypatch.setattr(Elsewhere, "content", ics(DENTIST))
    Elsewhere.asked.clear()
    serving = threading.Thread(target=server.serve_forever, args=(0.05,))
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    serving.join()


def test_a_calendar_is_fetched_and_not_again_while_nothing_is_new(elsewhere: str) -> None:
    fetched = fetching.fetch(f"{elsewhere}/on")

    assert fetched == fetching.Fetched(ics(DENTIST), '"one"')
    assert fetching.fetch(f"{elsewhere}/a.ics", '"one"') is None
    assert {"Cookie", "Authorization", "Referer"} & Elsewhere.asked[0].keys() == set()


@pytest.mark.parametrize(
    ("path", "problem"),
    [("/inside", "forbidden"), ("/file", "forbidden"), ("/round", "refused"), ("/none", "refused"),
     ("/zipped", "refused"), ("/huge", "too_large"), ("/short", "unreachable")],
)  # fmt: skip
def test_what_goes_wrong_is_named(elsewhere: str, path: str, problem: str) -> None:
    with pytest.raises(fetching.NotFetched) as failure:
        fetching.fetch(f"{elsewhere}{path}")

    assert failure.value.problem == problem


def test_a_server_that_never_ends_is_hung_up_on(elsewhere: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It drips a byte from time to time, so that no single wait is long."""
    monkeypatch.setattr(fetching, "SECONDS", 1)
    over = threading.Event()

    def drip(handler: Elsewhere) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        with contextlib.suppress(OSError):
            while not over.wait(0.05):
                handler.wfile.write(b"X")

    monkeypatch.setattr(Elsewhere, "do_GET", drip)
    began = datetime.now(UTC)
    with pytest.raises(fetching.NotFetched) as failure:
        fetching.fetch(f"{elsewhere}/a.ics")
    over.set()

    assert failure.value.problem == "unreachable"
    assert datetime.now(UTC) - began < timedelta(seconds=8)


# A practitioner's page --------------------------------------------------------------------------------------------


def do_jobs() -> None:
    for row in DBTaskResult.objects.ready():
        row.claim("a worker")
        row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])


def day(practice: Practice) -> list[str]:
    return clocks(free_times(practice.calendar, practice.service, at(4, "00:00"), at(5, "00:00")))


def test_busy_times_elsewhere_are_offered_to_nobody(practice: Practice, thea: Person, elsewhere: str) -> None:
    """S0.B3. Only when is kept; forgetting deletes it."""
    DBTaskResult.objects.all().delete()
    assert "10:00" in day(practice)

    thea.post(thea.viewer.address("own-calendar-outside"), {"address": f"{elsewhere}/a.ics?secret=quillfern"})
    assert "We have not looked at it yet" in text(thea.page("own-calendar"))
    do_jobs()

    assert "10:00" not in day(practice)
    assert "It works: last looked at" in text(thea.page("own-calendar"))
    kept = str(list(OutsideCalendar.objects.values())) + str(list(OutsideTime.objects.values()))
    assert "quillfern" not in kept + thea.page("own-calendar")
    assert "Dentist" not in kept
    assert practice.book(at(4, "10:00")).state == "booked", "S0.B5: staff may book over it"

    thea.post(thea.viewer.address("own-calendar-forget"))
    assert not OutsideTime.objects.exists()
    assert not OutsideCalendar.objects.exists()


def test_it_is_looked_at_again_and_what_fails_is_told_in_plain_words(
    practice: Practice, thea: Person, elsewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    DBTaskResult.objects.all().delete()
    thea.post(thea.viewer.address("own-calendar-outside"), {"address": f"{elsewhere}/a.ics"})
    do_jobs()

    def quarter_of_an_hour_later(hours: float) -> str:
        with time_machine.travel(MONDAY + timedelta(hours=hours), tick=False):
            jobs.look_outside.func()
            do_jobs()
            return text(thea.page("own-calendar"))

    quarter_of_an_hour_later(1)
    assert Elsewhere.asked[-1]["If-None-Match"] == '"one"'
    monkeypatch.setattr(Elsewhere, "do_GET", lambda handler: handler._answer(200, b"<html>"))
    broken = quarter_of_an_hour_later(2)
    assert "no calendar that we can read" in broken
    assert "It last worked 1 hour ago" in broken
    assert "10:00" not in day(practice), "what was known still counts"
    monkeypatch.setattr(Elsewhere, "do_GET", lambda handler: handler._answer(200, ics(CHOIR)))
    assert "It works" in quarter_of_an_hour_later(3)
    assert "10:00" in day(practice)


def test_what_was_forgotten_while_we_looked_stays_forgotten(practice: Practice, thea: Person) -> None:
    outside_calendar = OutsideCalendar.objects.look_at(thea.viewer, practice.calendar, "https://calendar.example/a.ics")
    OutsideCalendar.objects.forget(thea.viewer, practice.practitioner)

    outside_calendar.keep(outside.Answer(busy=[(at(4, "10:00"), at(4, "11:00"))]))

    assert not OutsideTime.objects.exists()


@pytest.mark.parametrize(
    "address", ["", "calendar", "ftp://x.example/a.ics", "https://", "https://a@b.example/", "https://a b/"]
)
def test_what_is_no_address_is_explained(practice: Practice, thea: Person, address: str) -> None:
    answer = thea.post(thea.viewer.address("own-calendar-outside"), {"address": address})

    assert answer.status_code == 422
    assert re.search("no address of a calendar|This field is required", text(answer))
    assert not OutsideCalendar.objects.exists()


def test_only_practitioners_have_hours_and_so_a_calendar_elsewhere(practice: Practice, fran: Person) -> None:
    assert "Busy times from elsewhere" not in fran.page("own-calendar")
    assert fran.post(fran.viewer.address("own-calendar-outside"), {"address": "https://x.example/"}).status_code == 404
    assert fran.post(fran.viewer.address("own-calendar-forget")).status_code == 404
