"""S1.10: a session whose note is not approved is called completed nowhere."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.utils.timezone import localtime

from heartwood.areas.appointments import last_and_next
from heartwood.cast.building import Cast
from tests.everyone import Person
from tests.sealed_envelopes.routes import FILLINGS, Route, every_route
from tests.sealed_envelopes.walking import body

THE_WORD = re.compile(r"completed", re.I)

# Where the word stands whatever has become of any session.
BESIDES = re.compile(
    r'<a class="tab"[^>]*>Completed</a>|name="tab" value="completed"|No session is completed yet'
    r"|Last completed session|session is completed( when|\.)|sessions completed, when the supervisor"
    r"|completed (a|your) session|without a completed session|data-label=\"Completed\""
)

CALENDAR = "<slug:organization>/calendar/"
CALLING_IT_SO = {
    "<slug:organization>/sessions/<uuid:appointment_pk>/",
    "<slug:organization>/sessions/",
    CALENDAR,
    "<slug:organization>/clients/<uuid:client_pk>/",
    "portal/<slug:profile>/bookings/",
    "portal/<slug:profile>/bookings/<uuid:appointment_pk>/",
}


@pytest.mark.once
def test_a_session_whose_note_waits_is_called_completed_on_no_page(cast: Cast, everyone: dict[str, Person]) -> None:
    """As it is, these pages call Clara's last session completed. As if its note still waited, no page of the house
    does."""
    lookers = [everyone["thea"], everyone["clara"]]

    as_it_is = calling_it_completed(cast, lookers, [route for route in every_route() if route.name in CALLING_IT_SO])
    with connection.cursor() as database:
        for table in ("appointments_appointment", "appointments_participant"):
            database.execute(f"UPDATE {table} SET state = 'booked' WHERE state = 'completed'")  # noqa: S608
        database.execute("DELETE FROM appointments_step WHERE what = 'completed'")

    assert last_and_next.check() > 0

    assert as_it_is == CALLING_IT_SO
    assert calling_it_completed(cast, lookers, every_route()) == set()


def calling_it_completed(cast: Cast, lookers: list[Person], routes: list[Route]) -> set[str]:
    return {
        route.name
        for route in routes
        for address in addresses_around_a_session(route, cast)
        for person in lookers
        if THE_WORD.search(BESIDES.sub("", page(person.browser.get(address))))
    }


def page(answer: Any) -> str:
    read = body(answer).decode("utf-8", "replace")
    return read if answer.status_code == 200 else ""


def addresses_around_a_session(route: Route, cast: Cast) -> Iterator[str]:
    """The route, filled with Clara's last session wherever one belongs, and with the first record of other kinds. A
    calendar is opened on its day."""
    last_one = cast.sessions["clara -1"]
    asked = {"appointment_pk": last_one.pk}
    addresses = list(route.filled_with(asked.get(name) or FILLINGS[name](cast)[0] for name in route.parameters))
    yield from addresses
    if route.name == CALENDAR:
        yield f"{addresses[0]}?on={localtime(last_one.starts_at):%Y-%m-%d}"
